import type { Entity, Field, Specification } from '#model/specification.ts'
import { byLevel, type Finding } from './finding.ts'

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')
const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`
const head = (...cells: string[]): string => `${row(...cells)}\n|${cells.map(() => '---').join('|')}|`

/** Fields that say something about a person, by type and by name; shown with the entity so that people can correct it. */
export function personalData(s: Specification): { entity: Entity; field: Field }[] {
  const people = new Set(s.roles.flatMap((r) => (r.entity ? [r.entity] : [])))
  const personal = (e: Entity, f: Field): boolean =>
    f.type.kind === 'email' ||
    f.type.kind === 'phone' ||
    /(^|_)(birth|address|passport|salary|iban|diagnosis|gender|nationality)/.test(f.id) ||
    (people.has(e.id) && /name/.test(f.id))
  return s.entities.flatMap((entity) => entity.fields.filter((f) => personal(entity, f)).map((f) => ({ entity, field: f })))
}

/** STRIDE over what this specification really has: its operations, rules, people and outside systems. */
export function threatModel(s: Specification, name: string): string {
  const open = s.operations.filter((o) => o.public)
  const own = s.operations.filter((o) => o.permissions.some((p) => p.own))
  const limits = s.operations.filter((o) => o.conditions.length > 0)
  const rows = [
    row(
      'Spoofing',
      'Someone acts as another role or person',
      `Tokens are verified with the environment’s public key, issuer and audience on each of the ${s.operations.length - open.length} operations that need one`,
      'probes: no token, other key, other issuer',
    ),
    row(
      'Tampering',
      'A rule is bypassed by crafted or concurrent requests',
      `${limits.length} operations check conditions inside the transaction, with locks where rules span rows`,
      'acceptance and concurrency tests',
    ),
    row('Repudiation', 'A change cannot be traced', 'The service writes who changed what into its audit log in the same transaction', 'acceptance tests'),
    row(
      'Information disclosure',
      'Records of others are read',
      own.length > 0 ? `Own-records rules in the queries of ${own.map((o) => o.id).join(', ')}` : 'The requirement limits no operation to own records',
      'negative authorisation tests',
    ),
    row('Information disclosure', 'Errors tell about the inside', 'Problem details without stack or SQL', 'probes: malformed input, injection strings'),
    row('Denial of service', 'Large or slow requests', 'Body limit, statement time limit, paging with a maximum in every list', 'probes: oversized body'),
    row('Elevation of privilege', 'A role does what only another may', 'Deny by default; every operation names its roles', 'negative authorisation tests'),
    ...s.externals.map((x) =>
      row('Tampering', `${x.name} answers wrongly or not at all`, 'A port with time limit; a stub until it is connected', 'not evaluated'),
    ),
  ]
  return [
    `# Threat model of ${name}`,
    '',
    'Written from the specification: what can go wrong (STRIDE), what stands against it, and what shows it.',
    '',
    head('Kind', 'Threat', 'Countermeasure', 'Shown by'),
    ...rows,
    '',
    '## Open to anyone',
    '',
    open.length > 0 ? open.map((o) => `- ${o.label} (\`${o.id}\`)`).join('\n') : 'Nothing: every operation needs a token.',
    '',
    '## Personal data',
    '',
    ...personalData(s).map(({ entity, field }) => `- ${entity.name}: ${field.label}`),
    personalData(s).length === 0 ? 'None recognised.' : '',
    '',
  ].join('\n')
}

/** What the document asks for by name, with what the service does for it and what remains for people. Nothing here is a certificate. */
export function complianceList(s: Specification, findings: Finding[]): string {
  const known: Record<string, [string, string][]> = {
    GDPR: [
      [
        'Personal data is listed',
        personalData(s).length > 0
          ? personalData(s)
              .map((p) => `${p.entity.name}.${p.field.id}`)
              .join(', ')
          : 'none recognised',
      ],
      ['Access only for who needs it', 'roles and own-records rules, tested'],
      ['Erasure and export on request', 'not evaluated: the document does not describe it'],
      ['Retention periods', s.qualities.some((q) => q.metric === 'retention') ? 'stated in the document' : 'not evaluated: the document states none'],
    ],
    'PCI DSS': [
      [
        'No card numbers are stored',
        s.entities.some((e) => e.fields.some((f) => /card_?number|cvv|cvc|pan$/.test(f.id)))
          ? 'NOT MET: a field looks like card data'
          : 'met: no such field in the data model',
      ],
      ['Secrets are not in the code', findings.some((f) => f.tool === 'secrets') ? 'NOT MET: see the findings' : 'met: secret scan without findings'],
      ['Network segmentation, quarterly scans', 'not evaluated: outside of this service'],
    ],
    'SOC 2': [
      ['Changes are approved and traceable', 'met: approvals bound to a digest, audit log'],
      ['Availability monitoring', 'health checks and rollout measurements'],
    ],
    HIPAA: [
      ['Access is logged', 'audit log in the service'],
      ['Encryption at rest', 'not evaluated: property of the database’s volume'],
    ],
  }
  const sections = s.compliance.map((name) => {
    const items = Object.entries(known).find(([key]) => name.toUpperCase().includes(key))?.[1]
    return [
      `## ${name}`,
      '',
      ...(items ? items.map(([what, state]) => `- ${what}: ${state}`) : ['- not evaluated: no checklist for this regime; ask the security engineer']),
      '',
    ].join('\n')
  })
  return [
    '# Compliance list',
    '',
    'What the document names, point by point. "Not evaluated" is no pass.',
    '',
    ...(sections.length > 0 ? sections : ['The document names no regime.', '']),
    '## Findings',
    '',
    ...(findings.length > 0
      ? [
          head('Level', 'Tool', 'Rule', 'Where', 'What'),
          ...[...findings]
            .sort(byLevel)
            .slice(0, 100)
            .map((f) => row(f.level, f.tool, f.rule, `${f.file}:${f.line}`, f.message)),
        ]
      : ['None.']),
    '',
  ].join('\n')
}
