import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'

/**
 * The only reader of process.env (beside the launch files, which run before packages are installed). Every setting has its name, its type and
 * its default here; README.md lists them for users. A bad value ends the process with a message that names it.
 */
const port = z.coerce.number().int().min(0).max(65535)
const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .default('')
  .transform((value) => value === '1' || value === 'true')
const optional = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional()

const address = z.url({ protocol: /^https?$/, error: 'an address such as https://github.example.com' }).transform((url) => url.replace(/\/+$/, ''))

/** '15', '15s', '10m', '1h' → seconds. A bare number is seconds. */
const duration = z
  .string()
  .trim()
  .regex(/^\d+(\.\d+)?\s*(ms|s|m|h)?$/, 'a duration such as 15, 15s, 10m or 1h')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] ?? 's'
    return Number.parseFloat(text) * { ms: 0.001, s: 1, m: 60, h: 3600 }[unit as 'ms' | 's' | 'm' | 'h']
  })

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter(Boolean),
  )

const settings = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** The data folder, absolute. */
  GANTRY_HOME: z
    .string()
    .default('.gantry')
    .transform((folder) => resolve(folder)),
  /** The control plane's own database, and the cluster where deployed services have theirs (its maintenance database, with the right to create others). */
  DATABASE_URL: z.string().default(''),
  SERVICES_DATABASE_URL: z.string().default(''),

  /** The address to listen on: loopback while the local identity provider is used, else every interface. */
  GANTRY_HOST: z.string().default('127.0.0.1'),
  GANTRY_PORT: port.default(3000),
  GANTRY_EDGE_PORT: port.default(3080),
  GANTRY_IDENTITY_PORT: port.default(3010),
  /** Where edge and runner listen: this machine alone, or an interface of a private network. */
  GANTRY_INTERNAL_HOST: z.string().default('127.0.0.1'),
  /** Health and metrics of this runner; 0 = any free port, written to GANTRY_PORT_FILE. */
  GANTRY_RUNNER_PORT: port.default(0),
  /** Health and metrics of the edge, apart from the traffic it serves. */
  GANTRY_EDGE_ADMIN_PORT: port.default(0),
  /** Where a process writes the port it listens on for health and metrics. */
  GANTRY_PORT_FILE: optional,
  /** The name of this process in leases, logs and metrics. */
  GANTRY_PROCESS: z.string().default(`${hostname()}-${process.pid}`),
  /** The address that people's browsers use for the dashboard, and the suffix and port of deployed services' addresses. */
  NEXTAUTH_URL: optional,
  GANTRY_APPS_DOMAIN: z.string().default('apps.localhost'),
  /** Where the edge is reached from runners and web: http://127.0.0.1:3080 unless it is on another machine. */
  GANTRY_EDGE_URL: optional,

  /** Seconds of each step of a rollout, and how long the old release is kept afterwards. */
  GANTRY_ROLLOUT_STEP: duration.default(600),
  GANTRY_KEEP_OLD: duration.default(3600),
  /** Addresses of the first administrators. */
  GANTRY_ADMINS: list,
  /** Attempts one runner performs at the same time. */
  GANTRY_RUNNER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  /** Lets code that a model or an outside agent wrote run with reduced isolation where bubblewrap is missing. */
  GANTRY_ALLOW_REDUCED_ISOLATION: flag,
  /** The bubblewrap to use, where it is in no usual place; off: none. */
  GANTRY_BWRAP: optional,

  /** Where the documents of systems are kept: bare repositories in the data folder, or a forge by its API. */
  GANTRY_FORGE: z.enum(['local', 'github', 'gitlab', 'gitea']).default('local'),
  GANTRY_FORGE_URL: optional,
  GANTRY_FORGE_TOKEN: optional,
  /** Organisation, group or user for systems whose repository names none. */
  GANTRY_FORGE_NAMESPACE: optional,
  GANTRY_FORGE_VISIBILITY: z.enum(['private', 'internal', 'public']).default('private'),
  /** How requests are merged once their checks have passed; off leaves them to people. */
  GANTRY_FORGE_MERGE: z.enum(['merge', 'squash', 'off']).default('merge'),
  /** Seconds to wait for a rate limit, and for the checks of a request. */
  GANTRY_FORGE_PATIENCE: duration.default(60),
  GANTRY_FORGE_CHECKS: duration.default(120),
  /** How often the documents are swept by themselves; off: only when somebody asks. */
  GANTRY_SWEEP_EVERY: z
    .string()
    .trim()
    .default('1h')
    .transform((text, ctx) => {
      if (text === 'off' || text === '0') return null
      const parsed = duration.safeParse(text)
      if (parsed.success && parsed.data >= 1) return parsed.data
      ctx.addIssue({ code: 'custom', message: 'off, or a duration such as 15m or 1h' })
      return z.NEVER
    }),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  NEXTAUTH_SECRET: optional,
  /** A GitHub Enterprise server, and the authority of a national cloud. */
  GITHUB_URL: address.default('https://github.com'),
  ENTRA_AUTHORITY: address.default('https://login.microsoftonline.com'),
  GITHUB_CLIENT_ID: optional,
  GITHUB_CLIENT_SECRET: optional,
  GOOGLE_CLIENT_ID: optional,
  GOOGLE_CLIENT_SECRET: optional,
  ENTRA_TENANT_ID: optional,
  ENTRA_CLIENT_ID: optional,
  ENTRA_CLIENT_SECRET: optional,
  OKTA_ISSUER: optional,
  OKTA_CLIENT_ID: optional,
  OKTA_CLIENT_SECRET: optional,
  OIDC_NAME: optional,
  OIDC_ISSUER: optional,
  OIDC_CLIENT_ID: optional,
  OIDC_CLIENT_SECRET: optional,
  /** The claim that lists roles, and which of its values stand for which role: "gantry-admins=admin,engineering=architect". */
  OIDC_ROLES_CLAIM: z.string().default('roles'),
  OIDC_ROLES_MAP: z
    .string()
    .default('')
    .transform((text) =>
      Object.fromEntries(
        text
          .split(',')
          .filter((pair) => pair.includes('='))
          .map((pair) => pair.split('=').map((side) => side.trim()) as [string, string]),
      ),
    ),

  /** The local OpenID provider; set by the launcher while no real provider is configured. */
  GANTRY_IDENTITY_ISSUER: optional,
  GANTRY_IDENTITY_CLIENT_SECRET: optional,
  GANTRY_IDENTITY_COOKIE_KEY: optional,
  GANTRY_IDENTITY_PASSWORD: optional,
})

export type Env = Readonly<z.infer<typeof settings>>

export function readEnv(source: Record<string, string | undefined>): Env {
  const result = settings.safeParse(source)
  if (result.success) return Object.freeze(result.data)
  const problems = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`These settings cannot be used:\n${problems.join('\n')}`)
}

export const env: Env = readEnv(process.env)
