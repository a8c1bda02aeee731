// A fresh state for a story: its page and every plugin. Each story has its own, so undo never crosses stories.

import { dropCursor } from 'prosemirror-dropcursor'
import { gapCursor } from 'prosemirror-gapcursor'
import { history } from 'prosemirror-history'
import { inputRules } from 'prosemirror-inputrules'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import { EditorState, Selection, type Plugin } from 'prosemirror-state'
import { tableEditing } from 'prosemirror-tables'
import { pageKeys, typingRules } from './keys'
import { clicks } from './plugins/clicks'
import { clipboard, type PasteHost } from './plugins/clipboard'
import { placeholder } from './plugins/placeholder'
import { find } from './plugins/find'
import { resize } from './plugins/resize'
import { typography } from './plugins/typography'
import { held } from './plugins/held'

/** What the page asks of its host. */
export interface PageHost extends PasteHost {
  /** Opens a link in the system's browser. */
  follow: (href: string) => void
  /** The language whose quotation marks and dashes typing makes; null leaves what is typed. */
  typography?: () => string | null
}

/** Creates the state of a page; `chrome` are plugins of the host, which come first. */
export function createState(page: Node, host: PageHost, chrome: Plugin[] = []): EditorState {
  return EditorState.create({
    doc: page,
    selection: Selection.atStart(page),
    plugins: [
      ...chrome,
      inputRules({ rules: typingRules }),
      typography(host.typography ?? (() => '')),
      clipboard(host),
      resize(),
      keymap(pageKeys),
      // Deep enough for a long day: what was typed at eight in the morning can still be taken back.
      history({ depth: 10_000, newGroupDelay: 600 }),
      tableEditing(),
      gapCursor(),
      dropCursor({ class: 'drop-cursor', color: false, width: 2 }),
      placeholder(),
      clicks(host.follow),
      find(),
      held(),
    ],
  })
}
