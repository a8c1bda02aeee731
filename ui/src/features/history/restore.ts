// Taking an older text back, whole or in part. A restore adds a revision and never removes one; Undo takes back the text from before it.

import * as backend from '$/backend'
import type { Article, BlockDiff, Saved } from '$/backend'
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

/** Takes back one paragraph, or another block, of a revision; `path` counts from 0 in its body. Where it is gone it comes back beside its old neighbours. */
export async function restoreParagraph(number: number, path: number[]): Promise<void> {
  await taking(
    `Restored a paragraph of ${revisionInWords(number, historyMode.rows)}`,
    (id, base) => backend.restoreBlock(id, number, path, base),
    'The draft has this paragraph already.',
  )
}

/** What can be done about one change of the comparison on the draft. */
export type Remedy = { words: string; run: () => Promise<void> }

/** The remedy of a changed block: its older text comes back, or it goes where it was not there before. None where only its place changed. */
export function remedyFor(block: BlockDiff, older: number): Remedy | null {
  if (block.change === 'inserted') return block.to === null ? null : { words: 'Take this paragraph out', run: () => takeOut(block.to!) }
  if (block.from === null || block.change === 'same' || block.change === 'departed') return null
  return { words: block.change === 'deleted' ? 'Bring this paragraph back' : 'Restore this paragraph', run: () => restoreParagraph(older, [block.from!]) }
}

/** Takes a block that was added out of the draft: a version of its own, with what was unsaved kept as one first. */
async function takeOut(index: number): Promise<void> {
  const now = session.current()
  const blocks = now?.body.content ?? []
  if (!now || !blocks[index]) return
  const rest = blocks.filter((_, at) => at !== index)
  const article: Article = { ...now, body: { ...now.body, content: rest.length > 0 ? rest : [{ type: 'paragraph' }] } }
  await taking(
    'Took a paragraph out',
    async (id, base) => {
      const kept = session.story?.dirty ? await backend.saveRevision(id, base, now, 'saved', null) : null
      return backend.saveRevision(id, kept?.version ?? base, article, 'saved', null)
    },
    'The draft has no such paragraph.',
  )
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
  const rows = historyMode.story === id && historyMode.rows.some((row) => row.number === number) ? historyMode.rows : await backend.history(id)
  return rows.find((row) => row.number === number)?.parent ?? null
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
