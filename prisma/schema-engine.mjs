#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, which the CLI otherwise downloads: the same JSON-RPC on stdin and stdout, served by
 * @prisma/schema-engine-wasm. The CLI starts it when PRISMA_SCHEMA_ENGINE_BINARY names this file. See docs/decisions/0003.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const argv = process.argv.slice(2)
if (argv.includes('--version') || argv[0] === '-V') {
  console.log('schema-engine-cli wasm')
  process.exit(0)
}
const { values } = parseArgs({
  args: argv,
  strict: false,
  allowPositionals: true,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' } },
})
const datasource = values.datasource ? JSON.parse(values.datasource) : {}
const url = datasource.url ?? process.env.DATABASE_URL

/** `schema-engine --datasource JSON cli can-connect-to-database|create-database|drop-database`: answers by exit code and one line on stderr. */
async function runOnce(command) {
  const { default: pg } = await import('pg')
  const database = databaseOf(url)
  const client = new pg.Client({ connectionString: command === 'can-connect-to-database' ? url : maintenanceUrl(url), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    if (command === 'create-database') await client.query(`create database ${client.escapeIdentifier(database)}`)
    if (command === 'drop-database') await client.query(`drop database if exists ${client.escapeIdentifier(database)} with (force)`)
    await client.end()
    return 0
  } catch (error) {
    const known = {
      '3D000': ['P1003', `Database \`${database}\` does not exist`],
      '42P04': ['P1009', `Database \`${database}\` already exists`],
      '28P01': ['P1000', 'Authentication failed'],
    }
    const [code, message] = known[error.code] ?? ['P1001', `Can't reach database server at \`${new URL(url).host}\`: ${error.message}`]
    const line = {
      timestamp: new Date().toISOString(),
      level: 'ERROR',
      fields: { message, error_code: code, is_panic: false },
      target: 'schema_engine::logger',
    }
    process.stderr.write(`\n${JSON.stringify(line)}\n`)
    return 1
  }
}

const databaseOf = (address) => decodeURIComponent(new URL(address).pathname.slice(1))
function maintenanceUrl(address) {
  const parsed = new URL(address)
  parsed.pathname = '/postgres'
  return parsed.toString()
}

// Discrete fields instead of connectionString: with the latter pg ignores `database`, and the adapter's shadow database would silently be the main one.
function poolConfig(address) {
  const parsed = new URL(address)
  const sslmode = parsed.searchParams.get('sslmode')
  return {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: databaseOf(address),
    ...(sslmode && sslmode !== 'disable' ? { ssl: { rejectUnauthorized: sslmode === 'verify-full' } } : {}),
  }
}

/** pg_catalog's "char" (oid 18) must reach the engine as Character; the adapter hands it over as text. */
function patchCharColumns(queryable, characterType) {
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(queryable))
  if (prototype.charColumnsPatched) return
  prototype.charColumnsPatched = true
  const queryRaw = prototype.queryRaw
  prototype.queryRaw = async function (query) {
    const result = await this.performIO(query)
    const columns = []
    result.fields.forEach((field, index) => {
      if (field.dataTypeID !== 18) return
      columns.push(index)
      field.dataTypeID = 25
    })
    const converted = await queryRaw.call(Object.create(this, { performIO: { value: async () => result } }), query)
    for (const index of columns) converted.columnTypes[index] = characterType
    return converted
  }
}

async function adapterFactory() {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const { ColumnTypeEnum } = await import('@prisma/driver-adapter-utils')
  const factory = new PrismaPg(poolConfig(url))
  const probe = await factory.connect()
  patchCharColumns(probe, ColumnTypeEnum.Character)
  await probe.dispose()
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => factory.connect(),
    async connectToShadowDb() {
      if (datasource.shadowDatabaseUrl) return new PrismaPg(poolConfig(datasource.shadowDatabaseUrl)).connect()
      const admin = await factory.connect()
      const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
      await admin.executeScript(`CREATE DATABASE "${name}"`)
      const shadow = await new PrismaPg({ ...poolConfig(url), database: name }).connect()
      const dispose = shadow.dispose.bind(shadow)
      // The shadow's pool must be closed before its database can be dropped.
      shadow.dispose = async () => {
        await dispose()
        await admin.executeScript(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
        await admin.dispose()
      }
      return shadow
    },
  }
}

async function createEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm')
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) }
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils')
  const datamodels = values.datamodels?.map((path) => [path, readFileSync(path, 'utf8')])
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(await adapterFactory()))
}

let engine
async function answer(id, method, params) {
  if (method === 'createDatabase') {
    await runOnce('create-database')
    return { databaseName: databaseOf(params.datasource?.url ?? url) }
  }
  engine ??= createEngine()
  const ready = await engine
  const result = method === 'getDatabaseVersion' ? await ready.version(params) : await ready[method](params)
  // The native engine prints a difference through a notification of its own.
  if (method !== 'diff' || !result?.stdout) return result ?? {}
  send({ jsonrpc: '2.0', id: `print-${id}`, method: 'print', params: { content: result.stdout } })
  return { ...result, stdout: null }
}

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

function serve() {
  let pending = 0
  let closed = false
  const leaveWhenDone = () => {
    if (closed && pending === 0) process.exit(0)
  }
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on('close', () => {
    closed = true
    leaveWhenDone()
  })
  lines.on('line', async (line) => {
    if (!line.trim()) return
    const { id, method, params } = JSON.parse(line)
    if (!method) return
    pending++
    try {
      send({ jsonrpc: '2.0', id, result: await answer(id, method, params) })
    } catch (error) {
      const message = error?.message ?? String(error)
      send({
        jsonrpc: '2.0',
        id,
        error: { code: 4466, message, data: { is_panic: false, message, ...(error?.code ? { error_code: error.code, meta: error.meta } : {}) } },
      })
    }
    pending--
    leaveWhenDone()
  })
}

const once = argv.indexOf('cli')
if (once >= 0) process.exitCode = await runOnce(argv[once + 1])
else serve()
