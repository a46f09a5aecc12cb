/** One thing a scanner found. Levels follow the gate: critical and high block, medium and low are listed. */
export type Level = 'critical' | 'high' | 'medium' | 'low'
export interface Finding {
  tool: 'static' | 'secrets' | 'probe' | 'audit'
  rule: string
  level: Level
  message: string
  file: string
  line: number
}
export interface ScanResult {
  findings: Finding[]
  files: number
  rules: number
  suppressed: number
}

const rank: Record<Level, number> = { critical: 0, high: 1, medium: 2, low: 3 }
export const byLevel = (a: Finding, b: Finding): number => rank[a.level] - rank[b.level] || a.file.localeCompare(b.file) || a.line - b.line
export const serious = (f: Finding): boolean => f.level === 'critical' || f.level === 'high'

/** SARIF 2.1.0, one run a tool, so that other viewers can show the findings. */
export function sarif(findings: Finding[]): string {
  const tools = { static: 'gantry static scan', secrets: 'gantry secret scan', probe: 'gantry dynamic probes', audit: 'gantry dependency audit' }
  const runs = Object.entries(tools).map(([tool, name]) => {
    const own = findings.filter((f) => f.tool === tool).sort(byLevel)
    return {
      tool: { driver: { name, rules: [...new Set(own.map((f) => f.rule))].map((id) => ({ id })) } },
      results: own.map((f) => ({
        ruleId: f.rule,
        level: serious(f) ? 'error' : f.level === 'medium' ? 'warning' : 'note',
        message: { text: f.message },
        properties: { 'security-severity': { critical: '9.5', high: '8.0', medium: '5.0', low: '2.0' }[f.level] },
        locations: [{ physicalLocation: { artifactLocation: { uri: f.file }, region: { startLine: Math.max(1, f.line) } } }],
      })),
    }
  })
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs }, null, 2)}\n`
}
