export interface ProcessIdentity {
  pid: number
  started: string | undefined
}
export function startTimeOf(pid: number): string | undefined
export function identityOf(pid: number): ProcessIdentity
export function isAlive(identity: ProcessIdentity): boolean
export function endGroup(identity: ProcessIdentity, patienceMs: number): Promise<void>
