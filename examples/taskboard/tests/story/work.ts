/** Moving, commenting, paging, tidying: the other ways in which a change finds what it made stale. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { assertOneRequest, follow, readFlight, type Stage, signInAs, takePicture, visit } from './stage.ts'

/** Explicit scope: the project that a task leaves is named by nobody but the task before the move. */
export async function moveTask(stage: Stage): Promise<void> {
  const { window, url } = stage
  const { page } = window
  await visit(window, `${url}/?task=1`)
  const [mobile, payments] = [await readTotal(page, 1), await readTotal(page, 2)]
  await page.getByLabel('Board', { exact: true }).selectOption('3')
  await page.locator('.drawer .key', { hasText: 'PAY-1' }).waitFor()
  await window.settle()
  assertOneRequest(window)
  assert.deepEqual([await readTotal(page, 1), await readTotal(page, 2)], [mobile - 1, payments + 1])
  const { targets, effects } = await readFlight(page, 'move_task')
  for (const target of [
    'board;board_id=1',
    'board;board_id=3',
    'project;project_id=1',
    'project;project_id=2',
  ]) {
    assert.ok(targets.includes(target), `${target} is not among ${targets.join(', ')}`)
  }
  assert.ok((effects['left'] ?? []).some((line) => line.startsWith('project project_id=3')))
  assert.equal(await page.locator('.reference').textContent(), '7969177600004194319')
  await takePicture(stage, 'move')
}

/** Function-level target: a comment makes the thread stale, not the task. */
export async function writeComment(stage: Stage): Promise<void> {
  const { window } = stage
  const { page } = window
  window.forgetRequests()
  await page.getByRole('textbox', { name: 'Comment' }).fill('Both projects counted it at once.')
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.locator('.comment p', { hasText: 'Both projects counted it at once.' }).waitFor()
  await window.settle()
  assertOneRequest(window)
  const { targets } = await readFlight(page, 'add_comment')
  assert.ok(targets.includes('task.task_comments;task_id=1'), targets.join(', '))
}

/** Partial scope: one board, on whatever page and under whatever filter it is shown. */
export async function turnPages(stage: Stage): Promise<void> {
  const { window, url } = stage
  const { page } = window
  await visit(window, `${url}/boards/1?view=list`)
  const first = await readKeys(page)
  await follow(window, page.getByRole('button', { name: 'Next page' }))
  const second = await readKeys(page)
  const reads = window.requests.filter((request) => request.startsWith('GET ctx/board/'))
  assert.equal(reads.length, 1)
  assert.match(reads[0] ?? '', /page=2/)
  assert.ok(second.length > 0 && second.every((key) => !first.includes(key)))

  window.forgetRequests()
  await follow(window, page.getByRole('button', { name: 'Previous page' }))
  assert.deepEqual(await readKeys(page), first)
  assert.deepEqual(window.requests, [], 'a page that was read before is shown without asking')

  await follow(window, page.locator('.row').first())
  window.forgetRequests()
  const row = page.locator('.rows > li').first()
  const status = await row.locator('.row-status').textContent()
  const next = status === 'Done' ? 'todo' : 'done'
  await page.getByLabel('Status', { exact: true }).selectOption(next)
  await row.locator('.row-status', { hasText: next === 'done' ? 'Done' : 'To do' }).waitFor()
  await window.settle()
  assertOneRequest(window)
  const { targets, effects } = await readFlight(page, 'set_status')
  assert.ok(targets.includes('board;board_id=1'))
  assert.ok((effects['refreshed'] ?? []).some((line) => line.includes('limit=12') && line.includes('page=1')))
  assert.ok(
    (effects['stale'] ?? []).some((line) => line.includes('page=2')),
    'the page behind is stale, and read when it is shown again',
  )
  await takePicture(stage, 'list')
}

/** Broad scope: nothing in the call names a board or a project, so all of them are stale. */
export async function tidyUp(stage: Stage): Promise<void> {
  const { window, url } = stage
  const { page } = window
  await visit(window, `${url}/`)
  await signInAs(window, 'Ada Marlowe')
  window.forgetRequests()
  await page.getByRole('button', { name: 'Archive finished tasks' }).click()
  await page.locator('.toast', { hasText: 'put away' }).waitFor()
  await window.settle()
  assertOneRequest(window)
  const { targets } = await readFlight(page, 'archive_done_tasks')
  assert.deepEqual(targets, ['board', 'project.project_stats', 'workspace'])
  await takePicture(stage, 'home')
}

/** Merge alone: the result is the new value, so nothing is read. */
export async function describeProject(stage: Stage): Promise<void> {
  const { window, url } = stage
  const { page } = window
  await visit(window, `${url}/projects/2`)
  await page.getByRole('button', { name: 'Edit: Summary' }).click()
  await page.getByLabel('Summary', { exact: true }).fill('Checkout, invoices, refunds.')
  window.forgetRequests()
  await page.keyboard.press('Enter')
  await page
    .getByRole('button', { name: 'Edit: Summary' })
    .getByText('Checkout, invoices, refunds.')
    .waitFor()
  await window.settle()
  assertOneRequest(window)
  const { targets, effects } = await readFlight(page, 'update_project')
  assert.deepEqual(targets, ['project.project_details;project_id=2'])
  assert.equal((effects['merged'] ?? []).length, 1)
  assert.equal(effects['refreshed'], undefined)
  await takePicture(stage, 'project')
}

async function readTotal(page: Page, projectId: number): Promise<number> {
  return Number(await page.locator(`[data-project="${projectId}"] [data-total]`).getAttribute('data-total'))
}

function readKeys(page: Page): Promise<string[]> {
  return page.locator('.row .key').allTextContents()
}
