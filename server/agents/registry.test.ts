import { expect, test } from 'vitest'
import { pipelines } from '#model/pipeline.ts'
import { agentOf } from './registry.ts'

const performed = Object.values(pipelines).flatMap((p) => p.stages.filter((s) => s.waits === 'none').map((s) => s.id))
test.each(performed)('stage %s has an agent', async (stage) => expect(typeof (await agentOf(stage))).toBe('function'))
test('no other stage has one', async () => await expect(agentOf('approve')).rejects.toThrow('No agent performs'))
