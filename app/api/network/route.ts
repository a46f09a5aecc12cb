import { networkResponse } from '#server/api/network-response.ts'

export const dynamic = 'force-dynamic'

export const GET = networkResponse
