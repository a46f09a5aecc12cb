import { planDocuments } from '#model/plan-view.ts'
import { planInputs } from '#server/agents/architect/platform.ts'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { recordPlanned, recordUnplanned } from '#server/domain/plan/transitions.ts'
import type { Performer } from './tasks.ts'

/** The architect plans one revision of a plan. Pure but for its last transaction, so it may be done again. */
export const perform: Performer = async ({ task, signal, log }) => {
  const revision = await prisma.planRevision.findUniqueOrThrow({ where: { id: task.subject }, include: { parent: { include: { system: true } } } })
  const { parent } = revision
  const documents = planDocuments.parse(revision.documents)
  const made = await planInputs(
    {
      story: parent.story,
      title: parent.title,
      system: { slug: parent.system.slug, name: parent.system.name },
      date: revision.createdAt.toISOString().slice(0, 10),
      documents,
    },
    signal,
  )
  const { plan } = made
  if (plan.services.length === 1 && plan.services.every((s) => s.responsibility.endsWith('nothing is said beyond the name'))) {
    const reason =
      'Nothing in the documents says what the system must do: not one service could be read. Name its services or capabilities, and what people do with them.'
    return { outcome: 'failed', summary: 'No service could be read', reason, record: (tx) => recordUnplanned(tx, task.subject, reason) }
  }
  log('info', plan.summary)
  const files = Object.fromEntries(Object.entries(made.files).filter(([path]) => path.endsWith('.md')))
  return {
    outcome: 'succeeded',
    summary: plan.summary,
    record: (tx) => recordPlanned(tx, systemActor('runner'), task.subject, { plan, record: made.record, diagrams: made.diagrams, files }),
  }
}
