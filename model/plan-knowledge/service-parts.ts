import type { Trait } from './capabilities.ts'
import type { Condition } from './drivers.ts'

/** What stands beside a service's store when it does such things. */
export const supplements: {
  name: string
  traits: Trait[]
  when?: Condition
  unless?: Condition
  all?: true
  why: string
  tags: string[]
  database: boolean
}[] = [
  {
    name: 'OpenSearch',
    traits: ['search'],
    when: 'high_load',
    why: 'full-text search beside the store, filled from its events',
    tags: ['opensearch'],
    database: true,
  },
  {
    name: 'PostgreSQL full-text index',
    traits: ['search'],
    unless: 'high_load',
    why: 'search by words without a further component',
    tags: [],
    database: false,
  },
  {
    name: 'Valkey cache',
    traits: ['catalog', 'identity'],
    when: 'high_load',
    why: 'hot records for seconds, so that the store sees a fraction of the reads',
    tags: ['redis'],
    database: true,
  },
  { name: 'Object storage', traits: ['documents'], why: 'files by content, links that expire', tags: [], database: false },
  { name: 'Media server (WebRTC)', traits: ['media', 'realtime'], all: true, why: 'live connections leave the request path', tags: [], database: false },
  { name: 'Ingest queue', traits: ['telemetry'], why: 'peaks and outages of the store are buffered', tags: [], database: false },
  { name: 'Read replica', traits: ['reporting'], why: 'reports do not slow down who works', tags: [], database: false },
]

/** Controls by what a service does; without traits: all of them. */
export const controls: { control: string; traits: Trait[]; source: string }[] = [
  { control: 'tokens (OAuth 2.0, JWT) verified in the service, deny by default', traits: [], source: 'oidc' },
  { control: 'input validated against the contract, rate limit at the gateway', traits: [], source: 'judgement' },
  { control: 'passwords as Argon2id, lock-out, second factor for staff', traits: ['identity'], source: 'owasp' },
  { control: 'own-records rule in every query', traits: ['personal', 'health'], source: 'gdpr' },
  { control: 'AES-256 at rest, TLS 1.3 in transit', traits: ['personal', 'health', 'money', 'documents'], source: 'judgement' },
  { control: 'append-only audit log', traits: ['audit', 'money', 'health'], source: 'judgement' },
  { control: 'card data as tokens of the provider only', traits: ['money'], source: 'pci' },
  { control: 'device certificates, one a device, revocable', traits: ['telemetry'], source: 'judgement' },
  { control: 'uploads checked by type and size, served from a host of their own', traits: ['documents'], source: 'judgement' },
  { control: 'secrets of partners in the vault, outgoing addresses listed', traits: ['integration'], source: 'judgement' },
]

/** Outside systems that sentences name. */
export const externalNames: { name: string; pattern: RegExp }[] = [
  { name: 'Payment provider', pattern: /\b(?:payment (?:gateway )?providers?|paypal|stripe|adyen|credit cards?)\b/i },
  { name: 'SMS gateway', pattern: /\bsms\b/i },
  { name: 'E-mail provider', pattern: /\be-?mails?\b(?! address)/i },
  { name: 'Push service', pattern: /\bpush (?:messages?|notifications?)\b/i },
  { name: 'Telephone provider', pattern: /\b(?:called? by tele)?phone call|by telephone\b/i },
  { name: 'SAP', pattern: /\bsap\b/i },
  { name: 'Clinical system (HL7)', pattern: /\bhl7\b/i },
  { name: 'Insurer (FHIR)', pattern: /\b(?:fhir|insurers?)\b/i },
  { name: 'National e-prescription system', pattern: /\be-prescription system\b/i },
  { name: 'Map service', pattern: /\b(?:maps?|geocod\w+|routing)\b/i },
  { name: 'Salesforce', pattern: /\bsalesforce\b/i },
  { name: 'Identity provider', pattern: /\b(?:single sign-on|sso|active directory|ldap|identity provider)\b/i },
  { name: 'Carrier', pattern: /\b(?:carriers?|dhl|ups|fedex)\b/i },
]
