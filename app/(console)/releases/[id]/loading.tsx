export { ReleaseSkeleton as default } from '#components/release/release-page.tsx'
