// Links to a revision: `stet:STORY@r14`, where STORY is an id, the unique beginning of one, or a slug.

import * as backend from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { session } from '$/features/story/session.svelte'
import { historyMode } from './historyMode.svelte'
import { readRevisionLink, revisionLink } from './address'

/** Puts a link to a revision on the clipboard. */
export async function copyRevisionLink(story: string | null, number: number | null): Promise<void> {
  if (story === null || number === null) return
  try {
    await backend.copyText(revisionLink(story, number))
    notify({ id: 'link', text: `A link to revision ${number} is on the clipboard. Paste it into the command palette to come back here.` })
  } catch (failure) {
    sayFailure(failure)
  }
}

/** Opens the story of a link, and its revision where it names one. Answers whether `text` was such a link. */
export async function openRevisionLink(text: string): Promise<boolean> {
  const link = readRevisionLink(text)
  if (!link) return false
  try {
    const { id } = await backend.openStory(link.story)
    if (session.story?.id !== id) {
      historyMode.leave()
      if (!(await session.open(id))) return true
    }
    if (link.number === null) return true
    await historyMode.enter()
    if (!(await historyMode.lookAt(link.number)) && historyMode.active) {
      notify({ id: 'link', text: `This story has no revision ${link.number}. Its newest is revision ${historyMode.rows[0]?.number ?? 1}.` })
    }
  } catch (failure) {
    sayFailure(failure)
  }
  return true
}
