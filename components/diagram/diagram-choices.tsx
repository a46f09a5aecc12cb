import { cn } from '#components/ui/cn.ts'

interface Choice {
  name: string
  group: string
  label: string
}

interface Props {
  choices: readonly Choice[]
  chosen: string
  /** Groups that stand open; the others open by a click. */
  open: readonly string[]
  choose: (name: string) => void
}

/** Which diagrams there are, by group, one of them chosen. */
export function DiagramChoices({ choices, chosen, open, choose }: Props) {
  return (
    <nav aria-label="Diagrams" className="flex max-h-[70dvh] flex-col gap-3 overflow-y-auto max-lg:max-h-56">
      {[...Map.groupBy(choices, (c) => c.group)].map(([group, list]) => (
        <details key={group} open={open.includes(group) || list.some(({ name }) => name === chosen)}>
          <summary className="cursor-default rounded px-2 pb-1 text-faint text-xs hover:text-fg">
            {group} <span className="tabular-nums">{open.includes(group) ? '' : list.length}</span>
          </summary>
          <ul>
            {list.map(({ name, label }) => {
              const current = name === chosen
              return (
                <li key={name}>
                  <button
                    type="button"
                    aria-current={current || undefined}
                    title={label}
                    onClick={() => choose(name)}
                    className={cn(
                      'line-clamp-2 w-full rounded-md px-2 py-1 text-left text-sm outline-offset-[-2px] hover:bg-hover',
                      current ? 'bg-hover font-medium text-fg' : 'text-muted',
                    )}
                  >
                    {label}
                  </button>
                </li>
              )
            })}
          </ul>
        </details>
      ))}
    </nav>
  )
}
