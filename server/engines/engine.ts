import type { Specification } from '#model/specification.ts'

/** A document of a requirement as submitted; statements' offsets (UTF-16 code units) point into `text`. */
export interface EngineDocument {
  name: string
  role: 'requirements' | 'constraints' | 'quality_targets'
  text: string
}

/**
 * How a requirement is read: `rules` (embedded), `model` (a language model), `command` (an outside agent). What it
 * returns has passed the schema and the referential check; a document that cannot be built is returned with `declined`
 * and never thrown. It throws when it is stopped: by the signal, by its time limit or by its memory limit.
 */
export interface Engine {
  name: string
  read(documents: EngineDocument[], signal: AbortSignal): Promise<Specification>
}
