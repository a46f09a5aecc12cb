import type { Condition, Health } from '#model/condition.ts'
import type { Overlay } from './state.ts'
import type { TreeNode } from './tree.ts'

/** What lies over a box: a colour, a word, and the whole of it for the tooltip. */
export interface Mark {
  tone: 'ok' | 'warn' | 'bad' | 'accent' | 'quiet'
  /** A state of components/ui/status.tsx: its shape goes with the colour. */
  status: string
  text: string
  title: string
}
export interface Score {
  system: string
  level: string
  /** 0 to 1 */
  share: number
}

const worst: readonly Health[] = ['unhealthy', 'starting', 'stopped', 'healthy']
const ofHealth: Record<Health, Pick<Mark, 'tone' | 'status'>> = {
  healthy: { tone: 'ok', status: 'ready' },
  starting: { tone: 'accent', status: 'starting' },
  unhealthy: { tone: 'bad', status: 'unhealthy' },
  stopped: { tone: 'quiet', status: 'stopped' },
}

/** Marks by system and by service ("sales/api"). What nothing is known of has none. */
export function marksOf(overlay: Overlay, conditions: readonly Condition[], scores: readonly Score[]): Map<string, Mark> {
  const marks = new Map<string, Mark>()
  if (overlay === 'scores') for (const score of scores) marks.set(score.system, ofScore(score))
  if (overlay === 'none' || overlay === 'scores') return marks
  const one = { health: healthOf, releases: releaseOf, incidents: incidentsOf }[overlay]
  const put = (key: string, mark: Mark | null) => mark && marks.set(key, mark)
  for (const condition of conditions) put(`${condition.system}/${condition.service}`, one([condition]))
  for (const [system, list] of Map.groupBy(conditions, ({ system }) => system)) put(system, one(list))
  return marks
}

function healthOf(list: readonly Condition[]): Mark | null {
  const found = worst.find((health) => list.some((each) => each.health === health))
  if (!found) return null
  const count = list.filter(({ health }) => health === found).length
  const known = list.filter(({ health }) => health !== null)
  const title = known.map(({ name, health, environment }) => `${name}: ${health} (${environment})`).join('\n')
  return { ...ofHealth[found], text: known.length > 1 ? `${count} of ${known.length} ${found}` : found, title }
}

function releaseOf(list: readonly Condition[]): Mark | null {
  const title = list.flatMap(({ name, release, rollout, run }) => [
    ...(rollout ? [`${name}: rollout ${rollout.status}, ${rollout.weight} %`] : []),
    ...(run ? [`${name}: run ${run.number} ${run.status.replaceAll('_', ' ')}`] : []),
    ...(release ? [`${name}: release ${release.number} in production`] : []),
  ])
  if (title.length === 0) return null
  const [rolling, running] = [list.find(({ rollout }) => rollout), list.find(({ run }) => run)]
  const released = list.filter(({ release }) => release)
  if (rolling?.rollout)
    return {
      tone: rolling.rollout.status === 'progressing' ? 'accent' : 'warn',
      status: rolling.rollout.status,
      text: `rollout ${rolling.rollout.weight} %`,
      title: title.join('\n'),
    }
  if (running?.run)
    return {
      tone: running.run.status === 'awaiting_approval' ? 'warn' : 'accent',
      status: running.run.status,
      text: `run ${running.run.number}`,
      title: title.join('\n'),
    }
  return {
    tone: 'ok',
    status: 'in_production',
    text: released.length > 1 ? `${released.length} released` : `release ${released[0]?.release?.number}`,
    title: title.join('\n'),
  }
}

function incidentsOf(list: readonly Condition[]): Mark | null {
  const incidents = list.flatMap(({ incidents }) => incidents)
  if (incidents.length === 0) return null
  const title = incidents
    .slice(0, 8)
    .map(({ label }) => label)
    .join('\n')
  return { tone: 'bad', status: 'failed', text: `${incidents.length} ${incidents.length === 1 ? 'incident' : 'incidents'}`, title }
}

const ofScore = ({ level, share }: Score): Mark => ({
  tone: share >= 0.8 ? 'ok' : share >= 0.5 ? 'warn' : 'bad',
  status: share >= 0.8 ? 'passed' : share >= 0.5 ? 'held' : 'failed',
  text: `${level === 'none' ? '' : `${level} · `}${Math.round(share * 100)} %`,
  title: `Scorecard: ${level}, ${Math.round(share * 100)} % of the checks hold`,
})

const ranks: readonly Mark['tone'][] = ['bad', 'warn', 'accent', 'quiet', 'ok']

/** A closed box of several systems carries the worst of them, and says how many have one. */
export function markOf(node: TreeNode, marks: ReadonlyMap<string, Mark>): Mark | null {
  if (marks.size === 0) return null
  if (node.kind === 'system') return marks.get(node.system?.slug ?? '') ?? null
  if (node.kind === 'service') return marks.get(`${node.service?.system}/${node.service?.slug}`) ?? null
  if (node.kind === 'operation' || node.kind === 'event') return null
  const inner: Mark[] = []
  const pending = [...node.children]
  for (let at = pending.pop(); at; at = pending.pop()) {
    const mark = at.kind === 'system' ? marks.get(at.system?.slug ?? '') : undefined
    if (mark) inner.push(mark)
    if (at.kind === 'group' || at.kind === 'domain') pending.push(...at.children)
  }
  const tone = ranks.find((each) => inner.some((mark) => mark.tone === each))
  const first = inner.find((mark) => mark.tone === tone)
  if (!first) return null
  const count = inner.filter((mark) => mark.tone === tone).length
  return inner.length === 1
    ? first
    : {
        ...first,
        text: `${count} of ${inner.length}: ${first.status.replaceAll('_', ' ')}`,
        title: inner
          .map(({ title }) => title)
          .slice(0, 10)
          .join('\n'),
      }
}
