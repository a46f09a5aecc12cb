'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '#server/api/root.ts'
import { TRPCProvider } from './client.ts'
import { codeOf, makeQueryClient } from './query-client.ts'

/** A session may end while the page is open. The way back is kept; drafts are in localStorage already. */
function leaveWhenSignedOut(error: unknown) {
  if (codeOf(error) === 'UNAUTHORIZED') window.location.assign(`/sign-in?return=${encodeURIComponent(window.location.pathname + window.location.search)}`)
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => makeQueryClient(leaveWhenSignedOut))
  const [trpcClient] = useState(() => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', transformer: superjson, maxURLLength: 2048 })] }))
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
