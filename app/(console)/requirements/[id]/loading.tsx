export { RequirementSkeleton as default } from '#components/requirement/requirement-page.tsx'
