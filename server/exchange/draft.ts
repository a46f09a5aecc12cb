import { posix } from 'node:path'
import type { NotCarried } from '#model/exchange.ts'
import { type Network, networkFlow, type Place, placeKey } from '#model/network.ts'
import { canonical, type NetworkKind, recordSchemas } from '#model/network-change.ts'
import { matchEvents } from './events.ts'
import { fitted } from './fitting.ts'
import { flowKeys, type StatedFlow } from './flow-keys.ts'
import type { Reading, Stated } from './format.ts'
import type { Spot } from './located.ts'
import { nameOf, sameName, shortHash, slugOf } from './naming.ts'
import { Places, placeOf } from './places.ts'

export interface ChannelFacts {
  protocol: string | null
  schema: string | null
}
/** A field as a file states it; undefined says nothing. */
export interface Field {
  value: unknown
  at?: Spot
}
export type Fields = Record<string, Field | undefined>
type OwnKind = Exclude<NetworkKind, 'flow'>
interface Element {
  kind: OwnKind
  key: string
  at: Spot
  fields: Map<string, { value: unknown; at: Spot }>
}

const sorted = <T extends { file: string; line: number | null }>(list: T[]) =>
  list.sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1))
const pathBeside = (file: string, reference: string): string => posix.join(posix.dirname(file.replace(/\\/g, '/')), reference.replace(/\\/g, '/'))

/**
 * What the files of one import state, collected over all of them. Two statements about one field are no quarrel when they
 * are equal; lists are united; otherwise the first one counts and the other is listed.
 */
export class Draft {
  readonly network: Network
  private readonly places: Places
  private readonly elements = new Map<string, Element>()
  private readonly flows: StatedFlow[] = []
  private readonly mentioned: { place: Place; at: Spot; name: string }[] = []
  private readonly channelFacts = new Map<string, ChannelFacts>()
  private readonly claims = new Map<string, Place>()
  private readonly skipped: NotCarried[] = []
  private readonly found: Reading['problems'] = []
  private readonly chosen: string | null
  private without = false

  /** `chosen` names the system of services that name none. */
  constructor(network: Network, chosen: string | null) {
    this.network = network
    this.places = new Places(network)
    this.chosen = chosen?.trim() || null
  }

  problem(at: Spot, message: string): void {
    this.found.push({ ...at, message })
  }
  skip(at: Spot, what: string, why: string): void {
    this.skipped.push({ file: at.file, line: at.line, what, why })
  }

  put(kind: OwnKind, key: string, at: Spot, fields: Fields): void {
    const id = `${kind} ${key}`
    const element = this.elements.get(id) ?? { kind, key, at, fields: new Map() }
    this.elements.set(id, element)
    this.learn(kind, key, fields.name?.value)
    for (const [name, field] of Object.entries(fields)) {
      if (field === undefined || field.value === null || field.value === undefined) continue
      const where = field.at ?? at
      const value = fitted(recordSchemas[kind].shape, name, field.value, where, this, key)
      if (value === undefined) continue
      const before = element.fields.get(name)
      if (!before) element.fields.set(name, { value, at: where })
      else if (Array.isArray(before.value) && Array.isArray(value)) before.value = [...new Set([...before.value, ...value])]
      else if (canonical(before.value) !== canonical(value))
        this.skip(where, `${name} of ${key}`, `Stated otherwise in ${before.at.file}, line ${before.at.line}; that one counts.`)
    }
  }
  private learn(kind: OwnKind, key: string, name: unknown): void {
    const [system = '', service = null] = key.split('/')
    if (kind === 'system' || kind === 'service') this.places.add({ system, service }, typeof name === 'string' ? name : (service ?? system))
  }
  has(kind: OwnKind, key: string): boolean {
    return this.elements.has(`${kind} ${key}`)
  }
  /** A catalogue says whose document a file is: `reference` is relative to the catalogue's own place. */
  claim(catalogue: string, reference: string, place: Place): void {
    this.claims.set(pathBeside(catalogue, reference), place)
  }
  /** Files that came without their folders are known by their last name, as long as only one is called so. */
  claimOf(file: string): Place | undefined {
    const exact = this.claims.get(pathBeside(file, file.split(/[\\/]/).at(-1) ?? file))
    if (exact || /[\\/]/.test(file)) return exact
    const [only, another] = [...this.claims].filter(([path]) => path.split('/').at(-1) === file)
    return another === undefined ? only?.[1] : undefined
  }
  /** By what a service's events travel, and where they are described. */
  channels(place: Place, facts: ChannelFacts): void {
    this.channelFacts.set(placeKey(place), facts)
  }
  /** A fact of a system by the files, else by the network. */
  factOfSystem(slug: string, name: 'lifecycle' | 'owner'): unknown {
    return this.stated('system', slug, name) ?? this.network.systems.find((each) => each.slug === slug)?.[name] ?? null
  }
  nameOfService(place: Place): string | undefined {
    const present = this.network.services.find(({ system, slug }) => system === place.system && slug === place.service)?.name
    return present ?? (this.stated('service', placeKey(place), 'name') as string | undefined)
  }
  /** Whether the files or the network have it. */
  knows(place: Place): boolean {
    return this.places.known.has(placeKey(place))
  }
  /** The key of a decision of a system: the present one of this number, else a new one. */
  decisionKey(system: string, number: number): string {
    const present = this.network.decisions.find((each) => each.system === system && each.number === number)
    return present?.key ?? `${system}-adr-${String(number).padStart(4, '0')}`
  }
  runbookKey(system: string, title: string): string {
    const present = this.network.runbooks.find((each) => each.system === system && sameName(each.title, title))
    return present?.key ?? `${system.slice(0, 40)}-${(slugOf(title) ?? shortHash(title)).slice(0, 35)}`.replace(/-+$/, '')
  }
  /** What the files state so far about a field of an element. */
  stated(kind: OwnKind, key: string, field: string): unknown {
    return this.elements.get(`${kind} ${key}`)?.fields.get(field)?.value
  }

