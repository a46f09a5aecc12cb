import type { SceneNode } from './scene.ts'

const plural = (count: number, word: string): string => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`

/** The second line of a box: what is stated of it, shortest first. */
export function detailOf({ tree }: Pick<SceneNode, 'tree'>): string {
  const { kind, system, service, systems, children } = tree
  if (kind === 'domain' || (kind === 'group' && systems > 0)) return plural(systems, 'system')
  if (kind === 'group') return plural(children.length, 'entry').replace('entrys', 'entries')
  if (kind === 'system')
    return (
      [system?.targets?.apiP95Ms ? `p95 ${system.targets.apiP95Ms} ms` : null, ...(system?.compliance.slice(0, 1) ?? []), system?.owner?.team ?? null]
        .filter(Boolean)
        .slice(0, 2)
        .join(' · ') || 'no targets stated'
    )
  if (kind === 'service') return [service?.technology, service?.database].filter(Boolean).join(' · ') || plural(service?.apis.length ?? 0, 'operation')
  return ''
}
