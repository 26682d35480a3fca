/** The edge before the taskboard: what one window had to ask the origin for, the other gets from the edge; a change is seen at once. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { type Stage, signInAs, takePicture, visit } from './stage.ts'

export async function seeEdge(stage: Stage): Promise<void> {
  const { window, other, url } = stage
  await visit(window, `${url}/people`)
  await visit(other, `${url}/people`)
  const before = await readSums(other.page)
  assert.ok(before.hits > 0, `the edge gave nothing from its store: ${JSON.stringify(before)}`)
  await visit(window, `${url}/projects/1`)
  await signInAs(window, 'Ada Marlowe')
  const purges = (await readSums(window.page)).purges
  await window.page.getByRole('button', { name: 'Edit: Summary' }).click()
  await window.page.getByLabel('Summary', { exact: true }).fill('Seen through the edge.')
  await window.page.keyboard.press('Enter')
  await window.page
    .getByRole('button', { name: 'Edit: Summary' })
    .getByText('Seen through the edge.')
    .waitFor()
  await window.settle()
  assert.ok((await readSums(window.page)).purges > purges, 'the change purged nothing')
  await visit(other, `${url}/projects/1`)
  await other.page.getByText('Seen through the edge.').first().waitFor()
  await takePicture(stage, 'edge')
}

async function readSums(page: Page): Promise<{ hits: number; purges: number }> {
  const sums = page.locator('[data-edge-hits]')
  await sums.waitFor()
  return {
    hits: Number(await sums.getAttribute('data-edge-hits')),
    purges: Number(await sums.getAttribute('data-edge-purges')),
  }
}
