// Plays the drafting as a film: from revision to revision, with the words that came and went.

import { notify } from '$/components/toast'
import { store, stored } from '$/features/stored'
import { framesOf, frameTime, SPEEDS } from './film'
import { historyMode, type Compared } from './historyMode.svelte'
import { revisionSide } from './sides'

/** Frames fetched before they are due. */
const AHEAD = 3

class Player {
  /** Whether the page is a film. */
  on = $state(false)
  running = $state(false)
  /** Whether a frame is awaited. */
  waiting = $state(false)
  speed = $state(stored<number>('history.speed', 1, (value) => (SPEEDS as readonly unknown[]).includes(value)))
  /** Autosaves too, however long the film. */
  every = $state(false)
  frames = $state.raw<number[]>([])
  at = $state(0)
  shown = $state.raw<Compared | null>(null)
  /** What went has gone and what came stands: the second half of a frame. */
  settled = $state(false)
  failure = $state.raw<unknown>(null)
  /** How long the frame on screen stands, in ms. */
  length = $state(1_400)

  readonly number: number | null = $derived(this.frames[this.at] ?? null)
  /** How many revisions the film leaves out. */
  readonly left: number = $derived(historyMode.rows.length - this.frames.length)
  #timers: ReturnType<typeof setTimeout>[] = []
  #ticket = 0

  /** Begins the film at its first frame, or at the revision that is being looked at. */
  async start(): Promise<void> {
    await historyMode.whole
    if (!historyMode.active || this.on) return
    if (historyMode.rows.length < 2) return void notify({ id: 'film', text: 'There is one revision so far, so there is nothing to play yet.' })
    this.frames = framesOf(historyMode.rows, this.every)
    this.on = true
    this.running = true
    await this.go(0)
  }

  /** Ends the film; the page shows the change of the frame it stopped at. */
  stop(): void {
    if (!this.on) return
    const { number } = this
    this.#halt()
    this.#ticket += 1
    this.on = this.running = false
    historyMode.film = null
    this.shown = null
    if (number !== null && historyMode.active) historyMode.look(revisionSide(number))
  }

  /** As `stop`, without looking at anything: history itself is left. */
  drop(): void {
    this.#halt()
    this.#ticket += 1
    this.on = this.running = this.every = false
    historyMode.film = null
    this.shown = null
    this.frames = []
    this.at = 0
  }

  toggle(): void {
    if (this.running) {
      this.running = false
      this.#halt()
      this.settled = false
    } else {
      this.running = true
      // At its end it begins again.
      void this.go(this.at >= this.frames.length - 1 ? 0 : this.at)
    }
  }

  /** Shows frame `at`. While the film runs, the next one follows by itself. */
  async go(at: number): Promise<void> {
    this.#halt()
    const ticket = ++this.#ticket
    this.at = Math.min(Math.max(at, 0), this.frames.length - 1)
    const to = this.frames[this.at] ?? null
    historyMode.film = { from: this.frames[this.at - 1] ?? to, to }
    const slow = setTimeout(() => ticket === this.#ticket && (this.waiting = true), 300)
    try {
      const shown = await this.#frame(this.at)
      if (ticket !== this.#ticket) return
      this.failure = null
      this.shown = shown
    } catch (failure) {
      if (ticket !== this.#ticket) return
      // A revision that cannot be read is said, and the film goes on behind it.
      this.failure = failure
      this.shown = null
    } finally {
      clearTimeout(slow)
      if (ticket === this.#ticket) this.waiting = false
    }
    const summary = this.shown?.diff.summary
    this.length = frameTime(summary ? summary.words_added + summary.words_removed + (summary.changes > 0 ? 1 : 0) : 40, this.speed)
    this.settled = false
    if (!this.running) return
    for (let next = 1; next <= AHEAD; next++) if (this.at + next < this.frames.length) this.#frame(this.at + next).catch(() => null)
    this.#timers.push(setTimeout(() => (this.settled = true), this.length * 0.6))
    this.#timers.push(
      setTimeout(() => {
        if (this.at < this.frames.length - 1) void this.go(this.at + 1)
        else this.running = false
      }, this.length),
    )
  }

  step(by: number): void {
    this.running = false
    void this.go(this.at + by)
  }

  setSpeed(speed: number): void {
    this.speed = speed
    store('history.speed', speed)
  }

  faster(by: 1 | -1): void {
    const place = (SPEEDS as readonly number[]).indexOf(this.speed) + by
    const speed = SPEEDS[Math.min(Math.max(place, 0), SPEEDS.length - 1)]!
    this.setSpeed(speed)
  }

  /** Takes the autosaves in, or leaves them out where the film is long; it stays at the revision it shows. */
  setEvery(every: boolean): void {
    const { number } = this
    this.every = every
    this.frames = framesOf(historyMode.rows, every)
    const at = this.frames.findIndex((frame) => frame >= (number ?? 0))
    void this.go(at === -1 ? this.frames.length - 1 : at)
  }

  #frame(at: number): Promise<Compared> {
    const to = revisionSide(this.frames[at]!)
    const from = at === 0 ? to : revisionSide(this.frames[at - 1]!)
    return historyMode.difference({ from, to })
  }

  #halt(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
  }
}

export const player = new Player()
