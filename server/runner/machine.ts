import type { Target } from '#server/deploy/target.ts'
import { env } from '#server/env.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import type { Ports } from './context.ts'

/** The ports as this machine has them: its best sandbox, and the built-in edge. */
export const machinePorts: Ports = {
  sandbox: openSandbox,
  target: async () => ((await import(edge)) as { openTarget(): Promise<Target> | Target }).openTarget(),
  publicAddress: (environment, service, system) => `http://${service}.${system}.${environment}.${env.GANTRY_APPS_DOMAIN}:${env.GANTRY_EDGE_PORT}`,
}
const edge = '../deploy/edge/target.ts'
