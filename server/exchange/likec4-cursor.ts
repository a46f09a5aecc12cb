import type { SourceFile } from './format.ts'
import { type Token, tokensOf } from './likec4-tokens.ts'
import type { Spot } from './located.ts'
import { Unreadable } from './parse.ts'

interface Text {
  value: string
  at: Spot
}
export interface Body {
  title?: Text
  description?: Text
  technology?: Text
  tags: Text[]
  metadata: Map<string, Text>
  /** Words of the language that say how things look or lead on. */
  lost: Text[]
}
export interface ElementNode extends Body {
  kind: string
  name: string
  at: Spot
  children: ElementNode[]
}
export interface RelationNode extends Body {
  /** As written; empty for "this", resolved where it stands. */
  from: string
  to: string
  relation: string | null
  /** The full name of the element it stands in. */
  scope: string
  at: Spot
}
export interface Model {
  elements: ElementNode[]
  relations: RelationNode[]
  extensions: { target: string; scope: string; at: Spot; body: ElementNode }[]
}

/** Where reading stands in the words of a file. */
export class Cursor {
  private readonly tokens: Token[]
  private next = 0
  constructor(file: SourceFile) {
    this.tokens = tokensOf(file.name, file.text)
  }

  protected peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)] as Token
  }
  protected take(): Token {
    const token = this.peek()
    this.next++
    return token
  }
  protected skip(count: number): void {
    this.next += count
  }
  protected is(sign: string, ahead = 0): boolean {
    return this.peek(ahead).kind === 'sign' && this.peek(ahead).text === sign
  }
  protected eat(sign: string): boolean {
    if (!this.is(sign)) return false
    this.next++
    return true
  }
  protected unexpected(token: Token, expected: string): Unreadable {
    return new Unreadable(token.at, `${token.kind === 'end' ? 'The file ends' : `“${token.text.slice(0, 60)}” stands`} here; ${expected} was expected.`)
  }
  protected expect(sign: string): void {
    if (!this.eat(sign)) throw this.unexpected(this.peek(), `“${sign}”`)
  }

  /** A block with everything in it. */
  protected skipBlock(opener: Token): void {
    this.expect('{')
    for (let depth = 1; depth > 0; ) {
      const token = this.take()
      if (token.kind === 'end') throw new Unreadable(opener.at, `The block of “${opener.text}” is not closed.`)
      if (token.kind === 'sign') depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0
    }
  }
  protected dotted(): string {
    const first = this.take()
    if (first.kind !== 'name') throw this.unexpected(first, 'a name')
    let name = first.text
    // "a .kind b" is a relation of a kind; "a.b" is a name.
    while (this.is('.') && this.peek(1).kind === 'name' && this.touches(this.next)) {
      this.take()
      name += `.${this.take().text}`
    }
    return name
  }
  /** Whether a dot stands right behind this word: "link.a" is a name, "link ./a" is none. */
  protected dotBehind(): boolean {
    return this.is('.', 1) && this.touches(this.next + 1)
  }
  /** Whether the token stands right behind the one before it. */
  private touches(index: number): boolean {
    const [before, token] = [this.tokens[index - 1], this.tokens[index]]
    return before !== undefined && token !== undefined && before.at.line === token.at.line && before.at.column + before.text.length === token.at.column
  }
}
