import { slug } from '#model/id.ts'
import { criticalities, decisionStates, lifecycles, modes, placeKey } from '#model/network.ts'
import { canonical, type NetworkKind, type NetworkRecord, type NetworkRecords, recordSchemas } from '#model/network-change.ts'

/** How a field of a record is written in a form. Everything in a draft is text: half a number must survive as it was typed. */
export interface FormField {
  /** Path in the record: "owner.team". */
  name: string
  label: string
  kind: 'line' | 'text' | 'markdown' | 'list' | 'number' | 'choice' | 'place' | 'date' | 'answer'
  hint?: string
  options?: readonly string[]
  /** Fills the width of the form. */
  wide?: boolean
  /** Given once, when the element is made: its name in addresses. */
  fixed?: boolean
}

const target = (name: string, label: string): FormField => ({ name: `targets.${name}`, label, kind: 'number' })
const targetFields = [
  target('apiP95Ms', 'p95 target, ms'),
  target('throughputRps', 'Requests per second'),
  target('concurrentUsers', 'Users at a time'),
  target('availabilityPercent', 'Availability, %'),
]
const slugHint = 'In addresses and files; small letters, digits and hyphens. It stays. Left empty, it is made from the name.'
const perLine = 'One a line.'

export const formFields: Record<NetworkKind, readonly FormField[]> = {
  system: [
    { name: 'name', label: 'Name', kind: 'line' },
    { name: 'slug', label: 'Short name', kind: 'line', hint: slugHint, fixed: true },
    { name: 'description', label: 'What it is for', kind: 'text', wide: true },
    { name: 'owner.team', label: 'Owner', kind: 'line', hint: 'The team that answers for it.' },
    { name: 'owner.contact', label: 'Contact', kind: 'line', hint: 'Address, channel or person.' },
    { name: 'domain', label: 'Domain', kind: 'line', hint: 'The part of the business it belongs to.' },
    { name: 'lifecycle', label: 'Lifecycle', kind: 'choice', options: lifecycles },
    { name: 'focus', label: 'Does', kind: 'list', hint: perLine },
    { name: 'compliance', label: 'Compliance', kind: 'list', hint: 'One a line: GDPR, PCI DSS …' },
    ...targetFields,
    { name: 'repository', label: 'Repository of its documents', kind: 'line', hint: 'name or group/name' },
    { name: 'documented', label: 'Documented', kind: 'answer' },
    { name: 'note', label: 'Note', kind: 'text', wide: true },
  ],
  service: [
    { name: 'name', label: 'Name', kind: 'line' },
    { name: 'slug', label: 'Short name', kind: 'line', hint: slugHint, fixed: true },
    { name: 'description', label: 'What it is for', kind: 'text', wide: true },
    { name: 'responsibilities', label: 'Responsibilities', kind: 'list', hint: perLine },
    { name: 'apis', label: 'Operations', kind: 'list', hint: 'One a line: GET /users/{id}' },
    { name: 'publishes', label: 'Publishes', kind: 'list', hint: 'Events, one a line.' },
    { name: 'subscribes', label: 'Subscribes to', kind: 'list', hint: 'Events, one a line.' },
    { name: 'technology', label: 'Technology', kind: 'line' },
    { name: 'database', label: 'Database', kind: 'line' },
    { name: 'cache', label: 'Cache', kind: 'line' },
    { name: 'queue', label: 'Queue', kind: 'line' },
    ...targetFields,
    { name: 'contract', label: 'Contract', kind: 'line', hint: 'Address or path of its OpenAPI or AsyncAPI document.', wide: true },
  ],
  flow: [
    { name: 'from', label: 'What depends', kind: 'place' },
    { name: 'to', label: 'On what', kind: 'place' },
    { name: 'data', label: 'Data', kind: 'list', hint: 'What is needed, one a line.', wide: true },
    { name: 'mode', label: 'Mode', kind: 'choice', options: modes, hint: 'sync: it waits for the answer.' },
    { name: 'protocol', label: 'Protocol', kind: 'line', hint: 'HTTPS, AMQP, Kafka, files …' },
    { name: 'criticality', label: 'Criticality', kind: 'choice', options: criticalities },
    { name: 'schema', label: 'Schema', kind: 'line', hint: 'Address or path of the contract.' },
    { name: 'ownerFrom', label: 'Owner on the depending side', kind: 'line' },
    { name: 'ownerTo', label: 'Owner on the other side', kind: 'line' },
  ],
  decision: [
    { name: 'title', label: 'Title', kind: 'line', wide: true },
    { name: 'number', label: 'Number', kind: 'number' },
    { name: 'status', label: 'Status', kind: 'choice', options: decisionStates },
    { name: 'date', label: 'Date', kind: 'date' },
    { name: 'text', label: 'Record', kind: 'markdown', hint: 'Markdown; the template is MADR.', wide: true },
  ],
  runbook: [
    { name: 'title', label: 'Title', kind: 'line', wide: true },
    { name: 'restoreTested', label: 'Restore last tested on', kind: 'date', hint: 'When somebody last restored a backup by it.' },
    { name: 'text', label: 'Steps', kind: 'markdown', hint: 'Markdown.', wide: true },
  ],
}

