// The comparison as one page of HTML, to send to a writer.

import * as backend from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { session } from '$/features/story/session.svelte'
import { historyMode } from './historyMode.svelte'
import { inOrder, sideKey } from './sides'

/** Asks where to, and writes what is compared, older to newer. */
export async function exportRedline(): Promise<void> {
  const { story, pair } = historyMode
  if (!story) return
  const [from, to] = inOrder(pair.from, pair.to)
  try {
    const slug = session.story?.article.slug || 'story'
    const path = await backend.choosePage(`${slug}-${sideKey(from)}-${sideKey(to)}.html`)
    if (path === null) return
    await backend.exportRedline(story, from, to, path)
    notify({ id: 'redline', text: `The redline is in ${path}. It opens in any browser and needs no other file.` })
  } catch (failure) {
    sayFailure(failure, exportRedline)
  }
}
