import { artifactResponse } from '#server/api/artifact-response.ts'

export const dynamic = 'force-dynamic'

export const GET = async (request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> => artifactResponse(request, (await params).id)
