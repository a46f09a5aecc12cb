import { networkFlow, networkService, networkSystem } from '#model/network.ts'
import type { NetworkChange } from '#model/network-change.ts'
import { prisma } from '#server/db.ts'

/** Changes that tests of the network make. */
export const system = (slug: string, over: object = {}): NetworkChange => ({
  kind: 'system',
  key: slug,
  after: { ...networkSystem.parse({ slug, name: slug.toUpperCase() }), ...over },
})
export const service = (at: string, slug: string, over: object = {}): NetworkChange => ({
  kind: 'service',
  key: `${at}/${slug}`,
  after: networkService.parse({ system: at, slug, name: slug, ...over }),
})
/** Ends are "system" or "system/service". */
export const flow = (from: string, to: string, over: object = {}): NetworkChange => {
  const place = (text: string) => ({ system: text.split('/')[0], service: text.split('/')[1] ?? null })
  return { kind: 'flow', key: `${from}->${to}`, after: networkFlow.parse({ key: `${from}->${to}`, from: place(from), to: place(to), ...over }) }
}
export const decision = (key: string, at: string, number: number): NetworkChange => ({
  kind: 'decision',
  key,
  after: { key, system: at, number, title: `Decision ${number}`, date: '2026-11-21', text: '# Why' },
})
export const gone = (kind: NetworkChange['kind'], key: string): NetworkChange => ({ kind, key, after: null })

const databaseNow = async () => (await prisma.$queryRaw<{ at: Date }[]>`select clock_timestamp() at time zone 'utc' as at`)[0]?.at as Date
/** A moment after all that happened: two changes within one millisecond would be one. */
export async function later(): Promise<Date> {
  const before = await databaseNow()
  for (;;) {
    const at = await databaseNow()
    if (at.getTime() > before.getTime() + 1) return at
  }
}
