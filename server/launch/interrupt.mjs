let asked = 0
/** Whoever waits for something then must not go on, and exit before everything has been stopped. */
export const interrupted = () => asked > 0

/**
 * Ends this process cleanly on Ctrl-C: runs `stop`, then exits with `code`. One Ctrl-C comes twice, from the terminal and once more through
 * npm; only a later one is impatience and ends at once (what is left then is cleaned up by the next start).
 */
export function onInterrupt(stop, code) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (asked && Date.now() - asked > 1500) process.exit(130)
      if (asked) return
      asked = Date.now()
      await stop()
      process.exit(code)
    })
  }
}
