// What the insert menu offers, and what people may call it.

import CodeXml from '@lucide/svelte/icons/code-xml'
import Globe from '@lucide/svelte/icons/globe'
import Heading2 from '@lucide/svelte/icons/heading-2'
import Heading3 from '@lucide/svelte/icons/heading-3'
import ImageIcon from '@lucide/svelte/icons/image'
import List from '@lucide/svelte/icons/list'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import ListTodo from '@lucide/svelte/icons/list-todo'
import MessageSquareQuote from '@lucide/svelte/icons/message-square-quote'
import Minus from '@lucide/svelte/icons/minus'
import PanelTop from '@lucide/svelte/icons/panel-top'
import Table from '@lucide/svelte/icons/table'
import TextQuote from '@lucide/svelte/icons/text-quote'
import type { Component } from 'svelte'
import type { EditorCommand } from '../commands'
import NoteIcon from './NoteIcon.svelte'

export interface Insertion {
  command: EditorCommand
  title: string
  /** Other words that find it. */
  words: string
  /** The Markdown that does the same, or a key. */
  hint: string
  icon: Component<{ class?: string }>
}

const ALL: readonly Insertion[] = [
  { command: 'heading2', title: 'Heading', words: 'h2 title section crosshead', hint: '##', icon: Heading2 },
  { command: 'heading3', title: 'Small heading', words: 'h3 subheading heading 3', hint: '###', icon: Heading3 },
  { command: 'bullet_list', title: 'Bulleted list', words: 'ul points unordered', hint: '-', icon: List },
  { command: 'ordered_list', title: 'Numbered list', words: 'ol ordered', hint: '1.', icon: ListOrdered },
  { command: 'task_list', title: 'Task list', words: 'todo checkbox checklist', hint: '[]', icon: ListTodo },
  { command: 'quote', title: 'Quote', words: 'blockquote quotation', hint: '>', icon: TextQuote },
  { command: 'pull_quote', title: 'Pull quote', words: 'pullquote callout lifted', hint: '', icon: MessageSquareQuote },
  { command: 'fact_box', title: 'Fact box', words: 'aside sidebar panel', hint: '', icon: PanelTop },
  { command: 'table', title: 'Table', words: 'grid rows columns', hint: '', icon: Table },
  { command: 'picture', title: 'Picture', words: 'image photo figure file upload', hint: '', icon: ImageIcon },
  { command: 'figure', title: 'Picture by address', words: 'image photo figure url', hint: '', icon: ImageIcon },
  { command: 'embed', title: 'Embed by address', words: 'video post link card', hint: '', icon: Globe },
  { command: 'footnote', title: 'Footnote', words: 'note reference source', hint: '', icon: NoteIcon },
  { command: 'code_block', title: 'Code', words: 'pre source monospace', hint: '```', icon: CodeXml },
  { command: 'rule', title: 'Rule', words: 'line divider separator hr break stars', hint: '---', icon: Minus },
]

/** Returns what a query finds: titles that begin with it first, then any word that does. */
export function insertions(query: string): readonly Insertion[] {
  const wanted = query.trim().toLowerCase()
  if (!wanted) return ALL
  const rank = (entry: Insertion) => {
    const title = entry.title.toLowerCase()
    if (title.startsWith(wanted)) return 0
    if (`${title} ${entry.words}`.split(/\s+/).some((word) => word.startsWith(wanted))) return 1
    return title.includes(wanted) ? 2 : 3
  }
  return ALL.map((entry) => ({ entry, rank: rank(entry) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry)
}
