/** Renaming a person: every view of them is fresh after one request, and nothing else was asked for. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { assertOneRequest, readFlight, type Stage, signInAs, takePicture, visit } from './stage.ts'

const BEFORE = 'Elena Rossi'
const AFTER = 'Elena Rossi-Vale'
/** Header, team, cards, comments, profile card. */
const LEAST_VIEWS = 6

export async function renamePerson(stage: Stage): Promise<void> {
  const { window, other, url } = stage
  const { page } = window
  await visit(other, `${url}/people`)
  await visit(window, `${url}/boards/1?task=1`)
  await signInAs(window, BEFORE)
  await openProfile(page)
  const before = await readViews(page)
  assert.ok(before.length >= LEAST_VIEWS, `only ${before.length} views of ${BEFORE} are on screen`)
  assert.deepEqual([...new Set(before)], [BEFORE])

  await saveName(stage, AFTER)
  assertOneRequest(window)
  assert.deepEqual(
    await readViews(page),
    before.map(() => AFTER),
  )
  assert.equal(await page.getByText(BEFORE, { exact: true }).count(), 0)

  const flight = await readFlight(page, 'update_profile')
  assert.equal(flight.requests, 1)
  assert.deepEqual(flight.targets, ['user;user_id=5'])
  assert.ok(Object.keys(flight.effects).some((action) => action === 'merged' || action === 'refreshed'))
  assert.equal(flight.effects['refetched'], undefined)
  const left = flight.effects['left'] ?? []
  assert.ok(
    left.some((line) => line.startsWith('user user_id=1')),
    'another person’s entry was left alone',
  )
  assert.ok(
    left.some((line) => line.startsWith('board ')),
    'the board was left alone',
  )
  await takePicture(stage, 'rename')

  await assertOtherWindow(stage)
}

/** The server refuses a name with a declared error; its details carry one that is free. */
export async function meetTakenName(stage: Stage): Promise<void> {
  const { window } = stage
  const { page } = window
  await openProfile(page)
  await fillName(page, 'Ada Marlowe')
  window.forgetRequests()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Somebody else is called that.').waitFor()
  await takePicture(stage, 'name-taken')
  const flight = await readFlight(page, 'update_profile')
  assert.deepEqual(flight.targets, [], 'a refusal makes nothing stale')
  assertOneRequest(window)
  await page.getByRole('button', { name: 'Use “Ada Marlowe 2”' }).click()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Ada Marlowe 2')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('.account .person-name', { hasText: 'Ada Marlowe 2' }).waitFor()
  await openProfile(page)
  await saveName(stage, BEFORE)
}

async function openProfile(page: Page): Promise<void> {
  const card = page.locator('.popover:popover-open .profile-name')
  if (!(await card.isVisible())) await page.locator('.team .person-trigger:has([data-user="5"])').click()
  await card.waitFor()
}

async function fillName(page: Page, name: string): Promise<void> {
  await page.locator('.popover:popover-open').getByRole('button', { name: 'Edit profile' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
}

async function saveName({ window }: Stage, name: string): Promise<void> {
  const { page } = window
  await fillName(page, name)
  await window.settle()
  window.forgetRequests()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator('.popover:popover-open .profile-name', { hasText: name }).waitFor()
  await window.settle()
}

/** The name in every view of user 5, the profile card among them. */
function readViews(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '[data-user="5"] .person-name, [data-user="5"] .unseen, [data-profile="5"] .profile-name',
      ),
    ].map((view) => view.textContent?.trim() ?? ''),
  )
}

/** Live updates between browsers are not part of this app yet: the other one sees the new name when it loads. */
async function assertOtherWindow({ other, url }: Stage): Promise<void> {
  const card = other.page.locator('.people-grid [data-profile="5"] .profile-name')
  assert.equal((await card.textContent())?.trim(), BEFORE)
  assert.deepEqual(other.requests, [])
  await visit(other, `${url}/people`)
  assert.equal((await card.textContent())?.trim(), AFTER)
}
