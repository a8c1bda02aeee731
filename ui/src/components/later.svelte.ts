// Views that the first paint does not need: each is loaded when it is first wanted, or at a quiet moment after the start.
import type { Component } from 'svelte'

/** The desk is quiet for this long before it loads what nobody has wanted yet, in ms. */
const QUIET = 1_500
/** Between one view and the next, so that a key press never waits for more than one, in ms. */
const PAUSE = 120

class Later<View> {
  /** The view, once it is there. */
  view = $state.raw<View | null>(null)
  #load: () => Promise<{ default: View }>
  #coming: Promise<void> | null = null

  constructor(load: () => Promise<{ default: View }>) {
    this.#load = load
  }

  /** Loads the view, once; what failed is tried again when it is next wanted. */
  want(): Promise<void> {
    this.#coming ??= this.#load().then(
      ({ default: view }) => void (this.view = view),
      () => void (this.#coming = null),
    )
    return this.#coming
  }
}

const all: Later<never>[] = []

/** Makes a view that is loaded later. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a component of whatever props; each use names its own
export function later<View extends Component<any, any, any>>(load: () => Promise<{ default: View }>): Later<View> {
  const made = new Later(load)
  all.push(made as unknown as Later<never>)
  return made
}

/** Loads, one after another, what nobody has wanted yet. */
export async function warm(): Promise<void> {
  await new Promise((done) => setTimeout(done, QUIET))
  for (const view of all) {
    await view.want()
    await new Promise((done) => setTimeout(done, PAUSE))
  }
}
