import { inScope, type Person, scopeOf } from '#model/person.ts'
import { type Scorecard, type ScorecardDayView, type ScorecardItem, type ScorecardLevel, scorecardLevels } from '#model/scorecard.ts'
import { scorecardsOf } from '#model/scorecard-evaluate.ts'
import type { ScorecardDay } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { systemFor } from '#server/domain/diagram/data.ts'
import { readServiceFacts } from '#server/domain/document/facts.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'

const trendDays = 90
const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
const levelOf = (stored: string): ScorecardLevel => scorecardLevels.find((l) => l === stored) ?? 'none'
const viewDay = (row: ScorecardDay): ScorecardDayView => ({
  day: dayOf(row.day),
  level: levelOf(row.level),
  passed: row.passed,
  failed: row.failed,
  notEvaluated: row.notEvaluated,
})

/** The verdicts as they are now: of the whole network for Gantry itself, else of what a person may see. */
export async function evaluateAll(person: Person | null): Promise<Scorecard[]> {
  const [network, facts] = await Promise.all([readNetwork(person), readServiceFacts('measures')])
  return scorecardsOf(network, facts, dayOf(new Date()))
}

export async function listScorecards(person: Person): Promise<ScorecardItem[]> {
  const [cards, systems, days] = await Promise.all([
    evaluateAll(person),
    prisma.system.findMany({ where: { id: readableSystems(person) }, select: { id: true, slug: true, name: true } }),
    prisma.scorecardDay.findMany({
      where: { systemId: readableSystems(person), day: { gte: new Date(Date.now() - trendDays * 86_400_000) } },
      orderBy: { day: 'desc' },
    }),
  ])
  const scope = scopeOf(person)
  const bySlug = new Map(systems.filter((s) => inScope(scope, s.id)).map((s) => [s.slug, s]))
  const daysOf = Map.groupBy(days, (d) => d.systemId)
  return cards.flatMap((card) => {
    const system = bySlug.get(card.system)
    const before = system && daysOf.get(system.id)?.find((d) => d.passed !== card.passed || d.failed !== card.failed || d.level !== card.level)
    return system ? [{ ...card, name: system.name, before: before ? viewDay(before) : null }] : []
  })
}

export async function getScorecard(person: Person, slug: string) {
  const ref = await systemFor(person, slug)
  const [cards, days] = await Promise.all([
    evaluateAll(person),
    prisma.scorecardDay.findMany({ where: { systemId: ref.id }, orderBy: { day: 'desc' }, take: trendDays }),
  ])
  const card = cards.find((c) => c.system === slug)
  if (!card) throw notFound('system', slug)
  return { ...card, ref, days: days.map(viewDay).reverse() }
}
