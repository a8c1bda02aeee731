// Commands on lists: making, splitting, nesting, ticking.

import { lift } from 'prosemirror-commands'
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list'
import type { Command } from 'prosemirror-state'
import { depthOf, tooDeep } from './blocks'

export type ListKind = 'bullet_list' | 'ordered_list' | 'task_list'

/** Makes the selected blocks a list of this kind, changes the kind of the list they are in, or takes them out of it. */
export function toggleList(kind: ListKind): Command {
  return (state, dispatch) => {
    const { list_item, bullet_list, ordered_list } = state.schema.nodes
    const type = kind === 'ordered_list' ? ordered_list : bullet_list
    const checked = kind === 'task_list' ? false : null
    const { $from, $to } = state.selection
    const item = depthOf($from, list_item)
    if (item > 0) {
      const list = $from.node(item - 1)
      const isTask = $from.node(item).attrs.checked !== null
      if (list.type === type && isTask === (kind === 'task_list')) return liftListItem(list_item)(state, dispatch)
      if (!dispatch) return true
      const { tr } = state
      if (list.type !== type) tr.setNodeMarkup($from.before(item - 1), type)
      const last = $to.depth >= item - 1 && $to.start(item - 1) === $from.start(item - 1) ? $to.index(item - 1) : list.childCount - 1
      let at = $from.start(item - 1)
      list.forEach((child, _offset, index) => {
        // Another kind of list changes as a whole; tasks change only where they are selected.
        const selected = list.type !== type || (index >= $from.index(item - 1) && index <= last)
        if (selected && (child.attrs.checked !== null) !== (checked !== null)) tr.setNodeAttribute(at, 'checked', checked)
        at += child.nodeSize
      })
      dispatch(tr.scrollIntoView())
      return true
    }
    if (tooDeep(state, 2)) return false
    return wrapInList(type)(
      state,
      dispatch &&
        ((tr) => {
          if (checked !== null) {
            const { $from, $to } = tr.selection
            const depth = depthOf($from, list_item)
            const list = $from.node(depth - 1)
            let at = $from.start(depth - 1)
            for (let i = 0; i < list.childCount; i++) {
              if (i >= $from.index(depth - 1) && i <= $to.index(depth - 1)) tr.setNodeAttribute(at, 'checked', checked)
              at += list.child(i).nodeSize
            }
          }
          dispatch(tr)
        }),
    )
  }
}

/** Enter in an item makes the next one; a task's next is a task to do. In an empty item it leaves the list. */
export const splitItem: Command = (state, dispatch) => {
  const { list_item } = state.schema.nodes
  const { $from } = state.selection
  const depth = depthOf($from, list_item)
  if (depth < 0 || depth !== $from.depth - 1) return false
  const checked = $from.node(depth).attrs.checked === null ? null : false
  return splitListItem(list_item, { checked })(state, dispatch)
}

export const sinkItem: Command = (state, dispatch) => {
  if (depthOf(state.selection.$from, state.schema.nodes.list_item) < 0) return false
  // In a list Tab never leaves the page, even where the item can go no deeper.
  if (!tooDeep(state, 2)) sinkListItem(state.schema.nodes.list_item)(state, dispatch)
  return true
}

export const liftItem: Command = (state, dispatch) => {
  if (depthOf(state.selection.$from, state.schema.nodes.list_item) < 0) return false
  return liftListItem(state.schema.nodes.list_item)(state, dispatch)
}

/** Backspace at the start of an item: a task becomes a plain item, the first item of a list leaves it. */
export const backspaceInItem: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { list_item } = state.schema.nodes
  if (!empty || $from.parentOffset > 0 || $from.depth < 2 || $from.node(-1).type !== list_item || $from.index(-1) !== 0) return false
  if ($from.node(-1).attrs.checked !== null) {
    dispatch?.(state.tr.setNodeAttribute($from.before(-1), 'checked', null))
    return true
  }
  return $from.index(-2) === 0 ? liftListItem(list_item)(state, dispatch) || lift(state, dispatch) : false
}

/** Ticks or unticks the task that holds the selection. */
export const toggleTask: Command = (state, dispatch) => {
  const { $from } = state.selection
  const depth = depthOf($from, state.schema.nodes.list_item)
  if (depth < 0 || $from.node(depth).attrs.checked === null) return false
  dispatch?.(state.tr.setNodeAttribute($from.before(depth), 'checked', !$from.node(depth).attrs.checked))
  return true
}
