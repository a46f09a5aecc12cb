import { useEffect, useSyncExternalStore } from 'react'
import { useToast } from './toast.tsx'

/** Registers the service worker, offers a new version when there is one, and says when there is no network. */
export function Updates() {
  const show = useToast()
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    const offer = (worker: ServiceWorker) =>
      show({ tone: 'good', message: 'A new version is ready.', action: { label: 'Reload', run: () => worker.postMessage('activate') } })
    // Only a reload that the person asked for: a form that is being filled in must not vanish.
    let had = navigator.serviceWorker.controller !== null
    const onChange = () => {
      if (had) location.reload()
      had = true
    }
    navigator.serviceWorker.addEventListener('controllerchange', onChange)
    void navigator.serviceWorker
      .register('/sw.js')
      .then((registration) => {
        if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
        registration.addEventListener('updatefound', () => {
          const worker = registration.installing
          worker?.addEventListener('statechange', () => {
            if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker)
          })
        })
      })
      .catch(() => undefined) // not on https: the application works, it is merely not installable
    return () => navigator.serviceWorker.removeEventListener('controllerchange', onChange)
  }, [show])
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  return online ? null : (
    <p className="offline" role="status">
      You are offline. What you see may be old; changes cannot be saved.
    </p>
  )
}

function subscribe(changed: () => void): () => void {
  addEventListener('online', changed)
  addEventListener('offline', changed)
  return () => {
    removeEventListener('online', changed)
    removeEventListener('offline', changed)
  }
}
