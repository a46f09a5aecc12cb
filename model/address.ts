/** Where deployed services answer: SERVICE.SYSTEM.(staging|production).DOMAIN, a host of its own, because browsers share cookies between the ports of one host. */
export interface Place {
  service: string
  system: string
  environment: 'staging' | 'production'
}

export const hostOf = (place: Place, domain: string): string => `${place.service}.${place.system}.${place.environment}.${domain}`
export const addressOf = (place: Place, domain: string, port: number): string => `http://${hostOf(place, domain)}${port === 80 ? '' : `:${port}`}`

/** Null for a host that is no service's. The port does not matter. */
export function placeOf(host: string, domain: string): Place | null {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  if (!name.endsWith(`.${domain}`)) return null
  const [service, system, environment, ...rest] = name.slice(0, -domain.length - 1).split('.')
  if (!service || !system || rest.length > 0 || (environment !== 'staging' && environment !== 'production')) return null
  return { service, system, environment }
}
