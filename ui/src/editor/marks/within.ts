// What is code is no Markdown: signs in it neither begin nor end what typing makes.

import type { EditorState } from 'prosemirror-state'

/** Tells whether what is typed now becomes code, or any sign in one of the ranges is code. */
export function withinCode(state: EditorState, ...ranges: [from: number, to: number][]): boolean {
  const { code } = state.schema.marks
  const { $from } = state.selection
  if (code.isInSet(state.storedMarks ?? $from.marks())) return true
  return ranges.some(([from, to]) => from < to && state.doc.rangeHasMark(from, to, code))
}
