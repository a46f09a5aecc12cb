import { specificationSchema } from '#model/specification-schema.ts'

const body = `${JSON.stringify(specificationSchema(), null, 2)}\n`

/** Open to everybody, other sites included: it says how things are written down and holds nothing of anybody. */
export const GET = (): Response =>
  new Response(body, {
    headers: {
      'content-type': 'application/schema+json; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
  })
