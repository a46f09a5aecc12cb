import { oembedResponse } from '#server/api/embed-response.ts'

export const dynamic = 'force-dynamic'

export const GET = (request: Request): Promise<Response> => oembedResponse(request)
