import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { placeOf } from '#model/address.ts'
import { prisma } from '#server/db.ts'
import {
  type DeploymentInPlace,
  deploymentChannel,
  type Observed,
  observeDeployment,
  takeOverStaging,
  wantedDeployments,
} from '#server/domain/deployment/transitions.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import type { Sandbox } from '#server/sandbox/sandbox.ts'
import { openBundle } from './bundle.ts'
import { ServicesCluster } from './databases.ts'
import { Instance } from './instance.ts'
import { forgetMetrics, instancesByState } from './metrics.ts'
import type { Place } from './place.ts'
import { Routes } from './routes.ts'

const pollMs = 1000
const reconcileMs = 15_000

/** A look at the rows that never ends, as on a connection whose server was killed, must not be the last one. */
function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`not done after ${reconcileMs / 1000} s`)), reconcileMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Runs what the rows ask for. It adopts nothing that ran before: after a restart everything is started again from the database. */
export class Edge {
  readonly routes = new Routes()
  readonly instances = new Map<string, Instance>()
  #place: Place
  #listener: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #reconciling: Promise<void> | undefined
  #again = false
  #stopped = false
  #active = false
  #turns = new Map<string, Promise<unknown>>()

  private constructor(sandbox: Sandbox, cluster: ServicesCluster, runFolder: string) {
    const home = join(env.GANTRY_HOME, 'edge')
    this.#place = {
      sandbox,
      cluster,
      runFolder,
      logFolder: join(home, 'logs'),
      bundle: (digest) => openBundle(join(home, 'bundles'), digest),
      inTurn: (environmentId, work) => this.#inTurn(environmentId, work),
      observe: (instance, state, detail) => this.#observed(instance, state, detail),
    }
  }

  static async open(sandbox: Sandbox): Promise<Edge> {
    // Paths of UNIX sockets end at 107 bytes: below the temporary folder, named after the data folder it belongs to.
    const runFolder = join(tmpdir(), `gantry-edge-${process.getuid?.() ?? 0}-${createHash('sha256').update(env.GANTRY_HOME).digest('hex').slice(0, 8)}`)
    mkdirSync(runFolder, { recursive: true, mode: 0o700 })
    const cluster = await ServicesCluster.open(env.SERVICES_DATABASE_URL, join(runFolder, 'postgresql'))
    return new Edge(sandbox, cluster, runFolder)
  }

  get active(): boolean {
    return this.#active
  }

  /** Resolves when this is the one edge of the database and knows what to run. */
  async start(): Promise<void> {
    await this.#listen()
    this.#timer = setInterval(() => void this.reconcile(), pollMs)
    await this.reconcile()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#reconciling
    await Promise.all([...this.instances.values()].map((instance) => instance.stop(3000)))
    this.instances.clear()
    this.#place.cluster.close()
    await this.#listener?.end().catch(() => {})
    rmSync(this.#place.runFolder, { recursive: true, force: true })
  }

  /** One at a time; a request during one makes another. */
  reconcile(): Promise<void> {
    if (this.#reconciling) {
      this.#again = true
      return this.#reconciling
    }
    const once = async () => {
      do {
        this.#again = false
        if (!this.#stopped && this.#active)
          await inTime(this.#reconcileOnce()).catch((error: unknown) => log.error({ error }, 'What shall run could not be read; it is tried again'))
      } while (this.#again)
    }
    // Not in once() itself: while the edge is not active that ends before it has been remembered, and would be for ever.
    this.#reconciling = once().finally(() => {
      this.#reconciling = undefined
    })
    return this.#reconciling
  }

  /** Traffic moves at once; the row follows. A weight that was set here holds until the row says the same. */
  switchWeights(weights: Record<string, number>): void {
    for (const [id, weight] of Object.entries(weights)) {
      this.routes.setWeight(id, weight)
      this.#pinned.set(id, weight)
    }
    this.routes.rebuild(this.instances.values())
  }
  #pinned = new Map<string, number>()

  /** The service's name when the host belongs to one that exists. */
  async known(host: string): Promise<string | null> {
    const place = placeOf(host, env.GANTRY_APPS_DOMAIN)
    if (!place) return null
    const service = await prisma.service.findFirst({ where: { slug: place.service, system: { slug: place.system } }, include: { system: true } })
    return service && `${service.name} (${service.system.name})`
  }

  async ready(): Promise<boolean> {
    return (
      this.#active &&
      (await prisma.$queryRaw`select 1`.then(
        () => true,
        () => false,
      ))
    )
  }

  async #reconcileOnce(): Promise<void> {
    const wanted = new Map((await wantedDeployments()).map((d) => [d.id, d]))
    for (const [id, instance] of this.instances) {
      const row = wanted.get(id)
      // A failed one has left the list; what it said stays readable on its host until something else is there.
      if (row ? row.releaseDigest !== instance.deployment.releaseDigest || (instance.state === 'failed' && row.observed === 'pending') : true)
        await this.#remove(instance, row !== undefined)
    }
    for (const row of wanted.values()) {
      const pinned = this.#pinned.get(row.id)
      if (pinned === row.weight) this.#pinned.delete(row.id)
      this.routes.setWeight(row.id, this.#pinned.get(row.id) ?? row.weight)
      if (!this.instances.has(row.id)) this.#add(row)
    }
    this.routes.rebuild(this.instances.values())
    this.#count()
  }

  #add(row: DeploymentInPlace): void {
    const instance = new Instance(row, this.#place)
    this.instances.set(row.id, instance)
    void instance.run()
  }

  async #remove(instance: Instance, replaced: boolean): Promise<void> {
    const { id } = instance.deployment
    if (instance.state === 'failed' && !replaced && (await prisma.deployment.count({ where: { id, desired: 'running' } })) > 0) return
    this.instances.delete(id)
    if (!replaced) this.routes.forget(id)
    this.#pinned.delete(id)
    this.routes.rebuild(this.instances.values())
    const ended = instance
      .stop()
      .then(async () => {
        forgetMetrics(instance)
        if (!replaced) await observeDeployment(instance.deployment, 'stopped')
      })
      .catch((error: unknown) => log.error({ error, deployment: id }, 'A deployment could not be stopped cleanly'))
    if (replaced) await ended
  }

  async #observed(instance: Instance, state: Observed, detail: string): Promise<void> {
    const { deployment } = instance
    log.info(
      {
        deployment: deployment.id,
        service: deployment.environment.service.slug,
        environment: deployment.environment.kind,
        state,
        detail: detail.slice(0, 500),
      },
      'deployment',
    )
    this.#count()
    // The database may be away for a while; the instance goes on.
    await observeDeployment(deployment, state, detail.slice(0, 4000), { isolation: this.#place.sandbox.isolation }).catch((error: unknown) =>
      log.error({ error }, 'What a deployment does could not be recorded'),
    )
    if (state === 'ready' && deployment.environment.kind === 'staging' && this.routes.weightOf(deployment.id) === 0) {
      await takeOverStaging(deployment)
      this.#pinned.set(deployment.id, 100) // a list that was read before must not take the traffic away again
      this.routes.setWeight(deployment.id, 100)
    }
    this.routes.rebuild(this.instances.values())
  }

  #count(): void {
    instancesByState.reset()
    for (const { state } of this.instances.values()) instancesByState.inc({ state })
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work, work)
    this.#turns.set(
      key,
      turn.catch(() => {}),
    )
    return turn
  }

  /** One connection hears of changes and holds the lock that makes this the only edge of the database; lost, it is taken again. */
  async #listen(): Promise<void> {
    const client = new pg.Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 10_000, keepAlive: true })
    let lost = false
    const again = () => {
      if (lost || this.#stopped) return
      lost = true
      this.#active = false
      setTimeout(() => void this.#listen().then(() => this.reconcile()), 500)
    }
    client.on('error', again).on('end', again)
    try {
      await client.connect()
      await client.query(`select pg_advisory_lock(hashtext('gantry_edge'))`)
      client.on('notification', () => void this.reconcile())
      await client.query(`listen ${deploymentChannel}`)
      this.#listener = client
      this.#active = true
    } catch (error) {
      log.warn({ error }, 'The edge cannot reach the database; it tries again')
      await client.end().catch(() => {})
      again()
    }
  }
}
