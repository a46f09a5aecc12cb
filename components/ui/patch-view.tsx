import { cn } from './cn.ts'
import { scrollable } from './scrollable.ts'

interface PatchLine {
  kind: 'add' | 'remove' | 'same' | 'hunk'
  text: string
  old: number | null
  new: number | null
}

/** A unified diff as numbered lines. File headers are left out: the place of the patch says which file it is. */
export function patchLines(patch: string): PatchLine[] {
  let [before, after] = [0, 0]
  return patch.split('\n').flatMap((line): PatchLine[] => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      return [{ kind: 'hunk', text: line, old: null, new: null }]
    }
    if (before === 0 && after === 0) return [] // headers
    if (line.startsWith('+')) return [{ kind: 'add', text: line.slice(1), old: null, new: after++ }]
    if (line.startsWith('-')) return [{ kind: 'remove', text: line.slice(1), old: before++, new: null }]
    if (line.startsWith('\\') || line === '') return []
    return [{ kind: 'same', text: line.slice(1), old: before++, new: after++ }]
  })
}

const tones = { add: 'bg-ok-soft', remove: 'bg-bad-soft', same: '', hunk: 'bg-sunken text-faint' }
const signs = { add: '+', remove: '−', same: ' ', hunk: '' }
const words = { add: 'added: ', remove: 'removed: ', same: '', hunk: '' }

export function PatchView({ patch, label }: { patch: string; label: string }) {
  const lines = patchLines(patch)
  if (lines.length === 0) return <p className="px-3 py-2 text-faint text-sm">No difference in the text.</p>
  return (
    <section {...scrollable} aria-label={label} className="max-h-[480px] overflow-auto font-mono text-xs leading-5">
      <div className="w-max min-w-full py-1">
        {lines.map((line) => (
          <div
            key={`${line.old ?? ''}:${line.new ?? ''}:${line.kind === 'hunk' ? line.text : ''}`}
            data-change={line.kind}
            className={cn('flex whitespace-pre', tones[line.kind])}
          >
            <span className="w-10 shrink-0 select-none px-1 text-right text-faint">{line.old}</span>
            <span className="w-10 shrink-0 select-none px-1 text-right text-faint">{line.new}</span>
            <span
              className={cn('w-5 shrink-0 select-none text-center', line.kind === 'add' && 'text-ok', line.kind === 'remove' && 'text-bad')}
              aria-hidden="true"
            >
              {signs[line.kind]}
            </span>
            <span className="pr-3">
              {words[line.kind] && <span className="sr-only">{words[line.kind]}</span>}
              {line.text}
            </span>
          </div>
        ))}
      </div>
    </section>
  )
}

/** A file that changed: its numbers first, the lines on demand. */
export function ChangedFile({
  path,
  change,
  added,
  removed,
  patch,
  note,
  open,
}: {
  path: string
  change: string
  added: number
  removed: number
  patch: string
  note?: string
  open?: boolean
}) {
  return (
    <details open={open} className="group overflow-hidden rounded-lg border border-line bg-surface">
      <summary className="flex min-h-9 items-center gap-3 px-3 py-1.5 outline-offset-[-2px] hover:bg-hover">
        <span className="min-w-0 flex-1 truncate font-mono text-xs">{path}</span>
        <span className="text-faint text-xs">{change}</span>
        <span className="font-mono text-ok text-xs tabular-nums">+{added}</span>
        <span className="font-mono text-bad text-xs tabular-nums">−{removed}</span>
      </summary>
      <div className="border-line border-t">
        {note && <p className="px-3 py-1.5 text-warn text-xs">{note}</p>}
        <PatchView patch={patch} label={`Changes of ${path}`} />
      </div>
    </details>
  )
}
