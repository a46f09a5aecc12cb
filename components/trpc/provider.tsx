'use client'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '#server/api/root.ts'
import { TRPCProvider } from './client.ts'

export const errorCode = (error: unknown): string | undefined => (error instanceof TRPCClientError ? (error.data as { code?: string } | null | undefined)?.code : undefined)

/** A session may end while the page is open. The way back is kept; drafts are in localStorage already. */
function leaveWhenSignedOut(error: unknown) {
  if (errorCode(error) === 'UNAUTHORIZED') window.location.assign(`/sign-in?return=${encodeURIComponent(window.location.pathname + window.location.search)}`)
}

// What cannot succeed on a second try is not tried again.
const final = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST', 'CONFLICT'])
const makeQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: { queries: { staleTime: 10_000, retry: (failures, error) => failures < 3 && !final.has(errorCode(error) ?? '') } },
  })

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [trpcClient] = useState(() => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', transformer: superjson, maxURLLength: 2048 })] }))
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>{children}</TRPCProvider>
    </QueryClientProvider>
  )
}
