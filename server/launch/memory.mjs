/**
 * V8 widens the space for young objects under load and keeps it: an idle edge held 128 MB there of which it used one, and the C library
 * kept as much again in arenas of threads. Measured after 40 runs: 1,350 MB in all without these.
 */
export const nodeArguments = ['--max-semi-space-size=8']
export const memoryEnvironment = { MALLOC_ARENA_MAX: '2' }
