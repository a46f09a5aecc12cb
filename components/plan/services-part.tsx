import { Badge } from '#components/ui/badge.tsx'
import { Card, Fact } from '#components/ui/page.tsx'
import { type Plan, type PlanService, partOf } from '#model/plan.ts'
import { Because, type Statements } from './because.tsx'
import { Comments } from './comments.tsx'

function Needs({ service, plan }: { service: PlanService; plan: Plan }) {
  const name = (slug: string) => plan.services.find((s) => s.slug === slug)?.name ?? slug
  if (service.needs.length === 0) return <span className="text-faint">no other service</span>
  return (
    <ul className="flex flex-col gap-0.5">
      {service.needs.map((n) => (
        <li key={`${n.service} ${n.mode}`}>
          <a href={`#${partOf('service', n.service)}`} className="rounded hover:underline">
            {name(n.service)}
          </a>{' '}
          <Badge tone={n.mode === 'sync' ? 'neutral' : 'accent'}>{n.mode === 'sync' ? 'call' : 'events'}</Badge>
        </li>
      ))}
    </ul>
  )
}

function Service({ service, plan, statements }: { service: PlanService; plan: Plan; statements: Statements }) {
  const id = partOf('service', service.slug)
  return (
    <Card className="scroll-mt-16 p-4">
      <div id={id} className="flex scroll-mt-16 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold text-sm">{service.name}</h3>
        <span className="flex flex-1 flex-wrap gap-1">
          {service.traits.map((t) => (
            <Badge key={t.trait} title={t.statements.join(', ')}>
              {t.trait}
            </Badge>
          ))}
        </span>
        <Comments part={id} what={service.name} />
      </div>
      <p className="mt-1 break-words text-muted text-sm">
        {service.responsibility.charAt(0).toUpperCase() + service.responsibility.slice(1)} <Because ids={service.statements} statements={statements} />
      </p>
      <dl className="mt-3 grid gap-x-6 gap-y-3 sm:grid-cols-2">
        <Fact label="Technology">{service.technology}</Fact>
        <Fact label="Data store">{service.store}</Fact>
        {service.supplements.length > 0 && (
          <Fact label="Beside it">
            <ul>
              {service.supplements.map((s) => (
                <li key={s.name}>
                  {s.name} <span className="text-faint text-xs">{s.why}</span>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact label="Scaling">{service.scaling}</Fact>
        <Fact label="Needs">
          <Needs service={service} plan={plan} />
        </Fact>
        {service.externals.length > 0 && <Fact label="Outside systems">{service.externals.map((x) => x.name).join(', ')}</Fact>}
        {service.entities.length > 0 && <Fact label="Keeps">{service.entities.join(', ')}</Fact>}
        {service.weeks && (
          <Fact label="Effort">
            <span title={service.weeks.arithmetic}>{service.weeks.people} person-weeks</span>{' '}
            <span className="block text-faint text-xs">{service.weeks.arithmetic}</span>
          </Fact>
        )}
        <Fact label="Security" className="sm:col-span-2">
          {service.security.join('; ')}
        </Fact>
        {service.reliability.length > 0 && (
          <Fact label="Reliability" className="sm:col-span-2">
            {service.reliability.join('; ')}
          </Fact>
        )}
      </dl>
    </Card>
  )
}

export function Services({ plan, statements }: { plan: Plan; statements: Statements }) {
  return (
    <div className="flex flex-col gap-3">
      {plan.services.map((s) => (
        <Service key={s.slug} service={s} plan={plan} statements={statements} />
      ))}
      {plan.homeless.length > 0 && (
        <p className="text-sm text-warn">
          {plan.homeless.length} {plan.homeless.length === 1 ? 'statement belongs' : 'statements belong'} to no service:{' '}
          <Because ids={plan.homeless} statements={statements} most={20} />
        </p>
      )}
    </div>
  )
}
