/**
 * Words of constraints and what they mean: part of the published knowledge base. `implies` is what follows from a
 * technology without being said ("AWS" is a public cloud).
 */
export interface Term {
  tag: string
  name: string
  pattern: RegExp
  implies: string[]
}
const term = (tag: string, name: string, pattern: RegExp, ...implies: string[]): Term => ({ tag, name, pattern, implies })

export const skills: Term[] = [
  term('typescript', 'TypeScript / Node.js', /\b(?:typescript|javascript|node(?:\.?js)?|nestjs|express(?:\.js)?)\b/i),
  term('java', 'Java', /\b(?:java(?!script)|spring(?: boot)?|kotlin|jvm|quarkus|jakarta)\b/i),
  term('python', 'Python', /\b(?:python|django|flask|fastapi)\b/i),
  term('go', 'Go', /\b(?:golang|Go(?= (?:language|developers?|and|services?|or)|[,.;]|$))/),
  term('php', 'PHP', /\b(?:php|laravel|symfony)\b/i),
  term('dotnet', 'C# / .NET', /(?:\bc#|\.net\b|\basp\.net|\bcsharp\b)/i),
]

export const technologies: Term[] = [
  ...skills,
  term('kubernetes', 'Kubernetes', /\b(?:kubernetes|k8s|openshift|eks|aks|gke)\b/i, 'containers'),
  term('containers', 'Containers', /\b(?:docker|containers?|containeri[sz]ed)\b/i),
  term('vm', 'Virtual machines', /\b(?:virtual machines?|vms?|vmware|bare metal)\b/i),
  term('serverless', 'Serverless', /\b(?:serverless|lambda|cloud functions|faas)\b/i, 'cloud'),
  term('aws', 'AWS', /\b(?:aws|amazon web services|s3)\b/i, 'cloud'),
  term('azure', 'Azure', /\bazure\b/i, 'cloud'),
  term('gcp', 'Google Cloud', /\b(?:gcp|google cloud)\b/i, 'cloud'),
  term('cloud', 'Public cloud', /\bpublic clouds?\b|\bcloud[- ](?:native|based|only|first)\b|\bin the cloud\b/i),
  term('on-premises', 'On premises', /\b(?:on[- ]prem(?:ises?)?|own (?:data cent(?:er|re)s?|hardware)|in-house hosting)\b/i),
  term('microservices', 'Microservices', /\bmicro-?services?(?:[- ]based)?\b/i),
  term('monolith', 'Monolith', /\bmonolith(?:ic)?\b/i),
  term('events', 'Event-driven', /\bevent[- ](?:driven|based|sourc\w+)\b/i),
  term('postgresql', 'PostgreSQL', /\bpostgres(?:ql)?\b/i, 'relational'),
  term('mysql', 'MySQL', /\b(?:mysql|mariadb)\b/i, 'relational'),
  term('oracle', 'Oracle', /\boracle\b/i, 'relational'),
  term('mssql', 'SQL Server', /\b(?:ms ?sql|sql server)\b/i, 'relational'),
  term('mongodb', 'MongoDB', /\bmongo(?:db)?\b/i),
  term('cassandra', 'Cassandra', /\bcassandra\b/i),
  term('kafka', 'Apache Kafka', /\bkafka\b/i),
  term('rabbitmq', 'RabbitMQ', /\brabbit(?:mq)?\b/i),
  term('redis', 'Redis', /\b(?:redis|valkey)\b/i),
  term('opensearch', 'Elasticsearch / OpenSearch', /\b(?:elastic ?search|opensearch)\b/i),
  term('gitlab', 'GitLab', /\bgitlab\b/i),
  term('github', 'GitHub', /\bgithub\b/i),
  term('jenkins', 'Jenkins', /\bjenkins\b/i),
  term('keycloak', 'Keycloak', /\bkeycloak\b/i),
  term('saml', 'SAML', /\bsaml\b/i),
  term('directory', 'the directory', /\b(?:active directory|ldap|entra(?: id)?)\b/i),
  term('graphql', 'GraphQL', /\bgraphql\b/i),
  term('kong', 'Kong', /\bkong\b/i),
  term('istio', 'Istio', /\bistio\b/i),
  term('linkerd', 'Linkerd', /\blinkerd\b/i),
]

/** Tags that cannot hold at the same time. */
export const opposites: [string, string][] = [
  ['on-premises', 'cloud'],
  ['monolith', 'microservices'],
  ['serverless', 'kubernetes'],
]

export interface Law {
  name: string
  pattern: RegExp
  demands: string[]
  source: string
}
export const laws: Law[] = [
  {
    name: 'GDPR',
    pattern: /\b(?:gdpr|dsgvo|general data protection)\b/i,
    demands: ['record of processing for personal data', 'export and erasure of a person’s data on request', 'data processing agreements with every processor'],
    source: 'gdpr',
  },
  {
    name: 'PCI DSS',
    pattern: /\bpci[- ]?(?:dss)?\b/i,
    demands: ['card numbers never reach own systems: tokens of the payment provider', 'network segment of its own for payment', 'quarterly scans'],
    source: 'pci',
  },
  { name: 'HIPAA', pattern: /\bhipaa\b/i, demands: ['access to health data is logged', 'health data encrypted at rest and in transit'], source: 'hipaa' },
  { name: 'ISO 27001', pattern: /\biso[ /-]?(?:iec )?27001\b/i, demands: ['risk register with owners', 'access reviews', 'supplier list'], source: 'iso27001' },
  { name: 'SOC 2', pattern: /\bsoc ?2\b/i, demands: ['change management with approvals', 'audit log kept for a year'], source: 'soc2' },
  { name: 'PSD2', pattern: /\bpsd2\b/i, demands: ['strong customer authentication for payments'], source: 'psd2' },
  { name: 'NIS2', pattern: /\bnis2\b/i, demands: ['incident report within 24 hours'], source: 'nis2' },
  { name: 'WCAG', pattern: /\bwcag\b/i, demands: ['accessible pages, tested'], source: 'wcag' },
]

export const regions: { name: string; within: string[]; pattern: RegExp }[] = [
  { name: 'EU', within: [], pattern: /\b(?:EU|European Union|Europe|EEA)\b/ },
  { name: 'Germany', within: ['EU'], pattern: /\b(?:Germany|German data cent(?:er|re)s?|Frankfurt|Berlin|eu-central-1)\b/ },
  { name: 'Ireland', within: ['EU'], pattern: /\b(?:Ireland|Dublin|eu-west-1)\b/ },
  { name: 'France', within: ['EU'], pattern: /\b(?:France|Paris)\b/ },
  { name: 'Netherlands', within: ['EU'], pattern: /\b(?:Netherlands|Amsterdam)\b/ },
  { name: 'Switzerland', within: [], pattern: /\b(?:Switzerland|Swiss|Zurich)\b/ },
  { name: 'UK', within: [], pattern: /\b(?:United Kingdom|UK|London)\b/ },
  { name: 'USA', within: [], pattern: /\b(?:USA|U\.S\.|United States|US region|us-east-\d|us-west-\d|Virginia|Oregon|Ohio)\b/ },
]
