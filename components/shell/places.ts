import { Activity, BadgeCheck, BookOpen, Compass, FileText, LayoutDashboard, type LucideIcon, Network, Package, ScrollText, Users } from 'lucide-react'
import type { Permission } from '#model/role.ts'

export interface Place {
  href: string
  label: string
  icon: LucideIcon
  needs: Permission
  counted?: 'approvals'
}

export const places: readonly Place[] = [
  { href: '/', label: 'Overview', icon: LayoutDashboard, needs: 'read' },
  { href: '/requirements', label: 'Requirements', icon: FileText, needs: 'read' },
  { href: '/runs', label: 'Runs', icon: Activity, needs: 'read' },
  { href: '/approvals', label: 'Approvals', icon: BadgeCheck, needs: 'read', counted: 'approvals' },
  { href: '/releases', label: 'Releases', icon: Package, needs: 'read' },
  { href: '/network', label: 'Network', icon: Network, needs: 'read' },
]

/** Below the six that a phone has room for; there they are in the person's menu. */
export const morePlaces: readonly Place[] = [
  { href: '/documents', label: 'Documents', icon: BookOpen, needs: 'read' },
  { href: '/plans', label: 'Plans', icon: Compass, needs: 'read' },
]

export const adminPlaces: readonly Place[] = [
  { href: '/admin/members', label: 'Members', icon: Users, needs: 'member.manage' },
  { href: '/admin/audit', label: 'Audit log', icon: ScrollText, needs: 'audit.read' },
]

export const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`) || (href === '/releases' && path.startsWith('/rollouts/'))
