import type { Expression } from '#model/expression.ts'
import type { FieldType } from '#model/specification.ts'

/** What the words beside a field's name say about it. */
export interface FieldReading {
  required: boolean
  optional: boolean
  unique: boolean
  immutable: boolean
  automatic: boolean
  type: FieldType | null
  limits: {
    min?: number
    max?: number
    exclusiveMin?: boolean
    minLength?: number
    maxLength?: number
    pattern?: string
    patternText?: string
    unit?: string
    scale?: number
    currency?: string
  }
  values: string[]
  default: Expression | undefined
  maximum: Expression | undefined // "not in the future", "up to the current year"
  minimum: Expression | undefined
  /** "after the start date": bounds that other fields of the record set. */
  beside: { fn: '<' | '<=' | '>' | '>='; name: string }[]
  /** "unique per customer": together with these. */
  uniqueWith: string[]
  notes: string[]
}

export type Flag = [RegExp, (reading: FieldReading, match: RegExpExecArray) => void]
