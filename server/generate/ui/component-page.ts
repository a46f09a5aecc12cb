/** Renders the component page to markup; whoever builds it wraps the document around it. */
export const componentPageFile = (): string => `import { renderToStaticMarkup } from 'react-dom/server'
import { ComponentPage } from './runtime/component-page.tsx'
import { service } from './service.ts'

export const markup = (): string => renderToStaticMarkup(<ComponentPage service={service} />)
`
