/**
 * What services of a kind are usually about: words by which sentences find their service, and traits that decide how it
 * is built. Part of the published knowledge base.
 */
export type Trait =
  | 'money'
  | 'identity'
  | 'personal'
  | 'health'
  | 'search'
  | 'catalog'
  | 'workflow'
  | 'stock'
  | 'reactive'
  | 'telemetry'
  | 'realtime'
  | 'media'
  | 'documents'
  | 'reporting'
  | 'integration'
  | 'audit'
  | 'geo'
  | 'model'

export interface Capability {
  id: string
  name: string
  /** Matches the name of a service. */
  named: RegExp
  /** Words in sentences that speak of it even when its name does not occur. */
  spoken: RegExp
  traits: Trait[]
}
const capability = (id: string, name: string, named: RegExp, spoken: RegExp, ...traits: Trait[]): Capability => ({ id, name, named, spoken, traits })

export const capabilities: Capability[] = [
  capability(
    'identity',
    'Accounts and sign-in',
    /\b(?:users?|accounts?|identit\w*|auth\w*|sign-?in|login|customers?|members?(?:hip)?|profiles?)\b/i,
    /\b(?:sign(?:s|ed)? in|log(?:s|ged)? in|passwords?|accounts?|profiles?|register(?:s|ed)? with)\b/i,
    'identity',
    'personal',
  ),
  capability(
    'catalog',
    'Catalogue',
    /\b(?:products?|catalog(?:ue)?s?|articles?|items?|assets?|courses?|listings?)\b/i,
    /\b(?:products?|catalog(?:ue)?s?|categor(?:y|ies)|prices?)\b/i,
    'catalog',
    'search',
  ),
  capability('stock', 'Stock', /\b(?:inventor(?:y|ies)|stocks?|warehouses?)\b/i, /\b(?:stocks?|inventory|warehouses?)\b/i, 'stock'),
  capability('order', 'Orders', /\b(?:orders?|ordering|checkouts?|carts?|baskets?|sales)\b/i, /\b(?:orders?|carts?|baskets?|checkout)\b/i, 'workflow', 'stock'),
  capability(
    'booking',
    'Bookings',
    /\b(?:bookings?|reservations?|appointments?|scheduling|schedules?|rentals?|shipments?|deliver(?:y|ies)|logistics)\b/i,
    /\b(?:books?|bookings?|appointments?|reservations?|shipments?)\b/i,
    'workflow',
  ),
  capability(
    'payment',
    'Payments',
    /\b(?:payments?|wallets?|checkout payments?)\b/i,
    /\b(?:pay(?:s|ed|ing)?|paid|payments?|refund\w*|credit cards?|paypal|wallets?)\b/i,
    'money',
    'integration',
  ),
  capability(
    'billing',
    'Billing',
    /\b(?:billings?|invoic\w*|subscriptions?|accounting|ledgers?|claims?)\b/i,
    /\b(?:invoices?|invoic(?:ed|ing)|bill(?:s|ed)?|ledger|claims?)\b/i,
    'money',
  ),
  capability(
    'notification',
    'Notifications',
    /\b(?:notif\w+|messag\w+|communicat\w+|alert(?:s|ing)?|e-?mails?|mailing)\b/i,
    /\b(?:notif\w+|e-?mails?(?! address)|sms|push messages?|remind(?:ers?|ed))\b/i,
    'reactive',
    'integration',
  ),
  capability('alarm', 'Alarms', /\b(?:alarm\w*|incidents?)\b/i, /\b(?:alarms?|alerts?)\b/i, 'reactive', 'realtime'),
  capability(
    'telemetry',
    'Telemetry',
    /\b(?:telemetry|ingest\w*|sensors?|readings?|metering|measurements?|tracking|iot)\b/i,
    /\b(?:sensors?|readings?|telemetry|mqtt|measurements?)\b/i,
    'telemetry',
  ),
  capability('device', 'Devices', /\b(?:devices?|loggers?|fleet|vehicles?|machines?|equipment)\b/i, /\b(?:devices?|firmware|serial numbers?)\b/i, 'catalog'),
  capability('search', 'Search', /\bsearch\b/i, /\b(?:search(?:es|ed)?|full[- ]text)\b/i, 'search'),
  capability(
    'reporting',
    'Reports',
    /\b(?:report\w*|analytics?|statistics?|dashboards?|insights?|forecast\w*)\b/i,
    /\b(?:reports?|statistics|dashboards?|analytics|forecasts?)\b/i,
    'reporting',
    'reactive',
  ),
  capability(
    'records',
    'Records',
    /\b(?:(?:medical|health|patient) records?|records?|charts?|case files?)\b/i,
    /\b(?:medical records?|lab results?|diagnos[ei]s)\b/i,
    'documents',
    'personal',
    'audit',
  ),
  capability('prescription', 'Prescriptions', /\bprescriptions?\b/i, /\bprescriptions?\b/i, 'workflow', 'health'),
  capability(
    'media',
    'Media',
    /\b(?:videos?|media|streams?|streaming|images?|calls?|consultations?|conferenc\w*)\b/i,
    /\b(?:video|stream(?:s|ed|ing)?|recordings?|webrtc)\b/i,
    'media',
    'realtime',
  ),
  capability(
    'content',
    'Content',
    /\b(?:content|documents?|files?|knowledge|wiki|blogs?|archives?)\b/i,
    /\b(?:uploads?|attachments?|documents?|files?)\b/i,
    'documents',
  ),
  capability('audit', 'Audit', /\b(?:audit\w*|compliance|governance)\b/i, /\b(?:audit (?:log|trail)s?)\b/i, 'audit'),
  capability(
    'recommendation',
    'Recommendations',
    /\b(?:recommend\w*|personali[sz]ation|scoring|prediction|models?|machine learning|ai)\b/i,
    /\b(?:recommend\w*|machine learning|predict(?:s|ed|ions?))\b/i,
    'model',
  ),
  capability(
    'integration',
    'Integration',
    /\b(?:integrations?|gateways?|connectors?|imports?|exports?|interfaces?|adapters?)\b/i,
    /\b(?:import(?:s|ed)?|export(?:s|ed)?|hl7|fhir|edi|sap|webhooks?)\b/i,
    'integration',
  ),
]

