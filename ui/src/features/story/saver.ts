// Owns when and how one open story is saved: a small explicit state machine without Svelte, window or clock of its own.
// It refuses to overlap two saves, to drop a text that could not be saved, and to write over a text that it has not seen.

import type { Article, Saved, Story } from '../../backend/bindings'
import { StetError } from '../../backend/errors'

/** A save starts this long after the last edit, in ms: acknowledged within one second of it. */
export const QUIET = 600
/** While typing goes on, a save starts at least this often, in ms: acknowledged within two seconds. */
export const AT_LEAST = 1_500
/** A sitting ends after this long without an edit, in ms. */
export const SITTING_IDLE = 5 * 60_000
/** A sitting that goes on becomes a revision this often, in ms. */
export const SITTING_LENGTH = 10 * 60_000
/** Waits between attempts after a failed save, in ms; the last one repeats. */
export const BACKOFF = [1_000, 2_000, 5_000, 15_000, 30_000]

export type SaveState =
  /** Everything is in the library, since `at` (ISO 8601; none before the first save of a new story's text). */
  | { kind: 'clean'; at: string }
  /** There are edits that no save has yet taken. */
  | { kind: 'dirty' }
  /** A save is in flight. */
  | { kind: 'saving' }
  /** The last save failed; the text is only on the page, and another attempt follows or is under way. */
  | { kind: 'failed'; error: StetError; retrying: boolean }
  /** The story was changed elsewhere; both texts are being put in safety. */
  | { kind: 'conflict' }

/** What a conflict left behind: the editor's own text, kept as a revision of its own. */
export interface Kept {
  revision: number
  /** When, ISO 8601. */
  at: string
}

export interface Clock {
  /** Milliseconds; only differences are used, and `new Date(now())` for the words of a kept revision. */
  now(): number
  after(ms: number, run: () => void): () => void
}

export interface SaveBackend {
  saveWorkingCopy(id: string, base: number, article: Article): Promise<Saved>
  saveRevision(id: string, base: number, article: Article, reason: 'saved' | 'autosaved', name: string | null): Promise<Saved>
  keepBoth(id: string, mine: Article, name: string): Promise<number>
  openStory(id: string): Promise<Story>
}

/** What the saver asks of the page around it. */
export interface Sheet {
  /** Returns the whole story as it stands on the page now. */
  read(): Article
  /** The library holds `story` now: takes over its facts and, if `text`, its text too. Must not count as an edit. */
  follow(story: Story, text: boolean): void
  /** The state or the facts of the story changed. */
  changed(): void
  /** A save was acknowledged. */
  saved(result: Saved, article: Article): void
  /** A save of the text went stale and both texts were kept. */
  kept(kept: Kept): void
  /** A field, not the text, was refused: put it right and answer true, and the save is tried again at once. */
  refused(error: StetError): boolean
}

/** Saves one story for as long as it is open. */
export class Saver {
  state: SaveState
  /** The working copy's version that the next save is based on. */
  base: number
  /** Whether the working copy differs from the newest revision. */
  ahead: boolean

  #edits = 0
  #savedEdits = 0
  #lastEdit = 0
  #unsavedSince: number | null = null
  #sittingSince: number | null = null
  #attempt = 0
  #lastSaved: Article
  #tail: Promise<unknown> = Promise.resolve()
  #inFlight = 0
  #closed = false
  #cancelSave: (() => void) | null = null
  #saveAt = 0
  #failedAt = 0
  #cancelSitting: (() => void) | null = null

  constructor(
    readonly id: string,
    story: Story,
    private readonly backend: SaveBackend,
    private readonly sheet: Sheet,
    private readonly clock: Clock,
    private readonly nameKept: (at: Date) => string,
  ) {
    this.state = { kind: 'clean', at: story.updated_at }
    this.base = story.version
    this.ahead = story.dirty
    this.#lastSaved = story.article
    if (story.dirty) this.#sittingSince = clock.now()
    this.#lastEdit = clock.now()
    this.#watchSitting()
  }

  /** Whether the page holds anything that the library does not. */
  get unsaved(): boolean {
    return this.#edits !== this.#savedEdits
  }

