// Commands of the desk itself: the library, the list, the panes, the look.
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left'
import BookOpen from '@lucide/svelte/icons/book-open'
import BookPlus from '@lucide/svelte/icons/book-plus'
import FileInput from '@lucide/svelte/icons/file-input'
import FolderInput from '@lucide/svelte/icons/folder-input'
import HardDrive from '@lucide/svelte/icons/hard-drive-download'
import Keyboard from '@lucide/svelte/icons/keyboard'
import Layers from '@lucide/svelte/icons/layers'
import Maximize from '@lucide/svelte/icons/maximize'
import Moon from '@lucide/svelte/icons/moon'
import Monitor from '@lucide/svelte/icons/monitor'
import PanelLeft from '@lucide/svelte/icons/panel-left'
import PanelRight from '@lucide/svelte/icons/panel-right'
import Bookmark from '@lucide/svelte/icons/bookmark'
import Plus from '@lucide/svelte/icons/plus'
import Search from '@lucide/svelte/icons/search'
import Settings from '@lucide/svelte/icons/settings-2'
import TagIcon from '@lucide/svelte/icons/tag'
import X from '@lucide/svelte/icons/x'
import ZoomIn from '@lucide/svelte/icons/zoom-in'
import ZoomOut from '@lucide/svelte/icons/zoom-out'
import { zoom } from '$/backend'
import { sayFailure } from '$/components/failure'
import { onMac } from '$/components/keys'
import { notify } from '$/components/toast'
import { register } from '$/features/commands.svelte'
import { panes } from '$/features/panes.svelte'
import { look } from '$/features/theme.svelte'
import { createTag, saveSearch } from './actions'
import { library, type Scope } from './library.svelte'

/** What the desk's own dialogs and files do; set by Desk. */
export interface DeskActions {
  palette: () => void
  settings: () => void
  shortcuts: () => void
  newStory: () => void
  importFiles: () => void
  importFolder: () => void
  openLibrary: () => void
  createLibrary: () => void
  backUp: () => void
  nextPane: (back: boolean) => void
  close: () => void
}

/** Zooms the whole window; a notice says by how much. */
async function zoomBy(step: -1 | 0 | 1): Promise<void> {
  try {
    notify({ id: 'zoom', text: `Zoom ${await zoom(step)}%`, duration: 1500 })
  } catch (failure) {
    sayFailure(failure)
  }
}

