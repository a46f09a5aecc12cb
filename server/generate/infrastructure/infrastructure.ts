import type { Specification } from '#model/specification.ts'
import { container } from './container.ts'
import { kubernetes } from './kubernetes.ts'
import type { InfrastructureMeta } from './meta.ts'
import { observability } from './observability.ts'
import { terraform } from './terraform.ts'
import { workflows } from './workflows.ts'

/**
 * Everything a team needs to run the service elsewhere, path → text. Pure: same input, same bytes. What cannot be
 * known here (registry, cluster, account) is a variable without a default, so that nothing points at a wrong place.
 */
export function infrastructure(specification: Specification, meta: InfrastructureMeta): Record<string, string> {
  return {
    ...container(meta),
    ...kubernetes(specification, meta),
    ...terraform(specification, meta),
    ...workflows(meta),
    ...observability(specification, meta),
  }
}
