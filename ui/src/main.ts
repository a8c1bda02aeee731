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

/** The faces of the first paint: on their way since the page's head, so that one layout and one paint do. */
const faces = ['400 18px "Source Serif 4 Variable"', '400 13px "Inter Variable"', '400 12px "JetBrains Mono Variable"']
/** The desk comes up without them where they take longer, in ms. */
const PATIENCE = 250

async function start(): Promise<void> {
  look.apply()
  const drawn = Promise.all(faces.map((face) => document.fonts.load(face)))
  // The shell put the start into the page, so that the first paint is the desk; a page loaded anew asks for it.
  const first = window.__STET_BOOT__ ?? (await boot().catch(without))
  await Promise.race([drawn, new Promise((late) => setTimeout(late, PATIENCE))]).catch(() => null)
  mount(Desk, { target, props: { boot: first } })
}

await start()

/** Marks the first settled paint, faces loaded, that takes a key: what `make bench` measures. */
void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('desk-ready'))))
