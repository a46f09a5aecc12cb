import { randomInt } from 'node:crypto'
import { hostOf, placeOf } from '#model/address.ts'
import { env } from '#server/env.ts'
import type { Instance } from './instance.ts'
import type { Visited } from './sign-in.ts'

export interface Route {
  visited: Visited
  shares: { instance: Instance; weight: number }[]
}

const nameOf = (instance: Instance): string => {
  const { system, name } = instance.deployment.environment.service
  return `${name} (${system.name})`
}

/**
 * Host → the instances that share it. Rebuilt from instances and weights; read on every request. Weights are kept apart
 * from the rows: a rollback switches here first and is recorded afterwards.
 */
export class Routes {
  #weights = new Map<string, number>()
  #byHost = new Map<string, Route>()

  weightOf(deploymentId: string): number {
    return this.#weights.get(deploymentId) ?? 0
  }

  setWeight(deploymentId: string, weight: number): void {
    this.#weights.set(deploymentId, weight)
  }

  forget(deploymentId: string): void {
    this.#weights.delete(deploymentId)
  }

  rebuild(instances: Iterable<Instance>): void {
    const byHost = new Map<string, Route>()
    for (const instance of instances) {
      const { environment } = instance.deployment
      const place = { service: environment.service.slug, system: environment.service.system.slug, environment: environment.kind as 'staging' | 'production' }
      const host = hostOf(place, env.GANTRY_APPS_DOMAIN)
      const route = byHost.get(host) ?? { visited: { place, environment, name: nameOf(instance), openapi: {} }, shares: [] }
      route.shares.push({ instance, weight: this.weightOf(instance.deployment.id) })
      byHost.set(host, route)
    }
    for (const route of byHost.values()) {
      const first = [...route.shares].sort((a, b) => b.weight - a.weight)[0]
      route.visited.openapi = first?.instance.bundle?.openapi ?? {}
    }
    this.#byHost = byHost
  }

  find(host: string | undefined): Route | undefined {
    const place = host ? placeOf(host, env.GANTRY_APPS_DOMAIN) : null
    return place ? this.#byHost.get(hostOf(place, env.GANTRY_APPS_DOMAIN)) : undefined
  }

  hosts(): string[] {
    return [...this.#byHost.keys()].sort()
  }
}

/** A visitor's number decides which side of a rollout they see; it stays with them in a cookie. 0-99. */
export const newVisitor = (): string => String(randomInt(100)).padStart(2, '0')
export const isVisitor = (value: string | undefined): value is string => /^\d\d$/.test(value ?? '')

export const serving = (route: Route): Route['shares'] => route.shares.filter((s) => s.weight > 0)

/** Who answers this visitor: the newest release has the low numbers, so that a rising weight never moves anybody back. */
export function choose(route: Route, visitor: number): Instance | undefined {
  const ready = serving(route).filter((s) => s.instance.ready)
  const total = ready.reduce((sum, s) => sum + s.weight, 0)
  let reached = 0
  for (const { instance, weight } of ready.sort((a, b) => b.instance.deployment.createdAt.getTime() - a.instance.deployment.createdAt.getTime())) {
    reached += weight
    if (visitor * total < reached * 100) return instance
  }
  return undefined
}
