export interface Secrets {
  nextauthSecret: string
  identityClientSecret: string
  identityCookieKey: string
  demoPassword: string
}
export function openHome(folder?: string): string
export function secretsOf(home: string): Secrets
export function writeWhole(file: string, text: string): void
export function readJson(file: string): unknown
export function lockHome(home: string, address: string): () => void
