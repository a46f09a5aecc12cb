import { frame } from './document.ts'
import type { Theme } from './theme.ts'

/** A small picture with a title and a sentence: what stands where a diagram cannot. */
export const messageSvg = (title: string, description: string, theme: Theme): string =>
  frame({ title, description, width: 480, height: 8, body: '', legend: [] }, theme)

/** Width and height that an SVG states; what embeds it wants to know them beforehand. */
export function sizeOf(svg: string): { width: number; height: number } {
  const root = /<svg\b[^>]*>/.exec(svg)?.[0] ?? ''
  const number = (name: string): number | null => {
    const value = new RegExp(`\\s${name}="([\\d.]+)(?:px)?"`).exec(root)?.[1]
    return value ? Math.round(Number(value)) : null
  }
  const [, , boxWidth, boxHeight] = (/viewBox="([^"]*)"/.exec(root)?.[1] ?? '').split(/[\s,]+/).map(Number)
  return { width: number('width') ?? Math.round(boxWidth || 800), height: number('height') ?? Math.round(boxHeight || 600) }
}
