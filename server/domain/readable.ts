import { type Person, scopeOf } from '#model/person.ts'

/** What a person may read, as a filter on a system's id. Every list and every single read goes through it. */
export function readableSystems(person: Person): { in: string[] } | { notIn: string[] } {
  const scope = scopeOf(person)
  return 'only' in scope ? { in: scope.only } : { notIn: scope.except }
}

/** Substring search over text people typed: their % and _ mean themselves. */
export const containing = (q: string) => ({ contains: q.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const })
export const skipOf = (page: { page: number; pageSize: number }) => ({ skip: (page.page - 1) * page.pageSize, take: page.pageSize })
export const refOf = (row: { id: string; slug: string; name: string }) => ({ id: row.id, slug: row.slug, name: row.name })
