import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { specification } from '#model/specification.ts'
import { infrastructure } from './infrastructure.ts'
import { responseTarget } from './meta.ts'

const shop = specification.parse(JSON.parse(readFileSync(new URL('../fixtures/shop.specification.json', import.meta.url), 'utf8')))
const meta = { service: { slug: 'online-shop', name: 'Online: "shop" #1' }, system: { slug: 'sales', name: 'Sales' }, memoryMiB: 256 }
const files = infrastructure(shop, meta)

describe('infrastructure', () => {
  it('is the same each time and parses', () => {
    expect(infrastructure(shop, meta)).toEqual(files)
    for (const [path, text] of Object.entries(files)) {
      expect(text, path).not.toMatch(/undefined|\[object|NaN/)
      if (/\.ya?ml$/.test(path)) for (const d of parseAllDocuments(text)) expect(d.errors, path).toEqual([])
      if (path.endsWith('.json')) JSON.parse(text)
    }
  })

  it('scales and limits as the design says', () => {
    const [hpa] = parseAllDocuments(files['infrastructure/kubernetes/scaling.yaml'] as string).map(
      (d) =>
        d.toJS() as { spec: { minReplicas: number; maxReplicas: number; metrics: { resource: { name: string; target: { averageUtilization: number } } }[] } },
    )
    expect(hpa?.spec).toMatchObject({ minReplicas: 2, maxReplicas: 100 })
    expect(hpa?.spec.metrics.map((m) => [m.resource.name, m.resource.target.averageUtilization])).toEqual([
      ['cpu', 70],
      ['memory', 75],
    ])
  })

  it('draws the requirement’s own limit into the dashboard', () => {
    expect(responseTarget(shop)).toBe(200)
    expect(files['infrastructure/grafana/dashboard.json']).toContain('target 200 ms')
    expect(responseTarget({ ...shop, qualities: [] })).toBe(1_000)
  })
})
