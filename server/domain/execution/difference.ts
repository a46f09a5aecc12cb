import type { SweptRepository } from '#model/execution.ts'

/** What is not as it was in the sweep before, in sentences. Pure. */
export function differenceOf(before: readonly SweptRepository[], now: readonly SweptRepository[]): string[] {
  const lines: string[] = []
  const earlier = new Map(before.map((r) => [r.system.id, r]))
  for (const r of now) {
    const then = earlier.get(r.system.id)
    if (!then) lines.push(`${r.system.name} is new.`)
    else {
      if (then.name !== r.name) lines.push(`${r.system.name} moved from ${then.name} to ${r.name}.`)
      if (then.status !== r.status && (bad(then) || bad(r))) lines.push(`${r.system.name} was ${words(then)} and is ${words(r)}.`)
      if (then.files !== r.files) lines.push(`${r.system.name} has ${r.files} files, before ${then.files}.`)
    }
    const changed = r.details.added.length + r.details.changed.length + r.details.removed.length
    if (r.commits > 0 && changed > 0) lines.push(`${r.system.name}: ${listOf(r)}.`)
  }
  for (const then of before)
    if (!now.some((r) => r.system.id === then.system.id)) lines.push(`${then.system.name} is not in the network any more; its repository was left as it is.`)
  return lines
}

const bad = (r: SweptRepository): boolean => ['failed', 'conflict', 'diverged', 'closed', 'waiting', 'proposed'].includes(r.status)
const words = (r: SweptRepository): string => (r.status === 'closed' ? 'refused by a person' : r.status)
function listOf({ details }: SweptRepository): string {
  const part = (paths: readonly string[], word: string): string[] =>
    paths.length > 0 ? [`${word} ${paths.slice(0, 4).join(', ')}${paths.length > 4 ? ` and ${paths.length - 4} more` : ''}`] : []
  return [...part(details.added, 'added'), ...part(details.changed, 'changed'), ...part(details.removed, 'removed')].join('; ')
}
