import { openTarget, publicAddress } from '#server/deploy/edge/target.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import { inBackground } from './background.ts'
import type { Ports } from './context.ts'

/** The ports as this machine has them: its best sandbox, and the built-in edge. */
export const machinePorts: Ports = { sandbox: async () => inBackground(await openSandbox()), target: openTarget, publicAddress }
