export { ApprovalSkeleton as default } from '#components/approval/approval-page.tsx'
