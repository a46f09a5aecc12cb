import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Entry {
  payload: AdapterPayload
  expiresAt: number | null // milliseconds
}

/**
 * Sessions, grants and sign-ins under way, in one small file of the data folder: a restart of the provider in the middle of a sign-in
 * goes unnoticed. Written before a request is answered. A handful of people at most use it at a time, so a whole rewrite (under 1 ms) does.
 */
export class Store {
  private readonly file: string
  private readonly entries: Map<string, Entry>

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.file = join(folder, 'sessions.json')
    this.entries = new Map(existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as [string, Entry][]) : [])
  }

  get(key: string): AdapterPayload | undefined {
    const entry = this.entries.get(key)
    return entry && (entry.expiresAt === null || entry.expiresAt > Date.now()) ? entry.payload : undefined
  }

  find(matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const key of this.entries.keys()) {
      const payload = this.get(key)
      if (payload && matches(payload)) return payload
    }
    return undefined
  }

  set(key: string, payload: AdapterPayload, expiresIn: number | undefined): void {
    this.entries.set(key, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : null })
    this.save()
  }

  deleteWhere(matches: (key: string, payload: AdapterPayload) => boolean): void {
    for (const [key, entry] of this.entries) if (matches(key, entry.payload)) this.entries.delete(key)
    this.save()
  }

  private save(): void {
    for (const [key, entry] of this.entries) if (entry.expiresAt !== null && entry.expiresAt <= Date.now()) this.entries.delete(key)
    const temporary = `${this.file}.new`
    writeFileSync(temporary, JSON.stringify([...this.entries]), { mode: 0o600 })
    renameSync(temporary, this.file)
  }
}

/** oidc-provider's port to its storage; `model` is the kind of thing (Session, Grant, AuthorizationCode …). */
export const adapterFor =
  (store: Store) =>
  (model: string): Adapter => {
    const key = (id: string) => `${model}:${id}`
    return {
      upsert: async (id, payload, expiresIn) => store.set(key(id), payload, expiresIn),
      find: async (id) => store.get(key(id)),
      findByUid: async (uid) => store.find((payload) => payload.kind === model && payload.uid === uid),
      findByUserCode: async () => undefined, // the device flow is off
      destroy: async (id) => store.deleteWhere((candidate) => candidate === key(id)),
      revokeByGrantId: async (grantId) => store.deleteWhere((_key, payload) => payload.grantId === grantId),
      consume: async (id) => {
        const payload = store.get(key(id))
        const left = payload?.exp ? payload.exp - Math.floor(Date.now() / 1000) : undefined
        if (payload) store.set(key(id), { ...payload, consumed: Math.floor(Date.now() / 1000) }, left)
      },
    }
  }
