import type { Observed } from '#server/domain/deployment/transitions.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import type { Bundle } from './bundle.ts'
import type { ServicesCluster } from './databases.ts'
import type { Instance } from './instance.ts'

/** What instances share: where things lie on this machine, and who hears of them. */
export interface Place {
  sandbox: Sandbox
  cluster: ServicesCluster
  runFolder: string // short: it holds UNIX sockets, whose paths end at 107 bytes
  logFolder: string
  bundle(digest: string): Promise<Bundle>
  /** Work on one environment's database, one after the other. */
  inTurn<T>(environmentId: string, work: () => Promise<T>): Promise<T>
  observe(instance: Instance, state: Observed, detail: string): Promise<void>
}
