import type { Scene, SceneEdge, SceneNode } from './scene.ts'

/** How large boxes and words are, the same for the layout, the canvas and the exported picture. */
export const sizes = {
  domain: { width: 176, height: 60 },
  group: { width: 176, height: 60 },
  system: { width: 164, height: 52 },
  service: { width: 152, height: 44 },
  leaf: { height: 26, least: 90, most: 220 },
  head: 30,
  pad: 14,
} as const

const letter = 6.1 // px of a letter at 11 px, a little generous: a label must not be wider than its place
export const labelLine = 13

export function sizeOf({ tree }: Pick<SceneNode, 'tree'>): { width: number; height: number } {
  if (tree.kind === 'operation' || tree.kind === 'event') {
    const width = Math.min(sizes.leaf.most, Math.max(sizes.leaf.least, Math.ceil(tree.label.length * 6.4) + 30))
    return { width, height: sizes.leaf.height }
  }
  return sizes[tree.kind]
}

/** Above so many lines each word is one too many: they are shown for what is selected. */
export const mostLabels = 60
export const isLabelled = (scene: Pick<Scene, 'edges'>): boolean => scene.edges.length <= mostLabels

/** At most two lines: the data, or how many when they are more. */
export function labelLines({ data, flows }: Pick<SceneEdge, 'data' | 'flows'>): string[] {
  if (data.length === 0) return flows.length > 1 ? [`${flows.length} flows`] : []
  const short = data.slice(0, 2).map((name) => (name.length > 22 ? `${name.slice(0, 21).trimEnd()}…` : name))
  const more = data.length - 2
  return more > 0 ? [short[0] ?? '', `+${more + 1} more`] : short
}

export function labelSize(lines: readonly string[]): { width: number; height: number } {
  return { width: Math.ceil(Math.max(...lines.map(({ length }) => length)) * letter * 0.94) + 8, height: lines.length * labelLine + 2 }
}
