/** One test: its statements, what it shows, and the call that shows it. */
export interface Case {
  statements: string[]
  name: string
  call: string
  uses: 'checks' | 'values' | 'views'
}

/** A value as it stands in a generated call. */
export const s = (value: unknown): string => JSON.stringify(value)
