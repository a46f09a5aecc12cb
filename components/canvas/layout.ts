import { gap, type Layout, type LayoutStage, nodeSize, padding } from './geometry.ts'
import { layoutDown } from './layout-down.ts'
import { layoutRight } from './layout-right.ts'

/**
 * Where the stages of a pipeline stand. Layers by longest path; rows of layers that wrap like text, so that a pipeline of
 * any length fits the width it is given at full size, read left to right; one column of layers where even two do not fit.
 * Computed, not laid out by elkjs: 13 nodes need no worker, and the same input must give the same picture at once.
 */

/** Longest way from the start, so that a stage never stands left of what it waits for. */
export function layersOf(stages: readonly LayoutStage[]): Map<string, number> {
  const layers = new Map<string, number>()
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const depth = (id: string): number => {
    const known = layers.get(id)
    if (known !== undefined) return known
    layers.set(id, 0) // cuts a cycle, which a pipeline must not have
    const value = Math.max(-1, ...(byId.get(id)?.after ?? []).filter((each) => byId.has(each)).map(depth)) + 1
    layers.set(id, value)
    return value
  }
  for (const stage of stages) depth(stage.id)
  return layers
}

/** Edges that say nothing new: the target already waits for something that waits for the source. */
export function impliedEdges(stages: readonly LayoutStage[]): Set<string> {
  const after = new Map(stages.map((stage) => [stage.id, stage.after]))
  const reaches = (from: string, to: string): boolean => (after.get(from) ?? []).some((each) => each === to || reaches(each, to))
  return new Set(
    stages.flatMap((stage) =>
      stage.after.filter((source) => stage.after.some((other) => other !== source && reaches(other, source))).map((source) => `${source}→${stage.id}`),
    ),
  )
}

export function layoutPipeline(stages: readonly LayoutStage[], width: number): Layout {
  const layerOf = layersOf(stages)
  const layers: string[][] = []
  for (const stage of stages) {
    const layer = layerOf.get(stage.id) ?? 0
    layers[layer] = [...(layers[layer] ?? []), stage.id]
  }
  const implied = impliedEdges(stages)
  const emits = new Map(stages.map((stage) => [stage.id, stage.emits]))
  const pairs = stages.flatMap((stage) =>
    stage.after
      .filter((source) => emits.has(source))
      .map((source) => ({
        id: `${source}→${stage.id}`,
        source,
        target: stage.id,
        event: emits.get(source) ?? '',
        implied: implied.has(`${source}→${stage.id}`),
      })),
  )
  const fitting = (space: number) => Math.floor((width - 2 * padding + space) / (nodeSize.width + space))
  // Room for the events' names when four layers fit with it; otherwise as many layers as fit, and the names stay in the list.
  const columns = fitting(gap.named) >= 4 ? fitting(gap.named) : fitting(gap.column)
  const frame = { pairs, layers, layerOf, width }
  return columns < 3 ? layoutDown(frame) : layoutRight(frame, columns)
}
