// What was written since a story was published: how many changes, for the page's bar.

import * as backend from '$/backend'
import { session } from '$/features/story/session.svelte'

class Since {
  /** Changes since publication; null where there is nothing to say. */
  count = $state<number | null>(null)
  #ticket = 0

  /** Counts again. A later call makes an earlier one's answer void; a count that cannot be made is not shown. */
  async ask(): Promise<void> {
    const story = session.story
    const ticket = ++this.#ticket
    if (!story || !session.changedSincePublication) {
      this.count = null
      return
    }
    const since = await backend.changesSincePublication(story.id).catch(() => null)
    if (ticket === this.#ticket && session.story?.id === story.id) this.count = since?.diff.summary.changes || null
  }

  clear(): void {
    this.#ticket += 1
    this.count = null
  }
}

export const since = new Since()
