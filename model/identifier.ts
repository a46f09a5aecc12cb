import { z } from 'zod'

/** How the parts of a specification are named: snake_case, singular, unique within their list. */
export const id = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'snake_case, starting with a letter, at most 63 characters')

/** The statements that a part was read from. */
export const statementIds = z.array(z.string())
