import type { Network } from '#model/network.ts'
import type { Draft } from './draft.ts'
import type { SourceFile, Writing } from './format.ts'
import { get, type Located, type Spot, textOf } from './located.ts'

export interface Home {
  system: string
  service: string
  name: { text: string; at: Spot }
}

/**
 * The service that an OpenAPI or AsyncAPI document describes: who claimed the file (a catalogue refers to it), what the
 * document says of itself in its extension, else its title. "Orders API" is the API of a service Orders where there is one.
 */
export function homeOfDocument(document: Located, file: SourceFile, draft: Draft, extension: string): Home | null {
  const title = textOf(get(document, 'info', 'title'))
  if (title === null) {
    draft.problem(get(document, 'info')?.at ?? document.at, 'The document has no title (info.title), so nothing says which service it describes.')
    return null
  }
  const at = get(document, 'info', 'title')?.at ?? document.at
  const claimed = draft.claimOf(file.name)
  if (claimed?.service) return { system: claimed.system, service: claimed.service, name: { text: draft.nameOfService(claimed) ?? title, at } }
  const called = (textOf(get(document, extension, 'service')) ?? title).slice(0, 200)
  const short = called.replace(/[\s_-]*(rest|http|event|events|public|internal)?[\s_-]*(api|events|contract)$/i, '')
  const system = textOf(get(document, extension, 'system'))
  const found = draft.find(called) ?? (short ? draft.find(short) : null)
  const slug = system === null ? (found?.service ? found.system : draft.homeOf(called, at)) : draft.systemSlug(system, at)
  if (slug === null) return null
  draft.mention({ system: slug, service: null }, at, system ?? undefined)
  const known = found?.service && found.system === slug ? found.service : null
  const service = known ?? draft.serviceSlug(slug, called, at)
  return service === null ? null : { system: slug, service, name: { text: (known && draft.nameOfService({ system: slug, service: known })) ?? title, at } }
}

/** What formats that describe one service each have no place for. */
export function lostFields(writing: Writing, network: Network, why: string): Writing {
  const count = (number: number, noun: string) => (number > 0 ? [{ what: `${number} ${noun}${number === 1 ? '' : 's'}`, why }] : [])
  writing.notCarried.push(
    ...(network.systems.length > 0 ? [{ what: `the facts of ${network.systems.length} system${network.systems.length === 1 ? '' : 's'}`, why }] : []),
    ...count(network.flows.length, 'flow'),
    ...count(network.decisions.length, 'decision'),
    ...count(network.runbooks.length, 'runbook'),
  )
  return writing
}
