import { Worker } from 'node:worker_threads'
import { type Plan, plan as schema } from '#model/plan.ts'
import { drawDiagram } from '#server/generate/diagrams/draw.ts'
import { planDiagrams } from '#server/generate/plan/diagrams.ts'
import { decisionRecord, planDocument } from '#server/generate/plan/documents.ts'
import type { PlanInput } from '#server/generate/plan/reading/input.ts'
import { transitionRecord } from '#server/generate/plan/record.ts'

export type PlatformInputs = Omit<PlanInput, 'sentences' | 'entities' | 'roles'>
export interface PlatformPlan {
  plan: Plan
  record: string
  /** plan.md, decisions/*.md, diagrams/*.svg and *.mmd */
  files: Record<string, string>
  diagrams: { name: string; title: string; description: string; svg: string; mermaid: string }[]
}
/** The e-commerce inputs of three pages take 0.7 s in a fresh thread; thirty times that is an attack. */
const timeLimitMs = 20_000
const heapMb = 300

/** Reads and plans in a thread of its own, so that no input can hold up or exhaust the process that asks. Same inputs, same bytes. */
export async function planInputs(inputs: PlatformInputs, signal: AbortSignal): Promise<PlatformPlan> {
  const { plan, roles } = await inThread(inputs, signal)
  const diagrams = await Promise.all(
    planDiagrams(plan, roles).map(async ({ name, diagram }) => {
      const drawing = await drawDiagram(diagram)
      return { name, title: drawing.title, description: drawing.description, svg: drawing.svg('auto'), mermaid: drawing.mermaid }
    }),
  )
  const record = transitionRecord(plan, inputs)
  const files: Record<string, string> = { 'plan.md': planDocument(plan, diagrams, record) }
  for (const d of plan.decisions) files[`decisions/${d.id}.md`] = decisionRecord(d, plan.statements, inputs.date)
  for (const d of diagrams) {
    files[`diagrams/${d.name}.svg`] = d.svg
    files[`diagrams/${d.name}.mmd`] = d.mermaid
  }
  return { plan, record, files, diagrams }
}

async function inThread(inputs: PlatformInputs, signal: AbortSignal): Promise<{ plan: Plan; roles: { id: string; name: string }[] }> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./platform-worker.ts', import.meta.url), { workerData: inputs, resourceLimits: { maxOldGenerationSizeMb: heapMb } })
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)])
  try {
    const made = await new Promise<{ plan: unknown; roles: { id: string; name: string }[] }>((resolve, reject) => {
      stop.addEventListener('abort', () =>
        reject(
          signal.aborted ? signal.reason : new Error(`Planning took longer than ${timeLimitMs / 1000} s and was stopped. Shorten the documents or split them.`),
        ),
      )
      // Node's watch mode sends messages of its own from every thread.
      worker.on(
        'message',
        (message: { plan?: unknown; roles: { id: string; name: string }[] }) => message.plan && resolve({ plan: message.plan, roles: message.roles }),
      )
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('Planning ended early.')))
    })
    return { plan: schema.parse(made.plan), roles: made.roles }
  } finally {
    await worker.terminate()
  }
}
