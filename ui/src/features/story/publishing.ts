// What the Publish button says and does.
import type { Story } from '$/backend'
import { counted } from '$/components/figures'
import { inspector } from './inspector.svelte'
import { publishing } from './naming.svelte'
import type { SaveState } from './saver'
import { session } from './session.svelte'

/** What the button says; `reason` where there is nothing to publish. */
export function publishState(story: Story | null, saving: SaveState['kind'], readOnly = session.readOnly): { label: string; tip: string; reason: string | null } {
  if (!story) return { label: 'Publish', tip: '', reason: 'No story is open' }
  if (readOnly) return { label: 'Publish', tip: '', reason: 'This library can only be read' }
  if (story.status === 'spiked') return { label: 'Publish', tip: '', reason: 'Take the story out of Spiked first' }
  if (story.status !== 'published') return { label: 'Publish', tip: 'Publish this story', reason: null }
  const changed = story.dirty || story.head !== story.published_revision || (saving !== 'clean' && saving !== 'failed')
  return { label: 'Update', tip: 'Publish the changes', reason: changed ? null : 'Nothing has changed since it was published' }
}

/** Publishes, or first shows what stands in the way. */
export async function startPublishing(): Promise<void> {
  const article = session.current()
  if (!article || publishState(session.story, session.saveState.kind).reason) return
  const found = await inspector.check(article)
  if (found.some((check) => check.level === 'must')) publishing.open = true
  else await session.publish(worthALook(found.length))
}

/** Says in a sentence what still stands, when all of it is only worth a look. */
export const worthALook = (count: number): string => (count === 0 ? '' : `The Checks name ${counted(count, 'thing', 'things')} worth a look.`)
