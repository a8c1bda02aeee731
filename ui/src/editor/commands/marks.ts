// Commands on marks, and what is known about the marks at the selection.

import { toggleMark } from 'prosemirror-commands'
import type { Mark, MarkType } from 'prosemirror-model'
import { TextSelection, type Command, type EditorState } from 'prosemirror-state'
import { isAllowedUrl } from '../url'
import { placeInRun } from '../runs'

export type PlainMark = 'em' | 'strong' | 'underline' | 'strike' | 'highlight' | 'superscript' | 'subscript' | 'code'

export const toggle = (name: PlainMark): Command => (state, dispatch) => toggleMark(state.schema.marks[name], null, { includeWhitespace: false })(state, dispatch)

/** Tells whether the selection, or the caret's next letter, carries the mark. */
export function isMarked(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined
  return state.doc.rangeHasMark(from, to, type)
}

/** A link in the text: its mark and the run of words that carries it. */
export interface LinkRange {
  mark: Mark
  from: number
  to: number
}

/** Returns the link around `pos`, as far as its words go in their paragraph. */
export function linkAround(state: EditorState, pos: number): LinkRange | null {
  const $pos = state.doc.resolve(pos)
  const { parent } = $pos
  const type = state.schema.marks.link
  const index = $pos.index()
  const at = (i: number) => (i >= 0 && i < parent.childCount ? type.isInSet(parent.child(i).marks) : undefined)
  // At the border of two runs the caret belongs to the one before it.
  let i = $pos.textOffset === 0 && at(index - 1) ? index - 1 : index
  const mark = at(i)
  if (!mark) return null
  while (i > 0 && at(i - 1)?.eq(mark)) i--
  let from = $pos.start()
  for (let j = 0; j < i; j++) from += parent.child(j).nodeSize
  let to = from
  for (; i < parent.childCount && at(i)?.eq(mark); i++) to += parent.child(i).nodeSize
  return { mark, from, to }
}

/** Links the range to `href`; a title that the link had is kept. */
export function setLink(from: number, to: number, href: string): Command {
  return (state, dispatch) => {
    if (!isAllowedUrl(href, 'link') || from >= to) return false
    if (dispatch) {
      const { link } = state.schema.marks
      const title = (linkAround(state, from + 1)?.mark.attrs.title as string | undefined) ?? ''
      dispatch(state.tr.removeMark(from, to, link).addMark(from, to, link.create({ href, title })))
    }
    return true
  }
}

/** Takes the links of the selection, or the one around the caret, away. */
export const unlink: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection
  const range = empty ? linkAround(state, from) : { from, to }
  if (!range || !state.doc.rangeHasMark(range.from, range.to, state.schema.marks.link)) return false
  dispatch?.(state.tr.removeMark(range.from, range.to, state.schema.marks.link))
  return true
}

/** Selects the word around the caret, so that it can be linked. */
export const selectWord: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || !$from.parent.isTextblock) return false
  const letter = /[\p{L}\p{N}\p{M}’'-]/u
  const { nodeBefore, nodeAfter } = $from
  const before = nodeBefore?.isText ? nodeBefore.text! : ''
  const after = nodeAfter?.isText ? nodeAfter.text! : ''
  const text = before + after
  const isLetter = (at: number) => letter.test(text[at] ?? '')
  // Scripts without spaces end words among letters.
  const goesOn = (at: number) => isLetter(at - 1) && isLetter(at) && placeInRun(text, at) !== 'edge'
  const on = isLetter(before.length) ? before.length : before.length - 1
  if (!isLetter(on)) return false
  let start = on
  while (goesOn(start)) start--
  let end = on + 1
  while (goesOn(end)) end++
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, $from.pos - before.length + start, $from.pos - before.length + end)))
  return true
}

/** Takes all looks off the selected words; links, and what belongs to review, stay. */
export const clearMarks: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection
  if (empty) return false
  if (dispatch) {
    const { tr } = state
    for (const name of ['em', 'strong', 'underline', 'strike', 'highlight', 'superscript', 'subscript', 'code']) tr.removeMark(from, to, state.schema.marks[name])
    dispatch(tr)
  }
  return true
}
