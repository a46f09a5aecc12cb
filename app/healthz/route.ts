import { healthz } from '#server/api/health.ts'

export const dynamic = 'force-dynamic'
export { healthz as GET }
