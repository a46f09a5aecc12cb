import { type NextRequest, NextResponse } from 'next/server'

/**
 * Security headers and the nonce of the content security policy. This is no authorisation boundary: who may see what is
 * decided in the layout of the console and in every procedure.
 */
export function proxy(request: NextRequest) {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64')
  // React's refresh in development evaluates code; nothing else does.
  // biome-ignore lint/style/noProcessEnv: Next writes its value in at build time; env.ts would bring the server's settings here
  const development = process.env.NODE_ENV === 'development'
  const policy = [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    // React Flow, Base UI and Mermaid position elements by style attributes, which have no nonce.
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self' data:`,
    `connect-src 'self'${development ? ' ws:' : ''}`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('referrer-policy', 'same-origin')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

export const config = { matcher: [{ source: '/((?!api|embed/|_next/static|_next/image|favicon.ico|icon.svg).*)' }] }
