// Turning blocks into blocks, and blocks as wholes: selecting, duplicating, deleting, moving to a place.

import { lift, setBlockType, wrapIn } from 'prosemirror-commands'
import type { Node, ResolvedPos } from 'prosemirror-model'
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { liftListItem } from 'prosemirror-schema-list'
import type { Transform } from 'prosemirror-transform'
import { schema } from '../schema'
import { depthOf, toggleFactBox, tooDeep } from './blocks'
import { toggleList, type ListKind } from './lists'

/** What a block can become. */
export type BlockKind = 'paragraph' | 'heading2' | 'heading3' | 'quote' | 'pull_quote' | 'fact_box' | 'code_block' | ListKind

/** Runs commands one after the other as one step of undo. The first that cannot run ends it; `need` is how many must. */
function inOrder(commands: readonly Command[], need: number): Command {
  return (state, dispatch) => {
    const tr = state.tr
    let now = state
    let done = 0
    for (const command of commands) {
      let made: Transaction | null = null
      if (!command(now, (step) => (made = step))) {
        if (done >= need) continue
        return false
      }
      done++
      if (made === null) continue
      for (const step of (made as Transaction).steps) tr.step(step)
      now = now.apply(made)
    }
    if (dispatch) {
      tr.setSelection(Selection.fromJSON(tr.doc, now.selection.toJSON()))
      dispatch(tr.scrollIntoView())
    }
    return done >= need
  }
}

/** Takes the selected items out of every list that they are in. */
const outOfLists: Command = (state, dispatch) => {
  const { list_item } = schema.nodes
  if (depthOf(state.selection.$from, list_item) < 0) return false
  let now = state
  const tr = state.tr
  for (let i = 0; i < 64 && depthOf(now.selection.$from, list_item) > 0; i++) {
    let made: Transaction | null = null
    if (!liftListItem(list_item)(now, (step) => (made = step)) && !lift(now, (step) => (made = step))) break
    if (made === null) break
    for (const step of (made as Transaction).steps) tr.step(step)
    now = now.apply(made)
  }
  if (!tr.docChanged) return false
  dispatch?.(tr.setSelection(Selection.fromJSON(tr.doc, now.selection.toJSON())))
  return true
}

/** Selects the text of a block that is selected as a whole, so that commands on text work on it. */
const intoText: Command = (state, dispatch) => {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || selection.node.isInline || selection.node.isAtom) return false
  const { from, to } = selection
  dispatch?.(state.tr.setSelection(TextSelection.between(state.doc.resolve(from + 1), state.doc.resolve(to - 1))))
  return true
}

const quoteDepth = (state: EditorState) => depthOf(state.selection.$from, schema.nodes.blockquote)

const plainly: Command = (state, dispatch) => setBlockType(schema.nodes.paragraph)(state, dispatch)

/** Returns the kind of the block at the selection, as the menu names it; null for a block that cannot be turned. */
export function kindAt(state: EditorState): BlockKind | null {
  const { selection } = state
  const { nodes } = schema
  if (selection instanceof NodeSelection && !selection.node.isInline) {
    const kind = kindOf(selection.node)
    if (kind || selection.node.isAtom || selection.node.type === nodes.table) return kind
  }
  const { $from } = selection
  for (let depth = $from.depth; depth > 1; depth--) {
    const kind = kindOf($from.node(depth))
    if (kind && kind !== 'paragraph') return kind
    if ($from.node(depth).type.spec.tableRole) break
  }
  return $from.parent.type === nodes.paragraph ? 'paragraph' : null
}

function kindOf(node: Node): BlockKind | null {
  const { nodes } = schema
  switch (node.type) {
    case nodes.paragraph:
      return 'paragraph'
    case nodes.heading:
      return node.attrs.level === 3 ? 'heading3' : 'heading2'
    case nodes.pull_quote:
      return 'pull_quote'
    case nodes.code_block:
      return 'code_block'
    case nodes.blockquote:
      return 'quote'
    case nodes.fact_box:
      return 'fact_box'
    case nodes.list_item:
      return node.attrs.checked === null ? null : 'task_list'
    case nodes.bullet_list:
      return node.firstChild?.attrs.checked === null ? 'bullet_list' : 'task_list'
    case nodes.ordered_list:
      return 'ordered_list'
    default:
      return null
  }
}

