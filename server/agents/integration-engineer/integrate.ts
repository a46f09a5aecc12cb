import { contract } from '#server/generate/contract/contract.ts'
import { lint } from '#server/generate/contract/lint.ts'
import { buildUi } from '#server/generate/ui/build.ts'
import type { Agent, AgentContext, GateOut } from '../agent.ts'
import { readSpecification } from '../backend-developer/backend.ts'
import { bootCandidate } from '../candidate/boot.ts'
import { runSuite, type SuiteResult } from '../testing-engineer/suite.ts'
import { bundle } from './bundle.ts'
import { consistencyChecks } from './consistency.ts'
import { type Check, type ContractReport, consistency, contractReport, scenarios } from './reports.ts'

function gates(report: ContractReport, checks: Check[], suite: SuiteResult): GateOut[] {
  const errors = report.lint.filter((f) => f.severity === 'error').length
  const broken = checks.reduce((sum, c) => sum + c.broken, 0)
  const failed = suite.tests.filter((t) => t.status === 'failed').length
  const violations = report.violations.length
  return [
    {
      name: 'contract',
      label: 'Contract',
      verdict: violations === 0 && errors === 0 ? 'passed' : 'failed',
      value: `${violations} violations in ${report.answers} answers, ${errors} lint errors; ${report.answered} of ${report.operations} operations answered`,
      threshold: '0 violations, 0 lint errors',
      evidence: 'contract-report.json',
      blocking: true,
      ...(report.missing.length > 0 && { note: `No successful answer was seen of ${report.missing.join(', ')}.` }),
    },
    {
      name: 'integration',
      label: 'Integration scenarios',
      verdict: failed === 0 ? 'passed' : 'failed',
      value: `${suite.tests.filter((t) => t.status === 'passed').length} passed, ${failed} failed`,
      threshold: '0 failed',
      evidence: 'integration-scenarios.md',
      blocking: true,
    },
    {
      name: 'data',
      label: 'Data consistency',
      verdict: broken === 0 ? 'passed' : 'failed',
      value: `${broken} broken rows`,
      threshold: '0 broken rows',
      evidence: 'data-consistency.md',
      blocking: true,
    },
  ]
}

const text = (value: string): Uint8Array => Buffer.from(value)

/** Starts the candidate the way it is deployed; throws with its own last words when it does not get ready. */
async function boots(context: AgentContext, bytes: Uint8Array): Promise<void> {
  const booted = await bootCandidate(context, bytes)
  await booted.stop()
}

/** The integration engineer: the bundle, booted and probed, with its contract and its data checked. */
export const integrate: Agent = async (context) => {
  const specification = await readSpecification(context)
  const sources = await context.sources()
  const uiSources = new Map([...sources].filter(([path]) => path.startsWith('ui/')))
  const ui = uiSources.size > 0 ? await buildUi(uiSources) : new Map<string, Uint8Array>()
  if (uiSources.size === 0) context.log('warn', 'there are no sources of a user interface; the candidate has none')
  const made = await bundle({ folder: context.folder, packages: context.sandbox.packages.host }, sources, ui, {
    service: context.service.slug,
    system: context.system.slug,
    requirement: context.run.requirementId,
  })
  context.log('info', `candidate ${made.digest}, ${made.bytes.byteLength} bytes, ${made.files.length} files`)
  const document = contract(specification)
  const [findings, suite] = await Promise.all([lint(document), runSuite(context, sources, made.bytes), boots(context, made.bytes)])
  for (const failed of suite.tests.filter((t) => t.status === 'failed').slice(0, 20))
    context.log('error', `${failed.name}: ${failed.message.split('\n')[0] ?? ''}`)
  const checks = await consistencyChecks(specification, suite.database)
  const report = contractReport(document, suite.contract, findings)
  const verdicts = gates(report, checks, suite)
  const no = verdicts.filter((g) => g.verdict === 'failed')
  return {
    outcome: no.length === 0 ? 'succeeded' : 'failed',
    summary: `candidate ${made.digest.slice(0, 12)}: ${report.answers} answers checked, ${suite.tests.filter((t) => t.status === 'passed').length} scenarios passed`,
    ...(no.length > 0 && { reason: no.map((g) => `${g.label}: ${g.value} (${g.threshold}); see ${g.evidence}.`).join(' ') }),
    artifacts: [
      { path: 'bundle.tar', mediaType: 'application/x-tar', bytes: made.bytes, label: 'Candidate' },
      { path: 'metafile.json', mediaType: 'application/json', bytes: text(JSON.stringify(made.metafile)), label: 'What the bundle contains' },
      { path: 'contract-report.json', mediaType: 'application/json', bytes: text(`${JSON.stringify(report, null, 2)}\n`), label: 'Contract report' },
      {
        path: 'integration-scenarios.md',
        mediaType: 'text/markdown',
        bytes: text(scenarios(specification, suite.tests, made.digest)),
        label: 'Integration scenarios',
      },
      { path: 'data-consistency.md', mediaType: 'text/markdown', bytes: text(consistency(specification, checks)), label: 'Data consistency' },
    ],
    gates: verdicts,
    facts: { candidate: made.digest },
  }
}
