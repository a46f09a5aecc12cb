import { type Network, type Place, placeKey } from '#model/network.ts'
import { slugOf } from './naming.ts'

/** What things are called, over the network and the files: looked up by slug and by name. */
export class Places {
  private readonly systems = new Map<string, string>()
  private readonly services = new Map<string, Set<string>>()
  /** Slugs of systems and "system/service" that exist. */
  readonly known = new Set<string>()

  constructor(network: Network) {
    for (const { slug, name } of network.systems) this.add({ system: slug, service: null }, name)
    // A slug counts before a name: whoever is called "billing" is billing, whatever another one's name is.
    for (const { slug } of network.systems) this.systems.set(slug, slug)
    for (const { system, slug, name } of network.services) this.add({ system, service: slug }, name)
  }

  add(place: Place, name: string): void {
    const key = placeKey(place)
    this.known.add(key)
    for (const word of new Set([place.service ?? place.system, slugOf(name)])) {
      if (word === null) continue
      if (place.service === null) {
        if (!this.systems.has(word)) this.systems.set(word, place.system)
      } else this.services.set(word, (this.services.get(word) ?? new Set()).add(key))
    }
  }
  system(slug: string): string | undefined {
    return this.systems.get(slug)
  }
  /** Services of this slug or name in any system. */
  servicesCalled(slug: string): Place[] {
    return [...(this.services.get(slug) ?? [])].map(placeOf)
  }
  serviceIn(system: string, slug: string): string | undefined {
    if (this.known.has(`${system}/${slug}`)) return slug
    return this.servicesCalled(slug).find((place) => place.system === system)?.service ?? undefined
  }
}
export const placeOf = (key: string): Place => {
  const at = key.indexOf('/')
  if (at < 0) return { system: key, service: null }
  return { system: key.slice(0, at), service: key.slice(at + 1) }
}