/** Turns the selected blocks into blocks of another kind; into what they are already, back into paragraphs. */
export function turnInto(kind: BlockKind): Command {
  return (state, dispatch) => {
    // The last one's step is checked by what comes of it: a block that is no such block was not turned.
    if (kindAt(state) === null || (kindAt(state) === kind && kind === 'paragraph')) return false
    const inList = depthOf(state.selection.$from, schema.nodes.list_item) > 0
    const first: Command[] = state.selection instanceof NodeSelection ? [intoText] : []
    const base = first.length
    switch (kind) {
      case 'paragraph':
        if (inList) return inOrder([...first, outOfLists, plainly], base + 1)(state, dispatch)
        if (quoteDepth(state) > 0) return inOrder([...first, plainly, lift], base + 1)(state, dispatch)
        if (state.selection.$from.parent.type === schema.nodes.paragraph && depthOf(state.selection.$from, schema.nodes.fact_box) > 0) return toggleFactBox(state, dispatch)
        return inOrder([...first, plainly], base + 1)(state, dispatch)
      case 'heading2':
      case 'heading3':
      case 'pull_quote':
      case 'code_block': {
        const type = kind.startsWith('heading') ? schema.nodes.heading : schema.nodes[kind]
        const set = setBlockType(type, kind.startsWith('heading') ? { level: Number(kind.slice(-1)) } : null)
        return inOrder(inList ? [...first, outOfLists, set] : [...first, set], base + (inList ? 2 : 1))(state, dispatch)
      }
      case 'quote': {
        if (tooDeep(state, 2)) return false
        const wrap = wrapIn(schema.nodes.blockquote)
        return inOrder(inList ? [...first, outOfLists, wrap] : [...first, wrap], base + (inList ? 2 : 1))(state, dispatch)
      }
      case 'fact_box':
        return inOrder(inList ? [...first, outOfLists, toggleFactBox] : [...first, toggleFactBox], base + (inList ? 2 : 1))(state, dispatch)
      default: {
        if (!inList && tooDeep(state, 3)) return false
        const list = toggleList(kind)
        // Only paragraphs begin an item: a heading becomes one first.
        const asList: Command = (now, go) => (list(now) ? list(now, go) : inOrder([plainly, list], 2)(now, go))
        return inOrder([...first, asList], base + 1)(state, dispatch)
      }
    }
  }
}

// ---- blocks as wholes

/** Returns the depth of the block around a position that is handled as a whole: an item of a list, or a child of its holder. */
export function wholeDepth($pos: ResolvedPos): number {
  const { list_item, doc, fact_box } = schema.nodes
  for (let depth = $pos.depth; depth > 0; depth--) {
    const holder = $pos.node(depth - 1).type
    if ($pos.node(depth).type === list_item || holder === doc || holder === fact_box) return depth
  }
  return -1
}

/** Selects the block that holds the selection; from there the block around that. */
export const selectBlock: Command = (state, dispatch) => {
  const { selection } = state
  const { $from } = selection
  const whole = selection instanceof NodeSelection && !selection.node.isInline
  let depth = whole ? $from.depth : wholeDepth($from)
  // The paragraph itself first, where it stands in a quotation; then what is around it.
  for (; depth > 1; depth--) {
    const node = $from.node(depth)
    if (NodeSelection.isSelectable(node) && !node.type.spec.tableRole?.match(/row|cell/)) {
      dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, $from.before(depth))))
      return true
    }
  }
  return false
}

/** Enter or a letter's caret on a selected block: the caret goes to the end of its text. */
export const enterBlock: Command = (state, dispatch) => {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || selection.node.isInline || selection.node.isAtom || selection.node.content.size === 0) {
    if (!(selection instanceof NodeSelection) || !selection.node.isTextblock) return false
  }
  const end = Selection.near(state.doc.resolve(selection.to - 1), -1)
  dispatch?.(state.tr.setSelection(end).scrollIntoView())
  return true
}