export type Draft = Record<string, string>
const at = (record: object, name: string): unknown =>
  name.split('.').reduce<unknown>((value, part) => (value && typeof value === 'object' ? (value as Record<string, unknown>)[part] : undefined), record)

/** What the form shows of a record; of nothing, when it is null. */
export function draftOf(kind: NetworkKind, record: object | null): Draft {
  return Object.fromEntries(formFields[kind].map((field) => [field.name, record ? textOf(field, at(record, field.name)) : '']))
}

function textOf(field: FormField, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (field.kind === 'list') return (value as string[]).join('\n')
  if (field.kind === 'answer') return value ? 'yes' : 'no'
  if (field.kind === 'place') return placeKey(value as NetworkRecords['flow']['from'])
  return String(value)
}

function valueIn(field: FormField, text: string): unknown {
  const said = text.trim()
  if (field.kind === 'list') return said.split('\n').flatMap((line) => line.trim() || [])
  if (field.kind === 'place') return { system: said.split('/')[0] ?? '', service: said.split('/')[1] ?? null }
  if (field.kind === 'markdown') return text
  if (said === '') return field.kind === 'choice' ? undefined : null
  if (field.kind === 'answer') return said === 'yes'
  return field.kind === 'number' ? Number(said.replace(/[\s,](?=\d{3}(\D|$))/g, '')) : said
}

/** The record a draft stands for, or what is wrong with which field. Fields the form does not show stay as they are in `base`. */
export function recordOf<K extends NetworkKind>(kind: K, base: object, draft: Draft): { record: NetworkRecords[K] } | { errors: Record<string, string> } {
  const raw: Record<string, unknown> = { ...base }
  for (const field of formFields[kind]) {
    const [first = '', second] = field.name.split('.')
    const value = field.fixed && !draft[field.name]?.trim() ? slug(draft.name ?? '') : valueIn(field, draft[field.name] ?? '')
    if (second) raw[first] = { ...(raw[first] as object | null), [second]: value }
    else raw[first] = value
  }
  for (const group of ['owner', 'targets']) if (raw[group] && Object.values(raw[group]).every((value) => value === null)) raw[group] = null
  const parsed = recordSchemas[kind].safeParse(raw)
  if (parsed.success) return { record: parsed.data as NetworkRecords[K] }
  const errors: Record<string, string> = {}
  for (const { path, message } of parsed.error.issues) errors[fieldOf(kind, path.map(String))] ??= wording(kind, path.map(String), raw, message)
  return { errors }
}

/** The field of the form a path of the record lies in: "focus.3" in "focus". */
export function fieldOf(kind: NetworkKind, path: readonly string[]): string {
  const name = path.join('.')
  return formFields[kind].find((field) => name === field.name || name.startsWith(`${field.name}.`) || field.name.startsWith(`${name}.`))?.name ?? name
}

const missing = /received (null|undefined)|expected string, received|expected number, received null/i
function wording(kind: NetworkKind, path: string[], raw: object, message: string): string {
  const field = formFields[kind].find(({ name }) => name === fieldOf(kind, path))
  const value = at(raw, path.join('.'))
  if (field?.kind === 'number' && typeof value === 'number' && Number.isNaN(value)) return 'Write a number.'
  if (field?.kind === 'place') return 'Choose a place.'
  if (value === null || value === undefined || missing.test(message)) return `${field?.label ?? 'This'} is needed.`
  return field?.kind === 'list' && path.length > 1 ? `Line ${Number(path.at(-1)) + 1}: ${message}` : message
}

export interface Merge {
  draft: Draft
  /** Fields that both changed: what the other one wrote. */
  clashes: Record<string, string>
  /** Labels of the fields that only the other one changed; theirs is taken. */
  taken: string[]
}
/** Somebody saved `theirs` while this draft was written from `base`: what they changed is taken where nothing was typed here. */
export function merge(kind: NetworkKind, base: NetworkRecord | null, theirs: NetworkRecord, draft: Draft): Merge {
  const [before, after] = [draftOf(kind, base), draftOf(kind, theirs)]
  const merged: Merge = { draft: { ...draft }, clashes: {}, taken: [] }
  for (const { name, label } of formFields[kind]) {
    const [was, is, mine] = [before[name] ?? '', after[name] ?? '', draft[name] ?? '']
    if (was === is || is === mine) continue
    if (mine === was) {
      merged.draft[name] = is
      merged.taken.push(label)
    } else merged.clashes[name] = is
  }
  return merged
}

export const sameDraft = (a: Draft, b: Draft): boolean => canonical(a) === canonical(b)
