import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '#server/auth/options.ts'

export const dynamic = 'force-dynamic'

async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const { nextauth } = await context.params
  const response: Response = await NextAuth(request, context, authOptions(nextauth))
  response.headers.set('cache-control', 'no-store')
  return response
}

export { handle as GET, handle as POST }
