/** The whole state of the view, as it stands in the address: whoever gets the link sees the same. */
export const levels = ['domain', 'system', 'service', 'operation'] as const
export type Level = (typeof levels)[number]
export const shows = ['map', 'table', 'matrix'] as const
export type Show = (typeof shows)[number]
export const overlays = ['none', 'health', 'releases', 'incidents', 'scores'] as const
export type Overlay = (typeof overlays)[number]

export interface ViewState {
  level: Level
  /** Containers opened and closed against their level, the last touched last. */
  open: readonly string[]
  shut: readonly string[]
  q: string
  domain: string
  owner: string
  compliance: string
  mode: string
  data: string
  health: string
  /** Whether what touches the found systems is shown with them, dimmed. */
  near: boolean
  sel: string
  show: Show
  overlay: Overlay
  /** Two moments to compare, ISO; to: empty is now. */
  from: string
  to: string
  /** Systems to point out: a cycle, a path. */
  mark: readonly string[]
  /** What the panel lists when nothing is selected. */
  panel: string
  /** Middle and zoom of the canvas, when somebody moved it. */
  at: string
}

const oneOf = <T extends string>(list: readonly T[], value: string | null, otherwise: T): T => list.find((each) => each === value) ?? otherwise
// Names of systems have no comma; a group's name may.
const listOf = (value: string | null): string[] => (value ? value.split(',').map((part) => part.replaceAll('%2C', ',')) : [])
const textOf = (list: readonly string[]): string => list.map((part) => part.replaceAll(',', '%2C')).join(',')

export function readState(get: (name: string) => string | null): ViewState {
  const text = (name: string): string => get(name) ?? ''
  const moment = (name: string): string => (Number.isNaN(Date.parse(text(name))) ? '' : text(name))
  return {
    level: oneOf(levels, get('level'), 'system'),
    open: listOf(get('open')),
    shut: listOf(get('shut')),
    q: text('q').trim(),
    domain: text('domain'),
    owner: text('owner'),
    compliance: text('compliance'),
    mode: text('mode'),
    data: text('data'),
    health: text('health'),
    near: get('near') !== 'no',
    sel: text('sel'),
    show: oneOf(shows, get('show'), 'map'),
    overlay: oneOf(overlays, get('overlay'), 'none'),
    from: moment('from'),
    to: moment('to'),
    mark: listOf(get('mark')),
    panel: text('panel'),
    at: text('at'),
  }
}

/** What to write into the address for a change; null takes a part out that says nothing new. */
export function writeState(change: Partial<ViewState>): Record<string, string | null> {
  const quiet: Partial<Record<keyof ViewState, string>> = { level: 'system', show: 'map', overlay: 'none' }
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => {
      const text = typeof value === 'boolean' ? (value ? '' : 'no') : Array.isArray(value) ? textOf(value) : String(value ?? '')
      return [name, text === '' || text === quiet[name as keyof ViewState] ? null : text]
    }),
  )
}

export const filterNames = ['q', 'domain', 'owner', 'compliance', 'mode', 'data', 'health'] as const
export const isFiltered = (state: Pick<ViewState, (typeof filterNames)[number]>): boolean => filterNames.some((name) => state[name] !== '')

/** Opens or closes a container; what was touched last is kept longest when there is not room for all. */
export function toggled(state: ViewState, id: string, isOpen: boolean): Partial<ViewState> {
  const without = (list: readonly string[]) => list.filter((each) => each !== id)
  return isOpen ? { open: without(state.open), shut: [...without(state.shut), id] } : { open: [...without(state.open), id], shut: without(state.shut) }
}
