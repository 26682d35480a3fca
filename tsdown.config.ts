import { defineConfig } from 'tsdown'

/** What is published: ES modules and declarations, one build for Node, Bun, Deno, workers and browsers. */
export default defineConfig({
  workspace: ['packages/*'],
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  fixedExtension: false,
  dts: true,
  clean: true,
})
