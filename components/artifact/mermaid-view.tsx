'use client'
import { useQuery } from '@tanstack/react-query'
import { useTheme } from 'next-themes'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'

// Fonts of the system: the drawing is shown as an image, where the page's web fonts do not exist.
const font = 'Arial, Helvetica, sans-serif'
let counter = 0

/**
 * Text from outside becomes a picture: strict mode, no HTML labels, no settings from the text, the result cleaned, and
 * shown as an image, in which nothing runs and nothing is loaded. Strict mode alone was bypassed several times.
 */
async function draw(text: string, theme: 'default' | 'dark'): Promise<string> {
  const [{ default: mermaid }, { default: purify }] = await Promise.all([import('mermaid'), import('dompurify')])
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme,
    fontFamily: font,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    maxTextSize: 50_000,
    maxEdges: 500,
    suppressErrorRendering: true,
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'htmlLabels',
      'fontFamily',
      'themeCSS',
      'themeVariables',
      'theme',
      'suppressErrorRendering',
      'flowchart',
      'sequence',
      'er',
      'dompurifyConfig',
    ],
  })
  const { svg } = await mermaid.render(`diagram-${++counter}`, text)
  const clean = purify.sanitize(svg, { USE_PROFILES: { svg: true, svgFilters: true }, ADD_TAGS: ['style'], FORBID_TAGS: ['foreignObject', 'image', 'a'] })
  // An image has no size of its own when the drawing says 100 %.
  const [, , , width, height] = /viewBox="([\d.-]+) ([\d.-]+) ([\d.]+) ([\d.]+)"/.exec(clean) ?? []
  const sized =
    width && height ? clean.replace(/^<svg([^>]*?) width="[^"]*"/, `<svg$1 width="${Math.ceil(Number(width))}" height="${Math.ceil(Number(height))}"`) : clean
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`
}

export function MermaidView({ text, label }: { text: string; label: string }) {
  const { resolvedTheme } = useTheme()
  const theme = resolvedTheme === 'dark' ? 'dark' : 'default'
  const { data, error, isPending } = useQuery({
    queryKey: ['mermaid', theme, text],
    queryFn: () => draw(text, theme),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
  if (isPending) return <Skeleton className="h-48" />
  if (error)
    return (
      <div className="flex flex-col gap-2">
        <Failure title="This diagram could not be drawn" error={error} kept="Its text stands below." />
        <pre className="overflow-auto rounded-lg border border-line bg-surface p-3 text-xs">{text}</pre>
      </div>
    )
  return (
    <figure className="overflow-auto rounded-lg border border-line bg-surface p-3">
      {/* biome-ignore lint/performance/noImgElement: a data address needs no image server */}
      <img src={data} alt={label} className="mx-auto max-w-full" />
      <details className="mt-2 text-xs">
        <summary className="text-faint">Text of the diagram</summary>
        <pre className="mt-1 overflow-auto text-muted">{text}</pre>
      </details>
    </figure>
  )
}
