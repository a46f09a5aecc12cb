const kinds: [RegExp, 'database' | 'cache' | 'queue'][] = [
  [/cache|redis|memcache/i, 'cache'],
  [/queue|topic|broker|kafka|rabbit|stream|pub-?sub|message|event-?bus/i, 'queue'],
  [/data-?_?base|^db$|[_-]db$|postgres|mysql|mongo|sql|data-?_?store|^store$|storage|bucket/i, 'database'],
]
/** What kind of store a thing is by its type or its tags; null when it is none. Names alone are no evidence. */
export function storeKind(words: readonly string[], type: string | null): 'database' | 'cache' | 'queue' | null {
  for (const word of [...(type === null ? [] : [type]), ...words]) {
    const found = kinds.find(([pattern]) => pattern.test(word))
    if (found) return found[1]
  }
  return null
}
