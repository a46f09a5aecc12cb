import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Specification } from '#model/specification.ts'
import { Model } from '#server/generate/expression/model.ts'
import { definitionsFile, mainFile, migrateMain, routesIndex } from './definitions.ts'
import { recordFile } from './entity-file.ts'
import { operationsFile } from './operations.ts'
import { projectFiles } from './project.ts'
import { reportFile, reportFileName, reportsOf } from './reports.ts'
import { folder, routesFile } from './routes.ts'
import { schemasFile } from './schemas.ts'

const runtimeFolder = join(import.meta.dirname, 'runtime')

/** The kernel every service has: the same files, kept as TypeScript beside this one so that they are checked like the rest. */
const runtime: ReadonlyMap<string, string> = new Map(
  readdirSync(runtimeFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => [`service/src/${path.replaceAll('\\', '/')}`, readFileSync(join(runtimeFolder, path), 'utf8')]),
)

export const sentencesOf = (specification: Specification): Map<string, string> => new Map(specification.statements.map((s) => [s.id, s.text]))

/** All sources of the service but its migrations and tests, path → text. Same specification, same bytes. */
export function service(specification: Specification): Map<string, string> {
  const model = new Model(specification)
  const sentences = sentencesOf(specification)
  const files = new Map(runtime)
  for (const entity of model.entities) {
    const at = `service/src/${folder(entity)}`
    files.set(`${at}/record.ts`, recordFile(model, entity, sentences))
    if (model.operations(entity).length === 0) continue
    const schemas = schemasFile(model, entity)
    if (schemas) files.set(`${at}/schemas.ts`, schemas)
    files.set(`${at}/operations.ts`, operationsFile(model, entity, sentences))
    files.set(`${at}/routes.ts`, routesFile(model, entity))
  }
  for (const view of reportsOf(model)) files.set(`service/src/reports/${reportFileName(view)}`, reportFile(model, view, sentences))
  files.set('service/src/definitions.ts', definitionsFile(model))
  files.set('service/src/routes.ts', routesIndex(model))
  files.set('service/src/main.ts', mainFile)
  files.set('service/src/migrate-main.ts', migrateMain)
  for (const [path, text] of projectFiles(specification)) files.set(path, text)
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}
