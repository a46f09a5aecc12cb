import pg from 'pg'
import type { Specification } from '#model/specification.ts'
import { columnOf } from '#server/generate/database/columns.ts'
import { Model } from '#server/generate/expression/model.ts'
import { quote } from '#server/generate/expression/sql.ts'
import { crossRow, invariantSql } from '#server/generate/service/records.ts'
import type { TemporaryDatabase } from '../agent.ts'
import type { Check } from './reports.ts'

/** Statements that count the rows of the candidate's database which break a rule, asked past the service. */
function questions(specification: Specification): { name: string; table: string; broken: string }[] {
  const model = new Model(specification)
  return model.entities.flatMap((entity) => [
    ...model.stored(entity).flatMap((field) =>
      field.type.kind === 'reference'
        ? [
            {
              name: `${entity.name}: ${field.label} leads to a record`,
              table: entity.id,
              broken: `select count(*)::int as n from ${quote(entity.id)} s where s.${quote(columnOf(field))} is not null and not exists (select 1 from ${quote(model.entity(field.type.entity).id)} t where t."id" = s.${quote(columnOf(field))})`,
            },
          ]
        : [],
    ),
    ...(entity.states
      ? [
          {
            name: `${entity.name}: its state exists`,
            table: entity.id,
            broken: `select count(*)::int as n from ${quote(entity.id)} where ${quote(entity.states.field)} not in (${entity.states.values.map((v) => `'${v.id}'`).join(', ')})`,
          },
        ]
      : []),
    ...crossRow(model, entity).flatMap((rule) => {
      const { sql, parameters } = invariantSql(model, entity, rule)
      if (parameters.some((p) => p !== 'id')) return []
      return [
        {
          name: `${entity.name}: ${rule.message}`,
          table: entity.id,
          broken: `select count(*)::int as n from (${sql.replace(/ where self\."id" = \$1$/, '')}) r where not r.ok`,
        },
      ]
    }),
  ])
}

export async function consistencyChecks(specification: Specification, database: TemporaryDatabase): Promise<Check[]> {
  const client = new pg.Client({
    host: database.socketFolder,
    port: database.port,
    database: database.name,
    user: database.owner.user,
    password: database.owner.password,
    options: '-c timezone=UTC',
  })
  await client.connect()
  try {
    const made: Check[] = []
    for (const question of questions(specification)) {
      const rows = await client.query<{ n: number }>(`select count(*)::int as n from ${quote(question.table)}`)
      const broken = await client.query<{ n: number }>(question.broken)
      made.push({ name: question.name, rows: rows.rows[0]?.n ?? 0, broken: broken.rows[0]?.n ?? 0 })
    }
    return made
  } finally {
    await client.end()
  }
}
