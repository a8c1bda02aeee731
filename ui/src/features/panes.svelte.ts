// The panes: how wide, folded or not, and what remains in a small window. Sizes are in px and remembered.
import { store, stored } from './stored'

export type PaneName = 'sidebar' | 'list' | 'inspector'
type Sizes = Partial<Record<PaneName, number>>

/** Narrowest and widest, in px. */
export const limits: Record<PaneName, { min: number; max: number }> = {
  sidebar: { min: 168, max: 400 },
  list: { min: 240, max: 560 },
  inspector: { min: 240, max: 480 },
}
const usual = { small: { sidebar: 208, list: 296, inspector: 280 }, large: { sidebar: 232, list: 340, inspector: 320 } }
/** The page is never narrower where all panes stand beside it. */
const PAGE_MIN = 520
const LARGE = 1600
/** Below it the list is a drawer … */
const DRAWER = 1000
/** … and at it, and below, the page is alone. */
const ALONE = 720

const isSizes = (value: unknown) => typeof value === 'object' && value !== null && Object.values(value).every((size) => typeof size === 'number' && Number.isFinite(size))

/** How the panes stand in a window of this width. */
export interface Layout {
  /** Beside the page, or over it as a drawer. */
  sidebar: 'beside' | 'drawer'
  list: 'beside' | 'drawer'
  inspector: 'beside' | 'drawer'
}

/** Returns where each pane stands in a window `width` px wide. For the `timeline` of History list and sidebar give way before the inspector. */
export function layoutFor(width: number, sizes: Record<PaneName, number>, sidebarFolded: boolean, timeline = false): Layout {
  const room = width - PAGE_MIN - sizes.inspector
  if (timeline && room >= 0) {
    const sidebar = sidebarFolded ? 0 : sizes.sidebar
    return { sidebar: room >= sidebar ? 'beside' : 'drawer', list: width >= DRAWER && room >= sidebar + sizes.list ? 'beside' : 'drawer', inspector: 'beside' }
  }
  if (width <= ALONE) return { sidebar: 'drawer', list: 'drawer', inspector: 'drawer' }
  if (width < DRAWER) return { sidebar: 'beside', list: 'drawer', inspector: 'drawer' }
  const left = (sidebarFolded ? 0 : sizes.sidebar) + sizes.list
  return { sidebar: 'beside', list: 'beside', inspector: width - left - sizes.inspector >= PAGE_MIN ? 'beside' : 'drawer' }
}

class Panes {
  windowWidth = $state(typeof window === 'undefined' ? 1440 : window.innerWidth)
  #own = $state.raw<Sizes>(stored<Sizes>('panes.sizes', {}, isSizes))
  #sidebarFolded = $state(stored('panes.sidebar.folded', false))
  #inspectorFolded = $state(stored('panes.inspector.folded', false))
  /** The drawer that is open. */
  drawer = $state<'list' | 'inspector' | null>(null)
  /** Only the page. */
  focus = $state(false)
  /** Two pages stand side by side: sidebar and list give way where there is no room for both. */
  spread = $state(false)
  /** The inspector is the timeline of History. */
  timeline = $state(false)
  /** No story is open, so there is nothing to inspect. */
  empty = $state(false)

  readonly sizes = $derived({ ...(this.windowWidth >= LARGE ? usual.large : usual.small), ...this.#own })
  readonly layout = $derived(layoutFor(this.windowWidth, this.sizes, this.#sidebarFolded, this.timeline))
  readonly #crowded = $derived(this.spread && this.layout.list === 'beside' && this.windowWidth - (this.#sidebarFolded ? 0 : this.sizes.sidebar) - this.sizes.list - this.sizes.inspector < 2 * PAGE_MIN)
  readonly sidebar = $derived(!this.focus && !this.#crowded && (this.layout.sidebar === 'beside' ? !this.#sidebarFolded : this.drawer === 'list'))
  readonly list = $derived(!this.focus && !this.#crowded && (this.layout.list === 'beside' || this.drawer === 'list'))
  readonly inspector = $derived(!this.focus && !this.empty && (this.layout.inspector === 'beside' ? !this.#inspectorFolded : this.drawer === 'inspector'))
  /** The columns of the desk's grid: what stands beside the page. */
  readonly columns = $derived(
    [
      this.sidebar && this.layout.sidebar === 'beside' ? `${this.sizes.sidebar}px` : '0px',
      this.list && this.layout.list === 'beside' ? `${this.sizes.list}px` : '0px',
      'minmax(0, 1fr)',
      this.inspector && this.layout.inspector === 'beside' ? `${this.sizes.inspector}px` : '0px',
    ].join(' '),
  )

  /** Sets a pane's width in px, within its limits. */
  resize(pane: PaneName, width: number): void {
    const { min, max } = limits[pane]
    this.#own = { ...this.#own, [pane]: Math.round(Math.min(max, Math.max(min, width))) }
    store('panes.sizes', this.#own)
  }

  /** Gives a pane its usual width back. */
  reset(pane: PaneName): void {
    const { [pane]: _, ...rest } = this.#own
    this.#own = rest
    store('panes.sizes', rest)
  }

  toggleSidebar = (): void => {
    if (this.focus) this.focus = false
    if (this.#crowded) return void (this.spread = false)
    if (this.layout.sidebar === 'drawer') this.toggleDrawer('list')
    else store('panes.sidebar.folded', (this.#sidebarFolded = !this.#sidebarFolded))
  }

  toggleInspector = (): void => {
    if (this.focus) this.focus = false
    if (this.layout.inspector === 'drawer') this.toggleDrawer('inspector')
    else store('panes.inspector.folded', (this.#inspectorFolded = !this.#inspectorFolded))
  }

  toggleDrawer(pane: 'list' | 'inspector'): void {
    this.drawer = this.drawer === pane ? null : pane
  }

  toggleFocus = (): void => {
    this.focus = !this.focus
    this.drawer = null
  }

  /** Brings a pane into sight, out of focus mode, fold or drawer. */
  reveal(pane: PaneName): void {
    this.focus = false
    if (pane !== 'inspector') this.spread = false
    if (pane === 'sidebar') {
      if (this.layout.sidebar === 'drawer') this.drawer = 'list'
      else store('panes.sidebar.folded', (this.#sidebarFolded = false))
    } else if (this.layout[pane] === 'drawer') this.drawer = pane
    else if (pane === 'inspector') store('panes.inspector.folded', (this.#inspectorFolded = false))
  }
}

export const panes = new Panes()
