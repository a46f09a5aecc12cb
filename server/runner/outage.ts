const codes = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
])
const phrases =
  /can't reach database|connection (terminated|ended|closed|refused|reset)|terminating connection|starting up|shutting down|recovery mode|not yet accepting connections|code: `(57P0[123]|08\d{3})`|timeout exceeded when trying to connect|transaction (api error|not found|already closed)|server has closed the connection|client has encountered a connection error/i

/** True when the database was not there, as opposed to having refused what was asked. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall, meta, cause } = error as Error & { code?: string; syscall?: string; meta?: { code?: string; driverAdapterError?: unknown } }
  if (code === 'ENOENT') return syscall === 'connect' // a UNIX socket, not some file
  if ((code && codes.has(code)) || (meta?.code && codes.has(meta.code)) || phrases.test(error.message)) return true
  return isOutage(cause) || isOutage(meta?.driverAdapterError)
}

export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const finish = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    signal?.addEventListener('abort', finish)
    if (signal?.aborted) finish()
  })

/** Repeats `work` while the database is away: what an attempt found out must not be lost to a restart of PostgreSQL. */
export async function throughOutages<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error) || signal?.aborted) throw error
      await pause(300, signal)
    }
  }
}
