import { answer } from '#server/api/http.ts'

export const dynamic = 'force-dynamic'
export { answer as GET, answer as POST }
