import { readFileSync } from 'node:fs'
import type { Specification } from '#model/specification.ts'
import { readDocuments } from '#server/engines/rules/read.ts'
import { service } from '#server/generate/service/service.ts'
import { type Mutant, mutantsOf } from './_mutants.ts'
import { runTests } from './_suite.ts'

/**
 * What a requirement's reading and its tests are worth. For each sample: how much is understood, how much of that a test
 * proved, and how many rules' removals (and changed numbers) the original, unchanged tests notice.
 *
 * BENCH_SAMPLES=shop,library and BENCH_MUTANTS=40 (an even selection) make it shorter; files may be named by their path.
 */
const samples = (process.env.BENCH_SAMPLES ?? 'shop,library,courses,fleet').split(',')
const limit = Number(process.env.BENCH_MUTANTS ?? Number.POSITIVE_INFINITY)
const folder = new URL('../../server/engines/rules/samples/', import.meta.url)
const textOf = (name: string): string => readFileSync(name.includes('/') ? name : new URL(`${name}.md`, folder), 'utf8')

interface Measured {
  sample: string
  statements: number
  functional: number
  understood: number
  proven: number
  readMs: number
  files: number
  lines: number
  tests: number
  suiteSeconds: number
  coverage: number
  removed: Noticed
  changed: Noticed
}
interface Noticed {
  all: number
  noticed: number
  missed: string[]
}

/** Evenly over the whole list, so that a short run sees every kind of rule. */
const selection = (all: Mutant[]): Mutant[] =>
  all.length <= limit ? all : all.filter((_, i) => Math.floor((i * limit) / all.length) !== Math.floor(((i - 1) * limit) / all.length))

async function judge(original: Specification, mutants: Mutant[]): Promise<Noticed> {
  const missed: string[] = []
  for (const mutant of mutants) {
    const noticed = await notices(original, mutant.specification)
    process.stdout.write(`  ${noticed ? 'noticed' : 'MISSED '}  ${mutant.kind} ${mutant.rule} [${mutant.statements.join(', ')}]\n`)
    if (!noticed) missed.push(mutant.rule)
  }
  return { all: mutants.length, noticed: mutants.length - missed.length, missed }
}

/** A specification that cannot be built any more, or a service that does not start, is noticed, too. */
async function notices(original: Specification, mutant: Specification): Promise<boolean> {
  try {
    return (await runTests(mutant, original, true)).tests.some(({ status }) => status === 'failed')
  } catch (error) {
    process.stdout.write(`    ${error instanceof Error ? error.message.split('\n')[0] : String(error)}\n`)
    return true
  }
}

async function measure(sample: string): Promise<Measured> {
  const began = performance.now()
  const specification = readDocuments([{ name: `${sample}.md`, role: 'requirements', text: textOf(sample) }])
  const readMs = performance.now() - began
  if (specification.declined) throw new Error(`${sample} was declined: ${specification.declined.reasons.join(' ')}`)
  const suite = await runTests(specification, specification, false)
  const failed = suite.tests.filter(({ status }) => status === 'failed')
  for (const test of failed) process.stdout.write(`  FAILED ${test.name}\n    ${test.message.split('\n')[0]}\n`)
  const passed = suite.tests.filter(({ status }) => status === 'passed')
  const functional = specification.statements.filter(({ kind }) => kind === 'functional')
  const names =
    (id: string) =>
    (test: { name: string }): boolean =>
      (/^\[([^\]]*)\]/.exec(test.name)?.[1] ?? '').split(', ').includes(id)
  const understood = functional.filter(({ status }) => status === 'understood')
  const proven = understood.filter(({ id }) => passed.some(names(id)) && !failed.some(names(id)))
  const built = [...service(specification)]
  const mutants = selection(mutantsOf(specification))
  return {
    sample,
    statements: specification.statements.length,
    functional: functional.length,
    understood: understood.length,
    proven: proven.length,
    readMs,
    files: built.length,
    lines: built.reduce((sum, [, text]) => sum + text.split('\n').length, 0),
    tests: suite.tests.length,
    suiteSeconds: suite.seconds,
    coverage: suite.coverage?.percent ?? Number.NaN,
    removed: await judge(
      specification,
      mutants.filter(({ kind }) => kind === 'removed'),
    ),
    changed: await judge(
      specification,
      mutants.filter(({ kind }) => kind === 'changed'),
    ),
  }
}

const share = (part: number, whole: number): string => (whole === 0 ? 'none' : `${part}/${whole} ${((100 * part) / whole).toFixed(0)} %`)
const columns: [string, (m: Measured) => string][] = [
  ['sample', (m) => m.sample.replace(/^.*\//, '')],
  ['statements', (m) => String(m.statements)],
  ['understood', (m) => share(m.understood, m.functional)],
  ['proven', (m) => share(m.proven, m.functional)],
  ['removals noticed', (m) => share(m.removed.noticed, m.removed.all)],
  ['numbers noticed', (m) => share(m.changed.noticed, m.changed.all)],
  ['read', (m) => `${m.readMs.toFixed(0)} ms`],
  ['service', (m) => `${m.files} files, ${m.lines} lines`],
  ['suite', (m) => `${m.tests} tests, ${m.suiteSeconds.toFixed(1)} s`],
  ['coverage', (m) => `${m.coverage.toFixed(1)} %`],
]

const measured: Measured[] = []
for (const sample of samples) {
  process.stdout.write(`${sample}\n`)
  measured.push(await measure(sample))
}
const rows = [columns.map(([head]) => head), ...measured.map((m) => columns.map(([, cell]) => cell(m)))]
const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
process.stdout.write('\nTargets on these samples: understood >= 95 %, proven >= 90 %, removals noticed >= 95 %\n')
for (const row of rows)
  process.stdout.write(
    `${row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()}\n`,
  )
for (const { sample, removed, changed } of measured)
  for (const rule of [...removed.missed, ...changed.missed]) process.stdout.write(`missed in ${sample}: ${rule}\n`)
process.exit(0)
