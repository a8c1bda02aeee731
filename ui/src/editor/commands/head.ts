// The top of the page: Enter and Tab go down from field to field, Backspace at the start of one goes back up.

import type { ResolvedPos } from 'prosemirror-model'
import { Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'

/** The fields from top to bottom. */
export type HeadField = 'headline' | 'standfirst' | 'authors' | 'dateline'
const FIELDS: readonly HeadField[] = ['headline', 'standfirst', 'authors', 'dateline']

/** Returns the field that holds `$pos`, or null in the body. */
export function fieldAt($pos: ResolvedPos): HeadField | null {
  const name = $pos.parent.type.name as HeadField
  return FIELDS.includes(name) ? name : null
}

/** Returns the position of the first character of a field or of the body. */
export function startOf(state: EditorState, place: HeadField | 'body'): number {
  const page = state.doc
  let at = 1
  if (place === 'headline') return at
  at += page.child(0).nodeSize
  if (place === 'standfirst') return at
  at += page.child(1).nodeSize + 1
  if (place === 'authors') return at
  at += page.child(2).child(0).nodeSize
  if (place === 'dateline') return at
  return page.child(0).nodeSize + page.child(1).nodeSize + page.child(2).nodeSize + 1
}

function goTo(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, place: HeadField | 'body', end: boolean): boolean {
  if (dispatch) {
    const start = startOf(state, place)
    const selection =
      place === 'body'
        ? Selection.near(state.doc.resolve(start), 1)
        : TextSelection.create(state.doc, end ? state.doc.resolve(start).end() : start)
    dispatch(state.tr.setSelection(selection).scrollIntoView())
  }
  return true
}

/** Enter: headline → standfirst → byline → body; a byline that is there already is passed over. */
export const enterInHead: Command = (state, dispatch) => {
  const field = fieldAt(state.selection.$head)
  if (!field) return false
  const signed = state.doc.child(2).child(0).content.size > 0
  const next = { headline: 'standfirst', standfirst: signed ? 'body' : 'authors', authors: 'body', dateline: 'body' } as const
  return goTo(state, dispatch, next[field], true)
}

/** Tab and Shift-Tab through the fields; from the last one into the body, from the first one out of the page. */
export function tabInHead(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const field = fieldAt(state.selection.$head)
    if (!field) return false
    const next = FIELDS.indexOf(field) + direction
    if (next < 0) return false
    return goTo(state, dispatch, FIELDS[next] ?? 'body', true)
  }
}

/** Up and down from the byline row, whose two fields stand beside each other. */
export function leaveRow(direction: -1 | 1): Command {
  return (state, dispatch, view) => {
    const { $head, empty } = state.selection
    const field = fieldAt($head)
    if (!empty || (field !== 'authors' && field !== 'dateline')) return false
    if (view && !view.endOfTextblock(direction < 0 ? 'up' : 'down')) return false
    return goTo(state, dispatch, direction < 0 ? 'standfirst' : 'body', true)
  }
}

/** Backspace at the start of a field, or of the body, goes back up to the end of what stands above. */
export const backspaceInHead: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0) return false
  const field = fieldAt($from)
  if (field) {
    const above = FIELDS[FIELDS.indexOf(field) - 1]
    // At the start of the headline there is nothing above, and nothing to join.
    return above ? goTo(state, dispatch, above, true) : true
  }
  const { paragraph } = state.schema.nodes
  const start = startOf(state, 'body')
  if ($from.parent.type !== paragraph || $from.pos !== start + 1) return false
  if (!dispatch) return true
  const { tr } = state
  const body = tr.doc.resolve(start).parent
  if ($from.parent.content.size === 0 && body.childCount > 1) tr.delete(start, start + 2)
  // The row's last field that has something in it, so that the caret lands where words are.
  const last = state.doc.child(2).child(1).content.size > 0 ? 'dateline' : 'authors'
  const end = state.doc.resolve(startOf(state, last)).end()
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView())
  return true
}

/** Delete at the end of a field joins nothing: fields are not paragraphs. */
export const deleteInHead: Command = (state) => {
  const { $from, empty } = state.selection
  return empty && fieldAt($from) !== null && $from.parentOffset === $from.parent.content.size
}
