import { z } from 'zod'
import { serviceRef, systemRef } from './list.ts'
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
/** A system as the lists to choose from name it; model/network.ts says the rest. */
export const systemItem = systemRef.extend({ services: z.array(serviceRef), maySubmit: z.boolean() })
export type ServiceItem = z.infer<typeof serviceItem>
export type SystemItem = z.infer<typeof systemItem>
export type EnvironmentView = z.infer<typeof environmentView>
