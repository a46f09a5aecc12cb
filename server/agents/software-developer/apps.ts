import { buildUi } from '#server/generate/ui/build.ts'
import { shells } from '#server/generate/ui/shells.ts'
import type { Agent, GateOut } from '../agent.ts'
import { type Proof, proveInBrowser } from './browser-proof.ts'
import { type Criterion, installability } from './criteria.ts'

type Asked = Proof | { reason: string }

/** Stage `apps`: checks on the built files, and in a browser where there is one, that the application can be installed; adds projects for desktop and mobile. */
export const apps: Agent = async (context) => {
  const sources = await context.sources()
  const built = await buildUi(sources)
  const criteria = installability(built)
  for (const c of criteria) context.log(c.passed ? 'debug' : 'error', `${c.label}: ${c.found}`)
  const proof = await proveInBrowser(built, context)
  context.log('info', 'reason' in proof ? `not tried in a browser: ${proof.reason}` : `tried in Chromium ${proof.browser}`)

  const projects = shells({
    title: context.service.name,
    service: context.service.slug,
    system: context.system.slug,
    production: context.publicAddress('production'),
  })
  const failed = criteria.filter((c) => !c.passed)
  const report = { criteria, browser: proof }
  return {
    outcome: failed.length === 0 ? 'succeeded' : 'failed',
    summary: `${criteria.length - failed.length} of ${criteria.length} criteria of installable applications`,
    ...(failed.length > 0 && {
      reason: `The application cannot be installed: ${failed.map((c) => `${c.label} (${c.found})`).join('; ')}. See pwa-report.json.`,
    }),
    artifacts: [
      { path: 'pwa-report.json', mediaType: 'application/json', bytes: `${JSON.stringify(report, null, 2)}\n`, label: 'Installable application' },
      { path: 'apps.md', mediaType: 'text/markdown', bytes: document(context.service.name, criteria, proof), label: 'Applications' },
    ],
    sources: Object.fromEntries(projects),
    gates: [
      {
        name: 'installable',
        label: 'Installable application',
        verdict: failed.length === 0 ? 'passed' : 'failed',
        value: `${criteria.length - failed.length} of ${criteria.length} criteria`,
        threshold: 'all',
        evidence: 'pwa-report.json',
        blocking: true,
      },
      browserGate(proof),
    ],
  }
}

const objections = (proof: Proof): string[] => [
  ...proof.manifestErrors,
  ...proof.installabilityErrors,
  ...proof.complaints,
  ...(proof.controlled ? [] : ['the service worker does not control the page']),
  ...(proof.offline ? [] : ['it does not start without a network']),
]

function browserGate(proof: Asked): GateOut {
  const gate = { name: 'installed_in_browser', label: 'Installed and started offline in a browser', threshold: '0 objections', blocking: false }
  if ('reason' in proof) return { ...gate, verdict: 'not_evaluated', value: '', evidence: '', note: proof.reason }
  const found = objections(proof)
  return {
    ...gate,
    verdict: found.length === 0 ? 'passed' : 'failed',
    value: `${found.length} objections`,
    evidence: 'pwa-report.json',
    note: found[0] ?? `Chromium ${proof.browser}`,
  }
}

function document(name: string, criteria: Criterion[], proof: Asked): string {
  const objected = 'reason' in proof ? [] : objections(proof)
  return `# Applications of ${name.replace(/[\r\n]+/g, ' ')}

## Installable web application
Open the service in a browser and choose "Install" (Chrome, Edge) or "Add to Home Screen" (Safari). It opens in a window of its own, starts without a network and says so, and offers a new version when there is one. Data is never kept on the device.

| criterion | found | |
|---|---|---|
${criteria.map((c) => `| ${cell(c.label)} | ${cell(c.found)} | ${c.passed ? 'yes' : '**no**'} |`).join('\n')}

${'reason' in proof ? `Not tried in a browser: ${proof.reason}.` : `Tried in Chromium ${proof.browser}: ${objected.length === 0 ? 'installable, and it starts without a network.' : objected.join('; ')}`}

## Desktop and mobile
\`apps/desktop\` is a Tauri project and \`apps/mobile\` a Capacitor project; both open the service. **Neither was built here**: they need Rust, Xcode or Android Studio, and signing keys that are yours. Each README says how.
`
}

const cell = (text: string): string => text.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|')
