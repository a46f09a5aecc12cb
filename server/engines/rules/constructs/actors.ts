import { splitList } from '../language/nouns.ts'
import type { Reading } from './rule.ts'

export interface Actors {
  roles: string[]
  everyone: boolean
  anonymous: boolean
  before: string
}

/** The roles that a subject names; null when it names something else. "anyone" needs no sign-in; "users" are all roles when there are several. */
export function actorsOf(subject: string, reading: Reading): Actors | null {
  const { draft } = reading
  const text = subject.trim().replace(/^(?:only|both|either|all of the|any of the) /i, '')
  if (
    /^(?:anyone|anybody|everyone|everybody|the public|(?:anonymous|unauthenticated|unregistered) (?:users?|visitors?|people)|any (?:visitor|person)|all visitors)(?: (?:on the web|without (?:signing|logging) in|without an account))?$/i.test(
      text,
    )
  )
    return { roles: [], everyone: /every/i.test(text), anonymous: true, before: '' }
  if (
    /^(?:(?:all|any|every|each|signed-in|logged-in|registered|authenticated|the|a|an)\s)*(?:roles?|of them|people|staff members? and \w+|signed-in people|logged-in people)$/i.test(
      text,
    )
  )
    return { roles: [...draft.roles.keys()], everyone: true, anonymous: false, before: '' }
  if (/^(?:they|he|she)$/i.test(text)) return reading.lastActors ?? null
  const roles: string[] = []
  let before = ''
  for (const part of splitList(text)) {
    const named = part.replace(/^(?:both|either|the|an?|any|all|every|each)\s+/i, '').replace(/ (?:with|who|that|whose|of|in|for) .*$/i, '')
    const mention = draft.lexicon.find(named)
    if (mention?.term.role && !mention.before.split(' ').some((word) => /^(?:of|to|for|with)$/.test(word))) {
      roles.push(mention.term.id)
      before = mention.before
      continue
    }
    if (/^(?:(?:signed-in|logged-in|registered|authenticated)\s)*users?$/i.test(named) && draft.roles.size > 0) {
      roles.push(...draft.roles.keys())
      continue
    }
    return null
  }
  if (roles.length === 0) return null
  reading.lastActors = { roles: [...new Set(roles)].filter((role) => draft.roles.has(role)), everyone: false, anonymous: false, before }
  return reading.lastActors
}
