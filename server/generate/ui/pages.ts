import type { Entity } from '#model/specification.ts'
import type { Contract } from './contract.ts'
import { entityDefinition, reportDefinition, type Source } from './definitions.ts'
import type { EntityDefinition, FieldDefinition, ReportDefinition } from './runtime/definition.ts'
import { comment, printed, quoted } from './source-text.ts'

export interface Built {
  entity: Entity
  definition: EntityDefinition
  pages: { list: boolean; detail: boolean; create: boolean; edit: boolean }
}

export function builtEntities(source: Source): Built[] {
  return source.specification.entities.map((entity) => {
    const definition = entityDefinition(entity, source)
    const has = (...kinds: string[]): boolean => definition.operations.some((o) => kinds.includes(o.kind))
    return { entity, definition, pages: { list: has('list'), detail: has('read', 'list'), create: has('create'), edit: has('update') && has('read', 'list') } }
  })
}

export function builtReports(source: Source): ReportDefinition[] {
  return source.specification.views
    .filter((v) => v.kind === 'report')
    .flatMap((view) => {
      const entity = source.specification.entities.find((e) => e.id === view.entity)
      const report = entity && reportDefinition(view, entity, source)
      if (!report) return []
      return report.rows ? { ...report, columns: listColumns(entityDefinition(entity, source)).map((key) => ({ key, label: key })) } : report
    })
}

export function entityFile({ entity, definition }: Built, { names }: Source): string {
  return `import type { EntityDefinition } from '../runtime/definition.ts'

/** ${comment(`${entity.name}: read from ${entity.statements.join(', ') || 'the requirement'}`)} */
export const ${names.entity(entity.id).constant}: EntityDefinition = ${printed(definition)}
`
}

export const isPaged = ({ pages }: Built): boolean => pages.list || pages.detail || pages.create || pages.edit

/** The pages of one entity, each saying which fields it shows and in which order: the file to edit for another selection. */
export function pageFile(built: Built, { names }: Source): string {
  const { entity, definition, pages } = built
  const { constant, component, file } = names.entity(entity.id)
  const inputs = definition.fields.filter((f) => !f.readOnly).map((f) => f.key)
  const facts = definition.fields.map((f) => f.key)
  const imports = [
    `import { ${constant} } from '../entities/${file}.ts'`,
    pages.detail && `import { DetailPage } from '../runtime/detail-page.tsx'`,
    (pages.create || pages.edit) &&
      `import { ${[pages.create && 'CreatePage', pages.edit && 'EditPage'].filter(Boolean).join(', ')} } from '../runtime/form-page.tsx'`,
    pages.list && `import { ListPage } from '../runtime/list-page.tsx'`,
  ]
  const page = (name: string, runtime: string, property: string, keys: string[]): string =>
    `export function ${component}${name}() {\n  return <${runtime} entity={${constant}} ${property}={${printed(keys, '  ')}} />\n}\n`
  return [
    `${imports.filter(Boolean).join('\n')}\n`,
    pages.list && page('ListPage', 'ListPage', 'columns', listColumns(definition)),
    pages.detail && page('DetailPage', 'DetailPage', 'facts', facts),
    pages.create && page('CreatePage', 'CreatePage', 'fields', inputs),
    pages.edit &&
      page(
        'EditPage',
        'EditPage',
        'fields',
        inputs.filter((k) => !definition.fields.find((f) => f.key === k)?.immutable),
      ),
  ]
    .filter(Boolean)
    .join('\n')
}

/** At most seven columns are read at a glance: state and what tells records apart first, long texts never. */
function listColumns(definition: EntityDefinition): string[] {
  const weight = (f: FieldDefinition): number =>
    (f.required || f.unique || f.kind === 'reference' ? 2 : 0) + (['enum', 'money', 'date', 'boolean', 'sequence'].includes(f.kind) ? 1 : 0)
  const candidates = definition.fields.filter((f) => f.kind !== 'longtext' && f.key !== definition.display)
  const chosen = new Set(
    [...candidates]
      .sort((a, b) => weight(b) - weight(a))
      .slice(0, 6)
      .map((f) => f.key),
  )
  return [...(definition.state ? [definition.state.key] : []), ...candidates.map((f) => f.key).filter((k) => chosen.has(k))]
}

export function routesFile(entities: Built[], reports: ReportDefinition[], { names, contract }: Source): string {
  const paged = entities.filter(isPaged)
  const imports = paged.map(({ entity, pages }) => {
    const { component, file } = names.entity(entity.id)
    const used = [pages.list && 'ListPage', pages.detail && 'DetailPage', pages.create && 'CreatePage', pages.edit && 'EditPage'].filter(Boolean)
    return `import { ${used.map((u) => `${component}${u}`).join(', ')} } from './pages/${file}.tsx'\n`
  })
  const routes = paged.flatMap(({ entity, pages }) => {
    const { component, url } = names.entity(entity.id)
    return [
      pages.list && [url, 'ListPage'],
      pages.create && [`${url}/new`, 'CreatePage'],
      pages.detail && [`${url}/:id`, 'DetailPage'],
      pages.edit && [`${url}/:id/edit`, 'EditPage'],
    ].flatMap((route) => (route ? [`      <Route path="${route[0]}" element={<${component}${route[1]} />} />\n`] : []))
  })
  const reportRoutes = reports.map((r, index) => `      <Route path="${r.url}" element={<ReportPage report={reports[${index}]} />} />\n`)
  return `import { Route, Routes } from 'react-router'
${imports.join('')}${reports.length > 0 ? "import { reports } from './reports.ts'\n" : ''}import { NotFoundPage } from './runtime/app.tsx'
import { HomePage } from './runtime/home-page.tsx'
${hasNotifications(contract) ? "import { NotificationsPage } from './runtime/notifications-page.tsx'\n" : ''}${reports.length > 0 ? "import { ReportPage } from './runtime/report-page.tsx'\n" : ''}
/** Every address of the application. */
export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<HomePage />} />
${routes.join('')}${reportRoutes.join('')}${hasNotifications(contract) ? '      <Route path="/notifications" element={<NotificationsPage />} />\n' : ''}      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  )
}
`
}

const hasNotifications = (contract: Contract | null): boolean => contract?.has('get', '/api/notifications') === true

/** A tuple, so that the routes can name each report by its place. */
export function reportsFile(reports: ReportDefinition[]): string {
  return `import type { ReportDefinition } from './runtime/definition.ts'

export const reports: [${reports.map(() => 'ReportDefinition').join(', ')}] = ${printed(reports)}
`
}

export function serviceFile(title: string, entities: Built[], reports: ReportDefinition[], { specification, names, contract }: Source): string {
  const roles = specification.roles.map((r) => ({ id: r.id, name: r.name || r.id, description: r.description, entity: r.entity }))
  return `${entities.map(({ entity }) => `import { ${names.entity(entity.id).constant} } from './entities/${names.entity(entity.id).file}.ts'\n`).join('')}${reports.length > 0 ? "import { reports } from './reports.ts'\n" : ''}import type { ServiceDefinition } from './runtime/definition.ts'

export const service: ServiceDefinition = {
  title: ${quoted(title)},
  summary: ${quoted(specification.summary)},
  roles: ${printed(roles, '  ')},
  entities: {
${entities.map(({ entity }) => `    ${entity.id}: ${names.entity(entity.id).constant},\n`).join('')}  },
  reports${reports.length > 0 ? '' : ': []'},
  notifications: ${hasNotifications(contract)},
}
`
}
