import { join } from 'node:path'
import Provider, { type Configuration } from 'oidc-provider'
import { accountOf } from './accounts.ts'
import { signingKey } from './keys.ts'
import { errorPage, signedOutPage, signOutPage } from './pages.ts'
import { adapterFor, Store } from './store.ts'

export interface ProviderSettings {
  issuer: string // http://localhost:3010
  web: string // the dashboard's origin: http://localhost:3000
  clientSecret: string
  cookieKey: string
  home: string // the data folder
}

const hours = 60 * 60
const scope = 'openid profile email roles'

/** A certified OpenID provider for one client, the dashboard. Only ever on loopback, and only while no real provider is configured. */
export async function createProvider(settings: ProviderSettings): Promise<Provider> {
  const folder = join(settings.home, 'identity')
  const provider: Provider = new Provider(settings.issuer, {
    ...limits,
    adapter: adapterFor(new Store(folder)),
    jwks: { keys: [(await signingKey(folder)) as never] },
    cookies: { keys: [settings.cookieKey], names: { session: 'identity.session', interaction: 'identity.interaction', resume: 'identity.resume' } },
    clients: [
      {
        client_id: 'gantry-web',
        client_secret: settings.clientSecret,
        redirect_uris: [`${settings.web}/api/auth/callback/gantry`],
        post_logout_redirect_uris: [settings.web, `${settings.web}/`, `${settings.web}/sign-in`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        scope,
      },
    ],
    findAccount: (_ctx, subject) => {
      const account = accountOf(subject)
      return (
        account && {
          accountId: subject,
          claims: () => ({ sub: subject, name: account.name, email: account.email, email_verified: true, roles: [account.role] }),
        }
      )
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => show(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => show(ctx, signedOutPage(settings.web)),
      },
    },
    renderError: (ctx, out) => show(ctx, errorPage(String(out.error_description ?? out.error), settings.web)),
    loadExistingGrant: (ctx) => grantAll(provider, ctx),
  })
  return provider
}

function show(ctx: { type: string; body: unknown }, html: string): void {
  ctx.type = 'html'
  ctx.body = html
}

const limits: Configuration = {
  scopes: scope.split(' '),
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], roles: ['roles'] },
  // next-auth reads the id token: the claims of the asked scopes go in there.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  ttl: { Session: 8 * hours, Grant: 8 * hours, Interaction: hours, AccessToken: hours, IdToken: hours, AuthorizationCode: 60 },
}

/** The client is the product itself: nobody is asked whether it may know who signs in. */
async function grantAll(provider: Provider, ctx: Parameters<NonNullable<Configuration['loadExistingGrant']>>[0]) {
  const { client, session, result } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const existing = known ? await provider.Grant.find(known) : undefined
  if (existing) return existing
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(scope)
  await grant.save()
  return grant
}