  /** The story was edited. Costs the same whatever the length of the story. */
  touch(): void {
    if (this.#closed) return
    const now = this.clock.now()
    this.#edits += 1
    this.#lastEdit = now
    this.#unsavedSince ??= now
    this.#sittingSince ??= now
    if (this.state.kind === 'clean') this.#set({ kind: 'dirty' })
    this.#arm()
    this.#watchSitting()
  }

  /** Saves what is unsaved; resolves once the library has it. Rejects with the failure, and the text stays on the page. */
  async flush(): Promise<void> {
    do {
      await this.#serial(() => (this.unsaved ? this.#write(null) : undefined))
    } while (this.unsaved && !this.#closed)
  }

  /** Tries a failed save again now. */
  async retry(): Promise<void> {
    await this.flush().catch(() => undefined)
  }

  /** Makes a revision. Resolves to what the library did; its `revision` is null where nothing differed from the head. */
  async version(reason: 'saved' | 'autosaved', name: string | null): Promise<Saved | null> {
    return this.#serial(() => this.#write({ reason, name }))
  }

  /** Runs `action` with everything saved and no save in flight; then takes over the version that it left. */
  async around<T>(action: () => Promise<T>, follow: 'text' | 'facts'): Promise<T> {
    return this.#serial(async () => {
      if (this.unsaved) await this.#write(null)
      const result = await action()
      const seen = this.#edits
      const story = await this.backend.openStory(this.id)
      this.#follow(story, follow === 'text' && seen === this.#edits)
      return result
    })
  }

  /** Takes over a story that this desk itself changed (a restore), text and all. */
  adopt(story: Story): void {
    this.#follow(story, true)
    this.#savedEdits = this.#edits
    this.#unsavedSince = null
    this.#set({ kind: 'clean', at: story.updated_at })
  }

  /** Looks whether the story moved elsewhere. Resolves to true where a new text was put onto the page. */
  async refresh(): Promise<boolean> {
    return this.#serial(async () => {
      const seen = this.#edits
      const story = await this.backend.openStory(this.id)
      if (story.version === this.base || this.unsaved || seen !== this.#edits) return false
      const moved = !sameJson(story.article, this.#lastSaved)
      this.#follow(story, moved)
      this.#set({ kind: 'clean', at: story.updated_at })
      return moved
    })
  }

  /** Ends the sitting: saves, and makes a revision where the story differs from its newest. Rejects where that failed. */
  async leave(): Promise<void> {
    if (this.unsaved || this.ahead) await this.version('autosaved', null)
    await this.flush()
  }

  /** Stops every timer. What is unsaved is the caller's business: `leave` first. */
  close(): void {
    this.#closed = true
    this.#cancelSave?.()
    this.#cancelSitting?.()
  }

