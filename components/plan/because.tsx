import Link from 'next/link'
import type { PlanView } from '#model/plan-view.ts'

export type Statements = ReadonlyMap<string, { document: string; text: string }>
export const statementsOf = (plan: NonNullable<PlanView['shown']['plan']>): Statements => new Map(plan.statements.map((s) => [s.id, s]))

/** Which sentences of the inputs made a choice; each leads to its sentence. */
export function Because({ ids, statements, most = 6 }: { ids: readonly string[]; statements: Statements; most?: number }) {
  if (ids.length === 0) return null
  return (
    <span className="inline-flex flex-wrap gap-1 align-middle">
      {ids.slice(0, most).map((id) => (
        <Link
          key={id}
          href={`?tab=inputs#statement-${encodeURIComponent(id)}`}
          title={`${statements.get(id)?.document ?? ''}: ${statements.get(id)?.text ?? ''}`}
          className="rounded bg-hover px-1 font-mono text-2xs text-muted hover:text-accent"
        >
          {id}
        </Link>
      ))}
      {ids.length > most && (
        <span className="text-2xs text-faint" title={ids.slice(most).join(', ')}>
          +{ids.length - most}
        </span>
      )}
    </span>
  )
}
