import { Badge } from '#components/ui/badge.tsx'
import { cn } from '#components/ui/cn.ts'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { type Plan, type PlanDecision, partOf } from '#model/plan.ts'
import { sources } from '#model/plan-knowledge/sources.ts'
import type { PlanView } from '#model/plan-view.ts'
import { Because, type Statements } from './because.tsx'
import { Comments } from './comments.tsx'

/** Options in rows, criteria with their weights in columns: the arithmetic of the choice. */
function Matrix({ decision }: { decision: PlanDecision }) {
  return (
    <Table
      label={`Options of ${decision.title}`}
      head={
        <>
          <Th>Option</Th>
          {decision.criteria.map((c) => (
            <Th key={c.name} className="text-right" title={c.why || undefined}>
              <span className={cn(c.why && 'text-accent')}>{c.name}</span> ×{c.weight}
            </Th>
          ))}
          <Th className="text-right">Total</Th>
        </>
      }
    >
      {decision.options.map((o) => (
        <tr key={o.name} className={cn('align-top', o.excluded && 'text-faint')}>
          <Td className="min-w-48">
            <span className={cn(o.name === decision.chosen && 'font-medium')}>{o.name}</span> {o.name === decision.chosen && <Badge tone="ok">chosen</Badge>}
            {o.excluded && <span className="block text-2xs text-warn">{o.excluded}</span>}
          </Td>
          {o.scores.map((score, i) => (
            <Td key={decision.criteria[i]?.name} className="text-right tabular-nums">
              {score}
            </Td>
          ))}
          <Td className="text-right font-medium tabular-nums">{o.total}</Td>
        </tr>
      ))}
    </Table>
  )
}

function Decision({ decision, view, statements }: { decision: PlanDecision; view: PlanView; statements: Statements }) {
  const id = partOf('decision', decision.id)
  const why = decision.criteria.filter((c) => c.why)
  return (
    <details id={id} className="group scroll-mt-16 rounded-lg border border-line bg-surface">
      <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 outline-offset-[-2px] hover:bg-hover">
        <span className="font-mono text-faint text-xs">{decision.id.slice(0, 4)}</span>
        <span className="min-w-0 flex-1 basis-40 text-sm">{decision.title}</span>
        <span className="font-medium text-sm">{decision.chosen}</span>
      </summary>
      <div className="flex flex-col gap-3 border-line border-t p-3">
        <p className="text-muted text-sm">{decision.context}</p>
        <p className="text-sm">
          {decision.rationale} <Because ids={decision.statements} statements={statements} most={10} />
        </p>
        <Matrix decision={decision} />
        {why.length > 0 && <p className="text-faint text-xs">Weights raised by the inputs: {why.map((c) => `${c.name} (${c.why})`).join('; ')}.</p>}
        <div>
          <p className="text-faint text-xs">Consequences</p>
          <ul className="list-disc pl-5 text-sm">
            {decision.consequences.map((c) => (
              <li key={c}>{c}</li>
            ))}
          </ul>
        </div>
        <div className="flex flex-wrap items-center gap-3 text-faint text-xs">
          <a href={`/api/plans/${view.id}/decisions/${decision.id}.md?revision=${view.shown.number}&download`} className="rounded text-accent hover:underline">
            Decision record (MADR)
          </a>
          {decision.sources.length > 0 && (
            <span>Sources: {decision.sources.map((s) => (s in sources ? sources[s as keyof typeof sources].title : s)).join('; ')}</span>
          )}
          <Comments part={id} what={decision.title} />
        </div>
      </div>
    </details>
  )
}

export function Decisions({ view, plan, statements }: { view: PlanView; plan: Plan; statements: Statements }) {
  const groups = [
    { title: 'For the whole', list: plan.decisions.filter((d) => d.service === '') },
    ...plan.services.map((s) => ({ title: s.name, list: plan.decisions.filter((d) => d.service === s.slug) })),
  ].filter((g) => g.list.length > 0)
  return (
    <div className="flex flex-col gap-4">
      {groups.map((g) => (
        <div key={g.title} className="flex flex-col gap-1.5">
          <h3 className="font-medium text-muted text-xs">{g.title}</h3>
          {g.list.map((d) => (
            <Decision key={d.id} decision={d} view={view} statements={statements} />
          ))}
        </div>
      ))}
    </div>
  )
}
