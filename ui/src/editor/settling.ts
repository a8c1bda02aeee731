// Lays a long story out piece by piece. On opening, paragraphs far away are skipped (`content-visibility: auto`), so that the first screen
// comes at once; but the browser then looks at each of them on every frame, which at 100,000 words is most of what a key costs. So
// they are laid out after all, in small pieces between keys, from the top on, until none is skipped.

import type { EditorView } from 'prosemirror-view'

/** Until the first screen stands, and until what an edit brought is looked for. */
const FIRST_MS = 150
/** Between two pieces, so that a key finds its place. */
const PAUSE_MS = 10
/** What a piece should take. */
const PIECE_MS = 12
/** Paragraphs of a piece. */
const PIECE = { least: 5, first: 40, most: 400 }

export interface Settling {
  /** Lays out what is skipped, soon; after an edit and for another story. */
  later: (view: EditorView) => void
  stop: () => void
}

/** `scroller` is what scrolls; what is in sight keeps its place while paragraphs above it find their height. */
export function settling(scroller: () => HTMLElement | undefined): Settling {
  let timer = 0
  let piece = PIECE.first
  let page: EditorView | undefined

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
    const anchor = firstInSight(body, frame.getBoundingClientRect().top)
    const before = anchor?.getBoundingClientRect().top ?? 0
    const many = Math.min(piece, skipped.length)
    for (let index = 0; index < many; index++) skipped[index].classList.add('laid')
    const moved = (anchor?.getBoundingClientRect().top ?? 0) - before
    if (moved) frame.scrollTop += moved
    const took = Math.max(performance.now() - begun, 1)
    piece = Math.max(PIECE.least, Math.min(PIECE.most, Math.round((many * PIECE_MS) / took)))
    if (many < skipped.length) schedule(view, PAUSE_MS)
  }

  return {
    // Keys do not put it off: who types without a pause would wait for ever.
    later: (view) => {
      if (!timer || view !== page) schedule(view, FIRST_MS)
    },
    stop: () => {
      clearTimeout(timer)
      timer = 0
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
