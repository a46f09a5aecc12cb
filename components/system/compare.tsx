'use client'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Card, Section } from '#components/ui/page.tsx'
import { Select } from '#components/ui/select.tsx'
import { exactTime } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { HistoryItem } from '#model/network-change.ts'
import { ChangedElements } from './changed-elements.tsx'

const valid = (text: string | null): Date | null => (text && !Number.isNaN(Date.parse(text)) ? new Date(text) : null)
/** After all changes; the present moment would be another question at every look. */
const end = new Date('9999-12-31T00:00:00Z')

/** Both moments stand in the address. Each change offers the moment before it and the one after. */
export function Compare({ slug, names, items }: { slug: string; names: Record<string, string>; items: readonly HistoryItem[] }) {
  const url = useUrlState()
  const [from, to] = [valid(url.get('from')), valid(url.get('to'))]
  const first = items.at(-1)
  const moments = [
    ...items.map(({ at, note, actor }) => ({ value: at.toISOString(), label: `after ${exactTime(at)}, ${note || actor.name}`.slice(0, 90) })),
    ...(first ? [{ value: new Date(first.at.getTime() - 1).toISOString(), label: `before ${exactTime(first.at)}` }] : []),
  ]
  const withChosen = (chosen: Date | null) =>
    chosen && !moments.some(({ value }) => value === chosen.toISOString()) ? [{ value: chosen.toISOString(), label: exactTime(chosen) }, ...moments] : moments
  return (
    <Section
      title="Compare two moments"
      aside={
        from && (
          <Button size="sm" tone="ghost" onClick={() => url.set({ from: null, to: null })}>
            Close the comparison
          </Button>
        )
      }
    >
      <Card className="p-3">
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <Select
            label="From"
            className="min-w-0 max-w-full flex-1 basis-56"
            value={from?.toISOString() ?? ''}
            onChange={(value) => url.set({ from: value || null })}
            options={[{ value: '', label: 'Choose a moment' }, ...withChosen(from)]}
          />
          <span className="text-faint">with</span>
          <Select
            label="To"
            className="min-w-0 max-w-full flex-1 basis-56"
            value={to?.toISOString() ?? ''}
            onChange={(value) => url.set({ to: value || null })}
            options={[{ value: '', label: 'now' }, ...withChosen(to)]}
          />
        </div>
        {from && <Result slug={slug} names={names} from={from} to={to ?? end} />}
      </Card>
    </Section>
  )
}

function Result({ slug, names, from, to }: { slug: string; names: Record<string, string>; from: Date; to: Date }) {
  const { data, error, refetch } = useQuery(useTRPC().network.compare.queryOptions({ system: slug, from, to }))
  if (error) return <Failure title="The two moments could not be compared" error={error} kept="" retry={() => void refetch()} className="mt-3" />
  if (!data) return <SkeletonRows rows={3} />
  if (data.length === 0) return <p className="pt-3 text-muted text-sm">Nothing of this system differs between the two.</p>
  const count = (side: 'before' | 'after') => data.filter((each) => each[side] === null).length
  return (
    <div className="pt-3">
      <p className="pb-1 text-muted text-xs">
        {count('before')} added, {count('after')} removed, {data.filter(({ before, after }) => before !== null && after !== null).length} changed
      </p>
      <ChangedElements changes={data} names={names} open={data.length <= 5} />
    </div>
  )
}
