import { fontFamily } from './text.ts'

/** `auto` follows the reader's scheme by media query: one file for light and dark pages. */
export const themes = ['light', 'dark', 'auto'] as const
export type Theme = (typeof themes)[number]

/** fill, line, title, small print. Each pair of text and fill keeps 4.5:1. */
type Tone = readonly [string, string, string, string]
interface Palette {
  paper: string
  ink: string
  small: string
  line: string
  ground: string
  frame: string
  tones: Record<string, Tone>
}

const light: Palette = {
  paper: '#ffffff',
  ink: '#161a22',
  small: '#555e70',
  line: '#7b8496',
  ground: '#ffffff',
  frame: '#b4bccb',
  tones: {
    person: ['#fff3df', '#d6ad62', '#38290a', '#6d531d'],
    focus: ['#3350c8', '#2a43ab', '#ffffff', '#e0e6ff'],
    system: ['#eef1f7', '#aab4c6', '#1b2130', '#4d5669'],
    external: ['#ffffff', '#99a2b3', '#1b2130', '#555e70'],
    container: ['#e6ecff', '#8ea2ea', '#16204d', '#414f8a'],
    component: ['#f1f4ff', '#b3c0f1', '#16204d', '#4a5687'],
    database: ['#e5f4ec', '#7fbd9c', '#0f2f1e', '#35634a'],
    queue: ['#f3ebfb', '#b797da', '#2c1545', '#5d4180'],
    instance: ['#e6ecff', '#8ea2ea', '#16204d', '#414f8a'],
    unknown: ['#ffffff', '#99a2b3', '#3b4354', '#555e70'],
    entity: ['#ffffff', '#aab4c6', '#161a22', '#454e60'],
    state: ['#eef1f7', '#aab4c6', '#161a22', '#454e60'],
  },
}
const dark: Palette = {
  paper: '#14161a',
  ink: '#eceff5',
  small: '#a3acbc',
  line: '#8690a3',
  ground: '#14161a',
  frame: '#4b5465',
  tones: {
    person: ['#322815', '#8a6d34', '#fdeccb', '#d6bd8a'],
    focus: ['#3d5bd9', '#6e88f2', '#ffffff', '#e3e9ff'],
    system: ['#232833', '#515b70', '#eceff5', '#aeb7c7'],
    external: ['#14161a', '#6a7487', '#eceff5', '#a3acbc'],
    container: ['#1d2747', '#5068bd', '#e8edff', '#aebcf0'],
    component: ['#1a2036', '#42517f', '#e3e9ff', '#a5b2de'],
    database: ['#14302a', '#3f8064', '#dcf4e8', '#99c9b2'],
    queue: ['#2a1f3a', '#72559a', '#f1e6fd', '#c3aadf'],
    instance: ['#1d2747', '#5068bd', '#e8edff', '#aebcf0'],
    unknown: ['#14161a', '#6a7487', '#c9d0db', '#a3acbc'],
    entity: ['#1a1e25', '#515b70', '#eceff5', '#b4bccb'],
    state: ['#232833', '#515b70', '#eceff5', '#aeb7c7'],
  },
}

const rules = (p: Palette): string =>
  [
    `.bg{fill:${p.paper}}.t{fill:${p.ink}}.d,.lt,.ld{fill:${p.small}}.lt{fill:${p.ink}}.e{stroke:${p.line}}.m{fill:${p.line}}.o{fill:${p.paper};stroke:${p.line}}`,
    `.bd{fill:${p.ground};stroke:${p.frame}}.hl{fill:${p.paper}}.halo text{stroke:${p.paper}}.sep{stroke:${p.frame}}.nt{fill:${p.tones.person?.[0]};stroke:${p.tones.person?.[1]}}.ntx{fill:${p.tones.person?.[2]}}`,
    ...Object.entries(p.tones).map(
      ([kind, [fill, stroke, title, small]]) =>
        `.${kind} .b,.${kind}.b{fill:${fill};stroke:${stroke}}.${kind} .i{fill:none;stroke:${stroke}}.${kind} .t{fill:${title}}.${kind} .d{fill:${small}}`,
    ),
  ].join('')

const shapes = [
  `text{font-family:${fontFamily}}`,
  '.e{fill:none;stroke-width:1.4}.b{stroke-width:1.2}.i{stroke-width:1.4}.external .b,.unknown .b{stroke-dasharray:5 4}.bd{stroke-width:1.2;stroke-dasharray:6 4}.halo text{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}.bd.whole{stroke-dasharray:none}.sep{stroke-width:1;fill:none}',
  '.dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:1.5 4;stroke-linecap:round}',
].join('')

export function styleOf(theme: Theme): string {
  if (theme === 'light') return shapes + rules(light)
  if (theme === 'dark') return shapes + rules(dark)
  return `${shapes}${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`
}
