// Bulleted, numbered and task lists. An item is a paragraph and whatever follows it; `checked` makes it a task.

import { InputRule, wrappingInputRule } from 'prosemirror-inputrules'
import { findWrapping } from 'prosemirror-transform'
import { backspaceInItem, sinkItem, splitItem, liftItem, toggleList } from '../commands/lists'
import type { NodePart } from '../part'

export const bulletList: NodePart = {
  name: 'bullet_list',
  spec: { content: 'list_item+', group: 'block', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
  keys: () => ({ 'Mod-Shift-8': toggleList('bullet_list') }),
  rules: (schema) => [
    // Joins a task list only where it continues one; see the rule of list_item.
    wrappingInputRule(/^\s*([-+*])\s$/, schema.nodes.bullet_list),
  ],
}

export const orderedList: NodePart = {
  name: 'ordered_list',
  spec: {
    content: 'list_item+',
    group: 'block',
    attrs: { start: { default: 1 } },
    parseDOM: [
      {
        tag: 'ol',
        getAttrs: (dom) => {
          const start = Number(dom.getAttribute('start') ?? 1)
          return { start: Number.isInteger(start) && start >= 0 && start <= 999_999_999 ? start : 1 }
        },
      },
    ],
    toDOM: (node) => ['ol', node.attrs.start === 1 ? {} : { start: String(node.attrs.start) }, 0],
  },
  keys: () => ({ 'Mod-Shift-7': toggleList('ordered_list') }),
  rules: (schema) => [
    wrappingInputRule(
      /^(\d{1,9})[.)]\s$/,
      schema.nodes.ordered_list,
      (match) => ({ start: Number(match[1]) }),
      (match, node) => node.childCount + (node.attrs.start as number) === Number(match[1]),
    ),
  ],
}

export const listItem: NodePart = {
  name: 'list_item',
  spec: {
    content: 'paragraph block*',
    defining: true,
    attrs: { checked: { default: null } },
    parseDOM: [{ tag: 'li', getAttrs: (dom) => ({ checked: checkedOf(dom) }) }],
    toDOM: (node) => {
      const { checked } = node.attrs as { checked: boolean | null }
      return ['li', checked === null ? {} : { class: 'task', 'data-checked': String(checked) }, 0]
    },
  },
  keys: () => ({ Enter: splitItem, Tab: sinkItem, 'Shift-Tab': liftItem, 'Mod-]': sinkItem, 'Mod-[': liftItem, Backspace: backspaceInItem, 'Mod-Shift-6': toggleList('task_list') }),
  rules: (schema) => [
    // `[] `, `[ ] ` and `[x] `: in an item they make it a task, elsewhere they begin a list of tasks.
    new InputRule(/^\s*\[( |x|X)?\]\s$/, (state, match, start, end) => {
      const { bullet_list, list_item, paragraph } = schema.nodes
      const checked = match[1]?.toLowerCase() === 'x'
      const tr = state.tr.delete(start, end)
      const $start = tr.doc.resolve(start)
      if ($start.parent.type !== paragraph) return null
      if ($start.depth > 1 && $start.node(-1).type === list_item) {
        if ($start.index(-1) !== 0) return null
        return tr.setNodeAttribute($start.before(-1), 'checked', checked)
      }
      const range = $start.blockRange()
      const wrapping = range && findWrapping(range, bullet_list)
      if (!range || !wrapping) return null
      tr.wrap(range, wrapping)
      return tr.setNodeAttribute(range.start + 1, 'checked', checked)
    }),
  ],
}

/** Reads a task's state from Stet's own list items, and from the check boxes that other tools write. */
function checkedOf(dom: HTMLElement): boolean | null {
  const own = dom.getAttribute('data-checked')
  if (own !== null) return own === 'true'
  const box = dom.querySelector<HTMLInputElement>(':scope > input[type=checkbox], :scope > p > input[type=checkbox], :scope > label > input[type=checkbox]')
  if (box) return box.hasAttribute('checked')
  const aria = dom.getAttribute('role') === 'checkbox' ? dom.getAttribute('aria-checked') : null
  return aria === null ? null : aria === 'true'
}
