/** Renders against the users backend, in StrictMode, and fails a test that React complained in. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  browserEnvironment,
  type Client,
  type ClientOptions,
  createClient,
  type Environment,
} from '@mizan/client'
import { act, cleanup, configure, fireEvent, type RenderResult, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, type MockInstance, vi } from 'vitest'
import {
  createContextProvider,
  createMutationHook,
  createQueryHook,
  createSuspenseQueryHook,
  MizanProvider,
} from '../src/index.ts'
import {
  directoryContext,
  renameUserMutation,
  signInMutation,
  userContext,
  userCountQuery,
  userOrdersQuery,
  userProfileQuery,
} from './users-descriptors.ts'

export const UserContext = createContextProvider(userContext)
export const DirectoryContext = createContextProvider(directoryContext)
export const useUserProfile = createQueryHook(userProfileQuery, UserContext)
export const useUserOrders = createQueryHook(userOrdersQuery, UserContext)
export const useUserCount = createQueryHook(userCountQuery, DirectoryContext)
export const useSuspenseUserProfile = createSuspenseQueryHook(userProfileQuery, UserContext)
export const useSuspenseUserOrders = createSuspenseQueryHook(userOrdersQuery, UserContext)
export const useRenameUser = createMutationHook(renameUserMutation)
export const useSignIn = createMutationHook(signInMutation)

const roots: Root[] = []

/** Call in each test file: StrictMode on, and `console.error` is a failure unless `takeErrors` took it. */
export function guardConsole(): { takeErrors(): string[] } {
  let errors: MockInstance<typeof console.error>
  configure({ reactStrictMode: true })
  beforeEach(() => {
    errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  })
  afterEach(() => {
    cleanup()
    act(() => {
      for (const root of roots.splice(0)) root.unmount()
    })
    document.body.replaceChildren()
    const said = errors.mock.calls.map((call) => call.join(' '))
    errors.mockRestore()
    expect(said).toEqual([])
  })
  return {
    takeErrors() {
      const said = errors.mock.calls.map((call) => call.join(' '))
      errors.mockClear()
      return said
    },
  }
}

/** Timers never fire: nothing is collected and nothing is retried behind a test's back. */
export function createTestClient(
  backend: Pick<Environment, 'fetch'>,
  options: Partial<ClientOptions> = {},
): Client {
  const environment = { ...browserEnvironment(), fetch: backend.fetch, setTimer: () => () => {} }
  return createClient({ baseUrl: '/api/mizan', environment, retry: { attempts: 0 }, ...options })
}

/** Renders and waits until the backend has been asked and has answered. */
export async function renderWith(
  client: Client,
  children: ReactNode,
): Promise<(next: ReactNode) => Promise<void>> {
  const view = await renderSettled(<MizanProvider client={client}>{children}</MizanProvider>)
  return async (next) => {
    await act(async () => view.rerender(<MizanProvider client={client}>{next}</MizanProvider>))
    await settle()
  }
}

export async function renderSettled(app: ReactNode): Promise<RenderResult> {
  const view = await act(async () => render(app))
  await settle()
  return view
}

/** Takes over the HTML of a server; a mismatch is an error on the console. */
export async function hydrate(html: string, app: ReactNode): Promise<HTMLElement> {
  const container = document.createElement('div')
  container.innerHTML = html
  document.body.append(container)
  await act(async () => {
    const root = hydrateRoot(container, <StrictMode>{app}</StrictMode>, {
      onRecoverableError: (error) => console.error(error),
    })
    roots.push(root)
  })
  return container
}

export async function click(text: string): Promise<void> {
  await act(async () => fireEvent.click(screen.getByText(text)))
  await settle()
}

/** Lets requests, answers and renders that need nothing more from the test come to rest. */
export async function settle(): Promise<void> {
  await act(async () => {
    for (let turn = 0; turn < 10; turn += 1) await nextTurn()
  })
}

/** What a reader of the page sees: React hides the old content of a suspended boundary with `display: none`. */
export function visibleText(): string {
  const hidden = [...document.body.querySelectorAll<HTMLElement>('[style*="display: none"]')]
  return hidden.reduce((text, element) => text.replace(element.textContent, ''), document.body.textContent)
}

export function textOf(testId: string): string {
  return screen.getByTestId(testId).textContent
}
