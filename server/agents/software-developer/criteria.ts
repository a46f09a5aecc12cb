/** What makes a web application installable, checked on the files that were really built. */
export interface Criterion {
  id: string
  label: string
  passed: boolean
  found: string
}

type Built = ReadonlyMap<string, Uint8Array>
interface Icon {
  src: string
  sizes: string
  type: string
  purpose: string
}

export function installability(built: Built): Criterion[] {
  const page = textOf(built, 'index.html')
  const link = tags(page, 'link').find((t) => t.rel?.split(/\s+/).includes('manifest'))
  const manifest = parsed(textOf(built, local(link?.href)))
  const worker = textOf(built, 'sw.js')
  const scripts = tags(page, 'script').map((t) => local(t.src))
  const listed = listedFiles(worker)
  const missing = listed.filter((path) => !built.has(local(path)))
  return [
    criterion('manifest', 'The page links a web app manifest that is JSON', manifest !== null, link?.href ?? 'no link'),
    ...ofManifest(built, manifest ?? {}),
    criterion('viewport', 'The page fits the device width', /width=device-width/.test(metaOf(page, 'viewport')), metaOf(page, 'viewport') || 'none'),
    criterion('theme', 'The page states a theme colour', /^#[0-9a-f]{6}$/i.test(metaOf(page, 'theme-color')), metaOf(page, 'theme-color') || 'none'),
    criterion('scripts', 'Every script the page loads was built', scripts.length > 0 && scripts.every((s) => built.has(s)), scripts.join(', ') || 'none'),
    criterion(
      'registered',
      'A built script registers the service worker',
      scripts.some((s) => textOf(built, s).includes('/sw.js')),
      worker === '' ? 'no sw.js' : '/sw.js',
    ),
    criterion('fetch', 'The service worker answers requests', /addEventListener\(\s*['"]fetch['"]/.test(worker), worker === '' ? 'no sw.js' : 'fetch handler'),
    criterion(
      'shell',
      'Everything the service worker stores exists',
      listed.includes('/index.html') && missing.length === 0,
      missing.length > 0 ? `missing ${missing.join(', ')}` : `${listed.length} files`,
    ),
    criterion(
      'offline',
      'There is a page for being offline',
      built.has('offline.html') && listed.includes('/offline.html'),
      built.has('offline.html') ? 'offline.html' : 'none',
    ),
    criterion(
      'data',
      'Data is never stored: no listed file is an answer of the service',
      listed.every((path) => !/^\/(api|-)(\/|$)/.test(path)),
      `${listed.length} files checked`,
    ),
  ]
}

function ofManifest(built: Built, manifest: Record<string, unknown>): Criterion[] {
  const icons = (Array.isArray(manifest.icons) ? manifest.icons : []).map(
    (i: Partial<Icon>): Icon => ({ src: String(i.src ?? ''), sizes: String(i.sizes ?? ''), type: String(i.type ?? ''), purpose: String(i.purpose ?? 'any') }),
  )
  const png = icons.filter((i) => i.type === 'image/png').map((icon) => ({ icon, size: pngSize(built.get(local(icon.src))) }))
  const wrong = png.filter(({ icon, size }) => size === null || icon.sizes !== `${size.width}x${size.height}`)
  const atLeast = (side: number, purpose: string): boolean =>
    png.some(({ icon, size }) => size !== null && size.width >= side && size.height >= side && icon.purpose.split(/\s+/).includes(purpose))
  const text = (key: string): string => (typeof manifest[key] === 'string' ? manifest[key] : '')
  return [
    criterion(
      'name',
      'The manifest has a name and a short name',
      text('name').trim() !== '' && text('short_name').trim() !== '',
      `${text('name')} / ${text('short_name')}`,
    ),
    criterion(
      'start',
      'The start address lies within the scope',
      text('start_url').startsWith('/') && text('start_url').startsWith(text('scope') || '/'),
      text('start_url') || 'none',
    ),
    criterion('display', 'It opens in a window of its own', ['standalone', 'fullscreen', 'minimal-ui'].includes(text('display')), text('display') || 'none'),
    criterion('icons', 'PNG icons of 192 and 512 pixels', atLeast(192, 'any') && atLeast(512, 'any'), png.map(({ icon }) => icon.sizes).join(', ') || 'none'),
    criterion(
      'maskable',
      'An icon that may be cut to any shape',
      atLeast(192, 'maskable'),
      png
        .filter(({ icon }) => icon.purpose.includes('maskable'))
        .map(({ icon }) => icon.src)
        .join(', ') || 'none',
    ),
    criterion(
      'sizes',
      'Every icon is there and as large as stated',
      png.length > 0 && wrong.length === 0,
      wrong.map(({ icon }) => icon.src).join(', ') || `${png.length} icons`,
    ),
  ]
}

const criterion = (id: string, label: string, passed: boolean, found: string): Criterion => ({ id, label, passed, found })
const local = (address: string | undefined): string => (address ?? '').replace(/^\//, '').replace(/[?#].*$/, '')
const textOf = (built: Built, path: string): string => new TextDecoder().decode(built.get(path))

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Attributes of a void or script tag in the page that the build wrote. */
function tags(page: string, name: string): Record<string, string>[] {
  return [...page.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map((m) =>
    Object.fromEntries([...(m[1] ?? '').matchAll(/([\w-]+)="([^"]*)"/g)].map((a) => [a[1], a[2]])),
  )
}
const metaOf = (page: string, name: string): string => tags(page, 'meta').find((t) => t.name === name)?.content ?? ''

function listedFiles(worker: string): string[] {
  const list = /const files = (\[[^\]]*\])/.exec(worker)?.[1]
  try {
    return (JSON.parse(list ?? '[]') as unknown[]).map(String)
  } catch {
    return []
  }
}

/** Width and height from a PNG's header; null when it is none. */
function pngSize(bytes: Uint8Array | undefined): { width: number; height: number } | null {
  if (!bytes || bytes.length < 24 || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== '\x89PNG\r\n\x1a\n') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}
