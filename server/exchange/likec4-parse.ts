import type { Draft } from './draft.ts'
import type { SourceFile } from './format.ts'
import { type Body, Cursor, type ElementNode, type Model, type RelationNode } from './likec4-cursor.ts'
import type { Token } from './likec4-tokens.ts'
import { Unreadable } from './parse.ts'

const words = new Set(['title', 'description', 'technology', 'summary', 'notation'])
const looks = new Set([
  'style',
  'icon',
  'link',
  'navigateTo',
  'notes',
  'shape',
  'color',
  'opacity',
  'size',
  'border',
  'multiple',
  'textSize',
  'padding',
  'iconColor',
  'iconSize',
  'iconPosition',
  'line',
  'head',
  'tail',
])
const emptyBody = (): Body => ({ tags: [], metadata: new Map(), lost: [] })

/** Reads the models of a file; specification, views, deployment and whatever else stands beside them is listed. */
export class Likec4Parser extends Cursor {
  private readonly draft: Draft
  readonly model: Model

  constructor(file: SourceFile, model: Model, draft: Draft) {
    super(file)
    this.model = model
    this.draft = draft
  }

  parse(): void {
    while (this.peek().kind !== 'end') {
      const word = this.take()
      if (word.text === 'model' && this.is('{')) this.modelBody(null, 0)
      else if (word.text === 'import') this.skipStatement(word, 'Imports of other projects are not followed; give their files too.')
      else if (word.kind === 'name') {
        while (!this.is('{') && this.peek().kind !== 'end') this.take()
        this.skipBlock(word)
        if (word.text !== 'specification')
          this.draft.skip(
            word.at,
            word.text === 'views' ? 'the views' : `the block “${word.text}”`,
            word.text === 'views' ? 'Gantry draws diagrams from the network.' : 'Only the model is read.',
          )
      } else throw this.unexpected(word, 'specification, model or views')
    }
  }

  /** What is not understood, up to the end of its line or block. */
  private skipStatement(first: Token, why: string): void {
    while (!this.is('{') && !this.is('}') && this.peek().kind !== 'end' && this.peek().at.line === first.at.line) this.take()
    if (this.is('{') && this.peek().at.line === first.at.line) this.skipBlock(first)
    this.draft.skip(first.at, `“${first.text}”`, why)
  }

  private modelBody(owner: { node: ElementNode; path: string } | null, depth: number): void {
    const opener = this.peek()
    if (depth > 50) throw new Unreadable(opener.at, 'Elements are nested deeper than 50 levels.')
    this.expect('{')
    while (!this.eat('}')) {
      if (this.peek().kind === 'end') throw new Unreadable(opener.at, 'This block is not closed.')
      if (this.eat(';') || this.eat(',')) continue
      this.statement(owner, depth)
    }
  }

  private statement(owner: { node: ElementNode; path: string } | null, depth: number) {
    const token = this.peek()
    const scope = owner?.path ?? ''
    if (owner && this.property(owner.node)) return
    if (token.text === 'extend' && this.peek(1).kind === 'name') return this.extension(scope, depth)
    if (owner && token.kind === 'sign' && (token.text === '->' || token.text === '.' || token.text.startsWith('-['))) return this.relation('', scope)
    if (token.kind !== 'name') throw this.unexpected(token, 'an element, a relation or }')
    if (this.peek(1).kind === 'name' && this.peek(1).at.line === token.at.line) return this.element(this.take().text, this.take(), owner, depth)
    if (this.is('=', 1)) {
      const name = this.take()
      this.take()
      const kind = this.take()
      if (kind.kind !== 'name') throw this.unexpected(kind, 'the kind of the element')
      return this.element(kind.text, name, owner, depth)
    }
    const from = this.dotted()
    if (this.is('->') || this.peek().text.startsWith('-[') || this.is('.')) return this.relation(from === 'this' || from === 'it' ? '' : from, scope)
    this.skipStatement(token, 'This is no element and no relation.')
  }

  private element(kind: string, name: Token, owner: { node: ElementNode; path: string } | null, depth: number) {
    const node: ElementNode = { ...emptyBody(), kind, name: name.text, at: name.at, children: [] }
    const siblings = owner ? owner.node.children : this.model.elements
    const twice = siblings.find((each) => each.name === node.name)
    if (twice)
      this.draft.problem(
        name.at,
        `The element ${node.name} is described twice; the first time in ${twice.at.file}, line ${twice.at.line}. Use “extend” to say more about it.`,
      )
    siblings.push(node)
    this.inline(node, ['title', 'description', 'technology'])
    if (this.is('{')) this.modelBody({ node, path: owner?.path ? `${owner.path}.${node.name}` : node.name }, depth + 1)
  }

