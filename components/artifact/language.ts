/** Which grammar shows a file; null: plain text. Each is its own chunk, loaded when a file of its kind is opened. */
const grammars = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  terraform: () => import('shiki/langs/terraform.mjs'),
  gherkin: () => import('shiki/langs/gherkin.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
}
export type Language = keyof typeof grammars
export const loadGrammar = (language: Language) => grammars[language]()

const byExtension: Record<string, Language> = {
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  json: 'json',
  sarif: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sql: 'sql',
  css: 'css',
  html: 'html',
  xml: 'xml',
  svg: 'xml',
  md: 'markdown',
  sh: 'shellscript',
  tf: 'terraform',
  feature: 'gherkin',
  diff: 'diff',
  patch: 'diff',
  webmanifest: 'json',
}
const fences: Record<string, Language> = {
  ts: 'typescript',
  js: 'javascript',
  bash: 'shellscript',
  sh: 'shellscript',
  shell: 'shellscript',
  yml: 'yaml',
  dockerfile: 'docker',
  hcl: 'terraform',
}

export function languageOf(path: string): Language | null {
  const name = path.split('/').at(-1) ?? ''
  if (/^(Dockerfile|Containerfile)/.test(name)) return 'docker'
  return byExtension[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? null
}
export const languageOfFence = (name: string): Language | null => (Object.hasOwn(grammars, name) ? (name as Language) : (fences[name] ?? null))

export type Rendering = 'markdown' | 'image' | 'mermaid' | 'code' | 'binary'
export function renderingOf({ path, mediaType }: { path: string; mediaType: string }): Rendering {
  if (/\.(md|markdown)$/i.test(path)) return 'markdown'
  if (/\.(mmd|mermaid)$/i.test(path)) return 'mermaid'
  if (/^image\/(svg\+xml|png|jpeg|webp|gif)/.test(mediaType)) return 'image'
  if (/\.(tar|gz|zip|png|ico|woff2?)$/i.test(path) || /octet-stream|x-tar/.test(mediaType)) return 'binary'
  return 'code'
}