/** Traits that single sentences show, whatever the service is called. */
export const traitWords: [Trait, RegExp][] = [
  ['money', /\b(?:pay(?:s|ments?)?|refund\w*|invoic\w*|credit cards?|wallets?|ledger|bill(?:s|ed|ing)?)\b/i],
  ['identity', /\b(?:passwords?|sign(?:s|ed)? in|log(?:s|ged)? in|authenticat\w*|two-factor)\b/i],
  ['personal', /\b(?:personal data|e-?mail address\w*|phone numbers?|addresses|dates? of birth|profiles?|patients?)\b/i],
  ['health', /\b(?:patients?|medical|health data|prescriptions?|diagnos[ei]s|lab results?)\b/i],
  ['search', /\b(?:search(?:es|ed)?|full[- ]text|find (?:\w+ )?by)\b/i],
  ['workflow', /\b(?:approv\w+|confirm\w*|cancel\w*|reject\w*|until it is|status|states?|acknowledg\w*|assign\w*)\b/i],
  ['stock', /\b(?:reserv(?:e|es|ed)|stock|seats? left|capacity|inventory)\b/i],
  ['telemetry', /\b(?:sensors?|readings?|telemetry|mqtt|every \d+ seconds?|time[- ]series)\b/i],
  ['realtime', /\b(?:real[- ]time|live|within \d+ seconds|websockets?|video|at once)\b/i],
  ['media', /\b(?:videos?|audio|live streams?|webrtc)\b/i],
  ['documents', /\b(?:documents?|attachments?|pdf|uploads?|files?|signed reports?|pictures?|photos?|images?)\b/i],
  ['reporting', /\b(?:reports?|statistics|dashboards?|analytics|forecasts?)\b/i],
  ['integration', /\b(?:hl7|fhir|sap|edi|export(?:s|ed)? to|import(?:s|ed)? from|providers?|third[- ]party|national \w+ system|insurers?)\b/i],
  ['audit', /\b(?:audit (?:log|trail)|cannot be changed|traceab\w+|tamper\w*|kept for \w+ years)\b/i],
  ['geo', /\b(?:positions?|gps|routes?|maps?|distance)\b/i],
  ['model', /\b(?:machine learning|recommend\w+|predict\w*|scoring)\b/i],
]
