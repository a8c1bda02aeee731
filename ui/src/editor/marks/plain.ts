// Marks without attributes: how words look, and the Markdown that makes them so.

import { toggleMark } from 'prosemirror-commands'
import { closeHistory } from 'prosemirror-history'
import { InputRule } from 'prosemirror-inputrules'
import type { MarkSpec, Schema } from 'prosemirror-model'
import type { MarkPart } from '../part'
import { withinCode } from './within'

/**
 * Typing the closing delimiter of `**words**` marks the words and takes the delimiters out. `inner` is the pattern's
 * first group; what stands before the opening delimiter may be part of the match and is left alone.
 */
function typed(name: string, pattern: RegExp, delimiter: number): (schema: Schema) => InputRule {
  return (schema) =>
    new InputRule(pattern, (state, match, _start, end) => {
      const type = schema.marks[name]
      const inner = match[1]
      const start = end - (inner.length + 2 * delimiter - 1)
      const before = state.doc.textBetween(start, end)
      if (before !== match[0].slice(match[0].length - inner.length - 2 * delimiter, -1)) return null
      // Words may hold code; a delimiter is none, and code holds no other.
      const delimiters: [number, number][] = name === 'code' ? [[start, end]] : [[start, start + delimiter], [end - delimiter + 1, end]]
      if (!state.selection.$from.parent.type.allowsMarkType(type) || withinCode(state, ...delimiters)) return null
      const tr = closeHistory(state.tr)
      tr.delete(end - delimiter + 1, end).delete(start, start + delimiter)
      tr.addMark(start, start + inner.length, type.create())
      return tr.removeStoredMark(type)
    })
}

function plain(name: string, spec: MarkSpec, keys: string[], rules: ((schema: Schema) => InputRule)[] = []): MarkPart {
  return {
    name,
    spec,
    keys: (schema) => Object.fromEntries(keys.map((key) => [key, toggleMark(schema.marks[name], null, { includeWhitespace: false })])),
    rules: (schema) => rules.map((rule) => rule(schema)),
  }
}

export const em = plain(
  'em',
  {
    parseDOM: [
      { tag: 'em' },
      { tag: 'i', getAttrs: (dom) => dom.style.fontStyle !== 'normal' && null },
      { style: 'font-style=italic' },
      { style: 'font-style=normal', clearMark: (mark) => mark.type.name === 'em' },
    ],
    toDOM: () => ['em', 0],
  },
  ['Mod-i', 'Mod-I'],
  [typed('em', /(?:^|[^*\w])\*([^*\s](?:[^*]*[^*\s])?)\*$/, 1), typed('em', /(?:^|[^_\w])_([^_\s](?:[^_]*[^_\s])?)_$/, 1)],
)

export const strong = plain(
  'strong',
  {
    parseDOM: [
      { tag: 'strong' },
      // Google Docs wraps what it copies in a <b> that is not bold.
      { tag: 'b', getAttrs: (dom) => dom.style.fontWeight !== 'normal' && null },
      { style: 'font-weight=400', clearMark: (mark) => mark.type.name === 'strong' },
      { style: 'font-weight=normal', clearMark: (mark) => mark.type.name === 'strong' },
      { style: 'font-weight', getAttrs: (value) => /^(?:bold(?:er)?|[6-9]\d\d)$/.test(value) && null },
    ],
    toDOM: () => ['strong', 0],
  },
  ['Mod-b', 'Mod-B'],
  [typed('strong', /(?:^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, 2), typed('strong', /(?:^|[^_\w])__([^_\s](?:[^_]*[^_\s])?)__$/, 2)],
)

export const underline = plain('underline', { parseDOM: [{ tag: 'u' }, { tag: 'ins' }], toDOM: () => ['u', 0] }, ['Mod-u', 'Mod-U'])

export const strike = plain(
  'strike',
  { parseDOM: [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }, { style: 'text-decoration=line-through' }, { style: 'text-decoration-line=line-through' }], toDOM: () => ['s', 0] },
  ['Mod-Shift-x'],
  [typed('strike', /(?:^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, 2)],
)

export const highlight = plain('highlight', { parseDOM: [{ tag: 'mark' }], toDOM: () => ['mark', 0] }, ['Mod-Shift-h'], [
  typed('highlight', /(?:^|[^=])==([^=\s](?:[^=]*[^=\s])?)==$/, 2),
])

export const superscript = plain(
  'superscript',
  { excludes: 'superscript subscript', parseDOM: [{ tag: 'sup' }, { style: 'vertical-align=super' }], toDOM: () => ['sup', 0] },
  ['Mod-.'],
)

export const subscript = plain(
  'subscript',
  { excludes: 'superscript subscript', parseDOM: [{ tag: 'sub' }, { style: 'vertical-align=sub' }], toDOM: () => ['sub', 0] },
  [],
)

export const code = plain('code', { code: true, parseDOM: [{ tag: 'code' }, { tag: 'kbd' }, { tag: 'samp' }, { tag: 'tt' }], toDOM: () => ['code', 0] }, ['Mod-`'], [
  typed('code', /(?:^|[^`])`([^`]+)`$/, 1),
])
