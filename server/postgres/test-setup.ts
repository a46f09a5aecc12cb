import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { inject } from 'vitest'

/**
 * Before each test file: a data folder and the name of a database of its own, so that modules which read server/env.ts when they are imported
 * work unchanged. The database itself is made by createTestDatabase().
 */
const { url, home } = inject('testCluster')
const name = `test_${randomBytes(6).toString('hex')}`
const own = new URL(url)
own.pathname = `/${name}`
process.env.DATABASE_URL = own.toString()
process.env.SERVICES_DATABASE_URL = url.replace(/\/template$/, '/postgres')
process.env.GANTRY_HOME = join(home, name)
