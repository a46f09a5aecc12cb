import { parseArgs } from 'node:util'
import { Problem } from '#server/domain/problem.ts'
import { help, Usage } from './usage.ts'

const options = {
  json: { type: 'boolean' },
  wait: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  production: { type: 'boolean' },
  'ask-first': { type: 'boolean' },
  system: { type: 'string' },
  service: { type: 'string' },
  title: { type: 'string' },
  as: { type: 'string' },
  constraints: { type: 'string' },
  'quality-targets': { type: 'string' },
  'request-key': { type: 'string' },
  status: { type: 'string' },
  limit: { type: 'string' },
  stage: { type: 'string' },
  role: { type: 'string' },
  subject: { type: 'string' },
  reason: { type: 'string' },
  export: { type: 'string' },
  'dry-run': { type: 'boolean' },
  remove: { type: 'boolean' },
  format: { type: 'string' },
  note: { type: 'string' },
  out: { type: 'string' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values']
interface Call {
  values: Values
  words: string[]
}
type Answer = { code: number; out: string | Uint8Array }

const answer = (values: Values, data: unknown, text: string, code = 0): Answer => ({ code, out: `${values.json ? JSON.stringify(data) : text}\n` })
const need = (value: string | undefined, what: string): string => {
  if (!value?.trim()) throw new Usage(`${what} is missing.`)
  return value.trim()
}

/** Each loads what it needs when it is called: help and wrong usage answer at once. */
const commands: Record<string, (call: Call) => Promise<Answer>> = {
  async submit({ values, words }) {
    if (words.length === 0)
      throw new Usage('Name at least one file: submit requirements.md --system sales --title "Online shop" --as architect@gantry.localhost')
    const { submit } = await import('./submit.ts')
    const done = await submit({
      files: words,
      system: need(values.system, '--system SLUG'),
      service: values.service,
      title: need(values.title, '--title T'),
      as: need(values.as, '--as EMAIL'),
      constraints: values.constraints,
      qualityTargets: values['quality-targets'],
      askFirst: values['ask-first'] ?? false,
      requestKey: values['request-key'],
    })
    return answer(values, done, `Requirement ${done.requirement}, run ${done.run}`)
  },
  async run({ values, words }) {
    const id = need(words[0], 'The run (run ID)')
    const { broke, describeRun, reportOf, showRun, waitForRun } = await import('./runs.ts')
    const run = values.wait ? await waitForRun(id, (line) => void (values.json || process.stderr.write(`${line}\n`))) : await showRun(id)
    return answer(values, reportOf(run), describeRun(run), values.wait && broke(run) ? 1 : 0)
  },
  async runs({ values }) {
    const { recentRuns } = await import('./runs.ts')
    const runs = await recentRuns(values)
    return answer(
      values,
      runs,
      runs.map((r) => `${r.id}  ${r.status.padEnd(18)} ${r.createdAt}  ${r.system}/${r.service}  ${r.title}`).join('\n') || 'No runs yet.',
    )
  },
  async artifact({ values, words }) {
    const run = need(words[0], 'The run (artifact RUN PATH)')
    const { artifactBytes, artifactPaths } = await import('./artifacts.ts')
    if (words[1]) return { code: 0, out: await artifactBytes(run, words[1], values.stage) }
    const all = await artifactPaths(run, values.stage)
    return answer(values, all, all.map((a) => `${a.stage.padEnd(10)} ${String(a.size).padStart(10)}  ${a.path}`).join('\n') || 'No artifacts yet.')
  },
  async decide({ values, words }) {
    const { decide } = await import('./decide.ts')
    const done = await decide({
      run: need(words[0], 'The run (decide RUN approve|reject)'),
      answer: words[1] ?? '',
      as: need(values.as, '--as EMAIL'),
      role: values.role,
      reason: values.reason ?? '',
    })
    return answer(values, done, `Approval ${done.approval} is ${done.status}.`)
  },
  async token({ values, words }) {
    const environment = values.production ? 'production' : 'staging'
    const { issueToken } = await import('./token.ts')
    const token = await issueToken(need(words[0], 'The run (token RUN)'), environment, need(values.role, '--role ROLE'), need(values.subject, '--subject NAME'))
    return answer(values, { token }, token)
  },
  async sweep({ values }) {
    const { describeSweep, exportDocuments, reportOf, startSweep, succeeded, waitForSweep } = await import('./sweep.ts')
    const started = await startSweep(values['request-key'])
    if (!values.wait && values.export === undefined) return answer(values, { execution: started.number }, `Execution ${started.number} begins.`)
    const execution = await waitForSweep(started)
    const files = values.export === undefined ? null : await exportDocuments(need(values.export, '--export DIR'))
    const text = `${describeSweep(execution)}${files === null ? '' : `\n${files} files written to ${values.export}`}`
    return answer(values, reportOf(execution), text, succeeded(execution) ? 0 : 1)
  },
  async import({ values, words }) {
    if (words.length === 0) throw new Usage('Name at least one file: import catalog-info.yaml --as architect@gantry.localhost')
    const { describeImport, importFiles } = await import('./exchange.ts')
    const { system, format, note = '' } = values
    const done = await importFiles({
      files: words,
      as: need(values.as, '--as EMAIL'),
      system,
      format,
      note,
      dryRun: values['dry-run'] ?? false,
      remove: values.remove ?? false,
    })
    return answer(values, done, describeImport(done), done.problems.length > 0 ? 1 : 0)
  },
  async export({ values, words }) {
    const { describeExport, exportFiles } = await import('./exchange.ts')
    const done = await exportFiles(values.format ?? words[0], values.system ? [values.system] : [], values.out)
    // The text itself goes to standard output then, so what it cannot say goes beside it.
    if (!values.json && done.out === null) for (const { what, why } of done.notCarried) process.stderr.write(`not carried: ${what}. ${why}\n`)
    return answer(values, done, describeExport(done))
  },
  async exec({ values, words }) {
    const { execPlan } = await import('./exec.ts')
    const done = await execPlan(words)
    return answer(values, done, done.text, done.state === 'PLANNED' ? 0 : 1)
  },
  async help() {
    return { code: 0, out: `${help}\n` }
  },
}

async function perform(argv: string[]): Promise<Answer> {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true })
  } catch (error) {
    throw new Usage((error as Error).message)
  }
  const [name = 'help', ...words] = parsed.positionals
  const command = parsed.values.help ? commands.help : Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new Usage(`There is no command "${name}".`)
  return command({ values: parsed.values, words })
}

const write = (stream: NodeJS.WriteStream, out: string | Uint8Array): Promise<void> => new Promise((done) => stream.write(out, () => done()))

async function main(): Promise<number> {
  try {
    const { code, out } = await perform(process.argv.slice(2))
    await write(process.stdout, out)
    return code
  } catch (error) {
    if (error instanceof Usage) await write(process.stderr, `${error.message}\n\n${help}\n`)
    else if (error instanceof Problem) await write(process.stderr, `${error.message}\n`)
    else
      await write(
        process.stderr,
        `Gantry could not do this: ${error instanceof Error ? error.message : error}\nIs the instance of this data folder running? npm start starts it.\n`,
      )
    return error instanceof Usage ? 2 : 1
  }
}

// Whoever reads may stop early (head): that is no error.
process.stdout.on('error', () => process.exit(0))
// Connection pools would keep the process for seconds; what was to be written has been.
process.exit(await main())
