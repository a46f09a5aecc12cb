import { expect, test } from 'vitest'
import { sampleNetwork } from './network-sample.ts'
import { packNetwork, unpackNetwork } from './network-wire.ts'

test('what travels is about half the bytes, and comes out as it went in', () => {
  const network = sampleNetwork({ systems: 60, flows: 150 })
  const text = JSON.stringify(packNetwork(network))
  expect(unpackNetwork(JSON.parse(text))).toEqual(network)
  expect(text.length).toBeLessThan(JSON.stringify(network).length * 0.65)
})
