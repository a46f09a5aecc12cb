import { measured } from '#server/api/health.ts'

export const dynamic = 'force-dynamic'
export { measured as GET }
