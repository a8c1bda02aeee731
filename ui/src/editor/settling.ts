// Lays a long story out piece by piece. On opening, paragraphs far away are skipped (`content-visibility: auto`), so that the first screen
// comes at once; but the browser then looks at each of them on every frame, which at 100,000 words is most of what a key costs. So
// they are laid out after all, in small pieces between keys, from the top on, until none is skipped.

import type { EditorView } from 'prosemirror-view'

/** Until the first screen stands, and until what an edit brought is looked for. */
const FIRST_MS = 150
/** Nobody is at it who touched neither key, wheel nor pointer for this long. */
const QUIET_MS = 400
/** What a piece should take, and how long to wait after it: nobody waits for a frame; somebody does, and most frames are without a piece. */
const QUIET = { piece: 44, pause: 2 }
const BUSY = { piece: 6, pause: 40 }
/** Paragraphs of a piece at least, since a piece has a cost of its own, which fewer would not be worth; and at most. */
const LEAST = 60
const MOST = 400
/** What a paragraph takes, as a first guess, in ms. */
const GUESS_MS = 0.3

export interface Settling {
  /** Lays out what is skipped, soon; after an edit and for another story. */
  later: (view: EditorView) => void
  stop: () => void
}

/** `scroller` is what scrolls; what is in sight keeps its place while paragraphs above it find their height. */
export function settling(scroller: () => HTMLElement | undefined): Settling {
  let timer = 0
  /** What a paragraph took lately, in ms. */
  let each = GUESS_MS
  let page: EditorView | undefined
  let touched = -Infinity
  const touch = (event: Event) => (touched = event.timeStamp)
  const touches = ['keydown', 'wheel', 'pointerdown'] as const
  for (const name of touches) addEventListener(name, touch, { capture: true, passive: true })

  const schedule = (view: EditorView, after: number) => {
    page = view
    clearTimeout(timer)
    timer = window.setTimeout(() => lay(view), after)
  }

  function lay(view: EditorView): void {
    timer = 0
    const body = view.isDestroyed ? null : view.dom.querySelector('.body')
    const frame = scroller()
    if (!body || !frame || !view.dom.classList.contains('long')) return
    const skipped = body.querySelectorAll(':scope > p:not(.laid)')
    if (skipped.length === 0) return
    const begun = performance.now()
    const pace = begun - touched > QUIET_MS ? QUIET : BUSY
    const anchor = firstInSight(body, frame.getBoundingClientRect().top)
    const before = anchor?.getBoundingClientRect().top ?? 0
    const many = Math.min(skipped.length, MOST, Math.max(LEAST, Math.floor(pace.piece / each)))
    for (let index = 0; index < many; index++) skipped[index].classList.add('laid')
    const moved = (anchor?.getBoundingClientRect().top ?? 0) - before
    if (moved) frame.scrollTop += moved
    // With the piece's own cost: what one takes is followed slowly.
    each = (each + Math.max((performance.now() - begun) / many, 0.02)) / 2
    if (many < skipped.length) schedule(view, pace.pause)
  }

  return {
    // Keys do not put it off: who types without a pause would wait for ever.
    later: (view) => {
      if (!timer || view !== page) schedule(view, FIRST_MS)
    },
    stop: () => {
      clearTimeout(timer)
      timer = 0
      for (const name of touches) removeEventListener(name, touch, { capture: true })
    },
  }
}

/** Returns the first block that ends below `top`. */
function firstInSight(body: Element, top: number): Element | undefined {
  let low = 0
  let high = body.childElementCount
  while (low < high) {
    const middle = (low + high) >> 1
    if (body.children[middle].getBoundingClientRect().bottom > top) high = middle
    else low = middle + 1
  }
  return body.children[low]
}
