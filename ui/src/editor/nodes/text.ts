// Prose: paragraphs, headings, line breaks, rules, and the text in them.

import { setBlockType } from 'prosemirror-commands'
import { InputRule, textblockTypeInputRule } from 'prosemirror-inputrules'
import type { Command } from 'prosemirror-state'
import { insertBreak, insertRule } from '../commands/blocks'
import type { NodePart } from '../part'

export const paragraph: NodePart = {
  name: 'paragraph',
  spec: { content: 'inline*', group: 'block', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
  keys: (schema) => ({ 'Mod-Alt-0': setBlockType(schema.nodes.paragraph) }),
}

export const heading: NodePart = {
  name: 'heading',
  spec: {
    content: 'inline*',
    group: 'block',
    defining: true,
    attrs: { level: { default: 2 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${node.attrs.level as number}`, 0],
  },
  keys: (schema) => {
    const keys: Record<string, Command> = {}
    for (let level = 1; level <= 6; level++) {
      const { heading, paragraph } = schema.nodes
      keys[`Mod-Alt-${level}`] = (state, dispatch) => {
        const { parent } = state.selection.$from
        const already = parent.type === heading && parent.attrs.level === level
        return (already ? setBlockType(paragraph) : setBlockType(heading, { level }))(state, dispatch)
      }
    }
    return keys
  },
  rules: (schema) => [textblockTypeInputRule(/^(#{1,6})\s$/, schema.nodes.heading, (match) => ({ level: match[1].length }))],
}

export const horizontalRule: NodePart = {
  name: 'horizontal_rule',
  spec: { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] },
  rules: () => [
    new InputRule(/^(?:---|[—–]-|\*\*\*|___)$/, (state, _match, start) => {
      const { $from } = state.selection
      // Alone on its line, or `--word` would become a rule at its third hyphen.
      if ($from.parentOffset !== $from.parent.content.size) return null
      let made = null
      insertRule(state.apply(state.tr), (tr) => (made = tr), start)
      return made
    }),
  ],
}

export const hardBreak: NodePart = {
  name: 'hard_break',
  spec: { inline: true, group: 'inline', selectable: false, linebreakReplacement: true, leafText: () => '\n', parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
  keys: () => ({ 'Shift-Enter': insertBreak }),
}

export const text: NodePart = { name: 'text', spec: { group: 'inline' } }
