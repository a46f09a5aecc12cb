/** The two forms of next-auth that people use. Its own client is 10 KB on every page for what these lines do. */
async function post(action: string, callbackUrl: string): Promise<void> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string }
  const answer = await fetch(`/api/auth/${action}`, { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl, json: 'true' }) })
  if (!answer.ok) throw new Error(`${action} was refused (${answer.status})`)
  const { url } = (await answer.json()) as { url: string }
  window.location.assign(url)
}

/** Leads to the provider, which leads back to `returnTo`. */
export const signIn = (provider: string, returnTo: string): Promise<void> => post(`signin/${encodeURIComponent(provider)}`, returnTo)
export const signOut = (): Promise<void> => post('signout', '/sign-in')
