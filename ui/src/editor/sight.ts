// Keeping the caret in sight. ProseMirror would measure on every key, before the browser has laid the page out; here it happens
// in the next frame, on the layout that the frame needs anyway.

import { AllSelection, NodeSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** Nearer to an edge than this the page scrolls, until the caret is `MARGIN` away from it; in px. */
const THRESHOLD = { top: 48, bottom: 72 }
const MARGIN = { top: 96, bottom: 144 }
/** Where the line stands that a typewriter writes, as a share of the window's height. */
const TYPEWRITER = 0.42

export interface Sight {
  /** Brings the selection into sight with the next frame. */
  show: (view: EditorView) => true
  cancel: () => void
}

/** `scroller` is what scrolls; `typewriter` tells whether the line that is written stays at one height. */
export function sight(scroller: () => HTMLElement | undefined, typewriter: () => boolean): Sight {
  let frame = 0
  let tries = 0

  const look = (view: EditorView): void => {
    frame = 0
    const frameElement = scroller()
    if (view.isDestroyed || !frameElement || view.state.selection instanceof AllSelection) return
    const box = frameElement.getBoundingClientRect()
    const caret = caretBox(view)
    if (!caret) return
    const before = frameElement.scrollTop
    if (typewriter()) {
      const by = caret.top - (box.top + box.height * TYPEWRITER)
      if (Math.abs(by) > 1) frameElement.scrollTop += by
    } else if (caret.top < box.top + THRESHOLD.top) frameElement.scrollTop += caret.top - box.top - MARGIN.top
    else if (caret.bottom > box.bottom - THRESHOLD.bottom) {
      // What is taller than the window is shown from its top.
      frameElement.scrollTop += Math.min(caret.bottom - box.bottom + MARGIN.bottom, caret.top - box.top - MARGIN.top)
    }
    along(view, caret)
    // Blocks far away are laid out only when they come near: after a leap the place may have moved.
    if (Math.abs(frameElement.scrollTop - before) > box.height && tries++ < 4) frame = requestAnimationFrame(() => look(view))
    else tries = 0
  }

  return {
    show(view) {
      if (!frame) {
        tries = 0
        frame = requestAnimationFrame(() => look(view))
      }
      return true
    },
    cancel: () => cancelAnimationFrame(frame),
  }
}

function caretBox(view: EditorView): { left: number; right: number; top: number; bottom: number } | null {
  const { selection } = view.state
  if (selection instanceof NodeSelection) {
    const dom = view.nodeDOM(selection.from)
    if (dom instanceof HTMLElement) return dom.getBoundingClientRect()
  }
  try {
    return view.coordsAtPos(selection.head, 1)
  } catch {
    return null
  }
}

/** Code and tables scroll sideways by themselves. */
function along(view: EditorView, caret: { left: number; right: number }): void {
  const { $head } = view.state.selection
  if (!$head.parent.type.spec.code && !$head.parent.isTextblock) return
  const { node } = view.domAtPos($head.pos)
  const wide = (node instanceof Element ? node : node.parentElement)?.closest('pre, .table')
  if (!wide || wide.scrollWidth <= wide.clientWidth) return
  const box = wide.getBoundingClientRect()
  if (caret.right > box.right - 16) wide.scrollLeft += caret.right - box.right + 48
  else if (caret.left < box.left + 16) wide.scrollLeft -= box.left - caret.left + 48
}
