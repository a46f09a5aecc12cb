import pg from 'pg'
import type { Facts, Sql } from './definition.ts'

// Numbers arrive as numbers and days as text: JSON knows no decimals, and a day has no time zone.
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)

export type Transaction = pg.PoolClient
export type Pool = pg.Pool
export type Row = Record<string, unknown>

export function openPool(settings: pg.PoolConfig): Pool {
  const pool = new pg.Pool({ max: 10, connectionTimeoutMillis: 5_000, statement_timeout: 15_000, options: '-c timezone=UTC', ...settings })
  pool.on('error', () => undefined) // an idle connection broke; the next query opens another, /readyz tells
  return pool
}

/** What two transactions that met may answer; trying again lets one of them go first. */
const retryable = new Set(['40001', '40P01'])
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

export async function transaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect()
    let broken = false
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true
      })
      if (attempt >= 5 || !retryable.has(codeOf(error))) throw error
    } finally {
      client.release(broken)
    }
  }
}

/** Runs SQL of a definition with the facts it names; a fact nobody gave is null. */
export async function rows(tx: Pick<Transaction, 'query'>, statement: Sql, facts: Facts): Promise<Row[]> {
  const result = await tx.query<Row>(
    statement.sql,
    statement.parameters.map((name) => facts[name] ?? null),
  )
  return result.rows
}

export const holds = async (tx: Pick<Transaction, 'query'>, rule: Sql, facts: Facts): Promise<boolean> => (await rows(tx, rule, facts))[0]?.ok === true
