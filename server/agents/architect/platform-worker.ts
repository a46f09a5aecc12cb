import { parentPort, workerData } from 'node:worker_threads'
import { planPlatform } from '#server/generate/plan/platform/plan.ts'
import type { PlatformInputs } from './platform.ts'
import { readInputs } from './reading.ts'

const input = readInputs(workerData as PlatformInputs)
parentPort?.postMessage({ plan: planPlatform(input), roles: input.roles.map(({ id, name }) => ({ id, name })) })
