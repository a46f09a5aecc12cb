import { z } from 'zod'
import { roles } from '#model/role.ts'
import listed from './accounts.json' with { type: 'json' }

const account = z.object({ subject: z.string(), role: z.enum(roles), name: z.string(), email: z.email(), does: z.string() })
export type DemoAccount = z.infer<typeof account>

/** One demo account a role, all with the password that npm start prints. */
export const accounts: readonly DemoAccount[] = z.array(account).parse(listed)
export const accountOf = (subject: string): DemoAccount | undefined => accounts.find((one) => one.subject === subject)
