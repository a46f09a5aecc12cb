'use client'
import { type PointerEvent, useEffect, useRef } from 'react'
import { cn } from '#components/ui/cn.ts'

export type Zoom = 'fit' | number

/** The width and height that a drawing states. */
export function sizeOf(svg: string): { width: number; height: number } {
  const [, width = '800', height = '600'] = /viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

/**
 * A drawing of the server's own, as part of the page: its text can be selected, searched and read out. In a shadow root,
 * where its styles and names stay its own. What people uploaded is shown as an image instead, in which nothing runs.
 */
function Drawn({ svg }: { svg: string }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const root = host.current?.shadowRoot ?? host.current?.attachShadow({ mode: 'open' })
    if (root) root.innerHTML = `<style>svg{display:block;width:100%;height:auto}</style>${svg}`
  }, [svg])
  return <div ref={host} />
}

export function DiagramPicture({ svg, own, label, zoom, className }: { svg: string; own: boolean; label: string; zoom: Zoom; className?: string }) {
  const scroller = useRef<HTMLElement>(null)
  const { width, height } = sizeOf(svg)
  const start = useRef<{ x: number; y: number } | null>(null)
  const move = (event: PointerEvent) => {
    if (!start.current || !scroller.current) return
    scroller.current.scrollBy(start.current.x - event.clientX, start.current.y - event.clientY)
    start.current = { x: event.clientX, y: event.clientY }
  }
  const panning = zoom !== 'fit'
  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
      tabIndex={0}
      onPointerDown={(event) => {
        if (panning && event.button === 0 && event.pointerType === 'mouse') start.current = { x: event.clientX, y: event.clientY }
      }}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null
      }}
      onPointerLeave={() => {
        start.current = null
      }}
      className={cn('overflow-auto bg-surface outline-offset-[-2px]', panning && 'cursor-grab select-none active:cursor-grabbing', className)}
    >
      <div className="mx-auto" style={zoom === 'fit' ? { maxWidth: width } : { width: width * zoom }}>
        {own ? (
          // biome-ignore lint/performance/noImgElement: a data address needs no image server
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
            alt={label}
            width={width}
            height={height}
            className="block h-auto w-full bg-white"
          />
        ) : (
          <Drawn svg={svg} />
        )}
      </div>
    </section>
  )
}
