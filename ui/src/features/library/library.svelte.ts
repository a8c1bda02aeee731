// The state of the list and the sidebar: which stories are asked for, the pages that have come, counts, tags, selection.
// It never holds more of the library than was looked at, and drops answers to questions that are no longer asked.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import * as backend from '$/backend'
import type { Boot, Counts, LibraryInfo, SavedSearch, Sort, Status, StoryPage, StoryQuery, StorySummary, Tag } from '$/backend'
import { StetError } from '$/backend/errors'
import { sayFailure } from '$/components/failure'
import { hasWords } from './chips'

/** Rows fetched at once. */
export const PAGE = 60
/** Quiet time after a key in the search field before it is asked, in ms. */
const TYPING_MS = 90

export type Scope = { kind: 'all' } | { kind: 'status'; status: Status } | { kind: 'tag'; name: string } | { kind: 'search'; name: string }

const noCounts: Counts = { all: 0, draft: 0, review: 0, ready: 0, published: 0, spiked: 0 }

class LibraryState {
  info = $state.raw<LibraryInfo | null>(null)
  author = $state('')
  settings = $state.raw<Record<string, string>>({})
  counts = $state.raw<Counts>(noCounts)
  tags = $state.raw<Tag[]>([])
  searches = $state.raw<SavedSearch[]>([])

  scope = $state.raw<Scope>({ kind: 'all' })
  text = $state('')
  sort = $state<Sort>('updated')
  /** Whether the search field stands above the list. */
  searching = $state(false)
  /** The search on screen: behind `text` by the time an answer takes. */
  shownText = $state('')

  total = $state(0)
  readonly pages = new SvelteMap<number, StorySummary[]>()
  /** Why the last question had no answer. */
  failure = $state.raw<StetError | null>(null)
  /** A question has been out for longer than 300 ms. */
  slow = $state(false)
  /** Counts the questions answered: the list goes to its top at each. */
  answered = $state(0)

  /** The story on the page. */
  opened = $state<string | null>(null)
  /** Stories selected, several or the open one. */
  readonly selection = new SvelteSet<string>()
  /** The row that arrows start from, and where a range with Shift starts. */
  active = $state(-1)
  anchor = $state(-1)

  readonly query: StoryQuery = $derived({
    text: this.text,
    status: this.scope.kind === 'status' ? this.scope.status : null,
    tag: this.scope.kind === 'tag' ? this.scope.name : null,
    sort: this.sort,
  })
  /** Whether rows come by rank, with snippets. */
  readonly ranked = $derived(this.sort === 'updated' && hasWords(this.shownText))
  /** Whether rows are grouped by day. */
  readonly dated = $derived(!this.ranked && (this.sort === 'updated' || this.sort === 'created'))
  readonly filtered = $derived(this.shownText.trim() !== '')
  readonly title = $derived(
    this.scope.kind === 'tag' || this.scope.kind === 'search' ? this.scope.name
    : this.scope.kind === 'status' ? { draft: 'Drafts', review: 'In review', ready: 'Ready', published: 'Published', spiked: 'Spiked' }[this.scope.status]
    : 'All stories',
  )

  /** Set by the desk: opens a story on the page, takes it off, exports some, and runs what may change the open one once it is saved. */
  open: (id: string, focus?: boolean) => void = () => {}
  drop: () => void = () => {}
  export: (what: string[] | 'list') => void = () => {}
  around: <T>(action: () => Promise<T>) => Promise<T> = (action) => action()

  /** Counts the questions asked, and the rows taken over: an answer to an older one is dropped. */
  #question = 0
  #taken = 0
  #pending = new Set<number>()
  #seen: [number, number] = [0, 0]
  #timer: ReturnType<typeof setTimeout> | undefined
  #refreshing: Promise<void> | null = null
  #again = false

  /** Takes over what came with the start, or with another library. */
  adopt(boot: Boot): void {
    this.#question += 1
    this.info = boot.library
    this.author = boot.author
    this.settings = boot.settings
    this.counts = boot.counts
    this.tags = boot.tags
    this.searches = boot.searches
    this.scope = { kind: 'all' }
    this.text = this.shownText = ''
    this.sort = 'updated'
    this.searching = false
    this.failure = null
    this.#take(boot.page ?? { total: 0, offset: 0, rows: [] })
    this.opened = boot.story?.id ?? null
    this.#selectOpened()
  }

