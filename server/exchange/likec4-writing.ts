import { type Network, type NetworkFlow, type NetworkService, type NetworkSystem, type Place, placeKey } from '#model/network.ts'
import type { Writing } from './format.ts'
import { toProperties } from './properties.ts'

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
/** A slug may begin with a digit, a name may not. */
const nameOf = (slug: string): string => (/^\d/.test(slug) ? `_${slug}` : slug)
const pathOf = ({ system, service }: Place): string => (service === null ? nameOf(system) : `${nameOf(system)}.${nameOf(service)}`)
const block = (text: string): string => (text.includes('\n') ? `'''\n${text.replace(/\\/g, '\\\\').replace(/'''/g, "''\\'")}\n'''` : quoted(text))

export function writeLikec4(network: Network): Writing {
  const writing: Writing = { files: [], notCarried: [] }
  if (network.systems.length === 0) return writing
  const lines = [
    'specification {',
    '  element system',
    '  element service',
    '  relationship sync',
    '  relationship async {',
    '    line dotted',
    '  }',
    '}',
    '',
    'model {',
  ]
  for (const system of network.systems)
    lines.push(
      ...systemLines(
        system,
        network.services.filter((service) => service.system === system.slug),
      ),
    )
  if (network.flows.length > 0) lines.push('')
  for (const flow of network.flows) lines.push(...flowLines(flow))
  lines.push('}', '', 'views {', '  view index {', '    include *', '  }', '}', '')
  writing.files.push({ name: 'network.c4', text: lines.join('\n') })
  for (const { title, system } of [...network.decisions, ...network.runbooks])
    writing.notCarried.push({ what: `“${title}” of ${system}`, why: 'LikeC4 keeps no decisions and runbooks.' })
  for (const { system, slug, built } of network.services)
    if (built) writing.notCarried.push({ what: `the run that built ${system}/${slug}`, why: 'It is known here alone.' })
  return writing
}

const metadata = (properties: Record<string, string>, indent: string): string[] => {
  const entries = Object.entries(properties)
  return entries.length === 0 ? [] : [`${indent}metadata {`, ...entries.map(([name, value]) => `${indent}  gantry-${name} ${block(value)}`), `${indent}}`]
}
function systemLines(system: NetworkSystem, services: readonly NetworkService[]): string[] {
  return [
    `  ${nameOf(system.slug)} = system ${quoted(system.name)} {`,
    ...(system.description ? [`    description ${block(system.description)}`] : []),
    ...metadata({ ...(nameOf(system.slug) !== system.slug && { slug: system.slug }), ...toProperties('system', system) }, '    '),
    ...services.flatMap((service) => [
      `    ${nameOf(service.slug)} = service ${quoted(service.name)} {`,
      ...(service.description ? [`      description ${block(service.description)}`] : []),
      ...(service.technology ? [`      technology ${quoted(service.technology)}`] : []),
      ...metadata({ ...(nameOf(service.slug) !== service.slug && { slug: service.slug }), ...toProperties('service', service, ['technology']) }, '      '),
      '    }',
    ]),
    '  }',
  ]
}
function flowLines(flow: NetworkFlow): string[] {
  const arrow = flow.mode === 'unknown' ? '->' : `-[${flow.mode}]->`
  const one = flow.data.length === 1
  const kept = toProperties('flow', flow, ['protocol', 'mode', ...(one ? ['data'] : [])])
  const isPlain = flow.key === `${placeKey(flow.from)}->${placeKey(flow.to)}`
  const head = `  ${pathOf(flow.from)} ${arrow} ${pathOf(flow.to)}${flow.data.length > 0 ? ` ${quoted(flow.data.join(', '))}` : ''}`
  const body = [...(flow.protocol ? [`    technology ${quoted(flow.protocol)}`] : []), ...metadata({ ...(!isPlain && { key: flow.key }), ...kept }, '    ')]
  return body.length === 0 ? [head] : [`${head} {`, ...body, '  }']
}
