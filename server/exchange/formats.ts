import type { ExchangeFormat } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import { asyncapi } from './asyncapi.ts'
import { backstage } from './backstage.ts'
import { csv } from './csv.ts'
import type { Contracts, Format, SourceFile, Writing } from './format.ts'
import { likec4 } from './likec4.ts'
import { openapi } from './openapi.ts'
import { persona } from './persona.ts'
import { structurizr } from './structurizr.ts'

export const formats: Record<ExchangeFormat, Format> = { backstage, structurizr, likec4, persona, openapi, asyncapi, csv }

/** A catalogue may hold contracts, and almost any YAML looks like an architecture of services: the more particular forms are asked first. */
const order: readonly ExchangeFormat[] = ['backstage', 'openapi', 'asyncapi', 'structurizr', 'likec4', 'persona', 'csv']
/** The format of a file by its name and content; null when none recognises it. */
export const recognise = (file: SourceFile): ExchangeFormat | null => order.find((id) => formats[id].recognises(file)) ?? null

export const write = (network: Network, format: ExchangeFormat, contracts?: Contracts): Writing => formats[format].write(network, contracts)
