import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import type { Network } from '#model/network.ts'
import { noStandards } from '#model/service-facts.ts'
import { richNetwork } from '#server/generate/documents/test-network.ts'
import { type SystemView, viewsOf } from '#server/generate/documents/view.ts'
import { type Forge, repositoryNameOf } from '#server/git/forge/forge.ts'
import { type ForgeSettings, forgeOf } from '#server/git/forge/settings.ts'
import type { TestForge } from '#server/git/forge/test-forge.ts'
import { startGitea } from '#server/git/forge/test-gitea.ts'
import { startGithub } from '#server/git/forge/test-github.ts'
import { startGitlab } from '#server/git/forge/test-gitlab.ts'
import { nothingSwept, type Swept, type SweptState } from './job.ts'
import { branchName } from './propose.ts'
import { sweepRepository } from './sweep.ts'

vi.setConfig({ testTimeout: 120_000 })
const scratch = mkdtempSync(join(tmpdir(), 'gantry-forges-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const token = 'secret-token-0123456789'
const name = 'acme/stock'
let folders = 0

const kinds = [
  { kind: 'github' as const, start: startGithub },
  { kind: 'gitlab' as const, start: startGitlab },
  { kind: 'gitea' as const, start: startGitea },
]
/** The smaller of the two systems, with a description that tests change. */
function viewOf(description: string): SystemView {
  const network: Network = richNetwork()
  const view = viewsOf({ ...network, systems: network.systems.map((s) => ({ ...s, description })) }, [], noStandards)[1]
  if (!view) throw new Error('no system')
  return view
}

describe.each(kinds)('$kind', ({ kind, start }) => {
  const open: TestForge[] = []
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close()
  })
  async function world(over: Partial<ForgeSettings> = {}) {
    const server = await start(join(scratch, String(++folders)), token)
    open.push(server)
    const settings: ForgeSettings = {
      kind,
      url: server.url,
      token,
      namespace: undefined,
      visibility: 'private',
      merge: 'merge',
      patience: 5,
      checks: 3,
      ...over,
    }
    const forge = await forgeOf(settings, scratch)
    return { server, forge, store: server.store, sweep: sweeper(forge, settings) }
  }
  /** Sweeps like the runner: the state of one is what the next begins with. */
  function sweeper(forge: Forge, settings: ForgeSettings) {
    let state: SweptState = nothingSwept
    let texts: string[] = []
    let number = 0
    return async (description: string, die = false): Promise<Swept> => {
      const repository = repositoryNameOf(name, 'Documents of Stock', undefined)
      if (!repository) throw new Error('no name')
      const swept = await sweepRepository(forge, {
        view: viewOf(description),
        repository,
        number: ++number,
        state,
        known: async () => texts,
        patience: settings.checks,
        mayMerge: settings.merge !== 'off',
        signal: new AbortController().signal,
        remember: async (next) => {
          if (die) throw new Error('killed')
          state = next
        },
      })
      state = swept.state
      if (swept.documents) texts = swept.documents.map((d) => d.text)
      return swept
    }
  }
  const readme = async (store: TestForge['store'], branch = 'main'): Promise<string> => store.line(name, 'show', `${branch}:README.md`)
  const edit = async (store: TestForge['store'], branch: string, change: (text: string) => string): Promise<string> => {
    const commit = await store.commit(
      name,
      await store.head(name, branch),
      'By a person',
      new Map([['README.md', Buffer.from(change(`${await readme(store, branch)}\n`))]]),
    )
    await store.setHead(name, branch, commit)
    return commit
  }

  test('makes the repository, proposes, merges with the expected head; the same again asks little and commits nothing', async () => {
    const { server, store, sweep } = await world()
    const first = await sweep('One.')
    expect(first).toMatchObject({ status: 'created', fresh: true, commits: 2, note: '' })
    expect(await readme(store)).toContain('One.')
    expect(store.pullsOf(name)).toMatchObject([{ merged: true, title: 'Documents of Stock' }])
    expect(await store.head(name, branchName)).toBeNull()
    expect(first.commit).toBe(await store.head(name, 'main'))
    const before = server.calls.length
    expect(await sweep('One.')).toMatchObject({ status: 'unchanged', commits: 0, documents: null })
    expect(server.calls.length - before).toBeLessThanOrEqual(2)
    const second = await sweep('Two.')
    expect(second).toMatchObject({ status: 'updated', commits: 1, changed: ['README.md', 'docs/diagrams/context.svg'] })
    expect(await readme(store)).toContain('Two.')
  })

  test('waits for checks; a failed one keeps the one request open, and the next sweep merges it', async () => {
    const { store, sweep } = await world()
    store.checks = ['pending', 'success', 'failure']
    expect(await sweep('One.')).toMatchObject({ status: 'created' })
    expect(await sweep('Two.')).toMatchObject({ status: 'waiting', commits: 1 })
    store.checks = ['success']
    expect(await sweep('Two.')).toMatchObject({ status: 'updated', commits: 0 })
    expect(store.pullsOf(name).map((p) => p.merged)).toEqual([true, true])
  })

  test('a new state of the model goes into the same branch and leaves one open request', async () => {
    const { store, sweep } = await world({ merge: 'off' })
    expect(await sweep('One.')).toMatchObject({ status: 'proposed' })
    expect(await sweep('One.')).toMatchObject({ status: 'proposed', commits: 0 })
    expect(await sweep('Two.')).toMatchObject({ status: 'proposed', commits: 1 })
    expect(store.pullsOf(name).filter((p) => p.state === 'open')).toHaveLength(1)
    expect(await readme(store, branchName)).toContain('Two.')
    expect(await store.line(name, 'rev-list', '--count', `main..${branchName}`)).toBe('1')
  })

  test('a request that a person closed is not opened again until the documents change', async () => {
    const { store, sweep } = await world({ merge: 'off' })
    await sweep('One.')
    const [pull] = store.pullsOf(name)
    if (!pull) throw new Error('no request')
    pull.state = 'closed'
    for (let i = 0; i < 2; i++) expect(await sweep('One.')).toMatchObject({ status: 'closed', commits: 0 })
    expect(store.pullsOf(name)).toHaveLength(1)
    expect(await sweep('Two.')).toMatchObject({ status: 'proposed' })
    expect(store.pullsOf(name).map((p) => p.state)).toEqual(['closed', 'open'])
  })

  test('what a person committed to the branch is not written over', async () => {
    const { store, sweep } = await world({ merge: 'off' })
    await sweep('One.')
    const theirs = await edit(store, branchName, (text) => `${text}\nMine.\n`)
    expect(await sweep('Two.')).toMatchObject({ status: 'conflict', commits: 0 })
    expect(await store.head(name, branchName)).toBe(theirs)
  })

  test('words of people in the default branch stay; a changed section is left alone', async () => {
    const { store, sweep } = await world()
    await sweep('One.')
    await edit(store, 'main', (text) => `${text}\n## Ours\n\nAsk Kim.\n`)
    expect(await sweep('Two.')).toMatchObject({ status: 'updated' })
    expect(await readme(store)).toMatch(/Two\.[\s\S]*Ask Kim\./)
    await edit(store, 'main', (text) => text.replace('# Stock', '# The stock'))
    const diverged = await sweep('Three.')
    expect(diverged).toMatchObject({
      status: 'diverged',
      commits: 1,
      changed: ['README.md', 'docs/diagrams/context.svg'],
      divergences: [{ path: 'README.md', section: 'overview', what: 'changed' }],
    })
    expect(await readme(store)).toMatch(/# The stock\n\nTwo\.[\s\S]*Ask Kim\./)
  })

  test('one that died after writing the branch is gone on with: one branch, one request, one commit', async () => {
    const { store, sweep } = await world()
    await sweep('One.')
    await expect(sweep('Two.', true)).rejects.toThrow('killed')
    const left = await store.head(name, branchName)
    expect(left).not.toBeNull()
    expect(await sweep('Two.')).toMatchObject({ status: 'updated', commits: 0 })
    expect(store.pullsOf(name)).toHaveLength(2)
    expect(await store.line(name, 'rev-list', '--count', '--no-merges', 'main')).toBe('3')
  })

  test('a head that moved while it was looked at is not merged', async () => {
    const { server, store, sweep, forge } = await world()
    await sweep('One.')
    const merge = forge.requests?.merge
    if (!forge.requests || !merge) throw new Error('no requests')
    forge.requests.merge = async (r, request, head) => {
      await edit(store, branchName, (text) => `${text}\nPushed meanwhile.\n`)
      return merge(r, request, head)
    }
    expect(await sweep('Two.')).toMatchObject({ status: 'conflict' })
    expect(await readme(store)).toContain('One.')
    expect(server.calls.length).toBeGreaterThan(0)
  })

  test('a rate limit is waited for; a refused token, a missing organisation and a silent server say what to do, and never the token', async () => {
    const { server, sweep } = await world()
    server.interrupt.push({ status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '0' } }, { status: 503, body: {} })
    expect(await sweep('One.')).toMatchObject({ status: 'created' })
    server.interrupt.push({
      status: 403,
      body: { message: 'API rate limit exceeded' },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600) },
    })
    const limited = await sweep('Two.').catch((error: Error) => error)
    expect(String(limited)).toMatch(/asks to wait 3\d\d\d s \(rate limit\)/)
    const wrong = await forgeOf(
      { kind, url: server.url, token: 'another-secret', namespace: undefined, visibility: 'private', merge: 'merge', patience: 1, checks: 1 },
      scratch,
    )
    const refused = await wrong.open({ namespace: 'acme', name: 'stock', description: '' }).catch((error: Error) => error)
    expect(String(refused)).toContain('Is GANTRY_FORGE_TOKEN still valid?')
    const { forge } = await world()
    const missing = await forge.open({ namespace: 'nobody', name: 'stock', description: '' }).catch((error: Error) => error)
    const gone = await forgeOf(
      { kind, url: 'http://127.0.0.1:1', token, namespace: undefined, visibility: 'private', merge: 'merge', patience: 0, checks: 1 },
      scratch,
    )
    const silent = await gone.open({ namespace: 'acme', name: 'stock', description: '' }).catch((error: Error) => error)
    expect(String(silent)).toContain('cannot be reached at http://127.0.0.1:1')
    for (const error of [limited, refused, missing, silent]) {
      expect(error).toBeInstanceOf(Error)
      expect(`${error} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/secret/)
    }
  })
})

test.each([
  ['acme/shop', 'acme', 'shop'],
  ['https://github.com/acme/shop.git', 'acme', 'shop'],
  ['group/sub/shop', 'group/sub', 'shop'],
  ['shop', 'given', 'shop'],
])('%s is %s / %s', (stated, namespace, repo) => expect(repositoryNameOf(stated, '', 'given')).toMatchObject({ namespace, name: repo }))
test.each(['', '../../etc', 'a/../b', 'a b', '/', '.git', 'a/.hidden', 'x'.repeat(200), 'a/b.lock', '-rf'])('%j is no name', (stated) =>
  expect(repositoryNameOf(stated, '', 'given')).toBeNull(),
)
