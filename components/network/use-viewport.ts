'use client'
import { useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { Laid } from './layout.ts'
import type { Box } from './placed.ts'

export const zooms = { least: 0.08, most: 2 }

interface Viewed {
  laid: Laid
  at: string
  onMoved: (at: string) => void
}

/** Shows all of a new picture, unless somebody has chosen a part of it: then that part, and what they have just opened. */
export function useViewport({ laid: { placed }, at, onMoved }: Viewed, frame: RefObject<HTMLDivElement | null>) {
  const { setViewport } = useReactFlow()
  const chosen = useRef(at)
  chosen.current = at
  const show = useCallback(
    (forget: boolean) => {
      const { width = 0, height = 0 } = frame.current?.getBoundingClientRect() ?? {}
      if (width === 0) return
      if (forget) onMoved('')
      const [x, y, percent] = forget ? [] : chosen.current.split(',').map(Number)
      if (x !== undefined && y !== undefined && percent && Number.isFinite(x + y + percent)) {
        const zoom = Math.min(zooms.most, Math.max(zooms.least, percent / 100))
        const [left, top] = [x - width / 2 / zoom, y - height / 2 / zoom]
        const inView = (box: Box) => box.x < left + width / zoom && box.x + box.width > left && box.y < top + height / zoom && box.y + box.height > top
        // A filter may have taken away all that was there.
        if (Object.values(placed.nodes).some(inView)) return void setViewport({ x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom })
      }
      const margin = width < 500 ? 12 : 24
      const whole = Math.min((width - 2 * margin) / placed.width, (height - 2 * margin) / placed.height, 1)
      const zoom = Math.max(whole, width < 500 ? 0.5 : zooms.least)
      void setViewport({ x: (width - placed.width * zoom) / 2, y: Math.max(margin, (height - placed.height * zoom) / 2), zoom })
    },
    [placed, frame, setViewport, onMoved],
  )
  useEffect(() => {
    show(false)
    const element = frame.current
    if (!element) return
    const observer = new ResizeObserver(() => show(false))
    observer.observe(element)
    return () => observer.disconnect()
  }, [show, frame])
  return show
}
