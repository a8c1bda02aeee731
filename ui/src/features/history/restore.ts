// Taking an older text back, whole or in part. A restore adds a revision and never removes one; Undo takes back the text from before it.

import * as backend from '$/backend'
import type { BlockAt, BlockDiff, Saved } from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { session } from '$/features/story/session.svelte'
import { historyMode } from './historyMode.svelte'
import { revisionInWords } from './sides'
import { fieldName, lower } from './words'

/** Takes back the whole of a revision. */
export async function restoreWhole(number: number): Promise<void> {
  await taking(
    `Restored ${revisionInWords(number, historyMode.rows)}`,
    (id, base) => backend.restore(id, number, base),
    'The draft has this text already.',
  )
}

/** Takes back one field as it was in a revision. */
export async function restoreField(number: number, field: string): Promise<void> {
  await taking(
    `Restored the ${lower(fieldName(field))} of revision ${number}`,
    (id, base) => backend.restoreField(id, number, field, base),
    `The draft has this ${lower(fieldName(field))} already.`,
  )
}

/** Takes back one block of the comparison of a revision with the draft: edited, moved, gone or new. */
export async function restoreParagraph(number: number, block: BlockAt, words = `Restored a paragraph of ${revisionInWords(number, historyMode.rows)}`): Promise<void> {
  await taking(words, (id, base) => backend.restoreBlock(id, number, block, base), 'The draft has this paragraph already.')
}

/** What can be done about one change of the comparison on the draft. */
export type Remedy = { words: string; run: () => Promise<void> }

/** The remedy of a changed block: its older text comes back, it goes back to where it stood, or it goes where it was not there before. */
export function remedyFor(block: BlockDiff, older: number): Remedy | null {
  const at: BlockAt | null = block.to !== null && block.change !== 'departed' ? { side: 'newer', path: [block.to] } : block.from !== null ? { side: 'older', path: [block.from] } : null
  if (at === null || (block.change === 'same' && !block.moved)) return null
  if (block.change === 'inserted') return { words: 'Take this paragraph out', run: () => restoreParagraph(older, at, 'Took a paragraph out') }
  if (block.change === 'deleted') return { words: 'Bring this paragraph back', run: () => restoreParagraph(older, at) }
  return { words: block.moved && block.change === 'same' ? 'Put this paragraph back where it was' : 'Restore this paragraph', run: () => restoreParagraph(older, at) }
}

async function taking(words: string, take: (id: string, base: number) => Promise<Saved>, nothing: string): Promise<void> {
  try {
    await session.flush()
    const story = session.story
    if (!story) return
    const saved = await take(story.id, story.version)
    await session.adopt(saved)
    await historyMode.refresh()
    if (saved.revision === null) return void notify({ id: 'restore', text: nothing })
    const before = await parentOf(story.id, saved.revision)
    notify({ id: 'restore', text: `${words}. It is revision ${saved.revision} now.`, undo: before === null ? undefined : () => putBack(story.id, before) })
  } catch (failure) {
    sayFailure(failure)
  }
}

async function parentOf(id: string, number: number): Promise<number | null> {
  const { rows } = await backend.historyPage(id, backend.EVERY, number + 1, 1)
  return rows[0]?.parent ?? null
}

async function putBack(id: string, before: number): Promise<void> {
  try {
    if (session.story?.id === id) {
      await session.flush()
      await session.adopt(await backend.restore(id, before, session.story.version))
      await historyMode.refresh()
    } else {
      const story = await backend.openStory(id)
      await backend.restore(id, before, story.version)
    }
    notify({ id: 'restore', text: `Taken back. The text of revision ${before} stands again.` })
  } catch (failure) {
    sayFailure(failure)
  }
}
