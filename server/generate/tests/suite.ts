import type { Router } from 'express'
import type { Service } from '#server/generate/service/runtime/kernel/context.ts'
import type { Definitions } from '#server/generate/service/runtime/kernel/definition.ts'
import type { Plan } from './runtime/plan-types.ts'

/** What the generated module of the same name gives the suite's engine (tests.ts writes it); here for the type check alone. */
export declare const plan: Plan
export declare const definitions: Definitions
export declare function routes(service: Service): Router
