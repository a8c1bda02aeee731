// History of the open story: which two texts are compared, what differs between them, and where in it the editor is. The page
// under it stays as it was; leaving puts nothing back because nothing was moved.

import * as backend from '$/backend'
import { EVERY, type Article, type ArticleDiff, type RevisionRow, type Side, type Spot } from '$/backend'
import { StetError } from '$/backend/errors'
import { sayFailure } from '$/components/failure'
import { panes } from '$/features/panes.svelte'
import { session } from '$/features/story/session.svelte'
import { door } from './door.svelte'
import { DRAFT, firstPair, inOrder, lastPublished, previousOf, restoreTarget, revisionSide, rowOf, sameSide, sideKey, withDraft, withPrevious, withPublished, type Ground, type Pair } from './sides'
import { stepFrom, stepKey, stepsOf, type Step } from './steps'

export type View = 'in_place' | 'side_by_side' | 'source'

/** Where the page stood when History opened: a block of the body and its distance from the top of the window onto it, in px. */
export interface Anchor {
  block: number | null
  offset: number
  top: number
}

/** A comparison that has come, and the sides it is of: those wished for may be others by now. */
export interface Compared {
  pair: Pair
  /** The version of the draft that it was made with. */
  version: number
  diff: ArticleDiff
  before: Article
  after: Article
}

/** Comparisons and texts kept at hand, so that going back and forth asks nothing. */
const KEPT = 32
const KEPT_TEXTS = 64
/** Rows that are read before anything is shown: more than any window has in sight. */
const FIRST = 200
/** Rows that come at a time after them, so that no answer holds up the page. */
const MORE = 2_000
/** The page has this long to paint before more rows are asked for, in ms. */
const BREATH = 80
/** A load that is not there after this many ms shows that it is under way. */
const SLOW = 300

class HistoryMode {
  /** A comparison is under way, and long enough to say so. */
  waiting = $state(false)
  failure = $state.raw<unknown>(null)
  /** Where a comparison failed because a revision is damaged: which one. */
  damaged = $state<number | null>(null)
  rows = $state.raw<RevisionRow[]>([])
  pair = $state.raw<Pair>({ from: DRAFT, to: DRAFT })
  compared = $state.raw<Compared | null>(null)
  current = $state(0)
  view = $state<View>('in_place')
  /** Changed places of the source view, which counts its own. */
  hunks = $state(0)
  /** Counts every wish to have the current change in sight: stepping, and choosing the same change again. */
  wanted = $state(0)
  /** The width of the page's own scroll bar, in px: the column stands as far from the edge without it. */
  gutter = $state(0)
  /** The revision whose name is being typed in the timeline. */
  naming = $state<number | null>(null)
  /** While the film plays: the revisions of its frame. */
  film = $state.raw<{ from: number | null; to: number | null } | null>(null)
  /** Revisions in which the paragraph that is pointed at changed: their dots are filled. */
  touched = $state.raw<ReadonlySet<number>>(new Set())
  /** Words that the page shows and marks once it has come: what a passage reads in the revision that is looked at. */
  seek = $state.raw<{ spot: Spot; words: string } | null>(null)
  /** Where the page was, until the history page has taken its place there. */
  anchor: Anchor | null = null

  readonly steps: Step[] = $derived(this.compared ? stepsOf(this.compared.diff) : [])
  readonly ground: Ground = $derived({ rows: this.rows, dirty: session.story?.dirty ?? false, published: session.story?.published_revision ?? null })
  /** How many places the stepper goes through. */
  readonly count: number = $derived(this.view === 'source' ? this.hunks : this.steps.length)
  readonly currentKey: string | null = $derived.by(() => {
    if (this.view === 'source') return this.hunks > 0 ? `hunk-${this.current}` : null
    const step = this.steps[this.current]
    return step ? stepKey(step) : null
  })
  /** The timeline's row at either end of the comparison; null for the draft's own. */
  readonly ends = $derived(this.film ?? { from: rowOf(this.pair.from, this.ground), to: rowOf(this.pair.to, this.ground) })
  /** Whether the page shows the sides that were asked for, as they are now, and not still what it showed before them. */
  readonly settled: boolean = $derived(this.compared !== null && cacheKey(this.compared.pair) === cacheKey(this.pair) && (this.pair.to.kind === 'revision' || this.compared.version === this.draftVersion))
  /** Whether the page has the draft itself on the right, so that one block of it can be taken back. */
  readonly onDraft: boolean = $derived(this.compared !== null && rowOf(this.compared.pair.to, this.ground) === rowOf(DRAFT, this.ground))
  /** The revision that Restore takes back; none where that would change nothing, or where it cannot be read. */
  readonly target: number | null = $derived.by(() => {
    if (this.settled && this.steps.length === 0 && this.onDraft) return null
    const target = restoreTarget(this.pair, this.ground)
    return this.failure !== null && target === this.damaged ? null : target
  })
  /** The revision that is being looked at; none for a draft with words of its own. */
  readonly subject: number | null = $derived(this.ends.to)
  /** Tells one text of the draft from the next. */
  get draftVersion(): number {
    return session.story?.version ?? 0
  }

