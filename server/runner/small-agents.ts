import type { Agent, AgentResult } from '#server/agents/agent.ts'
import type { Ports } from './context.ts'
import type { Registry } from './perform.ts'

/**
 * Agents for tests of the machinery: as real as others, but small. What they do is written in the requirement:
 * lines such as `test: fail`, `test: throw 2` (the first two attempts), `test: slow 30`, `test: gate`, `stage: ignore`.
 */
const orders = (text: string, stage: string): [string, number] => {
  const [, verb = '', count = '0'] = new RegExp(`^${stage}: (\\w+)(?: (\\d+))?$`, 'm').exec(text) ?? []
  return [verb, Number(count)]
}

const smallAgent: Agent = async (context) => {
  const { stage, attempt } = context
  const text = context.documents.map((d) => d.text).join('\n')
  const [verb, count] = orders(text, stage)
  context.log('info', `${stage} begins`)
  if (verb === 'throw' && attempt.number <= count) throw new Error(`${stage} was told to break`)
  if (verb === 'slow') await until(context.signal, count * 1000)
  if (verb === 'ignore') await new Promise(() => {})
  const declined = verb === 'decline' ? ['It was told to.'] : undefined
  const failed = verb === 'fail' || declined !== undefined
  const result: AgentResult = {
    outcome: failed ? 'failed' : 'succeeded',
    summary: `${stage} done`,
    reason: failed ? `${stage} was told to fail` : undefined,
    artifacts: [
      { path: `${stage}.txt`, mediaType: 'text/plain', bytes: `${stage} of ${context.title}` },
      ...(stage === 'verify' ? [{ path: 'release-notes.md', mediaType: 'text/markdown', bytes: '# Notes' }] : []),
    ],
    sources: { [`${stage}.txt`]: `${stage}\n` },
    gates: [
      {
        name: 'check',
        label: 'Check',
        verdict: verb === 'gate' ? 'failed' : 'passed',
        value: verb === 'gate' ? '1' : '2',
        threshold: '>= 2',
        evidence: `${stage}.txt`,
        blocking: true,
      },
    ],
    facts: { ...(stage === 'integrate' ? { candidate: 'c0ffee'.padEnd(64, '0') } : {}), ...(declined ? { declined } : {}) },
  }
  return result
}

function until(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((done, ended) => {
    signal.throwIfAborted()
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      ended(new Error('told to end'))
    })
  })
}

export const smallRegistry: Registry = async () => smallAgent
/** They ask for neither. */
export const noPorts = { sandbox: async () => ({}), target: async () => ({}), publicAddress: () => 'http://nowhere.localhost' } as unknown as Ports
