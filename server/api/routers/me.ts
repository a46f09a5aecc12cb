import { z } from 'zod'
import { me } from '#model/person.ts'
import { router, signedIn } from '#server/api/trpc.ts'
import { describeMe } from '#server/domain/member/data.ts'
import { endAllSessions } from '#server/domain/member/sessions.ts'

export const meRouter = router({
  get: signedIn.output(me).query(({ ctx }) => describeMe(ctx.person, { sessionExpires: ctx.sessionExpires, provider: ctx.provider })),
  signOutEverywhere: signedIn.output(z.object({ ended: z.number() })).mutation(({ ctx }) => endAllSessions(ctx.actor)),
})
