/**
 * A text that a simple pattern accepts: anchors, literals, classes, \d \w \s, groups, alternatives, {n}, {n,m}, ?, *, +.
 * `n` counts through different texts. Null when the pattern uses more, or when the text made does not match after all.
 */
export function matching(pattern: string, n = 0): string | null {
  try {
    const reader = new Reader(pattern.replace(/^\^/, '').replace(/\$$/, ''), n)
    const made = reader.alternatives()
    return reader.done && new RegExp(pattern).test(made) ? made : null
  } catch {
    return null
  }
}

class Reader {
  readonly #pattern: string
  #at = 0
  #counter: number
  constructor(pattern: string, n: number) {
    this.#pattern = pattern
    this.#counter = n
  }

  get done(): boolean {
    return this.#at >= this.#pattern.length
  }
  #peek(): string {
    return this.#pattern[this.#at] ?? ''
  }
  #next(): string {
    const char = this.#peek()
    this.#at += 1
    return char
  }

  alternatives(): string {
    const made = [this.#sequence()]
    while (this.#peek() === '|') {
      this.#next()
      made.push(this.#sequence())
    }
    return made[0] ?? ''
  }

  /** Counts from the right, as an odometer does, so that texts of the same pattern differ as long as it allows. */
  #sequence(): string {
    const parts: string[][] = []
    while (!this.done && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom()
      for (let i = this.#times(); i > 0; i--) parts.push(atom)
    }
    const made = parts.toReversed().map((choices) => {
      const index = this.#counter % choices.length
      this.#counter = Math.floor(this.#counter / choices.length)
      return choices[index] ?? ''
    })
    return made.toReversed().join('')
  }

  #times(): number {
    const counted = /^\{(\d+)(?:,(\d*))?\}/.exec(this.#pattern.slice(this.#at))
    if (counted) {
      this.#at += counted[0].length
      return Math.min(Number(counted[1]) || (counted[2] === undefined ? 0 : 1), 1_000)
    }
    if ('*+?'.includes(this.#peek()) && this.#peek() !== '') this.#next()
    if (this.#peek() === '?') this.#next()
    return 1
  }

  #atom(): string[] {
    const char = this.#next()
    if (char === '(') {
      if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2
      else if (this.#peek() === '?') throw new Error('look-around')
      const inner = this.alternatives()
      if (this.#next() !== ')') throw new Error('unbalanced')
      return [inner]
    }
    if (char === '[') return this.#class()
    if (char === '\\') return this.#escape()
    if (char === '.') return ['a', 'b', 'c', 'd', 'e']
    return [char]
  }

  #escape(): string[] {
    const char = this.#next()
    if (char === 'd') return [...'0123456789']
    if (char === 'w') return [...'abcdefghij']
    if (char === 's') return [' ']
    if (char === 'b') return ['']
    if (/[A-Za-z]/.test(char)) throw new Error(`\\${char}`)
    return [char]
  }

  #class(): string[] {
    const chars: string[] = []
    if (this.#peek() === '^') throw new Error('negated class')
    while (this.#peek() !== ']') {
      if (this.done) throw new Error('unbalanced')
      const char = this.#next()
      const from = char === '\\' ? this.#escape() : [char]
      if (from.length === 1 && this.#peek() === '-' && this.#pattern[this.#at + 1] !== ']') {
        this.#next()
        const to = this.#next()
        for (let code = (from[0] ?? '').charCodeAt(0); code <= to.charCodeAt(0) && chars.length < 100; code++) chars.push(String.fromCharCode(code))
      } else chars.push(...from)
    }
    this.#next()
    return chars
  }
}
