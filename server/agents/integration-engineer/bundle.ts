import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { pack } from 'tar-stream'
import { writeFiles } from '../backend-developer/check.ts'

export interface Bundle {
  bytes: Uint8Array
  digest: string
  metafile: Metafile
  files: string[]
}
interface Needs {
  folder: string
  packages: string
}

/** A deterministic ustar archive: sorted names, no times, no owners. Same files, same digest. */
export async function tar(files: Map<string, Uint8Array>): Promise<Uint8Array> {
  const archive = pack()
  const chunks: Buffer[] = []
  archive.on('data', (chunk) => {
    chunks.push(chunk as Buffer)
  })
  const ended = new Promise<void>((resolve, reject) => {
    archive.once('end', resolve).once('error', reject)
  })
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    archive.entry({ name, size: bytes.byteLength, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, Buffer.from(bytes))
  archive.finalize()
  await ended
  return Buffer.concat(chunks)
}

/** The service's two programs, each one file with everything it needs. ES modules want `require` for the packages inside. */
async function programs(needs: Needs, sources: Map<string, string>): Promise<{ files: Map<string, Uint8Array>; metafile: Metafile }> {
  const folder = join(needs.folder, 'bundle')
  await writeFiles(
    folder,
    [...sources].filter(([path]) => path.startsWith('service/src/')),
  )
  const banner = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
  const result = await build({
    entryPoints: { server: join(folder, 'service/src/main.ts'), migrate: join(folder, 'service/src/migrate-main.ts') },
    absWorkingDir: folder,
    outdir: join(folder, 'out'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    banner: { js: banner },
    nodePaths: [needs.packages],
    external: ['pg-native'],
    metafile: true,
    logLevel: 'silent',
  })
  return { files: new Map(result.outputFiles.map((file) => [file.path.slice(file.path.lastIndexOf('/') + 1), file.contents])), metafile: result.metafile }
}

/** The candidate: programs, migrations, user interface and contract in one archive. */
export async function bundle(
  needs: Needs,
  sources: Map<string, string>,
  ui: Map<string, Uint8Array>,
  facts: { service: string; system: string; requirement: string },
): Promise<Bundle> {
  const { files, metafile } = await programs(needs, sources)
  const prefix = 'service/migrations/'
  for (const [path, sql] of sources) if (path.startsWith(prefix)) files.set(`migrations/${path.slice(prefix.length)}`, Buffer.from(sql))
  for (const [path, bytes] of ui) files.set(path.startsWith('public/') ? path : `public/${path}`, bytes)
  files.set('openapi.json', Buffer.from(sources.get('openapi.json') ?? '{}'))
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const all = [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${hash(text)} ${path}`)
    .join('\n')
  files.set(
    'release.json',
    Buffer.from(`${JSON.stringify({ ...facts, specification: hash(sources.get('.gantry/specification.json') ?? ''), createdFrom: hash(all) }, null, 2)}\n`),
  )
  const bytes = await tar(files)
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex'), metafile, files: [...files.keys()].sort() }
}
