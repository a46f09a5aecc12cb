/** The control plane's roles (not those of deployed services). */
export const roles = ['viewer', 'architect', 'qa', 'product_owner', 'operator', 'admin'] as const
export type RoleName = (typeof roles)[number]
export const roleLabels: Record<RoleName, string> = {
  viewer: 'Viewer',
  architect: 'Architect',
  qa: 'QA',
  product_owner: 'Product owner',
  operator: 'Operator',
  admin: 'Admin',
}

/** What each permission needs. Any one of the roles is enough; everyone with a role may read. */
export const permissions = {
  read: ['viewer', 'architect', 'qa', 'product_owner', 'operator', 'admin'],
  'requirement.submit': ['architect'],
  'run.start': ['architect'],
  'run.cancel_own': ['architect'],
  'run.operate': ['operator', 'admin'], // cancel, retry, rerun any run
  'approval.decide': ['qa', 'product_owner'],
  'gate.waive': ['product_owner', 'admin'],
  'rollout.operate': ['operator', 'admin'],
  'network.edit': ['architect', 'admin'], // systems, services, flows, decisions, runbooks, own diagrams, imports
  'embed.manage': ['architect', 'admin'], // signed links to diagrams
  'plan.submit': ['architect'],
  'plan.review': ['architect', 'qa', 'product_owner', 'operator'],
  'sweep.start': ['architect', 'operator', 'admin'],
  'member.manage': ['admin'],
  'audit.read': ['admin'],
} as const satisfies Record<string, readonly RoleName[]>
export type Permission = keyof typeof permissions
export const may = (held: readonly RoleName[], permission: Permission): boolean => permissions[permission].some((r) => held.includes(r as RoleName))