  /** What readers see, or last saw. */
  readonly publishedSide: Side | null = $derived(lastPublished(this.ground))
  /** The story whose history this is. */
  story: string | null = null
  /** Fulfilled when the rows of a long history are all there. */
  whole: Promise<void> = Promise.resolve()
  /** Whether older rows are still to come. */
  reading = $state(false)

  #subject: Side = DRAFT
  #besidePrevious = true
  #cache = new Map<string, Promise<Compared>>()
  #articles = new Map<number, Promise<Article>>()
  #ticket = 0
  #reading = 0
  #leaving: ((focus: boolean) => void) | null = null

  get active(): boolean {
    return door.active
  }
  set active(on: boolean) {
    door.active = on
    panes.timeline = on
  }

  /** Opens the history of the story on the page, everything on it saved first. */
  async enter(): Promise<void> {
    if (this.active || !session.story) return
    const scroller = (session.page as { scroller?: HTMLElement | null } | null)?.scroller ?? null
    const top = scroller?.scrollTop ?? 0
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null
    this.anchor = scroller ? anchorOf(scroller) : null
    this.gutter = scroller ? scroller.offsetWidth - scroller.clientWidth : 0
    this.#leaving = (focus) => {
      if (scroller) scroller.scrollTop = top
      if (!focus || !focused) return
      focused.focus({ preventScroll: true })
      // Giving the focus back brings a caret that stands out of sight into it; the page stays where it was.
      if (!scroller) return
      scroller.scrollTop = top
      requestAnimationFrame(() => (scroller.scrollTop = top))
    }
    try {
      await session.flush()
    } catch {
      return // The page's bar says that the text could not be saved.
    }
    const slow = setTimeout(() => (this.active = true), SLOW)
    const ready = await this.load()
    clearTimeout(slow)
    this.active = ready
  }

  /** What the comparison begins with, as far as the open story tells. */
  #likely(): Pair | null {
    const { head, dirty } = session.story!
    const from = dirty ? head : head - 1
    return from >= 1 ? { from: revisionSide(from), to: DRAFT } : null
  }

  /** Back to the page as it was left. */
  leave(): void {
    if (!this.active) return
    const here = document.activeElement
    // A focus that is elsewhere, on another tab say, stays there.
    const ours = here === null || here === document.body || here.closest('.history-page, .timeline') !== null
    this.active = false
    this.naming = null
    this.touched = new Set()
    this.#ticket += 1
    this.#reading += 1
    this.waiting = false
    this.compared = null
    this.#cache.clear()
    this.#articles.clear()
    const back = this.#leaving
    this.#leaving = null
    // Once the page is in its place again.
    if (back) requestAnimationFrame(() => back(ours))
  }

  /** Reads the revisions of the open story and begins with what its draft changed. Answers whether that worked. */
  async load(): Promise<boolean> {
    const story = session.story
    if (!story) return false
    this.#cache.clear()
    if (this.story !== story.id) {
      this.#articles.clear()
      this.rows = []
      this.compared = null
    }
    this.story = story.id
    // Asked for beside the rows; a guess that was wrong, or that failed, is forgotten.
    const likely = this.#likely()
    let total = 0
    if (likely) this.difference(likely).catch(() => this.#cache.delete(cacheKey(likely)))
    try {
      const page = await backend.historyPage(story.id, EVERY, null, FIRST)
      if (this.story !== story.id) return false
      this.rows = page.rows
      total = page.total
    } catch (failure) {
      sayFailure(failure, () => this.enter())
      return false
    }
    this.#subject = DRAFT
    this.#besidePrevious = true
    // A comparison that failed says so on the page; the timeline is there all the same.
    const compared = this.#compare(firstPair(this.ground))
    this.whole = compared.then(() => this.#rest(story.id, total))
    await compared
    return this.story === story.id
  }

  /** Reads the rest of a long history in pages while the first of it is looked at, and shows it when all of it is there. */
  async #rest(story: string, total: number): Promise<void> {
    const ticket = ++this.#reading
    const stale = () => ticket !== this.#reading || this.story !== story
    this.reading = true
    const more: RevisionRow[] = []
    let below = this.rows.at(-1)?.number ?? 0
    try {
      while (this.rows.length + more.length < total && below > 1) {
        await new Promise((resolve) => setTimeout(resolve, BREATH))
        if (stale()) return
        const { rows } = await backend.historyPage(story, EVERY, below, MORE)
        if (stale() || rows.length === 0) break
        more.push(...rows)
        below = rows.at(-1)!.number
      }
      if (!stale() && more.length > 0) this.rows = [...this.rows, ...more]
    } catch (failure) {
      if (!stale()) sayFailure(failure, () => void (this.whole = this.#rest(story, total)))
    } finally {
      if (ticket === this.#reading) this.reading = false
    }
  }

  /** Reads the revisions again after something changed; what is compared stays where it can. */
  async refresh(): Promise<void> {
    const story = session.story
    if (!story || !this.active) return
    if (story.id !== this.story) return void (await this.load())
    this.#cache.clear()
    try {
      // What is new stands at the top; the rows under it are what they were.
      const { rows, total } = await backend.historyPage(story.id, EVERY, null, FIRST)
      if (this.story !== story.id) return
      const last = rows.at(-1)?.number ?? 0
      this.rows = [...rows, ...this.rows.filter((row) => row.number < last)]
      this.whole = this.#rest(story.id, total)
    } catch (failure) {
      return sayFailure(failure, () => this.refresh())
    }
    await this.#compare(this.#besidePrevious ? withPrevious(this.#subject, this.ground) : this.pair, false)
  }

  // ---- what is compared

  /** What was published beside the draft: what is written since. */
  sincePublication(): boolean {
    const { publishedSide } = this
    if (!publishedSide) return false
    this.#subject = DRAFT
    this.#besidePrevious = false
    void this.#compare({ from: publishedSide, to: DRAFT })
    return true
  }

  /** Looks at `side`: beside the one before it, or beside the From that was chosen, if that is older. */
  look(side: Side): void {
    this.#subject = side
    const [older] = inOrder(this.pair.from, side)
    if (this.#besidePrevious || sameSide(older, side)) {
      this.#besidePrevious = true
      void this.#compare(withPrevious(side, this.ground))
    } else {
      void this.#compare({ from: this.pair.from, to: side })
    }
  }

  /** Looks at a revision of a history that may still be read, where it has that revision. Answers whether it has. */
  async lookAt(number: number): Promise<boolean> {
    const { story } = this
    const has = () => this.active && this.story === story && this.rows.some((row) => row.number === number)
    if (!has()) await this.whole
    if (!has()) return false
    this.look(revisionSide(number))
    return true
  }

  /** Takes `side` as From; what stands on the other end stays, in the order of their making. */
  compareFrom(side: Side): void {
    const [from, to] = inOrder(side, this.pair.to)
    this.#besidePrevious = false
    void this.#compare({ from, to })
  }

  /** Takes `side` as To, likewise. */
  compareTo(side: Side): void {
    const [from, to] = inOrder(this.pair.from, side)
    this.#subject = side
    this.#besidePrevious = false
    void this.#compare({ from, to })
  }

  /** Moves one end of the comparison by `by` revisions, up the timeline where it is positive; the ends never cross. */
  nudge(end: 'from' | 'to', by: 1 | -1): void {
    const { rows, ground, ends } = this
    const numbers = rows.map((row) => row.number as number | null)
    const places = ground.dirty ? [null, ...numbers] : numbers
    const at = places.indexOf(end === 'from' ? ends.from : ends.to)
    const next = places[at - by]
    if (at === -1 || next === undefined) return
    const side = next === null || (!ground.dirty && next === numbers[0]) ? DRAFT : revisionSide(next)
    const other = end === 'from' ? ends.to : ends.from
    if (next === other) return
    if (end === 'from') this.compareFrom(side)
    else this.compareTo(side)
  }

  besidePrevious(): void {
    this.#besidePrevious = true
    void this.#compare(withPrevious(this.#subject, this.ground))
  }

  besideDraft(): void {
    this.#besidePrevious = false
    void this.#compare(withDraft(this.#subject, this.ground))
  }

  /** Answers whether there is a published revision to stand beside. */
  besidePublished(): boolean {
    const pair = withPublished(this.#subject, this.ground)
    if (!pair) return false
    this.#besidePrevious = false
    void this.#compare(pair)
    return true
  }

  /** Whether nothing stands before what is being looked at. */
  get first(): boolean {
    return previousOf(this.pair.to, this.ground) === null
  }

  retry(): void {
    void this.#compare(this.pair)
  }

  async #compare(pair: Pair, again = true): Promise<void> {
    const ticket = ++this.#ticket
    const moved = !sameSide(pair.from, this.pair.from) || !sameSide(pair.to, this.pair.to)
    this.pair = pair
    const slow = setTimeout(() => ticket === this.#ticket && (this.waiting = true), SLOW)
    try {
      const compared = await this.difference(pair)
      if (ticket !== this.#ticket) return
      this.failure = null
      this.compared = compared
      if (moved || again) this.current = 0
      else this.current = Math.min(this.current, Math.max(0, this.steps.length - 1))
    } catch (failure) {
      this.#cache.delete(cacheKey(pair))
      if (ticket !== this.#ticket) return
      const damaged = await this.#damagedOf(pair, failure)
      if (ticket !== this.#ticket) return
      this.damaged = damaged
      this.failure = failure
      this.compared = null
    } finally {
      clearTimeout(slow)
      if (ticket === this.#ticket) this.waiting = false
    }
  }

  /** Which side of a comparison cannot be read. */
  async #damagedOf(pair: Pair, failure: unknown): Promise<number | null> {
    if (StetError.from(failure).code !== 'revision_damaged') return null
    for (const side of [pair.to, pair.from]) {
      if (side.kind !== 'revision') continue
      try {
        await this.article(side)
      } catch {
        return side.number
      }
    }
    return null
  }

  /** The revision before the damaged one that can stand in its place. */
  get around(): number | null {
    const { damaged } = this
    return damaged === null ? null : (this.rows.find((row) => row.number < damaged)?.number ?? null)
  }

  /** Compares past the damaged revision: with the one before it. */
  pastDamage(): void {
    const { around, pair } = this
    if (around === null) return
    const side = revisionSide(around)
    if (pair.to.kind === 'revision' && pair.to.number === this.damaged) this.look(side)
    else this.compareFrom(side)
  }

  /** What differs between two sides of the story, with both texts. */
  difference(pair: Pair): Promise<Compared> {
    const story = this.story!
    const key = cacheKey(pair)
    const known = this.#cache.get(key)
    if (known) return known
    const version = this.draftVersion
    const asked = Promise.all([backend.compare(story, pair.from, pair.to), this.article(pair.from), this.article(pair.to)]).then(([diff, before, after]) => ({ pair, version, diff, before, after }))
    this.#cache.set(key, asked)
    if (this.#cache.size > KEPT) this.#cache.delete(this.#cache.keys().next().value!)
    return asked
  }

  /** The text of a side. */
  article(side: Side): Promise<Article> {
    const story = this.story!
    if (side.kind === 'draft') {
      const now = session.story?.id === story ? session.current() : null
      return now ? Promise.resolve(now) : backend.openStory(story).then((story) => story.article)
    }
    let article = this.#articles.get(side.number)
    if (!article) {
      article = backend.revision(story, side.number)
      this.#articles.set(side.number, article)
      if (this.#articles.size > KEPT_TEXTS) this.#articles.delete(this.#articles.keys().next().value!)
      article.catch(() => this.#articles.delete(side.number))
    }
    return article
  }

  // ---- where in it

  step(by: number): void {
    if (this.count === 0) return
    this.current = stepFrom(this.current, by, this.count)
    this.wanted += 1
  }

  /** Makes the change with this key the current one, without moving the page. */
  point(key: string): void {
    const index = this.steps.findIndex((step) => stepKey(step) === key)
    if (index !== -1) this.current = index
  }

  // ---- names

  /** Names a revision; an empty name takes its name away. */
  async name(number: number, name: string): Promise<void> {
    const row = this.rows.find((row) => row.number === number)
    const given = name.trim() === '' ? null : name.trim()
    if (!row || !this.story || row.name === given) return
    const former = this.rows
    this.rows = this.rows.map((row) => (row.number === number ? { ...row, name: given } : row))
    try {
      await backend.nameRevision(this.story, number, given)
    } catch (failure) {
      this.rows = former
      sayFailure(failure, () => this.name(number, name))
    }
  }
}

const cacheKey = (pair: Pair): string => `${sideKey(pair.from)} ${sideKey(pair.to)}`

/** The first block of the body that can be seen, and how far it stands from the top. */
function anchorOf(scroller: HTMLElement): Anchor {
  const edge = scroller.getBoundingClientRect().top
  const blocks = [...(scroller.querySelector('.body')?.children ?? [])].filter((child) => !child.classList.contains('ProseMirror-widget'))
  const first = scroller.scrollTop === 0 ? -1 : blocks.findIndex((block) => block.getBoundingClientRect().bottom > edge)
  const seen = blocks[first]
  return { block: seen ? first : null, offset: seen ? seen.getBoundingClientRect().top - edge : 0, top: scroller.scrollTop }
}

export const historyMode = new HistoryMode()
