import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import { secretsOf } from '#server/domain/deployment/environment.ts'
import type { DeploymentInPlace, Observed } from '#server/domain/deployment/transitions.ts'
import type { SandboxProcess, SandboxResult } from '#server/sandbox/sandbox.ts'
import type { Bundle } from './bundle.ts'
import { Counters } from './counters.ts'
import { InstanceLog } from './instance-log.ts'
import type { Place } from './place.ts'
import { databaseVariables, prepareDatabase, Refused, socketMount } from './prepare.ts'
import { audienceOf, issuer, jwksOf } from './tokens.ts'

const startSeconds = 30
const checkEveryMs = 1000
const failuresUntilUnhealthy = 3
const longestPauseMs = 30_000
const startsUntilFailed = 3
const drainMs = 10_000

/** One deployment as a process: prepared, started, watched, restarted, ended. It says what happens to it through `observe`. */
export class Instance {
  readonly deployment: DeploymentInPlace
  readonly counters = new Counters()
  readonly log: InstanceLog
  bundle: Bundle | undefined
  state: Observed = 'pending'
  detail = ''
  /** Times the process ended by itself; a rollout reads it. */
  crashes = 0
  inFlight = 0
  pool: Pool | undefined
  #place: Place
  #process: SandboxProcess | undefined
  #ending = new AbortController()
  #folder: string
  #everReady: boolean

  constructor(deployment: DeploymentInPlace, place: Place) {
    this.deployment = deployment
    this.#place = place
    this.#folder = join(place.runFolder, deployment.id)
    this.#everReady = deployment.readyAt !== null
    this.log = new InstanceLog(place.logFolder, deployment.id)
  }

  get ready(): boolean {
    return this.state === 'ready'
  }

  residentBytes(): Promise<number> {
    return this.#process?.residentBytes() ?? Promise.resolve(0)
  }

