import { createHash } from 'node:crypto'
import { TRPCError } from '@trpc/server'
import { type DiagramTheme, type DrawnView, diagramThemes } from '#model/diagram.ts'
import { drawIn } from '#server/api/diagram.ts'
import { fault } from '#server/api/errors.ts'
import { type OpenedLink, openLink, pageOf, webAddress } from '#server/domain/diagram/embed.ts'
import { Problem } from '#server/domain/problem.ts'
import { messageSvg, sizeOf } from '#server/generate/diagrams/message.ts'

type Open = Extract<OpenedLink, { state: 'open' }>
const themeOf = (url: URL): DiagramTheme => diagramThemes.find((t) => t === url.searchParams.get('theme')) ?? 'auto'

/** Many readers of one wiki page ask at once; what was drawn a second ago serves them all. */
const drawn = new Map<string, { until: number; made: Promise<DrawnView> }>()
function draw(link: Open, theme: DiagramTheme): Promise<DrawnView> {
  const key = `${link.id} ${theme}`
  const known = drawn.get(key)
  if (known && known.until > Date.now()) return known.made
  const made = drawIn(link.person, link.system, link.view, theme)
  made.catch(() => drawn.delete(key))
  if (drawn.size > 500) drawn.clear()
  drawn.set(key, { until: Date.now() + 1_000, made })
  return made
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const headersOf = (type: string, csp = policy): Record<string, string> => ({
  'content-type': `${type}; charset=utf-8`,
  'content-security-policy': csp,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'x-robots-tag': 'noindex',
  // Kept, but asked for each time: it shows the present model, and a link may be revoked.
  'cache-control': 'public, no-cache',
})

const refusals = {
  unknown: { status: 404, title: 'No such diagram', text: 'This link is not one of ours, or what it showed is gone. Ask whoever shared it for a new one.' },
  revoked: { status: 410, title: 'This link was revoked', text: 'The diagram is no longer shared here. Ask whoever shared it for a new link.' },
} as const

/** What stands behind an address: the drawing, or why there is none. */
async function contentOf(token: string, theme: DiagramTheme): Promise<{ link: Open; view: DrawnView & { svg: string } } | keyof typeof refusals> {
  const link = await openLink(token)
  if (link.state !== 'open') return link.state
  try {
    const view = await draw(link, theme)
    return view.svg === null ? 'unknown' : { link, view: { ...view, svg: view.svg } }
  } catch (error) {
    if (error instanceof Problem) return 'unknown'
    throw error
  }
}

/** GET /embed/TOKEN.svg (the picture) and /embed/TOKEN (a page with it, for oEmbed). No session: whoever has the address may look. */
export async function embedResponse(request: Request, name: string): Promise<Response> {
  const url = new URL(request.url)
  try {
    return name.endsWith('.svg') ? await svgResponse(request, name.slice(0, -4), themeOf(url)) : await pageResponse(name, themeOf(url))
  } catch (error) {
    const { message } = fault(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }), {
      path: 'embed',
      requestId: crypto.randomUUID().slice(0, 8),
      person: undefined,
    })
    return new Response(messageSvg('This diagram could not be drawn', message, themeOf(url)), {
      status: 500,
      headers: { ...headersOf('image/svg+xml'), 'cache-control': 'no-store' },
    })
  }
}

async function svgResponse(request: Request, token: string, theme: DiagramTheme): Promise<Response> {
  const content = await contentOf(token, theme)
  if (typeof content === 'string') {
    const { status, title, text } = refusals[content]
    return new Response(messageSvg(title, text, theme), { status, headers: headersOf('image/svg+xml') })
  }
  const etag = `"${createHash('sha256').update(content.view.svg).digest('base64url').slice(0, 27)}"`
  const headers = { ...headersOf('image/svg+xml'), etag, vary: 'accept-encoding' }
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  if (known.some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, '')))) return new Response(null, { status: 304, headers })
  return new Response(content.view.svg, { headers })
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

async function pageResponse(token: string, theme: DiagramTheme): Promise<Response> {
  const content = await contentOf(token, theme)
  const csp = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
  const shown = typeof content === 'string' ? null : content.view
  const title = escapeHtml(shown?.title ?? refusals[content as keyof typeof refusals].title)
  const discovery = `${webAddress()}/api/oembed?format=json&url=${encodeURIComponent(pageOf(token))}`
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
${shown ? `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(discovery)}" title="${title}">\n` : ''}<style>:root{color-scheme:light dark}body{margin:0;display:grid;place-items:center;min-height:100vh}img{max-width:100%;height:auto}</style>
</head>
<body>${shown ? `<img src="/embed/${escapeHtml(token)}.svg?theme=${theme}" alt="${title}. ${escapeHtml(shown.description)}">` : `<p>${escapeHtml(refusals[content as keyof typeof refusals].text)}</p>`}</body>
</html>
`
  return new Response(html, { status: shown ? 200 : refusals[content as keyof typeof refusals].status, headers: headersOf('text/html', csp) })
}

/** GET /api/oembed?url=… : a photo, as wikis and blogs know it (oembed.com). Only for addresses of this instance. */
export async function oembedResponse(request: Request): Promise<Response> {
  const parameters = new URL(request.url).searchParams
  const refuse = (status: number, message: string) => Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
  if ((parameters.get('format') ?? 'json') !== 'json') return refuse(501, 'Only format=json is spoken here.')
  const asked = URL.parse(parameters.get('url') ?? '')
  const own = new URL(webAddress())
  const token = asked && asked.origin === own.origin ? (/^\/embed\/([\w-]+?)(?:\.svg)?$/.exec(asked.pathname)?.[1] ?? null) : null
  if (!asked || !token) return refuse(404, 'url is no link to a diagram of this instance.')
  const theme = themeOf(asked)
  const content = await contentOf(token, theme)
  if (typeof content === 'string') return refuse(refusals[content].status, refusals[content].text)
  const { width, height } = sizeOf(content.view.svg)
  const limit = (name: string): number => Number(parameters.get(name)) || Number.POSITIVE_INFINITY
  const scale = Math.min(1, limit('maxwidth') / width, limit('maxheight') / height)
  return Response.json(
    {
      version: '1.0',
      type: 'photo',
      title: content.view.title,
      provider_name: 'Gantry',
      provider_url: own.origin,
      cache_age: 300,
      url: `${pageOf(token)}.svg${theme === 'auto' ? '' : `?theme=${theme}`}`,
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    },
    { headers: { 'cache-control': 'public, no-cache', 'x-content-type-options': 'nosniff' } },
  )
}
