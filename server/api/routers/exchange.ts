import { exported, exportInput, importApply, imported, importInput, importPreview } from '#model/exchange.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { exportNetwork, previewImport } from '#server/domain/exchange/data.ts'
import { applyImport } from '#server/domain/exchange/mutations.ts'

export const exchangeRouter = router({
  /** Changes nothing; a mutation because files do not fit into an address. */
  preview: withPermission('network.edit')
    .input(importInput)
    .output(importPreview)
    .mutation(({ ctx, input }) => previewImport(ctx.person, input)),
  import: withPermission('network.edit')
    .input(importApply)
    .output(imported)
    .mutation(({ ctx, input }) => applyImport(ctx.actor, input)),
  export: withPermission('read')
    .input(exportInput)
    .output(exported)
    .query(({ ctx, input }) => exportNetwork(ctx.person, input)),
})
