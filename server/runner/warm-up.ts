import { pipelines } from '#model/pipeline.ts'
import { takeLease } from '#server/domain/attempt/transitions.ts'
import { queueClient } from '#server/jobs/attempts.ts'
import { log } from '#server/log.ts'
import type { Ports } from './context.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { Registry } from './perform.ts'

/**
 * Loads what a first attempt needs before this runner says that it is ready: whoever submits to a Gantry that has just been
 * started waits no longer than others. A failure says nothing yet: the attempt that needs the thing will tell.
 */
export async function warmUp(registry: Registry, ports: Ports): Promise<void> {
  startHeartbeat()
  const first = Object.values(pipelines).flatMap(({ stages }) => stages.slice(0, 1).map(({ id }) => id))
  const nobody = { run: 'none', stage: 'none', attempt: 0 }
  const loads = [takeLease(nobody, 'none'), queueClient(), ports.sandbox(), ports.target(), ...first.map((stage) => registry(stage))]
  for (const result of await Promise.allSettled(loads)) if (result.status === 'rejected') log.warn({ err: result.reason }, 'not loaded yet')
}
