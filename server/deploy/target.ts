/** The port to a place where releases run. `edge` is the built-in one; others (Kubernetes) implement the same. All calls are idempotent by key. */
export type EnvironmentKind = 'staging' | 'production'

export interface DeployRequest {
  key: string // RUN:STAGE — the same key never deploys twice
  serviceId: string
  environment: EnvironmentKind
  releaseDigest: string // sha256 of the bundle artifact
  runId: string
}
export interface Deployed {
  deploymentId: string
  address: string
  ready: boolean
  detail: string
}

export interface Target {
  /** Creates database and roles when missing, runs migrations, starts the bundle, waits for health. Rejects with what, where, what to do. */
  deploy(request: DeployRequest, signal: AbortSignal, log: (line: string) => void): Promise<Deployed>
  /** A bearer token of the environment for tests and probes. */
  token(serviceId: string, environment: EnvironmentKind, role: string, subject: string): Promise<string>
  /** Plain HTTP to the edge: connect here and send `host`. */
  endpoint(serviceId: string, environment: EnvironmentKind): Promise<{ connect: string; host: string }>
}
