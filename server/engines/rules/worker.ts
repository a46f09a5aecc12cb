import { parentPort, workerData } from 'node:worker_threads'
import type { EngineDocument } from '#server/engines/engine.ts'
import { readDocuments } from './read.ts'

parentPort?.postMessage({ read: readDocuments(workerData as EngineDocument[]) })
