import type { IRuleResult, RulesetDefinition } from '@stoplight/spectral-core'
import spectral from '@stoplight/spectral-core'
import owasp from '@stoplight/spectral-owasp-ruleset'
import rulesets from '@stoplight/spectral-rulesets'

/** Rules that do not apply here; why is in docs/decisions/0033. */
export const disabled = [
  'owasp:api4:2023-rate-limit',
  'owasp:api4:2023-string-restricted',
  'owasp:api8:2023-define-cors-origin',
  'owasp:api8:2023-no-server-http',
  'owasp:api2:2023-read-restricted',
  'owasp:api2:2023-write-restricted',
] as const

export interface Finding {
  rule: string
  severity: 'error' | 'warning'
  message: string
  path: string
}

/** The contract against Spectral's OpenAPI rules and the OWASP API security rules. */
export async function lint(document: unknown): Promise<Finding[]> {
  const engine = new spectral.Spectral()
  const rules = Object.fromEntries(disabled.map((rule) => [rule, 'off' as const]))
  engine.setRuleset({
    extends: [
      [rulesets.oas, 'recommended'],
      [(owasp as unknown as { default?: unknown }).default ?? owasp, 'recommended'],
    ],
    rules,
  } as unknown as RulesetDefinition)
  const results: IRuleResult[] = await engine.run(document as Record<string, unknown>)
  return results
    .filter((r) => r.severity <= 1)
    .map((r) => ({ rule: String(r.code), severity: r.severity === 0 ? 'error' : 'warning', message: r.message, path: r.path.join('.') }))
}
