import type { Entity, Specification, View } from '#model/specification.ts'
import { camel, kebab, pascal } from '../naming.ts'

/** How an entity is called in the generated sources and in addresses. */
export interface EntityNames {
  constant: string
  component: string
  file: string
  url: string
}
export interface Names {
  entity(id: string): EntityNames
  report(id: string): { component: string; url: string }
}

// Addresses that the service itself, the edge or the application's own pages answer.
const taken = ['', 'api', '-', 'assets', 'reports', 'notifications', 'components', 'healthz', 'readyz', 'metrics', 'offline', 'icons', 'index']

/** Different ids may be written alike in camelCase (a_b, a__b): each name is given once. */
function giver(used: Iterable<string> = []): (wanted: string) => string {
  const given = new Set(used)
  return (wanted) => {
    let name = wanted
    for (let n = 2; given.has(name.toLowerCase()); n++) name = `${wanted}${n}`
    given.add(name.toLowerCase())
    return name
  }
}

export function namesOf(specification: Specification): Names {
  const [identifier, file, url, report] = [giver(), giver(), giver(taken), giver()]
  const entities = new Map(
    specification.entities.map((entity: Entity): [string, EntityNames] => {
      const component = identifier(pascal(entity.id))
      return [
        entity.id,
        { constant: `${component.replace(/^./, (c) => c.toLowerCase())}Entity`, component, file: file(kebab(entity.id)), url: `/${url(entity.path)}` },
      ]
    }),
  )
  const reports = new Map(
    specification.views
      .filter((v) => v.kind === 'report')
      .map((view: View) => [view.id, { component: `${identifier(pascal(view.id))}Report`, url: `/reports/${report(kebab(view.id))}` }]),
  )
  const known = <T>(map: Map<string, T>, id: string): T => {
    const names = map.get(id)
    if (!names) throw new Error(`the specification has nothing called ${camel(id)}`)
    return names
  }
  return { entity: (id) => known(entities, id), report: (id) => known(reports, id) }
}
