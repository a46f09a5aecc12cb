import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { planSubmission } from '#model/plan-view.ts'
import type { Document } from '#model/requirement.ts'
import { type Actor, personActor } from '#server/domain/actor.ts'
import { webAddress } from '#server/domain/diagram/embed.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { getPlan, planFile } from '#server/domain/plan/data.ts'
import { submitPlan } from '#server/domain/plan/mutations.ts'
import { Problem } from '#server/domain/problem.ts'
import { waitForTask } from '#server/domain/task/data.ts'
import { env } from '#server/env.ts'
import { personOf, reader } from './people.ts'
import { readDocument } from './submit.ts'
import { Usage } from './usage.ts'

const names = ['story', 'skill', 'planning_type', 'requirements', 'constraints', 'quality_targets', 'system', 'title', 'as', 'out'] as const
type Arguments = Partial<Record<(typeof names)[number], string>>
/** Planning takes a second; a runner that does not answer in this time is not there. */
const patienceMs = 120_000

export interface Executed {
  plan: string
  state: 'PLANNED' | 'DRAFT'
  system: string
  record: string
  file: string | null
  page: string
  text: string
}

/** `exec story=… skill=planning planning_type=architect requirements=…`: submits the documents, waits for the plan, writes it to files. */
export async function execPlan(words: readonly string[]): Promise<Executed> {
  const given = argumentsOf(words)
  const documents = await documentsOf(given)
  const system = given.system ?? (await bestSystem(documents))
  const checked = planSubmission.safeParse({ requestKey: crypto.randomUUID(), story: given.story, title: given.title ?? titleOf(documents), system, documents })
  if (!checked.success)
    throw new Problem(
      'invalid',
      checked.error.issues
        .map(({ path, message }) =>
          path[0] === 'documents' && typeof path[1] === 'number' ? `${documents[path[1]]?.name}: ${message}` : `${path.join('.')}: ${message}`,
        )
        .join('\n'),
    )
  const { plan, task } = await submitPlan(given.as ? await personOf(given.as) : ownerActor, checked.data)
  const ended = await waitForTask(task, AbortSignal.timeout(patienceMs))
  const view = await getPlan(reader, { id: plan })
  const page = `${webAddress()}/plans/${plan}`
  if (ended.status !== 'succeeded') {
    const reason = view.shown.reason || ended.reason
    return { plan, state: 'DRAFT', system, record: '', file: null, page, text: `The plan stays a draft: ${reason}\npage: ${page}` }
  }
  const file = await writeFiles(plan, view.shown.file, given.out ?? env.GANTRY_HOME)
  return {
    plan,
    state: 'PLANNED',
    system,
    record: view.shown.record,
    file,
    page,
    text: `${view.shown.record}\nplan: ${file}\npage: ${page}\nsystem: ${system}`,
  }
}

/** Whoever owns the data folder may plan; it is audited under this name. */
const ownerActor: Actor = personActor({ ...reader, claimed: ['admin', 'architect'] }, 'cli')

function argumentsOf(words: readonly string[]): Arguments {
  const given: Arguments = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const name = names.find((n) => n === word.slice(0, at))
    if (at < 1 || !name) throw new Usage(`"${word}" is no argument of exec. It takes NAME=VALUE with ${names.join(', ')}.`)
    if (given[name] !== undefined) throw new Usage(`${name} is given twice.`)
    const value = word.slice(at + 1).trim()
    if (!value) throw new Usage(`${name} is empty.`)
    given[name] = value
  }
  for (const name of ['story', 'skill', 'requirements'] as const) if (!given[name]) throw new Usage(`${name}=… is missing.`)
  if (given.skill !== 'planning') throw new Usage(`skill=${given.skill}: the only skill is planning.`)
  if (given.planning_type !== 'architect')
    throw new Usage(given.planning_type ? `planning_type=${given.planning_type}: the only planning type is architect.` : 'planning_type=architect is missing.')
  return given
}

const documentsOf = (given: Arguments): Promise<Document[]> =>
  Promise.all((['requirements', 'constraints', 'quality_targets'] as const).flatMap((role) => (given[role] ? [readDocument(given[role], role)] : [])))

const titleOf = (documents: readonly Document[]): string => {
  const [first] = documents
  const heading = /^#{1,2}\s+(.+?)\s*#*$/m.exec(first?.text.slice(0, 5_000) ?? '')?.[1] ?? first?.text.split('\n').find((l) => l.trim())
  return (heading ?? 'Plan').replace(/[*_`]/g, '').trim().slice(0, 120)
}

/** The system whose name and focus occur most in the documents; the first by name when none does. */
async function bestSystem(documents: readonly Document[]): Promise<string> {
  const { systems } = await readNetwork(reader)
  if (systems.length === 0) throw new Problem('not_found', 'There is no system yet. Create one on the Network page, or name one with system=SLUG.')
  const text = documents.map((d) => d.text.toLowerCase()).join('\n')
  const times = (word: string) => text.match(new RegExp(`\\b${word}s?\\b`, 'g'))?.length ?? 0
  // Words that every system's focus uses say nothing.
  const common = /^(?:management|tracking|analytics|system|processing|performance|support)$/
  const score = (s: (typeof systems)[number]) => {
    const said = [s.name.replace(/ system$/i, ''), ...s.focus].flatMap((x) => x.toLowerCase().match(/[a-z]{4,}/g) ?? []).map((w) => w.replace(/s$/, ''))
    return [...new Set(said)].filter((w) => !common.test(w)).reduce((sum, w) => sum + times(w), 0)
  }
  return systems.map((s) => ({ slug: s.slug, points: score(s) })).toSorted((a, b) => b.points - a.points || a.slug.localeCompare(b.slug))[0]?.slug ?? ''
}

/** plan.md under the name that the record gives, with decisions, diagrams and plan.json in a folder beside it. */
async function writeFiles(plan: string, file: string, folder: string): Promise<string> {
  const base = resolve(folder, file)
  const beside = base.replace(/\.md$/, '')
  const view = await getPlan(reader, { id: plan })
  const paths = [
    'plan.json',
    ...(view.shown.plan?.decisions ?? []).map((d) => `decisions/${d.id}.md`),
    ...view.shown.diagrams.flatMap((d) => [`diagrams/${d.name}.svg`, `diagrams/${d.name}.mmd`]),
  ]
  const write = async (path: string, target: string) => {
    const found = await planFile(reader, plan, undefined, path)
    if (!found) return
    await mkdir(dirname(target), { recursive: true })
    // Pictures and decisions lie in the folder beside the plan, whose name the links of plan.md do not know.
    await writeFile(target, path === 'plan.md' ? found.text.replaceAll(/\]\((?=(?:diagrams|decisions)\/)/g, `](${beside.split('/').at(-1)}/`) : found.text)
  }
  await write('plan.md', base)
  for (const path of paths) await write(path, join(beside, path))
  return base
}
