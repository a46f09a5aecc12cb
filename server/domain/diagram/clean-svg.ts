import { SaxesParser, type SaxesTagNS } from 'saxes'
import { largestOwn } from '#model/diagram.ts'
import { Problem } from '#server/domain/problem.ts'
import { cleanAttribute, cleanStyleSheet, elements } from './svg-allow-list.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'
const most = { elements: 20_000, depth: 100, drawn: 100_000 }

export interface SvgElement {
  name: string
  attributes: [string, string][]
  children: (SvgElement | string)[]
}
export interface CleanSvg {
  svg: string
  /** What was left out, for the person to read: "script", "onload", "an address outside". */
  removed: string[]
}
const invalid = (message: string): Problem => new Problem('invalid', message, { text: [message] })

/**
 * SVG from outside becomes SVG that only draws: read by a strict XML parser that knows no entities but XML's five, and
 * written again from what an allow-list names. Nothing that was sent is copied unread. Throws a Problem with the place in the
 * text when it is no SVG.
 */
export function cleanSvg(source: string): CleanSvg {
  if (source.length > largestOwn)
    throw new Problem('too_large', `A diagram may have at most ${largestOwn / 1000} KB; this one has ${Math.ceil(source.length / 1000)}.`)
  const { root, removed } = parse(source)
  requireModest(root)
  return { svg: `${write(root, true)}\n`, removed: [...removed].sort() }
}

function parse(source: string): { root: SvgElement; removed: Set<string> } {
  const parser = new SaxesParser({ xmlns: true })
  const removed = new Set<string>()
  const open: SvgElement[] = []
  let root: SvgElement | null = null
  let skipping = 0
  let count = 0
  parser.on('error', (error) => {
    throw invalid(`This is not well-formed XML: ${error.message.replace(/\.$/, '')}. Export the diagram again, or paste all of its text.`)
  })
  parser.on('doctype', (text) => {
    if (/\[|ENTITY/i.test(text)) throw invalid('This file defines entities of its own. Export it as plain SVG without a document type.')
    removed.add('document type')
  })
  parser.on('processinginstruction', ({ target }) => removed.add(`<?${target}?>`))
  parser.on('opentag', (tag) => {
    if (++count > most.elements) throw invalid(`This diagram has more than ${most.elements.toLocaleString('en')} elements.`)
    if (open.length + skipping > most.depth) throw invalid(`This diagram is nested deeper than ${most.depth} levels.`)
    const element = skipping > 0 ? null : elementOf(tag, open.length === 0, removed)
    if (!element) {
      skipping++
      return
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    if (skipping > 0) skipping--
    else open.pop()
  })
  const addText = (text: string): void => {
    const into = open.at(-1)
    if (skipping > 0 || !into || !elements[into.name]?.text) return
    into.children.push(into.name === 'style' ? cleanStyleSheet(text, removed) : text)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(source).close()
  if (!root) throw invalid('The first element of an SVG must be <svg xmlns="http://www.w3.org/2000/svg">.')
  return { root, removed }
}

function elementOf(tag: SaxesTagNS, first: boolean, removed: Set<string>): SvgElement | null {
  const known = tag.uri === svgNamespace && elements[tag.local]
  if (first && (!known || tag.local !== 'svg')) throw invalid('The first element of an SVG must be <svg xmlns="http://www.w3.org/2000/svg">.')
  if (!known) {
    removed.add(tag.uri === svgNamespace ? tag.local : `<${tag.name.slice(0, 40)}>`)
    return null
  }
  const attributes: [string, string][] = []
  for (const { local, prefix, uri, value } of Object.values(tag.attributes)) {
    if (prefix === 'xmlns' || local === 'xmlns') continue
    const kept = cleanAttribute(tag.local, prefix, local, value, removed, uri)
    if (kept) attributes.push(kept)
  }
  return { name: tag.local, attributes, children: [] }
}

const references = (value: string): string[] => [...value.matchAll(/#([\w.:-]+)/g)].map((m) => m[1] as string)

/** Uses of uses grow like a bomb when a browser draws them; a marker is drawn at every corner. */
function requireModest(root: SvgElement): void {
  const byId = new Map<string, SvgElement>()
  const collect = (e: SvgElement): void => {
    for (const [name, value] of e.attributes) if (name === 'id') byId.set(value, e)
    for (const child of e.children) if (typeof child !== 'string') collect(child)
  }
  collect(root)
  const weights = new Map<SvgElement, number>()
  const weigh = (e: SvgElement, depth: number): number => {
    const known = weights.get(e)
    if (depth > 400) throw invalid('Parts of this diagram refer to each other in a circle, or too deeply.')
    if (known !== undefined) {
      if (Number.isNaN(known)) throw invalid('Parts of this diagram refer to each other in a circle.')
      return known
    }
    weights.set(e, Number.NaN)
    const corners = Math.max(1, (e.attributes.find(([n]) => n === 'd' || n === 'points')?.[1].length ?? 0) / 8)
    let total = 1
    for (const child of e.children) if (typeof child !== 'string') total += weigh(child, depth + 1)
    for (const [name, value] of e.attributes)
      if (/^(href|fill|stroke|clip-path|mask|marker|style)/.test(name))
        for (const id of references(value)) {
          const target = byId.get(id)
          if (target) total += weigh(target, depth + 1) * (name.startsWith('marker') || name === 'style' ? corners : 1)
        }
    if (total > most.drawn) throw invalid(`Drawn out, this diagram has more than ${most.drawn.toLocaleString('en')} parts. Repeat fewer of them.`)
    weights.set(e, total)
    return total
  }
  weigh(root, 0)
}

const escapeText = (text: string): string => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)
const escapeValue = (text: string): string => text.replace(/[&<>"\n\r\t]/g, (c) => `&#${c.charCodeAt(0)};`)

function write(e: SvgElement, root = false): string {
  const space = root ? ' xmlns="http://www.w3.org/2000/svg"' : ''
  const attributes = e.attributes.map(([name, value]) => ` ${name}="${escapeValue(value)}"`).join('')
  const children = e.children.map((c) => (typeof c === 'string' ? escapeText(c) : write(c))).join('')
  return children ? `<${e.name}${space}${attributes}>${children}</${e.name}>` : `<${e.name}${space}${attributes}/>`
}
