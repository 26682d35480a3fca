// @vitest-environment happy-dom
/** The code of the guides that show components; see `docs-code.test.ts` for the others and for what holds for all. */
import { cleanup } from '@testing-library/react'
import { afterEach, vi } from 'vitest'
import { hasPages, readGuides } from './docs/guide.ts'
import { runGuides } from './docs/run-guides.ts'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

await runGuides('docs-pages', readGuides().filter(hasPages), () => true)
