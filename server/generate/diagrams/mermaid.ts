import type { Entity, Specification } from '#model/specification.ts'
import type { Cardinality, Diagram, DiagramEdge, DiagramNode } from './graph.ts'
import type { Sequence, Step } from './sequence.ts'
import { clean } from './text.ts'

/**
 * Mermaid as flowchart, sequenceDiagram, stateDiagram and erDiagram only: the C4 and architecture kinds are experimental.
 * What the grammars could take for their own is written as Mermaid's entity codes; `%` too, because a directive is found
 * anywhere in the text, and `:` beside the words that Mermaid looks for before it reads entity codes.
 */
export function text(source: string, most = 200): string {
  const characters = [...clean(source.slice(0, 4 * most))]
  const short = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('')
  const codes: Record<string, string> = { '&': '#amp;', '"': '#quot;', '<': '#lt;', '>': '#gt;' }
  const risky = /style|classDef/i.test(short) ? /[&"<>#;%`\\{}|:]/g : /[&"<>#;%`\\{}|]/g
  return short.replace(risky, (c) => codes[c] ?? `#${c.charCodeAt(0)};`)
}
/** Ids are ours alone: a label can never become a keyword. */
const ids = (prefix: string, list: readonly string[]): Map<string, string> => new Map(list.map((id, i) => [id, `${prefix}${i + 1}`]))
const head = (kind: string, diagram: { title: string; description: string }): string[] => [
  kind,
  `  accTitle: ${text(diagram.title)}`,
  `  accDescr: ${text(diagram.description, 600)}`,
]

const shapes: Partial<Record<DiagramNode['kind'], [string, string]>> = {
  person: ['(["', '"])'],
  database: ['[("', '")]'],
  queue: ['[["', '"]]'],
  start: ['(("', '"))'],
  end: ['((("', '")))'],
}
const arrows: Record<DiagramEdge['style'], string> = { solid: '-->', dashed: '-.->', dotted: '-.->' }

export function flowchart(diagram: Diagram): string {
  const nodeIds = ids(
    'n',
    diagram.nodes.map((n) => n.id),
  )
  const boundaryIds = ids(
    'b',
    (diagram.boundaries ?? []).map((b) => b.id),
  )
  const id = (of: string): string => nodeIds.get(of) ?? boundaryIds.get(of) ?? 'unknown'
  const node = (n: DiagramNode): string => {
    const [open, close] = shapes[n.kind] ?? ['["', '"]']
    const parts = [text(n.title), n.subtitle && `[${text(n.subtitle)}]`, n.description && text(n.description, 120)].filter(Boolean)
    return `${id(n.id)}${open}${parts.join('<br/>') || ' '}${close}${n.kind === 'external' || n.kind === 'unknown' ? ':::outside' : ''}`
  }
  const inside = (parent: string | undefined, indent: string): string[] => [
    ...diagram.nodes.filter((n) => n.parent === parent).map((n) => indent + node(n)),
    ...(diagram.boundaries ?? [])
      .filter((b) => b.parent === parent)
      .flatMap((b) => [
        `${indent}subgraph ${id(b.id)}["${text(b.title)}${b.subtitle ? `<br/>[${text(b.subtitle)}]` : ''}"]`,
        ...inside(b.id, `${indent}  `),
        `${indent}end`,
      ]),
  ]
  const edge = (e: DiagramEdge): string => {
    const label = [text(e.label), e.detail && `[${text(e.detail)}]`].filter(Boolean).join('<br/>')
    return `  ${id(e.from)} ${arrows[e.style]}${label ? `|"${label}"|` : ''} ${id(e.to)}`
  }
  const outside = diagram.nodes.some((n) => n.kind === 'external' || n.kind === 'unknown') ? ['  classDef outside stroke-dasharray: 5 4'] : []
  return `${[...head(`flowchart ${diagram.direction === 'DOWN' ? 'TB' : 'LR'}`, diagram), ...inside(undefined, '  '), ...diagram.edges.map(edge), ...outside].join('\n')}\n`
}

export function stateDiagram(diagram: Diagram): string {
  const states = diagram.nodes.filter((n) => n.kind === 'state')
  const known = ids(
    's',
    states.map((n) => n.id),
  )
  const id = (of: string): string => known.get(of) ?? '[*]'
  return `${[
    ...head('stateDiagram-v2', diagram),
    `  direction ${diagram.direction === 'DOWN' ? 'TB' : 'LR'}`,
    ...states.map((n) => `  state "${text(n.title) || ' '}" as ${id(n.id)}`),
    ...diagram.edges.map((e) => `  ${id(e.from)} --> ${id(e.to)}${e.label ? ` : ${text(e.label)}` : ''}`),
  ].join('\n')}\n`
}

const left: Record<Cardinality, string> = { one: '||', zero_or_one: '|o', many: '}o', one_or_more: '}|' }
const right: Record<Cardinality, string> = { one: '||', zero_or_one: 'o|', many: 'o{', one_or_more: '|{' }

export function erDiagram(specification: Specification, diagram: Diagram): string {
  const known = ids(
    'e',
    specification.entities.map((e) => e.id),
  )
  const id = (of: string): string => known.get(of) ?? 'e0'
  const lines = head('erDiagram', diagram)
  for (const e of specification.entities)
    lines.push(
      `  ${id(e.id)}["${text(e.name) || ' '}"] {`,
      ...e.fields.map((f) => `    ${f.type.kind} ${f.id.replace(/\W/g, '_')}${f.unique ? ' UK' : f.type.kind === 'reference' ? ' FK' : ''}`),
      '  }',
    )
  for (const e of diagram.edges) {
    const [one, other] = e.ends ?? ['one', 'many']
    lines.push(`  ${id(e.from)} ${left[one]}${e.style === 'dashed' ? '--' : '..'}${right[other]} ${id(e.to)} : "${text(e.label) || ' '}"`)
  }
  return `${lines.join('\n')}\n`
}

export const references = (e: Entity): { id: string; entity: string; label: string; required: boolean }[] =>
  e.fields.flatMap((f) => (f.type.kind === 'reference' ? [{ id: f.id, entity: f.type.entity, label: f.label, required: f.required }] : []))

const messages = { sync: '->>', async: '-)', return: '-->>' } as const

export function sequenceDiagram(sequence: Sequence): string {
  const known = ids(
    'p',
    sequence.participants.map((p) => p.id),
  )
  const id = (of: string): string => known.get(of) ?? 'p0'
  const lines = (steps: readonly Step[], indent: string): string[] =>
    steps.flatMap((step): string[] => {
      if (step.kind === 'message')
        return [
          `${indent}${id(step.from)}${messages[step.style]}${id(step.to)}: ${[text(step.label), step.detail && `[${text(step.detail)}]`].filter(Boolean).join(' ') || ' '}`,
        ]
      if (step.kind === 'note') return [`${indent}Note over ${step.over.map(id).join(',')}: ${text(step.text) || ' '}`]
      const other = step.otherwise
        ? [`${indent}${step.operator === 'par' ? 'and' : 'else'} ${text(step.otherwise.label)}`, ...lines(step.otherwise.steps, `${indent}  `)]
        : []
      return [`${indent}${step.operator} ${text(step.label)}`, ...lines(step.steps, `${indent}  `), ...other, `${indent}end`]
    })
  return `${[
    ...head('sequenceDiagram', sequence),
    '  autonumber',
    ...sequence.participants.map((p) => `  ${p.kind === 'person' ? 'actor' : 'participant'} ${id(p.id)} as ${text(p.title) || ' '}`),
    ...lines(sequence.steps, '  '),
  ].join('\n')}\n`
}
