// The menu of a block: what it can become, and what can be done with it as a whole.

import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import CodeXml from '@lucide/svelte/icons/code-xml'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import Heading2 from '@lucide/svelte/icons/heading-2'
import Heading3 from '@lucide/svelte/icons/heading-3'
import List from '@lucide/svelte/icons/list'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import ListTodo from '@lucide/svelte/icons/list-todo'
import MessageSquareQuote from '@lucide/svelte/icons/message-square-quote'
import PanelTop from '@lucide/svelte/icons/panel-top'
import Pilcrow from '@lucide/svelte/icons/pilcrow'
import TextQuote from '@lucide/svelte/icons/text-quote'
import Trash from '@lucide/svelte/icons/trash-2'
import type { Component } from 'svelte'
import type { MenuEntry } from '$/components/menu.svelte'
import { commands, type StateCommand } from '../commands'
import { kindAt, type BlockKind } from '../commands/turn'
import type { Tools } from './tools.svelte'

const KINDS: readonly [BlockKind, string, Component<{ class?: string }>, string?][] = [
  ['paragraph', 'Text', Pilcrow, 'Mod+Alt+0'],
  ['heading2', 'Heading', Heading2, 'Mod+Alt+2'],
  ['heading3', 'Small heading', Heading3, 'Mod+Alt+3'],
  ['bullet_list', 'Bulleted list', List, 'Mod+Shift+8'],
  ['ordered_list', 'Numbered list', ListOrdered, 'Mod+Shift+7'],
  ['task_list', 'Task list', ListTodo, 'Mod+Shift+6'],
  ['quote', 'Quote', TextQuote, 'Mod+Shift+9'],
  ['pull_quote', 'Pull quote', MessageSquareQuote],
  ['fact_box', 'Fact box', PanelTop],
  ['code_block', 'Code', CodeXml, 'Mod+Alt+C'],
]

/** Returns the entries of the menu for the block at the selection. */
export function blockEntries(tools: Tools): MenuEntry[] {
  const { view } = tools
  if (!view) return []
  const { state } = view
  const entry = (label: string, name: StateCommand, more: object = {}): MenuEntry => ({
    label,
    disabled: !commands[name](state),
    run: () => {
      view.focus()
      tools.run(name)
    },
    ...more,
  })
  const kind = kindAt(state)
  return [
    ...(kind === null ? [] : [
      { heading: 'Turn into' },
      ...KINDS.map(([name, label, icon, shortcut]) => entry(label, `turn_${name}`, { icon, shortcut, checked: kind === name || undefined, ...(kind === name ? { disabled: true } : {}) })),
      'separator' as const,
    ]),
    entry('Move up', 'move_up', { icon: ArrowUp, shortcut: 'Alt+ArrowUp' }),
    entry('Move down', 'move_down', { icon: ArrowDown, shortcut: 'Alt+ArrowDown' }),
    entry('Duplicate', 'duplicate_block', { icon: CopyPlus, shortcut: 'Mod+D' }),
    entry('Delete', 'delete_block', { icon: Trash, danger: true, shortcut: 'Backspace' }),
  ]
}
