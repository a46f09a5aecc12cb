import { createHash } from 'node:crypto'
import { roleLabels } from '#model/role.ts'
import { accounts } from './accounts.ts'
import { style } from './style.ts'

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const mark = `<svg class="mark" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M3 17V4h14v13M1.5 17h3M15.5 17h3"/><path d="M8 4v4" stroke-width="1.6"/><rect class="load" x="5.8" y="8.5" width="4.5" height="4.5" rx=".8"/></svg>`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(title)} · Gantry</title><style>${style}</style></head>
<body><main><header>${mark}<span>Gantry</span></header>${body}</main></body>
</html>`
}

export interface SignInForm {
  action: string
  login: string
  problem: string
}

/** Choose a demo account, type the password: works without a script. */
export function signInPage({ action, login, problem }: SignInForm): string {
  const chosen = accounts.some((account) => account.subject === login) ? login : accounts.find((account) => account.role === 'architect')?.subject
  const choices = accounts.map(
    ({
      subject,
      email,
      role,
      does,
    }) => `<label class="choice"><input type="radio" name="login" value="${escaped(subject)}"${subject === chosen ? ' checked' : ''} required>
<span class="who"><b>${escaped(roleLabels[role])}</b><small>${escaped(email)}</small></span><span class="does">${escaped(does)}</span></label>`,
  )
  return page(
    'Sign in',
    `<h1>Sign in</h1>
<p class="lead">Demo accounts of this machine, one for each role. The password was printed when Gantry started.</p>
${problem ? `<p class="problem" role="alert" id="problem">${escaped(problem)}</p>` : ''}
<form method="post" action="${escaped(action)}">
<fieldset><legend>Account</legend>${choices.join('')}</fieldset>
<label class="field" for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus${problem ? ' aria-invalid="true" aria-describedby="problem"' : ''}>
<button type="submit">Sign in</button>
</form>
<p class="note">Never reachable from other machines. Configure a provider (GitHub, Google, Entra, Okta or any OpenID provider) and these accounts are gone.</p>`,
  )
}

export const signOutPage = (form: string) =>
  page(
    'Sign out',
    `<h1>Sign out</h1><p class="lead">End the session of the demo account on this machine?</p>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
  )

export const signedOutPage = (web: string) =>
  page('Signed out', `<h1>Signed out</h1><p class="lead">The session has ended.</p><a class="button" href="${escaped(web)}">Back to Gantry</a>`)

export const errorPage = (reason: string, web: string) =>
  page(
    'Sign-in failed',
    `<h1>This sign-in cannot go on</h1><p class="problem" role="alert">${escaped(reason)}</p><p class="lead">It may have been left open for too long, or was opened twice. Nothing was changed: start again from the dashboard.</p><a class="button" href="${escaped(web)}/sign-in">Start again</a>`,
  )

/** Pages hold no script. The form's answer is redirected to the dashboard, which form-action has to name. */
export const securityHeaders = (web: string): Record<string, string> => ({
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self' ${web}; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
})
