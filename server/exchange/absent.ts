import type { ExchangeFormat } from '#model/exchange.ts'
import type { Network, NetworkFlow, NetworkService } from '#model/network.ts'
import { elementsOf, type NetworkChange, type NetworkKind, type NetworkRecord, systemsOf } from '#model/network-change.ts'
import type { Stated } from './format.ts'

/** These state systems as a whole; an OpenAPI or AsyncAPI document speaks of one service and says nothing about its neighbours. */
const whole: readonly ExchangeFormat[] = ['backstage', 'structurizr', 'likec4', 'persona', 'csv']

/**
 * What the network has and the files do not name, within what the files are about: the systems they state, and of those the
 * kinds of elements they state. Never a system itself, and never what a delivery built or a contract says: it would be back
 * with the next run.
 */
export function absentFrom(statements: readonly Stated[], formatOf: ReadonlyMap<string, ExchangeFormat | null>, network: Network): NetworkChange[] {
  const covering = statements.filter(({ at }) => whole.includes(formatOf.get(at.file) ?? 'openapi'))
  const kinds = new Set(covering.map(({ kind }) => kind))
  const systems = new Set(covering.flatMap(systemsNamed))
  const named = new Set(statements.map(({ kind, key }) => `${kind} ${key}`))
  const elements = [...elementsOf(network).values()]
  const absent = elements.filter(
    ({ kind, key, record }) =>
      kind !== 'system' &&
      kinds.has(kind) &&
      !named.has(`${kind} ${key}`) &&
      systemsOf(kind, record).every((slug) => systems.has(slug)) &&
      !madeByDelivery(kind, record),
  )
  const gone = new Set(absent.filter(({ kind }) => kind === 'service').map(({ key }) => key))
  // A flow cannot outlive its end.
  const loose = elements.filter(
    ({ kind, key, record }) =>
      kind === 'flow' &&
      !named.has(`flow ${key}`) &&
      !absent.some((a) => a.kind === 'flow' && a.key === key) &&
      endsOf(record as NetworkFlow).some((end) => gone.has(end)),
  )
  return [...absent, ...loose].map(({ kind, key, record }) => ({ kind, key, before: record, after: null }))
}

function systemsNamed({ kind, key, after }: Stated): string[] {
  if (kind === 'system') return [key]
  if (kind === 'service') return [key.split('/')[0] ?? '']
  const { from, to, system } = after as { from?: { system?: string }; to?: { system?: string }; system?: string }
  return [system, from?.system, to?.system].filter((slug): slug is string => typeof slug === 'string')
}

const endsOf = ({ from, to }: NetworkFlow): string[] => [from, to].flatMap((end) => (end.service ? [`${end.system}/${end.service}`] : []))

const madeByDelivery = (kind: NetworkKind, record: NetworkRecord): boolean =>
  (kind === 'service' && (record as NetworkService).built !== null) || (kind === 'flow' && (record as NetworkFlow).source === 'contract')