  /** Runs until stop(). Never rejects. */
  async run(): Promise<void> {
    try {
      const bundle = await this.#prepare()
      await this.#keepRunning(bundle)
    } catch (error) {
      if (this.#ending.signal.aborted) return
      const message = error instanceof Error ? error.message : String(error)
      this.log.write(message)
      await this.#observe('failed', message)
    }
  }

  /** Requests under way may end; then the program is asked to, then it is ended. */
  async stop(graceMs = drainMs): Promise<void> {
    this.#ending.abort()
    this.state = 'stopped'
    const until = Date.now() + graceMs
    while (this.inFlight > 0 && Date.now() < until) await wait(20)
    const running = this.#process
    if (running) {
      running.kill('SIGTERM')
      const ended = await Promise.race([running.exited.then(() => true), wait(Math.min(graceMs, 3000), false)])
      if (!ended) running.kill('SIGKILL')
      await running.exited
    }
    await this.pool?.destroy()
    this.log.end()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #prepare(): Promise<Bundle> {
    const bundle = await this.#place.bundle(this.deployment.releaseDigest)
    this.bundle = bundle
    await this.#observe('migrating')
    for (let failures = 0; ; failures++) {
      try {
        await this.#place.inTurn(this.deployment.environmentId, () =>
          prepareDatabase(this.deployment, bundle, this.#place.cluster, this.#place.sandbox, (line) => this.log.write(line)),
        )
        return bundle
      } catch (error) {
        // The cluster may be starting, too: only its own refusal is final.
        if (error instanceof Refused || failures >= 20) throw error
        this.detail = `The services' database cannot be reached yet: ${error instanceof Error ? error.message : String(error)}`
        this.log.write(this.detail)
        await wait(500, undefined, { signal: this.#ending.signal })
      }
    }
  }

  async #keepRunning(bundle: Bundle): Promise<void> {
    let pause = 500
    while (!this.#ending.signal.aborted) {
      const since = Date.now()
      const why = await this.#runOnce(bundle)
      if (this.#ending.signal.aborted) return
      this.crashes++
      this.log.write(why)
      if (!this.#everReady && this.crashes >= startsUntilFailed) throw new Error(`${why}\n${this.log.tail()}`)
      if (Date.now() - since > 60_000) pause = 500
      await this.#observe(this.#everReady ? 'unhealthy' : 'starting', `${why} It is started again in ${pause / 1000} s.`)
      await wait(pause, undefined, { signal: this.#ending.signal }).catch(() => {})
      pause = Math.min(pause * 2, longestPauseMs)
    }
  }

  /** Starts the program and watches it until it has ended. The answer says why it did. */
  async #runOnce(bundle: Bundle): Promise<string> {
    const running = this.#spawn(bundle)
    this.#process = running
    let result: SandboxResult | undefined
    const exited = running.exited.then((r) => {
      result = r
      if (this.state === 'ready') this.state = 'unhealthy'
    })
    if (!this.#everReady) await this.#observe('starting')
    const started = await this.#becomesReady(() => result !== undefined)
    if (started) {
      this.#everReady = true
      await this.#observe('ready')
      await this.#watchHealth(() => result !== undefined)
    }
    const silent = result === undefined
    running.kill('SIGKILL')
    await exited
    await this.pool?.destroy()
    if (silent)
      return started
        ? 'The service stopped answering its health check and was ended.'
        : `The service did not answer GET /readyz with 200 within ${startSeconds} s of its start: ${this.detail}`
    const last = result?.stderr.trim().split('\n').at(-1) ?? ''
    return `The service ended by itself (exit code ${result?.code ?? result?.signal})${last ? `: ${last.slice(0, 300)}` : '.'}`
  }

  #spawn(bundle: Bundle): SandboxProcess {
    const { environment } = this.deployment
    const { cluster, sandbox } = this.#place
    rmSync(this.#folder, { recursive: true, force: true })
    for (const folder of ['socket', 'keys']) mkdirSync(join(this.#folder, folder), { recursive: true, mode: 0o700 })
    writeFileSync(join(this.#folder, 'keys/jwks.json'), jwksOf(environment))
    this.pool = new Pool('http://service', {
      socketPath: join(this.#folder, 'socket/app.sock'),
      connections: 64,
      pipelining: 1,
      headersTimeout: 60_000,
      bodyTimeout: 0,
    })
    // V8 sizes its heap by the machine's memory; told the limit, it collects garbage before it gets there.
    const heap = Math.floor(bundle.memoryMiB * 0.85)
    return sandbox.start({
      argv: ['node', `--max-old-space-size=${heap}`, '/app/server.mjs'],
      cwd: '/app',
      origin: bundle.origin,
      memoryMiB: bundle.memoryMiB,
      mounts: [
        { host: bundle.folder, inside: '/app' },
        socketMount(cluster.socket),
        { host: join(this.#folder, 'socket'), inside: '/run/service', writable: true },
        { host: join(this.#folder, 'keys'), inside: '/run/keys' },
      ],
      env: {
        ...databaseVariables(cluster.socket, environment.database, secretsOf(environment).app),
        SOCKET_PATH: '/run/service/app.sock',
        JWKS_FILE: '/run/keys/jwks.json',
        ISSUER: issuer,
        AUDIENCE: audienceOf(environment),
        ENVIRONMENT: environment.kind,
        RELEASE: bundle.digest,
        NODE_ENV: 'production',
      },
      onLine: (line) => this.log.write(line),
    })
  }

  async #healthy(): Promise<boolean> {
    try {
      const answer = await this.pool?.request({ method: 'GET', path: '/readyz', headers: { host: 'localhost' }, headersTimeout: 3000, bodyTimeout: 3000 })
      const text = (await answer?.body.text()) ?? ''
      if (answer?.statusCode === 200) return true
      this.detail = `GET /readyz answers ${answer?.statusCode}: ${text.slice(0, 300)}`
    } catch (error) {
      this.detail = `GET /readyz: ${error instanceof Error ? error.message : String(error)}`
    }
    return false
  }

  async #becomesReady(ended: () => boolean): Promise<boolean> {
    const until = Date.now() + startSeconds * 1000
    while (!ended() && !this.#ending.signal.aborted && Date.now() < until) {
      if (await this.#healthy()) return true
      await wait(50)
    }
    return false
  }

  /** Returns when the process has ended, or has been unhealthy for so long that it must be. */
  async #watchHealth(ended: () => boolean): Promise<void> {
    let failures = 0
    while (!ended() && !this.#ending.signal.aborted && failures < 30) {
      await wait(checkEveryMs, undefined, { signal: this.#ending.signal }).catch(() => {})
      if (ended() || this.#ending.signal.aborted) return
      failures = (await this.#healthy()) ? 0 : failures + 1
      if (failures === 0 && !this.ready && !ended()) await this.#observe('ready')
      if (failures === failuresUntilUnhealthy) await this.#observe('unhealthy', this.detail)
    }
  }

  async #observe(state: Observed, detail = ''): Promise<void> {
    if (this.#ending.signal.aborted) return
    this.state = state
    this.detail = detail
    await this.#place.observe(this, state, detail)
  }
}
