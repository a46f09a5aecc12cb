import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Specification } from '#model/specification.ts'
import type { TemporaryDatabase } from '#server/agents/agent.ts'
import { runSuite, type SuiteResult } from '#server/agents/testing-engineer/suite.ts'
import { contractText } from '#server/generate/contract/contract.ts'
import { migrations } from '#server/generate/database/migrations.ts'
import { service } from '#server/generate/service/service.ts'
import { tests } from '#server/generate/tests/tests.ts'
import { createTemporaryDatabase, dropTemporaryDatabase } from '#server/runner/temporary-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'

const sandbox = await openSandbox()
let databases = 0

/** The service of one specification under the tests of another (or its own), in the sandbox, on a database that goes away. */
export async function runTests(built: Specification, tested: Specification, stopAtFirst: boolean): Promise<SuiteResult> {
  const sources = new Map([...service(built), ...tests(tested), ['openapi.json', contractText(tested)] as const])
  for (const [name, sql] of migrations(built, null).migrations) sources.set(`service/migrations/${name}`, sql)
  const folder = await mkdtemp(join(tmpdir(), 'gantry-mutant-'))
  const made: TemporaryDatabase[] = []
  const database = async (): Promise<TemporaryDatabase> => {
    const one = await createTemporaryDatabase(`bench${process.pid}`, ++databases)
    made.push(one)
    return one
  }
  try {
    const needs = { folder, sandbox, database, signal: new AbortController().signal, log: () => undefined }
    return await runSuite(needs, sources, null, { coverage: !stopAtFirst, stopAtFirst })
  } finally {
    for (const one of made) await dropTemporaryDatabase(one.name)
    await rm(folder, { recursive: true, force: true })
  }
}
