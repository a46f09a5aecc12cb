import type { Deadline, Entity } from '#model/specification.ts'
import { columnType } from '#server/generate/database/columns.ts'
import { constraints } from '#server/generate/database/migrations.ts'
import { type Model, SpecificationError } from '#server/generate/expression/model.ts'
import { compile, quote, Scope } from '#server/generate/expression/sql.ts'
import { camel, key } from '#server/generate/naming.ts'
import { notifySql } from './effects.ts'
import { type Printable, print, raw } from './print.ts'
import { reportFileName, reportName, reportsOf } from './reports.ts'
import { folder, routesName } from './routes.ts'

/** Marks rows whose time has come, once: a row that has the values already is left alone. */
function mark(model: Model, entity: Entity, deadline: Deadline): { sql: string; parameters: string[] } {
  const scope = new Scope(model, entity)
  const values = Object.entries(deadline.values).map(([field, expression]) => {
    const leaf = model.segment(entity, field)
    if (!leaf || leaf.derived) throw new SpecificationError(`The deadline "${deadline.id}" sets "${field}", which is no stored field of ${entity.id}.`)
    return { column: quote(leaf.column), sql: `(${compile(expression, scope).sql})::${leaf.field ? columnType(leaf.field.type) : 'text'}` }
  })
  const when = compile(deadline.when, scope).sql
  const differs = values.map((v) => `self.${v.column} is distinct from ${v.sql}`).join(' or ')
  const chosen = `select ${['self."id"', ...values.map((v) => `${v.sql} as ${v.column}`)].join(', ')} from ${scope.from()} where ${when}${differs ? ` and (${differs})` : ''}`
  return {
    sql: `update ${quote(entity.id)} t set ${values.map((v) => `${v.column} = v.${v.column}, `).join('')}"row_version" = t."row_version" + 1, "row_updated_at" = clock_timestamp() from (${chosen}) v where t."id" = v."id" returning t."id"`,
    parameters: scope.parameters.names,
  }
}

function deadlines(model: Model): Printable {
  return model.specification.deadlines.map((deadline) => {
    const entity = model.entity(deadline.entity)
    const notify = deadline.notify
      ? notifySql(model, new Scope(model, entity), { channel: 'event', to: deadline.notify, subject: deadline.id.replaceAll('_', ' '), by: deadline.id })
      : null
    return {
      id: deadline.id,
      entity: entity.id,
      mark: mark(model, entity, deadline) as unknown as Printable,
      notify: notify && { sql: notify.sql, parameters: notify.parameters },
      statements: deadline.statements,
    }
  })
}

/** How the own record of a role's people is found: by the subject it is bound to, else by its id, another unique text, or an e-mail that nobody else has. */
function find(model: Model, entity: Entity): string {
  const uniques = model
    .stored(entity)
    .filter((f) => f.unique && f.type.kind !== 'reference')
    .map((f) => (f.type.kind === 'email' ? `lower(t.${quote(f.id)}) = lower($1::text)` : `t.${quote(f.id)}::text = $1::text`))
  const addresses = model
    .stored(entity)
    .filter((f) => !f.unique && f.type.kind === 'email')
    .map(
      (f) => `(select count(*) from ${quote(entity.id)} o where lower(o.${quote(f.id)}) = lower($1::text)) = 1 and lower(t.${quote(f.id)}) = lower($1::text)`,
    )
  return `select t."id" from ${quote(entity.id)} t where ${['t."row_subject" = $1::text', '(t."row_subject" is null and t."id"::text = $1::text)', ...[...uniques, ...addresses].map((u) => `(t."row_subject" is null and ${u})`)].join(' or ')} order by t."row_subject" is null, t."id" limit 1`
}

function roles(model: Model): Printable {
  return Object.fromEntries(
    model.specification.roles.map((role) => [
      role.id,
      { name: role.name, entity: role.entity, find: role.entity ? find(model, model.entity(role.entity)) : null },
    ]),
  )
}

function constraintTable(model: Model): Printable {
  return Object.fromEntries(
    constraints(model.specification).map((c) => {
      const field = c.field ? model.fields(model.entity(c.entity)).find((f) => f.id === c.field) : undefined
      return [c.name, { entity: c.entity, kind: c.kind, property: field ? key(field) : null, message: c.message, status: c.status, statements: c.statements }]
    }),
  )
}

/** definitions.ts: everything the kernel performs, put together. */
export function definitionsFile(model: Model): string {
  const imports = model.entities.map((e) => `import { ${camel(e.id)}Record } from './${folder(e)}/record.ts'`)
  const entities = Object.fromEntries(model.entities.map((e) => [e.id, raw(`${camel(e.id)}Record`)]))
  return `import type { Definitions } from './kernel/definition.ts'\n${imports.join('\n')}\n\nexport const definitions: Definitions = ${print({ title: model.specification.title, entities, roles: roles(model), deadlines: deadlines(model), constraints: constraintTable(model) })}\n`
}

/** routes.ts: the table of contents of the API. */
export function routesIndex(model: Model): string {
  const entities = model.entities.filter((e) => model.operations(e).length > 0)
  const reports = reportsOf(model)
  return `${[
    "import { Router } from 'express'",
    "import type { Service } from './kernel/context.ts'",
    ...entities.map((e) => `import { ${routesName(e)} } from './${folder(e)}/routes.ts'`),
    ...reports.map((v) => `import { ${reportName(v)} } from './reports/${reportFileName(v)}'`),
    '',
    'export function routes(service: Service): Router {',
    '  const router = Router()',
    ...[...entities.map(routesName), ...reports.map(reportName)].map((name) => `  for (const layer of ${name}(service).stack) router.stack.push(layer)`),
    '  return router',
    '}',
  ].join('\n')}\n`
}

export const mainFile = `import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { definitions } from './definitions.ts'
import { openPool } from './kernel/database.ts'
import { listen, log } from './listen.ts'
import { routes } from './routes.ts'

/** Starts the service; every setting comes from the environment, the database from PG*. */
async function start(): Promise<void> {
  const need = (name: string): string => {
    const value = process.env[name]
    if (!value) throw new Error(\`\${name} is not set. The service needs SOCKET_PATH or PORT, PG*, JWKS_FILE, ISSUER and AUDIENCE.\`)
    return value
  }
  const folder = dirname(fileURLToPath(import.meta.url))
  const release = process.env.RELEASE ?? (JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as { service: string }).service
  const service = { pool: openPool({ application_name: 'service' }), definitions }
  const app = createApp(service, routes(service), { token: { jwksFile: need('JWKS_FILE'), issuer: need('ISSUER'), audience: need('AUDIENCE') }, folder, environment: process.env.ENVIRONMENT ?? 'production', release, log })
  const { stop } = await listen(app, service, { socketPath: process.env.SOCKET_PATH, port: process.env.PORT ? Number(process.env.PORT) : undefined })
  log({ level: 'info', message: 'ready', environment: process.env.ENVIRONMENT ?? 'production' })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void stop().then(() => process.exit(0)) })
}

start().catch((error: unknown) => {
  log({ level: 'error', message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
})
`

export const migrateMain = `import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main } from './migrate.ts'

process.exitCode = await main(join(dirname(fileURLToPath(import.meta.url)), 'migrations'), process.env)
`
