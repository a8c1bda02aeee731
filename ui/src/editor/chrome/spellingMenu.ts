// The menu of a misspelt word: what may be meant, the library's dictionary, ignoring it.

import BookPlus from '@lucide/svelte/icons/book-plus'
import EyeOff from '@lucide/svelte/icons/eye-off'
import type { EditorView } from 'prosemirror-view'
import { addOwnWord, removeOwnWord, suggestSpelling } from '$/backend'
import { sayFailure } from '$/components/failure'
import { openMenu, type MenuEntry } from '$/components/menu.svelte'
import { notify } from '$/components/toast'
import { lookAgain, type Misspelling } from '../plugins/spelling'

/** Opens the menu for a word once its suggestions are there. */
export async function openSpellingMenu(view: EditorView, language: string, found: Misspelling, at: { x: number; y: number }): Promise<void> {
  const { doc } = view.state
  const suggestions = await suggestSpelling(language, found.word).catch(() => [])
  if (view.isDestroyed || view.state.doc !== doc) return
  const replace = (text: string) => {
    const { tr } = view.state
    if (tr.doc.textBetween(found.from, Math.min(found.to, tr.doc.content.size)) !== found.word) return
    view.dispatch(tr.insertText(text, found.from, found.to).scrollIntoView())
    view.focus()
  }
  const entries: MenuEntry[] = [
    ...(suggestions.length > 0 ? suggestions.map((text) => ({ label: text, run: () => replace(text) })) : [{ heading: 'Nothing like it in the dictionary' }]),
    'separator',
    { label: 'Add to the library’s dictionary', icon: BookPlus, run: () => void add(view, found.word) },
    {
      label: 'Ignore in this story', icon: EyeOff,
      run: () => {
        lookAgain(view, found.word)
        view.focus()
      },
    },
  ]
  view.focus()
  openMenu(at, entries, `Spelling of “${found.word}”`)
}

async function add(view: EditorView, word: string): Promise<void> {
  try {
    await addOwnWord(word)
    lookAgain(view, null)
    view.focus()
    notify({
      text: `“${word}” is in the library’s dictionary.`,
      undo: async () => {
        await removeOwnWord(word).catch(sayFailure)
        if (!view.isDestroyed) lookAgain(view, null)
      },
    })
  } catch (failure) {
    sayFailure(failure)
  }
}