/** Returns the range of the block at the selection, as one whole. */
export function blockRangeAt(state: EditorState): { from: number; to: number; node: Node } | null {
  const { selection } = state
  if (selection instanceof NodeSelection && !selection.node.isInline) return { from: selection.from, to: selection.to, node: selection.node }
  const depth = wholeDepth(selection.$from)
  if (depth < 1) return null
  return { from: selection.$from.before(depth), to: selection.$from.after(depth), node: selection.$from.node(depth) }
}

export const duplicateBlock: Command = (state, dispatch) => {
  const range = blockRangeAt(state)
  if (!range) return false
  if (dispatch) {
    const tr = state.tr.insert(range.to, range.node)
    const offset = range.to - range.from
    tr.setSelection(
      state.selection instanceof NodeSelection
        ? NodeSelection.create(tr.doc, range.to)
        : TextSelection.between(tr.doc.resolve(state.selection.anchor + offset), tr.doc.resolve(state.selection.head + offset)),
    )
    dispatch(tr.scrollIntoView())
  }
  return true
}

/** Deletes the block; its holder goes with it where nothing would be left in it. */
export const deleteBlock: Command = (state, dispatch) => {
  const range = blockRangeAt(state)
  if (!range) return false
  if (dispatch) {
    const tr = state.tr
    removeWhole(tr, range.from, range.to)
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(range.from, tr.doc.content.size)), 1)).scrollIntoView())
  }
  return true
}

/** Deletes a range of whole blocks, and holders that would be empty; a body keeps one empty paragraph. */
function removeWhole(tr: Transform, from: number, to: number): void {
  let $from = tr.doc.resolve(from)
  while ($from.depth > 1 && from === $from.start() && to === $from.end() && $from.parent.type !== schema.nodes.doc) {
    const outer = $from.node(-1).type
    if ($from.parent.type.spec.tableRole || outer === schema.nodes.page) break
    from = $from.before()
    to = $from.after()
    $from = tr.doc.resolve(from)
  }
  const holder = $from.parent
  if (from === $from.start() && to === $from.end()) tr.replaceWith(from, to, schema.nodes.paragraph.create())
  else if (holder.canReplace($from.index(), tr.doc.resolve(to).index())) tr.delete(from, to)
  else tr.deleteRange(from, to)
}

/** Moves the block at `from` to the gap at `to`; the block stays selected. False where it cannot stand there. */
export function moveTo(from: number, to: number): Command {
  return (state, dispatch) => {
    const node = state.doc.nodeAt(from)
    if (!node || (to >= from && to <= from + node.nodeSize)) return false
    const $to = state.doc.resolve(to)
    const index = $to.index()
    let moved = node
    if (!$to.parent.canReplaceWith(index, index, node.type)) {
      // An item that leaves its list takes a list of its own kind along.
      const list = state.doc.resolve(from).parent
      if (node.type !== schema.nodes.list_item || !$to.parent.canReplaceWith(index, index, list.type)) return false
      moved = list.type.create(list.attrs, node)
    }
    if (!dispatch) return true
    const { tr } = state
    tr.insert(to, moved)
    const at = tr.mapping.map(from)
    const steps = tr.steps.length
    removeWhole(tr, at, at + node.nodeSize)
    const place = tr.mapping.slice(steps).map(to, -1)
    const landed = tr.doc.nodeAt(place) === moved ? place : tr.mapping.slice(steps).map(to, 1)
    if (tr.doc.nodeAt(landed) && NodeSelection.isSelectable(tr.doc.nodeAt(landed)!)) tr.setSelection(NodeSelection.create(tr.doc, landed))
    dispatch(tr.scrollIntoView())
    return true
  }
}

/** Tells whether a block at `from` may be put at the gap `to`. */
export const canMoveTo = (state: EditorState, from: number, to: number): boolean => moveTo(from, to)(state)

