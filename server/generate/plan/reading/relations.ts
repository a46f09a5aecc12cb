import { traitWords } from '#model/plan-knowledge/capabilities.ts'
import type { PlanInput, Sentence } from './input.ts'
import { stem, words } from './input.ts'
import { type FoundService, speaksOf } from './services.ts'

export interface Relation {
  from: string // slug; depends on `to`
  to: string
  mode: 'sync' | 'async'
  why: string
  statement: string
}
export interface Assigned {
  service: FoundService
  sentences: Sentence[]
  traits: { trait: string; statements: string[] }[]
  entities: string[]
}

const leading = /^(?:when|whenever|after|once|as soon as|if|before|until)\b[^,]*,\s*/i

/** Where each sentence belongs: below its heading or label, else where its words point. */
export function assign(input: PlanInput, services: readonly FoundService[]): { assigned: Assigned[]; homeless: Sentence[] } {
  const homes = new Map<string, Sentence[]>(services.map((s) => [s.slug, []]))
  const homeless: Sentence[] = []
  for (const s of input.sentences) {
    if (s.role !== 'requirements' || !['functional', 'quality', 'constraint'].includes(s.kind) || ofAll(s, services)) continue
    const home = byPlace(s, services) ?? byWords(s, services, input.entities) ?? (services.length === 1 ? services[0] : null)
    if (home) homes.get(home.slug)?.push(s)
    else if (s.kind === 'functional' && !services.some((x) => x.named.includes(s.id))) homeless.push(s)
  }
  // "Staff look after the tools": what keeps the tools is known once everything else has its home.
  const left = homeless.filter((s) => {
    const home = byThings(s, services, input.entities, homes)
    if (home) homes.get(home.slug)?.push(s)
    return !home
  })
  const assigned = services.map((service): Assigned => {
    const sentences = homes.get(service.slug) ?? []
    const ids = new Set(sentences.map((s) => s.id))
    return {
      service,
      sentences,
      traits: traitsOf(service, sentences),
      entities: input.entities.filter((e) => owner(e, services, homes) === service.slug && e.statements.some((x) => ids.has(x))).map((e) => e.name),
    }
  })
  return { assigned, homeless: left }
}

/** A sentence that lists services, or says of the whole what several of them do: context of all, home of none. */
export function ofAll(s: Sentence, services: readonly FoundService[]): boolean {
  if (services.length < 2) return false
  if (services.filter((x) => x.named.includes(s.id)).length > 1) return true
  if (!/^(?:the |our |this )?(?:platform|system|solution|application|software|product|portal|company|organi[sz]ation|we)\b/i.test(s.text)) return false
  return (
    services.filter((x) => speaksOf(x, s.text) || x.stems.some((y) => words(s.text).map(stem).includes(y)) || x.capabilities.some((c) => c.spoken.test(s.text)))
      .length > 1
  )
}

function byPlace(s: Sentence, services: readonly FoundService[]): FoundService | null {
  // The outermost heading is the title of a document, unless it says what it is.
  const [outer = '', ...inner] = s.headings
  for (const place of [s.label, ...inner.toReversed(), /\b(?:services?|modules?|components?|sub-?systems?)$/i.test(outer) ? outer : '']) {
    if (!place) continue
    const said = words(place).map(stem)
    const found = services.find((x) => x.stems.every((y) => said.includes(y)) && said.length - x.stems.length <= 3)
    if (found) return found
  }
  return null
}

/** A name counts three, a word of its trade one, a word of a thing it holds two; what stands in a "when …" counts half. */
function byWords(s: Sentence, services: readonly FoundService[], entities: PlanInput['entities']): FoundService | null {
  const main = s.text.replace(leading, '')
  const condition = leading.exec(s.text)?.[0] ?? ''
  const score = (x: FoundService, text: string): number => {
    const things = entities.filter((e) => x.stems.includes(stem(e.name.toLowerCase())) && new RegExp(`\\b${quoted(e.name)}s?\\b`, 'i').test(text)).length
    const subject =
      text === main &&
      speaksOf(
        x,
        text
          .split(/\s+/)
          .slice(0, x.stems.length + 2)
          .join(' '),
      )
    return (subject ? 4 : 0) + (speaksOf(x, text) ? 3 : 0) + (x.capabilities.some((c) => c.spoken.test(text)) ? 1.5 : 0) + things * 2
  }
  const ranked = services.map((x) => ({ x, points: score(x, main) + score(x, condition) / 2 })).sort((a, b) => b.points - a.points)
  const best = ranked[0]
  return best && best.points > 0 ? best.x : null
}
const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The one service that keeps what the sentence is about; null when there is none, or more than one. */
function byThings(s: Sentence, services: readonly FoundService[], entities: PlanInput['entities'], homes: Map<string, Sentence[]>): FoundService | null {
  const said = new Set(words(s.text).map(stem))
  const keepers = new Set(entities.filter((e) => words(e.name).every((w) => said.has(stem(w)))).map((e) => owner(e, services, homes)))
  const [only] = keepers
  return keepers.size === 1 && only ? (services.find((x) => x.slug === only) ?? null) : null
}

function owner(e: PlanInput['entities'][number], services: readonly FoundService[], homes: Map<string, Sentence[]>): string | null {
  const named = services.find((x) => x.stems.includes(stem(e.name.toLowerCase())))
  if (named) return named.slug
  const counted = services.map((x) => ({ slug: x.slug, n: (homes.get(x.slug) ?? []).filter((s) => e.statements.includes(s.id)).length }))
  counted.sort((a, b) => b.n - a.n)
  return counted[0] && counted[0].n > 0 ? counted[0].slug : null
}

