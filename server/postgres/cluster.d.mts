export interface Cluster {
  port: number
  socketFolder: string
  user: string
  password: string
  logFile: string
  url(database: string): string
  socketUrl(database: string): string
  pid(): number | undefined
  running(): boolean
  selfContained: boolean
  restart(): Promise<void>
  stop(mode?: 'smart' | 'fast' | 'immediate'): Promise<void>
}
export function startCluster(options: { folder: string; settings?: Record<string, string> }): Promise<Cluster>
/** Stops the server that an ended process left behind in `folder`. */
export function stopCluster(folder: string): Promise<void>
