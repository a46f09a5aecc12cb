import { stringify } from 'yaml'
import { type Network, type NetworkFlow, type NetworkService, type NetworkSystem, type Place, placeKey } from '#model/network.ts'
import { asyncApiText } from './asyncapi.ts'
import { backstageLifecycle, ours } from './backstage-entities.ts'
import type { Writing } from './format.ts'
import { shortHash, slugOf } from './naming.ts'
import { openApiText } from './openapi.ts'
import { toProperties } from './properties.ts'

interface Names {
  /** Components have one name over all systems. */
  component(place: Place): string
  group(team: string): string
  domain(name: string): string
}
type Entity = Record<string, unknown>
const entity = (kind: string, metadata: Entity, spec: Entity): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: bare(metadata),
  spec: bare(spec),
})
/** Without what is not stated. */
const bare = (object: Entity): Entity =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== null && value !== undefined && !(typeof value === 'object' && Object.keys(value as object).length === 0),
    ),
  )
const annotations = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [ours + name, value]))

export function writeBackstage(network: Network): Writing {
  const writing: Writing = { files: [], notCarried: [] }
  if (network.systems.length === 0) return writing
  const names = namesOf(network)
  const flows = Map.groupBy(network.flows, ({ from }) => placeKey(from))
  const entities = [
    ...[...new Set(network.systems.map(({ domain }) => domain).filter((domain) => domain !== null))].map((domain) =>
      entity('Domain', { name: names.domain(domain), title: domain }, { owner: 'unknown' }),
    ),
    ...groups(network.systems, names),
    ...network.systems.map((system) => systemEntity(system, flows.get(system.slug) ?? [], names)),
    ...network.services.flatMap((service) => serviceEntities(service, network, flows.get(`${service.system}/${service.slug}`) ?? [], names, writing)),
  ]
  writing.files.push({ name: 'catalog-info.yaml', text: entities.map((each) => stringify(each, { lineWidth: 0 })).join('---\n') })
  for (const flow of network.flows) lostOfFlow(flow, writing)
  for (const { title, system } of [...network.decisions, ...network.runbooks])
    writing.notCarried.push({ what: `“${title}” of ${system}`, why: 'Backstage keeps no decisions and runbooks in its catalogue.' })
  return writing
}

function namesOf(network: Network): Names {
  const services = Map.groupBy(network.services, ({ slug }) => slug)
  const named = (text: string) => slugOf(text) ?? `x-${shortHash(text)}`
  return {
    component: ({ system, service }) =>
      services.get(service ?? '')?.length === 1 ? (service as string) : `${system}-${service}`.slice(0, 63).replace(/-+$/, ''),
    group: named,
    domain: named,
  }
}

function groups(systems: readonly NetworkSystem[], names: Names): Entity[] {
  const owners = new Map(systems.flatMap(({ owner }) => (owner ? [[names.group(owner.team), owner] as const] : [])))
  return [...owners].map(([name, { team, contact }]) => {
    const email = contact?.includes('@') ? contact : null
    const profile = bare({ displayName: team, email })
    const group = entity('Group', { name, annotations: contact && !email ? { [`${ours}contact`]: contact } : {} }, { type: 'team', profile })
    // Backstage asks for the list also where it is empty.
    return { ...group, spec: { ...(group.spec as Entity), children: [] } }
  })
}

const isRepository = (text: string | null): boolean => /^[\w.-]+\/[\w.-]+$/.test(text ?? '')

function systemEntity(system: NetworkSystem, flows: readonly NetworkFlow[], names: Names): Entity {
  const project = isRepository(system.repository)
  // The one group of a team has one address; another system's different one travels with the system.
  const kept = toProperties('system', system, ['domain', ...(project ? ['repository'] : [])])
  return entity(
    'System',
    {
      name: system.slug,
      title: system.name,
      description: system.description,
      annotations: {
        ...(project && { 'github.com/project-slug': system.repository }),
        ...annotations(kept),
        ...(flows.length > 0 && { [`${ours}depends-on`]: flows.map(({ to }) => refTo(to, names)).join('; ') }),
      },
    },
    { owner: system.owner ? `group:default/${names.group(system.owner.team)}` : 'unknown', domain: system.domain && names.domain(system.domain) },
  )
}
const refTo = (place: Place, names: Names) => (place.service === null ? `system:default/${place.system}` : `component:default/${names.component(place)}`)

function serviceEntities(service: NetworkService, network: Network, flows: readonly NetworkFlow[], names: Names, writing: Writing): Entity[] {
  const system = network.systems.find(({ slug }) => slug === service.system)
  const name = names.component({ system: service.system, service: service.slug })
  const spec = {
    lifecycle: backstageLifecycle(system?.lifecycle),
    owner: system?.owner ? `group:default/${names.group(system.owner.team)}` : 'unknown',
    system: service.system,
  }
  const provided: Entity[] = []
  const provide = (suffix: string, type: string, definition: string) =>
    provided.push(
      entity('API', { name: `${name.slice(0, 55)}-${suffix}`, title: `${service.name} ${suffix === 'api' ? 'API' : suffix}` }, { type, ...spec, definition }),
    )
  if (service.apis.length > 0) provide('api', 'openapi', openApiText(service, { files: [], notCarried: [] }))
  if (service.publishes.length + service.subscribes.length > 0) provide('events', 'asyncapi', asyncApiText(service))
  if (service.built) writing.notCarried.push({ what: `the run that built ${service.system}/${service.slug}`, why: 'It is known here alone.' })
  // Operations that are no method and path are in no contract.
  const odd = service.apis.some((api) => !/^[A-Z]+\s+\/\S*$/.test(api))
  const kept = toProperties('service', service, ['publishes', 'subscribes', ...(odd ? [] : ['apis'])])
  return [
    entity(
      'Component',
      {
        name,
        title: service.name,
        description: service.description,
        annotations: annotations({ ...(name !== service.slug && { service: service.slug }), ...kept }),
      },
      {
        type: 'service',
        ...spec,
        providesApis: provided.map((api) => (api.metadata as Entity).name),
        dependsOn: flows.map(({ to }) => refTo(to, names)),
      },
    ),
    ...provided,
  ]
}

function lostOfFlow(flow: NetworkFlow, { notCarried }: Writing): void {
  const stated = Object.keys(toProperties('flow', flow))
  if (stated.length > 0) notCarried.push({ what: `${stated.join(', ')} of the flow ${flow.key}`, why: 'A dependency in Backstage says only on what.' })
}
