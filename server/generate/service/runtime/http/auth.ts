import { readFileSync } from 'node:fs'
import type { NextFunction, Request, Response } from 'express'
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { forbidden, unauthorized } from './problem.ts'

/** Whoever sends a request: the token's subject and role. */
export interface Actor {
  subject: string
  role: string
}
export type ActorRequest = Request & { actor?: Actor | undefined }

export interface TokenSettings {
  jwksFile: string
  issuer: string
  audience: string
}
type Verify = (token: string) => Promise<Actor>

/** Tokens are ES256 JWTs of the environment's issuer. The key file is read again when a token names a key it lacks. */
export function tokens(settings: TokenSettings): Verify {
  const load = (): ReturnType<typeof createLocalJWKSet> => createLocalJWKSet(JSON.parse(readFileSync(settings.jwksFile, 'utf8')) as JSONWebKeySet)
  let keys = load()
  const known = new Map<string, { actor: Actor; expires: number }>()
  const verify = async (token: string): Promise<{ actor: Actor; expires: number }> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer: settings.issuer,
      audience: settings.audience,
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'exp'],
    })
    return { actor: { subject: String(payload.sub), role: typeof payload.role === 'string' ? payload.role : '' }, expires: (payload.exp ?? 0) * 1000 }
  }
  return async (token) => {
    const cached = known.get(token)
    if (cached && cached.expires > Date.now()) return cached.actor
    const checked = await verify(token).catch((error: unknown) => {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      keys = load()
      return verify(token)
    })
    if (known.size > 2_000) known.clear()
    known.set(token, checked)
    return checked.actor
  }
}

/** Reads the bearer token. No token is nobody; a token that does not hold is refused even where nobody need sign in. */
export function authenticate(verify: Verify, roles: readonly string[]) {
  return async (request: ActorRequest, _response: Response, next: NextFunction): Promise<void> => {
    const header = request.headers.authorization
    if (header === undefined) return next()
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1]
    if (!token) throw unauthorized('Send "Authorization: Bearer" and a token.')
    const actor = await verify(token).catch(() => {
      throw unauthorized('The token is not valid or has expired.')
    })
    if (!roles.includes(actor.role)) throw forbidden(`The role "${actor.role}" has no access here.`)
    request.actor = actor
    next()
  }
}

export function signedIn(actor: Actor | undefined): Actor {
  if (!actor) throw unauthorized('This needs a token. Sign in and send it as "Authorization: Bearer".')
  return actor
}
