/** Becoming somebody else: nothing private of the person before is on screen, not for a frame. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { assertOneRequest, readFlight, type Stage, signInAs, takePicture, visit } from './stage.ts'

declare global {
  interface Window {
    /** Frames in which the new person's name stood beside the old one's tasks. */
    mixedFrames?: number
  }
}

export async function switchPerson(stage: Stage): Promise<void> {
  const { window, url } = stage
  const { page } = window
  await visit(window, `${url}/`)
  await signInAs(window, 'Ada Marlowe')
  const adas = await readPrivate(page)
  assert.ok(adas.length > 2)
  assert.equal(await page.locator('[data-private="usage"]').count(), 1)

  await watchFrames(page, 'Bruno Keller', adas)
  window.forgetRequests()
  await signInAs(window, 'Bruno Keller')
  assertOneRequest(window)
  const flight = await readFlight(page, 'sign_in')
  const brunos = await readPrivate(page)
  assert.ok(brunos.length > 0)
  assert.deepEqual(
    brunos.filter((text) => adas.includes(text)),
    [],
  )
  assert.equal(await page.locator('[data-private="usage"]').count(), 0, 'figures for staff are gone')
  assert.equal(await page.evaluate(() => globalThis.window.mixedFrames), 0)
  assert.ok(flight.targets.includes('session'))
  assert.ok((flight.effects['dropped'] ?? []).some((line) => line.startsWith('work')))
  await takePicture(stage, 'switched')
}

export async function signOut(stage: Stage): Promise<void> {
  const { page } = stage.window
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByText('You are looking around as a guest.').waitFor()
  await stage.window.settle()
  assert.equal(await page.locator('[data-private]').count(), 0)
  await takePicture(stage, 'guest')
}

function readPrivate(page: Page): Promise<string[]> {
  return page.locator('[data-private="work"] .row .key').allTextContents()
}

function watchFrames(page: Page, name: string, texts: readonly string[]): Promise<void> {
  return page.evaluate(
    ([wanted, old]) => {
      window.mixedFrames = 0
      const look = (): void => {
        const isNew = document.querySelector('.account .person-name')?.textContent === wanted
        const shown = [...document.querySelectorAll('[data-private="work"] .row .key')].map(
          (key) => key.textContent ?? '',
        )
        if (isNew && shown.some((text) => old.includes(text)))
          window.mixedFrames = (window.mixedFrames ?? 0) + 1
        requestAnimationFrame(look)
      }
      look()
    },
    [name, texts] as const,
  )
}
