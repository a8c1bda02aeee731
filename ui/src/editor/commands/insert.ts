// Commands that put something new on the page at the caret.

import { Fragment, type Node } from 'prosemirror-model'
import { NodeSelection, Selection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { isAllowedUrl } from '../url'
import { tooDeep } from './blocks'
import { emptyTable } from './table'

/** Puts `node` in place of the empty line that holds the caret, or below the line, and the caret into it. */
function place(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, node: Node): boolean {
  const { $from } = state.selection
  if ($from.depth < 2 || tooDeep(state, 4)) return false
  const { paragraph } = state.schema.nodes
  for (let depth = $from.depth; depth > 0; depth--) {
    const holder = $from.node(depth - 1)
    const index = $from.index(depth - 1)
    const empty = depth === $from.depth && $from.parent.type === paragraph && $from.parent.content.size === 0
    const replace = empty && holder.canReplaceWith(index, index + 1, node.type)
    if (!replace && !holder.canReplaceWith(index + 1, index + 1, node.type)) continue
    if (!dispatch) return true
    const { tr } = state
    const at = replace ? $from.before(depth) : $from.after(depth)
    // Something to write below comes along where nothing stands there yet.
    const last = index === holder.childCount - 1
    const content = last ? Fragment.from([node, paragraph.create()]) : Fragment.from(node)
    if (replace) tr.replaceWith(at, $from.after(depth), content)
    else tr.insert(at, content)
    const inside = Selection.findFrom(tr.doc.resolve(at + 1), 1, true)
    // Behind what holds no text, so that the next letter does not replace it.
    if (node.isAtom) tr.setSelection(Selection.near(tr.doc.resolve(at + node.nodeSize), 1))
    else if (inside) tr.setSelection(inside)
    dispatch(tr.scrollIntoView())
    return true
  }
  return false
}

export const insertTable: Command = (state, dispatch) => place(state, dispatch, emptyTable(state.schema, 3, 3))

export const insertPullQuote: Command = (state, dispatch) => place(state, dispatch, state.schema.nodes.pull_quote.create())

export const insertFactBox: Command = (state, dispatch) => place(state, dispatch, state.schema.nodes.fact_box.createAndFill()!)

export const insertCode: Command = (state, dispatch) => place(state, dispatch, state.schema.nodes.code_block.create())

/** A picture at an address. */
export function insertFigure(src: string): Command {
  return (state, dispatch) => isAllowedUrl(src, 'source') && place(state, dispatch, state.schema.nodes.figure.create({ asset: '', src }))
}

/** A piece of another site, kept as its address. */
export function insertEmbed(url: string): Command {
  return (state, dispatch) => isAllowedUrl(url, 'source') && place(state, dispatch, state.schema.nodes.embed.create({ url }))
}

/** An empty footnote behind the selection, opened for writing. */
export const insertFootnote: Command = (state, dispatch) => {
  const { footnote } = state.schema.nodes
  const { $to } = state.selection
  if (!$to.parent.inlineContent || !$to.parent.type.contentMatch.matchType(footnote) || tooDeep(state, 6)) return false
  if (dispatch) {
    const tr = state.tr.insert($to.pos, footnote.createAndFill()!)
    dispatch(tr.setSelection(NodeSelection.create(tr.doc, $to.pos)).scrollIntoView())
  }
  return true
}
