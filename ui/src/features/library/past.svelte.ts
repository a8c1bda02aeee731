// The search of old revisions: words that the library's past says, also where no story says them any more.

import * as backend from '$/backend'
import type { PastHit, Progress } from '$/backend'
import { StetError } from '$/backend/errors'

/** Quiet time after a key before the past is searched, in ms: longer than for the stories, for it reads every revision. */
const TYPING = 320
const MOST = 100

class PastSearch {
  /** Whether the search field asks the past. */
  on = $state(false)
  hits = $state.raw<PastHit[]>([])
  /** Revisions that could not be read, and so not searched. */
  damaged = $state(0)
  busy = $state(false)
  progress = $state.raw<Progress | null>(null)
  failure = $state.raw<StetError | null>(null)
  /** The words that `hits` answer. */
  asked = $state('')
  #ticket = 0
  #abort = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Searches for these words, once they rest. */
  type(text: string): void {
    clearTimeout(this.#timer)
    if (text.trim() === this.asked && !this.failure) return
    this.#timer = setTimeout(() => void this.ask(text), TYPING)
  }

  async ask(text: string): Promise<void> {
    const words = text.trim()
    const ticket = ++this.#ticket
    this.stop()
    this.#abort = new AbortController()
    const { signal } = this.#abort
    this.asked = words
    this.failure = null
    if (words === '') {
      this.hits = []
      this.busy = false
      return
    }
    this.busy = true
    this.progress = null
    try {
      const found = await backend.searchRevisions(words, MOST, { signal, onProgress: (progress) => ticket === this.#ticket && (this.progress = progress) })
      if (ticket !== this.#ticket) return
      this.hits = found.hits
      this.damaged = found.damaged.length
    } catch (failure) {
      if (ticket === this.#ticket) this.failure = StetError.from(failure)
    } finally {
      if (ticket === this.#ticket) this.busy = false
    }
  }

  /** Stops; what was found until then stays. */
  stop(): void {
    this.#abort.abort()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.stop()
    this.#ticket += 1
    this.on = this.busy = false
    this.hits = []
    this.asked = ''
    this.failure = null
  }
}

export const past = new PastSearch()
