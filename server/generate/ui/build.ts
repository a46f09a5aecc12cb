import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, type BuildResult, build, type Loader, type Message, type Plugin } from 'esbuild'
import { brandOf } from './brand.ts'
import { iconPng } from './png.ts'

type Files = ReadonlyMap<string, string>
const gantry = fileURLToPath(new URL('../../../', import.meta.url))
const loaders: Record<string, Loader> = { '.ts': 'ts', '.tsx': 'tsx', '.css': 'css', '.json': 'json', '.svg': 'dataurl' }
const packages = new Set(['react', 'react-dom', 'react-router', '@tanstack/react-query'])

/**
 * Builds the sources below ui/ into the files the service serves: index.html, hashed assets, manifest, service worker,
 * icons. Bundling runs nothing of what it bundles. The same sources give the same bytes in any folder.
 */
export async function buildUi(sources: Files): Promise<Map<string, Uint8Array>> {
  const result = await bundle(sources, { entryPoints: ['ui/src/main.tsx'], platform: 'browser', format: 'esm', target: 'es2022', outdir: '/out' })
  const built = new Map<string, Uint8Array>()
  const assets = (result.outputFiles ?? []).map(({ path, contents }) => {
    const [name = 'main', extension = ''] = posix.basename(path).split('.')
    const at = `assets/${name}-${sha256(contents).slice(0, 10)}.${extension}`
    built.set(at, contents)
    return at
  })
  const page = required(sources, 'ui/index.html').replace('<!-- assets -->', assets.map(tagOf).join('\n    '))
  built.set('index.html', bytes(page))
  for (const [path, text] of sources) if (path.startsWith('ui/public/') && path !== 'ui/public/sw.js') built.set(path.slice('ui/public/'.length), bytes(text))
  for (const [path, icon] of icons(sources)) built.set(path, icon)
  built.set('sw.js', bytes(serviceWorker(required(sources, 'ui/public/sw.js'), built)))
  return new Map([...built].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A module for Node that prints the component page; to be run in the sandbox, since it renders generated code. */
export async function bundleComponentPage(sources: Files): Promise<string> {
  const entry = `import { markup } from './component-page.tsx'\nimport styles from './styles.css'\nprocess.stdout.write(JSON.stringify({ markup: markup(), styles }))\n`
  const css = await bundle(sources, { entryPoints: ['ui/src/styles.css'], outdir: '/out' })
  const styles = new TextDecoder().decode(css.outputFiles?.[0]?.contents)
  const withEntry = new Map([
    ...sources,
    ['ui/src/print-component-page.ts', entry.replace("'./styles.css'", "'./styles.json'")],
    ['ui/src/styles.json', JSON.stringify(styles)],
  ])
  const result = await bundle(withEntry, {
    entryPoints: ['ui/src/print-component-page.ts'],
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outdir: '/out',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return new TextDecoder().decode(result.outputFiles?.[0]?.contents)
}

async function bundle(sources: Files, options: BuildOptions): Promise<BuildResult> {
  try {
    return await build({
      bundle: true,
      minify: true,
      write: false,
      legalComments: 'none',
      charset: 'utf8',
      logLevel: 'silent',
      jsx: 'automatic',
      sourcemap: false,
      metafile: false,
      absWorkingDir: gantry,
      define: { 'process.env.NODE_ENV': '"production"' },
      tsconfigRaw: '{}',
      ...options,
      plugins: [fromMemory(sources)],
    })
  } catch (error) {
    const { errors } = error as { errors?: Message[] }
    if (!errors) throw error
    throw new Error(
      `The user interface does not build: ${errors
        .slice(0, 5)
        .map((e) => `${e.location ? `${e.location.file.replace(/^sources:/, '')}:${e.location.line}: ` : ''}${e.text}`)
        .join('; ')}`,
    )
  }
}

/** Sources come from the map, packages from Gantry's own node_modules, and nothing from anywhere else on this machine. */
function fromMemory(sources: Files): Plugin {
  return {
    name: 'sources',
    setup(run) {
      run.onResolve({ filter: /.*/ }, ({ path, importer, namespace, kind }) => {
        if (namespace !== 'sources' && kind !== 'entry-point') return undefined // a package importing its own files
        const local = kind === 'entry-point' ? path : path.startsWith('.') ? posix.join(posix.dirname(importer), path) : undefined
        if (local !== undefined) return sources.has(local) ? { path: local, namespace: 'sources' } : { errors: [{ text: `${local} does not exist` }] }
        const name = path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/')
        if (path.startsWith('node:') || name === 'process') return { errors: [{ text: `${path} is not available in the browser` }] }
        return packages.has(name) ? run.resolve(path, { resolveDir: gantry, kind }) : { errors: [{ text: `the package ${name} is not available here` }] }
      })
      run.onLoad({ filter: /.*/, namespace: 'sources' }, ({ path }) => {
        const loader = loaders[posix.extname(path)]
        return loader ? { contents: sources.get(path) ?? '', loader } : { errors: [{ text: `${path} is of a kind that cannot be imported` }] }
      })
    },
  }
}

const tagOf = (asset: string): string =>
  asset.endsWith('.css') ? `<link rel="stylesheet" href="/${asset}">` : `<script type="module" src="/${asset}"></script>`

function* icons(sources: Files): Generator<[string, Uint8Array]> {
  const manifest = JSON.parse(required(sources, 'ui/public/manifest.webmanifest')) as { name?: unknown }
  const brand = brandOf(String(manifest.name ?? ''))
  yield ['icons/icon-192.png', iconPng(brand, 192, false)]
  yield ['icons/icon-512.png', iconPng(brand, 512, false)]
  yield ['icons/maskable-512.png', iconPng(brand, 512, true)]
}

/** The shell is what must be there without a network; its version changes with any byte of it. */
function serviceWorker(source: string, built: Map<string, Uint8Array>): string {
  const shell = [...built.keys()].filter((path) => !path.startsWith('icons/')).sort()
  const version = sha256(bytes(shell.map((path) => `${path} ${sha256(built.get(path) ?? new Uint8Array())}`).join('\n'))).slice(0, 12)
  return source
    .replace('const files = []', () => `const files = ${JSON.stringify(shell.map((path) => `/${path}`))}`)
    .replace("'development'", () => `'${version}'`)
}

function required(sources: Files, path: string): string {
  const text = sources.get(path)
  if (text === undefined) throw new Error(`The user interface does not build: ${path} is missing`)
  return text
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
