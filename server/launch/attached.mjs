/**
 * Loaded into every process by the launcher (node --import). Its stdin is a pipe that only the launcher holds: when the launcher is gone,
 * however it went, the pipe ends and so does the process, instead of living on with nobody who knows it.
 */
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.stdin.on('end', leave)
  process.stdin.on('error', leave)
  process.stdin.resume()
  process.stdin.unref?.()
}

function leave() {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), 5000).unref()
}
