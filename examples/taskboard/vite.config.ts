/** The front end's build, and its development server in front of `server/main.ts`. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const API = process.env['TASKBOARD_API'] ?? 'http://127.0.0.1:4870'

export default defineConfig({
  root: new URL('./web', import.meta.url).pathname,
  plugins: [react()],
  // In this repository the packages are read from their sources, so that nothing needs to be built first.
  resolve: { conditions: ['mizan-source', 'module', 'browser', 'development|production'] },
  build: { outDir: '../dist', emptyOutDir: true },
  // The API compares Origin with Host, so the proxy leaves the host as it is.
  server: { host: '127.0.0.1', proxy: { '/api/mizan': { target: API, changeOrigin: false } } },
})
