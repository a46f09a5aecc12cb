/**
 * Loaded into every process by the launcher (node --import). Its stdin is a pipe that only the launcher holds: when the launcher is gone,
 * however it went, the pipe ends and so does the process, instead of living on with nobody who knows it. What such a process
 * forks inherits the --import (Next's compile workers do) but not the pipe: those end with their parent's group.
 */
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.env.GANTRY_LAUNCHER === String(process.ppid)) {
  process.stdin.on('end', leave)
  process.stdin.on('error', leave)
  process.stdin.resume()
  process.stdin.unref?.()
}

function leave() {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), 5000).unref()
}
