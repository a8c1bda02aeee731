// One change of a body taken back, from the difference alone.

import type { ArticleDiff, BlockJson } from '$/backend/bindings'

/** The newer body of a difference with one of its changes taken back; null where there is nothing to take back. */
export function withBlockBack(diff: ArticleDiff, index: number): BlockJson[] | null {
  const block = diff.blocks[index]
  if (!block || block.change === 'departed' || (block.change === 'same' && !block.moved)) return null
  const origin = block.moved ? diff.blocks.findIndex((other) => other.change === 'departed' && other.moved?.from === block.moved!.from) : -1
  const content: BlockJson[] = []
  diff.blocks.forEach((other, at) => {
    if (at === index) {
      // What moved goes back to where it was; what changed is as it was; what was added goes.
      const older = block.change === 'inserted' ? null : (block.before ?? block.after)
      if (older && origin === -1) content.push(older)
    } else if (at === origin) {
      const older = block.before ?? block.after
      if (older) content.push(older)
    } else if (other.change !== 'deleted' && other.change !== 'departed') {
      content.push(other.after ?? other.before!)
    }
  })
  return content.length > 0 ? content : [{ type: 'paragraph' }]
}
