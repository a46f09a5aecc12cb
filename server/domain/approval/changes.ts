import type { ApprovalView } from '#model/approval.ts'
import type { ArtifactView } from '#model/run.ts'
import { readBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import { currentArtifacts } from '#server/domain/artifact/data.ts'
import { compareTexts } from '#server/domain/requirement/data.ts'

/** What says how a release differs, in the order people read it: behaviour, contract, data. Sources are in the repository. */
const compared = ['acceptance.feature', 'user-stories.md', 'openapi.json', 'schema.sql', 'api-reference.md', 'specification.json', 'plan.md']
const longestPatch = 60_000 // characters
const largest = 2_000_000 // bytes

/** Against the run in production; everything is new where there is none, and is not repeated as a patch then. */
export async function changesAgainst(artifacts: ArtifactView[], baselineRun: string | null): Promise<ApprovalView['changes']> {
  const before =
    baselineRun === null
      ? []
      : await currentArtifacts(await prisma.stage.findMany({ where: { runId: baselineRun }, select: { id: true, name: true, attempt: true, position: true } }))
  const changes: ApprovalView['changes'] = []
  for (const path of compared) {
    const [old, now] = [before.find((a) => a.path === path), artifacts.find((a) => a.path === path)]
    if ((!old && !now) || old?.sha256 === now?.sha256) continue
    const { change, added, removed, patch, truncated } = compareTexts(path, await textOf(old), await textOf(now))
    if (change === 'same') continue
    const shown = change === 'added' ? '' : patch.slice(0, longestPatch)
    changes.push({ path, change, added, removed, patch: shown, truncated: truncated || shown.length < patch.length })
  }
  return changes
}

async function textOf(artifact: ArtifactView | undefined): Promise<string | undefined> {
  if (!artifact) return undefined
  if (artifact.size > largest) return `(${artifact.size} bytes, too large to compare here)\n`
  return new TextDecoder().decode((await readBlob(prisma, artifact.sha256)) ?? new Uint8Array())
}
