import type { NetworkFlow } from '#model/network.ts'
import { placeKey } from '#model/network.ts'
import { unknown } from './panel-part.tsx'
import type { Changes } from './scene.ts'

const most = 40
export const modeWords = { sync: 'sync', async: 'async', unknown: 'mode not stated' }

export function FlowList({
  flows,
  changes,
  end,
  onSelect,
}: {
  flows: readonly NetworkFlow[]
  changes: Changes
  end?: 'from' | 'to'
  onSelect?: (slug: string) => void
}) {
  if (flows.length === 0) return end ? <p className="text-faint text-sm">{end === 'to' ? 'Nothing that is stated.' : 'Nobody states so.'}</p> : null
  return (
    <ul className="flex flex-col divide-y divide-line text-sm">
      {flows.slice(0, most).map((flow) => {
        const change = changes.get(`flow:${flow.key}`)
        const facts = [
          modeWords[flow.mode],
          flow.protocol,
          flow.criticality === 'unknown' ? null : `${flow.criticality} criticality`,
          flow.ownerFrom && `${flow.ownerFrom} → ${flow.ownerTo ?? '?'}`,
        ]
        return (
          <li key={flow.key} className="py-1.5">
            {end && onSelect ? (
              <button type="button" className="rounded text-left font-medium hover:text-accent" onClick={() => onSelect(flow[end].system)}>
                {placeKey(flow[end])}
              </button>
            ) : (
              <span className="font-medium">
                {placeKey(flow.from)} → {placeKey(flow.to)}
              </span>
            )}
            {change && <span className="pl-2 text-warn text-xs">{change.change}</span>}
            <span className="block">{flow.data.join(', ') || unknown}</span>
            <span className="block text-faint text-xs">{facts.filter(Boolean).join(' · ')}</span>
            {flow.schema && <SchemaLink schema={flow.schema} />}
          </li>
        )
      })}
      {flows.length > most && <li className="py-1.5 text-faint text-xs">and {(flows.length - most).toLocaleString('en')} more: see the table</li>}
    </ul>
  )
}

/** Where what flows is described: an address to open, or a path in the owner's repository. */
export function SchemaLink({ schema }: { schema: string }) {
  const text = 'block break-all font-mono text-xs'
  if (!/^https?:\/\//i.test(schema)) return <span className={`${text} text-faint`}>{schema}</span>
  return (
    <a href={schema} target="_blank" rel="noreferrer" className={`${text} text-accent hover:underline`}>
      {schema}
    </a>
  )
}
