/** The edge's own cookies. A service never sees them and cannot set them. */
export const sessionCookie = 'gantry_service_session'
export const visitorCookie = 'gantry_visitor'
const ours = (name: string): boolean => name === sessionCookie || name === visitorCookie

const pairs = (header: string | undefined): [string, string][] =>
  (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? ['', part] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    })

export const readCookie = (header: string | undefined, name: string): string | undefined => pairs(header).find(([key]) => key === name)?.[1]

/** What a service may know of the visitor's cookies; undefined when nothing is left. */
export function forService(header: string | undefined): string | undefined {
  const rest = pairs(header)
    .filter(([name]) => !ours(name))
    .map(([name, value]) => (name ? `${name}=${value}` : value))
  return rest.length > 0 ? rest.join('; ') : undefined
}

/** A service's cookies stay on its own host: hosts below apps.localhost are one site to a browser. */
export function fromService(cookies: string | string[] | undefined): string[] {
  const list = cookies === undefined ? [] : Array.isArray(cookies) ? cookies : [cookies]
  return list
    .filter((cookie) => !ours((cookie.split('=')[0] ?? '').trim()))
    .map((cookie) =>
      cookie
        .split(';')
        .filter((part) => !/^\s*domain\s*=/i.test(part))
        .join(';'),
    )
}

export const setCookie = (name: string, value: string, seconds: number, secure: boolean): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
