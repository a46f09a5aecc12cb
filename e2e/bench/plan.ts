import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPlan } from '#server/cli/exec.ts'
import { percentile, type Row } from './_table.ts'

/** The seed's e-commerce story as the command line runs it: submitted, queued, planned by a runner, written to files. */
export async function measure(): Promise<Row[]> {
  const input = (name: string) => join(import.meta.dirname, '../../server/agents/architect/fixtures/ecommerce', name)
  const out = await mkdtemp(join(tmpdir(), 'gantry-plan-'))
  const times: number[] = []
  try {
    for (let i = 0; i < 4; i++) {
      const began = performance.now()
      const { state, file } = await execPlan([
        'story=ECOM-ARCH-001',
        'skill=planning',
        'planning_type=architect',
        `requirements=${input('system-requirements.md')}`,
        `constraints=${input('technical-constraints.md')}`,
        `quality_targets=${input('nfr-targets.md')}`,
        `out=${out}`,
      ])
      times.push((performance.now() - began) / 1000)
      if (state !== 'PLANNED' || !file || !(await readFile(file, 'utf8')).includes('=== Architect Plan ===')) throw new Error('The plan was not made.')
    }
  } finally {
    await rm(out, { recursive: true, force: true })
  }
  return [
    {
      what: 'plan of the e-commerce story, first',
      value: times[0] ?? Number.NaN,
      unit: 's',
      limit: 2,
      note: 'three documents, five services, 20 decisions, four diagrams',
    },
    { what: 'plan of the e-commerce story, again', value: percentile(times.slice(1), 50), unit: 's', limit: 2, note: 'median of 3' },
  ]
}
