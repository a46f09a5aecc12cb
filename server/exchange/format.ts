import type { ExchangeFormat, ImportProblem, NotCarried } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import type { NetworkKind } from '#model/network-change.ts'
import type { Draft } from './draft.ts'
import type { Spot } from './located.ts'

export interface SourceFile {
  name: string
  text: string
}

/** One element as a file states it: only the fields that it states. `key` is what the element is called in the network. */
export interface Stated {
  kind: NetworkKind
  key: string
  after: Record<string, unknown>
  at: Spot
}
export interface Reading {
  changes: Stated[]
  notCarried: NotCarried[]
  problems: Omit<ImportProblem, 'excerpt'>[]
  needsSystem: boolean
}
/** "system/service" → its OpenAPI document, as the run that built it left it. */
export type Contracts = ReadonlyMap<string, Record<string, unknown>>

export interface Writing {
  files: SourceFile[]
  /** What the format has no place for. */
  notCarried: { what: string; why: string }[]
}

/** One format: pure functions from text to what it states and from a network to text. */
export interface Format {
  id: ExchangeFormat
  /** Whether the file looks like one, from its name and its content. */
  recognises(file: SourceFile): boolean
  /** Puts what the files state into the draft; several files are read together, so that they can refer to each other. */
  read(files: readonly SourceFile[], draft: Draft): void
  write(network: Network, contracts?: Contracts): Writing
}

/** Whether YAML or JSON may stand in a file of this name: pasted text has none. */
export const mayHoldData = (name: string): boolean => !/\.(md|markdown|csv|tsv|c4|likec4|like-c4)$/i.test(name)
/** Whether a document states a version under this key: unindented in YAML, anywhere in JSON. Never over line ends, which a file may have by the million. */
export const statesAtTop = (text: string, key: string): boolean => new RegExp(`^([ \\t]*\\{?[ \\t]*"|')?${key}["']?[ \\t]*:[ \\t]*["']?\\d`, 'm').test(text)
