// @vitest-environment happy-dom
import { browserEnvironment } from '@mizan/client'
import { act, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { createTestClient, guardConsole, renderWith, settle, useUserProfile } from './harness.tsx'
import { createUsersBackend } from './users-backend.ts'

guardConsole()

it('reads again after each interval while the component stands', async () => {
  const backend = createUsersBackend()
  const timers: { run: () => void; ms: number }[] = []
  const setTimer = (run: () => void, ms: number) => {
    const stop = () => void timers.splice(timers.indexOf(timer), 1)
    const timer = { run: () => (stop(), run()), ms }
    timers.push(timer)
    return () => (timers.includes(timer) ? stop() : undefined)
  }
  const environment = { ...browserEnvironment(), fetch: backend.fetch, setTimer }
  function Page() {
    return <p>{useUserProfile({ user_id: 5 }, { intervalMs: 7000 }).data?.name}</p>
  }
  const show = await renderWith(createTestClient(backend, { environment }), <Page />)
  const poll = () => timers.filter(({ ms }) => ms === 7000)
  expect(poll()).toHaveLength(1)
  backend.names.set(5, 'Augusta')
  await act(async () => {
    poll()[0]?.run()
    await settle()
  })
  expect(screen.getByText('Augusta')).toBeDefined()
  await show(null)
  expect(poll()).toEqual([])
})
