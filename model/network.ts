import { z } from 'zod'

/**
 * The network of an organisation at one moment: systems, the services in them, what flows between them, decisions and
 * runbooks. Null, 'unknown' and empty lists mean that nobody has stated it; nothing is filled in.
 */
/** Text that a database can keep: half a character or a NUL cannot be. */
const storable = (value: string) => value.isWellFormed() && !value.includes('\0')
const unreadable = 'This holds characters that cannot be stored; write it again without them.'
const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `Keep this within ${max.toLocaleString('en')} characters.`)
    .refine(storable, unreadable)
const long = z.string().max(100_000, 'Keep the text within 100,000 characters.').refine(storable, unreadable)
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use small letters, digits and single hyphens.')
  .max(60)
const given = (max: number) => text(max).min(1, 'This cannot be empty.')
const words = (count: number, length = 200) => z.array(given(length)).max(count, `At most ${count} entries.`).default([])
const stated = (max = 200) => given(max).nullable().default(null)

export const lifecycles = ['planned', 'development', 'production', 'sunset', 'retired', 'unknown'] as const
export const modes = ['sync', 'async', 'unknown'] as const
export const criticalities = ['low', 'medium', 'high', 'critical', 'unknown'] as const
export const decisionStates = ['proposed', 'accepted', 'rejected', 'deprecated', 'superseded'] as const

export const owner = z.object({ team: given(120), contact: stated(200) })
export const targets = z.object({
  apiP95Ms: z.number().positive().max(3_600_000).nullable().default(null),
  throughputRps: z.number().positive().max(1e9).nullable().default(null),
  concurrentUsers: z.number().positive().max(1e10).nullable().default(null),
  availabilityPercent: z.number().min(0).max(100).nullable().default(null),
})

export const networkSystem = z.object({
  slug,
  name: given(120),
  description: stated(4000),
  domain: stated(120),
  owner: owner.nullable().default(null),
  lifecycle: z.enum(lifecycles).default('unknown'),
  compliance: words(30),
  focus: words(60),
  targets: targets.nullable().default(null),
  /** Where its documents live, "namespace/name" or "name". */
  repository: stated(200),
  documented: z.boolean().nullable().default(null),
  note: stated(2000),
})

export const networkService = z.object({
  system: slug,
  slug,
  name: given(120),
  description: stated(4000),
  responsibilities: words(100),
  /** "GET /users/{id}" */
  apis: words(500),
  technology: stated(),
  database: stated(),
  cache: stated(),
  queue: stated(),
  publishes: words(200),
  subscribes: words(200),
  targets: targets.nullable().default(null),
  /** Address or path of its OpenAPI or AsyncAPI document. */
  contract: stated(500),
  /** Set for a service that `deliver` builds: where its facts come from. */
  built: z.object({ run: z.string(), release: z.string().nullable() }).nullable().default(null),
})

/** One end of a flow: a system, or one service of it. */
export const place = z.object({ system: slug, service: slug.nullable().default(null) })

/** `from` depends on `to`: without `to`, `from` lacks the data. Which way bytes travel is the protocol's business. */
export const networkFlow = z.object({
  key: given(200),
  from: place,
  to: place,
  data: words(60),
  protocol: stated(80),
  mode: z.enum(modes).default('unknown'),
  criticality: z.enum(criticalities).default('unknown'),
  schema: stated(500),
  ownerFrom: stated(120),
  ownerTo: stated(120),
  /** Who says so: a person, a file that was read, or the contract of a delivered service. */
  source: z.enum(['stated', 'imported', 'contract']).default('stated'),
})

/** An architecture decision record (MADR) of one system. */
export const networkDecision = z.object({
  key: given(80),
  system: slug,
  number: z.number().int().positive(),
  title: given(200),
  status: z.enum(decisionStates).default('proposed'),
  date: z.iso.date(),
  text: long,
})

export const networkRunbook = z.object({
  key: given(80),
  system: slug,
  title: given(200),
  text: long,
  /** When somebody last restored a backup by it. */
  restoreTested: z.iso.date().nullable().default(null),
})

export const network = z.object({
  systems: z.array(networkSystem),
  services: z.array(networkService),
  flows: z.array(networkFlow),
  decisions: z.array(networkDecision),
  runbooks: z.array(networkRunbook),
})
export type Network = z.infer<typeof network>
export type NetworkSystem = z.infer<typeof networkSystem>
export type NetworkService = z.infer<typeof networkService>
export type NetworkFlow = z.infer<typeof networkFlow>
export type NetworkDecision = z.infer<typeof networkDecision>
export type NetworkRunbook = z.infer<typeof networkRunbook>
export type Place = z.infer<typeof place>

export const placeKey = ({ system, service }: Place): string => (service ? `${system}/${service}` : system)
