import type { TRPCClientErrorLike } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '#server/api/root.ts'

/** `Outputs['run']['get']` is what a procedure answers, `Inputs['run']['list']` what it takes. */
export type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>
/** error.message says what, where and what to do; error.data.fields has messages by input field; error.data.id finds a fault in the log. */
export type ApiError = TRPCClientErrorLike<AppRouter>
