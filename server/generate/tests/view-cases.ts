import type { Entity, Operation, Specification } from '#model/specification.ts'
import { listQuery } from '#server/generate/contract/representation.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { reportsOf } from '#server/generate/service/reports.ts'
import { type Case, s } from './case.ts'

/** Search, filters, order and pages of a list. */
export function listCases(model: Model, entity: Entity, operation: Operation): Case[] {
  const id = s(operation.id)
  const views = model.specification.views.filter((v) => v.kind === 'search' && v.entity === entity.id)
  const statements = [...new Set(views.flatMap((v) => v.statements))]
  const query = listQuery(model, entity)
  const sort = query.sorts.find((x) => x.path === query.defaultSort.path)
  return [
    ...query.search.map(
      (path): Case => ({ statements, name: `${entity.plural} are found by ${path.replaceAll('_', ' ')}`, call: `finds(t, ${id}, ${s(path)})`, uses: 'views' }),
    ),
    ...query.filters
      .filter((f) => f.operator === '=')
      .map(
        (f): Case => ({
          statements,
          name: `${entity.plural} are filtered by ${f.path.replaceAll('_', ' ')}`,
          call: `filters(t, ${id}, ${s(f.name)}, ${s(f.path)})`,
          uses: 'views',
        }),
      ),
    ...(sort && views.some((v) => v.sort.length > 0)
      ? [
          {
            statements,
            name: `${entity.plural} are sorted`,
            call: `sorts(${id}, ${s(sort.name)}, ${query.defaultSort.direction === 'desc'}, true)`,
            uses: 'views' as const,
          },
        ]
      : []),
    { statements, name: `${entity.plural} come in pages of ${query.pageSize}`, call: `pages(${id}, ${query.pageSize})`, uses: 'views' },
  ]
}

/** Tests of reports, deadlines and records that are never changed. */
export function viewCases(model: Model, specification: Specification): Case[] {
  const cases: Case[] = []
  for (const view of reportsOf(model)) {
    cases.push({ statements: view.statements, name: `${view.label}: its rows`, call: `reports(t, ${s(view.id)})`, uses: 'views' })
    if (view.public) continue
    cases.push({ statements: view.statements, name: `${view.label} needs a token`, call: `reportIsNotFor(${s(view.id)}, null)`, uses: 'views' })
    for (const role of specification.roles)
      if (!view.permissions.some((p) => p.role === role.id))
        cases.push({
          statements: view.statements,
          name: `${view.label} is not for ${role.name.toLowerCase()}`,
          call: `reportIsNotFor(${s(view.id)}, ${s(role.id)})`,
          uses: 'views',
        })
  }
  for (const deadline of specification.deadlines)
    cases.push({
      statements: deadline.statements,
      name: `Time brings about: ${deadline.id.replaceAll('_', ' ')}`,
      call: `deadline(t, ${s(deadline.id)})`,
      uses: 'views',
    })
  for (const entity of model.entities)
    if (entity.appendOnly)
      cases.push({ statements: entity.statements, name: `${entity.plural} are never changed or deleted`, call: `appendOnly(${s(entity.id)})`, uses: 'views' })
  return cases
}
