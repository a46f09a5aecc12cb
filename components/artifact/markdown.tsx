'use client'
import type { ComponentProps } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { scrollable } from '#components/ui/scrollable.ts'
import { MermaidView } from './mermaid-view.tsx'

const components: Components = {
  // Documents come from outside: a link leaves in a new tab, without telling where from.
  a: ({ href, children }) =>
    href?.startsWith('#') ? (
      <a href={href}>{children}</a>
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ),
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

export function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
}
