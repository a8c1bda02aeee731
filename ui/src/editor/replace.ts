// Bringing a page to another text: only what differs is replaced, so that selection, scroll and undo stay where they can.

import { closeHistory } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'

/** Marks a transaction that brought the page to a text from elsewhere; it is no edit of this editor. */
export const REPLACED = 'stet$replaced'

/** Returns the step from the page as it is to `next`, undone by one undo; null where nothing differs. */
export function replacement(state: EditorState, next: Node): Transaction | null {
  const tr = closeHistory(state.tr)
  // Field by field, from the last to the first, so that positions before a change stay good.
  let end = state.doc.content.size
  for (let i = state.doc.childCount - 1; i >= 0; i--) {
    const before = state.doc.child(i)
    const start = end - before.nodeSize
    replaceChild(tr, start, before, next.child(i))
    end = start
  }
  return tr.docChanged ? tr.setMeta(REPLACED, true) : null
}

function replaceChild(tr: Transaction, at: number, before: Node, after: Node): void {
  const from = before.content.findDiffStart(after.content)
  if (from === null) {
    if (!before.sameMarkup(after)) tr.setNodeMarkup(at, null, after.attrs)
    return
  }
  const ends = before.content.findDiffEnd(after.content)!
  // Where the same letters repeat, the common end may reach back over the common start.
  const overlap = from - Math.min(ends.a, ends.b)
  const to = overlap > 0 ? { a: ends.a + overlap, b: ends.b + overlap } : ends
  tr.replace(at + 1 + from, at + 1 + to.a, after.slice(from, to.b))
  if (!before.sameMarkup(after)) tr.setNodeMarkup(at, null, after.attrs)
}
