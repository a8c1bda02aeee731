// Tells the tools that float above the page what changed. It computes nothing itself.

import { Plugin, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

export interface Observer {
  onupdate: (view: EditorView, before: EditorState) => void
  onpointer: (view: EditorView, down: boolean) => void
  onblur: (view: EditorView) => void
}

export function observe(observer: Observer): Plugin {
  return new Plugin({
    view(view) {
      const up = () => observer.onpointer(view, false)
      const page = view.dom.ownerDocument
      page.addEventListener('pointerup', up)
      page.addEventListener('pointercancel', up)
      return {
        update: observer.onupdate,
        destroy() {
          page.removeEventListener('pointerup', up)
          page.removeEventListener('pointercancel', up)
        },
      }
    },
    props: {
      handleDOMEvents: {
        pointerdown(view) {
          observer.onpointer(view, true)
          return false
        },
        focus(view) {
          // A Shift that was let go in a field elsewhere is not held any more: prosemirror-view would paste without looks.
          const { input } = view as unknown as { input?: { shiftKey: boolean } }
          if (input) input.shiftKey = false
          return false
        },
        blur(view) {
          observer.onblur(view)
          return false
        },
      },
    },
  })
}
