// To the first or the last place of the page, by its model: in a long story the browser knows no places in paragraphs that it
// has not laid out yet.

import { Selection, TextSelection, type Command } from 'prosemirror-state'

/** Goes to the start or the end of the page; with `extend` the selection grows to there. */
export function toEdge(direction: -1 | 1, extend: boolean): Command {
  return (state, dispatch) => {
    const edge = direction < 0 ? Selection.atStart(state.doc) : Selection.atEnd(state.doc)
    const selection = extend ? TextSelection.between(state.selection.$anchor, direction < 0 ? edge.$from : edge.$to) : edge
    dispatch?.(state.tr.setSelection(selection).scrollIntoView())
    return true
  }
}
