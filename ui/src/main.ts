import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import { boot, StetError } from './backend'
import type { Boot, ErrorCode } from './backend'
import Desk from './Desk.svelte'
import { look } from './features/theme.svelte'

const target = document.getElementById('desk')!

/** Where even the shell does not answer, the desk still comes up and says so. */
function without(problem: unknown): Boot {
  const { code, detail } = StetError.from(problem)
  return {
    library: null, failure: { code: code as ErrorCode, detail, current: null }, page: null,
    counts: { all: 0, draft: 0, review: 0, ready: 0, published: 0, spiked: 0 }, tags: [], searches: [], story: null, author: '', settings: {}, platform: '', first_run: false,
  }
}

look.apply()
// Without a pause where the shell put the start into the page, so that the first paint is the desk.
if (window.__STET_BOOT__) mount(Desk, { target, props: { boot: window.__STET_BOOT__ } })
else void boot().catch(without).then((first) => mount(Desk, { target, props: { boot: first } }))

/** Marks the first settled paint, faces loaded, that takes a key: what `make bench` measures. */
void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('desk-ready'))))
