import { safe } from '../names.ts'
import { bareNoun, stripDeterminers } from './nouns.ts'
import { singular } from './plurals.ts'
import { systemWords } from './vocabulary.ts'
import { identifier } from './words.ts'

/** A thing or a kind of people that the document talks about. One term for all its spellings. */
export interface Term {
  id: string
  name: string
  entity: boolean
  role: boolean
  statements: Set<string>
}

/** A noun phrase that names a term: what stood before it ("paid", "overdue") and after it. */
export interface Mention {
  term: Term
  before: string
  after: string
}

/** The nouns of the document: found once by discovery, looked up by every rule. */
export class Lexicon {
  readonly terms = new Map<string, Term>()
  /** Words that mean the system itself; "application" is one unless people apply for something. */
  readonly system = new Set(systemWords)
  private aliases = new Map<string, string>()
  /** Rules ask for the same phrases again and again; forgotten when a term is added. */
  private found = new Map<string, Mention | null>()
  private led = new Map<string, Mention | null>()

  add(name: string, kind: 'entity' | 'role', statement: string): Term | null {
    this.forget()
    const noun = bareNoun(name)
    const plain = identifier(noun)
    if (!plain || this.system.has(plain)) return null
    const id = safe(plain) // a thing called "subject" or "table" has another name in the service
    if (id !== plain) this.aliases.set(plain, id)
    const term = this.terms.get(this.aliases.get(id) ?? id) ?? {
      id,
      name: noun.toLowerCase() === noun || /[A-Z]{2}/.test(noun) ? noun : noun.charAt(0).toLowerCase() + noun.slice(1),
      entity: false,
      role: false,
      statements: new Set<string>(),
    }
    term[kind] = true
    term.statements.add(statement)
    this.terms.set(term.id, term)
    return term
  }

  alias(name: string, id: string) {
    this.forget()
    const key = identifier(bareNoun(name))
    if (key && key !== id && this.terms.has(id) && !this.terms.has(key)) this.aliases.set(key, id)
  }

  /** Merges a term into another: "clerk" into "warehouse clerk". */
  merge(from: string, into: string) {
    if (this.absorb(from, into)) this.aliases.set(from, into)
  }

  /** Merges a term whose first words stay a quality: "vacation request" is a request, before "vacation". */
  absorb(from: string, into: string): boolean {
    this.forget()
    const source = this.terms.get(from)
    const target = this.terms.get(into)
    if (!source || !target || source === target) return false
    target.entity ||= source.entity
    target.role ||= source.role
    for (const statement of source.statements) target.statements.add(statement)
    this.terms.delete(from)
    return true
  }

  private forget() {
    this.found.clear()
    this.led.clear()
  }

  get(id: string): Term | undefined {
    return this.terms.get(this.aliases.get(id) ?? id)
  }
  entities(): Term[] {
    return [...this.terms.values()].filter((term) => term.entity)
  }
  roles(): Term[] {
    return [...this.terms.values()].filter((term) => term.role)
  }

  /** The term that a whole noun phrase names: "each paid order" → order, before "paid". Looks for the longest ending that is known. */
  find(phrase: string): Mention | null {
    return remembered(this.found, phrase, () => this.search(phrase))
  }

  private search(phrase: string): Mention | null {
    const words = stripDeterminers(phrase)
      .replace(/[.,;:!?"]+$/g, '')
      .replace(/"/g, '')
      .split(/\s+/)
      .filter(Boolean)
    for (let from = Math.max(0, words.length - 5); from < words.length; from++) {
      const term = this.exact(words.slice(from).join(' '))
      if (term) return { term, before: words.slice(0, from).join(' '), after: '' }
    }
    if (words.length > 1 && /^(?:details?|data|records?|information|profiles?|entr(?:y|ies)|master)$/i.test(words.at(-1) ?? '')) {
      const inner = this.find(words.slice(0, -1).join(' '))
      if (inner) return inner
    }
    const head = words.at(-1)
    const byHead = head ? this.byHead(head) : undefined
    return byHead ? { term: byHead, before: words.slice(0, -1).join(' '), after: '' } : null
  }

  /** The first term at the beginning of a text: "warehouse clerk can ship" → warehouse clerk, after "can ship". */
  leading(text: string): Mention | null {
    return remembered(this.led, text, () => this.searchLeading(text))
  }

  private searchLeading(text: string): Mention | null {
    const stripped = stripDeterminers(text)
    const words = stripped.split(/\s+/)
    let best: Mention | null = null
    for (let from = 0; from < Math.min(3, words.length); from++) {
      for (let to = Math.min(words.length, from + 4); to > from; to--) {
        const piece = words.slice(from, to)
        if (piece.slice(0, -1).some((word) => /[,;:]$/.test(word))) continue
        const term = this.exact(piece.join(' ').replace(/[,;:.]+$/, ''))
        if (term) {
          best = { term, before: words.slice(0, from).join(' '), after: words.slice(to).join(' ') }
          break
        }
      }
      if (best) return best
    }
    for (let to = 0; to < Math.min(2, words.length); to++) {
      const term = this.byHead((words[to] ?? '').replace(/[,;:.]+$/, ''))
      if (term) return { term, before: words.slice(0, to).join(' '), after: words.slice(to + 1).join(' ') }
    }
    return null
  }

  private exact(words: string): Term | undefined {
    const id = identifier(words.replace(/'s?$/, ''))
    const parts = id.split('_')
    const last = parts.pop() ?? ''
    const one = [...parts, /^(?:ups|ins|outs|offs)$/.test(last) ? last.slice(0, -1) : singular(last)].join('_')
    return this.get(one) ?? this.get(id)
  }

  /** "clerk" for warehouse clerk, when only one term ends so. */
  private byHead(word: string): Term | undefined {
    const head = singular(identifier(word.replace(/'s?$/, '')))
    if (head.length < 3) return undefined
    const found = [...this.terms.values()].filter((term) => term.id.endsWith(`_${head}`))
    if (found.length === 0) {
      const starts = [...this.terms.values()].filter((term) => term.entity && !term.role && term.id.startsWith(`${head}_`))
      return starts.length === 1 && /^(?:time|purchase|work|order|stock|expense|leave|sick|loan|damage|incident|defect|fault)$/.test(head)
        ? starts[0]
        : undefined
    }
    return found.length === 1 ? found[0] : undefined
  }
}

function remembered(known: Map<string, Mention | null>, key: string, make: () => Mention | null): Mention | null {
  const before = known.get(key)
  if (before !== undefined) return before
  const made = make()
  if (known.size < 50_000) known.set(key, made)
  return made
}