  flow(from: Place, to: Place, at: Spot, fields: Fields = {}) {
    const ends = `${placeKey(from)} → ${placeKey(to)}`
    if (placeKey(from) === placeKey(to)) return this.skip(at, `the flow ${ends}`, 'It leads from a thing to itself.')
    const after: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(fields)) {
      if (field === undefined || field.value === null || field.value === undefined) continue
      const value = fitted(networkFlow.shape, name, field.value, field.at ?? at, this, ends)
      if (value !== undefined) after[name] = value
    }
    this.flows.push({ from, to, at, after })
  }

  /** A system or a service that is only named: it is added when neither a file nor the network says more about it. */
  mention(place: Place, at: Spot, name?: string): Place {
    this.mentioned.push({ place, at, name: nameOf(name ?? place.service ?? place.system) })
    return place
  }

  /** The slug of a system that a file calls so: the present one of this slug or name, else a new one. */
  systemSlug(name: string, at: Spot): string | null {
    const slug = slugOf(name)
    if (slug === null) this.problem(at, `“${name.slice(0, 80)}” has no letter or digit that a system could be called by.`)
    return slug && (this.places.system(slug) ?? slug)
  }
  serviceSlug(system: string, name: string, at: Spot): string | null {
    const slug = slugOf(name)
    if (slug === null) this.problem(at, `“${name.slice(0, 80)}” has no letter or digit that a service could be called by.`)
    return slug && (this.places.serviceIn(system, slug) ?? slug)
  }
  /** Where a service belongs whose file does not say so: the chosen system, else where one of its name is known; a problem without. */
  homeOf(name: string, at: Spot): string | null {
    if (this.chosen !== null) {
      const slug = this.systemSlug(this.chosen, at)
      if (slug) this.mention({ system: slug, service: null }, at, this.chosen)
      return slug
    }
    const systems = [...new Set(this.places.servicesCalled(slugOf(name) ?? '').map(({ system }) => system))]
    if (systems.length === 1) return systems[0] as string
    this.without = true
    this.problem(at, `“${name.slice(0, 80)}” is a service, and nothing says of which system. Choose the system of services that name none.`)
    return null
  }
  /** A place of the network or of the files that is called so: a service, else a system. Null when there is none, or several. */
  find(name: string): Place | null {
    const slug = slugOf(name)
    const [only, another] = slug === null ? [] : this.places.servicesCalled(slug)
    if (another !== undefined || slug === null) return null
    if (only !== undefined) return only
    const system = this.places.system(slug)
    return system === undefined ? null : { system, service: null }
  }

  finish(): Reading {
    for (const { place, at, name } of this.mentioned) {
      const { system, service } = place
      if (!this.places.known.has(system)) this.put('system', system, at, { slug: { value: system }, name: { value: service === null ? name : nameOf(system) } })
      if (service !== null && !this.places.known.has(placeKey(place)))
        this.put('service', placeKey(place), at, { system: { value: system }, slug: { value: service }, name: { value: name } })
    }
    this.matchEvents()
    const flows = this.flows.filter(({ from, to, at }) => {
      const missing = [from, to].find((place) => !this.places.known.has(placeKey(place)))
      if (missing) this.problem(at, `A flow leads to or from ${placeKey(missing)}, which neither the files nor the network know.`)
      return !missing
    })
    const changes = [...this.elements.values()].map(
      ({ kind, key, at, fields }): Stated => ({ kind, key, at, after: Object.fromEntries([...fields].map(([name, { value }]) => [name, value])) }),
    )
    return {
      changes: [...changes, ...flowKeys(flows, this.network)],
      notCarried: sorted(this.skipped),
      problems: sorted(this.found),
      needsSystem: this.without,
    }
  }

  /** Whoever subscribes depends on whoever publishes, over the files and the network. */
  private matchEvents(): void {
    const services = new Map(
      this.network.services.map((each) => [placeKey({ system: each.system, service: each.slug }), { publishes: each.publishes, subscribes: each.subscribes }]),
    )
    const stated = new Map<string, Spot>()
    for (const { kind, key, fields } of this.elements.values()) {
      if (kind !== 'service') continue
      const of = (name: 'publishes' | 'subscribes') => (fields.get(name)?.value as string[] | undefined) ?? services.get(key)?.[name] ?? []
      services.set(key, { publishes: of('publishes'), subscribes: of('subscribes') })
      const at = fields.get('subscribes')?.at ?? fields.get('publishes')?.at
      if (at) stated.set(key, at)
    }
    const { flows, unheard } = matchEvents(services, new Set(stated.keys()))
    for (const { from, to, data } of flows) {
      const facts = [this.channelFacts.get(to), this.channelFacts.get(from)]
      const protocol = facts.find((each) => each?.protocol)?.protocol ?? undefined
      this.flow(placeOf(from), placeOf(to), (stated.get(from) ?? stated.get(to)) as Spot, {
        data: { value: data },
        mode: { value: 'async' },
        protocol: { value: protocol },
        schema: { value: facts[0]?.schema },
      })
    }
    for (const { service, event } of unheard)
      this.skip(
        stated.get(service) as Spot,
        `a flow for “${event}”, which ${service} subscribes to`,
        'Nothing in the files or the network publishes it. The subscription itself is kept.',
      )
  }
}
