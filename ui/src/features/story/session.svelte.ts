// The story that is open: its facts, its fields, the page that shows it, and the saver that keeps it. Everything that
// changes the open story goes through here; everything that leaves it waits for `leave`.

import * as backend from '$/backend'
import type { Article, Check, Saved, Status, Story, StorySummary } from '$/backend'
import { StetError } from '$/backend/errors'
import type { EditorCommand } from '$/editor/commands'
import type { Heading, PageStats } from '$/editor/stats'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { library as open } from '$/features/library/library.svelte'
import { Saver, sameJson, type Clock, type Kept, type SaveBackend, type SaveState } from './saver'
import { plainText, statusNames, timeOfDay } from './words'

/** The fields that the page itself shows; the rest live in the inspector. */
export type PageFields = Pick<Article, 'headline' | 'standfirst' | 'byline' | 'dateline' | 'body'> & Partial<Pick<Article, 'kicker'>>

/** What the session asks of the editor's page. */
export interface PageHandle {
  read(): PageFields
  focus(where: 'headline' | 'standfirst' | 'authors' | 'dateline' | 'body'): void
  replace(article: Article): void
  goTo(block: number): void
  /** Goes to what a check is about. */
  show(check: Check): Promise<void>
  /** Puts right what checks found; tells whether anything was there. */
  fix(checks: readonly Check[]): Promise<boolean>
  run(name: EditorCommand): boolean
  headings(): Heading[]
  /** Shows a picture of the library where the page has it, or puts it at the caret. */
  showPicture: (asset: string) => void
}

/** Who else wants to know: the list of stories. */
export interface Follower {
  /** The open story changed. */
  patch(id: string, summary: Partial<StorySummary>): void
  /** Stories came, went, or moved between statuses. */
  refresh(): void
}

const emptyStats: PageStats = { words: 0, characters: 0, minutes: 1, selectedWords: 0, selectedCharacters: 0, block: '', atBlock: null }
const windowClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

export class Session {
  /** Facts of the open story; its `article` is the text as the library has it, `article` below as the desk has it. */
  story = $state.raw<Story | null>(null)
  /** The whole story. The page's fields are as of the last save: read `current()` where they matter. */
  article = $state.raw<Article | null>(null)
  saveState = $state.raw<SaveState>({ kind: 'clean', at: '' })
  /** What the last conflict left behind, until the editor is done with it. */
  conflict = $state.raw<Kept | null>(null)
  /** The slug that was wanted and that another story has. */
  slugTaken = $state.raw<string | null>(null)
  /** Why the window could not close: the text could not be saved. */
  closeFailed = $state.raw<StetError | null>(null)
  /** Whether a story has been on its way for long enough to say so. */
  opening = $state(false)
  stats = $state.raw<PageStats>(emptyStats)
  page = $state.raw<PageHandle | null>(null)
  /** Counts the openings: with each, the page begins afresh. */
  opened = $state(0)

  #saver: Saver | null = null
  #follower: Follower | null = null
  #quiet = false
  #ticket = 0

  constructor(
    private readonly library: SaveBackend = backend,
    private readonly clock: Clock = windowClock,
  ) {}

  // ---- opening and leaving

