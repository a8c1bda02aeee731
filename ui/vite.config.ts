import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Asks for the faces of the first paint before the styles that name them are read, so that it need not wait for them. */
const faces: Plugin = {
  name: 'faces',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => /(source-serif-4|inter)-latin-opsz-normal[^/]*\.woff2$/.test(file))
        .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` }, injectTo: 'head-prepend' as const })),
  },
}

export default defineConfig({
  plugins: [svelte(), faces],
  resolve: { alias: { $: new URL('./src', import.meta.url).pathname }, ...(process.env.VITEST ? { conditions: ['browser'] } : {}) },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  // WebKitGTK 2.40 and its contemporaries: what Debian 12 ships.
  build: { target: ['safari16.4'], sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 1200 },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
})
