import type { z } from 'zod'
import type { Exported, exportInput, ImportInput, ImportPreview, ImportProblem } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import type { NetworkChange } from '#model/network-change.ts'
import type { Person } from '#model/person.ts'
import { readServiceFacts } from '#server/domain/document/facts.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import type { Contracts } from '#server/exchange/format.ts'
import { inThread } from './thread.ts'

/** What an import would do to the network as the person sees it. Nothing is changed. */
export async function previewImport(person: Person | null, input: ImportInput): Promise<ImportPreview> {
  return (await look(person, input)).preview
}

/** The preview together with the changes it tells of. */
export async function look(person: Person | null, input: ImportInput): Promise<{ preview: ImportPreview; changes: NetworkChange[] }> {
  const network = await readNetwork(person)
  const { merged, ...reading } = await inThread({ job: 'read', files: input.files, network, system: input.system, remove: input.remove })
  const count = (action: string) => merged.previewed.filter((change) => change.action === action).length
  const preview: ImportPreview = {
    digest: merged.digest,
    files: input.files.map(({ name, text }, index) => ({ name, format: reading.formats[index] ?? null, bytes: Buffer.byteLength(text) })),
    needsSystem: reading.needsSystem,
    changes: merged.previewed,
    counts: { added: count('added'), changed: count('changed'), unchanged: count('unchanged'), unnamed: count('unnamed'), removed: count('removed') },
    notCarried: reading.notCarried,
    problems: [...reading.problems, ...merged.problems].map((problem) => ({ ...problem, excerpt: excerptOf(problem, input) })),
  }
  return { preview, changes: merged.changes }
}

/** The line a problem is in, cut to what fits beside it. */
function excerptOf({ file, line }: Omit<ImportProblem, 'excerpt'>, { files }: ImportInput): string | null {
  const text = files.find(({ name }) => name === file)?.text
  const written = text?.split('\n', line)[line - 1]?.trimEnd()
  return written?.trim() ? written.slice(0, 200) : null
}

/** The network, or the part around some systems, in a format; only what the person may read. */
export async function exportNetwork(person: Person | null, input: z.infer<typeof exportInput>): Promise<Exported> {
  const whole = await readNetwork(person)
  const part = input.systems.length > 0 ? partOf(whole, new Set(input.systems)) : whole
  const { files, notCarried } = await inThread({
    job: 'write',
    network: part,
    format: input.format,
    contracts: input.format === 'openapi' ? await contractsOf(part) : undefined,
  })
  const out = whole.flows.filter(({ from, to }) => input.systems.includes(from.system) !== input.systems.includes(to.system))
  return { files, notCarried: [...notCarried, ...out.map(({ key }) => ({ what: `the flow ${key}`, why: 'It leads out of the chosen systems.' }))] }
}

/** What runs left of the services that they built, of those that are exported. */
async function contractsOf({ services }: Network): Promise<Contracts> {
  const wanted = new Set(services.filter(({ built }) => built !== null).map(({ system, slug }) => `${system}/${slug}`))
  if (wanted.size === 0) return new Map()
  const facts = (await readServiceFacts()).filter(({ system, service }) => wanted.has(`${system}/${service}`))
  return new Map(facts.flatMap(({ system, service, openapi }) => (openapi ? [[`${system}/${service}`, openapi] as const] : [])))
}

function partOf(network: Network, systems: ReadonlySet<string>): Network {
  const own = <T extends { system: string }>(all: T[]) => all.filter(({ system }) => systems.has(system))
  return {
    systems: network.systems.filter(({ slug }) => systems.has(slug)),
    services: own(network.services),
    flows: network.flows.filter(({ from, to }) => systems.has(from.system) && systems.has(to.system)),
    decisions: own(network.decisions),
    runbooks: own(network.runbooks),
  }
}