  /** Shows a story that is already at hand (from boot). What was open before must have been left. */
  start(story: Story | null): void {
    this.#saver?.close()
    this.#saver = null
    // The page that is there shows the story before: nothing of it may be read for this one.
    this.page = null
    this.conflict = null
    this.slugTaken = null
    this.stats = emptyStats
    // The page still shows the story before, which is safe by now: none of its words may be read into this one.
    if (story?.id !== this.story?.id) this.page = null
    this.story = story
    this.article = story?.article ?? null
    this.saveState = { kind: 'clean', at: story?.updated_at ?? '' }
    this.opened += 1
    if (!story) return
    // Where nothing can be written, leaving owes nothing.
    this.#saver = new Saver(
      story.id, this.readOnly ? { ...story, dirty: false } : story, this.library,
      {
        read: () => this.current()!,
        follow: (now, text) => this.#follow(now, text),
        changed: () => this.#changed(),
        saved: (saved, article) => this.#saved(saved, article),
        kept: (kept) => (this.conflict = kept),
        refused: (error) => this.#refused(error),
      },
      this.clock, (at) => `Kept from this desk, ${timeOfDay(at)}`,
    )
  }

  /** Opens a story once the one before is safe. Answers whether it is open; the one before stays where it could not be saved. */
  async open(id: string): Promise<boolean> {
    if (this.story?.id === id) return true
    const ticket = ++this.#ticket
    const slow = setTimeout(() => (this.opening = true), 300)
    try {
      const [story] = await Promise.all([this.library.openStory(id), this.leave()])
      if (ticket !== this.#ticket) return false
      // A key may have come in while the last save was under way.
      while (this.#saver?.unsaved) await this.leave()
      this.start(story)
      return true
    } catch (failure) {
      // A text that could not be saved already says so in the page's bar.
      if (this.saveState.kind !== 'failed') sayFailure(failure, () => this.open(id))
      else notify({ id: 'not-left', text: 'This story could not be saved, so it stays open until it is.' })
      return false
    } finally {
      clearTimeout(slow)
      if (ticket === this.#ticket) this.opening = false
    }
  }

  /** Makes a story and opens it with the caret in the headline. */
  async create(article: Partial<Article> = {}): Promise<boolean> {
    try {
      await this.leave()
      const story = await backend.createStory(article)
      while (this.#saver?.unsaved) await this.leave()
      this.#ticket += 1
      this.start(story)
      this.#follower?.refresh()
      requestAnimationFrame(() => this.page?.focus('headline'))
      return true
    } catch (failure) {
      if (this.saveState.kind !== 'failed') sayFailure(failure, () => this.create(article))
      return false
    }
  }

  /** Ends the sitting at the open story: saved, and a revision where it differs. Rejects where that failed. */
  async leave(): Promise<void> {
    await this.#saver?.leave()
  }

  /** Takes the open story off the page without saving: it is gone from the library. */
  drop(): void {
    this.#ticket += 1
    this.start(null)
  }

  /** Binds the page that shows the story. */
  attach(page: PageHandle): void {
    this.page = page
  }

  /** Takes the words off a page that is about to go, so that none is lost with it. */
  detach(page: PageHandle): void {
    if (this.page !== page) return
    if (this.article) this.article = { ...this.article, ...page.read() }
    this.page = null
  }

  // ---- editing

  /** The page was edited. Costs nothing proportional to the story. */
  touch(): void {
    if (!this.#quiet && !this.readOnly) this.#saver?.touch()
  }

  /** A field of the inspector was edited. */
  set(patch: Partial<Article>): void {
    if (!this.article || this.readOnly) return
    if ('slug' in patch) this.slugTaken = null
    this.article = { ...this.article, ...patch }
    this.touch()
  }

  /** The whole story as it stands now, page and inspector. */
  current(): Article | null {
    return this.article && { ...this.article, ...this.page?.read() }
  }

  /** Saves what is unsaved. Rejects where that failed. */
  async flush(): Promise<void> {
    await this.#saver?.flush()
  }

  /** Tries a failed save again. */
  retry = (): void => void this.#saver?.retry()

  /** Puts the story's text on the clipboard, without the library. */
  copyText = async (): Promise<void> => {
    const article = this.current()
    if (!article) return
    try {
      await backend.copyText(plainText(article))
      notify({ text: 'The text is on the clipboard.' })
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Makes a revision now, named or not. Answers its number; null where nothing differed and nothing was named. */
  async saveVersion(name: string | null = null): Promise<number | null> {
    if (!this.#saver) return null
    try {
      const saved = await this.#saver.version('saved', name)
      if (!saved) return null
      notify({
        id: 'version',
        text: name ? `“${name}” is revision ${saved.head}.` : saved.revision ? `Saved as revision ${saved.revision}.` : `Nothing has changed since revision ${saved.head}.`,
      })
      return saved.revision ?? (name ? saved.head : null)
    } catch {
      return null // The page's bar says it.
    }
  }

  /** Sets the status of the open story; Undo in the notice takes it back. */
  async setStatus(status: Status): Promise<void> {
    const story = this.story
    if (!story || story.status === status) return
    const former = story.status
    if (!(await this.#act(() => backend.setStatus([story.id], status)))) return
    notify({
      id: 'status', text: status === 'spiked' ? 'Spiked. The story is in Spiked until it is taken out or removed.' : `Now ${statusNames[status].toLowerCase()}.`,
      undo: () => this.#back(story.id, former),
    })
  }

  /** Publishes the story, or publishes it again; Undo in the notice goes back to the status before. `note` follows in the notice. */
  async publish(note = ''): Promise<void> {
    const story = this.story
    if (!story) return
    const former = story.status
    if (!(await this.#act(() => backend.publish(story.id)))) return
    if (former === 'published') notify({ id: 'status', text: `Published again, with the changes.${note && ` ${note}`}`, undo: () => this.#unpublish(story.id) })
    else notify({ id: 'status', text: `Published.${note && ` ${note}`}`, undo: () => this.#back(story.id, former) })
  }

  /** Runs an action of this desk that may change the open story (tags of a selection, a renamed tag), everything saved first. */
  async around<T>(action: () => Promise<T>): Promise<T> {
    return this.#saver ? this.#saver.around(action, 'text') : action()
  }

  /** Takes over what a restore left: text, facts and all. */
  async adopt(result: Saved | Story): Promise<void> {
    if (!this.#saver) return
    if ('article' in result) return this.#saver.adopt(result)
    this.#saver.adopt(await this.library.openStory(this.#saver.id))
  }

  /** Puts the text that a conflict kept back onto the page: a restore, so the other text stays in history. */
  async putMineBack(): Promise<void> {
    const { conflict, story } = this
    if (!conflict || !story) return
    try {
      const before = story.head
      await this.flush()
      await this.adopt(await backend.restore(story.id, conflict.revision, this.story!.version))
      this.conflict = null
      notify({ text: `Your text is back on the page. The other one is revision ${Math.max(before, this.story!.head - 1)}.` })
    } catch (failure) {
      sayFailure(failure)
    }
  }

  // ---- the world outside

  /** Begins to listen: the window closing, the library changing. Called once, by the desk. */
  listen(follower: Follower): void {
    this.#follower = follower
    void backend.onCloseRequested(() => void this.close())
    void backend.onLibraryChanged((change) => change.elsewhere && void this.#elsewhere())
  }

  /** Saves and tells the shell that the window may close; where that failed, asks the editor. */
  async close(): Promise<void> {
    try {
      // A page that answers is not closed over its head, however long the disk takes.
      await backend.stayOpen()
      await this.leave()
      this.closeFailed = null
    } catch (failure) {
      this.closeFailed = StetError.from(failure)
      return
    }
    await backend.readyToClose().catch(sayFailure)
  }

  async #elsewhere(): Promise<void> {
    const story = this.story
    if (!story || !this.#saver) return
    try {
      if (await this.#saver.refresh()) notify({ id: 'elsewhere', text: 'This story was changed elsewhere. The new text is on the page.' })
    } catch (failure) {
      if (StetError.from(failure).code === 'story_unknown') sayFailure(failure)
    }
  }

  async #act(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.#saver?.around(action, 'facts')
      this.#follower?.refresh()
      return true
    } catch (failure) {
      if (this.saveState.kind !== 'failed') sayFailure(failure)
      return false
    }
  }

  /** Takes the last publication back: readers see what they saw before. */
  async #unpublish(id: string): Promise<void> {
    if (this.story?.id === id) return void (await this.#act(() => backend.undoPublish(id)))
    await backend.undoPublish(id).then(() => this.#follower?.refresh(), sayFailure)
  }

  async #back(id: string, status: Status): Promise<void> {
    if (this.story?.id === id) return void (await this.#act(() => backend.setStatus([id], status)))
    try {
      await backend.setStatus([id], status)
      this.#follower?.refresh()
    } catch (failure) {
      sayFailure(failure)
    }
  }

  #changed(): void {
    if (this.#saver) this.saveState = this.#saver.state
  }

  #saved(saved: Saved, article: Article): void {
    const { story, article: now } = this
    if (!story || !now) return
    const retagged = !sameJson(story.article.tags, saved.tags)
    // Fields that were edited while the save was under way stay as they are now; the page's are as saved.
    const slug = now.slug === article.slug ? saved.slug : now.slug
    const tags = sameJson(now.tags, article.tags) ? (sameJson(now.tags, saved.tags) ? now.tags : saved.tags) : now.tags
    const { headline, standfirst, byline, dateline, kicker, body } = article
    this.article = this.page ? { ...now, headline, standfirst, byline, dateline, kicker: now.kicker === article.kicker ? kicker : now.kicker, body, slug, tags } : { ...now, slug, tags }
    this.story = { ...story, version: saved.version, head: saved.head, updated_at: saved.saved_at, dirty: saved.revision === null && this.#saver!.ahead, article: this.article }
    this.#tell(saved.words)
    // Counts of tags, and tags that are new, concern the sidebar.
    if (retagged) this.#follower?.refresh()
  }

  #follow(story: Story, text: boolean): void {
    const before = this.article
    this.story = story
    if (text || !before) {
      this.article = story.article
      const onPage = this.page?.read()
      if (onPage && !Object.entries(onPage).every(([name, value]) => sameJson(value, story.article[name as keyof Article]))) {
        this.#quiet = true
        try {
          this.page!.replace(story.article)
        } finally {
          this.#quiet = false
        }
      }
    } else {
      const { published_at, updated_at } = story.article
      this.article = { ...before, published_at, updated_at }
    }
    this.#tell()
  }

  #tell(words?: number): void {
    const { story, article } = this
    if (!story || !article) return
    this.#follower?.patch(story.id, {
      status: story.status, headline: article.headline, section: article.section, slug: article.slug, language: article.language, tags: article.tags, updated_at: story.updated_at,
      ...(article.standfirst ? { standfirst: article.standfirst.slice(0, 200) } : {}),
      ...(words === undefined ? {} : { words }),
      changed_since_publication: this.changedSincePublication,
    })
  }

  #refused(error: StetError): boolean {
    const { article, story } = this
    if (error.code !== 'slug_taken' || !article || !story || article.slug === story.article.slug) return false
    this.slugTaken = article.slug
    this.article = { ...article, slug: story.article.slug }
    return true
  }

  /** Whether the library can only be read. */
  get readOnly(): boolean {
    return open.info?.read_only ?? false
  }

  /** For a published story: what is out differs from the page. */
  get changedSincePublication(): boolean {
    const story = this.story
    return !!story && story.status === 'published' && (story.published_revision !== story.head || story.dirty)
  }
}

export const session = new Session()
