// The commands of the page that is open: what the palette, the shortcuts sheet and the menu know of the editor.
import Bold from '@lucide/svelte/icons/bold'
import CodeXml from '@lucide/svelte/icons/code-xml'
import Globe from '@lucide/svelte/icons/globe'
import Heading from '@lucide/svelte/icons/heading'
import Highlighter from '@lucide/svelte/icons/highlighter'
import ImageIcon from '@lucide/svelte/icons/image'
import Italic from '@lucide/svelte/icons/italic'
import Link from '@lucide/svelte/icons/link'
import List from '@lucide/svelte/icons/list'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import ListTodo from '@lucide/svelte/icons/list-todo'
import MessageSquareQuote from '@lucide/svelte/icons/message-square-quote'
import Minus from '@lucide/svelte/icons/minus'
import PanelTop from '@lucide/svelte/icons/panel-top'
import ListTree from '@lucide/svelte/icons/list-tree'
import Pilcrow from '@lucide/svelte/icons/pilcrow'
import Quote from '@lucide/svelte/icons/quote'
import Replace from '@lucide/svelte/icons/replace'
import Search from '@lucide/svelte/icons/search'
import SpellCheck from '@lucide/svelte/icons/spell-check'
import Strikethrough from '@lucide/svelte/icons/strikethrough'
import Superscript from '@lucide/svelte/icons/superscript'
import Table from '@lucide/svelte/icons/table'
import Underline from '@lucide/svelte/icons/underline'
import type { EditorCommand } from '$/editor/commands'
import { register, type Command } from '$/features/commands.svelte'
import { writing } from '$/features/writing.svelte'
import { outline } from './outline.svelte'
import { session } from './session.svelte'

export function registerPageCommands(): void {
  const when = () => session.page !== null && session.story?.status !== 'spiked'
  const run = (name: EditorCommand) => () => session.page?.run(name)
  /** The editor answers the shortcut itself, and only while the page has the focus. */
  const own = (name: EditorCommand, title: string, icon: Command['icon'], shortcut?: string, keywords?: string): Command => ({
    id: `page.${name}`, title, group: 'Writing', icon, shortcut, keywords, passive: true, when, run: run(name),
  })
  register(
    { id: 'find.story', title: 'Find in the story', group: 'Writing', shortcut: 'Mod+F', icon: Search, keywords: 'search', when: () => session.page !== null, run: run('find') },
    { id: 'page.replace', title: 'Find and replace', group: 'Writing', shortcut: 'Mod+Alt+R', icon: Replace, keywords: 'search substitute', when, run: run('replace') },
    own('find_next', 'Next hit', undefined, 'Mod+G', 'find again'),
    { id: 'page.headings', title: 'Go to a heading…', group: 'Writing', shortcut: 'Mod+Shift+O', icon: ListTree, keywords: 'outline contents jump', when, run: () => outline.toggle() },
    own('block_menu', 'Block menu: turn into, move, duplicate', undefined, 'Mod+/', 'convert kind change'),
    own('select_block', 'Select the block', undefined, 'Esc'),
    own('duplicate_block', 'Duplicate the block', undefined, 'Mod+D', 'copy'),
    own('delete_block', 'Delete the block', undefined, undefined, 'remove'),
    own('turn_paragraph', 'Turn into text', Pilcrow, 'Mod+Alt+0', 'paragraph plain'),
    { id: 'write.typewriter', title: 'Typewriter scrolling', group: 'Writing', keywords: 'centre line', when, run: () => writing.set('typewriter', !writing.typewriter) },
    { id: 'write.dimmed', title: 'Dim all but the paragraph', group: 'Writing', keywords: 'focus highlight', when, run: () => writing.set('dimmed', !writing.dimmed) },
    { id: 'write.typography', title: 'Typographic signs while typing', group: 'Writing', keywords: 'smart quotes dashes curly', when, run: () => writing.set('typography', !writing.typography) },
    { id: 'write.spelling', title: 'Spelling', group: 'Writing', keywords: 'spell check dictionary misspelt', when, run: () => writing.set('spelling', !writing.spelling) },
    { id: 'page.next_misspelling', title: 'Next misspelt word', group: 'Writing', shortcut: 'F8', icon: SpellCheck, keywords: 'spelling suggestions correct dictionary', when: () => when() && writing.spelling, run: run('next_misspelling') },
    own('bold', 'Bold', Bold, 'Mod+B', 'strong'),
    own('italic', 'Italic', Italic, 'Mod+I', 'emphasis'),
    own('underline', 'Underline', Underline, 'Mod+U'),
    own('strike', 'Strike through', Strikethrough, 'Mod+Shift+X'),
    own('highlight', 'Highlight', Highlighter, 'Mod+Shift+H', 'marker'),
    own('code', 'Code in a line', CodeXml, 'Mod+`', 'monospace'),
    own('link', 'Link…', Link, 'Mod+Shift+K', 'url address'),
    own('heading2', 'Heading', Heading, 'Mod+Alt+2', 'crosshead title'),
    own('heading3', 'Small heading', Heading, 'Mod+Alt+3', 'subheading'),
    own('quote', 'Quote', Quote, 'Mod+Shift+9', 'blockquote'),
    own('bullet_list', 'Bulleted list', List, 'Mod+Shift+8'),
    own('ordered_list', 'Numbered list', ListOrdered, 'Mod+Shift+7'),
    own('task_list', 'Task list', ListTodo, 'Mod+Shift+6', 'checkbox todo'),
    own('footnote', 'Footnote', Superscript, 'Mod+Alt+F', 'note reference'),
    own('pull_quote', 'Pull quote', MessageSquareQuote, undefined, 'lifted line'),
    own('fact_box', 'Fact box', PanelTop, undefined, 'aside sidebar'),
    own('table', 'Table', Table, undefined, 'grid rows columns'),
    own('code_block', 'Code block', CodeXml, undefined, 'pre'),
    own('picture', 'Picture…', ImageIcon, undefined, 'image photo figure file'),
    own('figure', 'Picture by address…', ImageIcon, undefined, 'image photo figure'),
    own('embed', 'Embed by address…', Globe, undefined, 'video post card'),
    own('rule', 'Rule', Minus, undefined, 'divider separator'),
    own('move_up', 'Move block up', undefined, 'Alt+ArrowUp'),
    own('move_down', 'Move block down', undefined, 'Alt+ArrowDown'),
    own('format_bar', 'Formatting bar', undefined, 'Alt+F10', 'toolbar'),
  )
}
