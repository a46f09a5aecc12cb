import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import { Button } from './parts.tsx'

interface Toast {
  id: number
  tone: 'good' | 'bad'
  message: string
  action?: { label: string; run: () => void }
}
type Show = (toast: Omit<Toast, 'id'>) => void

const ToastContext = createContext<Show>(() => undefined)
export const useToast = (): Show => useContext(ToastContext)

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([])
  const last = useRef(0)
  const remove = useCallback((id: number) => setToasts((all) => all.filter((t) => t.id !== id)), [])
  const show = useCallback<Show>(
    (toast) => {
      const id = ++last.current
      setToasts((all) => [...all.slice(-2), { ...toast, id }])
      // Good news leaves by itself; what failed, or offers something, stays until it is read.
      if (toast.tone === 'good' && !toast.action) setTimeout(() => remove(id), 5000)
    },
    [remove],
  )
  const list = useMemo(() => toasts.map((toast) => <ToastLine key={toast.id} toast={toast} close={() => remove(toast.id)} />), [toasts, remove])
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {list}
      </div>
    </ToastContext>
  )
}

export function ToastLine({ toast, close }: { toast: Omit<Toast, 'id'>; close: () => void }) {
  return (
    <div className={`toast ${toast.tone}`}>
      <Icon name={toast.tone === 'good' ? 'check' : 'warning'} />
      <p>{toast.message}</p>
      {toast.action && (
        <Button kind="quiet" onClick={toast.action.run}>
          {toast.action.label}
        </Button>
      )}
      <Button kind="quiet" icon="close" aria-label="Dismiss" onClick={close} />
    </div>
  )
}