function traitsOf(service: FoundService, sentences: readonly Sentence[]): Assigned['traits'] {
  const traits = new Map<string, string[]>()
  for (const trait of service.capabilities.flatMap((c) => c.traits)) traits.set(trait, service.named.slice(0, 2))
  // "depends on telemetry ingestion" says what the other one does.
  const own = sentences.filter((s) => !/\b(?:depends? on|subscribes? to|publishes)\b/i.test(s.text))
  for (const [trait, pattern] of traitWords) {
    const said = own.filter((s) => pattern.test(s.text.replace(leading, ''))).map((s) => s.id)
    if (said.length > 0) traits.set(trait, [...new Set([...(traits.get(trait) ?? []), ...said])])
  }
  return [...traits].map(([trait, statements]) => ({ trait, statements }))
}

/** Who needs whom, read from what sentences say beside their own subject. */
export function relationsOf(assigned: readonly Assigned[], all: readonly Sentence[]): Relation[] {
  const services = assigned.map((a) => a.service)
  const out = [...stated(services, all)]
  const touches = touching(assigned)
  for (const { service, sentences } of assigned)
    for (const s of sentences) for (const other of services) if (other !== service) out.push(...mention(service, other, s, touches))
  const seen = new Set<string>()
  return out.filter((r) => {
    const key = `${r.from}>${r.to}:${r.mode}:${r.statement}`
    return !seen.has(key) && seen.add(key)
  })
}

type Touches = (service: FoundService, text: string) => boolean

/** By its name, by the last word of its name where no other service has it ("the consultation"), or by a thing that carries its name. */
function touching(assigned: readonly Assigned[]): Touches {
  const all = assigned.flatMap((a) => a.service.stems)
  const nouns = new Map(
    assigned.map((a) => {
      const head = a.service.stems.at(-1) ?? ''
      const own = all.filter((x) => x === head).length === 1 && head.length >= 5 ? [head] : []
      return [a.service.slug, new Set([...own, ...a.entities.map((e) => stem(e.toLowerCase())).filter((e) => a.service.stems.includes(e))])]
    }),
  )
  return (service, text) => speaksOf(service, text) || words(text).some((w) => nouns.get(service.slug)?.has(stem(w)))
}

function mention(service: FoundService, other: FoundService, s: Sentence, touches: Touches): Relation[] {
  const trigger = /\b(?:when|whenever|after|once|as soon as)\b[^,]*/i.exec(s.text)?.[0] ?? ''
  const main = trigger ? s.text.replace(trigger, ' ') : s.text
  const speaks = (text: string) =>
    touches(other, text) || other.capabilities.some((c) => c.traits.includes('reactive') && !c.traits.includes('reporting') && c.spoken.test(text))
  const reactive = (x: FoundService) => x.capabilities.some((c) => c.traits.includes('reactive'))
  if (touches(other, trigger)) return [{ from: service.slug, to: other.slug, mode: 'async', why: `reacts to what happens in ${other.name}`, statement: s.id }]
  if (!speaks(main)) return []
  if (reactive(other) && !reactive(service)) return [{ from: other.slug, to: service.slug, mode: 'async', why: `is told by ${service.name}`, statement: s.id }]
  return [{ from: service.slug, to: other.slug, mode: 'sync', why: `reads or changes what ${other.name} keeps`, statement: s.id }]
}

/** "A depends on B and C", "A publishes x", "B subscribes to x". */
function stated(services: readonly FoundService[], all: readonly Sentence[]): Relation[] {
  const out: Relation[] = []
  const publishers = new Map<string, FoundService>()
  const event = /\b(publish(?:es|ed)?|emits?|subscribes? to|consumes?|listens? to)\s+([\w.,\s-]+?)(?:[.;]|$)/i
  const eventsOf = (text: string) =>
    text
      .split(/,| and /)
      .map((x) => x.trim().toLowerCase())
      .filter((x) => /[._]/.test(x) || x.split(' ').length <= 3)
  for (const s of all) {
    const match = event.exec(s.text)
    const who = match && services.find((x) => speaksOf(x, s.text.slice(0, match.index)))
    if (who && /^(?:publish|emit)/i.test(match[1] ?? '')) for (const e of eventsOf(match[2] ?? '')) publishers.set(e, who)
  }
  for (const s of all) {
    const match = event.exec(s.text)
    const who = match && services.find((x) => speaksOf(x, s.text.slice(0, match.index)))
    if (who && !/^(?:publish|emit)/i.test(match[1] ?? ''))
      for (const e of eventsOf(match[2] ?? '')) {
        const from = publishers.get(e)
        if (from && from !== who) out.push({ from: who.slug, to: from.slug, mode: 'async', why: `subscribes to ${e}`, statement: s.id })
      }
    const needs = /\b(?:depends? on|needs|relies on|calls|uses|queries)\b/i.exec(s.text)
    const subject = needs && services.find((x) => speaksOf(x, s.text.slice(0, needs.index)))
    if (subject && needs)
      for (const x of services)
        if (x !== subject && speaksOf(x, s.text.slice(needs.index)))
          out.push({ from: subject.slug, to: x.slug, mode: 'sync', why: `${needs[0]} ${x.name}`, statement: s.id })
  }
  return out
}