  private extension(scope: string, depth: number) {
    const at = this.take().at
    const target = this.dotted()
    if (!this.is('{')) return this.skipStatement({ kind: 'name', text: `extend ${target}`, at }, 'Only elements are extended, not relations.')
    const body: ElementNode = { ...emptyBody(), kind: '', name: target, at, children: [] }
    this.model.extensions.push({ target, scope, at, body })
    this.modelBody({ node: body, path: target }, depth + 1)
  }

  private relation(from: string, scope: string) {
    const arrow = this.take()
    // Both "a -[async]-> b" and "a .async b".
    const relation = arrow.text === '.' ? this.take().text : (/^-\[\s*([\w-]+)\s*\]->$/.exec(arrow.text)?.[1] ?? null)
    const to = this.dotted()
    const node: RelationNode = { ...emptyBody(), from, to, relation, scope, at: arrow.at }
    this.inline(node, ['title', 'description', 'technology'])
    if (this.eat('{'))
      while (!this.eat('}')) {
        if (this.peek().kind === 'end') throw new Unreadable(arrow.at, 'The block of this relation is not closed.')
        if (!this.eat(';') && !this.eat(',') && !this.property(node)) this.skipStatement(this.take(), 'A relation has no such property here.')
      }
    this.model.relations.push(node)
  }

  /** Strings and tags behind a name: title, description, technology, in this order. */
  private inline(node: Body, order: ('title' | 'description' | 'technology')[]): void {
    for (const word of order) {
      if (this.peek().kind !== 'string') break
      const token = this.take()
      if (token.text) node[word] = { value: token.text, at: token.at }
    }
    this.tagList(node)
  }
  private tagList(node: Body): boolean {
    let any = false
    while (this.peek().kind === 'tag' || (any && this.is(',') && this.peek(1).kind === 'tag')) {
      const token = this.take()
      any = true
      if (token.kind === 'tag') node.tags.push({ value: token.text.slice(1), at: token.at })
    }
    return any
  }

  /** title, description, technology, tags, metadata, and what says how a thing looks. */
  private property(node: Body): boolean {
    if (this.tagList(node)) return true
    const token = this.peek()
    if (token.kind !== 'name') return false
    const after = this.is(':', 1) ? 2 : 1
    if (words.has(token.text) && this.peek(after).kind === 'string') {
      this.skip(after)
      const { text, at } = this.take()
      const field = token.text === 'summary' ? 'description' : token.text
      if (token.text === 'notation' || (token.text === 'summary' && node.description)) node.lost.push({ value: token.text, at })
      else if (text) node[field as 'title' | 'description' | 'technology'] = { value: text, at }
      return true
    }
    if (token.text === 'metadata' && this.is('{', 1)) {
      this.skip(2)
      this.metadata(node, token)
      return true
    }
    if (!looks.has(token.text) || this.is('=', 1) || this.is('->', 1) || this.dotBehind()) return false
    this.take()
    while (!this.is('{') && !this.is('}') && !this.is(';') && this.peek().kind !== 'end' && this.peek().at.line === token.at.line) this.take()
    if (this.is('{') && this.peek().at.line === token.at.line) this.skipBlock(token)
    node.lost.push({ value: token.text, at: token.at })
    return true
  }

  private metadata(node: Body, opener: Token): void {
    while (!this.eat('}')) {
      const key = this.take()
      if (key.kind === 'end') throw new Unreadable(opener.at, 'The metadata are not closed.')
      if (key.kind === 'sign' && (key.text === ';' || key.text === ',')) continue
      if (key.kind !== 'name' && key.kind !== 'string') throw this.unexpected(key, 'a key')
      this.eat(':')
      const values: string[] = []
      const { at } = this.peek()
      if (this.eat('['))
        while (!this.eat(']')) {
          const item = this.take()
          if (item.kind === 'end') throw new Unreadable(at, 'This list is not closed.')
          if (item.kind !== 'sign') values.push(item.text)
        }
      else {
        const value = this.take()
        if (value.kind !== 'string' && value.kind !== 'name') throw this.unexpected(value, 'a value')
        values.push(value.text)
      }
      node.metadata.set(key.text, { value: values.length === 1 ? (values[0] as string) : JSON.stringify(values), at })
    }
  }
}
