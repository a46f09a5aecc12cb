import { newId } from '#model/id.ts'
import type { Document, Submission } from '#model/requirement.ts'
import type { RoleName } from '#model/role.ts'
import { prisma } from '#server/db.ts'
import { type Completion, completeAttempt, type Lease, takeLease } from '#server/domain/attempt/transitions.ts'
import { type Actor, personActor } from './actor.ts'

/** Rows that tests of the domain start from. */
export async function makeSystem(slug = 'sales'): Promise<string> {
  return (await prisma.system.create({ data: { id: newId('sys'), slug, name: slug } })).id
}

let people = 0
export async function makePerson(...claimed: RoleName[]): Promise<Actor> {
  const name = `${claimed[0] ?? 'nobody'} ${++people}`
  const user = await prisma.user.create({ data: { id: newId('usr'), name, email: `${newId('usr')}@example.org` } })
  return personActor({ id: user.id, name, email: user.email, claimed, rules: [] }, 'ui')
}

export const makeSubmission = (over: Partial<Submission> & { text?: string } = {}): Submission => {
  const { text = '# Tiny\nThe clerk can add a thing.', ...rest } = over
  const documents: Document[] = [{ name: 'requirements.md', role: 'requirements', text }]
  return { requestKey: crypto.randomUUID(), title: 'Tiny service', system: 'sales', service: null, documents, askFirst: false, ...rest }
}

/** Takes the lease of a stage's current attempt, as a runner would. */
export async function lease(run: string, stage: string, by = 'test'): Promise<Lease> {
  const { attempt } = await prisma.stage.findUniqueOrThrow({ where: { runId_name: { runId: run, name: stage } } })
  const taken = await takeLease({ run, stage, attempt }, by)
  if (!taken) throw new Error(`Stage ${stage} of ${run} has no attempt to take.`)
  return taken
}

type Gate = Completion['result']['gates'][number]
export const gate = (over: Partial<Gate> = {}): Gate => ({
  name: 'coverage',
  label: 'Coverage',
  verdict: 'passed',
  value: '91 %',
  threshold: '>= 80 %',
  evidence: '',
  blocking: true,
  ...over,
})

export const outcome = (over: Partial<Completion['result']> = {}): Completion => ({
  result: { outcome: 'succeeded', summary: 'done', gates: [], ...over },
  artifacts: [],
  commit: null,
  head: null,
})

export async function complete(run: string, stage: string, over: Partial<Completion['result']> = {}): Promise<void> {
  await completeAttempt(await lease(run, stage), outcome(over))
}

export const candidate = 'c0ffee'.padEnd(64, '0')
export const performed = ['analyze', 'plan', 'backend', 'frontend', 'apps', 'integrate', 'test', 'secure', 'stage', 'verify']

/** Performs every stage up to and with `last`, in the pipeline's order. */
export async function completeUpTo(run: string, last: string): Promise<void> {
  for (const stage of performed.slice(0, performed.indexOf(last) + 1)) await complete(run, stage, stage === 'integrate' ? { facts: { candidate } } : {})
}

export const stagesOf = async (run: string): Promise<Record<string, string>> =>
  Object.fromEntries((await prisma.stage.findMany({ where: { runId: run }, orderBy: { position: 'asc' } })).map((s) => [s.name, s.status]))
export const statusOf = async (run: string): Promise<string> => (await prisma.run.findUniqueOrThrow({ where: { id: run } })).status
export const eventsOf = async (run: string): Promise<string[]> =>
  (await prisma.event.findMany({ where: { runId: run }, orderBy: { id: 'asc' } })).map((e) => e.kind)
