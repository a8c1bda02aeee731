// The door to History: all of it that the desk loads at the start. What lies behind (room.ts) is fetched when it is first
// opened, or before that at a quiet moment, so that it costs the start nothing.

import { store, stored } from '$/features/stored'

type Room = typeof import('./room')

/** The desk is quiet for this long before the room is fetched, in ms. */
const QUIET = 1_200

class Door {
  /** Whether the page shows its history. */
  active = $state(false)
  /** Whether an old revision stands beside the draft. */
  beside = $state(false)
  /** Whether the page has a margin that says who wrote what. */
  blame = $state(stored<boolean>('page.blame', false, (value) => typeof value === 'boolean'))
  /** What lies behind the door, once it is there. */
  room = $state.raw<Room | null>(null)
  #coming: Promise<Room> | null = null

  /** Fetches the room, once. */
  load(): Promise<Room> {
    this.#coming ??= import('./room').then(
      (room) => (this.room = room),
      (failure: unknown) => {
        this.#coming = null
        throw failure
      },
    )
    return this.#coming
  }

  /** Fetches the room when nobody waits for it. */
  warm(): void {
    setTimeout(() => void this.load().catch(() => null), QUIET)
  }

  /** Opens the history of the story on the page. */
  async enter(): Promise<void> {
    const room = await this.load()
    await room.historyMode.enter()
  }

  /** Shows or hides who wrote what. */
  async toggleBlame(): Promise<void> {
    await this.load()
    this.blame = !this.blame
    store('page.blame', this.blame)
  }

  /** Opens what a link of the form `stet:story@r14` leads to. */
  async follow(link: string): Promise<void> {
    const room = await this.load()
    await room.openRevisionLink(link)
  }

  /** Back to the page; an old revision beside the draft goes too. */
  leave(): void {
    this.room?.historyMode.leave()
    this.room?.beside.close()
  }
}

export const door = new Door()
