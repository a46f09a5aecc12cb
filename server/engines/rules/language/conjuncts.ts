import type { Lexicon } from './lexicon.ts'
import { isVerb, modalPattern } from './vocabulary.ts'

const independent = new RegExp(
  String.raw`^(?:then )?(?:(?:an?|the|its|their|each|all|every|this|no|any|only) )?((?:[A-Za-z][\w'-]* ){1,4}?(?:of (?:[\w'.-]+ ){1,4}?)?)(?:${modalPattern}|is|are|has|have|becomes?|gets|goes|(?<=s )(?:return|increase|decrease|drop|rise|stay|remain|count|become)|(?<!s )(?:returns|increases|decreases|drops|rises|stays|remains|counts))\b`,
  'i',
)

export function semicolons(text: string): string[] {
  return outsideParentheses(text, /;\s+(?:and |but |or )?(?:then )?/g)
    .flatMap((part) => part.split(/, (?:but|whereas|yet|while at the same time) (?=\S+ )/))
    .map((part) => part.trim())
    .filter(Boolean)
}

function outsideParentheses(text: string, pattern: RegExp): string[] {
  const parts: string[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (inParentheses(text, match.index)) continue
    parts.push(text.slice(from, match.index))
    from = match.index + match[0].length
  }
  return [...parts, text.slice(from)]
}

interface Part {
  text: string
  shares: boolean
}

/** Splits "X is stored and copies increase by 1" where the right side is a clause of its own; `shares` = it continues the subject. */
export function conjuncts(text: string, lexicon: Lexicon): Part[] {
  const parts: Part[] = []
  let from = 0
  let shares = false
  for (const match of text.matchAll(/,? (?:and then|and|but|then) |, (?=(?:its|the|their|then) )/g)) {
    const at = match.index
    if (at < from || inParentheses(text, at)) continue
    const right = text.slice(at + match[0].length)
    const kind = continuation(text.slice(from, at), right, lexicon)
    if (!kind) continue
    parts.push({ text: text.slice(from, at).trim(), shares })
    from = at + match[0].length
    shares = kind === 'same'
  }
  parts.push({ text: text.slice(from).trim(), shares })
  return parts.filter((part) => part.text)
}

function inParentheses(text: string, at: number): boolean {
  let depth = 0
  for (let i = 0; i < at; i++) depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0
  return depth > 0
}

const finite = new RegExp(String.raw`\b(?:${modalPattern}|is|are|has|have|was|were|becomes?|gets|goes|belongs?)\b`, 'i')

function continuation(left: string, right: string, lexicon: Lexicon): 'same' | 'own' | null {
  const hasVerb =
    finite.test(left) ||
    left
      .split(' ')
      .slice(1)
      .some((word) => isVerb(word) && (!/^(?:the|an?|its|their|each|every) /i.test(left) || /(?:s|ed)$/.test(word) || left.split(' ').length > 5))
  if (!hasVerb || left.split(' ').length < 2) return null
  if (new RegExp(String.raw`^(?:then )?(?:${modalPattern}|is|are|has|have|never|belongs?|contains?|consists?|includes?|requires?)\s`, 'i').test(right))
    return 'same'
  const words = right.split(' ')
  const verb = words[0] ?? ''
  const inList =
    /\b(?:with|including|by|consisting of|comprising|containing)\s[^.]*,?[^.]*$/i.test(left) &&
    !/\bby \S+$/i.test(left) &&
    !(/^(?:filter|search|sort|find|export|print)$/.test(verb) && / by /.test(right))
  const term = lexicon.find(words.slice(0, 2).join(' '))
  if (term?.before === '' && term.term.id.includes('_') && words.length > 1) return null
  if (isVerb(verb) && words.length > 1 && left.split(' ').length > 2) {
    const object = words.slice(1).join(' ')
    const strong = /^(?:an?|the|it|them|their|its|his|her|all|each|any|every|this|these|to)\b/i.test(object)
    if (strong || (!inList && lexicon.leading(object) && !/^(?:and|or),?\b/.test(object) && verbObject(left))) return 'same'
  }
  const own = independent.exec(right)
  if (!own?.[1]) return null
  const subject = own[1].trim()
  if (/,|\b(?:with|by|that|which|who)\b/.test(subject) || (/\bof\b/.test(subject) && !/^(?:then )?(?:an?|the|its|their|each) /i.test(right))) return null
  const known =
    lexicon.find(subject) !== null || /\b(?:the|its|their|no|a|an|each)\b/i.test(right.slice(0, 6)) || /^(?:it|they|copies|stock|this)$/i.test(subject)
  return known ? 'own' : null
}

/** Has the left side a verb with an object, so that another verb may follow? */
function verbObject(left: string): boolean {
  const words = left.split(' ')
  const verb = words.findLastIndex(
    (word, i) =>
      i > 0 &&
      isVerb(word.replace(/,$/, '')) &&
      (new RegExp(`^(?:${modalPattern}|to)$`, 'i').test(words[i - 1] ?? '') || !/^(?:order|book|list|plan|rate|record|report|request|stock)s?$/i.test(word)),
  )
  return verb >= 0 && verb < words.length - 1 && words.length - 1 - verb >= 1
}
