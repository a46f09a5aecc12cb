import { stringify } from 'yaml'
import type { Specification } from '#model/specification.ts'
import type { InfrastructureMeta } from './meta.ts'

const base = 'infrastructure/kubernetes'
const selector = (name: string): object => ({ matchLabels: { 'app.kubernetes.io/name': name } })
const security = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
}

/** Manifests for one service: least privilege, probes, limits, scaling, network policy. */
export function kubernetes(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  const name = meta.service.slug
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': meta.system.slug }
  const file = (...documents: Manifest[]): string =>
    documents
      .map(({ apiVersion, kind, suffix, ...rest }) =>
        stringify({ apiVersion, kind, metadata: { name: name + (suffix ?? ''), labels }, ...rest }, { lineWidth: 120 }),
      )
      .join('---\n')
  return {
    [`${base}/deployment.yaml`]: file(...deployment(name, labels, meta)),
    [`${base}/migration.yaml`]: file(migration(name, labels)),
    [`${base}/scaling.yaml`]: file(...scaling(name)),
    [`${base}/network-policy.yaml`]: file(networkPolicy(name)),
    [`${base}/README.md`]: readme(name, specification),
  }
}

interface Manifest {
  apiVersion: string
  kind: string
  suffix?: string
  spec?: object
  data?: object
}

function deployment(name: string, labels: object, meta: InfrastructureMeta): Manifest[] {
  const container = {
    name: 'service',
    image: `${name}:RELEASE`,
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [{ secretRef: { name: `${name}-database` } }, { configMapRef: { name } }],
    securityContext: security,
    resources: { requests: { cpu: '100m', memory: `${Math.ceil(meta.memoryMiB / 2)}Mi` }, limits: { memory: `${meta.memoryMiB}Mi` } },
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, failureThreshold: 3 },
    lifecycle: { preStop: { sleep: { seconds: 5 } } }, // endpoints are withdrawn before the process stops taking requests
    volumeMounts: [{ name: 'jwks', mountPath: '/run/jwks', readOnly: true }],
  }
  const pod = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
    volumes: [{ name: 'jwks', configMap: { name: `${name}-jwks` } }],
    containers: [container],
  }
  const settings = { PORT: '8080', JWKS_FILE: '/run/jwks/jwks.json', AUDIENCE: `${name}.${meta.system.slug}`, ENVIRONMENT: 'production' }
  const rollingUpdate = { maxUnavailable: 0, maxSurge: 1 }
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount' },
    { apiVersion: 'v1', kind: 'ConfigMap', data: settings },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { replicas: 2, selector: selector(name), strategy: { rollingUpdate }, template: { metadata: { labels }, spec: pod } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      spec: { selector: { 'app.kubernetes.io/name': name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  ]
}

function migration(name: string, labels: object): Manifest {
  const container = {
    name: 'migrate',
    image: `${name}:RELEASE`,
    command: ['node', 'migrate.mjs'],
    envFrom: [{ secretRef: { name: `${name}-database-owner` } }],
    securityContext: security,
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    suffix: '-migrate',
    spec: { backoffLimit: 0, template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } } },
  }
}

/** 2 to 100 replicas by CPU 70 % and memory 75 %; down by at most 30 % a minute, after five quiet minutes. */
function scaling(name: string): Manifest[] {
  const target = (kind: string, averageUtilization: number): object => ({
    type: 'Resource',
    resource: { name: kind, target: { type: 'Utilization', averageUtilization } },
  })
  const scaleDown = { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 30, periodSeconds: 60 }] }
  return [
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicas: 2,
        maxReplicas: 100,
        metrics: [target('cpu', 70), target('memory', 75)],
        behavior: { scaleDown },
      },
    },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { minAvailable: 1, selector: selector(name) } },
  ]
}

/** Name resolution and the database, nothing else; outside systems are added when their ports are connected. */
function networkPolicy(name: string): Manifest {
  const ingress = [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }], ports: [{ port: 8080 }] }]
  const egress = [
    { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
    { to: [{ podSelector: selector(`${name}-database`) }], ports: [{ port: 5432 }] },
  ]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    spec: { podSelector: selector(name), policyTypes: ['Ingress', 'Egress'], ingress, egress },
  }
}

const readme = (name: string, s: Specification): string => `# Kubernetes

Replace \`RELEASE\` by the release digest. The pipeline writes these manifests; it has not applied or validated them against a cluster.

Needed beforehand:

- secret \`${name}-database\`: PGHOST, PGDATABASE, PGUSER and PGPASSWORD of the app role
- secret \`${name}-database-owner\`: the same for the owner, with APP_ROLE
- config map \`${name}-jwks\`: jwks.json of the identity provider; its issuer as ISSUER in the config map \`${name}\`
${s.externals.length > 0 ? `\nNot reachable until the network policy says so: ${s.externals.map((x) => x.name).join(', ')}.\n` : ''}`
