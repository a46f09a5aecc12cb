import { collectDefaultMetrics, Registry } from 'prom-client'
import { env } from './env.ts'

// On globalThis, because Next loads this module more than once in one process.
const held = globalThis as typeof globalThis & { gantryMetrics?: Registry }

function createRegistry(): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ process: env.GANTRY_PROCESS })
  collectDefaultMetrics({ register: registry })
  return registry
}

/** What GET /metrics answers. Register with `registers: [metrics]`; names are gantry_<what>_<unit>. */
held.gantryMetrics ??= createRegistry()
export const metrics: Registry = held.gantryMetrics
