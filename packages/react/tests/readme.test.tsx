// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { act, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as publicExports from '../src/index.ts'
import {
  click,
  createTestClient,
  guardConsole,
  hydrate,
  renderSettled,
  renderWith,
  settle,
  visibleText,
} from './harness.tsx'
import {
  App,
  ConfiguredApp,
  Failed,
  HydratedPage,
  Orders,
  Reload,
  renderPage,
  UserContext,
} from './readme-example.tsx'
import { createUsersBackend, type UsersBackend } from './users-backend.ts'

guardConsole()

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
const example = readFileSync(join(import.meta.dirname, 'readme-example.tsx'), 'utf8')
const blocks = [...readme.matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, code = '']) => code)

let backend: UsersBackend
beforeEach(() => {
  backend = createUsersBackend()
  vi.stubGlobal('fetch', backend.fetch)
})
afterEach(() => vi.unstubAllGlobals())

describe('README.md', () => {
  it.each(blocks)('shows code that runs here: %s', (code) => {
    expect(example).toContain(code)
  })

  it('names every export', () => {
    for (const name of Object.keys(publicExports)) expect(readme).toContain(name)
  })

  it('names every exported type', () => {
    const [, ...lines] = readFileSync(join(import.meta.dirname, '..', 'src', 'index.ts'), 'utf8').split('\n')
    const names = lines.join('\n').match(/\b[A-Z]\w+/g) ?? []
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) expect(readme).toContain(name)
  })
})

describe('the app of the README', () => {
  it('renames a user, and tells when the name is taken', async () => {
    await renderSettled(<App />)
    const type = (value: string) => fireEvent.change(screen.getByLabelText('Name'), { target: { value } })
    type('Grace')
    await click('Rename')
    expect(visibleText()).toBe('AdaRenameTaken. How about Grace 2?')
    type('Augusta')
    await click('Rename')
    expect(visibleText()).toBe('AugustaRename')
    expect(backend.asked).toEqual(['GET user;user_id=5', 'POST rename_user', 'POST rename_user'])
  })

  it('pages, keeping what it shows', async () => {
    await renderWith(createTestClient(backend), <Orders />)
    backend.hold()
    await click('More')
    expect(document.querySelector('.faded')?.textContent).toBe('10 orders')
    backend.release()
    await settle()
    expect(visibleText()).toBe('20 ordersMore')
    expect(document.querySelector('.faded')).toBeNull()
  })

  it('suspends', async () => {
    await renderSettled(<ConfiguredApp />)
    expect(visibleText()).toBe('Ada')
  })

  it('is rendered by a server and taken over', async () => {
    const { html, state } = await renderPage(createTestClient(backend))
    backend.asked.length = 0
    const container = await hydrate(html, <HydratedPage state={JSON.parse(state)} />)
    expect(container.textContent).toBe('Ada')
    expect(backend.asked).toEqual([])
  })

  it('reads again on demand', async () => {
    const reset = vi.fn<() => void>()
    backend.failing.add('user_profile').add('user_orders')
    await renderWith(
      createTestClient(backend),
      <UserContext user_id={5}>
        <Failed reset={reset} />
        <Reload />
      </UserContext>,
    )
    expect(visibleText()).toContain('The server failed. Try again')
    await act(async () => fireEvent.click(screen.getByText('The server failed. Try again')))
    await click('Reload users')
    expect(reset).toHaveBeenCalledOnce()
    expect(backend.asked.length).toBeGreaterThanOrEqual(3)
  })
})
