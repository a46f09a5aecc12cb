import { call, literal, field as path, today } from '#model/expression.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { sentence } from './operation-parts.ts'
import { type Rule, remember } from './rule.ts'

const shapes = [
  `^(?:an?|the|every|each|all )?(.+?) (?:must|shall|should|has to|have to) be (?:at least )?(${numberPattern}) years (?:old|of age)(?: or older)?$`,
  `^(?:an?|the|every|each|all )?(.+?) (?:must|may|can|shall|should) not be (?:younger than|under|less than) (${numberPattern}) years(?: old| of age)?$`,
  `^the minimum age of (?:an? |the )?(.+?) is (${numberPattern})(?: years)?$`,
].map((shape) => new RegExp(shape, 'i'))

/** "A member must be at least 16 years old": told by the date of birth, and by nothing else. */
export const ages: Rule = {
  name: 'ages of people',
  apply(clause, reading) {
    const match = shapes.map((shape) => shape.exec(clause.text)).find((found) => found !== null)
    const amount = number(match?.[2] ?? '')
    const mention = reading.draft.lexicon.find(match?.[1] ?? '')
    const entity = mention ? reading.draft.entities.get(mention.term.id) : undefined
    if (!match || amount === undefined || !entity) return false
    const birth = entity.fields.find((field) => /^date/.test(field.type.kind) && /birth|born/.test(field.id))
    if (!birth || clause.leads.length || mention?.before) {
      clause.left.push(`${match[2]} years old`)
      return true
    }
    entity.invariants.push({
      id: `age_${entity.invariants.length + 1}`,
      expression: call('or', call('is_null', path(birth.id)), call('<=', call('add_months', path(birth.id), literal(12 * amount)), today)),
      message: sentence(clause),
      status: 422,
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  },
}
