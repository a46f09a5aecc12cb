import { nominals } from '../language/nominals.ts'
import { baseForm, capitalise, identifier } from '../language/words.ts'
import type { Reading } from './rule.ts'

const given =
  /\bthe (quantity|amount|weight|volume|number of [a-z]+) (handed out|given out|taken out|paid out|donated|sold|issued|withdrawn|used|lent|consumed)\b/gi

/** "The quantity handed out": of what handing out leaves behind, which keeps it even when no sentence lists its fields. */
export function givenQuantities(reading: Reading) {
  const { draft } = reading
  for (const line of reading.lines) {
    if (!reading.clauses.has(line.id)) continue
    for (const [, name = '', done = ''] of line.text.matchAll(given)) {
      const [first = '', ...more] = done.toLowerCase().split(' ')
      const verb = [baseForm(first), ...more].join(' ')
      const made = nominals(verb)
        .map((noun) => draft.entities.get(identifier(noun)))
        .find((entity) => entity !== undefined)
      const id = identifier(name)
      // Where the thing has lines, the quantity is theirs; which entities are lines is not known yet.
      const lines = [...draft.entities.values()].filter((entity) => entity.id.startsWith(`${made?.id}_`) || /(?:^|_)(?:line|item|position)$/.test(entity.id))
      if (!made || [made, ...lines].some(({ fields }) => fields.some((field) => field.id === id || field.id.startsWith(`${id}_`)))) continue
      draft.addField(made, {
        id,
        label: capitalise(name),
        type: /weight|volume|amount/i.test(name) ? { kind: 'decimal', scale: 2, min: 0, exclusiveMin: true } : { kind: 'integer', min: 1 },
        required: true,
        unique: false,
        immutable: false,
        source: 'client',
        statements: [line.id],
      })
    }
  }
}
