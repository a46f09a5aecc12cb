import { call, count, type Expression, field, literal, outer } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { fullness } from './fullness.ts'
import { not } from './negation.ts'
import { nominals } from './nominals.ts'
import { recordAt } from './resolve.ts'
import { baseForm, identifier } from './words.ts'

/** "it was never rented": nothing of what renting leaves behind refers to it. */
export function everDone(draft: Draft, text: string, from: Entity): Expression | null {
  const match = /^(.{2,50}?) (?:was|were|is|are|has been|have been|had been|has|have) (never|not ever|ever|already) (?:been )?([a-z]+)$/i.exec(text)
  const place = match?.[1] ? recordAt(draft, match[1], from) : null
  if (!match?.[2] || !match[3] || !place || place.each || place.children || place.path) return null
  const verb = baseForm(match[3])
  const left = [...draft.entities.values()].find((entity) =>
    nominals(verb).some((noun) => entity.id === identifier(noun) || entity.id.endsWith(`_${identifier(noun)}`)),
  )
  const users = /^(?:use|assign|refer|book)$/.test(verb) && !left ? draft.referrers(from.id)[0]?.entity : left
  const reference = users?.fields.find((candidate) => candidate.type.kind === 'reference' && candidate.type.entity === from.id)
  if (!users || !reference || users === from) return null
  const rows = count(users.id, call('=', field(reference.id), outer('id')))
  return call(/never|not/i.test(match[2]) ? '=' : '>', rows, literal(0))
}

/** "as long as places are available": what it is for is not full. */
export function placesLeft(draft: Draft, text: string, from: Entity): Expression | null {
  const room =
    /^(?:there (?:is|are) )?(?:still )?(?:enough |any |free )*(places?|seats?|spots?|slots?|spaces?|tickets?|capacity) (?:(?:is|are) )?(?:still )?(?:available|left|free|remaining)?$/i.test(
      text,
    )
  if (room && /available|left|free|remaining|there/i.test(text)) {
    for (const candidate of from.fields) {
      const target = candidate.type.kind === 'reference' ? draft.entities.get(candidate.type.entity) : undefined
      const taken = target ? fullness(draft, { path: candidate.id, entity: target, before: '' }, from) : null
      if (taken) return not(taken)
    }
  }
  return null
}
