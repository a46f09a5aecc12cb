import { createHash } from 'node:crypto'

/** A name as a slug: "OrderService", "order_service" and "Order Service" are one. Null when nothing of it can be kept. */
export function slugOf(name: string): string | null {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (slug.length <= 60) return slug || null
  // Two long names must not become one by cutting.
  return `${slug.slice(0, 53).replace(/-+$/, '')}-${shortHash(name)}`
}
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6)

/** An identifier as a person would write it: payment_service → Payment service. Names with capitals or spaces are kept. */
export function nameOf(identifier: string): string {
  if (/[A-Z\s]/.test(identifier)) return identifier
  const words = identifier.replace(/[-_.]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1) || identifier
}
export const sameName = (a: string, b: string): boolean => slugOf(a) === slugOf(b)
