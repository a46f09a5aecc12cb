import { z } from 'zod'
import { diagramChoices, diagramThemes, diagramView, drawnDiagram, embedLink, runDiagrams, saveDiagramInput, savedDiagram } from '#model/diagram.ts'
import { idInput } from '#model/list.ts'
import { drawFor, drawOfRun } from '#server/api/diagram.ts'
import { router, withPermission } from '#server/api/trpc.ts'
import { listChoices } from '#server/domain/diagram/data.ts'
import { createLink, listLinks, revokeLink } from '#server/domain/diagram/embed.ts'
import { removeDiagram, saveDiagram } from '#server/domain/diagram/mutations.ts'

const system = z.string().min(1).max(60)

export const diagramRouter = router({
  list: withPermission('read')
    .input(z.object({ system }))
    .output(diagramChoices)
    .query(({ ctx, input }) => listChoices(ctx.person, input.system)),
  get: withPermission('read')
    .input(z.object({ system, view: diagramView, theme: z.enum(diagramThemes).default('auto') }))
    .output(drawnDiagram)
    .query(({ ctx, input }) => drawFor(ctx.person, input.system, input.view, input.theme)),
  ofRun: withPermission('read')
    .input(z.object({ run: z.string().max(80), name: z.string().max(200).nullable().default(null), theme: z.enum(diagramThemes).default('auto') }))
    .output(runDiagrams)
    .query(({ ctx, input }) => drawOfRun(ctx.person, input.run, input.name, input.theme)),
  save: withPermission('network.edit')
    .input(saveDiagramInput)
    .output(savedDiagram)
    .mutation(({ ctx, input }) => saveDiagram(ctx.actor, input)),
  remove: withPermission('network.edit')
    .input(idInput)
    .mutation(({ ctx, input }) => removeDiagram(ctx.actor, input.id)),
})

export const embedRouter = router({
  list: withPermission('embed.manage')
    .input(z.object({ system }))
    .output(z.array(embedLink))
    .query(async ({ ctx, input }) => {
      const { choices } = await listChoices(ctx.person, input.system)
      const labels = new Map(choices.map((c) => [JSON.stringify(c.view), c.label]))
      return listLinks(ctx.person, input.system, (view) => labels.get(JSON.stringify(view)) ?? view.kind)
    }),
  create: withPermission('embed.manage')
    .input(z.object({ system, view: diagramView }))
    .output(z.object({ id: z.string(), address: z.string(), page: z.string() }))
    .mutation(({ ctx, input }) => createLink(ctx.actor, input.system, input.view)),
  revoke: withPermission('embed.manage')
    .input(idInput)
    .mutation(({ ctx, input }) => revokeLink(ctx.actor, input.id)),
})
