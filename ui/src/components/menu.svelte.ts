// Menus: what an entry is, and the one menu that any place of the window may open at an element or at the pointer.
import { tick, type Component } from 'svelte'
import type { Colour, Status } from '$/backend'

export interface MenuItem {
  label: string
  run?: () => void
  icon?: Component<{ class?: string }>
  /** A glyph of a status in the icon's place. */
  status?: Status
  /** A dot of a tag's colour in the icon's place. */
  colour?: Colour | null
  shortcut?: string
  /** A few soft words at the end of the row. */
  hint?: string
  checked?: boolean
  disabled?: boolean
  danger?: boolean
  /** A menu under this one. */
  items?: MenuEntry[]
}
export type MenuEntry = MenuItem | 'separator' | { heading: string }

export interface Point { x: number; y: number }

class FloatingMenu {
  open = $state(false)
  entries = $state.raw<MenuEntry[]>([])
  label = $state('')
  anchor = $state.raw<Element | Point | null>(null)
  align = $state<MenuPlace['align']>('start')
  side = $state<MenuPlace['side']>('bottom')
  /** The control that the menu belongs to, or nothing for a context menu. */
  owner = $state('')
  /** Where the focus goes back to. */
  from: HTMLElement | null = null
  /** When it was last closed, in ms of `performance.now`. */
  closedAt = 0
}

/** How a menu stands beside the element that it opens at. */
export interface MenuPlace {
  align: 'start' | 'center' | 'end'
  side: 'top' | 'bottom'
  owner: string
  /** Where the focus goes back to; where it was, if nothing is said. */
  from: HTMLElement | null
}

export const floating = new FloatingMenu()

/** Opens a menu at an element (under it) or at a point (context menus). The focus returns to where it was. */
export function openMenu(anchor: Element | Point, entries: MenuEntry[], label: string, place: Partial<MenuPlace> = {}): void {
  const focused = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : null
  floating.from = place.from ?? focused
  floating.align = place.align ?? 'start'
  floating.side = place.side ?? 'bottom'
  floating.owner = place.owner ?? ''
  floating.entries = entries
  floating.anchor = anchor
  floating.label = label
  floating.open = true
}

/** Closes the open menu. */
export function closeMenu(): void {
  floating.open = false
  floating.closedAt = performance.now()
}

/** Where a context menu opens: at the pointer, or at the element where it was asked for by keyboard. */
export function menuPoint(event: MouseEvent): Element | Point {
  if (event.clientX > 0 || event.clientY > 0) return { x: event.clientX, y: event.clientY }
  return event.currentTarget instanceof Element ? event.currentTarget : { x: 0, y: 0 }
}

/**
 * Gives the focus back to what opened a menu, once the key press that closed it is over: WebKit would go on and press the
 * button that has just got the focus.
 */
export function giveBack(event: Event, to: () => HTMLElement | null | undefined): void {
  event.preventDefault()
  setTimeout(() => to()?.focus({ preventScroll: true }), 0)
}

/** Runs an entry once its menu is gone and the focus is back, so that what it opens may take the focus. */
export async function runEntry(item: MenuItem): Promise<void> {
  await tick()
  setTimeout(() => item.run?.(), 20)
}
