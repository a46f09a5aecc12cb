import { stringify } from 'yaml'
import type { Specification } from '#model/specification.ts'
import type { InfrastructureMeta } from './infrastructure.ts'

const file = (...documents: object[]): string => documents.map((d) => stringify(d, { lineWidth: 120 })).join('---\n')

/** Manifests for one service: least privilege, probes, limits, 2 to 100 replicas by CPU 70 % and memory 75 %, scale down slowly. */
export function kubernetes(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  const name = meta.service.slug
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': meta.system.slug }
  const metadata = (more: object = {}): object => ({ name, labels, ...more })
  const database = { secretRef: { name: `${name}-database` } }
  const security = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  }
  const container = {
    name: 'service',
    image: `${name}:RELEASE`,
    ports: [{ name: 'http', containerPort: 8080 }],
    envFrom: [database, { configMapRef: { name } }],
    securityContext: security,
    resources: { requests: { cpu: '100m', memory: `${Math.ceil(meta.memoryMiB / 2)}Mi` }, limits: { memory: `${meta.memoryMiB}Mi` } },
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, failureThreshold: 3 },
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
    volumeMounts: [{ name: 'jwks', mountPath: '/run/jwks', readOnly: true }],
  }
  const pod = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 30,
    volumes: [{ name: 'jwks', configMap: { name: `${name}-jwks` } }],
  }
  const target = (kind: string, utilization: number): object => ({
    type: 'Resource',
    resource: { name: kind, target: { type: 'Utilization', averageUtilization: utilization } },
  })
  const base = 'infrastructure/kubernetes'
  return {
    [`${base}/deployment.yaml`]: file(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata() },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(),
        data: { PORT: '8080', JWKS_FILE: '/run/jwks/jwks.json', AUDIENCE: `${name}.${meta.system.slug}`, ENVIRONMENT: 'production' },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(),
        spec: {
          replicas: 2,
          selector: { matchLabels: { 'app.kubernetes.io/name': name } },
          strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: { metadata: { labels }, spec: { ...pod, containers: [container] } },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(),
        spec: { selector: { 'app.kubernetes.io/name': name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
      },
    ),
    [`${base}/migration.yaml`]: file({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: metadata({ name: `${name}-migrate-RELEASE` }),
      spec: {
        backoffLimit: 0,
        template: {
          metadata: { labels },
          spec: {
            restartPolicy: 'Never',
            containers: [
              {
                name: 'migrate',
                image: `${name}:RELEASE`,
                command: ['node', 'migrate.mjs'],
                envFrom: [{ secretRef: { name: `${name}-database-owner` } }],
                securityContext: security,
              },
            ],
          },
        },
      },
    }),
    [`${base}/scaling.yaml`]: file(
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadata(),
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
          minReplicas: 2,
          maxReplicas: 100,
          metrics: [target('cpu', 70), target('memory', 75)],
          behavior: { scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 30, periodSeconds: 60 }] } },
        },
      },
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadata(),
        spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': name } } },
      },
    ),
    [`${base}/network-policy.yaml`]: file({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata(),
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }], ports: [{ port: 8080 }] }],
        // Name resolution and the database, nothing else; outside systems are added when their ports are connected.
        egress: [
          { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] },
          { to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': `${name}-database` } } }], ports: [{ port: 5432 }] },
        ],
      },
    }),
    [`${base}/README.md`]: `# Kubernetes\n\nReplace \`RELEASE\` by the release digest (the CI workflow does it). Not applied or validated against a cluster by the pipeline.\n\nNeeded beforehand: secrets \`${name}-database\` (PGHOST, PGDATABASE, PGUSER, PGPASSWORD of the app role), \`${name}-database-owner\` (the same for the owner, with APP_ROLE) and the config map \`${name}-jwks\` (jwks.json of the identity provider) with ISSUER added to \`${name}\`.\n${specification.externals.length > 0 ? `\nNot reachable until the network policy says so: ${specification.externals.map((x) => x.name).join(', ')}.\n` : ''}`,
  }
}
