import type { OAuthConfig } from 'next-auth/providers/oauth'
import { type RoleName, roles } from '#model/role.ts'
import type { Identity } from '#server/domain/member/sign-in.ts'
import { type Env, env } from '#server/env.ts'

export type Claims = Record<string, unknown>
/** One way to sign in. `key` names the issuer in the database: subjects are unique for one issuer only. */
export interface SignInProvider {
  id: string
  name: string
  key: string
  local: boolean
  config: OAuthConfig<Claims>
  identity(claims: Claims): Identity
}

const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value.trim() : null)
const yes = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1'
const profile = (claims: Claims) => ({ id: String(claims.sub ?? claims.id ?? ''), name: text(claims.name), email: text(claims.email) })

/** `roles`, or a path such as Keycloak's `realm_access.roles`; one value or a list. Unknown values are no roles. */
export function claimedRoles(claims: Claims, claim: string, map: Record<string, string>): RoleName[] {
  const value = claim
    .split('.')
    .reduce<unknown>(
      (at, key) => (at !== null && typeof at === 'object' && Object.hasOwn(at, key) ? (at as Claims)[key] : undefined),
      Object.hasOwn(claims, claim) ? { [claim]: claims[claim] } : claims,
    )
  const found = Object.hasOwn(claims, claim) ? claims[claim] : value
  const values = (Array.isArray(found) ? found : [found]).filter((v): v is string => typeof v === 'string')
  const mapped = Object.keys(map).length === 0 ? values : values.flatMap((v) => (Object.hasOwn(map, v) ? [map[v] ?? ''] : []))
  return roles.filter((role) => mapped.includes(role))
}

const githubHome = 'https://github.com'

interface Oidc {
  id: string
  name: string
  key: string
  issuer: string
  wellKnown?: string
  clientId: string
  clientSecret: string
  scope?: string
  local?: boolean
  verified?: (claims: Claims) => boolean
  params?: Record<string, string>
  map?: Record<string, string>
  claim?: string
}

