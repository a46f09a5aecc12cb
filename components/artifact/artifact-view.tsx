'use client'
import { useQuery } from '@tanstack/react-query'
import { Download, FileBox } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { buttonClasses } from '#components/ui/button.tsx'
import { Copyable, CopyButton } from '#components/ui/copyable.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { byteText } from '#components/ui/time-text.ts'
import type { ArtifactView as Artifact } from '#model/run.ts'
import { languageOf, renderingOf } from './language.ts'

const loading = () => <Skeleton className="h-64" />
const CodeView = dynamic(() => import('./code-view.tsx').then((m) => m.CodeView), { loading })
const Markdown = dynamic(() => import('./markdown.tsx').then((m) => m.Markdown), { loading })
const MermaidView = dynamic(() => import('./mermaid-view.tsx').then((m) => m.MermaidView), { loading })

export const artifactHref = (id: string): string => `/api/artifacts/${id}`

const pretty = (path: string, text: string): string => {
  if (languageOf(path) !== 'json') return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text // cut short, or not JSON after all: shown as it is
  }
}

function ArtifactText({ artifact, source }: { artifact: Artifact; source: boolean }) {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.artifact.text.queryOptions({ id: artifact.id }, { staleTime: Number.POSITIVE_INFINITY }))
  if (error) return <Failure title="The artifact could not be read" error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-64" />
  if (data.text === null)
    return (
      <Empty icon={FileBox} title="Not a text">
        Download it to open it with its own program.
      </Empty>
    )
  const rendering = renderingOf(artifact)
  return (
    <>
      {data.truncated && <p className="pb-2 text-warn text-xs">Only the beginning is shown; download it to see all.</p>}
      {rendering === 'markdown' && !source && (
        <div className="rounded-lg border border-line bg-surface p-4">
          <Markdown text={data.text} />
        </div>
      )}
      {rendering === 'mermaid' && !source && <MermaidView text={data.text} label={artifact.label || artifact.path} />}
      {(rendering === 'code' || source) && (
        <div className="h-[min(70dvh,720px)]">
          <CodeView text={pretty(artifact.path, data.text)} language={languageOf(artifact.path)} label={artifact.path} />
        </div>
      )}
    </>
  )
}

/** One file that an attempt produced. What is in it is data from outside: sanitised, or shown as an image, in which nothing runs. */
export function ArtifactView({ artifact }: { artifact: Artifact }) {
  const [source, setSource] = useState(false)
  const rendering = renderingOf(artifact)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-faint text-xs">
        <span className="min-w-0 break-all font-medium font-mono text-fg">{artifact.path}</span>
        <span className="tabular-nums">{byteText(artifact.size)}</span>
        <Copyable value={artifact.sha256} short={`sha256 ${artifact.sha256.slice(0, 12)}`} />
        <span className="ml-auto flex items-center gap-1">
          {rendering !== 'code' && rendering !== 'binary' && (
            <button type="button" className={buttonClasses({ tone: 'ghost', size: 'sm' })} aria-pressed={source} onClick={() => setSource(!source)}>
              {source ? 'Rendered' : 'Source'}
            </button>
          )}
          <CopyButton text={artifact.path} label="Copy the path" />
          <a
            className={buttonClasses({ tone: 'ghost', size: 'sm' })}
            href={`${artifactHref(artifact.id)}?download=1`}
            download={artifact.path.split('/').at(-1)}
          >
            <Download aria-hidden="true" />
            Download
          </a>
        </span>
      </div>
      {rendering === 'binary' && (
        <Empty icon={FileBox} title="Not a text">
          Download it to open it with its own program.
        </Empty>
      )}
      {rendering === 'image' && !source && (
        <figure className="overflow-auto rounded-lg border border-line bg-white p-3">
          {/* biome-ignore lint/performance/noImgElement: served sandboxed by our own route */}
          <img src={artifactHref(artifact.id)} alt={artifact.label || artifact.path} className="mx-auto max-w-full" />
        </figure>
      )}
      {rendering !== 'binary' && (rendering !== 'image' || source) && <ArtifactText artifact={artifact} source={source} />}
    </div>
  )
}
