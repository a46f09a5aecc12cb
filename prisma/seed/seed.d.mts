import type { Client } from 'pg'

export function seedSystems(client: Client): Promise<number>
export function seedDemoPeople(client: Client): Promise<void>
