export interface Instance {
  home: string
  settings: { address: string; ports: { web: number; edge: number; identity: number } }
  secrets: { demoPassword: string }
  databases: { control: string; services: string; clusters: { name: string; cluster: import('../postgres/cluster.mjs').Cluster }[] }
  environment: Record<string, string>
  stop(): Promise<void>
}
export function startTestInstance(home: string, undo: (() => unknown)[]): Promise<Instance>
