import { startTestInstance } from '../../server/launch/test.mjs'

/** A complete instance in the folder given, in a process of its own; says on descriptor 3 how to reach it, and ends with its input. */
const [home] = process.argv.slice(2)
const instance = await startTestInstance(home, [])
const { createWriteStream } = await import('node:fs')
createWriteStream('', { fd: 3 }).end(JSON.stringify({ address: instance.settings.address, environment: instance.environment }))
process.stdin.resume()
process.stdin.on('end', async () => {
  await instance.stop()
  process.exit(0)
})
