'use client'
import { Download, Maximize2, Minus, Plus, Scan } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { MermaidView } from '#components/artifact/mermaid-view.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copyable.tsx'
import type { DrawnView } from '#model/diagram.ts'
import { DiagramPicture, type Zoom } from './diagram-picture.tsx'

const steps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3]
const next = (zoom: Zoom, by: 1 | -1): Zoom => {
  const now = zoom === 'fit' ? 1 : zoom
  return (by > 0 ? steps.find((s) => s > now) : steps.findLast((s) => s < now)) ?? now
}

function download(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replace(/[^\w-]+/g, '-').toLowerCase() || 'diagram'}.svg`
  link.click()
  URL.revokeObjectURL(address)
}

/** A diagram with its bar: how large it is shown, and its forms to take away. `actions` stand at the end of the bar. */
export function DiagramFigure({ drawn: data, actions }: { drawn: DrawnView; actions?: ReactNode }) {
  const figure = useRef<HTMLElement>(null)
  const [zoom, setZoom] = useState<Zoom>('fit')
  return (
    <figure ref={figure} className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-1 border-line border-b px-2 py-1">
        {data.svg && (
          <>
            <Button tone="ghost" size="iconSm" aria-label="Smaller" onClick={() => setZoom(next(zoom, -1))}>
              <Minus />
            </Button>
            <span className="w-12 text-center text-muted text-xs tabular-nums">{zoom === 'fit' ? 'Fit' : `${Math.round(zoom * 100)} %`}</span>
            <Button tone="ghost" size="iconSm" aria-label="Larger" onClick={() => setZoom(next(zoom, 1))}>
              <Plus />
            </Button>
            <Button tone="ghost" size="iconSm" aria-label="Fit into the page" title="Fit into the page" onClick={() => setZoom('fit')}>
              <Scan />
            </Button>
            <Button tone="ghost" size="iconSm" aria-label="Full screen" title="Full screen" onClick={() => figure.current?.requestFullscreen()}>
              <Maximize2 />
            </Button>
          </>
        )}
        <span className="flex-1" />
        {data.mermaid && (
          <span className="flex items-center text-muted text-xs">
            Mermaid
            <CopyButton text={data.mermaid} label="Copy as Mermaid" />
          </span>
        )}
        {data.svg && (
          <Button tone="ghost" size="sm" onClick={() => download(data.title, data.svg ?? '')}>
            <Download />
            SVG
          </Button>
        )}
        {actions}
      </div>
      {data.svg ? (
        <DiagramPicture
          svg={data.svg}
          own={data.own !== null}
          label={data.title}
          zoom={zoom}
          className="max-h-[75dvh] min-h-40 flex-1 p-2 [:fullscreen>&]:max-h-none"
        />
      ) : (
        <MermaidView text={data.mermaid ?? ''} label={data.title} />
      )}
    </figure>
  )
}
