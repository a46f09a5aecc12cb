import type { Plan, PlanService } from '#model/plan.ts'
import { prices, thresholds } from '#model/plan-knowledge/figures.ts'
import { figure } from '../reading/numbers.ts'
import type { Choices } from './choices.ts'

type Costs = Plan['costs']
const tagsOf = (choices: Choices) => (topic: string) => choices.platform.get(topic)?.option.tags ?? []
const counted = (n: number, one: string, many: string): string => `${figure(n)} ${n === 1 ? one : many}`

/** EUR a month, each line with its arithmetic. */
export function costsOf(
  choices: Choices,
  shared: boolean,
  services: readonly PlanService[],
  instances: number,
  gigabytes: number,
  rate: number,
): Plan['costs'] {
  const tags = tagsOf(choices)
  if (tags('runtime').includes('one-machine')) return oneMachine(tags('identity').includes('keycloak'), services, instances, gigabytes, rate)
  const databases = shared ? 1 : services.length
  const standby = tags('recovery').includes('single') ? 0 : 1
  const regions = tags('recovery').includes('regions') ? 2 : 1
  const out: Plan['costs'] = []
  const add = (what: string, count: number, price: number, one: string, many = one) => {
    if (count > 0)
      out.push({
        what,
        arithmetic: `${counted(count, one, many)} × ${price} EUR${regions > 1 ? ` × ${regions} regions` : ''}`,
        perMonth: Math.round(count * price * regions),
      })
  }
  add('Instances', instances, prices.instance, 'instance', 'instances')
  add('Databases', databases, prices.database, 'database', 'databases')
  add('Standby databases', databases * standby, prices.replica, 'standby', 'standbys')
  const nodes = (name: string) => services.filter((s) => s.supplements.some((x) => x.name === name)).length
  add('Search', nodes('OpenSearch') > 0 ? 3 : 0, prices.searchNode, 'nodes, shared')
  add('Cache', nodes('Valkey cache') > 0 ? 2 : 0, prices.cache, 'nodes, shared')
  add('Read replicas', nodes('Read replica'), prices.replica, 'replica', 'replicas')
  add('Broker', tags('messaging').some((t) => t === 'rabbitmq' || t === 'kafka') || nodes('Ingest queue') > 0 ? 3 : 0, prices.broker, 'nodes')
  add('Gateway', tags('entrance').includes('managed') ? 1 : 2, prices.gateway, 'instance', 'instances')
  add('Cluster', tags('runtime').includes('kubernetes') ? 1 : 0, prices.cluster, 'control plane')
  add('Identity provider', tags('identity').includes('own') ? 0 : 1, prices.identity, 'installation')
  add('Monitoring', 1, tags('observation').includes('logs') ? prices.logs : prices.observation, 'installation')
  add('Storage', gigabytes, prices.storagePerGigabyte, 'GB')
  add('Traffic', terabytesOf(rate), prices.egressPerTerabyte, 'TB a month at a fifth of the peak')
  return out
}

/** Over a month the mean is about a fifth of the peak. */
const terabytesOf = (rate: number): number => Math.round(((rate * thresholds.kilobytesPerResponse) / 1e9) * 86_400 * 30 * (1 / 5) * 10) / 10

/** Everything on one machine: a process works on half a core, the database and the identity provider on one each. */
function oneMachine(provider: boolean, services: readonly PlanService[], instances: number, gigabytes: number, rate: number): Costs {
  const cores = Math.ceil(instances / 2) + 1 + (provider ? 1 : 0) + (services.some((s) => s.supplements.some((x) => x.name === 'Ingest queue')) ? 1 : 0)
  const terabytes = terabytesOf(rate)
  return [
    {
      what: 'Machine',
      arithmetic: `${counted(instances, 'process', 'processes')} ÷ 2 + database${provider ? ' + identity provider' : ''} = ${cores} cores × ${prices.core} EUR`,
      perMonth: cores * prices.core,
    },
    { what: 'Backups elsewhere', arithmetic: `1 place × ${prices.backup} EUR`, perMonth: prices.backup },
    ...(gigabytes > 0
      ? [
          {
            what: 'Storage',
            arithmetic: `${figure(gigabytes)} GB × ${prices.storagePerGigabyte} EUR`,
            perMonth: Math.round(gigabytes * prices.storagePerGigabyte),
          },
        ]
      : []),
    ...(terabytes > 0
      ? [
          {
            what: 'Traffic',
            arithmetic: `${figure(terabytes)} TB a month at a fifth of the peak × ${prices.egressPerTerabyte} EUR`,
            perMonth: Math.round(terabytes * prices.egressPerTerabyte),
          },
        ]
      : []),
  ]
}
