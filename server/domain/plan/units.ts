/** A duration in minutes: "ms", "s", "min", "hours", "days". */
export const minutesIn = (value: number, unit: string): number =>
  /^ms/.test(unit) ? value / 60_000 : /^s/i.test(unit) ? value / 60 : /^h/i.test(unit) ? value * 60 : /^d/i.test(unit) ? value * 1_440 : value