/** Code flow with PKCE, state and nonce; claims come from the verified id token, and from userinfo where the provider keeps some there. */
function oidc(p: Oidc): SignInProvider {
  return {
    id: p.id,
    name: p.name,
    key: p.key,
    local: p.local ?? false,
    config: {
      id: p.id,
      name: p.name,
      type: 'oauth',
      issuer: p.issuer,
      wellKnown: p.wellKnown ?? `${p.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      clientId: p.clientId,
      clientSecret: p.clientSecret,
      checks: ['pkce', 'state', 'nonce'],
      idToken: true,
      authorization: { params: { scope: p.scope ?? 'openid profile email', ...p.params } },
      userinfo: {
        async request({ client, tokens }) {
          const claims = (tokens as { claims(): Claims }).claims()
          // The signed token wins: userinfo only adds what it leaves out. openid-client compares the subjects.
          const more: Claims = client.issuer.metadata.userinfo_endpoint && tokens.access_token ? await client.userinfo(tokens.access_token) : {}
          return { ...more, ...claims } as never
        },
      },
      allowDangerousEmailAccountLinking: false,
      profile,
    },
    identity: (claims) => ({
      provider: p.key,
      subject: String(claims.sub),
      name: text(claims.name) ?? text(claims.preferred_username) ?? text(claims.email) ?? String(claims.sub),
      email: text(claims.email),
      emailVerified: text(claims.email) !== null && (p.verified ?? ((c: Claims) => yes(c.email_verified)))(claims),
      image: picture(claims.picture),
      claimedRoles: claimedRoles(claims, p.claim ?? 'roles', p.map ?? {}),
    }),
  }
}
const picture = (value: unknown): string | null => {
  const url = text(value)
  return url?.startsWith('https://') && url.length < 500 ? url : null
}

/** GitHub speaks OAuth without OpenID: no id token and so no nonce; PKCE and state stay. It claims no roles. A server of one's own has its API below /api/v3. */
function github(clientId: string, clientSecret: string, home: string): SignInProvider {
  const api = home === githubHome ? 'https://api.github.com' : `${home}/api/v3`
  const key = home === githubHome ? 'github' : `github:${home}`
  return {
    id: 'github',
    name: 'GitHub',
    key,
    local: false,
    config: {
      id: 'github',
      name: 'GitHub',
      type: 'oauth',
      clientId,
      clientSecret,
      checks: ['pkce', 'state'],
      issuer: `${home}/login/oauth`,
      authorization: { url: `${home}/login/oauth/authorize`, params: { scope: 'read:user user:email' } },
      token: `${home}/login/oauth/access_token`,
      userinfo: {
        url: `${api}/user`,
        async request({ client, tokens }) {
          const user = await client.userinfo(tokens.access_token ?? '')
          const answer = await fetch(`${api}/user/emails`, {
            headers: { authorization: `Bearer ${tokens.access_token}`, accept: 'application/vnd.github+json' },
            signal: AbortSignal.timeout(10_000),
          })
          const addresses = answer.ok ? ((await answer.json()) as { email: string; primary: boolean; verified: boolean }[]) : []
          const primary = addresses.find((a) => a.primary)
          return { ...user, email: primary?.email ?? null, email_verified: primary?.verified ?? false } as never
        },
      },
      profile,
    },
    identity: (claims) => ({
      provider: key,
      subject: String(claims.id),
      name: text(claims.name) ?? text(claims.login) ?? String(claims.id),
      email: text(claims.email),
      emailVerified: yes(claims.email_verified),
      image: picture(claims.avatar_url),
      claimedRoles: [],
    }),
  }
}

/**
 * The ways to sign in that the settings ask for; the local provider only while there is no other. With a real provider
 * nobody has a role by default: the roles claim, an admin or GANTRY_ADMINS gives one.
 */
export function configuredProviders(e: Env): SignInProvider[] {
  const real: SignInProvider[] = []
  const claims = { claim: e.OIDC_ROLES_CLAIM, map: e.OIDC_ROLES_MAP }
  if (e.GITHUB_CLIENT_ID && e.GITHUB_CLIENT_SECRET) real.push(github(e.GITHUB_CLIENT_ID, e.GITHUB_CLIENT_SECRET, e.GITHUB_URL))
  if (e.GOOGLE_CLIENT_ID && e.GOOGLE_CLIENT_SECRET)
    real.push(
      oidc({
        id: 'google',
        name: 'Google',
        key: 'google',
        issuer: 'https://accounts.google.com',
        clientId: e.GOOGLE_CLIENT_ID,
        clientSecret: e.GOOGLE_CLIENT_SECRET,
        ...claims,
      }),
    )
  if (e.ENTRA_CLIENT_ID && e.ENTRA_CLIENT_SECRET)
    real.push(entra(e.ENTRA_AUTHORITY, e.ENTRA_TENANT_ID ?? 'organizations', e.ENTRA_CLIENT_ID, e.ENTRA_CLIENT_SECRET, claims))
  if (e.OKTA_ISSUER && e.OKTA_CLIENT_ID && e.OKTA_CLIENT_SECRET)
    real.push(
      oidc({
        id: 'okta',
        name: 'Okta',
        key: `okta:${e.OKTA_ISSUER}`,
        issuer: e.OKTA_ISSUER,
        clientId: e.OKTA_CLIENT_ID,
        clientSecret: e.OKTA_CLIENT_SECRET,
        ...claims,
      }),
    )
  if (e.OIDC_ISSUER && e.OIDC_CLIENT_ID && e.OIDC_CLIENT_SECRET)
    real.push(
      oidc({
        id: 'oidc',
        name: e.OIDC_NAME ?? 'Single sign-on',
        key: `oidc:${e.OIDC_ISSUER}`,
        issuer: e.OIDC_ISSUER,
        clientId: e.OIDC_CLIENT_ID,
        clientSecret: e.OIDC_CLIENT_SECRET,
        ...claims,
      }),
    )
  if (real.length > 0) return real
  if (!e.GANTRY_IDENTITY_ISSUER || !e.GANTRY_IDENTITY_CLIENT_SECRET) return []
  // It asks again at every sign-in, so that one can try the demo accounts one after the other.
  return [
    oidc({
      id: 'gantry',
      name: 'Gantry (local accounts)',
      key: 'gantry',
      local: true,
      issuer: e.GANTRY_IDENTITY_ISSUER,
      clientId: 'gantry-web',
      clientSecret: e.GANTRY_IDENTITY_CLIENT_SECRET,
      scope: 'openid profile email roles',
      params: { prompt: 'login' },
    }),
  ]
}

/** Entra states no email_verified. An address counts as verified in one named tenant, whose admins assign it, or with the xms_edov claim. */
function entra(
  authority: string,
  tenant: string,
  clientId: string,
  clientSecret: string,
  claims: { claim: string; map: Record<string, string> },
): SignInProvider {
  const single = !['common', 'organizations', 'consumers'].includes(tenant)
  const base = `${authority}/${encodeURIComponent(tenant)}/v2.0`
  return oidc({
    id: 'azure-ad',
    name: 'Microsoft',
    key: 'azure-ad',
    issuer: base,
    clientId,
    clientSecret,
    verified: (c) => single || yes(c.xms_edov),
    ...claims,
  })
}

export const providers: readonly SignInProvider[] = configuredProviders(env)
/** For the sign-in page: what to offer. */
export const signInChoices = (): { id: string; name: string; local: boolean }[] => providers.map(({ id, name, local }) => ({ id, name, local }))
