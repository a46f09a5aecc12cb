import { type Capability, capabilities } from '#model/plan-knowledge/capabilities.ts'
import { type Sentence, singular, stem, stems, words } from './input.ts'

export interface FoundService {
  slug: string
  name: string
  /** Statements that named it. */
  named: string[]
  /** Stems of its name: every one of them occurs when a sentence speaks of it. */
  stems: string[]
  capabilities: Capability[]
}
/** More is no list of services any more. */
const most = 30

const suffix =
  /\s*\b(?:micro-?services?|services?|modules?|components?|sub-?systems?|systems?|apps?|applications?|domains?|(?:bounded )?contexts?|areas?|management)$/i
const container =
  /^(?:\d[\d.]*\s*)?(?:the )?(?:core |main |business |functional |planned |required )*(?:micro-?services?|services?|modules?|components?|capabilit(?:y|ies)|sub-?systems?|domains?|bounded contexts?|functional areas?|features?|epics?|building blocks)(?: overview)?$/i
const general =
  /\b(?:introduction|purpose|overview|scope|background|glossary|constraints?|non-?functional|quality|performance|security|scalability|reliability|availability|assumptions?|out of|references|stakeholders?|roles?|actors?|goals?|objectives?|success|timeline|budget|risks?|questions?|summary|general|requirements?|data model|entit(?:y|ies)|interfaces?|context|vision|users? (?:and|groups)|personas?|notes?|appendix|history|platform|targets?|how|what)\b/i

/** The services that the documents name: by enumerations, headings and labels; else headings of functional parts; else things. */
export function servicesIn(sentences: readonly Sentence[], entities: readonly { name: string; statements: string[] }[], title: string): FoundService[] {
  const relevant = sentences.filter((s) => s.role === 'requirements' && s.kind !== 'out_of_scope')
  const found = new Map<string, FoundService>()
  for (const [name, statement] of [...enumerated(relevant), ...headed(relevant), ...mentioned(relevant)]) add(found, name, statement)
  if (found.size < 2) for (const [name, statement] of sections(relevant)) add(found, name, statement)
  // One thing alone is not what the whole is called after.
  if (found.size === 0 && entities.length > 1) for (const entity of entities.slice(0, 8)) add(found, entity.name, entity.statements[0] ?? '')
  if (found.size === 0) add(found, title, relevant[0]?.id ?? '')
  return [...found.values()].slice(0, most)
}

type Named = [name: string, statement: string]

const enumerating =
  /\b(?:consists? of|comprises?|(?:is|are) (?:made up|composed|built up) of|(?:is|are) (?:split|divided|broken down|cut|separated) into|(?:has|have|contains?|includes?|provides?|offers?|needs?|covers?|following) (?:the |these |following |business |core |main |\w+ )*(?:modules|services|micro-?services|components|capabilities|domains|sub-?systems|areas|parts)\b(?: for)?|(?:modules|services|micro-?services|components|capabilities|domains|sub-?systems|bounded contexts)(?: (?:are|will be|include))?\s*(?=:))\s*:?\s*/i

function enumerated(sentences: readonly Sentence[]): Named[] {
  const out: Named[] = []
  const introducers = new Map<string, Sentence>()
  for (const s of sentences) {
    const match = enumerating.exec(s.text)
    if (!match) continue
    const list = s.text
      .slice(match.index + match[0].length)
      .replace(
        /^(?:the |these )?(?:following |\w+ )?(?:modules|services|micro-?services|components|capabilities|domains|parts|areas|sub-?systems)\b\s*:?\s*/i,
        '',
      )
    const names = list
      .split(/[,;]| and | as well as | plus /i)
      .map(trimName)
      .filter(Boolean)
    if (names.length >= 2 && names.every((n) => n.split(' ').length <= 6)) out.push(...names.map((n): Named => [n, s.id]))
    else if (/:\s*$/.test(s.text)) introducers.set(s.id, s)
  }
  for (const s of sentences) {
    if (!s.introducer || !introducers.has(s.introducer)) continue
    const name = trimName(s.label || s.text.split(/\s[–—-]\s|:|\. /)[0] || '')
    if (name && name.split(' ').length <= 5) out.push([name, s.id])
  }
  return out
}

