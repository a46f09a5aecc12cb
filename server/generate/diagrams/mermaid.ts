import type { Entity, Specification } from '#model/specification.ts'
import type { Diagram, DiagramNode } from './graph.ts'

/** Mermaid as flowchart, stateDiagram and erDiagram only: the C4 and architecture kinds are experimental. Text is reduced to what the grammar takes. */
const text = (value: string): string =>
  value
    .replace(/["\\`<>{}|[\]#;]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const name = (id: string): string => id.replace(/\W/g, '_')

const shapes: Record<DiagramNode['kind'], [string, string]> = {
  entity: ['["', '"]'],
  state: ['("', '")'],
  start: ['((" "', '))'],
  end: ['(((" "', ')))'],
  person: ['(["', '"])'],
  system: ['["', '"]'],
  external: ['[/"', '"/]'],
  container: ['["', '"]'],
  database: ['[("', '")]'],
}

export function flowchart(diagram: Diagram): string {
  return [
    `flowchart ${diagram.direction === 'DOWN' ? 'TB' : 'LR'}`,
    `  accTitle: ${text(diagram.title)}`,
    `  accDescr: ${text(diagram.description)}`,
    ...diagram.nodes.map((n) => {
      const [open, close] = shapes[n.kind]
      return n.kind === 'start' || n.kind === 'end'
        ? `  ${name(n.id)}${open}${close}`
        : `  ${name(n.id)}${open}${text(n.title)}${n.subtitle ? `<br/>${text(n.subtitle)}` : ''}${close}`
    }),
    ...diagram.edges.map(
      (e) =>
        `  ${name(e.from)} ${e.style === 'dashed' ? '-.' : '--'}${e.label ? ` "${text(e.label)}" ` : ''}${e.style === 'dashed' ? '.->' : '-->'} ${name(e.to)}`,
    ),
    '',
  ].join('\n')
}

export function erDiagram(specification: Specification): string {
  const lines = ['erDiagram']
  for (const e of specification.entities) {
    lines.push(
      `  ${name(e.id)} {`,
      ...e.fields.map((f) => `    ${f.type.kind} ${name(f.id)}${f.unique ? ' UK' : f.type.kind === 'reference' ? ' FK' : ''}`),
      '  }',
    )
    for (const f of references(e)) lines.push(`  ${name(f.entity)} ||--o{ ${name(e.id)} : "${text(f.label)}"`)
  }
  return `${lines.join('\n')}\n`
}

export const references = (e: Entity): { id: string; entity: string; label: string; required: boolean }[] =>
  e.fields.flatMap((f) => (f.type.kind === 'reference' ? [{ id: f.id, entity: f.type.entity, label: f.label, required: f.required }] : []))
