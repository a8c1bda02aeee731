// An old revision beside the draft: read on one side, written on the other. Owns which revision that is and its text.

import * as backend from '$/backend'
import type { Article, RevisionRow } from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { panes } from '$/features/panes.svelte'
import { session } from '$/features/story/session.svelte'
import { door } from './door.svelte'
import { historyMode } from './historyMode.svelte'

/** Revisions that the picker has to offer: recent ones, and as many with a name, and published. */
const OFFERED = 40

/** Returns the revisions that can be chosen, newest first; `number` is among them. */
async function offered(id: string, number: number | null): Promise<RevisionRow[]> {
  const pages = await Promise.all([
    backend.historyPage(id, backend.EVERY, null, OFFERED),
    backend.historyPage(id, { ...backend.EVERY, named: true }, null, OFFERED),
    backend.historyPage(id, { ...backend.EVERY, published: true }, null, OFFERED),
    number === null ? { rows: [] } : backend.historyPage(id, backend.EVERY, number + 1, 1),
  ])
  const rows = new Map(pages.flatMap((page) => page.rows).map((row) => [row.number, row]))
  return [...rows.values()].sort((a, b) => b.number - a.number)
}

class Beside {
  rows = $state.raw<RevisionRow[]>([])
  /** The revision that is shown. */
  number = $state<number | null>(null)
  article = $state.raw<Article | null>(null)
  failure = $state.raw<unknown>(null)
  /** The story whose revision it is. */
  story: string | null = null
  #ticket = 0

  /** Opens a revision of the open story beside its draft: `number`, or where none is said the one before the newest. */
  async open(number: number | null): Promise<void> {
    if (!session.story) return
    if (historyMode.active) historyMode.leave()
    try {
      await session.flush()
      const { id } = session.story
      const rows = await offered(id, number)
      if (session.story?.id !== id) return
      const wanted = number ?? (rows[0]?.number === session.story.head && !session.story.dirty ? (rows[1] ?? rows[0])?.number : rows[0]?.number)
      if (wanted === undefined) return void notify({ id: 'beside', text: 'This story has no revision yet.' })
      this.story = id
      this.rows = rows
      panes.spread = true
      door.beside = true
      await this.show(wanted)
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Shows another revision. One that cannot be read says so in its place; the draft beside it stays. */
  async show(number: number): Promise<void> {
    const story = this.story
    if (!story) return
    const ticket = ++this.#ticket
    this.number = number
    try {
      const article = await backend.revision(story, number)
      if (ticket !== this.#ticket) return
      this.article = article
      this.failure = null
    } catch (failure) {
      if (ticket !== this.#ticket) return
      this.article = null
      this.failure = failure
    }
  }

  /** Reads the list of revisions again: the draft beside it was saved. */
  async refresh(): Promise<void> {
    const story = this.story
    if (!story || !door.beside) return
    try {
      const rows = await offered(story, this.number)
      if (this.story === story) this.rows = rows
    } catch {
      // The rows that are there stay right; a failing library says so where it is written to.
    }
  }

  /** The draft alone again. */
  close(): void {
    if (!door.beside) return
    this.#ticket += 1
    door.beside = false
    panes.spread = false
    this.article = null
    this.failure = null
    this.story = null
  }
}

export const beside = new Beside()
