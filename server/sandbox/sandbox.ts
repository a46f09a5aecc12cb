/** The port behind which everything generated or uploaded runs. See docs/decisions for the levels. */
export type Isolation = 'bubblewrap' | 'reduced'

export interface Mount {
  host: string
  inside: string
  writable?: boolean
}

export interface SandboxCommand {
  argv: readonly [string, ...string[]] // argv[0] 'node' is the runtime Gantry itself runs on
  mounts: Mount[] // beside /usr, /lib, the runtime and a private /tmp
  cwd: string // inside
  env?: Record<string, string>
  timeoutMs?: number // none = until killed
  memoryMiB?: number
  signal?: AbortSignal
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  origin: 'rules' | 'model' // who wrote what runs here; reduced isolation refuses 'model' unless opted in
}

export interface SandboxResult {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  timedOut: boolean
  seconds: number
}
export interface SandboxProcess {
  pid: number
  exited: Promise<SandboxResult>
  kill(signal?: NodeJS.Signals): void
  residentBytes(): Promise<number>
}

export interface Sandbox {
  isolation: Isolation
  run(command: SandboxCommand): Promise<SandboxResult> // stdout and stderr limited to their last MiB
  start(command: SandboxCommand): SandboxProcess
  /** node_modules of Gantry for generated code, mounted read-only at /app/node_modules by callers that need it. */
  packages: Mount
}
