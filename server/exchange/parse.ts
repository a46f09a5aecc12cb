import { type Node as JsonNode, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml'
import type { Draft } from './draft.ts'
import type { SourceFile } from './format.ts'
import type { Located, MapNode, Spot } from './located.ts'

/** Text that cannot be read as what it should be: where and why. */
export class Unreadable extends Error {
  readonly at: Spot
  constructor(at: Spot, message: string) {
    super(message)
    this.at = at
  }
}
const maximalDepth = 100
/** Values of one document with its aliases written out: far above any catalogue, far below a bomb. */
const maximalSize = 500_000

type SpotOf = (offset: number) => Spot
/** Line and column of an offset. Own, because parsers count lines only as far as they came. */
export function spots(file: string, text: string): SpotOf {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - (starts[low] as number) + 1 }
  }
}

/** Adds a key and refuses a second one of the same name: which of the two counts would be a guess. */
function add(map: MapNode, key: string, at: Spot, value: Located): void {
  const first = map.entries.get(key)
  if (first) throw new Unreadable(at, `The key “${key.slice(0, 80)}” stands here twice; the first time in line ${first.at.line}. Remove one of them.`)
  map.entries.set(key, { at, value })
  map.size += value.size
}
const deep = (at: Spot) => new Unreadable(at, `This is nested deeper than ${maximalDepth} levels.`)

export function parseJson(file: string, text: string): Located {
  const spot = spots(file, text)
  const errors: ParseError[] = []
  let tree: JsonNode | undefined
  try {
    tree = parseTree(text, errors, { disallowComments: true })
  } catch (error) {
    if (error instanceof RangeError) throw deep(spot(0))
    throw error
  }
  const [error] = errors
  if (error) throw new Unreadable(spot(error.offset), `This is no valid JSON: ${wordsOf(printParseErrorCode(error.error))}.`)
  if (!tree) throw new Unreadable(spot(0), 'The file is empty.')
  return fromJson(tree, text, spot, 0)
}
const wordsOf = (code: string) => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

function fromJson(node: JsonNode, text: string, spot: SpotOf, depth: number): Located {
  const at = spot(node.offset)
  if (depth > maximalDepth) throw deep(at)
  if (node.type === 'object') {
    const map: MapNode = { kind: 'map', at, size: 1, entries: new Map() }
    for (const { children: [key, value] = [] } of node.children ?? [])
      if (key && value) add(map, String(key.value), spot(key.offset), fromJson(value, text, spot, depth + 1))
    return map
  }
  if (node.type === 'array') {
    const items = (node.children ?? []).map((item) => fromJson(item, text, spot, depth + 1))
    return { kind: 'list', at, size: 1 + items.reduce((sum, { size }) => sum + size, 0), items }
  }
  const value = node.value as string | number | boolean | null
  return { kind: 'scalar', at, size: 1, value, text: typeof value === 'string' ? value : text.slice(node.offset, node.offset + node.length) }
}

/** Every document of a YAML stream (JSON is one kind of YAML); those that hold nothing are left out. */
export function parseYaml(file: string, text: string): Located[] {
  const spot = spots(file, text)
  let documents: Document.Parsed[]
  try {
    // The library compares every key with every other one (36 s at 30,000 keys); add() does it by a map.
    documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, merge: true }) as Document.Parsed[]
  } catch (error) {
    if (error instanceof RangeError) throw deep(spot(0))
    throw error
  }
  const found: Located[] = []
  for (const document of documents) {
    const [error] = document.errors
    if (error?.message.startsWith('Maximum call stack')) throw deep(spot(error.pos[0]))
    if (error) throw new Unreadable(spot(error.pos[0]), `This is no valid YAML: ${error.message.replace(/\.$/, '')}.`)
    if (!document.contents || (isScalar(document.contents) && document.contents.value === null)) continue
    const node = new YamlReader(document, spot).read(document.contents)
    if (node.size > maximalSize)
      throw new Unreadable(node.at, `With its aliases written out this document has more than ${maximalSize} values; that is no catalogue but a bomb.`)
    found.push(node)
  }
  return found
}

class YamlReader {
  private readonly document: Document.Parsed
  private readonly spot: SpotOf
  /** Aliases share what they stand for, so that nothing grows; undefined while it is being read. */
  private readonly done = new Map<Node, Located | undefined>()
  constructor(document: Document.Parsed, spot: SpotOf) {
    this.document = document
    this.spot = spot
  }

  read(node: Node | null, depth = 0): Located {
    if (node === null) return { kind: 'scalar', at: this.spot(0), size: 1, value: null, text: '' }
    const at = this.spot(node.range?.[0] ?? 0)
    if (depth > maximalDepth) throw deep(at)
    if (isAlias(node)) return this.follow(node, at, depth)
    if (this.done.has(node)) {
      const known = this.done.get(node)
      if (!known) throw new Unreadable(at, 'This alias stands inside of what it repeats.')
      return known
    }
    this.done.set(node, undefined)
    const made = this.convert(node, at, depth)
    this.done.set(node, made)
    return made
  }

  private follow(alias: Alias, at: Spot, depth: number): Located {
    const target = alias.resolve(this.document)
    if (!target) throw new Unreadable(at, `There is no anchor &${alias.source} before this alias.`)
    return this.read(target as Node, depth + 1)
  }

  private convert(node: Node, at: Spot, depth: number): Located {
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node, depth + 1))
      return { kind: 'list', at, size: 1 + items.reduce((sum, { size }) => sum + size, 0), items }
    }
    if (isMap(node)) return this.map(node.items as { key: Node; value: Node | null }[], at, depth)
    const { value, source } = node as Scalar
    if (typeof value === 'string') return { kind: 'scalar', at, size: 1, value, text: value }
    const plain = typeof value === 'number' || typeof value === 'boolean' ? value : null
    return { kind: 'scalar', at, size: 1, value: plain, text: plain === null ? '' : (source ?? String(plain)) }
  }

  private map(pairs: { key: Node; value: Node | null }[], at: Spot, depth: number): Located {
    const map: MapNode = { kind: 'map', at, size: 1, entries: new Map() }
    const merged: Located[] = []
    for (const { key, value } of pairs) {
      const keyAt = this.spot(key?.range?.[0] ?? 0)
      if (!isScalar(key)) throw new Unreadable(keyAt, 'A key must be a text here.')
      const read = value === null ? ({ kind: 'scalar', at: keyAt, size: 1, value: null, text: '' } as const) : this.read(value, depth + 1)
      if (key.value === '<<' || typeof key.value === 'symbol') merged.push(...(read.kind === 'list' ? read.items : [read]))
      else add(map, typeof key.value === 'string' ? key.value : (key.source ?? String(key.value)), keyAt, read)
    }
    for (const from of merged) if (from.kind === 'map') for (const [key, entry] of from.entries) if (!map.entries.has(key)) add(map, key, entry.at, entry.value)
    return map
  }
}

const json = /^\s*[[{]/
/** The documents of a YAML or JSON file; what cannot be read is a problem of the draft, and the file counts for nothing. */
export function parseFile(file: SourceFile, draft: Draft): Located[] {
  try {
    // Flow style YAML also begins with a bracket; strict JSON is only asked of files that call themselves so.
    if (/\.json$/i.test(file.name) || (json.test(file.text) && isJson(file.text))) return [parseJson(file.name, file.text)]
    const found = parseYaml(file.name, file.text)
    if (found.length === 0) draft.problem({ file: file.name, line: 1, column: 1 }, 'The file is empty.')
    return found
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    draft.problem(error.at, error.message)
    return []
  }
}
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
