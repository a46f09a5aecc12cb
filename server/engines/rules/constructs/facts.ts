import { actor, now, subject, today } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { readField } from '../language/fields.ts'
import { splitList } from '../language/nouns.ts'
import { capitalise, identifier, participle } from '../language/words.ts'
import { safe } from '../names.ts'
import { occasionOf } from './events.ts'
import { addInputs } from './operation-parts.ts'
import { type Rule, remember } from './rule.ts'

const storing = /^(?:store|record|save|log|note|keep|register|remember|capture)$/

/** "the return date is stored", "store a grade from A to F", "the system records who approved it and when". */
export const facts: Rule = {
  name: 'stored facts',
  apply(clause, reading) {
    if (!storing.test(clause.verbs[0] ?? '') || clause.negative || clause.modal === 'can' || clause.only) return false
    const { draft } = reading
    const what = clause.passive ? clause.subject : clause.rest
    const system = clause.passive || /^(?:the )?(?:system|application|service|platform|software)$/i.test(clause.subject)
    const occasion = system || (clause.leads.length > 0 && !clause.story && reading.lateActs.has(clause.line.id)) ? occasionOf(clause, reading) : null
    if (!occasion || !what || /\b(?:audit|log of|history of|every change|all changes)\b/i.test(what)) return false
    if (clause.passive && clause.rest && !/^(?:with|for|in|on) (?:it|the|that|this)\b|^(?:too|as well|automatically)$/i.test(clause.rest))
      clause.left.push(clause.rest)
    for (const part of splitList(what.replace(/^both /i, ''))) {
      const who = /^(?:who|by whom|which \w+|the (?:user|person|name of the (?:user|person)))\b/i.test(part)
      const when = /^(?:when|at what time|the (?:current )?(?:date and time|time|date|moment))(?: of .+)?$/i.test(part) || /^when\b/i.test(part)
      if (who) {
        storeWho(draft, occasion, part, clause.line.id)
        continue
      }
      if (storePerson(reading, occasion, part, clause.line.id)) continue
      const field = when ? whenField(occasion.operations[0]?.name ?? 'action', /\bdate\b(?! and)/i.test(part)) : readField(part)
      if (!field) {
        clause.left.push(part)
        continue
      }
      store(reading, clause, occasion.entity, occasion.operations, field)
    }
    remember(clause, reading, occasion.entity)
    return true
  },
}

type Occasion = NonNullable<ReturnType<typeof occasionOf>>

/** "the agent is stored": whoever did it, when agents do it. */
function storePerson(reading: Parameters<Rule['apply']>[1], occasion: Occasion, part: string, statement: string): boolean {
  const { draft } = reading
  const mention = draft.lexicon.find(part)
  const role = mention?.before === '' && mention.term.role ? draft.roles.get(mention.term.id) : undefined
  if (!role || !occasion.operations.every((operation) => operation.permissions.some((permission) => permission.role === role.id))) return false
  const field = role.entity ? draft.addReference(occasion.entity, role.entity, statement) : draft.addSubject(occasion.entity, role.id, statement)
  for (const operation of occasion.operations)
    operation.effects.push({ kind: 'set', target: 'self', values: { [field.id]: role.entity ? actor : subject }, statements: [statement] })
  return true
}

function whenField(verb: string, date: boolean) {
  const read = readField(`${verb.replace(/_/g, ' ')} ${date ? 'date' : 'time'}`)
  if (read) read.type = date ? { kind: 'date' } : { kind: 'datetime' }
  return read
}

function storeWho(draft: Parameters<Rule['apply']>[1]['draft'], occasion: Occasion, part: string, statement: string) {
  for (const operation of occasion.operations) {
    const role = operation.permissions[0]?.role
    const id = safe(`${operation.name === 'create' ? 'created' : identifier(participle(operation.name.replace(/_/g, ' ')))}_by`)
    if (!occasion.entity.fields.some((field) => field.id === id))
      occasion.entity.fields.push({
        id,
        label: capitalise(id.replace(/_/g, ' ')),
        type: { kind: 'text', subject: true },
        required: false,
        unique: false,
        immutable: false,
        source: 'system',
        statements: [statement],
      })
    operation.effects.push({ kind: 'set', target: 'self', values: { [id]: subject }, statements: [statement] })
    void [draft, part, role]
  }
}

function store(
  reading: Parameters<Rule['apply']>[1],
  clause: Parameters<Rule['apply']>[0],
  entity: Entity,
  operations: Occasion['operations'],
  read: NonNullable<ReturnType<typeof readField>>,
) {
  const known = entity.fields.find((field) => field.id === safe(read.id))
  const kind = known?.type.kind ?? read.type?.kind
  if (kind !== 'date' && kind !== 'datetime') {
    for (const operation of operations) addInputs(reading, clause, operation, entity, [read])
    return
  }
  const made: Field = known ?? {
    id: safe(read.id),
    label: read.label,
    type: { kind },
    required: false,
    unique: false,
    immutable: false,
    source: 'system',
    statements: [clause.line.id],
  }
  if (!known) entity.fields.push(made)
  else if (!made.statements.includes(clause.line.id)) made.statements.push(clause.line.id)
  for (const operation of operations) {
    if (operation.inputs.some((input) => input.id === made.id)) continue
    if (operation.kind === 'create') {
      made.default ??= kind === 'date' ? today : now
      continue
    }
    if (kind === 'date') {
      operation.inputs.push({ ...made, required: false, source: 'client', default: today, statements: [clause.line.id] })
      reading.draft.assume(`${made.id}_input`, `The ${made.label.toLowerCase()} is today unless another date is given.`, [clause.line.id])
    } else operation.effects.push({ kind: 'set', target: 'self', values: { [made.id]: now }, statements: [clause.line.id] })
  }
}
