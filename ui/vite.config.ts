import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $: new URL('./src', import.meta.url).pathname }, ...(process.env.VITEST ? { conditions: ['browser'] } : {}) },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  // WebKitGTK 2.40 and its contemporaries: what Debian 12 ships.
  build: { target: ['safari16.4'], sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 1200 },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
})
