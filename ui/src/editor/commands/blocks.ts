// Commands on blocks: line breaks, rules, quotes, kinds of block, moving a block.

import { lift, setBlockType, wrapIn } from 'prosemirror-commands'
import type { Attrs, NodeType, ResolvedPos } from 'prosemirror-model'
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { MAX_DEPTH } from '../parse'

/** Breaks the line without ending the paragraph. */
export const insertBreak: Command = (state, dispatch) => {
  const { hard_break } = state.schema.nodes
  const { $from, $to } = state.selection
  if ($from.parent.type.spec.code || !$from.sameParent($to) || !$from.parent.type.contentMatch.matchType(hard_break)) return false
  dispatch?.(state.tr.replaceSelectionWith(hard_break.create(), true).scrollIntoView())
  return true
}

/** Puts a rule in place of the line that holds the caret, from `from` on, and the caret below it. */
export function insertRule(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, from?: number): boolean {
  const { horizontal_rule, paragraph } = state.schema.nodes
  const { $from } = state.selection
  if ($from.parent.type !== paragraph) return false
  const holder = $from.node(-1)
  const index = $from.index(-1)
  const start = from ?? $from.pos
  const empty = start === $from.start() && $from.pos === $from.end()
  // The first paragraph of a list item stays; the rule goes below it.
  const replace = empty && holder.canReplaceWith(index, index + 1, horizontal_rule)
  if (!replace && !holder.canReplaceWith(index + 1, index + 1, horizontal_rule)) return false
  if (!dispatch) return true
  const { tr } = state
  if (!replace) tr.delete(start, $from.pos)
  const at = replace ? $from.before() : tr.mapping.map($from.after())
  if (replace) tr.replaceWith(at, $from.after(), [horizontal_rule.create(), paragraph.create()])
  else tr.insert(at, [horizontal_rule.create(), paragraph.create()])
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView())
  return true
}

/** Returns the depth of the innermost ancestor of `type`, or -1. */
export function depthOf($pos: ResolvedPos, type: NodeType): number {
  for (let depth = $pos.depth; depth > 0; depth--) if ($pos.node(depth).type === type) return depth
  return -1
}

/** Tells whether a further wrapping at the selection would nest deeper than a story may. */
export function tooDeep(state: EditorState, levels: number): boolean {
  // Page and body are not counted; what stands below the selection is allowed for by a margin.
  return state.selection.$from.depth - 2 + levels > MAX_DEPTH - 4
}

/** Quotes the selected blocks, or takes the quotation away. */
export const toggleQuote: Command = (state, dispatch) => {
  const { blockquote } = state.schema.nodes
  if (depthOf(state.selection.$from, blockquote) > 0) return lift(state, dispatch)
  return !tooDeep(state, 1) && wrapIn(blockquote)(state, dispatch)
}

/** Makes the selected blocks of `type`, or paragraphs where they are already. */
export function toggleBlock(type: string, attrs: Attrs | null = null): Command {
  return (state, dispatch) => {
    const { parent } = state.selection.$from
    const kind = state.schema.nodes[type]
    const already = parent.type === kind && (!attrs || Object.entries(attrs).every(([name, value]) => parent.attrs[name] === value))
    return setBlockType(already ? state.schema.nodes.paragraph : kind, already ? null : attrs)(state, dispatch)
  }
}

/** Wraps the selected blocks in a fact box, or takes the box away. */
export const toggleFactBox: Command = (state, dispatch) => {
  const { fact_box, doc } = state.schema.nodes
  const { $from, $to } = state.selection
  const box = depthOf($from, fact_box)
  if (box > 0) {
    const range = $from.blockRange($to, (node) => node.type === fact_box)
    if (!range) return false
    const start = $from.before(box)
    dispatch?.(state.tr.replaceWith(start, $from.after(box), $from.node(box).content).scrollIntoView())
    return true
  }
  const range = $from.blockRange($to, (node) => node.type === doc)
  if (!range) return false
  dispatch?.(state.tr.wrap(range, [{ type: fact_box }]).scrollIntoView())
  return true
}

