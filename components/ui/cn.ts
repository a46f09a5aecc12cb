import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

// Our own text sizes; without them `text-2xs` would be taken for a colour and dropped beside `text-muted`.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['2xs', 'xs', 'sm', 'base', 'xl'] }] } } })

export const cn = (...classes: ClassValue[]): string => merge(clsx(classes))