/** "and a reporting module for the health ministry." → "reporting" */
const trimName = (text: string): string =>
  text
    .replace(/[.*_`"“”()]/g, ' ')
    .replace(/^\s*(?:and |an? |the |its |our )+/i, '')
    .replace(/\s+(?:for|that|which|with|to|of the|in)\s.*$/i, '')
    .trim()
    .replace(suffix, '')
    .trim()

const clean = (heading: string): string =>
  heading
    .replace(/^[\d.]+\)?\s*/, '')
    .replace(/[*_`#:]/g, '')
    .trim()

/** "4.2 Payment Service", and everything directly below "Services" or "Modules", as heading or as label. */
function headed(sentences: readonly Sentence[]): Named[] {
  const out: Named[] = []
  for (const s of sentences)
    for (const [level, heading] of [...s.headings, ...(s.label ? [s.label] : [])].entries()) {
      const name = clean(heading)
      const above = level > 0 ? clean(s.headings[level - 1] ?? '') : ''
      const own = /\b(?:micro-?service|service|module|sub-?system|component)$/i.test(name) && !container.test(name)
      const parts = name.split(' ').length
      if (parts <= 5 && (own || (container.test(above) && !container.test(name) && !/[.?!]$/.test(name)))) out.push([trimName(name), s.id])
    }
  return out
}

/** "The Payment Service must …" */
const mentioned = (sentences: readonly Sentence[]): Named[] =>
  sentences.flatMap((s) =>
    [...s.text.matchAll(/\b(?:the |an? )?((?:[A-Z][\w-]+ ){1,3})(?:micro)?[Ss]ervice\b(?! providers?| levels?| desk)/g)].map(
      (m): Named => [trimName((m[1] ?? '').replace(/^(?:The|An?|Each|Every|This|Our) /, '')), s.id],
    ),
  )

/** Documents without any such word: each heading with functional sentences is a part. */
function sections(sentences: readonly Sentence[]): Named[] {
  const out: Named[] = []
  for (const s of sentences) {
    const heading = clean(s.headings.at(-1) ?? '')
    if (s.headings.length < 2 || s.kind !== 'functional' || !heading || general.test(heading) || heading.split(' ').length > 5) continue
    out.push([trimName(heading), s.id])
  }
  return out
}

function add(found: Map<string, FoundService>, raw: string, statement: string): void {
  const name = raw.replace(suffix, '').replace(/\s+/g, ' ').trim()
  if (!/[a-z]/i.test(name) || name.length > 60 || /^(?:web|self|customer|our|each|every|other|this|following|micro|back-?end|front-?end)$/i.test(name)) return
  const own = stems(name)
  if (own.length === 0) return
  const key = own.join(' ')
  const known = found.get(key) ?? [...found.values()].find((f) => own.every((x) => f.stems.includes(x)) && f.stems.length - own.length <= 1)
  if (known) {
    if (statement && !known.named.includes(statement)) known.named.push(statement)
    return
  }
  const title = `${titled(name)} Service`
  const slug = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  found.set(key, {
    slug,
    name: title,
    named: statement ? [statement] : [],
    stems: own,
    capabilities: capabilities.filter((c) => c.named.test(name)).slice(0, 2),
  })
}

/** "medical records" → "Medical Record"; plural only at the end, and only where it is a noun of things. */
function titled(name: string): string {
  const parts = name.split(' ')
  const last = parts.at(-1) ?? ''
  const one = /^[A-Z]{2,}s?$/.test(last) ? last : last.charAt(0) + singular(last.toLowerCase()).slice(1)
  return [...parts.slice(0, -1), one].map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' ')
}

/** Whether a text speaks of the service by its name. */
export function speaksOf(service: FoundService, text: string): boolean {
  const said = new Set(words(text).map(stem))
  return service.stems.every((s) => said.has(s))
}
