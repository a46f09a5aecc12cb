import type { Palette } from './export.ts'

export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the content by the next turn; the address would keep it in memory.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

/** The colours of the page as it is now; a canvas draws them as a picture, where variables mean nothing. */
export function paletteNow(): Palette {
  const style = getComputedStyle(document.documentElement)
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const colour = (name: string): string => {
    if (!probe) return '#888888'
    probe.fillStyle = style.getPropertyValue(`--${name}`).trim() || '#888888'
    probe.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0] = probe.getImageData(0, 0, 1, 1).data
    return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
  return {
    bg: colour('bg'),
    surface: colour('surface'),
    container: colour('hover'),
    line: colour('line-strong'),
    lineStrong: colour('faint'),
    fg: colour('fg'),
    muted: colour('muted'),
    ok: colour('ok-mark'),
    bad: colour('bad-mark'),
    warn: colour('warn-mark'),
  }
}

const largest = 8000 // px: browsers refuse larger canvases

export async function pngOf(svg: string, width: number, height: number): Promise<Blob> {
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml;charset=utf-8' }))
  try {
    await image.decode()
    const scale = Math.min(2, largest / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(width * scale)
    canvas.height = Math.ceil(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The browser could not make a picture of this size. Close some boxes and try again.'))),
        'image/png',
      ),
    )
  } finally {
    URL.revokeObjectURL(image.src)
  }
}
