// The build replaces the next two lines: what belongs to the application's shell, and a name for exactly this version.
const files = []
const version = 'development'

const cacheName = `shell-${version}`
const isOwn = (path) =>
  !path.startsWith('/api/') && !path.startsWith('/-/') && !['/api', '/openapi.json', '/healthz', '/readyz', '/metrics', '/sw.js'].includes(path)

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('shell-') && name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

// A new version takes over when the person asks for it (or all windows were closed), never under their hands.
self.addEventListener('message', (event) => {
  if (event.data === 'activate') self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  // Data is never answered from here: what is shown and who may see it is decided by the service each time.
  if (request.method !== 'GET' || url.origin !== self.location.origin || !isOwn(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (files.includes(url.pathname)) event.respondWith(caches.match(request).then((cached) => cached ?? fetch(request)))
})

/** The network first, so that a release or a rollback counts at once; without one the stored shell. */
async function page(request) {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match('/index.html')) ?? (await caches.match('/offline.html')) ?? Response.error()
  }
}
