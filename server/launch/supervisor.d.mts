export interface Program {
  name: string
  args: string[]
  env: Record<string, string | undefined>
  port?: number
  patient?: boolean
}
export interface Supervisor {
  start(program: Program): void
  logFile(name: string): string
  portOf(name: string): number | undefined
  ready(timeoutMs: number): Promise<string[]>
  stop(): Promise<void>
}
export function createSupervisor(options: { home: string; report: (line: string) => void }): Supervisor
export function endLeftovers(home: string): Promise<number>
export function probe(port: number | undefined, path: string): Promise<boolean>
