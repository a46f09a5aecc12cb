/** Words for times. Pure, so that they can be tested without a clock. */
const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

export function relativeTime(date: Date, now: number): string {
  const seconds = Math.round((date.getTime() - now) / 1000)
  for (const [unit, size] of units) if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
  // A browser's clock a little behind the server's must not make the past look like the future.
  return seconds <= 5 && seconds > -10 ? 'just now' : relative.format(seconds, 'second')
}

export const exactTime = (date: Date): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }).format(date)

/** 840 ms · 4.2 s · 1 m 08 s · 2 h 05 m. A running time has no tenths: they would flicker. */
export function durationText(milliseconds: number, running = false): string {
  const ms = Math.max(0, milliseconds)
  if (running && ms < 60_000) return `${Math.floor(ms / 1000)} s`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(Math.round(ms / 1000) / 60)
  if (minutes < 60) return `${minutes} m ${String(Math.round(ms / 1000) % 60).padStart(2, '0')} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

export function byteText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`
}
