// The commands of the open story.
import CopyIcon from '@lucide/svelte/icons/copy'
import FileDown from '@lucide/svelte/icons/file-down'
import PenLine from '@lucide/svelte/icons/pen-line'
import Printer from '@lucide/svelte/icons/printer'
import Save from '@lucide/svelte/icons/save'
import Send from '@lucide/svelte/icons/send'
import Trash from '@lucide/svelte/icons/circle-slash'
import * as backend from '$/backend'
import type { ExportFormat, Status } from '$/backend'
import { sayFailure } from '$/components/failure'
import { notify } from '$/components/toast'
import { register } from '$/features/commands.svelte'
import { exporting } from '$/features/export/exporting.svelte'
import { inspector } from './inspector.svelte'
import { naming } from './naming.svelte'
import { registerPageCommands } from './pageCommands'
import { publishState, startPublishing } from './publishing'
import { session } from './session.svelte'
import { statusNames } from './words'

export function registerCommands(): void {
  registerPageCommands()
  const group = 'Story'
  const open = () => session.story !== null
  const becomes = (status: Status) => () => open() && session.story!.status !== status
  register(
    { id: 'story.save', title: 'Save version', group, shortcut: 'Mod+S', icon: Save, keywords: 'revision', when: open, run: () => session.saveVersion() },
    { id: 'story.name', title: 'Name version…', group, shortcut: 'Mod+Shift+S', icon: PenLine, keywords: 'revision label', when: open, run: () => (naming.open = true) },
    {
      id: 'story.publish', title: 'Publish', group, icon: Send, keywords: 'update release',
      when: () => publishState(session.story, session.saveState.kind).reason === null, run: () => startPublishing(),
    },
    ...(['draft', 'review', 'ready'] as const).map((status) => ({
      id: `story.status.${status}`, title: `Set status: ${statusNames[status].toLowerCase()}`, group, when: becomes(status), run: () => session.setStatus(status),
    })),
    { id: 'story.spike', title: 'Spike', group, icon: Trash, keywords: 'delete remove bin trash', when: becomes('spiked'), run: () => session.setStatus('spiked') },
    { id: 'story.duplicate', title: 'Duplicate story', group, icon: CopyIcon, when: open, run: duplicate },
    { id: 'story.export', title: 'Export…', group, shortcut: 'Mod+E', icon: FileDown, keywords: 'markdown html save as', run: () => exporting.show() },
    { id: 'story.print', title: 'Print…', group, shortcut: 'Mod+P', icon: Printer, keywords: 'paper pdf broadsheet', when: open, run: () => import('./print').then(({ print }) => print()) },
    { id: 'story.copyMarkdown', title: 'Copy as Markdown, without exporting', group, shortcut: 'Mod+Shift+C', icon: CopyIcon, when: open, run: () => copyAs('markdown', 'The story is on the clipboard as Markdown.') },
    { id: 'story.copyRich', title: 'Copy as rich text', group, icon: CopyIcon, keywords: 'html word cms paste formatted', when: open, run: copyRich },
    { id: 'story.copyText', title: 'Copy as plain text', group, icon: CopyIcon, when: open, run: () => copyAs('text', 'The story is on the clipboard as plain text.') },
    { id: 'inspector.story', title: 'Show the story’s facts', group, keywords: 'tags slug section language inspector', when: open, run: () => inspector.focusField('tags') },
    { id: 'inspector.checks', title: 'Show checks', group, keywords: 'problems lint before publishing', when: open, run: () => (inspector.tab = 'checks') },
    { id: 'story.tags', title: 'Tag this story…', group, keywords: 'tags label', when: open, run: () => inspector.addTag() },
  )
}

/** Copies the body as HTML, with its plain text for those who take no other. */
async function copyRich(): Promise<void> {
  const story = session.story
  if (!story) return
  try {
    await session.flush()
    const as = (format: ExportFormat) => backend.previewExport(story.id, { format, publication: '', front_matter: false })
    const [html, text] = await Promise.all([as('bare'), as('text')])
    await backend.copyHtml(html.text, text.text)
    notify({ text: 'The story is on the clipboard as rich text.' })
  } catch (failure) {
    sayFailure(failure)
  }
}

async function copyAs(format: ExportFormat, said: string): Promise<void> {
  const story = session.story
  if (!story) return
  try {
    await session.flush()
    const { text } = await backend.previewExport(story.id, { format, publication: '', front_matter: false })
    await backend.copyText(text)
    notify({ text: said })
  } catch (failure) {
    sayFailure(failure)
  }
}

async function duplicate(): Promise<void> {
  const article = session.current()
  if (!article) return
  const { published_at: _, updated_at: __, corrections: ___, slug: ____, ...rest } = article
  if (await session.create({ ...rest, headline: article.headline ? `${article.headline} (copy)` : '' })) notify({ text: 'This is the copy. The story it was made from is untouched.' })
}
