/** Relative links of Markdown files that lead nowhere. Addresses of the web are not followed. */
export interface BrokenLink {
  path: string
  target: string
}

export function brokenLinks(files: ReadonlyMap<string, string>): BrokenLink[] {
  const broken: BrokenLink[] = []
  for (const [path, body] of files) {
    if (!path.endsWith('.md')) continue
    for (const target of targetsOf(body)) {
      const [to = '', fragment] = target.split('#')
      const resolved = to === '' ? path : resolve(path, to)
      const found = resolved === null ? undefined : files.get(resolved)
      const exists = found !== undefined && (!fragment || !resolved?.endsWith('.md') || anchorsOf(found).has(fragment.toLowerCase()))
      if (!exists) broken.push({ path, target })
    }
  }
  return broken
}

const withoutCode = (body: string): string => body.replace(/^(`{3,}|~{3,})[\s\S]*?^\1[`~]*\s*$/gm, '').replace(/(?<!\\)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
function targetsOf(body: string): string[] {
  return [...withoutCode(body).matchAll(/(?<!\\)\]\(<?([^)\s>]*)>?(?:\s+"[^"]*")?\)/g)]
    .map(([, to = '']) => decode(to))
    .filter((to) => to !== '' && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(to))
}
const decode = (to: string): string => {
  try {
    return decodeURIComponent(to)
  } catch {
    return to
  }
}

function resolve(from: string, to: string): string | null {
  const parts = to.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of to.replace(/^\//, '').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else parts.push(part)
  }
  return parts.join('/')
}

const anchorsOf = (body: string): Set<string> =>
  new Set(
    [...withoutCode(body).matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/\\/g, '')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  )
