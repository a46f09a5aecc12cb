export { RunSkeleton as default } from '#components/run/run-page.tsx'
