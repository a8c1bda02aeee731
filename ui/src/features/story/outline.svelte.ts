// The outline of the open story: whether it is in sight, and its headings as they stood when it was asked for.
import type { Heading } from '$/editor/stats'
import { session } from './session.svelte'

class Outline {
  open = $state(false)
  headings = $state.raw<Heading[]>([])

  toggle = (): void => {
    this.open = !this.open
    if (this.open) this.read()
  }

  /** Reads the headings anew. */
  read(): void {
    this.headings = session.page?.headings() ?? []
  }
}

export const outline = new Outline()
