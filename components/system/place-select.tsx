'use client'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import type { ControlProps } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'

/** A system, or one service of it, that the person may read: "system" or "system/service". */
export function PlaceSelect({ value, onChange, ...control }: ControlProps & { value: string; onChange: (value: string) => void }) {
  const { data } = useQuery(useTRPC().system.list.queryOptions())
  const options = (data ?? []).flatMap(({ slug, name, services }) => [
    { value: slug, label: name },
    ...services.map((service) => ({ value: `${slug}/${service.slug}`, label: `${name} / ${service.name}` })),
  ])
  const known = value === '' || options.some((option) => option.value === value)
  return (
    <Select
      {...control}
      className="w-full"
      value={value}
      onChange={onChange}
      options={[{ value: '', label: data ? 'Choose a place' : 'Reading the systems …' }, ...(known ? [] : [{ value, label: value }]), ...options]}
    />
  )
}
