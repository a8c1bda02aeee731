// A correction for readers: drafted by core from what changed since publication, worded and added by the editor.

import * as backend from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { session } from '$/features/story/session.svelte'

class Correcting {
  open = $state(false)
  text = $state('')
  /** Whether the draft says nothing: no statement of the published text was changed. */
  nothing = $state(false)

  async begin(): Promise<void> {
    const story = session.story
    if (!story) return
    try {
      await session.flush()
      const text = await backend.draftCorrection(story.id)
      if (session.story?.id !== story.id) return
      this.text = text
      this.nothing = text.trim() === ''
      this.open = true
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Adds the correction, as it was worded, to the story; it goes out with the next update. */
  async add(): Promise<void> {
    const text = this.text.trim()
    const { story, article } = session
    if (text === '' || !story || !article) return
    this.open = false
    const correction = { time: new Date().toISOString(), text }
    session.set({ corrections: [...article.corrections, correction] })
    try {
      await session.flush()
    } catch (failure) {
      return sayFailure(failure)
    }
    notify({
      id: 'correction', text: 'The correction is in the story. It goes out with the next update.',
      undo: () => {
        const now = session.story?.id === story.id ? session.article : null
        if (now) session.set({ corrections: now.corrections.filter((other) => other.time !== correction.time) })
      },
    })
  }
}

export const correcting = new Correcting()
