// Where a block that is dragged may be put: the gap nearest to a height on the screen.

import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { canMoveTo } from './commands/turn'
import { schema } from './schema'

export interface Gap {
  /** The position of the gap; null where the block would stay where it is. */
  pos: number | null
  /** Where its line is drawn, in the window's coordinates. */
  left: number
  right: number
  y: number
}

const { fact_box, blockquote, bullet_list, ordered_list, list_item, doc } = schema.nodes

/** Returns the gap of the body nearest to `y` (window's coordinates) where the block at `from` may be put. */
export function gapAt(view: EditorView, y: number, from: number): Gap | null {
  const page = view.state.doc
  let start = 0
  for (let i = 0; i < 3; i++) start += page.child(i).nodeSize
  return page.child(3).type === doc ? gapIn(view, page.child(3), start + 1, y, from) : null
}

function gapIn(view: EditorView, holder: Node, start: number, y: number, from: number): Gap | null {
  const places: number[] = []
  holder.forEach((_child, offset) => places.push(start + offset))
  if (places.length === 0) return null
  const boxOf = (index: number) => (view.nodeDOM(places[index]) as HTMLElement | null)?.getBoundingClientRect?.() ?? null
  // Blocks stand one below the other: halve until the one at this height is found.
  let low = 0
  let high = places.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    const box = boxOf(middle)
    if (box && box.bottom < y) low = middle + 1
    else high = middle
  }
  const node = holder.child(low)
  const pos = places[low]
  const box = boxOf(low)
  if (!box) return null
  const dragged = view.state.doc.nodeAt(from)
  // An item stays among items as far as their list goes; a block goes into a box only well inside of it.
  const edge = dragged?.type === list_item ? -2 : 6
  if (pos !== from && dragged && y > box.top + edge && y < box.bottom - edge && opens(node, dragged)) {
    const inner = gapIn(view, node, pos + 1, y, from)
    if (inner) return inner
  }
  const after = y > (box.top + box.bottom) / 2
  const to = after ? pos + node.nodeSize : pos
  const size = dragged?.nodeSize ?? 0
  const room = roomOf(view.nodeDOM(pos) as HTMLElement)
  const line = { left: box.left + room, right: box.right - room, y: after ? box.bottom : box.top }
  if (to >= from && to <= from + size) return { pos: null, ...line }
  return canMoveTo(view.state, from, to) ? { pos: to, ...line } : null
}

/** Tells whether a block shows its own gaps to what is dragged over it. */
function opens(node: Node, dragged: Node): boolean {
  if (dragged.type === list_item) return node.type === bullet_list || node.type === ordered_list || node.type === list_item
  return node.type === fact_box || node.type === blockquote
}

/** Returns the room at the sides of a paragraph that belongs to the margin, in px. */
export const roomOf = (dom: HTMLElement): number => (dom.tagName === 'P' ? Number.parseFloat(getComputedStyle(dom).paddingInlineStart) || 0 : 0)
