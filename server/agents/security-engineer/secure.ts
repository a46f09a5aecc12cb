import { createHash } from 'node:crypto'
import { operationsOf } from '#model/contract.ts'
import { specification as schema } from '#model/specification.ts'
import type { Agent, AgentResult, GateOut } from '../agent.ts'
import { bootCandidate } from '../candidate/boot.ts'
import { auditComponents } from './audit.ts'
import { complianceList, threatModel } from './documents.ts'
import { byLevel, sarif, serious } from './finding.ts'
import { probe } from './probes.ts'
import { components, cycloneDx } from './sbom.ts'
import { scanSources } from './scan.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** Stage `secure`: scans the sources, drives the booted candidate with attacks, lists what is bundled. No critical or high finding may remain. */
export const secure: Agent = async (context): Promise<AgentResult> => {
  const specification = schema.parse(JSON.parse(text(await context.read('analyze', 'specification.json'))))
  const bundle = await context.read('integrate', 'bundle.tar')
  const contract = operationsOf(JSON.parse(text(await context.read('backend', 'openapi.json'))))
  const metafile = JSON.parse(text(await context.read('integrate', 'metafile.json'))) as { inputs: Record<string, unknown> }
  const sources = new Map([...(await context.sources())].filter(([path]) => /^(service|ui|infrastructure)\//.test(path)))

  const scanning = scanSources(sources, context.folder, context.signal)
  scanning.catch(() => {}) // awaited below; the probes may reject first
  const list = await components([metafile])
  const auditing = auditComponents(list, context.folder, context.signal)
  const service = await bootCandidate(context, bundle)
  const probed = await probe(
    service,
    contract,
    specification.roles.map((r) => r.id),
  ).finally(() => service.stop())
  context.log('info', `${probed.requests} probe requests, ${probed.findings.length} findings`)
  const scan = await scanning
  context.log('info', `${scan.files} files scanned with ${scan.rules} rules, ${scan.findings.length} findings`)
  const audit = await auditing
  context.log(audit.evaluated ? 'info' : 'warn', audit.evaluated ? `${list.length} packages audited` : `Dependency audit not evaluated: ${audit.why}`)

  const findings = [...scan.findings, ...probed.findings, ...(audit.evaluated ? audit.findings : [])].sort(byLevel)
  for (const f of findings.slice(0, 50)) context.log(serious(f) ? 'error' : 'warn', `${f.level} ${f.rule} ${f.file}:${f.line} ${f.message}`)
  const own = findings.filter((f) => f.tool !== 'audit').filter(serious)
  const advisories = audit.evaluated ? audit.findings.filter(serious).length : 0
  const gates: GateOut[] = [
    {
      name: 'findings',
      label: 'Critical or high findings',
      verdict: own.length === 0 ? 'passed' : 'failed',
      value: String(own.length),
      threshold: '0',
      evidence: 'findings.sarif',
      blocking: true,
      note: `${findings.length} findings of all levels; ${scan.files} files, ${probed.requests} requests`,
    },
    {
      name: 'audit',
      label: 'Known vulnerabilities in packages',
      verdict: audit.evaluated ? (advisories === 0 ? 'passed' : 'failed') : 'not_evaluated',
      value: audit.evaluated ? String(advisories) : '–',
      threshold: '0 critical or high',
      evidence: audit.evaluated ? 'findings.sarif' : '',
      blocking: audit.evaluated,
      note: audit.evaluated ? `${list.length} packages` : audit.why,
    },
  ]
  const digest = createHash('sha256').update(bundle).digest('hex')
  const threat = threatModel(specification, context.service.name)
  const failed = gates.filter((g) => g.blocking && g.verdict === 'failed')
  return {
    outcome: failed.length > 0 ? 'failed' : 'succeeded',
    ...(failed.length > 0 && {
      reason: `${own.length + advisories} critical or high findings, first: ${findings[0]?.message}. Mend the cause and retry the stage, or a product owner waives the gate with a reason.`,
    }),
    summary: `${own.length} critical or high, ${findings.length} findings; ${list.length} packages`,
    artifacts: [
      { path: 'findings.sarif', mediaType: 'application/sarif+json', bytes: sarif(findings), label: 'Findings' },
      {
        path: 'sbom.cdx.json',
        mediaType: 'application/vnd.cyclonedx+json',
        bytes: cycloneDx(list, { name: context.service.slug, digest }),
        label: 'Bill of materials',
      },
      { path: 'threat-model.md', mediaType: 'text/markdown', bytes: threat, label: 'Threat model' },
      { path: 'compliance.md', mediaType: 'text/markdown', bytes: complianceList(specification, findings), label: 'Compliance list' },
    ],
    sources: { 'docs/threat-model.md': threat },
    gates,
  }
}
