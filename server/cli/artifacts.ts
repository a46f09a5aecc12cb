import { listArtifacts, readSlice } from '#server/domain/artifact/data.ts'
import { Problem } from '#server/domain/problem.ts'
import { reader } from './people.ts'

export const artifactPaths = async (run: string, stage?: string) =>
  (await listArtifacts(reader, { run, stage, q: '' })).map((a) => ({ stage: a.stage, path: a.path, size: a.size, sha256: a.sha256 }))

/** The bytes of the last stage's artifact with this path. */
export async function artifactBytes(run: string, path: string, stage?: string): Promise<Uint8Array> {
  const all = await listArtifacts(reader, { run, stage, q: '' })
  const found = all.findLast((a) => a.path === path)
  if (!found)
    throw new Problem(
      'not_found',
      `${stage ? `Stage ${stage} of run ${run}` : `Run ${run}`} has left no artifact ${path}. ${all.length > 0 ? `There are: ${all.map((a) => a.path).join(', ')}` : 'There is none yet.'}`,
    )
  return readSlice(found.sha256, 0, found.size)
}
