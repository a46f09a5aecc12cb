import type { Client } from 'pg'

export function migrationNames(): string[]
export function prismaEnvironment(databaseUrl?: string): Record<string, string | undefined>
export function prismaCommand(args: string[], databaseUrl?: string): Promise<void>
export function migrate(databaseUrl: string): Promise<boolean>
export function ensureDatabase(maintenanceUrl: string, name: string): Promise<void>
export function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T>
