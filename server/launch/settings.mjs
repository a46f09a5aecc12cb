import { createServer } from 'node:net'
import { join } from 'node:path'
import { explain } from './explain.mjs'
import { project } from './packages.mjs'

const port = (name, fallback) => {
  const text = process.env[name]?.trim() || String(fallback)
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65535) throw explain(`${name}=${text} is no port. Give a number between 0 (any free one) and 65535.`)
  return value
}

const providers = [
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['ENTRA_CLIENT_ID', 'ENTRA_CLIENT_SECRET'],
  ['OKTA_ISSUER', 'OKTA_CLIENT_ID', 'OKTA_CLIENT_SECRET'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
]

/** The same question as configuredProviders() in server/auth asks: is anybody else to sign people in? */
export const hasRealProvider = () => providers.some((names) => names.every((name) => process.env[name]?.trim()))

/** Ports and addresses of this instance. A port of 0 is replaced by a free one. */
export async function readSettings() {
  const ports = { web: port('GANTRY_PORT', 3000), edge: port('GANTRY_EDGE_PORT', 3080), identity: port('GANTRY_IDENTITY_PORT', 3010) }
  for (const name of Object.keys(ports)) if (ports[name] === 0) ports[name] = await freePort()
  const local = !hasRealProvider()
  const runners = Number(process.env.GANTRY_RUNNERS || 2)
  if (!Number.isInteger(runners) || runners < 1 || runners > 32)
    throw explain(`GANTRY_RUNNERS=${process.env.GANTRY_RUNNERS} cannot be used. Give a number between 1 and 32.`)
  return {
    ports,
    local,
    runners,
    address: process.env.NEXTAUTH_URL?.trim() || `http://localhost:${ports.web}`,
    host: process.env.GANTRY_HOST?.trim() || (local ? '127.0.0.1' : '0.0.0.0'),
  }
}

/** Says which setting moves a port that somebody else has. */
export async function checkPorts({ ports, local, host }) {
  const uses = [
    ['web', 'GANTRY_PORT', 'the dashboard'],
    ['edge', 'GANTRY_EDGE_PORT', 'deployed services'],
    ...(local ? [['identity', 'GANTRY_IDENTITY_PORT', 'the local sign-in']] : []),
  ]
  for (const [name, setting, what] of uses) {
    const problem = (await listenProblem(ports[name], host)) ?? (await listenProblem(ports[name], '127.0.0.1'))
    if (!problem) continue
    const reason = problem === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${problem})`
    throw explain(`Port ${ports[name]} for ${what} ${reason}. Stop that program, or choose another port: ${setting}=${ports[name] + 1000} npm start`)
  }
}

export const freePort = () =>
  new Promise((answer, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port: found } = server.address()
      server.close(() => answer(found))
    })
  })

function listenProblem(wanted, host) {
  return new Promise((answer) => {
    const server = createServer().once('error', (error) => answer(error.code))
    server.listen(wanted, host, () => server.close(() => answer(undefined)))
  })
}

/** What every process is told. Secrets are added only for those that need them. */
export function commonEnvironment({ home, settings, databases, production }) {
  const { ports, local, address, host } = settings
  const env = { ...process.env }
  for (const name of Object.keys(env)) if (name.startsWith('npm_') || /SECRET|PASSWORD/.test(name)) delete env[name]
  return {
    ...env,
    PATH: `${join(project, 'node_modules/.bin')}:${process.env.PATH}`,
    NODE_ENV: production ? 'production' : 'development',
    NEXT_TELEMETRY_DISABLED: '1',
    GANTRY_HOME: home,
    GANTRY_HOST: host,
    GANTRY_PORT: String(ports.web),
    GANTRY_EDGE_PORT: String(ports.edge),
    GANTRY_IDENTITY_PORT: String(ports.identity),
    GANTRY_EDGE_URL: process.env.GANTRY_EDGE_URL || `http://127.0.0.1:${ports.edge}`,
    DATABASE_URL: databases.control,
    SERVICES_DATABASE_URL: databases.services,
    NEXTAUTH_URL: address,
    ...(local ? { GANTRY_IDENTITY_ISSUER: `http://localhost:${ports.identity}`, GANTRY_ROLLOUT_STEP: process.env.GANTRY_ROLLOUT_STEP || '15' } : {}),
  }
}

/** Secrets by process: whoever does not sign people in holds none of them. */
export function secretEnvironment(name, secrets, local) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => /^(GITHUB|GOOGLE|ENTRA|OKTA|OIDC)_CLIENT_SECRET$/.test(key)))
  if (name === 'web')
    return {
      ...own,
      NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secrets.nextauthSecret,
      ...(local ? { GANTRY_IDENTITY_CLIENT_SECRET: secrets.identityClientSecret } : {}),
    }
  if (name === 'identity')
    return {
      GANTRY_IDENTITY_CLIENT_SECRET: secrets.identityClientSecret,
      GANTRY_IDENTITY_COOKIE_KEY: secrets.identityCookieKey,
      GANTRY_IDENTITY_PASSWORD: secrets.demoPassword,
    }
  return {}
}
