import { importJWK, jwtVerify, SignJWT } from 'jose'
import { type EnvironmentSecrets, environmentSecrets } from '#server/domain/deployment/environment.ts'

/** Each environment has a key of its own, so that a token of staging opens nothing in production. */
export interface Signer {
  id: string
  secrets: unknown
}
export interface Actor {
  role: string
  subject: string
  expires: number
}

export const issuer = 'urn:gantry:edge'
export const audienceOf = (environment: Pick<Signer, 'id'>): string => `urn:gantry:environment:${environment.id}`

const keyOf = (environment: Signer): EnvironmentSecrets['key'] => environmentSecrets.parse(environment.secrets).key

/** What the service verifies tokens with: the public half only. */
export function jwksOf(environment: Signer): string {
  const { kty, crv, x, y, kid } = keyOf(environment)
  return JSON.stringify({ keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] })
}

export async function signToken(environment: Signer, role: string, subject: string, seconds = 8 * 3600): Promise<string> {
  const key = keyOf(environment)
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audienceOf(environment))
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(await importJWK(key, 'ES256'))
}

/** Null for anything that is not a token of this environment that still counts. */
export async function verifyToken(environment: Signer, token: string): Promise<Actor | null> {
  const { kty, crv, x, y } = keyOf(environment)
  try {
    const { payload } = await jwtVerify(token, await importJWK({ kty, crv, x, y }, 'ES256'), {
      issuer,
      audience: audienceOf(environment),
      algorithms: ['ES256'],
    })
    if (typeof payload.role !== 'string' || !payload.sub || !payload.exp) return null
    return { role: payload.role, subject: payload.sub, expires: payload.exp }
  } catch {
    return null
  }
}
