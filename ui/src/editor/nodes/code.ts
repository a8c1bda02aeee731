// Preformatted text. `language` may be empty.

import { newlineInCode, setBlockType } from 'prosemirror-commands'
import { textblockTypeInputRule } from 'prosemirror-inputrules'
import type { Command } from 'prosemirror-state'
import { leaveCodeDown } from '../commands/blocks'
import type { NodePart } from '../part'

/** Turns a line that is only a fence (```` ```js ````) into a code block. */
const fence: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  const { code_block, paragraph } = state.schema.nodes
  if (!empty || $from.parent.type !== paragraph) return false
  const match = /^```([\w+#.-]{0,32})$/.exec($from.parent.textContent)
  if (!match || !$from.node(-1).canReplaceWith($from.index(-1), $from.indexAfter(-1), code_block)) return false
  if (dispatch) {
    const tr = state.tr.delete($from.start(), $from.end())
    dispatch(tr.setBlockType($from.start(), $from.start(), code_block, { language: match[1] }).scrollIntoView())
  }
  return true
}

const indent: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.type.spec.code || !state.selection.empty) return false
  dispatch?.(state.tr.insertText('  ').scrollIntoView())
  return true
}

/** Backspace in an empty code block turns it back into a paragraph. */
const unmake: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || !$from.parent.type.spec.code || $from.parentOffset > 0) return false
  return setBlockType(state.schema.nodes.paragraph)(state, dispatch)
}

export const codeBlock: NodePart = {
  name: 'code_block',
  spec: {
    content: 'text*',
    marks: '',
    group: 'block',
    code: true,
    defining: true,
    attrs: { language: { default: '' } },
    parseDOM: [{ tag: 'pre', preserveWhitespace: 'full', getAttrs: (dom) => ({ language: languageOf(dom) }) }],
    toDOM: (node) => ['pre', node.attrs.language ? { 'data-language': node.attrs.language as string } : {}, ['code', 0]],
  },
  keys: (schema) => ({
    Enter: (state, dispatch, view) => fence(state, dispatch) || newlineInCode(state, dispatch, view),
    Tab: indent,
    Backspace: unmake,
    ArrowDown: leaveCodeDown,
    'Mod-Alt-c': setBlockType(schema.nodes.code_block),
  }),
  rules: (schema) => [textblockTypeInputRule(/^```([\w+#.-]{0,32})\s$/, schema.nodes.code_block, (match) => ({ language: match[1] }))],
}

function languageOf(dom: HTMLElement): string {
  const own = dom.getAttribute('data-language')
  if (own) return own.slice(0, 64)
  const named = /(?:^|\s)(?:language|lang)-([\w+#.-]{1,32})/.exec(`${dom.className} ${dom.querySelector('code')?.className ?? ''}`)
  return named ? named[1] : ''
}
