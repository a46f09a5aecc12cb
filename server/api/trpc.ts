import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { mayAnywhere, type Person } from '#model/person.ts'
import { may, type Permission, roleLabels, roles } from '#model/role.ts'
import { answerFor, fault, problemOf } from '#server/api/errors.ts'
import { limiter } from '#server/api/limits.ts'
import { procedureSeconds } from '#server/api/measures.ts'
import { personActor } from '#server/domain/actor.ts'

export interface Context {
  person: Person | null
  sessionExpires: Date | null
  provider: string
  /** Why a change must not be made on behalf of this request (another site's page sent it); null when it may. */
  foreign: string | null
  requestId: string
}
/** Who may call a procedure, readable from outside: `public`, `signed in`, or a permission of model/role.ts. */
export interface Meta {
  permission: 'public' | 'signed in' | readonly Permission[]
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    isServer: true,
    errorFormatter: ({ shape, error, ctx }) => answerFor(shape, error, ctx?.requestId),
  })
export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** The bottom rung: turns problems of the domain into typed errors and faults into a logged id. */
const guarded = t.procedure.use(async ({ ctx, path, type, next }) => {
  if (type === 'mutation' && ctx.foreign) throw new TRPCError({ code: 'FORBIDDEN', message: ctx.foreign })
  const began = performance.now()
  const result = await next()
  procedureSeconds.observe({ procedure: path, code: result.ok ? 'OK' : result.error.code }, (performance.now() - began) / 1000)
  if (result.ok) return result
  const problem = problemOf(result.error)
  if (problem) throw problem
  if (result.error.code === 'INTERNAL_SERVER_ERROR') throw fault(result.error, { path, requestId: ctx.requestId, person: ctx.person?.id })
  return result
})

export const publicProcedure = guarded.meta({ permission: 'public' })

/** Signed in, with or without a role: only what one needs to see who one is and to leave. */
export const signedIn = guarded.meta({ permission: 'signed in' }).use(({ ctx, type, next }) => {
  if (!ctx.person)
    throw new TRPCError({
      code: 'UNAUTHORIZED',
      message: 'You are not signed in, or your session has ended. Sign in and try again; what you typed is still in this tab.',
    })
  if (type === 'mutation') limiter.take(ctx.person.id)
  return next({ ctx: { ...ctx, person: ctx.person, actor: personActor(ctx.person, 'ui') } })
})

/** Holds one of the permissions at least in one system; which one is at stake only the domain knows, and asks again. */
export const withPermission = (...anyOf: [Permission, ...Permission[]]) =>
  signedIn.meta({ permission: anyOf }).use(({ ctx, next }) => {
    if (!anyOf.some((p) => mayAnywhere(ctx.person, p))) throw new TRPCError({ code: 'FORBIDDEN', message: deniedMessage(anyOf) })
    return next()
  })

const deniedMessage = (anyOf: readonly Permission[]) => {
  if (anyOf.includes('read')) return 'You have no role yet, so there is nothing you may see. Ask an admin to grant you one on the Members page.'
  const able = roles.filter((r) => anyOf.some((p) => may([r], p))).map((r) => roleLabels[r])
  return `This needs one of the roles ${able.join(', ')}. Ask an admin for one, or somebody who has it to do this.`
}
