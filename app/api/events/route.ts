import { eventStream } from '#server/api/event-stream.ts'

export const dynamic = 'force-dynamic'
export { eventStream as GET }
