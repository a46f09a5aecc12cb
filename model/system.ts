import { z } from 'zod'
import { serviceRef, systemRef } from './list.ts'
import { targets } from './network.ts'
import { runStates } from './states.ts'

/** One environment of a service as the lists show it. */
export const environmentView = z.object({
  kind: z.enum(['staging', 'production']),
  address: z.string(),
  deployments: z.array(
    z.object({
      id: z.string(),
      releaseDigest: z.string(),
      runId: z.string().nullable(),
      desired: z.string(),
      observed: z.string(),
      detail: z.string(),
      weight: z.number(),
      isolation: z.string().nullable(),
      createdAt: z.date(),
      readyAt: z.date().nullable(),
    }),
  ),
})
export const serviceListInput = z.object({ system: z.string().max(80).optional(), q: z.string().trim().max(200).default('') })
export const serviceItem = serviceRef.extend({
  system: systemRef,
  latestRun: z.object({ id: z.string(), number: z.number(), status: z.enum(runStates) }).nullable(),
  release: z.object({ id: z.string(), number: z.number(), digest: z.string(), status: z.string() }).nullable(), // what is in production
  environments: z.array(environmentView),
  createdAt: z.date(),
})
/** What lists say of a system; model/network.ts is the whole of it. Null and empty mean that nobody has stated it. */
export const systemFacts = z.object({
  focus: z.array(z.string()).default([]),
  documented: z.boolean().nullable().default(null),
  repository: z.string().nullable().default(null),
  compliance: z.array(z.string()).default([]),
  targets: targets.nullable().default(null),
  dependsOn: z.array(z.object({ on: z.string(), data: z.array(z.string()) })).default([]), // slugs
})
export type SystemFacts = z.infer<typeof systemFacts>
export const systemItem = systemRef.extend({ facts: systemFacts, focus: z.string().nullable(), services: z.array(serviceRef), maySubmit: z.boolean() })
export type ServiceItem = z.infer<typeof serviceItem>
export type SystemItem = z.infer<typeof systemItem>
export type EnvironmentView = z.infer<typeof environmentView>
