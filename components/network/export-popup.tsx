'use client'
import { Download } from 'lucide-react'
import { notify } from '#components/ui/notify.ts'
import { Popup } from '#components/ui/popup.tsx'
import type { Network } from '#model/network.ts'
import { download, paletteNow, pngOf } from './download.ts'
import { flowsCsv, sceneMermaid, sceneSvg } from './export.ts'
import type { Placed } from './placed.ts'
import type { Scene } from './scene.ts'

/** The picture and the flows in it as files: as filtered, opened and coloured right now. */
export function ExportPopup({ network, scene, placed }: { network: Network; scene: Scene; placed: Placed | null }) {
  const svg = () => (placed ? sceneSvg(scene, placed, paletteNow(), 'Network of systems') : '')
  const choices: { label: string; hint: string; needsMap: boolean; act: () => void }[] = [
    { label: 'SVG', hint: 'the map as a drawing', needsMap: true, act: () => download('network.svg', svg(), 'image/svg+xml') },
    {
      label: 'PNG',
      hint: 'the map as a picture',
      needsMap: true,
      act: () => {
        if (placed)
          pngOf(svg(), placed.width + 48, placed.height + 48).then(
            (blob) => download('network.png', blob),
            (error: Error) => void notify('No picture was made', error.message),
          )
      },
    },
    { label: 'Mermaid', hint: 'the map as text', needsMap: false, act: () => download('network.mmd', sceneMermaid(scene)) },
    {
      label: 'CSV',
      hint: `${network.flows.length.toLocaleString('en')} flows as a table`,
      needsMap: false,
      act: () => download('flows.csv', flowsCsv(network), 'text/csv'),
    },
  ]
  return (
    <Popup
      label="Export the map"
      button={{
        children: (
          <>
            <Download aria-hidden="true" />
            Export map
          </>
        ),
      }}
    >
      {(close) =>
        choices.map(({ label, hint, needsMap, act }) => (
          <button
            key={label}
            type="button"
            disabled={needsMap && !placed}
            onClick={() => {
              close()
              act()
            }}
            className="flex w-full items-baseline gap-2 rounded px-2 py-1.5 text-left text-sm outline-offset-[-2px] hover:bg-hover disabled:opacity-50"
          >
            {label}
            <span className="text-faint text-xs">{hint}</span>
          </button>
        ))
      }
    </Popup>
  )
}
