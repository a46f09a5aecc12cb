import type { Network, NetworkSystem } from '#model/network.ts'
import type { ServiceFacts, Standards } from '#model/service-facts.ts'
import { type SystemView, viewsOf } from '#server/generate/documents/view.ts'
import { fullName, type RepositoryName, repositoryNameOf } from '#server/git/forge/forge.ts'
import type { ForgeSettings } from '#server/git/forge/settings.ts'

export interface Place {
  view: SystemView
  repository: RepositoryName | null
  name: string
  /** Why its documents cannot be written, and what to change. */
  refused: string | null
}

/** Which system's documents go into which repository. */
export function placesOf(network: Network, facts: readonly ServiceFacts[], standards: Standards, settings: ForgeSettings): Place[] {
  const taken = new Set<string>()
  return viewsOf(network, facts, standards).map((view) => {
    const repository = placeOf(view.system, settings)
    const name = repository ? fullName(repository) : (view.system.repository ?? view.system.slug)
    const refused = refusalOf(name, repository, settings, taken.has(name.toLowerCase()))
    taken.add(name.toLowerCase())
    return { view, repository, name, refused }
  })
}

/** "namespace/name" as the system states it; else a name of its own beside the others. */
const placeOf = (system: NetworkSystem, settings: ForgeSettings): RepositoryName | null =>
  repositoryNameOf(system.repository ?? `${system.slug}-system-architect`, `Documents of ${system.name}`, settings.namespace)

function refusalOf(name: string, repository: RepositoryName | null, settings: ForgeSettings, taken: boolean): string | null {
  if (!repository)
    return `"${name}" cannot be the name of a repository. Change it on the system's page: letters, digits, dots and hyphens, as organisation/name.`
  if (settings.kind !== 'local' && !repository.namespace)
    return `The repository "${name}" names no organisation. Write it as organisation/name on the system's page, or set GANTRY_FORGE_NAMESPACE.`
  return taken ? `Another system states the repository ${name} too. Give each its own.` : null
}
