'use client'
import { useMemo } from 'react'
import { cn } from '#components/ui/cn.ts'
import { scrollable } from '#components/ui/scrollable.ts'
import { nameOf } from './box-node.tsx'
import type { Scene, SceneEdge } from './scene.ts'

const cell = 26
const tones: Record<SceneEdge['mode'], string> = {
  sync: 'bg-accent text-accent-fg',
  async: 'bg-accent-soft text-accent',
  unknown: 'bg-hover text-fg',
  mixed: 'bg-accent-line text-fg',
}
const words: Record<SceneEdge['mode'], string> = { sync: 'sync', async: 'async', unknown: 'mode not stated', mixed: 'sync and async' }

/**
 * The boxes of the map as a matrix: a row needs a column. Empty cells beside each other are one cell of the table, so that
 * three hundred boxes are some thousand cells and not ninety thousand.
 */
export function NetworkMatrix({ scene, selected, onSelect }: { scene: Scene; selected: string; onSelect: (id: string) => void }) {
  const { columns, rows } = useMemo(() => matrixOf(scene), [scene])
  return (
    <section aria-label="Matrix" className="max-h-full min-h-60 overflow-auto max-md:max-h-[62dvh] rounded-lg border border-line bg-surface" {...scrollable}>
      <table
        className="table-fixed border-collapse text-xs"
        style={{
          width: 176 + cell * columns.length,
          backgroundImage: 'linear-gradient(var(--line) 1px, transparent 1px), linear-gradient(90deg, var(--line) 1px, transparent 1px)',
          backgroundSize: `${cell}px ${cell}px`,
          backgroundPosition: '175px 127px',
        }}
      >
        <caption className="sr-only">Which row needs which column, with the number of flows</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 w-44 border-line border-r border-b bg-surface p-2 text-left align-bottom font-medium text-faint"
              style={{ height: 128 }}
            >
              needs →
            </th>
            {columns.map(({ id, label }) => (
              <th
                key={id}
                scope="col"
                className="sticky top-0 z-10 border-line border-b bg-surface p-0 align-bottom font-normal"
                style={{ width: cell, height: 128 }}
              >
                <span className="mx-auto block max-h-28 w-[25px] truncate py-1 leading-[25px] [writing-mode:vertical-rl] rotate-180" title={label}>
                  {nameOf(label)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ node, cells }) => (
            <tr key={node.id} style={{ height: cell }} className="hover:bg-hover/60">
              <th scope="row" className="sticky left-0 z-10 w-44 min-w-44 max-w-44 border-line border-r bg-surface p-0 text-left font-normal">
                <button
                  type="button"
                  aria-pressed={selected === node.id}
                  onClick={() => onSelect(node.id)}
                  className={cn('block w-full truncate px-2 text-left leading-[25px] hover:text-accent', selected === node.id && 'bg-accent-soft text-accent')}
                  title={node.label}
                >
                  {nameOf(node.label)}
                </button>
              </th>
              {cells.map((each) =>
                'edge' in each ? (
                  <td key={each.edge.id} className="p-px">
                    <button
                      type="button"
                      data-cell={each.edge.id}
                      aria-label={`${nameOf(node.label)} needs ${nameOf(each.to)}: ${each.edge.data.join(', ') || 'data not stated'} (${words[each.edge.mode]})`}
                      title={`${nameOf(node.label)} → ${nameOf(each.to)}\n${each.edge.data.join(', ')}\n${words[each.edge.mode]}`}
                      onClick={() => onSelect(each.edge.id)}
                      className={cn(
                        'block size-6 rounded-sm text-center text-2xs leading-6 tabular-nums',
                        tones[each.edge.mode],
                        selected === each.edge.id && 'ring-2 ring-accent',
                      )}
                    >
                      {Math.max(1, each.edge.flows.length)}
                    </button>
                  </td>
                ) : (
                  <td key={`-${each.at}`} colSpan={each.span} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type Cell = { edge: SceneEdge; to: string } | { at: number; span: number }

/** Boxes by name within what contains them; boxes that nothing leads to or from come last. */
function matrixOf(scene: Scene) {
  const linked = new Set(scene.edges.flatMap(({ from, to }) => [from, to]))
  const columns = scene.nodes
    .filter(({ id, open }) => !open || linked.has(id))
    .sort(
      (a, b) =>
        Number(linked.has(b.id)) - Number(linked.has(a.id)) ||
        (a.parent ?? '').localeCompare(b.parent ?? '') ||
        a.label.localeCompare(b.label, 'en', { numeric: true }),
    )
  const index = new Map(columns.map(({ id }, n) => [id, n]))
  const edges = Map.groupBy(scene.edges, ({ from }) => from)
  const rows = columns.map((node) => {
    const own = (edges.get(node.id) ?? [])
      .map((edge) => ({ edge, column: index.get(edge.to) ?? -1 }))
      .filter(({ column }) => column >= 0)
      .sort((a, b) => a.column - b.column)
    const cells: Cell[] = []
    let next = 0
    for (const { edge, column } of own) {
      if (column > next) cells.push({ at: next, span: column - next })
      cells.push({ edge, to: columns[column]?.label ?? '' })
      next = column + 1
    }
    if (next < columns.length) cells.push({ at: next, span: columns.length - next })
    return { node, cells }
  })
  return { columns, rows }
}
