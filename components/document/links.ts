/** Addresses of documents, and where the relative links in them lead. Pure. */
export const documentHref = (system: string, path: string): string =>
  `/documents/systems/${encodeURIComponent(system)}/${path.split('/').map(encodeURIComponent).join('/')}`

export function linkFrom(system: string, path: string, known: ReadonlySet<string>, href: string): string | null {
  const [target = '', fragment] = href.split('#')
  const parts = target.startsWith('/') ? [] : path.split('/').slice(0, -1)
  for (const part of decode(target).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  const to = target === '' ? path : parts.join('/')
  return known.has(to) ? `${documentHref(system, to)}${fragment ? `#${fragment}` : ''}` : null
}
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The markers are for those who edit the file. */
export const withoutMarkers = (text: string): string => text.replace(/^<!-- (gantry:(begin|end)|markdownlint-(dis|en)able).*-->\n?/gm, '')

const names: Record<string, string> = {
  api: 'Contracts',
  'docs/decisions': 'Decisions',
  'docs/diagrams': 'Drawings',
  'docs/runbooks': 'Runbooks',
  monitoring: 'Dashboards',
  'tests/integration': 'Integration suite',
}
const main = ['README.md', 'ARCHITECTURE.md', 'INTEGRATION.md', 'WORKFLOWS.md']

/** The four that people read first, then the rest by folder. Settings of tools are not listed. */
export function groupsOf<T extends { path: string }>(documents: readonly T[]): { label: string; documents: T[] }[] {
  const first = main.flatMap((path) => documents.filter((d) => d.path === path))
  const rest = documents.filter((d) => !main.includes(d.path) && !d.path.startsWith('.'))
  const folders = [...new Set(rest.map((d) => d.path.split('/').slice(0, -1).join('/')))].sort()
  return [
    ...(first.length > 0 ? [{ label: 'Documents', documents: first }] : []),
    ...folders.map((folder) => ({
      label: names[folder] ?? (folder || 'Others'),
      documents: rest.filter((d) => d.path.split('/').slice(0, -1).join('/') === folder),
    })),
  ]
}

/** What the search marked by [[ and ]], as parts. */
export const markedParts = (excerpt: string): { text: string; found: boolean }[] =>
  excerpt
    .split(/(\[\[.*?\]\])/s)
    .flatMap((part) =>
      part === '' ? [] : [part.startsWith('[[') && part.endsWith(']]') ? { text: part.slice(2, -2), found: true } : { text: part, found: false }],
    )
