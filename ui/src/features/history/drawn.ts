// The body of a comparison in the page. What stands in both of two drawings keeps its elements, so that going from one
// comparison to the next costs what differs and not what is long: a film runs, pictures do not flicker.

import type { BlockDiff } from '$/backend/bindings'
import { dress, markedBlock, type MarkOptions } from './marked'

export class Drawn {
  /** The elements of blocks that were the same in both texts, by what is in them, in reading order. */
  #kept = new Map<string, HTMLElement[]>()

  /** Draws `blocks` into `body`, both texts in one. */
  draw(body: HTMLElement, blocks: readonly BlockDiff[], options: Omit<MarkOptions, 'show'>): void {
    const before = this.#kept
    this.#kept = new Map()
    const elements = blocks.flatMap((block, index) => {
      if (block.change !== 'same' || block.moved) return markedBlock(blocks, index, { ...options, show: 'both' })
      const key = JSON.stringify(block.after)
      const again = before.get(key)?.shift()
      again?.classList.remove('lit')
      const drawn = again ? [dress(again, block, index, 'both')] : markedBlock(blocks, index, { ...options, show: 'both' })
      const alike = this.#kept.get(key)
      if (alike) alike.push(...drawn)
      else this.#kept.set(key, drawn)
      return drawn
    })
    put(body, elements)
  }
}

/** Makes `elements` the children of `parent`; those that are there in this order are not touched. */
function put(parent: HTMLElement, elements: readonly HTMLElement[]): void {
  const stays = new Set<Node>(elements)
  for (const child of [...parent.childNodes]) if (!stays.has(child)) child.remove()
  let next = parent.firstChild
  for (const element of elements) {
    if (element === next) next = next.nextSibling
    else parent.insertBefore(element, next)
  }
}
