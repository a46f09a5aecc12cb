'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { LiveProvider } from '#components/live/live-provider.tsx'
import { MeProvider } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import type { Me } from '#model/person.ts'
import { BottomBar, Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

const Toaster = dynamic(() => import('#components/ui/toaster.tsx'), { ssr: false })

function Frame({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.approval.list.queryOptions({ mine: true, pageSize: 1 }))
  const waiting = data?.total ?? 0
  return (
    <div className="flex min-h-dvh">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1.5 focus:text-accent-fg"
      >
        Skip to the content
      </a>
      <Rail waiting={waiting} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col px-4 pt-5 pb-24 outline-none md:px-6 md:pb-10">
          {children}
        </main>
      </div>
      <BottomBar waiting={waiting} />
      <Toaster />
    </div>
  )
}

export function Shell({ me, after, children }: { me: Me; after: number; children: ReactNode }) {
  return (
    <MeProvider initial={me}>
      <LiveProvider after={after}>
        <Frame>{children}</Frame>
      </LiveProvider>
    </MeProvider>
  )
}
