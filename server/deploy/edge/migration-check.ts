/**
 * During a rollout the version in production and the new one share a database, and a rollback leaves the new schema
 * behind: a migration may only add (expand). This reads SQL as text and names what the old version cannot live with.
 * Pure. What it does not know it lets pass: PostgreSQL itself refuses broken SQL, and tables the same migrations create
 * are nobody's yet.
 */
export interface Refusal {
  migration: string
  statement: string
  why: string
}

/** Splits at semicolons outside quotes and dollar quotes; comments go, text constants become ''. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = []
  let current = ''
  let rest = sql
  const tokens: [RegExp, (match: string) => string][] = [
    [/^--[^\n]*/, () => ' '],
    [/^\/\*[\s\S]*?\*\//, () => ' '],
    [/^\$(\w*)\$[\s\S]*?\$\1\$/, () => "''"],
    [/^'(?:[^']|'')*'/, () => "''"],
    [/^"(?:[^"]|"")*"/, (quoted) => quoted],
    [/^[\w.]+/, (word) => word.toLowerCase()],
    [/^\s+/, () => ' '],
  ]
  while (rest) {
    const found = tokens.map(([pattern, keep]) => ({ match: pattern.exec(rest)?.[0], keep })).find((t) => t.match)
    const text = found?.match ?? rest.charAt(0)
    rest = rest.slice(text.length)
    if (text === ';') {
      statements.push(current)
      current = ''
    } else current += found ? found.keep(text) : text
  }
  return [...statements, current].map((s) => s.trim().replace(/ +/g, ' ')).filter(Boolean)
}

/** Commas outside parentheses. */
function parts(text: string): string[] {
  const found = ['']
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (character === ',' && depth === 0) found.push('')
    else found[found.length - 1] += character
  }
  return found.map((part) => part.trim())
}

const tableName = (text: string): string => text.replaceAll('"', '').replace(/^public\./, '')

function alteration(action: string): string | null {
  if (/^drop (column|identity|expression|default)\b/.test(action) || /^drop (?!constraint\b)/.test(action))
    return 'it drops a column that the version in production uses'
  if (/^rename\b/.test(action)) return 'it renames what the version in production knows by another name'
  if (/^set schema\b/.test(action)) return 'it moves a table that the version in production uses'
  if (/^alter (column )?\S+ (set data )?type\b/.test(action)) return 'it changes the type of a column that the version in production uses'
  if (/^alter (column )?\S+ set not null\b/.test(action))
    return 'it demands values that the version in production may not write; give the column a default first'
  if (/^alter (column )?\S+ drop (default|identity|expression)\b/.test(action)) return 'it drops a default that the version in production relies on'
  if (/^alter (column )?\S+ drop not null\b/.test(action)) return null
  const adds = /^add (column )?(if not exists )?(?!constraint\b|primary\b|unique\b|check\b|foreign\b|exclude\b)/.test(action)
  if (adds && /\bnot null\b/.test(action) && !/\b(default|generated)\b/.test(action))
    return 'it adds a column that must have a value and has no default, so that the version in production can no longer insert rows'
  return null
}

function judge(statement: string, created: Set<string>): string | null {
  const create = /^create (?:unlogged )?table (?:if not exists )?("[^"]+"|[\w.]+)/.exec(statement)
  if (create?.[1]) {
    created.add(tableName(create[1]))
    return null
  }
  const drop = /^drop (table|view|materialized view|schema|type|function|sequence|domain)\b/.exec(statement)
  if (drop) return `it drops a ${drop[1]} that the version in production may use`
  if (/^truncate\b/.test(statement) || /^delete from\b/.test(statement)) return 'it deletes rows of production'
  if (/^revoke\b/.test(statement)) return 'it takes rights away from the version in production'
  if (/^alter type \S+ rename\b/.test(statement)) return 'it renames a value that the version in production writes'
  const alter = /^alter table (?:if exists )?(?:only )?("[^"]+"|[\w.]+) (.*)$/.exec(statement)
  if (!alter?.[1] || created.has(tableName(alter[1]))) return null
  return (
    parts(alter[2] ?? '')
      .map((action) => alteration(action.replace(/^alter column ("[^"]+")/, 'alter column x').replace(/^alter ("[^"]+")/, 'alter x')))
      .find((why) => why !== null) ?? null
  )
}

interface Migration {
  name: string
  sha256: string
  sql: string
}

/** Empty when the version in production can live with what is new. `inProduction` are the migrations it was built with. */
export function refusedMigrations(inProduction: readonly Pick<Migration, 'name' | 'sha256'>[], next: readonly Migration[]): Refusal[] {
  const refusals: Refusal[] = []
  const known = new Map(inProduction.map((m) => [m.name, m.sha256]))
  for (const { name } of inProduction) {
    if (!next.some((m) => m.name === name))
      refusals.push({ migration: name, statement: '', why: 'production has applied it and the new release does not contain it' })
  }
  const created = new Set<string>()
  for (const migration of next) {
    const before = known.get(migration.name)
    if (before === migration.sha256) continue
    if (before !== undefined) {
      refusals.push({
        migration: migration.name,
        statement: '',
        why: 'production has applied it with another content; add a new migration instead of changing one',
      })
      continue
    }
    for (const statement of statementsOf(migration.sql)) {
      const why = judge(statement, created)
      if (why) refusals.push({ migration: migration.name, statement: statement.slice(0, 300), why })
    }
  }
  return refusals
}

export const describeRefusals = (refusals: readonly Refusal[]): string =>
  `Refused before anything was started, because the version in production could not live with it: ${refusals
    .slice(0, 5)
    .map((r) => `${r.migration}: ${r.why}${r.statement ? ` (${r.statement.slice(0, 120)})` : ''}`)
    .join('; ')}.`
