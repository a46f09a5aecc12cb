import { call, type Expression, literal, field as path, subject } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { stem } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { permitAll, sentence } from './operation-parts.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const figure = `(${numberPattern})`
const shape = new RegExp(
  `^(?:all |any |each |every |an? |the )?(.+?) (?:with an? (?:total|amount|value|sum|quantity) )?(?:of |for )?(above|over|exceeding|of more than|more than|greater than|higher than|worth more than|of) ${figure}(?: ?(?:eur|usd|gbp|euros?|dollars?|pounds?|units?|pieces?|items?|days?|hours?))?(?: or more)? (?:(?:must|shall|need to|have to|has to|can only|may only|are|is) (?:only )?(?:be )?([a-z]+(?:ed|id)) by|(?:needs?|requires?) (?:the |an? )?(?:additional )?(approval|confirmation|authori[sz]ation)(?: of| by| from)) (?:an? |the )?(.+)$`,
  'i',
)
const qualified =
  /^.+? (?:with an? [\w ]{2,30}?|of) (?:above|over|exceeding|more than|of more than|greater than|higher than|below|under|less than|of less than|of at least|of at most|of up to) .{0,3}\d/i

/** Is it about some of the things only, so that it cannot be read as if it were about all? */
export const isThreshold = (clause: Clause): boolean => shape.test(clause.text) || (clause.passive && qualified.test(clause.subject))

/** "Claims above 1,000 EUR must be approved by a director": others may act only up to the threshold. */
export const thresholds: Rule = {
  name: 'thresholds of approval',
  apply(clause, reading) {
    const { draft } = reading
    const match = shape.exec(clause.text)
    if (!match?.[1] || !match[6]) return false
    const mention = draft.lexicon.find(match[1])
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const actors = actorsOf(match[6], reading)
    const verb = match[4] ?? (/confirm/i.test(match[5] ?? '') ? 'confirm' : /author/i.test(match[5] ?? '') ? 'authorise' : 'approve')
    const operation = entity
      ? [...draft.operations.values()].find((candidate) => candidate.entity === entity.id && stem(candidate.name) === stem(verb))
      : undefined
    const amount = entity
      ? (amountOf(entity) ??
        entity.fields.find((field) => /quantity|number|days|hours|units/.test(field.id) && /^(?:integer|decimal)$/.test(field.type.kind))?.id)
      : undefined
    const bound = number(match[3] ?? '')
    if (!entity || !operation || !actors?.roles.length || !amount || bound === undefined) return false
    const others = operation.permissions.map((permission) => permission.role).filter((role) => !actors.roles.includes(role))
    permitAll(draft, operation, actors, clause.line.id)
    operation.conditions.push({
      expression: call(/^of$/i.test(match[2] ?? '') ? '<' : '<=', path(amount), literal(bound)),
      message: sentence(clause),
      status: 403,
      roles: others,
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  },
}

const amountOf = (entity: Entity) =>
  (
    entity.fields.find((field) => field.type.kind === 'money' && /total|amount|sum|value|price|cost/.test(field.id)) ??
    entity.fields.find((field) => field.type.kind === 'money')
  )?.id

/** "A manager cannot approve their own claims": nobody acts on what they made themselves. */
export const notOwn: Rule = {
  name: 'not on own records',
  apply(clause, reading) {
    const nobody = /^(?:nobody|no one|no-one|none)$/i.test(clause.subject)
    if (
      !(clause.negative || nobody) ||
      clause.passive ||
      !/\b(?:their|his|her|its) own\b|\b(?:he|she|they) (?:themselves )?(?:created|submitted|made|reported)\b/i.test(clause.rest)
    )
      return false
    const { draft } = reading
    const actors = nobody ? { roles: [] } : actorsOf(clause.subject, reading)
    const mention = draft.lexicon.find(clause.rest.replace(/^.*?\b(?:their|his|her|its) own /i, '').split(/ (?:for|in|on|at|if|when)\b/)[0] ?? '')
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (!actors || !entity) return false
    const operations = clause.verbs.flatMap((verb) => {
      const found = draft.findOperation(verb, entity.id)
      return found ? [found] : []
    })
    const owner = ownerOf(reading, entity, clause.line.id)
    if (operations.length !== clause.verbs.length || !owner) return false
    for (const operation of operations)
      operation.conditions.push({
        expression: call('!=', owner.left, owner.right),
        message: sentence(clause),
        status: 403,
        roles: actors.roles,
        statements: [clause.line.id],
      })
    remember(clause, reading, entity)
    return true
  },
}

/** Who made a record: its creator's subject, kept from now on. */
function ownerOf(reading: Reading, entity: Entity, statement: string): { left: Expression; right: Expression } | null {
  const create = reading.draft.operations.get(`${entity.id}.create`)
  if (!create) return null
  const kept = entity.fields.find((field) => field.id === 'created_by')
  if (!kept)
    entity.fields.push({
      id: 'created_by',
      label: 'Created by',
      type: { kind: 'text', subject: true },
      required: false,
      unique: false,
      immutable: false,
      source: 'system',
      default: subject,
      statements: [statement],
    })
  return { left: path('created_by'), right: subject }
}
