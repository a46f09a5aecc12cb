import type { Specification } from '#model/specification.ts'
import { Model } from '#server/generate/expression/model.ts'

import { type Constraint, checks, references, uniques } from './columns.ts'
import { evolve } from './evolution.ts'
import { platformTables } from './platform.ts'
import { appendOnly, foreignKeys, indexes, sequences, table, view } from './tables.ts'

const blocks = (parts: string[]): string => parts.filter((p) => p !== '').join('\n\n')

/** The whole schema of a new service. */
export function schema(specification: Specification): string {
  const model = new Model(specification)
  const entities = model.entities
  return `${blocks([
    `-- ${specification.title.replaceAll('\n', ' ')}: the numbers after -- are the statements a line was read from`,
    platformTables,
    ...entities.map((e) => blocks([...sequences(model, e), table(model, e)])),
    entities.flatMap((e) => foreignKeys(model, e)).join('\n'),
    entities.flatMap((e) => indexes(model, e)).join('\n'),
    ...entities.map((e) => view(model, e) ?? ''),
    entities.flatMap(appendOnly).join('\n'),
  ])}\n`
}

/** Every constraint by name, for the service's answers when a write breaks one. */
export function constraints(specification: Specification): Constraint[] {
  const model = new Model(specification)
  return model.entities.flatMap((e) => [...checks(model, e), ...uniques(model, e), ...references(model, e)])
}

export interface Deployed {
  specification: Specification
  migrations: Map<string, string>
}
export interface MigrationPlan {
  migrations: Map<string, string>
  refused: string[]
}

/**
 * The migrations of a service: those that were deployed stay as they are, a new one leads from the deployed schema to
 * this one and keeps every row. `refused` says what could not be kept; then nothing may be deployed.
 */
export function migrations(specification: Specification, deployed: Deployed | null): MigrationPlan {
  if (!deployed) return { migrations: new Map([['0001_init.sql', schema(specification)]]), refused: [] }
  const kept = new Map([...deployed.migrations].sort(([a], [b]) => (a < b ? -1 : 1)))
  const { sql, refused } = evolve(new Model(deployed.specification), new Model(specification))
  if (sql.length > 0 && refused.length === 0) {
    const last = Math.max(0, ...[...kept.keys()].map((path) => Number.parseInt(path, 10) || 0))
    kept.set(
      `${String(last + 1).padStart(4, '0')}_revision.sql`,
      `-- From the schema that is deployed to the new revision; every row is kept.\n${sql.join('\n')}\n`,
    )
  }
  return { migrations: kept, refused }
}
