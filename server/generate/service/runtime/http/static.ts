import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Request, type Response, Router } from 'express'
import { notFound } from './problem.ts'

/** The user interface: files as they are, every other page address answers its index.html (the browser routes). */
export function staticFiles(folder: string): Router {
  const router = Router()
  const index = join(folder, 'index.html')
  const page = existsSync(index) ? readFileSync(index, 'utf8') : null
  router.use(
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders: (response, path) => {
        response.set('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    }),
  )
  router.get('/{*page}', (request: Request, response: Response) => {
    if (page === null || request.path.startsWith('/api') || /\.[a-z0-9]{1,8}$/i.test(request.path)) throw notFound('There is nothing at this address.')
    response.set('cache-control', 'no-cache').type('html').send(page)
  })
  return router
}
