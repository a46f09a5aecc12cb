export { RolloutSkeleton as default } from '#components/release/rollout-page.tsx'
