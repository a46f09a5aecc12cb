import { createHash } from 'node:crypto'
import { specification as schema } from '#model/specification.ts'
import { infrastructure } from '#server/generate/infrastructure/infrastructure.ts'
import type { Agent, GateOut } from '../agent.ts'
import { openClient } from './client.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
/** One instance's limit unless the specification asks for more. */
const memoryMiB = 256

/** Stage `stage`: the candidate runs in staging, and what a team needs to run it elsewhere is written down. */
export const stage: Agent = async (context) => {
  const specification = schema.parse(JSON.parse(text(await context.read('analyze', 'specification.json'))))
  const digest = createHash('sha256')
    .update(await context.read('integrate', 'bundle.tar'))
    .digest('hex')
  const sources = infrastructure(specification, { service: context.service, system: context.system, memoryMiB })
  context.log('info', `${Object.keys(sources).length} infrastructure files written; deploying ${digest.slice(0, 12)} to staging`)

  const deployed = await context.target.deploy(
    { key: `${context.run.id}:${context.stage}`, serviceId: context.service.id, environment: 'staging', releaseDigest: digest, runId: context.run.id },
    context.signal,
    (line) => context.log('info', line),
  )
  const health = deployed.ready ? await healthOf(context) : { status: 0, body: '' }
  const passed = deployed.ready && health.status === 200
  const report = { ...deployed, releaseDigest: digest, checkedAt: new Date().toISOString(), health: { path: '/readyz', ...health } }
  const gate: GateOut = {
    name: 'deployed',
    label: 'Running in staging',
    verdict: passed ? 'passed' : 'failed',
    blocking: true,
    threshold: 'ready, GET /readyz answers 200',
    evidence: 'deployment.json',
    value: deployed.ready ? `GET /readyz: ${health.status || 'no answer'}` : 'not ready',
    note: deployed.detail.slice(0, 1000),
  }
  return {
    outcome: passed ? 'succeeded' : 'failed',
    ...(!passed && {
      reason: `The candidate does not run in staging: ${deployed.ready ? `GET /readyz through the edge answers ${health.status || health.body}` : deployed.detail}. Mend the cause in the requirement, or retry this stage.`,
    }),
    summary: passed ? `Running at ${deployed.address}` : 'Does not run in staging',
    artifacts: [
      { path: 'deployment.json', mediaType: 'application/json', bytes: JSON.stringify(report, null, 2), label: 'Deployment' },
      ...Object.entries(sources)
        .filter(([path]) => path === 'Dockerfile' || path === 'compose.yaml')
        .map(([path, bytes]) => ({ path, mediaType: 'text/plain', bytes, label: path })),
    ],
    sources,
    gates: [gate],
    ...(passed && { facts: { staging: deployed.address } }),
  }
}

/** From outside, the way visitors take. */
async function healthOf(context: Parameters<Agent>[0]): Promise<{ status: number; body: string }> {
  const client = await openClient(context.target, context.service.id, 'staging')
  try {
    const { status, body } = await client.ask('GET', '/readyz')
    return { status, body: body.slice(0, 500) }
  } finally {
    await client.close()
  }
}
