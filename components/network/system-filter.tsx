'use client'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import { Select } from '#components/ui/select.tsx'
import { useUrlState } from '#components/ui/url-state.ts'

/** Narrows a list to one system; the choice is in the address. */
export function SystemFilter() {
  const trpc = useTRPC()
  const url = useUrlState()
  const { data } = useQuery(trpc.system.list.queryOptions(undefined, { staleTime: 60_000 }))
  const options = [{ value: '', label: 'All systems' }, ...(data ?? []).map(({ slug, name }) => ({ value: slug, label: name }))]
  return (
    <Select
      label="System"
      className="w-40"
      value={url.get('system') ?? ''}
      onChange={(system) => url.set({ system: system || null, page: null })}
      options={options}
    />
  )
}