/** Moves the block (or list item, or table row) that holds the selection past its neighbour. */
export function moveBlock(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection
    const { doc, list_item } = state.schema.nodes
    let depth = state.selection instanceof NodeSelection && !state.selection.node.isInline ? $from.depth + 1 : -1
    if (depth < 0) {
      const shared = $from.sharedDepth($to.pos)
      for (let d = shared; d > 0; d--) {
        const node = $from.node(d)
        const holder = $from.node(d - 1)
        // A whole table, figure or quotation moves as one; an item moves within its list.
        if (node.type === list_item || holder.type === doc) {
          depth = d
          break
        }
      }
      if (depth < 0 && $from.node(shared).type === doc) depth = shared + 1
    }
    if (depth < 1) return false
    const holder = $from.node(depth - 1)
    const first = $from.index(depth - 1)
    const last = $to.depth >= depth ? $to.index(depth - 1) : first
    const neighbour = direction < 0 ? first - 1 : last + 1
    if (neighbour < 0 || neighbour >= holder.childCount) return false
    if (!dispatch) return true
    const holderStart = $from.start(depth - 1)
    const offset = (index: number) => {
      let at = holderStart
      for (let i = 0; i < index; i++) at += holder.child(i).nodeSize
      return at
    }
    const from = offset(first)
    const to = offset(last) + holder.child(last).nodeSize
    const moved = holder.child(neighbour)
    const { tr, selection } = state
    // The neighbour is what travels, so that the selection stays inside what the editor holds.
    if (direction < 0) {
      tr.delete(from - moved.nodeSize, from)
      tr.insert(to - moved.nodeSize, moved)
    } else {
      tr.delete(to, to + moved.nodeSize)
      tr.insert(from, moved)
    }
    const shift = direction < 0 ? -moved.nodeSize : moved.nodeSize
    const at = (pos: number) => Math.max(0, Math.min(tr.doc.content.size, pos + shift))
    tr.setSelection(
      selection instanceof NodeSelection
        ? NodeSelection.create(tr.doc, at(selection.from))
        : TextSelection.between(tr.doc.resolve(at(selection.anchor)), tr.doc.resolve(at(selection.head))),
    )
    dispatch(tr.scrollIntoView())
    return true
  }
}

/** Leaves a code block, pull quote or caption at the end of its holder by making a paragraph below it. */
export const leaveCodeDown: Command = (state, dispatch, view) => {
  const { $head, empty } = state.selection
  if (!empty || !$head.parent.type.spec.code || (view && !view.endOfTextblock('down'))) return false
  return leaveDown(state, dispatch)
}

/** Puts a paragraph below the block that holds the caret, where nothing stands below it, and goes there. */
export const leaveDown: Command = (state, dispatch) => {
  const { $head } = state.selection
  const holder = $head.node(-1)
  const index = $head.indexAfter(-1)
  const { paragraph } = state.schema.nodes
  if (index < holder.childCount || !holder.canReplaceWith(index, index, paragraph)) return false
  if (dispatch) {
    const after = $head.after()
    const tr = state.tr.insert(after, paragraph.create())
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after), 1)).scrollIntoView())
  }
  return true
}

/** Enter in a pull quote or a caption leaves it for a paragraph below. */
export const leaveOnEnter: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { pull_quote, figure, paragraph } = state.schema.nodes
  if (!empty || ($from.parent.type !== pull_quote && $from.parent.type !== figure)) return false
  if (dispatch) {
    const after = $from.after()
    const next = state.doc.resolve(after).nodeAfter
    const { tr } = state
    // An empty line that is there already is the one to go to.
    if (next?.type !== paragraph || next.content.size > 0) tr.insert(after, paragraph.create())
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
  }
  return true
}

/** Backspace at the start of a heading, or of an empty pull quote, makes it a paragraph. */
export const plainOnBackspace: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { heading, pull_quote, paragraph } = state.schema.nodes
  if (!empty || $from.parentOffset > 0) return false
  const { type } = $from.parent
  if (type !== heading && !(type === pull_quote && $from.parent.content.size === 0)) return false
  return setBlockType(paragraph)(state, dispatch)
}
