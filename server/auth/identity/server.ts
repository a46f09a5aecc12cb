import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { errors } from 'oidc-provider'
import { log } from '#server/log.ts'
import { metrics } from '#server/metrics.ts'
import { accounts } from './accounts.ts'
import { errorPage, securityHeaders, signInPage } from './pages.ts'
import { GuessLimit, samePassword } from './password.ts'
import { createProvider, type ProviderSettings } from './provider.ts'

export interface IdentitySettings extends ProviderSettings {
  password: string
}

const longestForm = 4096

/** The provider with its sign-in page. Not listening yet. */
export async function createIdentityServer(settings: IdentitySettings): Promise<Server> {
  const provider = await createProvider(settings)
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the identity provider failed'))
  const answer = provider.callback()
  const guesses = new GuessLimit()
  const headers = securityHeaders(settings.web)
  return createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    // Another name for this address means that a foreign page has rebound its own name to it.
    if (!isLoopbackName(request.headers.host)) return void response.writeHead(421).end('This provider answers on localhost only.\n')
    if (path === '/healthz' || path === '/readyz') return void response.end('ok\n')
    if (path === '/metrics') return void response.setHeader('content-type', metrics.contentType).end(await metrics.metrics())
    if (!path.startsWith('/sign-in/')) return answer(request, response)
    try {
      await signIn({ provider, request, response, settings, guesses })
    } catch (error) {
      const expired = error instanceof errors.SessionNotFound
      if (!expired) log.error({ err: error }, 'a sign-in failed')
      sendPage(
        response,
        expired ? 400 : 500,
        errorPage(expired ? 'This sign-in is no longer open.' : 'Something went wrong here; the log of identity tells more.', settings.web),
      )
    }
  })
}

interface Exchange {
  provider: Provider
  request: IncomingMessage
  response: ServerResponse
  settings: IdentitySettings
  guesses: GuessLimit
}

async function signIn({ provider, request, response, settings, guesses }: Exchange): Promise<void> {
  const interaction = await provider.interactionDetails(request, response)
  const { uid, params } = interaction
  const page = (status: number, login: string, problem: string) => sendPage(response, status, signInPage({ action: `/sign-in/${uid}`, login, problem }))
  if (request.method !== 'POST') return page(200, accountNamed(String(params.login_hint ?? '')), '')
  const form = await readForm(request)
  if (!form) return page(413, '', 'That was too long. Choose an account and type its password.')
  const login = accountNamed(form.get('login') ?? '')
  const wait = guesses.waitSeconds()
  if (wait > 0) {
    response.setHeader('retry-after', String(wait))
    return page(429, login, `Too many wrong passwords. Try again in ${wait} seconds.`)
  }
  if (!login || !samePassword(form.get('password') ?? '', settings.password)) {
    guesses.recordWrong()
    return page(401, login, 'Wrong password. It was printed when Gantry started, and is kept in secrets.json in the data folder.')
  }
  guesses.reset()
  await leaveOtherAccount(provider, interaction, login)
  await provider.interactionFinished(request, response, { login: { accountId: login } }, { mergeWithLastSubmission: false })
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>
/** Whoever chooses another account leaves the one before. Left to itself, the provider asks for that with a page that only a script submits. */
async function leaveOtherAccount(provider: Provider, interaction: Interaction, login: string): Promise<void> {
  if (!interaction.session || interaction.session.accountId === login) return
  const session = await provider.Session.findByUid(interaction.session.uid)
  await session?.destroy()
  delete interaction.session
  await interaction.persist()
}

/** A subject, an address or a role stands for an account. */
const accountNamed = (text: string) => accounts.find(({ subject, email, role }) => [subject, email, role].includes(text))?.subject ?? ''

const isLoopbackName = (host: string | undefined) => ['localhost', '127.0.0.1', '[::1]'].includes((host ?? '').replace(/:\d+$/, ''))

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > longestForm) return undefined
  }
  return new URLSearchParams(text)
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}
