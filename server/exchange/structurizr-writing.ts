import { type Network, type NetworkFlow, placeKey } from '#model/network.ts'
import type { Writing } from './format.ts'
import { toProperties } from './properties.ts'

const prefix = 'gantry.'
const prefixed = (properties: Record<string, string>) => Object.fromEntries(Object.entries(properties).map(([name, value]) => [prefix + name, value]))

export function writeStructurizr(network: Network): Writing {
  const writing: Writing = { files: [], notCarried: [] }
  const ids = new Map<string, string>()
  for (const { slug } of network.systems) ids.set(slug, String(ids.size + 1))
  for (const { system, slug } of network.services) ids.set(`${system}/${slug}`, String(ids.size + 1))
  let next = ids.size
  const relationships = Map.groupBy(network.flows, ({ from }) => placeKey(from))
  const relationsOf = (key: string) => (relationships.get(key) ?? []).map((flow) => relation(flow, String(++next), ids))
  const systems = network.systems.map((system) => ({
    id: ids.get(system.slug),
    name: system.name,
    ...(system.description && { description: system.description }),
    ...(system.domain && { group: system.domain }),
    tags: 'Element,Software System',
    properties: prefixed({ slug: system.slug, ...toProperties('system', system, ['domain']) }),
    containers: network.services
      .filter((service) => service.system === system.slug)
      .map((service) => ({
        id: ids.get(`${service.system}/${service.slug}`),
        name: service.name,
        ...(service.description && { description: service.description }),
        ...(service.technology && { technology: service.technology }),
        tags: 'Element,Container',
        properties: prefixed({ slug: service.slug, ...toProperties('service', service, ['technology']) }),
        relationships: relationsOf(`${service.system}/${service.slug}`),
      })),
    relationships: relationsOf(system.slug),
    documentation: {
      decisions: network.decisions
        .filter((decision) => decision.system === system.slug)
        .map(({ number, title, status, date, text }) => ({
          id: String(number),
          date: `${date}T00:00:00Z`,
          status: status.charAt(0).toUpperCase() + status.slice(1),
          title,
          content: text,
          format: 'Markdown',
        })),
    },
  }))
  if (systems.length > 0)
    writing.files.push({
      name: 'workspace.json',
      text: `${JSON.stringify({ name: 'Network', description: 'Exported by Gantry', model: { softwareSystems: systems } }, null, 2)}\n`,
    })
  for (const { title, system } of network.runbooks)
    writing.notCarried.push({ what: `the runbook “${title}” of ${system}`, why: 'Structurizr keeps no runbooks.' })
  for (const { system, slug, built } of network.services)
    if (built) writing.notCarried.push({ what: `the run that built ${system}/${slug}`, why: 'It is known here alone.' })
  return writing
}

function relation(flow: NetworkFlow, id: string, ids: ReadonlyMap<string, string>) {
  // One datum is the description; a list would come back as one sentence.
  const [only, another] = flow.data
  const styles: Partial<Record<NetworkFlow['mode'], string>> = { sync: 'Synchronous', async: 'Asynchronous' }
  return {
    id,
    sourceId: ids.get(placeKey(flow.from)),
    destinationId: ids.get(placeKey(flow.to)),
    description: flow.data.join(', '),
    ...(flow.protocol && { technology: flow.protocol }),
    ...(styles[flow.mode] && { interactionStyle: styles[flow.mode] }),
    tags: 'Relationship',
    properties: prefixed({
      key: flow.key,
      ...toProperties('flow', flow, ['protocol', 'mode', ...(only !== undefined && another === undefined ? ['data'] : [])]),
    }),
  }
}
