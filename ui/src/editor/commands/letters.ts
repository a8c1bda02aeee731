// Deleting what reads as one letter: an emoji of several parts, a letter with its marks, a flag.

import { TextSelection, type Command } from 'prosemirror-state'

let segmenter: Intl.Segmenter | null = null

/** How far back a cluster is looked for: the longest emoji of families with skin tones has 25 units. */
const REACH = 64

/** What the system deletes as one by itself: no surrogates, no marks, no joiners. */
const SIMPLE = /^[\u0020-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u3040-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*$/

function deleteLetter(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const { selection } = state
    if (!(selection instanceof TextSelection) || !selection.empty) return false
    const { $from } = selection
    const { parent, parentOffset } = $from
    const text =
      direction < 0
        ? parent.textBetween(Math.max(0, parentOffset - REACH), parentOffset, '\ufffc', '\ufffc')
        : parent.textBetween(parentOffset, Math.min(parent.content.size, parentOffset + REACH), '\ufffc', '\ufffc')
    const edge = direction < 0 ? text.slice(-2) : text.slice(0, 2)
    if (edge === '' || SIMPLE.test(edge)) return false
    segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    let cluster = ''
    for (const { segment } of segmenter.segment(text)) {
      cluster = segment
      if (direction > 0) break
    }
    if (cluster.length < 2 || cluster.includes('\ufffc')) return false
    const { pos } = selection.$head
    dispatch?.((direction < 0 ? state.tr.delete(pos - cluster.length, pos) : state.tr.delete(pos, pos + cluster.length)).scrollIntoView())
    return true
  }
}

export const deleteLetterBefore = deleteLetter(-1)
export const deleteLetterAfter = deleteLetter(1)
