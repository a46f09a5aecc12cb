import { setTimeout as wait } from 'node:timers/promises'
import type { RunView } from '#model/run.ts'
import { type RunState, runEnded, runStates } from '#model/states.ts'
import { Problem } from '#server/domain/problem.ts'
import { getRun, listRuns } from '#server/domain/run/data.ts'
import { reader } from './people.ts'
import { Usage } from './usage.ts'

export interface RunReport {
  id: string
  status: RunState
  stages: {
    id: string
    status: string
    attempt: number
    seconds: number | null
    gates: { name: string; verdict: string; value: string; threshold: string }[]
  }[]
  statements: { total: number; functional: number; understood: number; proven: number } | null
  staging: string | null
  production: string | null
  openapi: string | null
}

const secondsOf = (stage: RunView['stages'][number]): number | null =>
  stage.startedAt ? Math.round(((stage.endedAt ?? new Date()).getTime() - stage.startedAt.getTime()) / 10) / 100 : null

export function reportOf(run: RunView): RunReport {
  const { staging, production } = run.addresses
  const address = staging ?? production
  const gates = (stage: RunView['stages'][number]) => stage.gates.map(({ name, verdict, value, threshold }) => ({ name, verdict, value, threshold }))
  return {
    id: run.id,
    status: run.status,
    stages: run.stages.map((stage) => ({ id: stage.name, status: stage.status, attempt: stage.attempt, seconds: secondsOf(stage), gates: gates(stage) })),
    statements: run.statements,
    staging,
    production,
    openapi: address ? `${address}/openapi.json` : null,
  }
}

const inProduction = (run: RunView): boolean => run.stages.some((s) => s.name === 'release' && s.status === 'succeeded')
const waitsForPeople = (run: RunView): boolean => run.status === 'awaiting_approval' || (run.status === 'running' && run.rollout?.status === 'held')
export const broke = (run: RunView): boolean => runEnded(run.status) && run.status !== 'succeeded'

const pollMs = 400
const patienceMs = 60_000
/** Until nothing but people or time moves it on. A database that restarts meanwhile is waited for. */
export async function waitForRun(id: string, progress: (line: string) => void): Promise<RunView> {
  let said = ''
  let silentSince: number | null = null
  for (;;) {
    try {
      const run = await getRun(reader, id)
      silentSince = null
      const line = `${run.status}: ${run.stages
        .filter((s) => ['queued', 'running', 'waiting'].includes(s.status))
        .map((s) => `${s.name} ${s.status}`)
        .join(', ')}`
      if (line !== said) progress(line)
      said = line
      if (runEnded(run.status) || waitsForPeople(run) || inProduction(run)) return run
    } catch (error) {
      silentSince ??= Date.now()
      if (error instanceof Problem || Date.now() - silentSince > patienceMs) throw error
    }
    await wait(pollMs)
  }
}

export const showRun = (id: string): Promise<RunView> => getRun(reader, id)

export function describeRun(run: RunView): string {
  const { staging, production, statements } = reportOf(run)
  const stages = run.stages.map(
    (s) =>
      `  ${s.name.padEnd(10)} ${s.status.padEnd(10)} ${secondsOf(s)?.toFixed(1).padStart(8) ?? ''.padStart(8)} s  ${s.gates.map((g) => `${g.name} ${g.verdict} (${g.value})`).join(', ') || s.reason || s.summary}`,
  )
  const facts = [
    staging && `  staging    ${staging}`,
    production && `  production ${production}`,
    statements && `  statements ${statements.total}, functional ${statements.functional}, understood ${statements.understood}, proven ${statements.proven}`,
  ].filter(Boolean)
  return [`${run.id}  ${run.requirement.title}: ${run.status}${run.reason ? ` — ${run.reason}` : ''}`, ...stages, ...facts].join('\n')
}

export interface RunsOptions {
  system?: string
  status?: string
  limit?: string
}
export async function recentRuns(options: RunsOptions) {
  const limit = Number(options.limit ?? 25)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Usage('--limit is a number from 1 to 100.')
  if (options.status && !(runStates as readonly string[]).includes(options.status)) throw new Usage(`--status is one of ${runStates.join(', ')}.`)
  const { items } = await listRuns(reader, {
    q: '',
    page: 1,
    pageSize: limit,
    status: options.status ? [options.status as RunState] : [],
    system: options.system,
    mine: false,
    sort: 'newest',
  })
  return items.map((run) => ({
    id: run.id,
    number: run.number,
    status: run.status,
    requirement: run.requirement.id,
    title: run.requirement.title,
    system: run.system.slug,
    service: run.service.slug,
    createdAt: run.createdAt.toISOString(),
  }))
}
