import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import { createIdentityServer } from './server.ts'

/** The local OpenID provider as a process. Loopback whatever GANTRY_HOST says: its accounts share one password. */
function required(name: 'GANTRY_IDENTITY_CLIENT_SECRET' | 'GANTRY_IDENTITY_COOKIE_KEY' | 'GANTRY_IDENTITY_PASSWORD'): string {
  const value = env[name]
  if (value) return value
  log.fatal(`${name} is not set. npm run identity makes and passes it.`)
  process.exit(1)
}

const server = await createIdentityServer({
  issuer: env.GANTRY_IDENTITY_ISSUER ?? `http://localhost:${env.GANTRY_IDENTITY_PORT}`,
  web: new URL(env.NEXTAUTH_URL ?? `http://localhost:${env.GANTRY_PORT}`).origin,
  clientSecret: required('GANTRY_IDENTITY_CLIENT_SECRET'),
  cookieKey: required('GANTRY_IDENTITY_COOKIE_KEY'),
  password: required('GANTRY_IDENTITY_PASSWORD'),
  home: env.GANTRY_HOME,
})
server.listen(env.GANTRY_IDENTITY_PORT, '127.0.0.1', () => log.info({ port: env.GANTRY_IDENTITY_PORT }, 'identity is ready'))

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  })
}
