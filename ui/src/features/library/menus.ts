// The context menus of the list and the sidebar.
import Copy from '@lucide/svelte/icons/copy'
import Merge from '@lucide/svelte/icons/merge'
import MoveRight from '@lucide/svelte/icons/corner-down-right'
import Palette from '@lucide/svelte/icons/palette'
import Pencil from '@lucide/svelte/icons/pencil'
import Plus from '@lucide/svelte/icons/plus'
import Share from '@lucide/svelte/icons/upload'
import Spike from '@lucide/svelte/icons/circle-slash'
import TagIcon from '@lucide/svelte/icons/tag'
import Trash from '@lucide/svelte/icons/trash'
import Undo from '@lucide/svelte/icons/rotate-ccw'
import type { SavedSearch, Status, Tag } from '$/backend'
import { copyText } from '$/backend'
import { number } from '$/components/figures'
import type { MenuEntry } from '$/components/menu.svelte'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import * as act from './actions'
import { library, type Scope } from './library.svelte'

/** Tags shown in a menu at once; the rest are a search away. */
const MENU_TAGS = 200

/** Statuses that stories can go to. */
export function statusEntries(ids: string[]): MenuEntry[] {
  const current = ids.length === 1 ? library.summary(ids[0]!)?.status : undefined
  return (['draft', 'review', 'ready', 'published'] as Status[]).map((status) => ({
    label: act.statusNames[status], status, checked: status === current, run: () => void act.setStatus(ids, status),
  }))
}

/** Tags that can be put on stories or taken off. */
export function tagEntries(ids: string[]): MenuEntry[] {
  const rows = ids.map((id) => library.summary(id))
  return [
    ...library.tags.slice(0, MENU_TAGS).map((tag): MenuEntry => {
      const all = rows.length > 0 && rows.every((row) => row?.tags.includes(tag.name))
      return { label: '\u2003'.repeat(tag.depth) + tag.name, colour: tag.colour, checked: all, run: () => void act.tagStories(ids, tag.name, !all) }
    }),
    ...(library.tags.length > 0 ? (['separator'] as MenuEntry[]) : []),
    { label: 'New tag…', icon: Plus, run: () => void act.tagWithNew(ids) },
  ]
}

/** Opens the export dialog for the selected stories. */
export const exportSelection = (): void => library.export([...library.selection])

/** Shows a part of the library in the list, and opens the export dialog for it. */
async function exportScope(scope: Scope): Promise<void> {
  await library.show(scope)
  // What could not be listed says so in the list.
  if (!library.failure) library.export('list')
}

export function storyEntries(ids: string[]): MenuEntry[] {
  const rows = ids.map((id) => library.summary(id)).filter((row) => row !== undefined)
  const spiked = rows.length > 0 && rows.every((row) => row.status === 'spiked')
  if (spiked) {
    return [
      { label: 'Take off the spike', icon: Undo, run: () => void act.setStatus(ids, 'draft') },
      'separator',
      { label: 'Remove for good…', icon: Trash, danger: true, run: () => void act.purge(ids) },
    ]
  }
  const first = rows[0]
  return [
    ...(ids.length === 1 ? ([{ label: 'Open', shortcut: 'Enter', run: () => library.open(ids[0]!, true) }, 'separator'] as MenuEntry[]) : []),
    { label: 'Status', items: statusEntries(ids) },
    { label: 'Tags', icon: TagIcon, items: tagEntries(ids) },
    { label: 'Export…', icon: Share, shortcut: 'Mod+E', run: exportSelection },
    ...(ids.length === 1 && first?.headline
      ? ([{ label: 'Copy headline', icon: Copy, run: () => void copyText(first.headline).then(() => notify({ text: 'The headline is on the clipboard.' }), sayFailure) }] as MenuEntry[])
      : []),
    'separator',
    { label: ids.length === 1 ? 'Spike' : `Spike ${number(ids.length)} stories`, icon: Spike, shortcut: 'Delete', run: () => void act.setStatus(ids, 'spiked') },
  ]
}

export function tagMenu(tag: Tag): MenuEntry[] {
  const under = new Set([tag.name])
  for (const other of library.tags) if (other.parent && under.has(other.parent)) under.add(other.name)
  const others = library.tags.filter((other) => !under.has(other.name)).slice(0, MENU_TAGS)
  const shown = (other: Tag) => '\u2003'.repeat(other.depth) + other.name
  return [
    { label: 'Rename…', icon: Pencil, run: () => void act.renameTag(tag) },
    { label: 'New tag under it…', icon: Plus, run: () => void act.createTag(tag.name) },
    { label: 'Export its stories…', icon: Share, run: () => void exportScope({ kind: 'tag', name: tag.name }) },
    {
      label: 'Colour', icon: Palette,
      items: [
        { label: 'None', checked: tag.colour === null, run: () => void act.colourTag(tag, null) },
        ...act.colours.map((colour): MenuEntry => ({
          label: colour[0]!.toUpperCase() + colour.slice(1), colour, checked: tag.colour === colour, run: () => void act.colourTag(tag, colour),
        })),
      ],
    },
    {
      label: 'Move under', icon: MoveRight, disabled: others.length === 0 && tag.parent === null,
      items: [
        { label: 'No other tag', checked: tag.parent === null, run: () => void act.moveTag(tag.name, null) },
        ...others.map((other): MenuEntry => ({ label: shown(other), checked: tag.parent === other.name, run: () => void act.moveTag(tag.name, other.name) })),
      ],
    },
    { label: 'Merge into', icon: Merge, disabled: others.length === 0, items: others.map((other) => ({ label: shown(other), run: () => void act.mergeTag(tag, other.name) })) },
    'separator',
    { label: 'Delete', icon: Trash, danger: true, run: () => void act.deleteTag(tag) },
  ]
}

export function searchMenu(search: SavedSearch): MenuEntry[] {
  return [
    { label: 'Rename…', icon: Pencil, run: () => void act.renameSearch(search.name, search.query) },
    { label: 'Export what it finds…', icon: Share, run: () => void exportScope({ kind: 'search', name: search.name }) },
    'separator',
    { label: 'Delete', icon: Trash, danger: true, run: () => void act.deleteSearch(search.name, search.query) },
  ]
}
