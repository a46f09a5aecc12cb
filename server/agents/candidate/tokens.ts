import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'

export type Forgery = 'other_key' | 'expired' | 'other_issuer' | 'none_algorithm'

/** Signs for one booted candidate, right and wrong. The keys live as long as the candidate. */
export interface Signer {
  issuer: string
  audience: string
  jwks: string
  token(role: string, subject: string, forge?: Forgery): Promise<string>
}

export async function makeSigner(audience: string): Promise<Signer> {
  const issuer = 'https://candidate.gantry.localhost'
  const [right, wrong] = await Promise.all([generateKeyPair('ES256', { extractable: true }), generateKeyPair('ES256', { extractable: true })])
  const jwk = { ...(await exportJWK(right.publicKey)), alg: 'ES256', use: 'sig', kid: 'candidate' }
  const token = async (role: string, subject: string, forge?: Forgery): Promise<string> => {
    const claims = { role }
    const from = forge === 'other_issuer' ? 'https://elsewhere.example' : issuer
    if (forge === 'none_algorithm')
      return new UnsecuredJWT(claims).setIssuer(from).setAudience(audience).setSubject(subject).setIssuedAt().setExpirationTime('10m').encode()
    const key: CryptoKey = forge === 'other_key' ? wrong.privateKey : right.privateKey
    const expires = Math.floor(Date.now() / 1000) + (forge === 'expired' ? -600 : 600)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'candidate' })
      .setIssuer(from)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(expires - 600)
      .setExpirationTime(expires)
      .sign(key)
  }
  return { issuer, audience, jwks: JSON.stringify({ keys: [jwk] }), token }
}