  /** The row at `index`, or undefined where it has not come yet. */
  row(index: number): StorySummary | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE]
  }

  /** Where a story stands among the rows that have come; −1 where it is not among them. */
  indexOf(id: string): number {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((row) => row.id === id)
      if (at >= 0) return page * PAGE + at
    }
    return -1
  }

  summary(id: string): StorySummary | undefined {
    const index = this.indexOf(id)
    return index < 0 ? undefined : this.row(index)
  }

  /** Which rows are in sight: what a refresh asks again. */
  see(first: number, last: number): void {
    this.#seen = [first, last]
  }

  // ---- questions

  /** Shows a part of the library; resolves once its rows are there. */
  show(scope: Scope): Promise<void> {
    const search = scope.kind === 'search' ? this.searches.find((saved) => saved.name === scope.name) : undefined
    this.scope = scope
    this.text = search?.query ?? ''
    this.searching = scope.kind === 'search'
    return this.reload()
  }

  setSort(sort: Sort): void {
    this.sort = sort
    void this.reload()
  }

  /** Searches as the editor types. */
  type(text: string): void {
    this.text = text
    if (this.scope.kind === 'search' && this.searches.find((saved) => saved.name === (this.scope as { name: string }).name)?.query !== text) this.scope = { kind: 'all' }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.reload(), TYPING_MS)
  }

  /** Shows the search field; at the whole desk where it was not there yet. */
  beginSearch(): void {
    this.searching = true
  }

  endSearch(): void {
    this.searching = false
    if (this.scope.kind === 'search') this.scope = { kind: 'all' }
    if (this.text === '' && this.shownText === '') return
    this.text = ''
    void this.reload()
  }

  /** Asks for the first page again, at the top; the old rows stay until it is there. */
  async reload(): Promise<void> {
    clearTimeout(this.#timer)
    const question = ++this.#question
    const query = this.query
    const late = setTimeout(() => { if (question === this.#question) this.slow = true }, 300)
    try {
      const page = await backend.listStories(query, 0, PAGE)
      if (question !== this.#question) return
      this.failure = null
      this.shownText = query.text
      this.#take(page)
      this.answered += 1
      this.#selectOpened()
    } catch (failure) {
      if (question === this.#question) this.failure = StetError.from(failure)
    } finally {
      clearTimeout(late)
      if (question === this.#question) this.slow = false
    }
  }

  /** Fetches the page of a row that is in sight and has not come. */
  async need(index: number): Promise<void> {
    const at = Math.floor(index / PAGE)
    if (this.pages.has(at) || this.#pending.has(at)) return
    this.#pending.add(at)
    const taken = this.#taken
    try {
      const page = await backend.listStories({ ...this.query, text: this.shownText }, at * PAGE, PAGE)
      if (taken !== this.#taken) return
      this.total = page.total
      this.pages.set(at, page.rows)
    } catch (failure) {
      if (taken === this.#taken) this.failure = StetError.from(failure)
    } finally {
      if (taken === this.#taken) this.#pending.delete(at)
    }
  }

  /** Brings rows in sight, counts, tags and saved searches up to date, quietly: scroll and selection stay. */
  refresh(): Promise<void> {
    this.#again = true
    this.#refreshing ??= (async () => {
      try {
        while (this.#again) {
          this.#again = false
          await this.#refreshOnce()
        }
      } catch (failure) {
        sayFailure(failure)
      } finally {
        this.#refreshing = null
      }
    })()
    return this.#refreshing
  }

  async #refreshOnce(): Promise<void> {
    const question = this.#question
    const taken = this.#taken
    const first = Math.floor(this.#seen[0] / PAGE)
    const last = Math.max(first, Math.floor(this.#seen[1] / PAGE))
    const query = { ...this.query, text: this.shownText }
    const [pages, counts, tags, searches] = await Promise.all([
      Promise.all(Array.from({ length: last - first + 1 }, (_, at) => backend.listStories(query, (first + at) * PAGE, PAGE))),
      backend.counts(), backend.tags(), backend.savedSearches(),
    ])
    this.counts = counts
    this.tags = tags
    this.searches = searches
    // Another question was asked or answered meanwhile: its answer stands.
    if (question !== this.#question || taken !== this.#taken) return
    this.#taken += 1
    this.#pending.clear()
    const activeId = this.active >= 0 ? this.row(this.active)?.id : undefined
    for (const at of [...this.pages.keys()]) if (at < first || at > last) this.pages.delete(at)
    pages.forEach((page, at) => this.pages.set(first + at, page.rows))
    this.total = pages[0]?.total ?? 0
    if (activeId) this.active = this.anchor = this.indexOf(activeId)
  }

  #take(page: StoryPage): void {
    this.#taken += 1
    this.#pending.clear()
    this.pages.clear()
    this.pages.set(Math.floor(page.offset / PAGE), page.rows.slice(0, PAGE))
    this.total = page.total
    this.#seen = [0, 0]
  }

  // ---- the open story and the selection

  /** A story was saved: its row follows. It comes to the top where the list is by date of change. */
  patch(id: string, change: Partial<StorySummary>): void {
    const index = this.indexOf(id)
    if (index < 0) return
    const at = Math.floor(index / PAGE)
    const row = { ...this.row(index)!, ...change }
    if (!this.dated || this.sort !== 'updated' || index === 0) {
      this.pages.set(at, this.pages.get(at)!.with(index % PAGE, row))
      return
    }
    let carried: StorySummary | undefined = row
    for (let page = 0; page <= at && carried; page += 1) {
      const rows = this.pages.get(page)
      if (!rows) return void this.refresh()
      const next: StorySummary[] = page === at ? [carried, ...rows.filter((other) => other.id !== id)] : [carried, ...rows]
      carried = next.length > PAGE ? next.pop() : undefined
      this.pages.set(page, next)
    }
    if (this.active === index) this.active = this.anchor = 0
    else if (this.active >= 0 && this.active < index) this.active = this.anchor = this.active + 1
  }

  /** The page shows another story. */
  follow(id: string | null): void {
    if (this.opened === id) return
    this.opened = id
    // A selection of several stays while its own stories are looked through, and ends with a story from elsewhere.
    if (this.selection.size <= 1 || (id !== null && !this.selection.has(id))) this.#selectOpened()
  }

  #selectOpened(): void {
    this.selection.clear()
    this.active = this.anchor = -1
    if (!this.opened) return
    this.selection.add(this.opened)
    this.active = this.anchor = this.indexOf(this.opened)
  }

  /** Selects one row alone. */
  select(index: number): void {
    const row = this.row(index)
    this.active = this.anchor = index
    this.selection.clear()
    if (row) this.selection.add(row.id)
  }

  /** Adds a row to the selection, or takes it out. */
  toggle(index: number): void {
    const row = this.row(index)
    if (!row) return
    this.active = this.anchor = index
    if (!this.selection.delete(row.id)) this.selection.add(row.id)
  }

  /** Selects from the anchor to `index`; asks for the ids of rows that have not come. */
  async extend(index: number): Promise<void> {
    this.active = index
    const from = Math.max(0, Math.min(this.anchor, index))
    const to = Math.max(this.anchor, index)
    const question = this.#question
    let ids: string[] = []
    for (let at = from; at <= to; at += 1) {
      const row = this.row(at)
      if (!row) {
        ids = (await this.allIds()).slice(from, to + 1)
        break
      }
      ids.push(row.id)
    }
    if (question !== this.#question || this.active !== index) return
    this.selection.clear()
    for (const id of ids) this.selection.add(id)
  }

  async selectAll(): Promise<void> {
    const ids = await this.allIds()
    this.selection.clear()
    for (const id of ids) this.selection.add(id)
  }

  /** Stories that were selected may have left the list: the selection goes on to the row that took their place. */
  goOn(gone: string[], place: number): void {
    for (const id of gone) if (this.indexOf(id) < 0) this.selection.delete(id)
    if (this.selection.size > 0 || place < 0) return
    const index = Math.min(place, this.total - 1)
    const row = this.row(index)
    if (!row) return
    this.select(index)
    if (this.opened === null || gone.includes(this.opened)) this.open(row.id)
  }

  /** Ends a selection of several. */
  clearSelection(): void {
    this.#selectOpened()
  }

  allIds(): Promise<string[]> {
    return backend.listIds({ ...this.query, text: this.shownText })
  }
}

export const library = new LibraryState()
