import type { Entity, Operation } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { isAbandoning, statesBefore } from '../language/transitions.ts'
import { capitalise, identifier, participle, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { broughtAbout } from './brought-about.ts'
import { lastActors } from './last-actors.ts'
import { dropUnused, isReached, isWayBack } from './reached.ts'
import { article, operationsOf, retirement } from './retirement.ts'
import { byStage, isCondition } from './stages.ts'
import { verbFor } from './state-verbs.ts'

/** Acts for states that nobody brings about, allowed states where none were said, the end of lives, what retirement prevents. */
export function completeLifecycles(reading: Reading) {
  const { draft } = reading
  for (const entity of draft.entities.values()) {
    if (!entity.states) continue
    initialOf(reading, entity)
    dropUnused(reading, entity)
    reach(reading, entity)
    for (const operation of operationsOf(reading, entity)) {
      if (operation.kind !== 'action') continue
      if (operation.from.length === 0 && operation.to) fromDefault(reading, entity, operation)
      operation.from = [...new Set(operation.from)].filter((state, _, all) => state !== operation.to || all.length === 1)
    }
    const create = draft.operations.get(`${entity.id}.create`)
    if (create && create.to === null) create.to = entity.states.initial
    entity.states.final = [
      ...new Set([...entity.states.final, ...entity.states.values.map((value) => value.id).filter((state) => ends(reading, entity, state))]),
    ].filter((state) => !operationsOf(reading, entity).some((operation) => operation.kind === 'action' && operation.from.includes(state)))
  }
  for (const entity of draft.entities.values()) {
    const states = entity.states
    const at = states && !draft.ordered.has(entity.id) ? states.values.findIndex((value) => value.id === states.initial) : 0
    if (states && at > 0) states.values.unshift(...states.values.splice(at, 1))
    retirement(reading, entity)
  }
}

function ends(reading: Reading, entity: Entity, state: string): boolean {
  if (entity.states?.initial === state) return false
  const operations = operationsOf(reading, entity).filter((operation) => operation.kind === 'action')
  return (
    isReached(reading, entity, state) &&
    !operations.some((operation) => operation.from.length === 0 || operation.from.includes(state)) &&
    !changesState(reading, entity, state)
  )
}

/** Do effects elsewhere take records out of or into a state? */
function changesState(reading: Reading, entity: Entity, state: string): boolean {
  for (const operation of reading.draft.operations.values())
    for (const effect of operation.effects)
      if (effect.kind === 'set' && entity.states && entity.states.field in effect.values) {
        const value = effect.values[entity.states.field]
        if (value?.kind === 'literal' && value.value !== state) {
          const about = effect.select?.entity ?? (effect.target === 'self' ? operation.entity : effect.target.split('.').at(-1))
          if (about === entity.id && effect.target !== 'self') return true
        }
      }
  return false
}

/** The first state of a life that documents only hint at: the one that acts start from and none leads to. */
export function initialOf(reading: Reading, entity: Entity) {
  const states = entity.states
  if (!states) return
  const create = reading.draft.operations.get(`${entity.id}.create`)
  const made = create
    ? [...reading.draft.verbs].flatMap(([key, ids]) =>
        ids.has(create.id) ? states.values.filter((value) => stem(value.id.replace(/_/g, ' ')) === key) : [],
      )[0]
    : undefined
  if (made && !reading.draft.began.has(entity.id) && !reading.draft.ordered.has(entity.id)) {
    states.initial = made.id
    return
  }
  if (create?.to && create.to !== states.initial && states.values.some((value) => value.id === create.to)) {
    states.initial = create.to
    return
  }
  // What is reopened or set back was there before: such an act does not bring a state about for the first time.
  const operations = operationsOf(reading, entity).filter((operation) => operation.kind === 'action' && !isWayBack(operation))
  const usual = /^(?:available|free|in_stock|vacant)$/
  const unsaid = !create?.to && !reading.draft.ordered.has(entity.id) && !reading.draft.began.has(entity.id)
  const first = unsaid ? states.values.find((value) => usual.test(value.id)) : undefined
  if (first && !usual.test(states.initial)) {
    states.initial = first.id
    return
  }
  const terminal = states.values.length === 1 && isReached(reading, entity, states.initial)
  const reached = new Set([...operations.flatMap((operation) => (operation.to ? [operation.to] : [])), ...(terminal ? [states.initial] : [])])
  if (!reached.has(states.initial) || reading.draft.ordered.has(entity.id) || reading.draft.began.has(entity.id)) return
  const free = states.values.find((value) => !reached.has(value.id) && !isAbandoning(value.id))
  if (free) states.initial = free.id
  else if (!create?.to) {
    const made = /^(\w+)/.exec(create?.label ?? '')?.[1]?.toLowerCase() ?? 'create'
    states.initial = reading.draft.addState(
      entity,
      /^(?:create|add|register|enter|record|manage|define|lend|enrol|book)$/.test(made) ? 'active' : participle(made),
      states.statements[0] ?? '',
    )
    states.values.unshift(
      ...states.values.splice(
        states.values.findIndex((value) => value.id === states.initial),
        1,
      ),
    )
    reading.draft.assume(
      `${entity.id}_states`,
      `${capitalise(article(entity.name))} is ${labelOf(entity, states.initial)} until an act changes that.`,
      states.statements.slice(0, 1),
    )
  }
}

function fromDefault(reading: Reading, entity: Entity, operation: Operation) {
  const states = entity.states
  if (!states || !operation.to) return
  const listed = (reading.draft.ordered.get(entity.id) ?? []).includes(operation.to) && states.values.length > 2 && !isCondition(operation.to)
  const asked = given(reading, entity, operation)
  if (asked) {
    operation.from = [asked]
    reading.draft.assume(
      `${entity.id}_${operation.name}_from`,
      `${operation.label} is possible while the ${entity.name.toLowerCase()} is ${labelOf(entity, asked)}.`,
      operation.statements.slice(0, 1),
    )
    return
  }
  const values = states.values.map((value) => value.id)
  const over = /^(?:reopen|reactivate|reinstate|restore)/.test(operation.name)
    ? values.filter((state) => state !== operation.to && /clos|resolv|solv|done|complet|finish|ended|cancel|reject|inactive|suspend/.test(state))
    : []
  const before = over.length
    ? over
    : listed
      ? statesBefore(entity, operation.to)
      : isAbandoning(operation.to)
        ? statesBefore(entity, operation.to)
        : values.filter((state) => state !== operation.to && !(isAbandoning(state) && !/hold|suspend|block/.test(state)) && !states.final.includes(state))
  const preferred = /^(?:checked_in|admitted|picked_up|handed_out|started|in_progress)$/.test(operation.to)
    ? before.filter((state) => /confirm|approv|book|schedul|planned|reserv|ready/.test(state))
    : /^(?:checked_out|discharged|handed_in)$/.test(operation.to)
      ? before.filter((state) => /checked_in|admitted|handed_out/.test(state))
      : []
  const staged = over.length === 0 && !listed && preferred.length === 0 ? byStage(operation.to, before) : []
  const latest = preferred.find((state) => /confirm|approv/.test(state))
  const known = (latest ? [latest] : preferred.length ? preferred : staged.length ? staged : before).filter((state) => values.includes(state))
  if (known.length === 0) return
  operation.from = known
  reading.draft.assume(
    `${entity.id}_${operation.name}_from`,
    `${operation.label} is possible while the ${entity.name.toLowerCase()} is ${known.map((state) => labelOf(entity, state)).join(' or ')}.`,
    operation.statements.slice(0, 1),
  )
}

/** What an act needs to look at is only known after the act that asks for it: "confirm when the approved amount …" follows accepting. */
function given(reading: Reading, entity: Entity, operation: Operation): string | null {
  const text = JSON.stringify(operation.conditions.map((condition) => condition.expression))
  const before = operationsOf(reading, entity).find(
    (other) => other !== operation && other.to !== null && other.to !== operation.to && other.inputs.some((input) => text.includes(`"path":"${input.id}"`)),
  )
  return before?.to ?? null
}

const labelOf = (entity: Entity, state: string) => entity.states?.values.find((value) => value.id === state)?.label.toLowerCase() ?? state

/** States that a list names but no sentence brings about: an act for whoever acted last before. */
function reach(reading: Reading, entity: Entity) {
  const { draft } = reading
  const states = entity.states
  if (!states) return
  for (const value of states.values) {
    if (value.id === states.initial || isReached(reading, entity, value.id) || broughtAbout(reading, entity, value.id)) continue
    const verb = verbFor(value.id)
    const name = identifier(verb)
    const known = draft.operations.get(`${entity.id}.${name}`)
    if (known) {
      known.to ??= value.id
      continue
    }
    const operation = draft.operation(entity, name, 'action', verbLabel(verb, entity), states.statements[0] ?? entity.statements[0] ?? '')
    operation.to = value.id
    const roles = lastActors(reading, entity, value.id)
    for (const role of roles) draft.permit(operation, role, null)
    if (isCondition(value.id)) wayBack(reading, entity, value.id, roles)
    const who = roles.map((role) => draft.roles.get(role)?.name.toLowerCase() ?? role).join(' or ')
    if (!who) continue
    draft.assume(
      `${entity.id}_${name}`,
      `${capitalise(article(entity.name))} is ${reads(value.id, value.label)} by the ${who}.`,
      operation.statements.slice(0, 1),
    )
    draft.questions.push({
      id: `${entity.id}_${name}`.slice(0, 60),
      text: `Who brings ${article(entity.name)} into the state “${value.label.toLowerCase()}”?`,
      why: 'The document names the state but nobody who brings it about.',
      options: [...draft.roles.values()].map((role) => role.name).slice(0, 6),
      proposed: draft.roles.get(roles[0] ?? '')?.name ?? who,
      sentence: `A {answer} can mark ${article(entity.name)} as ${value.label.toLowerCase()}.`,
      rank: 1,
      statements: states.statements.slice(0, 1),
    })
  }
}

/** What is under repair must be able to leave it. */
function wayBack(reading: Reading, entity: Entity, state: string, roles: string[]) {
  const initial = entity.states?.initial
  if (!initial || initial === state) return
  const name = identifier(`back to ${initial}`)
  const operation = reading.draft.operation(
    entity,
    name,
    'action',
    `Set ${entity.name.toLowerCase()} to ${labelOf(entity, initial)}`,
    entity.states?.statements[0] ?? '',
  )
  if (!operation.from.includes(state)) operation.from.push(state)
  operation.to = initial
  for (const role of roles) reading.draft.permit(operation, role, null)
}

const reads = (id: string, label: string) => (/ed$|paid|sent|sold|done/.test(id) ? `marked as ${label.toLowerCase()}` : `set to “${label.toLowerCase()}”`)
