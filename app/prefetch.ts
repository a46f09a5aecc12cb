import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { cache } from 'react'
import { makeQueryClient } from '#components/trpc/query-client.ts'
import { contextOfRequest } from '#server/api/context.ts'
import { appRouter } from '#server/api/root.ts'

/**
 * The bridge to server components: `void queryClient().prefetchQuery(api.run.get.queryOptions({ id }))`, then
 * `<HydrationBoundary state={dehydrate(queryClient())}>`. The procedures run here, with the permissions of whoever asks.
 */
export const queryClient = cache(makeQueryClient)
export const api = createTRPCOptionsProxy({ ctx: cache(contextOfRequest), router: appRouter, queryClient })
