import { embedResponse } from '#server/api/embed-response.ts'

export const dynamic = 'force-dynamic'

export const GET = async (request: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> => embedResponse(request, (await params).name)
