// How long stories are meant to be, in words: one setting of the library, by story.
import { setSetting } from '$/backend'
import { sayFailure } from '$/components/failure'
import { library } from '$/features/library/library.svelte'

/** The most targets that are kept; the ones that were set first go. */
const MOST = 2_000

class Targets {
  #all = $derived.by((): Record<string, number> => {
    try {
      const read: unknown = JSON.parse(library.settings.targets ?? '{}')
      return read !== null && typeof read === 'object' ? (read as Record<string, number>) : {}
    } catch {
      return {}
    }
  })

  /** Returns the target of a story; 0 where it has none. */
  of(id: string | undefined): number {
    const words = id === undefined ? 0 : this.#all[id]
    return Number.isSafeInteger(words) && (words as number) > 0 ? (words as number) : 0
  }

  /** Sets the target of a story; 0 takes it away. */
  async set(id: string, words: number): Promise<void> {
    if (this.of(id) === words) return
    const rest = Object.entries(this.#all).filter(([other]) => other !== id)
    const all = JSON.stringify(Object.fromEntries((words > 0 ? [...rest, [id, words] as const] : rest).slice(-MOST)))
    try {
      library.settings = { ...library.settings, targets: all }
      await setSetting('targets', all)
    } catch (failure) {
      sayFailure(failure)
    }
  }
}

export const targets = new Targets()