  #set(state: SaveState): void {
    this.state = state
    this.sheet.changed()
  }

  /** Runs jobs one after the other: two saves never overlap. */
  #serial<T>(job: () => T | Promise<T>): Promise<T> {
    const run = this.#tail.then(async () => {
      this.#inFlight += 1
      try {
        return await job()
      } finally {
        this.#inFlight -= 1
        if (this.unsaved) this.#arm()
      }
    })
    this.#tail = run.catch(() => undefined)
    return run
  }

  #arm(): void {
    if (this.#closed || this.#inFlight > 0) return
    const due = this.#due()
    // Typing only moves the moment later: the timer looks again when it fires, so that a key press sets none.
    if (this.#cancelSave && this.#saveAt <= due) return
    this.#cancelSave?.()
    this.#saveAt = due
    this.#cancelSave = this.clock.after(Math.max(0, due - this.clock.now()), () => {
      this.#cancelSave = null
      if (this.#inFlight > 0 || !this.unsaved) return
      if (this.clock.now() < this.#due()) return this.#arm()
      void this.#serial(() => (this.unsaved ? this.#write(null) : undefined)).catch(() => undefined)
    })
  }

  #due(): number {
    if (this.state.kind === 'failed') return this.#failedAt + (BACKOFF[Math.min(this.#attempt, BACKOFF.length) - 1] ?? 0)
    return Math.min(this.#lastEdit + QUIET, (this.#unsavedSince ?? this.#lastEdit) + AT_LEAST)
  }

  #watchSitting(): void {
    if (this.#closed || this.#cancelSitting || this.#sittingSince === null) return
    const due = () => Math.min(this.#lastEdit + SITTING_IDLE, (this.#sittingSince ?? 0) + SITTING_LENGTH)
    this.#cancelSitting = this.clock.after(Math.max(0, due() - this.clock.now()), () => {
      this.#cancelSitting = null
      if (this.#sittingSince === null) return
      if (this.clock.now() < due()) return this.#watchSitting()
      this.#sittingSince = null
      void this.version('autosaved', null).catch(() => {
        // The text itself is safe or is being retried; the revision waits for the next sitting's end.
        this.#sittingSince ??= this.clock.now()
        this.#lastEdit = Math.max(this.#lastEdit, this.clock.now())
        this.#watchSitting()
      })
    })
  }

  async #write(revision: { reason: 'saved' | 'autosaved'; name: string | null } | null): Promise<Saved | null> {
    for (;;) {
      const seen = this.#edits
      this.#unsavedSince = null
      // What failed stays in sight until it is saved.
      this.#set(this.state.kind === 'failed' ? { ...this.state, retrying: true } : { kind: 'saving' })
      let article: Article | null = null
      try {
        article = this.sheet.read()
        const saved = revision
          ? await this.backend.saveRevision(this.id, this.base, article, revision.reason, revision.name)
          : await this.backend.saveWorkingCopy(this.id, this.base, article)
        this.base = saved.version
        this.ahead = revision === null
        if (revision && seen === this.#edits) this.#sittingSince = null
        this.#attempt = 0
        this.#savedEdits = seen
        this.#lastSaved = { ...article, slug: saved.slug, tags: saved.tags }
        this.sheet.saved(saved, article)
        this.#set(this.unsaved ? { kind: 'dirty' } : { kind: 'clean', at: saved.saved_at })
        return saved
      } catch (failure) {
        const error = StetError.from(failure)
        if (error.code === 'stale_save' && article) {
          if (await this.#reconcile(article, seen)) continue
          return null
        }
        if (this.sheet.refused(error)) continue
        throw this.#fail(error)
      }
    }
  }

  /**
   * After a stale save. Where only facts moved and the text in the library is the one that this page last saved, answers
   * true: the save may go on from there. Otherwise keeps both texts, shows the other one, and answers false.
   */
  async #reconcile(article: Article, seen: number): Promise<boolean> {
    this.#set({ kind: 'conflict' })
    try {
      let theirs = await this.backend.openStory(this.id)
      if (sameJson(theirs.article, this.#lastSaved)) {
        this.base = theirs.version
        return true
      }
      for (;;) {
        const at = new Date(this.clock.now())
        const revision = await this.backend.keepBoth(this.id, article, this.nameKept(at))
        theirs = await this.backend.openStory(this.id)
        if (seen === this.#edits) {
          this.#savedEdits = seen
          this.#attempt = 0
          this.#follow(theirs, true)
          this.sheet.kept({ revision, at: at.toISOString() })
          this.#set({ kind: 'clean', at: theirs.updated_at })
          return false
        }
        // Words came in while the first ones were being kept: keep these too before the page changes.
        seen = this.#edits
        article = this.sheet.read()
      }
    } catch (failure) {
      throw this.#fail(StetError.from(failure))
    }
  }

  #follow(story: Story, text: boolean): void {
    this.base = story.version
    this.ahead = story.dirty
    this.#sittingSince = story.dirty ? (this.#sittingSince ?? this.clock.now()) : this.unsaved ? this.#sittingSince : null
    this.#lastSaved = story.article
    this.sheet.follow(story, text)
    this.#watchSitting()
  }

  #fail(error: StetError): StetError {
    this.#attempt += 1
    this.#failedAt = this.clock.now()
    this.#unsavedSince ??= this.#failedAt
    // A revision that failed leaves no text unsaved only if the text was saved before it; count it as unsaved to be sure.
    if (!this.unsaved) this.#edits += 1
    this.#set({ kind: 'failed', error, retrying: false })
    return error
  }
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && sameJson(left[key], right[key]))
}
