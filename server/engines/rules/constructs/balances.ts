import { call, input, field as path } from '#model/expression.ts'
import { fieldOf } from '../language/resolve.ts'
import { capitalise, identifier } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { permitAll } from './operation-parts.ts'
import { contextOf, type Rule, remember } from './rule.ts'

/** "Customers can top up their balance", "Members can withdraw from their credit": an amount is put in or taken out. */
export const balances: Rule = {
  name: 'putting in and taking out',
  apply(clause, reading) {
    const match =
      /^(.+?) (?:can|may|shall|must) (top up|recharge|load|add to|deposit (?:money )?(?:in|into|on|to)|pay (?:money )?(?:into|in)|increase|withdraw (?:money )?from|reduce|decrease|take (?:money )?(?:out )?(?:from|of)) (?:their|his|her|its|the|an?) (?:own )?(.+)$/i.exec(
        clause.text,
      )
    const actors = match?.[1] ? actorsOf(match[1], reading) : null
    if (!match?.[2] || !match[3] || !actors?.roles.length || clause.leads.length) return false
    const { draft } = reading
    const own = actors.roles.map((role) => draft.roles.get(role)?.entity).find((id) => id)
    const of = / of (?:an?|the|their) (.+)$/i.exec(match[3])
    const mention = of?.[1] ? draft.lexicon.find(of[1]) : null
    const name = of ? match[3].slice(0, of.index) : match[3]
    for (const entity of [
      mention ? draft.entities.get(mention.term.id) : undefined,
      own ? draft.entities.get(own) : undefined,
      contextOf(clause, reading)?.entity,
    ]) {
      const field = entity ? fieldOf(entity, name) : undefined
      if (!entity || !field || !['money', 'integer', 'decimal'].includes(field.type.kind)) continue
      const out = /withdraw|reduce|decrease|take/i.test(match[2])
      const verb = match[2].toLowerCase().replace(/ (?:money )?(?:from|into|in|on|to|out of|out|of)$/, '')
      const operation = draft.operation(entity, identifier(verb), 'action', `${capitalise(verb)} ${field.label.toLowerCase()}`, clause.line.id)
      operation.inputs.push({
        id: 'amount',
        label: 'Amount',
        type: field.type.kind === 'integer' ? { kind: 'integer', min: 1 } : { kind: 'money', min: 0, exclusiveMin: true },
        required: true,
        unique: false,
        immutable: false,
        source: 'client',
        statements: [clause.line.id],
      })
      operation.effects.push({
        kind: 'set',
        target: 'self',
        values: { [field.id]: call(out ? '-' : '+', path(field.id), input('amount')) },
        statements: [clause.line.id],
      })
      permitAll(draft, operation, actors, clause.line.id)
      field.source = 'system'
      for (const role of actors.roles)
        if (draft.roles.get(role)?.entity === entity.id) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
      remember(clause, reading, entity, operation.id)
      return true
    }
    return false
  },
}
