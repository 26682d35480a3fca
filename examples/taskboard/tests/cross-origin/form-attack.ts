/** Forms of a hostile page: browsers send them anywhere without asking, cookies included where the site is the same. */
import type { Page } from 'playwright-core'
import type { Attack, Target } from './attack.ts'

export interface FormOptions {
  readonly type: 'application/x-www-form-urlencoded' | 'multipart/form-data' | 'text/plain'
  readonly fields: (target: Target) => Readonly<Record<string, string>>
  /** Where it is sent from: a frame of this page, one without an origin, or the whole window. */
  readonly from: 'frame' | 'sandbox' | 'window'
}

/** Waits until the browser shows the answer, and tells what of it the page can see. */
export function submitting({ fields, from, type }: FormOptions): Attack {
  return async (page, target) => {
    const action = `${target.api}/call/`
    const form = { action, type, entries: Object.entries(fields(target)) }
    if (from !== 'window') return submitInFrame(page, form, from === 'sandbox')
    await Promise.all([page.waitForURL(action), page.evaluate(submitWindow, form)])
    // The user sees the refusal; the page that sent it is gone.
    return ''
  }
}

/** One field whose name and value are a JSON text together, once a browser has put `=` between them. */
export function splitJson({ call }: Target): Record<string, string> {
  return { [`${call.slice(0, -1)},"x":"`]: '"}' }
}

export function asFields({ call }: Target): Record<string, string> {
  return { call, fn: 'sign_out' }
}

interface Form {
  readonly action: string
  readonly type: string
  readonly entries: readonly (readonly [string, string])[]
}

function submitWindow({ action, entries, type }: Form): void {
  const form = document.createElement('form')
  Object.assign(form, { action, method: 'post', enctype: type })
  for (const [name, value] of entries) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}

function submitInFrame(page: Page, form: Form, isSandbox: boolean): Promise<string> {
  return page.evaluate(
    async ({ script, sandbox }) => {
      const frame = document.createElement('iframe')
      if (sandbox) frame.setAttribute('sandbox', 'allow-scripts allow-forms')
      frame.srcdoc = `<body><script>${script}</script></body>`
      const isAnswered = new Promise<void>((resolve) => {
        let loads = 0
        // First the page with the form, then the answer.
        frame.addEventListener('load', () => (loads += 1) === 2 && resolve())
      })
      document.body.append(frame)
      await isAnswered
      try {
        return frame.contentDocument?.body.textContent?.trim() ?? ''
      } catch {
        return ''
      }
    },
    { script: toScript(form), sandbox: isSandbox },
  )
}

/** Sent once the frame has loaded, so that the answer is a load of its own. */
function toScript(form: Form): string {
  const given = JSON.stringify(form).replaceAll('<', String.raw`\u003c`)
  return `${submitWindow.toString()}; addEventListener('load', () => setTimeout(() => submitWindow(${given})))`
}
