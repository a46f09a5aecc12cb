import { join } from 'node:path'
import type { Env } from '#server/env.ts'
import type { Forge, ForgeKind } from './forge.ts'
import { localForge } from './local.ts'

export interface ForgeSettings {
  kind: ForgeKind
  url: string // of the API
  token: string
  namespace: string | undefined // for systems whose repository names none
  visibility: 'private' | 'internal' | 'public'
  merge: 'merge' | 'squash' | 'off'
  /** Seconds to wait for a rate limit, and for checks. */
  patience: number
  checks: number
}

const addresses: Record<Exclude<ForgeKind, 'local'>, string> = { github: 'https://api.github.com', gitlab: 'https://gitlab.com/api/v4', gitea: '' }

/** Throws with the setting to change when they do not fit together. */
export function forgeSettings(env: Env): ForgeSettings {
  const kind = env.GANTRY_FORGE
  const common = {
    kind,
    namespace: env.GANTRY_FORGE_NAMESPACE,
    visibility: env.GANTRY_FORGE_VISIBILITY,
    merge: env.GANTRY_FORGE_MERGE,
    patience: env.GANTRY_FORGE_PATIENCE,
    checks: env.GANTRY_FORGE_CHECKS,
  }
  if (kind === 'local') return { ...common, url: '', token: '' }
  const url = env.GANTRY_FORGE_URL ?? addresses[kind]
  if (!url || !URL.canParse(url)) throw new Error(`GANTRY_FORGE_URL must be the address of the API of ${kind}, for example https://git.example.org/api/v1.`)
  if (!env.GANTRY_FORGE_TOKEN) throw new Error(`GANTRY_FORGE_TOKEN is needed for GANTRY_FORGE=${kind}: a token that may write repositories and requests.`)
  return { ...common, url: url.replace(/\/+$/, ''), token: env.GANTRY_FORGE_TOKEN }
}

export async function forgeOf(settings: ForgeSettings, home: string): Promise<Forge> {
  switch (settings.kind) {
    case 'local':
      return localForge(join(home, 'documents'))
    case 'github':
      return (await import('./github.ts')).githubForge(settings)
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabForge(settings)
    case 'gitea':
      return (await import('./gitea.ts')).giteaForge(settings)
  }
}
