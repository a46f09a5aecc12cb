import pg from 'pg'
import { expect } from 'vitest'
import type { Service } from '../../service/runtime/kernel/context.ts'
import { transaction } from '../../service/runtime/kernel/database.ts'
import type { Entity, Operation } from '../../service/runtime/kernel/definition.ts'
import { change, create, read, remove } from '../../service/runtime/kernel/perform.ts'
import { insert, lock, requireInvariants, requireThawed, requireVersion } from '../../service/runtime/kernel/records.ts'
import { target } from './target.ts'

const always = (ok: boolean) => ({ sql: `select ${String(ok)} as ok`, parameters: [] })
const rule = (ok: boolean) => ({ name: 'r', message: 'The rule speaks.', status: 409 as const, statements: ['T'], ...always(ok) })

/** An entity of the kernel's own, in a table that lives as long as the test. */
const probe: Entity = {
  id: 'gantry_probe_record',
  name: 'Probe',
  table: 'pg_temp.gantry_probe_record',
  select: 'select self."id", self."state", self."row_version" as "rowVersion" from pg_temp.gantry_probe_record self',
  insert: {
    sql: 'insert into pg_temp.gantry_probe_record (state) select self.state from jsonb_to_record($1::jsonb) as self(state text) returning "id"',
    parameters: ['values'],
  },
  columns: { state: 'state' },
  record: '"state" text',
  state: { property: 'state', column: 'state', initial: 'new', labels: { new: 'New' } },
  immutable: ['state'],
  collections: [],
  invariants: [],
  frozen: [],
  counted: [],
  parent: null,
  person: false,
}
const operation = (kind: Operation['kind'], more: Partial<Operation> = {}): Operation => ({
  id: `probe.${kind}`,
  entity: probe.id,
  kind,
  label: 'Probe',
  public: true,
  permissions: [],
  from: [],
  to: null,
  conditions: [],
  locks: [],
  effects: [],
  inputs: [],
  statements: [],
  ...more,
})

/** Performs operations of every kind on the probe: what this service's own operations do not use is shown here. */
export async function requireFresh(): Promise<void> {
  await target() // migrates
  // The owner: the service's own role may make no tables, not even temporary ones.
  const client = new pg.Client({ user: process.env.OWNER_USER ?? process.env.PGUSER, password: process.env.OWNER_PASSWORD ?? process.env.PGPASSWORD })
  await client.connect()
  // One connection stands for the pool, because a temporary table is seen by its own connection only.
  const pool = {
    connect: () => Promise.resolve({ query: client.query.bind(client), release: () => undefined }),
    query: client.query.bind(client),
  } as unknown as Service['pool']
  const service: Service = { pool, definitions: { title: 'probe', entities: { [probe.id]: probe }, roles: {}, deadlines: [], constraints: {} } }
  const request = { actor: undefined, version: null, key: null }
  try {
    await client.query(
      'create temporary table gantry_probe_record ("id" uuid primary key default gen_random_uuid(), state text, row_version int not null default 1, row_created_at timestamptz default now(), row_updated_at timestamptz default now())',
    )
    const { row } = await create(service, operation('create', { to: 'new' }), {}, request)
    const id = String(row.id)
    expect((await read(service, operation('read'), id, request)).state).toBe('new')
    await expect(change(service, operation('update'), id, { state: 'other' }, request)).rejects.toThrow('cannot be changed')
    await expect(change(service, operation('action', { from: ['old'] }), id, {}, request)).rejects.toThrow('only while')
    await expect(change(service, operation('action', { conditions: [rule(false)] }), id, {}, request)).rejects.toThrow('The rule speaks.')
    await expect(change(service, operation('update'), id, {}, { ...request, version: 99 })).rejects.toThrow('Someone else')
    await expect(change(service, operation('update', { public: false }), id, {}, request)).rejects.toThrow('token')
    const own = operation('action', { public: false, permissions: [{ role: 'r', record: always(false), list: null }] })
    await expect(change(service, own, id, {}, { ...request, actor: { role: 'r', subject: 's' } })).rejects.toThrow('not yours')
    const step = {
      name: 's',
      statements: [],
      entity: probe.id,
      sql: 'update pg_temp.gantry_probe_record set state = $2::text where "id" = $1::uuid returning "id"',
      parameters: ['id', 'input.x'],
    }
    const moved = await change(
      service,
      operation('action', {
        effects: [step],
        inputs: [{ property: 'x', name: 'x', column: null, fallback: { sql: "select 'moved' as value", parameters: [] } }],
      }),
      id,
      {},
      request,
    )
    expect(moved.state).toBe('moved')
    await transaction(pool, async (tx) => {
      const locked = await lock(tx, probe, id)
      requireVersion(locked, null)
      await expect(requireThawed(service, tx, { ...probe, frozen: [rule(true)] }, {}, locked.row)).rejects.toThrow('The rule speaks.')
      await expect(requireInvariants(service, tx, { ...probe, invariants: [{ ...rule(false), status: 422 }] }, [id], { old: null }, id)).rejects.toThrow(
        'The rule speaks.',
      )
      await insert(tx, probe, { state: 'x' }, {})
    })
    await remove(service, operation('delete'), id, request)
    await expect(read(service, operation('read'), id, request)).rejects.toThrow('There is no probe')
    await expect(read(service, operation('read'), 'no id', request)).rejects.toThrow('There is no probe')
  } finally {
    await client.query('drop table if exists pg_temp.gantry_probe_record')
    await client.end()
  }
}
