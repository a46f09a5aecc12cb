import type { LogLine } from '#model/run.ts'

export interface Line extends LogLine {
  key: string
}

/** Chunks in order, each once: a hint and an answer may overlap. */
export function mergeChunks(
  known: ReadonlyMap<number, readonly LogLine[]>,
  chunks: readonly { seq: number; lines: readonly LogLine[] }[],
): Map<number, readonly LogLine[]> {
  const next = new Map(known)
  for (const { seq, lines } of chunks) next.set(seq, lines)
  return next
}

export function linesOf(chunks: ReadonlyMap<number, readonly LogLine[]>): Line[] {
  const seqs = [...chunks.keys()].sort((a, b) => a - b)
  return seqs.flatMap((seq) =>
    (chunks.get(seq) ?? []).flatMap((line, index) =>
      line.message.split('\n').map((message, part) => ({ ...line, message: stripControl(message), key: `${seq}.${index}.${part}` })),
    ),
  )
}

// Tools colour their output for a terminal; here the codes would only be noise.
const control = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g
const stripControl = (text: string): string => text.replace(control, '')

/** 00:04.210 since the stage began. */
export function sinceStart(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.${String(Math.floor(milliseconds % 1000)).padStart(3, '0')}`
}
