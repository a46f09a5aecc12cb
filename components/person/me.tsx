'use client'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import type { Me } from '#model/person.ts'
import type { Permission } from '#model/role.ts'

const MeContext = createContext<Me | null>(null)

/** Who is looking: from the server with the page, renewed while it is open, so that a changed role shows without a reload. */
export function MeProvider({ initial, children }: { initial: Me; children: ReactNode }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.me.get.queryOptions(undefined, { initialData: initial, staleTime: 30_000, refetchOnWindowFocus: true }))
  // The last role was taken away while the page is open: leave it, as the server would not show it any more.
  useEffect(() => {
    if (!data.permissions.includes('read')) window.location.assign('/access')
  }, [data])
  return <MeContext value={data}>{children}</MeContext>
}

export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe needs a MeProvider above it')
  return me
}

/** Only hides what would be refused anyway; the procedure and the domain decide. */
export const useMay = (permission: Permission): boolean => useMe().permissions.includes(permission)
