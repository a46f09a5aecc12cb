import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/page.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { type Plan, partOf } from '#model/plan.ts'
import type { PlanView } from '#model/plan-view.ts'
import { Because, type Statements } from './because.tsx'
import { Comments } from './comments.tsx'

interface Props {
  plan: Plan
  statements: Statements
}

export function Overview({ plan, statements }: Props) {
  return (
    <dl className="flex flex-col gap-4">
      {plan.overview.map((o) => (
        <div key={o.aspect} className="grid gap-x-6 gap-y-1 sm:grid-cols-[160px_minmax(0,1fr)]">
          <dt className="text-muted text-sm">{o.aspect}</dt>
          <dd>
            <p className="font-medium text-sm">{o.choice}</p>
            <p className="max-w-prose text-muted text-sm">
              {o.rationale} <Because ids={o.statements} statements={statements} />
            </p>
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function Infrastructure({ plan, statements }: Props) {
  return (
    <Table
      label="Infrastructure"
      head={
        <>
          <Th>Layer</Th>
          <Th>Technology</Th>
          <Th>What follows</Th>
        </>
      }
    >
      {plan.infrastructure.map((i) => (
        <tr key={`${i.layer} ${i.technology}`} className="align-top">
          <Td className="min-w-32 text-muted">{i.layer}</Td>
          <Td className="min-w-40 font-medium">
            {i.decision ? (
              <a href={`#${partOf('decision', i.decision)}`} className="rounded hover:underline">
                {i.technology}
              </a>
            ) : (
              i.technology
            )}
          </Td>
          <Td className="min-w-60">
            {i.features.join('; ')} <Because ids={i.statements} statements={statements} most={4} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}

export function Targets({ plan, statements }: Props) {
  if (plan.targets.length === 0) return <p className="text-muted text-sm">The documents state none; ask for them before anything is built.</p>
  const groups = [...new Set(plan.targets.map((t) => t.group))]
  return (
    <div className="flex flex-col gap-4">
      {groups.map((g) => (
        <Table
          key={g}
          label={`${g} targets`}
          head={
            <>
              <Th>{g}</Th>
              <Th>Target</Th>
              <Th>Strategy</Th>
              <Th>Validation</Th>
            </>
          }
        >
          {plan.targets
            .filter((t) => t.group === g)
            .map((t) => (
              <tr key={`${t.metric} ${t.target} ${t.statements.join()}`} className="align-top">
                <Td className="min-w-40">
                  {t.metric} <Because ids={t.statements} statements={statements} />
                </Td>
                <Td className="min-w-28 font-medium">
                  {t.target} {!t.measure && <Badge title="It has no number that a measurement could be compared with">not measured</Badge>}
                </Td>
                <Td className="min-w-48 text-muted">{t.strategy}</Td>
                <Td className="min-w-48 text-muted">{t.validation}</Td>
              </tr>
            ))}
        </Table>
      ))}
    </div>
  )
}

export function Metrics({ plan }: { plan: Plan }) {
  return (
    <Table
      label="Success metrics"
      head={
        <>
          <Th>Kind</Th>
          <Th>Metric</Th>
          <Th>Success</Th>
        </>
      }
    >
      {plan.metrics.map((m) => (
        <tr key={m.metric}>
          <Td className="text-muted">{m.group}</Td>
          <Td className="min-w-40">{m.metric}</Td>
          <Td className="min-w-60 text-muted">{m.target}</Td>
        </tr>
      ))}
    </Table>
  )
}

export function Questions({ plan, statements }: Props) {
  return (
    <ol className="flex flex-col gap-3">
      {plan.questions.map((q, i) => (
        <li key={q.text} className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
          <span className="text-faint tabular-nums">{i + 1}</span>
          <span className="min-w-0 flex-1 basis-80">
            <span className="font-medium">{q.text}</span> <Because ids={q.statements} statements={statements} />
            <span className="block text-muted">
              {q.why} Assumed: {q.proposed}. <span className="text-faint">Owner: {q.owner}</span>
            </span>
          </span>
          <Comments part={partOf('question', `${i + 1}`)} what={`question ${i + 1}`} />
        </li>
      ))}
    </ol>
  )
}

export function Diagrams({ plan }: { plan: PlanView }) {
  return (
    <div className="flex flex-col gap-4">
      {plan.shown.diagrams.map((d) => {
        const address = `/api/plans/${plan.id}/diagrams/${d.name}.svg?revision=${plan.shown.number}`
        return (
          <figure key={d.name} className="flex flex-col gap-1">
            <Card className="overflow-x-auto p-2">
              <div {...scrollable}>
                {/* biome-ignore lint/performance/noImgElement: an SVG of our own, drawn for both themes; an image server adds nothing */}
                <img src={address} alt={d.description} className="mx-auto h-auto max-w-full" loading="lazy" />
              </div>
            </Card>
            <figcaption className="flex flex-wrap items-center gap-3 text-faint text-xs">
              <span className="flex-1">{d.title}</span>
              <a href={`${address}&download`} className="rounded text-accent hover:underline">
                SVG
              </a>
              <a href={`/api/plans/${plan.id}/diagrams/${d.name}.mmd?revision=${plan.shown.number}&download`} className="rounded text-accent hover:underline">
                Mermaid
              </a>
            </figcaption>
          </figure>
        )
      })}
    </div>
  )
}
