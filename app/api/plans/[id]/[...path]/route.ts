import { planResponse } from '#server/api/plan-response.ts'

export const dynamic = 'force-dynamic'

export const GET = async (request: Request, { params }: { params: Promise<{ id: string; path: string[] }> }): Promise<Response> => {
  const { id, path } = await params
  return planResponse(request, id, path)
}
