import { readFileSync } from 'node:fs'
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
        .filter((file) => /(source-serif-4-latin-opsz|inter-latin-opsz|jetbrains-mono-latin-wght)-normal[^/]*\.woff2$/.test(file))
        .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` }, injectTo: 'head-prepend' as const })),
  },
}

/** Lucide's icons as plain markup: its own component builds each one anew, attribute by attribute, which the first paint waits for. */
const icons: Plugin = {
  name: 'icons',
  enforce: 'pre',
  transform(code, id) {
    if (!/@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/.test(id)) return
    const data = /const iconData = (\{.*\});/.exec(code)
    if (!data) return this.error(`no drawing in ${id}`)
    const drawing = (JSON.parse(data[1]) as { node: [string, Record<string, string>][] }).node
      .map(([tag, attributes]) => `<${tag} ${Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(' ')} />`)
    return `<script>const { class: more, 'aria-label': label } = $props()</script>
      <svg class={['lucide', more]} width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
        stroke-linejoin="round" aria-hidden={label ? undefined : 'true'} role={label ? 'img' : undefined} aria-label={label}>${drawing.join('')}</svg>`
  },
}

/** The dictionaries for spelling, by the names that the shell asks for, with their licences beside them. */
const dictionaries: Plugin = {
  name: 'dictionaries',
  generateBundle() {
    for (const [name, of] of Object.entries({ 'en-GB': 'en-gb', 'en-US': 'en', de: 'de', es: 'es', fr: 'fr' }))
      for (const [file, as] of [['index.aff', 'aff'], ['index.dic', 'dic'], ['license', 'licence.txt']])
        this.emitFile({ type: 'asset', fileName: `dictionaries/${name}.${as}`, source: readFileSync(new URL(`./node_modules/dictionary-${of}/${file}`, import.meta.url)) })
  },
}

/** All that the first paint needs, as one file: many small ones would be asked for one by one. Libraries that are imported by
 * one door for everything are left to be split by use. */
const doors = /node_modules\/(bits-ui|svelte-toolbelt|runed|tabbable|@floating-ui|@internationalized)\//
const needed = new Set<string>()
const first: Plugin = {
  name: 'first',
  buildEnd() {
    const visit = (id: string) => {
      if (needed.has(id)) return
      needed.add(id)
      this.getModuleInfo(id)?.importedIds.forEach(visit)
    }
    for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) visit(id)
  },
}

export default defineConfig({
  plugins: [icons, svelte(), faces, first, dictionaries],
  resolve: { alias: { $: new URL('./src', import.meta.url).pathname }, ...(process.env.VITEST ? { conditions: ['browser'] } : {}) },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  // WebKitGTK 2.40 and its contemporaries: what Debian 12 ships.
  build: {
    target: ['safari16.4'], sourcemap: false, reportCompressedSize: false, chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: (id: string) => needed.has(id) && !doors.test(id) }] } } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
})
