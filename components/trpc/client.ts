'use client'
import type { inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import type { AppRouter } from '#server/api/root.ts'

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>()
export type Outputs = inferRouterOutputs<AppRouter>
