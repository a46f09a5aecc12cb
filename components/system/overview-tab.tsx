import Link from 'next/link'
import { Card, Fact, Section } from '#components/ui/page.tsx'
import { type Place, placeKey } from '#model/network.ts'
import type { SystemView } from '#model/network-change.ts'
import { Lifecycle, NotStated, Stated, Targets, Words } from './stated.tsx'

/** Each neighbour once, with all that flows. */
function Neighbours({ view, slug, side }: { view: SystemView; slug: string; side: 'from' | 'to' }) {
  const mine = view.part.flows.filter((flow) => flow[side].system === slug)
  const others = new Map<string, { place: Place; data: Set<string> }>()
  for (const flow of mine) {
    const place = side === 'from' ? flow.to : flow.from
    const known = others.get(placeKey(place)) ?? { place, data: new Set() }
    for (const each of flow.data) known.data.add(each)
    others.set(placeKey(place), known)
  }
  if (others.size === 0)
    return (
      <p className="px-4 py-3 text-sm">
        <NotStated>{side === 'from' ? 'Nothing that is stated.' : 'Nobody says so.'}</NotStated>
      </p>
    )
  return (
    <ul className="divide-y divide-line">
      {[...others].map(([key, { place, data }]) => (
        <li key={key} className="relative flex min-h-9 items-baseline gap-3 px-4 py-2 hover:bg-hover/60">
          <Link href={`/network/${place.system}`} className="rounded font-medium text-sm after:absolute after:inset-0 hover:text-accent">
            {view.names[place.system] ?? place.system}
            {place.service && <span className="font-normal text-muted"> / {view.names[key] ?? place.service}</span>}
          </Link>
          <span className="min-w-0 flex-1 text-right text-muted text-xs">{[...data].join(', ')}</span>
        </li>
      ))}
    </ul>
  )
}

export function OverviewTab({ view }: { view: SystemView }) {
  const [system] = view.part.systems
  if (!system) return null
  const { owner } = system
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Section title="Facts">
        <Card className="p-4">
          <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
            <Fact label="What it is for" className="sm:col-span-2">
              <Stated>{system.description}</Stated>
            </Fact>
            <Fact label="Does" className="sm:col-span-2">
              <Words all={system.focus} />
            </Fact>
            <Fact label="Owner">{owner ? owner.team : <NotStated>not stated; nobody to ask is known</NotStated>}</Fact>
            <Fact label="Contact">
              <Stated>{owner?.contact ?? null}</Stated>
            </Fact>
            <Fact label="Domain">
              <Stated>{system.domain}</Stated>
            </Fact>
            <Fact label="Lifecycle">{system.lifecycle === 'unknown' ? <NotStated /> : <Lifecycle lifecycle={system.lifecycle} />}</Fact>
            <Fact label="Targets" className="sm:col-span-2">
              <Targets targets={system.targets} />
            </Fact>
            <Fact label="Compliance">
              <Words all={system.compliance} />
            </Fact>
            <Fact label="Documented">{system.documented === null ? <NotStated /> : system.documented ? 'yes' : 'no'}</Fact>
            <Fact label="Repository of its documents" className="sm:col-span-2">
              <Stated mono>{system.repository}</Stated>
            </Fact>
            {system.note && (
              <Fact label="Note" className="sm:col-span-2">
                <Stated>{system.note}</Stated>
              </Fact>
            )}
          </dl>
        </Card>
      </Section>
      <div className="flex min-w-0 flex-col gap-5">
        <Section title="Depends on">
          <Card className="overflow-hidden">
            <Neighbours view={view} slug={system.slug} side="from" />
          </Card>
        </Section>
        <Section title="Is needed by">
          <Card className="overflow-hidden">
            <Neighbours view={view} slug={system.slug} side="to" />
          </Card>
        </Section>
      </div>
    </div>
  )
}
