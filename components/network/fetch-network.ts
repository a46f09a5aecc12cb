import type { Network } from '#model/network.ts'
import { type PackedNetwork, unpackNetwork } from '#model/network-wire.ts'

/** The network of now, which the page's head has asked for already (app/(console)/network/page.tsx), or of a moment. */
export async function fetchNetwork(at: string): Promise<Network> {
  const response = await fetch(at ? `/api/network?at=${encodeURIComponent(at)}` : '/api/network')
  const answer = await response.json()
  if (response.ok) return unpackNetwork(answer as PackedNetwork)
  const { message, data } = answer as { message: string; data: { code: string } }
  throw Object.assign(new Error(message), { data })
}
