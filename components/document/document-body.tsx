'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo } from 'react'
import { languageOf } from '#components/artifact/language.ts'
import { Skeleton } from '#components/ui/feedback.tsx'
import type { DocumentView } from '#model/document.ts'
import { linkFrom, withoutMarkers } from './links.ts'

const loading = () => <Skeleton className="h-96" />
const CodeView = dynamic(() => import('#components/artifact/code-view.tsx').then((m) => m.CodeView), { loading })
const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading })

/** What a document says. It may hold words of anybody: sanitised as Markdown, shown as an image in which nothing runs, or as text. */
export function DocumentBody({ document, paths, source }: { document: DocumentView; paths: readonly string[]; source: boolean }) {
  const known = useMemo(() => new Set(paths), [paths])
  const { slug } = document.system
  const linkTo = useCallback((href: string) => linkFrom(slug, document.path, known, href), [slug, document.path, known])
  if (!source && document.mediaType === 'text/markdown')
    return (
      <article className="max-w-[880px] rounded-lg border border-line bg-surface p-4 sm:px-6" aria-label={document.title}>
        <Markdown text={withoutMarkers(document.text)} linkTo={linkTo} />
      </article>
    )
  if (!source && document.mediaType === 'image/svg+xml')
    return (
      <figure className="overflow-auto rounded-lg border border-line bg-surface p-3">
        {/* biome-ignore lint/performance/noImgElement: a data address needs no image server */}
        <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(document.text)}`} alt={document.title} className="mx-auto max-w-full" />
      </figure>
    )
  return (
    <div className="h-[min(75dvh,820px)]">
      <CodeView text={document.text} language={languageOf(document.path)} label={document.path} />
    </div>
  )
}
