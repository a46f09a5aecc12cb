import type { Allowance } from '#model/list.ts'
import { mayIn, type Person } from '#model/person.ts'

const only = (allowed: boolean, what: string): Allowance => ({ allowed, why: allowed ? '' : `Only architects ${what}.` })

export const maySubmit = (person: Person, systemId: string): Allowance => only(mayIn(person, 'requirement.submit', systemId), 'submit and revise requirements')
export const mayStart = (person: Person, systemId: string): Allowance => only(mayIn(person, 'run.start', systemId), 'start runs')
