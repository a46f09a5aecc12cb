import type { SpecificationEdit } from '#model/specification-edit.ts'
import type { GateVerdict } from '#model/states.ts'
import type { Target } from '#server/deploy/target.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'

/** A document of the requirement as submitted; statements' offsets point into `text`. */
export interface InputDocument {
  name: string
  role: 'requirements' | 'constraints' | 'quality_targets'
  text: string
}

export interface ArtifactOut {
  path: string
  mediaType: string
  bytes: Uint8Array | string
  label?: string
}

/** A check with its evidence. `blocking` is the policy's proposal; value and threshold are shown as they are. */
export interface GateOut {
  name: string // "coverage"
  label: string // "Line coverage"
  verdict: Exclude<GateVerdict, 'waived'>
  value: string // "91.4 %"
  threshold: string // ">= 80 %"
  evidence: string // path of an artifact of this attempt; '' when not evaluated
  note?: string
  blocking: boolean
}

/** A temporary database in the services' cluster, dropped when the attempt ends. Sockets are folders to bind into the sandbox. */
export interface TemporaryDatabase {
  name: string
  socketFolder: string
  port: number
  owner: DatabaseUser
  app: DatabaseUser
}
export interface DatabaseUser {
  user: string
  password: string
}

export interface AgentContext {
  run: { id: string; number: number; requirementId: string; revision: number }
  stage: string
  attempt: { id: string; number: number; epoch: number }
  title: string
  system: { slug: string; name: string }
  service: { id: string; slug: string; name: string }
  documents: InputDocument[]
  /** What people changed in the specification, to be applied to what is read. */
  edits: readonly SpecificationEdit[]
  askFirst: boolean
  /** Artifact bytes of an earlier, succeeded stage of this run; throws a clear error when it does not exist. */
  read(stage: string, path: string): Promise<Uint8Array>
  has(stage: string, path: string): Promise<boolean>
  /** Files of the service's repository at the head of runs/RUN, path → text. */
  sources(): Promise<Map<string, string>>
  /** Files of main (what is in production), empty for a new service. */
  mainSources(): Promise<Map<string, string>>
  folder: string // an empty scratch folder on this machine, removed afterwards
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void
  signal: AbortSignal
  sandbox: Sandbox
  database(): Promise<TemporaryDatabase>
  target: Target
  publicAddress(environment: 'staging' | 'production'): string
}

/**
 * outcome `failed` = a verdict said no (with a reason a person can act on); a thrown error = the machinery broke and
 * the attempt is retried. `waiting` leaves the stage to the rows that the domain creates (approval, rollout).
 */
export interface AgentResult {
  outcome: 'succeeded' | 'failed' | 'waiting'
  summary: string // one line for the node and the log
  reason?: string // failed: what, where, what to do
  artifacts: ArtifactOut[]
  /** Files to commit in the service's repository; null removes one. */
  sources?: Record<string, string | Uint8Array | null>
  gates: GateOut[]
  /** Facts that the domain stores on the run: service name, digest of the candidate, addresses. */
  facts?: { candidate?: string; staging?: string; production?: string; declined?: string[] }
}

export type Agent = (context: AgentContext) => Promise<AgentResult>
