import { createHash } from 'node:crypto'
import { specification as schema } from '#model/specification.ts'
import type { Agent, GateOut } from '../agent.ts'
import { openClient } from './client.ts'
import { measureLoad } from './load.ts'
import { qualityGates } from './quality-gates.ts'
import { releaseNotes } from './release-notes.ts'
import { type Check, seed, smokeTest } from './smoke.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

function smokeGate(checks: Check[]): GateOut {
  const failed = checks.filter((c) => c.verdict === 'failed')
  const open = checks.filter((c) => c.verdict === 'not_evaluated').length
  return {
    name: 'smoke',
    label: 'Smoke test',
    verdict: failed.length === 0 ? 'passed' : 'failed',
    blocking: true,
    threshold: '0 failed',
    evidence: 'smoke-test.json',
    value: `${failed.length} of ${checks.length} failed`,
    note: failed[0]
      ? `${failed[0].name}: expected ${failed[0].expected}, got ${failed[0].actual}`
      : open > 0
        ? `${open} could not be evaluated with made-up values`
        : '',
  }
}

/** Stage `verify`: drives what runs in staging over HTTP, measures it against the quality targets, and says what changed against production. */
export const verify: Agent = async (context) => {
  const specification = schema.parse(JSON.parse(text(await context.read('analyze', 'specification.json'))))
  const openapi: unknown = JSON.parse(text(await context.read('backend', 'openapi.json')))
  const digest = createHash('sha256')
    .update(await context.read('integrate', 'bundle.tar'))
    .digest('hex')
  const client = await openClient(context.target, context.service.id, 'staging')
  try {
    const checks = await smokeTest(client, openapi)
    for (const c of checks.filter((c) => c.verdict === 'failed'))
      context.log('error', `${c.name}: ${c.request} expected ${c.expected}, got ${c.actual}. ${c.note}`)
    context.log('info', `${checks.length} smoke checks, ${checks.filter((c) => c.verdict === 'failed').length} failed`)
    const seeded = await seed(client, openapi)
    const load = await measureLoad(client, openapi, specification.qualities, seeded, context.signal)
    if (load)
      context.log(
        'info',
        `${load.steady.requests} requests at ${load.steady.rate} a second: p95 ${load.steady.percentiles[95]?.toFixed(1)} ms; ${Math.round(load.full.perSecond)} a second with ${load.full.connections} connections`,
      )
    else context.log('warn', 'No list could be asked: nothing was measured')
    const gates = [smokeGate(checks), ...qualityGates(specification.qualities, load)]
    const notes = await releaseNotes({ context, specification, openapi, digest, checks, gates })
    const broken = gates.filter((g) => g.blocking && g.verdict === 'failed')
    return {
      outcome: broken.length === 0 ? 'succeeded' : 'failed',
      ...(broken.length > 0 && {
        reason: `${broken.map((g) => `${g.label}: ${g.value} (${g.threshold})${g.note ? `, ${g.note}` : ''}`).join('; ')}. The details are in ${broken.map((g) => g.evidence).join(' and ')}.`,
      }),
      summary: `${checks.length} smoke checks${load ? `, p95 ${Math.round(load.steady.percentiles[95] ?? 0)} ms, ${Math.round(load.full.perSecond)} requests a second` : ''}`,
      artifacts: [
        { path: 'smoke-test.json', mediaType: 'application/json', bytes: pretty(checks), label: 'Smoke test' },
        ...(load ? [{ path: 'load.json', mediaType: 'application/json', bytes: pretty(load), label: 'Load measurement' }] : []),
        { path: 'release-notes.md', mediaType: 'text/markdown', bytes: notes, label: 'Release notes' },
      ],
      gates,
    }
  } finally {
    await client.close()
  }
}
