import { subject } from '#model/expression.ts'
import type { Clause } from '../language/clauses.ts'
import { splitList, stripDeterminers } from '../language/nouns.ts'
import { deleteVerbs, manageVerbs, readVerbs, updateVerbs } from '../language/vocabulary.ts'
import { stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { actorsOf } from './actors.ts'
import { readObjects } from './objects.ts'
import { onlyShown, permitAll } from './operation-parts.ts'
import { type Reading, type Rule, remember } from './rule.ts'

/** "Only librarians modify books and members", "Products can only be created by merchandisers". Runs before actions, which it leaves to them when it only names an act. */
export const onlyRoles: Rule = {
  name: 'only certain roles',
  apply(clause, reading) {
    const { draft } = reading
    if (!clause.only || clause.negative) return false
    const actors = actorsOf(clause.passive ? clause.agent : clause.subject, reading)
    if (!actors || actors.roles.length === 0) return false
    const acted = readObjects(clause.passive ? clause.subject : clause.rest, reading, null)
    if (acted.objects.length === 0 || acted.left.length || acted.fieldOf) return false
    let known = true
    for (const verb of clause.verbs)
      for (const { entity } of acted.objects) {
        const key = stem(verb)
        const general = updateVerbs.has(key) || manageVerbs.has(key)
        const kinds = manageVerbs.has(key)
          ? ['create', 'update', 'delete']
          : updateVerbs.has(key)
            ? ['create', 'update', 'delete']
            : readVerbs.has(key)
              ? ['read', 'list']
              : deleteVerbs.has(key)
                ? ['delete']
                : []
        if (kinds.length === 0) {
          known = false
          continue
        }
        for (const kind of kinds) {
          const existing = draft.operations.get(`${entity.id}.${kind}`)
          if (kind === 'update' || existing || !general)
            permitAll(
              draft,
              draft.operation(entity, kind, kind as 'update', verbLabel(kind === 'read' ? 'view' : kind, entity), clause.line.id),
              actors,
              clause.line.id,
            )
        }
        draft.closed.push({ entity: entity.id, kinds, roles: actors.roles, statements: [clause.line.id] })
        remember(clause, reading, entity)
      }
    return known
  },
}

/** "A customer sees only their own orders", "Employees may only view and change their own claims". */
export const ownRecords: Rule = {
  name: 'own records',
  apply(clause, reading) {
    const { draft } = reading
    if (clause.passive && !/\b(?:their own|own)\b/i.test(clause.text)) return false
    const negative = /\b(?:other|another|others'|each other's|someone else's|other people's|anyone else's|one another's) /i.exec(clause.rest)
    if (clause.leads.length || clause.verbs.some((verb) => deleteVerbs.has(stem(verb)))) return false
    const own = /\b(?:only |just |exclusively )?(?:their|his|her|its) own\b|\bonly (?:their|his|her)\b|\bassigned to (?:them|him|her)\b/i.exec(clause.rest)
    if (!(own && !clause.negative) && !(negative && clause.negative)) return false
    const actors = actorsOf(clause.subject, reading)
    if (!actors || actors.roles.length === 0) return false
    const acted = readObjects(
      clause.rest
        .replace(/^only /i, '')
        .replace(/\b(?:other|another) (?:\w+'s?|people's) /i, '')
        .replace(/ assigned to (?:them|him|her)$| of (?:other|another) \w+$/i, ''),
      reading,
      null,
    )
    const objects = acted.objects.length ? acted.objects : []
    if (objects.length === 0) return false
    if (
      !clause.verbs.every(
        (verb) =>
          readVerbs.has(stem(verb)) || updateVerbs.has(stem(verb)) || deleteVerbs.has(stem(verb)) || manageVerbs.has(stem(verb)) || draft.verbs.has(stem(verb)),
      )
    )
      return false
    for (const other of acted.also)
      if (other.entity && /\b(?:their|his|her|its)(?: own)?\b/i.test(other.phrase))
        for (const role of actors.roles) keepOwner(reading, other.entity, role, clause.line.id)
    for (const { entity } of objects) {
      for (const verb of clause.verbs) grant(clause, reading, entity, verb, actors.roles)
      for (const role of actors.roles) {
        draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
        keepOwner(reading, entity, role, clause.line.id)
      }
      remember(clause, reading, entity)
    }
    return true
  },
}

/** People without a record own what they created by the subject they sign in with. */
export function keepOwner(reading: Reading, entity: NonNullable<ReturnType<Reading['draft']['entity']>>, role: string, statement: string) {
  const { draft } = reading
  if (draft.roles.get(role)?.entity || entity.parent || draft.pathTo(entity, role) !== null) return
  if (!draft.operations.get(`${entity.id}.create`)?.permissions.some((permission) => permission.role === role)) return
  const field = draft.addSubject(entity, role, statement)
  if (field.source === 'system') field.default ??= subject
}

function grant(clause: Clause, reading: Reading, entity: NonNullable<ReturnType<Reading['draft']['entity']>>, verb: string, roles: string[]) {
  const { draft } = reading
  if (clause.negative) return
  const key = stem(verb)
  const kinds = readVerbs.has(key) ? ['read', 'list'] : updateVerbs.has(key) ? ['update'] : manageVerbs.has(key) ? ['read', 'list', 'update'] : []
  for (const kind of kinds)
    permitAll(
      draft,
      draft.operation(
        entity,
        kind,
        kind as 'read',
        kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : kind, entity),
        clause.line.id,
      ),
      { roles, everyone: false, anonymous: false, before: '' },
      clause.line.id,
    )
}

/** "A manager can see all claims", handled by actions; "Claims are visible to managers only". */
export const visibility: Rule = {
  name: 'visibility',
  apply(clause, reading) {
    const match =
      /^(.+?) (?:is|are|shall be|must be|should be) (?:only )?(?:visible|accessible|available|shown|open) (?:only )?(?:to|for) (.+?)(?: only)?$/i.exec(
        clause.text,
      )
    if (!match?.[1] || !match[2]) return false
    const actors = actorsOf(match[2], reading)
    const entities = splitList(match[1]).map((part) => {
      const mention = reading.draft.lexicon.find(stripDeterminers(part))
      return mention ? reading.draft.entities.get(mention.term.id) : undefined
    })
    if (!actors || entities.some((entity) => entity === undefined)) return false
    for (const entity of entities)
      if (entity) {
        for (const kind of ['read', 'list'] as const) {
          const operation = reading.draft.operation(
            entity,
            kind,
            kind,
            kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel('view', entity),
            clause.line.id,
          )
          permitAll(reading.draft, operation, actors, clause.line.id)
          if (actors.anonymous) operation.public = true
          const words = reading.draft.lexicon.find(stripDeterminers(match[1]))?.before ?? ''
          const state = words ? reading.draft.state(entity, words) : null
          if (words && kind === 'read' && !state) clause.left.push(words)
          if (state) onlyShown(clause, entity, [operation], actors, [state])
        }
        if (/\bonly\b/i.test(clause.text))
          reading.draft.closed.push({ entity: entity.id, kinds: ['read', 'list'], roles: actors.roles, statements: [clause.line.id] })
      }
    return true
  },
}
