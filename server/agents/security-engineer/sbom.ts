import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Component {
  name: string
  version: string
  license: string
  purl: string
}
interface Metafile {
  inputs: Record<string, unknown>
}

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Packages that are really in the bundle, read from esbuild's list of inputs; sorted, without duplicates. */
export async function components(metafiles: Metafile[]): Promise<Component[]> {
  const folders = new Set<string>()
  for (const file of metafiles.flatMap((m) => Object.keys(m.inputs))) {
    const at = file.lastIndexOf('node_modules/')
    if (at < 0) continue
    const name = file.slice(at + 'node_modules/'.length).match(/^(@[^/]+\/[^/]+|[^/]+)/)?.[0]
    const from = file.indexOf('node_modules/')
    if (name) folders.add(`${file.slice(from, at)}node_modules/${name}`)
  }
  const list = await Promise.all(
    [...folders].map(async (folder): Promise<Component> => {
      const about = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8')) as {
        name: string
        version: string
        license?: string | { type: string }
      }
      const license = typeof about.license === 'string' ? about.license : (about.license?.type ?? 'unknown')
      return { name: about.name, version: about.version, license, purl: `pkg:npm/${about.name.replace('@', '%40')}@${about.version}` }
    }),
  )
  return [...new Map(list.map((c) => [c.purl, c])).values()].sort((a, b) => a.purl.localeCompare(b.purl))
}

/** CycloneDX 1.6. The serial number follows from the contents, so that the same bundle has the same document. */
export function cycloneDx(list: Component[], service: { name: string; digest: string }): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([service, list]))
    .digest('hex')
  const serial = `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: serial,
      version: 1,
      metadata: { component: { type: 'application', 'bom-ref': service.name, name: service.name, hashes: [{ alg: 'SHA-256', content: service.digest }] } },
      components: list.map((c) => ({
        type: 'library',
        'bom-ref': c.purl,
        name: c.name,
        version: c.version,
        purl: c.purl,
        licenses: [
          / |\(/.test(c.license)
            ? { expression: c.license.replace(/[()]/g, '') }
            : { license: /^[\w.+-]+$/.test(c.license) ? { id: c.license } : { name: c.license } },
        ],
      })),
    },
    null,
    2,
  )}\n`
}
