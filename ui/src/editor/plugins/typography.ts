// Typographic signs while typing: quotation marks and dashes of the story's language, the ellipsis. One Undo straight after
// takes a single one back to what was typed; Backspace deletes it like any other letter.

import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Command, type Transaction } from 'prosemirror-state'
import { schema } from '../schema'
import { substitution, typographyOf } from '../quotes'

interface Made {
  transaction: Transaction
  from: number
  to: number
  typed: string
}

const key = new PluginKey<Made | null>('typography')
/** Signs that may become another one; all else costs one look-up on its key. */
const SIGNS = new Set(['"', "'", '-', '.', ';', '!', '?', ':', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
/** How far back a paragraph is read for quotations that are open. */
const REACH = 1000

/** `language` is the story's; null turns the signs off. */
export function typography(language: () => string | null): Plugin {
  return new Plugin<Made | null>({
    key,
    state: {
      init: () => null,
      apply(tr, made) {
        const own = tr.getMeta(key) as Omit<Made, 'transaction'> | undefined
        if (own) return { ...own, transaction: tr }
        return tr.docChanged || tr.selectionSet ? null : made
      },
    },
    props: {
      handleTextInput(view, from, to, typed) {
        if (!SIGNS.has(typed) || view.composing) return false
        const tongue = language()
        if (tongue === null) return false
        const { state } = view
        const $from = state.doc.resolve(from)
        const { parent } = $from
        if (parent.type.spec.code || !parent.isTextblock) return false
        const { code } = schema.marks
        if (code.isInSet(state.storedMarks ?? $from.marks())) return false
        const start = Math.max(0, $from.parentOffset - REACH)
        const before = (start > 0 ? ' ' : '') + proseOf(parent, start, $from.parentOffset)
        // Behind a backtick that is open, code is being typed.
        if (before.split('`').length % 2 === 0) return false
        const made = substitution(before, typed, typographyOf(tongue))
        if (!made || made.text === typed) return false
        const at = from - made.back
        if (made.back > 0 && at < $from.start()) return false
        const tr = state.tr.insertText(made.text, at, to)
        const typedHere = state.doc.textBetween(at, from) + typed
        view.dispatch(tr.setMeta(key, { from: at, to: at + made.text.length, typed: typedHere }).scrollIntoView())
        return true
      },
    },
  })
}

/** Returns the text of a part of a line as signs read it: code is letters, whatever stands in it. */
function proseOf(line: Node, from: number, to: number): string {
  let text = ''
  line.nodesBetween(from, to, (node, pos) => {
    if (!node.isText) text += node.type === schema.nodes.hard_break ? '\ufffa' : '\ufffc'
    else {
      const part = node.text!.slice(Math.max(0, from - pos), to - pos)
      text += schema.marks.code.isInSet(node.marks) ? 'x'.repeat(part.length) : part
    }
    return false
  })
  return text
}

/** Takes back what typing made of the last sign: the sign stays as it was typed. */
export const undoTypography: Command = (state, dispatch) => {
  const made = key.getState(state)
  if (!made) return false
  if (dispatch) {
    const { tr } = state
    const { transaction, from, to, typed } = made
    const marks = transaction.doc.resolve(to).marks()
    dispatch(tr.replaceWith(from, to, state.schema.text(typed, marks)).scrollIntoView())
  }
  return true
}
