import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

const style = `
:root{color-scheme:light dark;--bg:#f7f7f8;--card:#fff;--ink:#18181b;--soft:#5b5b66;--line:#e2e2e8;--accent:#4f46e5;--on:#fff;--warn:#92400e;--warnbg:#fef3c7}
@media(prefers-color-scheme:dark){:root{--bg:#101014;--card:#18181d;--ink:#f0f0f3;--soft:#a2a2ad;--line:#2d2d35;--accent:#818cf8;--on:#101014;--warn:#fde68a;--warnbg:#3b2f0b}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--bg);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{width:100%;max-width:440px;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:28px}
h1{font-size:20px;line-height:1.3;margin:0 0 4px}p{margin:8px 0;color:var(--soft)}p.lead{color:var(--ink)}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
.place{font-size:13px;color:var(--soft);margin:0 0 16px}.note{background:var(--warnbg);color:var(--warn);border-radius:8px;padding:8px 12px;font-size:13px}
fieldset{border:0;padding:0;margin:16px 0 0}legend,label.title{font-weight:600;font-size:13px;padding:0;display:block;margin-bottom:6px}
label.role{display:flex;gap:10px;align-items:flex-start;border:1px solid var(--line);border-radius:8px;padding:10px 12px;margin-top:6px;cursor:pointer}
label.role:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}label.role span{display:block}label.role small{color:var(--soft)}
input[type=text]{width:100%;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:9px 12px}
input{accent-color:var(--accent)}input[type=radio]{margin-top:5px}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{font:inherit;font-weight:600;width:100%;margin-top:20px;padding:10px;border:0;border-radius:8px;background:var(--accent);color:var(--on);cursor:pointer}
.error{color:#b91c1c;font-size:13px;margin:6px 0 0}@media(prefers-color-scheme:dark){.error{color:#fca5a5}}a{color:var(--accent)}`

/** One self-contained page: no script, no request to anywhere. `body` is HTML made by us, with what comes from outside escaped. */
export function sendPage(response: ServerResponse, status: number, title: string, body: string, headers: Record<string, string | string[]> = {}): void {
  const nonce = randomBytes(12).toString('base64')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style nonce="${nonce}">${style}</style></head><body><main>${body}</main></body></html>`
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : html)
}

/** What went wrong, where, and what to do: as a page for people, as problem+json for programs. */
export function sendProblem(response: ServerResponse, status: number, title: string, detail: string, headers: Record<string, string> = {}): void {
  if ((response.req.headers.accept ?? '').includes('text/html')) {
    sendPage(response, status, title, `<h1>${escapeHtml(title)}</h1><p class="lead">${escapeHtml(detail)}</p>`, headers)
    return
  }
  response.writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers })
  response.end(response.req.method === 'HEAD' ? undefined : JSON.stringify({ type: 'about:blank', title, status, detail }))
}
