import { readyz } from '#server/api/health.ts'

export const dynamic = 'force-dynamic'
export { readyz as GET }
