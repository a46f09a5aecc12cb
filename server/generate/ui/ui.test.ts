import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../contract/contract.ts'
import { buildUi } from './build.ts'
import { printed } from './source-text.ts'
import { bare, fixture, hostile, nasty, tiny } from './testing/specifications.ts'
import { applicationTitle, generateUi } from './ui.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const [shop, library] = [fixture('shop'), fixture('library')]
const inputs = { shop, library, tiny, nasty, bare }
const generated = Object.entries(inputs).map(([name, specification]): [string, Map<string, string>] => [
  name,
  generateUi({ specification, openapi: name === 'nasty' ? null : contract(specification), name: specification.title }),
])
const of = (name: string): Map<string, string> => generated.find(([n]) => n === name)?.[1] ?? new Map()
const digest = (files: Iterable<[string, string | Uint8Array]>): string => {
  const hash = createHash('sha256')
  for (const [path, content] of files) hash.update(path).update('\0').update(content).update('\0')
  return hash.digest('hex')
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-ui-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('generated sources', () => {
  test('type check, whatever the specification holds', { timeout: 120_000 }, async () => {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [name, files] of generated) {
      for (const [path, text] of files) {
        await mkdir(dirname(join(folder, name, path)), { recursive: true })
        await writeFile(join(folder, name, path), text)
      }
    }
    const options = JSON.parse(of('shop').get('ui/tsconfig.json') ?? '') as object
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...options, include: ['*/ui/src'] }))
    const { stdout } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false']).catch(
      (error: { stdout: string }) => error,
    )
    expect(stdout).toBe('')
  })

  test.each(generated)('%s builds to the same bytes in any folder', { timeout: 60_000 }, async (name, files) => {
    const here = await buildUi(files)
    await writeFile(join(folder, `${name}.json`), JSON.stringify([...files]))
    const script = `
      import { readFileSync } from 'node:fs'
      import { createHash } from 'node:crypto'
      const { buildUi } = await import(${JSON.stringify(new URL('./build.ts', import.meta.url).href)})
      const hash = createHash('sha256')
      for (const [path, content] of await buildUi(new Map(JSON.parse(readFileSync(${JSON.stringify(join(folder, `${name}.json`))}, 'utf8'))))) hash.update(path).update('\\0').update(content).update('\\0')
      process.stdout.write(hash.digest('hex'))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
    expect(stdout).toBe(digest(here))
    expect([...here.keys()]).toEqual(expect.arrayContaining(['index.html', 'manifest.webmanifest', 'sw.js', 'offline.html', 'icon.svg', 'icons/icon-512.png']))
  })

  test('are the same for the same specification', () => {
    expect(digest(generateUi({ specification: library, openapi: contract(library), name: library.title }))).toBe(digest(of('library')))
  })

  test('keep text as text in every language they are written in', () => {
    const page = of('nasty').get('ui/index.html') ?? ''
    expect(page).not.toContain('<script')
    expect(page).toContain('&lt;/script&gt;')
    expect(JSON.parse(of('nasty').get('ui/public/manifest.webmanifest') ?? '')).toMatchObject({ display: 'standalone' })
    for (const [path, text] of of('nasty')) if (path.startsWith('ui/src/') && !path.includes('/runtime/')) expect(text, path).not.toMatch(/<\/?script/i)
  })

  test('write any value so that it reads back the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant(hostile)), (value) => {
        expect(new Function(`return ${printed(value)}`)()).toEqual(value)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  test('offer no address that the service or the edge answers itself', () => {
    const routes = [...(of('nasty').get('ui/src/routes.tsx') ?? '').matchAll(/path="\/([^"/]*)/g)].map((m) => m[1])
    for (const taken of ['api', 'assets', 'metrics', '-']) expect(routes).not.toContain(taken)
    expect(routes).toContain('metrics2')
  })

  test('name every identifier and file once', () => {
    const files = [...of('nasty').keys()].filter((p) => p.startsWith('ui/src/entities/')).map((p) => p.toLowerCase())
    expect(new Set(files).size).toBe(nasty.entities.length)
  })
})

describe('what follows the specification', () => {
  test('an operation that the contract lacks is not offered', () => {
    const without = structuredClone(contract(shop)) as { paths: Record<string, unknown> }
    delete without.paths['/api/orders/{id}/ship']
    const files = generateUi({ specification: shop, openapi: without, name: 'Shop' })
    expect(of('shop').get('ui/src/entities/order.ts')).toContain("segment: 'ship'")
    expect(files.get('ui/src/entities/order.ts')).not.toContain("segment: 'ship'")
  })

  test('lists take the filters and the search that the contract states', () => {
    expect(of('library').get('ui/src/entities/loan.ts')).toMatch(/parameter: 'memberId'/)
    expect(of('shop').get('ui/src/entities/product.ts')).toMatch(/search: true/)
    const without = structuredClone(contract(shop)) as { paths: Record<string, { get?: { parameters?: { name: string }[] } }> }
    const list = without.paths['/api/products']?.get
    if (list) list.parameters = list.parameters?.filter((p) => p.name !== 'q' && p.name !== 'category')
    const product = generateUi({ specification: shop, openapi: without, name: 'Shop' }).get('ui/src/entities/product.ts')
    expect(product).toMatch(/search: false/)
    expect(product).not.toContain("parameter: 'category'")
  })

  test('forms leave out what the service sets, and what may not change later', () => {
    const book = of('library').get('ui/src/pages/book.tsx') ?? ''
    expect(book).toMatch(/CreatePage entity=\{bookEntity\} fields=\{\['title', 'author', 'isbn', 'publicationYear', 'copies'\]\}/)
    expect(book).toMatch(/EditPage entity=\{bookEntity\} fields=\{\['title', 'author', 'publicationYear', 'copies'\]\}/)
    expect(of('library').get('ui/src/pages/loan.tsx')).toMatch(/CreatePage entity=\{loanEntity\} fields=\{\['memberId', 'bookId', 'loanDate'\]\}/)
  })

  test('a limit on the record itself is carried to the page, one over other records is left to the service', () => {
    expect(of('library').get('ui/src/entities/loan.ts')).toMatch(/fn: '<', args: \[\{ key: 'renewals' \}, \{ value: 2 \}\]/)
    expect(of('shop').get('ui/src/entities/order.ts')).not.toContain('aggregate')
  })

  test.each([
    ['City library – business requirements', 'City library'],
    ['Software Requirements Specification', 'Software Requirements Specification'],
    ['Course enrolment: requirements', 'Course enrolment'],
    ['Requirements', 'Requirements'],
    ['  ', 'Service'],
  ])('%s is an application called %s', (document, title) => {
    expect(applicationTitle(document)).toBe(title)
  })
})

test('the versions that the interface states are those it is built with', async () => {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const stated = JSON.parse(of('shop').get('ui/package.json') ?? '') as { dependencies: Record<string, string>; devDependencies: Record<string, string> }
  for (const [name, version] of Object.entries({ ...stated.dependencies, ...stated.devDependencies }))
    expect([name, version]).toEqual([name, own.dependencies[name]])
})
