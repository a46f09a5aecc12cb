import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Component, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Link } from 'react-router'
import { Problem } from './api.ts'
import type { ServiceDefinition } from './definition.ts'
import { Layout } from './layout.tsx'
import { EmptyState, PageHeader } from './parts.tsx'
import { ServiceProvider, SessionProvider } from './session.tsx'
import { applyTheme } from './theme.ts'
import { ToastProvider } from './toast.tsx'
import { Updates } from './updates.tsx'

export function startApplication(service: ServiceDefinition, pages: ReactNode): void {
  applyTheme()
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html needs an element with the id "root"')
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createClient()}>
        <ServiceProvider service={service}>
          <BrowserRouter>
            <ToastProvider>
              <SessionProvider>
                <Updates />
                <Layout>
                  <PageBoundary>{pages}</PageBoundary>
                </Layout>
              </SessionProvider>
            </ToastProvider>
          </BrowserRouter>
        </ServiceProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

function createClient(): QueryClient {
  // An answer 401 means that the session ended elsewhere: ask again who is here, so that pages offer signing in.
  const onError = (error: unknown) => {
    if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: ['me'] })
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 2_000, retry: (times, error) => times < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500) },
    },
  })
  return client
}

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState title="Nothing is at this address.">
        <Link to="/">Go to the start page</Link>
      </EmptyState>
    </>
  )
}

/** A page that breaks must not take the navigation with it. */
class PageBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <EmptyState title="This page could not be shown.">
        <a href={location.href}>Load it again</a>
      </EmptyState>
    )
  }
}
