import { useState } from 'react'

export type Theme = 'light' | 'dark'

const stored = (): Theme | null => {
  try {
    const value = localStorage.getItem('theme')
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null // storage may be forbidden; the system's choice holds
  }
}

/** Called before the first paint; without a choice the style sheet follows the system. */
export function applyTheme(theme: Theme | null = stored()): void {
  if (theme) document.documentElement.dataset.theme = theme
}

export function useTheme(): { theme: Theme; toggle: () => void } {
  const [theme, setTheme] = useState<Theme>(() => stored() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'))
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark'
    applyTheme(next)
    setTheme(next)
    try {
      localStorage.setItem('theme', next)
    } catch {
      // kept for this visit only
    }
  }
  return { theme, toggle }
}
