import { z } from 'zod'
import { documentedSystem, documentGetInput, documentHit, documentListInput, documentSearchInput, documentView } from '#model/document.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { getDocument, listDocuments, searchDocuments } from '#server/domain/document/data.ts'

export const documentRouter = router({
  list: withPermission('read')
    .input(documentListInput)
    .output(z.array(documentedSystem))
    .query(({ ctx, input }) => listDocuments(ctx.person, input)),
  get: withPermission('read')
    .input(documentGetInput)
    .output(documentView)
    .query(({ ctx, input }) => getDocument(ctx.person, input)),
  search: withPermission('read')
    .input(documentSearchInput)
    .output(z.array(documentHit))
    .query(({ ctx, input }) => searchDocuments(ctx.person, input.q)),
})
