// The history of a passage: in which revisions some words came, changed and went. Asked by words, or by a selection on the page.

import * as backend from '$/backend'
import type { PassageEvent, Side, Spot } from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { session } from '$/features/story/session.svelte'
import { historyMode } from './historyMode.svelte'
import { unitsOf } from './offsets'
import { DRAFT } from './sides'

/** Quiet time after a key before the words are asked for, in ms. */
const TYPING = 250

/** Some words of one side of the story. */
export interface Selected {
  side: Side
  spot: Spot
  from: number
  to: number
  words: string
}

class Passages {
  /** Whether its panel stands above the timeline. */
  open = $state(false)
  text = $state('')
  events = $state.raw<PassageEvent[] | null>(null)
  busy = $state(false)
  failure = $state.raw<unknown>(null)
  /** The event that is looked at. */
  at = $state(-1)
  /** Stops the question that is under way; nobody waits for its answer any more. */
  #abort = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Opens the panel; the keyboard goes to its field. */
  show(): void {
    this.open = true
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#abort.abort()
    this.open = this.busy = false
    this.text = ''
    this.events = null
    this.failure = null
    this.at = -1
  }

  /** The words in the field changed. */
  type(text: string): void {
    this.text = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.ask(), TYPING)
  }

  async ask(): Promise<void> {
    clearTimeout(this.#timer)
    const words = this.text.trim()
    if (words === '') {
      this.#abort.abort()
      this.events = null
      this.failure = null
      this.busy = false
      return
    }
    await this.#take((story, signal) => backend.passage(story, words, { signal }))
  }

  /** Follows a selection back to where it came from, and shows the revision that brought it. */
  async follow(selected: Selected): Promise<void> {
    this.open = true
    this.text = selected.words
    await this.#take((story, signal) => backend.appeared(story, selected.side, selected.spot, selected.from, selected.to, { signal }))
    const { events } = this
    const last = events?.findLastIndex((event) => event.change !== 'unreadable') ?? -1
    const event = events?.[last]
    if (!event) return
    if (event.revision === null) notify({ id: 'appeared', text: 'These words are new: no revision has them yet.' })
    this.look(last)
  }

  /** Shows the revision of an event. */
  look(at: number): void {
    const event = this.events?.[at]
    if (!event) return
    this.at = at
    if (event.revision === null) historyMode.look(DRAFT)
    else void historyMode.lookAt(event.revision)
    const { place } = event
    historyMode.seek = place === null ? null : { spot: place, words: event.text }
  }

  async #take(ask: (story: string, signal: AbortSignal) => Promise<PassageEvent[]>): Promise<void> {
    const story = historyMode.story
    if (!story) return
    this.#abort.abort()
    this.#abort = new AbortController()
    const { signal } = this.#abort
    this.busy = true
    this.at = -1
    try {
      const events = await ask(story, signal)
      if (signal.aborted) return
      this.events = events
      this.failure = null
    } catch (failure) {
      if (signal.aborted) return
      this.events = null
      this.failure = failure
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }
}

export const passages = new Passages()

/** What is selected on the page or in its history, and on which side of the comparison it stands. Null where nothing is. */
function selected(): Selected | null {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  const start = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement
  const words = selection.toString().trim()
  if (!start || words === '') return null
  const page = start.closest('.history-page .story')
  const field = start.closest('.headline, .standfirst')
  if (!page) {
    // The page itself.
    if (!start.closest('main .ProseMirror')) return null
    const block = field ?? start.closest('main .ProseMirror .body > *')
    const units = block && unitsOf(block, range, null)
    if (!units) return null
    if (field) return { side: DRAFT, spot: { kind: 'field', name: field.classList.contains('headline') ? 'headline' : 'standfirst' }, ...units, words }
    const all = [...(block!.parentElement?.children ?? [])].filter((child) => !child.classList.contains('ProseMirror-widget'))
    return { side: DRAFT, spot: { kind: 'block', index: all.indexOf(block!) }, ...units, words }
  }
  const { compared } = historyMode
  const pair = compared?.pair ?? historyMode.pair
  const gone = start.closest('del, .is-del, .departed') !== null || (start.closest('.pair') !== null && start.closest('.pair > :first-child') !== null)
  const side = gone ? pair.from : pair.to
  const without = gone ? 'ins, .is-ins' : 'del, .is-del'
  if (field) {
    const units = unitsOf(field, range, without)
    return units && { side, spot: { kind: 'field', name: field.classList.contains('headline') ? 'headline' : 'standfirst' }, ...units, words }
  }
  const block = start.closest<HTMLElement>('[data-block]')
  const diff = block && compared?.diff.blocks[Number(block.dataset.block)]
  const index = gone ? diff?.from : diff?.to
  const units = block && unitsOf(block, range, without)
  return units && index != null ? { side, spot: { kind: 'block', index }, ...units, words } : null
}

/** “When did this appear?” Answers whether anything was selected to ask it of. */
export async function whenAppeared(): Promise<boolean> {
  const what = selected()
  if (!what) {
    notify({ id: 'appeared', text: 'Select some words first, then ask when they appeared.' })
    return false
  }
  try {
    if (!historyMode.active) {
      await session.flush()
      await historyMode.enter()
    }
    if (historyMode.active) await passages.follow(what)
  } catch (failure) {
    sayFailure(failure)
  }
  return true
}
