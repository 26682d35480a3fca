/** What `mizan generate` reads and writes here. */
import { defineConfig } from '@mizan/codegen'

export default defineConfig({
  source: { entry: './server/app.ts' },
  targets: [
    { target: 'typescript', out: './web/mizan', importExtension: 'ts' },
    { target: 'react', out: './web/mizan', importExtension: 'ts' },
  ],
})