export function registerCommands(desk: DeskActions): void {
  const there = () => library.info !== null
  const writable = () => library.info !== null && !library.info.read_only
  const show = (id: string, title: string, scope: Scope) => ({ id, title, group: 'Library', icon: Layers, when: there, run: () => { panes.reveal('list'); library.show(scope) } })
  register(
    { id: 'palette.open', title: 'Find a command, a story or a tag', group: 'Library', shortcut: 'Mod+K', icon: Search, hidden: true, run: desk.palette },
    { id: 'story.new', title: 'New story', group: 'Story', shortcut: 'Mod+N', when: writable, keywords: 'create write draft', run: desk.newStory },
    {
      id: 'find.library', title: 'Search the library', group: 'Library', shortcut: 'Mod+Shift+F', icon: Search, when: there, keywords: 'find',
      run: () => {
        panes.reveal('list')
        if (library.searching) document.querySelector<HTMLInputElement>('[role=search] input')?.select()
        library.beginSearch()
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[role=search] input')?.focus())
      },
    },
    { id: 'library.import', title: 'Import files…', group: 'Library', icon: FileInput, shortcut: 'Mod+O', when: writable, keywords: 'markdown html text zip bring in', run: desk.importFiles },
    { id: 'library.importFolder', title: 'Import a folder…', group: 'Library', icon: FolderInput, shortcut: 'Mod+Alt+O', when: writable, keywords: 'markdown html text site bring in', run: desk.importFolder },
    { id: 'library.open', title: 'Open another library…', group: 'Library', icon: BookOpen, keywords: 'switch file', run: desk.openLibrary },
    { id: 'library.create', title: 'Make a new library…', group: 'Library', icon: BookPlus, run: desk.createLibrary },
    { id: 'library.backup', title: 'Back up this library…', group: 'Library', icon: HardDrive, when: there, keywords: 'copy save', run: desk.backUp },
    { id: 'search.save', title: 'Save this search…', group: 'Library', icon: Bookmark, when: () => writable() && library.text.trim() !== '', run: () => saveSearch(library.text.trim()) },
    { id: 'tag.new', title: 'New tag…', group: 'Library', icon: Plus, when: writable, run: () => createTag(null) },
    show('show.all', 'Show all stories', { kind: 'all' }),
    show('show.drafts', 'Show drafts', { kind: 'status', status: 'draft' }),
    show('show.review', 'Show stories in review', { kind: 'status', status: 'review' }),
    show('show.ready', 'Show ready stories', { kind: 'status', status: 'ready' }),
    show('show.published', 'Show published stories', { kind: 'status', status: 'published' }),
    show('show.spiked', 'Show spiked stories', { kind: 'status', status: 'spiked' }),
    { id: 'view.sidebar', title: 'Fold or unfold the sidebar', group: 'Window', icon: PanelLeft, shortcut: 'Mod+\\', run: panes.toggleSidebar },
    { id: 'view.inspector', title: 'Fold or unfold the inspector', group: 'Window', icon: PanelRight, shortcut: 'Mod+Shift+\\', run: panes.toggleInspector },
    { id: 'view.list', title: 'Go to the story list', group: 'Window', icon: TagIcon, shortcut: 'Mod+Shift+L', when: there, run: () => { panes.reveal('list'); requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-pane=list] [data-pane-focus]')?.focus()) } },
    { id: 'view.focus', title: 'Focus mode: only the page', group: 'Window', icon: Maximize, shortcut: 'Mod+Shift+F11', keywords: 'full distraction', run: panes.toggleFocus },
    { id: 'view.nextPane', title: 'Go to the next pane', group: 'Window', icon: ArrowRightLeft, shortcut: 'F6', hidden: true, run: () => desk.nextPane(false) },
    { id: 'view.previousPane', title: 'Go to the previous pane', group: 'Window', shortcut: 'Shift+F6', hidden: true, run: () => desk.nextPane(true) },
    { id: 'view.zoomIn', title: 'Zoom in', group: 'Window', icon: ZoomIn, shortcut: 'Mod+=', keywords: 'larger bigger', run: () => zoomBy(1) },
    { id: 'view.zoomOut', title: 'Zoom out', group: 'Window', icon: ZoomOut, shortcut: 'Mod+-', keywords: 'smaller', run: () => zoomBy(-1) },
    { id: 'view.zoomReset', title: 'Zoom to 100%', group: 'Window', shortcut: 'Mod+0', keywords: 'reset actual size', run: () => zoomBy(0) },
    { id: 'view.theme', title: 'Switch between light and dark', group: 'Window', icon: Moon, keywords: 'theme appearance', run: () => look.setTheme(look.dark ? 'light' : 'dark') },
    { id: 'theme.system', title: 'Light or dark as the system says', group: 'Window', icon: Monitor, keywords: 'theme appearance', when: () => look.theme !== 'system', run: () => look.setTheme('system') },
    { id: 'settings.open', title: 'Settings…', group: 'Window', shortcut: 'Mod+,', icon: Settings, keywords: 'preferences theme author', run: desk.settings },
    { id: 'window.close', title: 'Close the window', group: 'Window', shortcut: onMac ? 'Mod+W' : 'Mod+Q', icon: X, keywords: 'quit exit leave', run: desk.close },
    { id: 'help.shortcuts', title: 'Keyboard shortcuts', group: 'Window', shortcut: ['F1', '?'], icon: Keyboard, keywords: 'help keys', run: desk.shortcuts },
  )
}
