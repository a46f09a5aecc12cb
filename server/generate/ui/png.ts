import { crc32, deflateSync } from 'node:zlib'
import { accentRgb, type Brand, letterScale, placed, strokeWidth } from './brand.ts'

/**
 * The icon as PNG, drawn by distance to the strokes: no fonts, no native library, the same bytes everywhere.
 * `maskable` fills the whole square and keeps the letter within the middle 80 % that every mask shows.
 */
export function iconPng(brand: Brand, size: number, maskable: boolean): Uint8Array {
  const background = accentRgb(brand)
  const scale = maskable ? letterScale * 0.8 : letterScale
  const segments = placed(brand, scale).flatMap((stroke) => stroke.slice(1).map((end, i) => [stroke[i] ?? end, end] as const))
  const half = (strokeWidth * (scale / letterScale)) / 2
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [px, py] = [(x + 0.5) / size, (y + 0.5) / size]
      const ink = coverage(half - Math.min(...segments.map(([a, b]) => distance(px, py, a, b))), size)
      const at = y * (size * 4 + 1) + 1 + x * 4
      background.forEach((c, i) => {
        rows[at + i] = Math.round(c + (255 - c) * ink)
      })
      rows[at + 3] = maskable ? 255 : Math.round(255 * coverage(-cornerDistance(px, py), size))
    }
  }
  return png(size, rows)
}

/** Signed distance (positive = inside) to share of the pixel that is covered. */
const coverage = (inside: number, size: number): number => Math.min(1, Math.max(0, inside * size + 0.5))

function distance(x: number, y: number, [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

/** Distance to a rounded square of the icon's full size. */
function cornerDistance(x: number, y: number): number {
  const radius = 112 / 512
  const [qx, qy] = [Math.abs(x - 0.5) - 0.5 + radius, Math.abs(y - 0.5) - 0.5 + radius]
  return Math.hypot(Math.max(qx, 0), Math.max(qy, 0)) + Math.min(Math.max(qx, qy), 0) - radius
}

function png(size: number, rows: Buffer): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8) // 8 bits, RGBA
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
