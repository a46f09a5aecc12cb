'use client'
import Link from 'next/link'
import { type ComponentProps, createContext, use } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { scrollable } from '#components/ui/scrollable.ts'
import { MermaidView } from './mermaid-view.tsx'

/** Where a relative link leads within the dashboard; null: nowhere. Without one, links leave as they are. */
type LinkTo = (href: string) => string | null
const Links = createContext<LinkTo | null>(null)

/** Documents come from outside: a link leaves in a new tab, without telling where from. */
function DocumentLink({ href, children }: ComponentProps<'a'>) {
  const linkTo = use(Links)
  if (href?.startsWith('#')) return <a href={href}>{children}</a>
  if (linkTo && href && !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) {
    const to = linkTo(href)
    return to ? <Link href={to}>{children}</Link> : <span>{children}</span>
  }
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

const components: Components = {
  a: DocumentLink,
  // Pictures from anywhere would tell others who reads this.
  img: ({ alt }) => <span className="text-faint">[picture{alt ? `: ${alt}` : ''}]</span>,
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  table: ({ children }) => (
    <section className="overflow-x-auto" {...scrollable} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  pre: ({ children, node }) => {
    const code = node?.children[0]
    if (code?.type === 'element' && /language-mermaid/.test(String(code.properties.className ?? '')) && code.children[0]?.type === 'text')
      return <MermaidView text={code.children[0].value} label="Diagram of the document" />
    return <pre {...scrollable}>{children}</pre>
  },
  input: (props: ComponentProps<'input'>) => <input {...props} aria-label={props.checked ? 'done' : 'open'} />,
}

export function Markdown({ text, linkTo = null }: { text: string; linkTo?: LinkTo | null }) {
  return (
    <Links value={linkTo}>
      <div className="prose">
        <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
          {text}
        </ReactMarkdown>
      </div>
    </Links>
  )
}
