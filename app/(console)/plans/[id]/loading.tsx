export { PlanSkeleton as default } from '#components/plan/plan-page.tsx'
