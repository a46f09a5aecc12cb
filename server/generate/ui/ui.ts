import { readdirSync, readFileSync } from 'node:fs'
import type { Specification } from '#model/specification.ts'
import { componentPageFile } from './component-page.ts'
import { readContract } from './contract.ts'
import type { Source } from './definitions.ts'
import { namesOf } from './names.ts'
import { builtEntities, builtReports, entityFile, isPaged, pageFile, reportsFile, routesFile, serviceFile } from './pages.ts'
import { publicFiles } from './public-files.ts'
import { comment } from './source-text.ts'

export interface UiInput {
  specification: Specification
  openapi: unknown // the parsed OpenAPI document; null when there is none
  name: string // the service's, shown as the application's title
}

const folder = (name: string): Map<string, string> => {
  const url = new URL(`./${name}/`, import.meta.url)
  return new Map(
    readdirSync(url)
      .filter((f) => !f.includes('.test.'))
      .sort()
      .map((file) => [file, readFileSync(new URL(file, url), 'utf8')]),
  )
}

/** "City library – business requirements" is a document; the application is called "City library". */
export const applicationTitle = (name: string): string =>
  name
    .replace(/\s+/g, ' ')
    .replace(
      /\s*[–—:-]\s*(?:(?:business|functional|software|system|user|product)\s+)*(?:requirements?|specifications?)(?:\s+(?:document|specification))?\s*$/i,
      '',
    )
    .trim() || 'Service'

/** Sources of the user interface, path → text, below ui/. Same input, same bytes. */
export function generateUi({ specification, openapi, name }: UiInput): Map<string, string> {
  const source: Source = { specification, contract: readContract(openapi), names: namesOf(specification) }
  const title = applicationTitle(name)
  const entities = builtEntities(source)
  const reports = builtReports(source)
  const files: Record<string, string> = {
    ...publicFiles(title, specification.summary),
    'ui/package.json': packageJson,
    'ui/tsconfig.json': file('project', 'tsconfig.json'),
    'ui/eslint.config.mjs': file('project', 'eslint.config.mjs'),
    'ui/public/sw.js': file('project', 'service-worker.js'),
    'ui/README.md': readme(title),
    'ui/src/main.tsx': main,
    'ui/src/styles.css': styles,
    'ui/src/styles.d.ts': "declare module '*.css'\n",
    'ui/src/service.ts': serviceFile(title, entities, reports, source),
    'ui/src/routes.tsx': routesFile(entities, reports, source),
    'ui/src/component-page.tsx': componentPageFile(),
  }
  if (reports.length > 0) files['ui/src/reports.ts'] = reportsFile(reports)
  for (const built of entities) {
    const names = source.names.entity(built.entity.id)
    files[`ui/src/entities/${names.file}.ts`] = entityFile(built, source)
    if (isPaged(built)) files[`ui/src/pages/${names.file}.tsx`] = pageFile(built, source)
  }
  for (const [path, text] of folder('runtime')) files[`ui/src/runtime/${path}`] = text
  return new Map(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const file = (name: string, path: string): string => readFileSync(new URL(`./${name}/${path}`, import.meta.url), 'utf8')

const main = `import { startApplication } from './runtime/app.tsx'
import { Pages } from './routes.tsx'
import { service } from './service.ts'
import './styles.css'

startApplication(service, <Pages />)
`

const styles = [
  'accent',
  ...['tokens', 'base', 'layout', 'controls', 'cards', 'table', 'record', 'filters', 'form', 'lines', 'combobox', 'overlay', 'component-page'].map(
    (name) => `runtime/${name}`,
  ),
]
  .map((name) => `@import './${name}.css';\n`)
  .join('')

const packageJson = `${JSON.stringify(
  {
    name: 'ui',
    private: true,
    type: 'module',
    scripts: { typecheck: 'tsc --noEmit -p tsconfig.json', lint: 'eslint src' },
    dependencies: { '@tanstack/react-query': '5.108.0', react: '19.3.1', 'react-dom': '19.3.1', 'react-router': '7.18.5' },
    devDependencies: { '@types/react': '19.3.0', '@types/react-dom': '19.3.0', eslint: '10.15.0', typescript: '6.0.3', 'typescript-eslint': '8.73.0' },
  },
  null,
  2,
)}\n`

const readme = (title: string): string => `# User interface of ${comment(title)}

- \`src/entities\`: what each kind of record holds, who may do what with it, and in which states. Follows the specification.
- \`src/pages\`: one file a kind of record. Say here which columns, facts and inputs a page shows, and in which order.
- \`src/routes.tsx\`: every address. \`src/service.ts\`: title, roles, reports.
- \`src/runtime\`: the parts that pages are made of; the same in every service.
- \`src/component-page.tsx\`: all parts with examples, for looking at them.
- \`public\`: icon, web app manifest, service worker, offline page.

\`npm run typecheck\` and \`npm run lint\` check it. The service serves the built files; the browser talks to \`/api\` alone.
`
