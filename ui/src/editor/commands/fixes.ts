// What the checks point at, found on the page, and what can be put right at once: a word that stands twice, straight quotation
// marks. Each is one step of undo. Loaded when a check is pressed; nothing of it runs on a key.

import type { Mark, Node } from 'prosemirror-model'
import { closeHistory } from 'prosemirror-history'
import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Check } from '../../backend/bindings'
import { schema } from '../schema'
import { substitution, typographyOf } from '../quotes'
import { startOf } from './head'

interface Range {
  from: number
  to: number
}

/** Returns the stretch of the page that a check is about; null where the page no longer has it. */
function stretchOf(state: EditorState, check: Check): Range | null {
  const { doc } = state
  if (check.block === null) {
    const at = check.field === 'headline' ? 0 : check.field === 'standfirst' ? 1 : -1
    if (at < 0) return null
    const from = startOf(state, at === 0 ? 'headline' : 'standfirst')
    return { from: from - 1, to: from + doc.child(at).content.size }
  }
  const body = doc.child(3)
  if (check.block >= body.childCount) return null
  let from = startOf(state, 'body')
  for (let i = 0; i < check.block; i++) from += body.child(i).nodeSize
  return { from, to: from + body.child(check.block).nodeSize }
}

/** The text of a line with the place of each UTF-16 unit. Code, pictures and notes are one sign that is no word. */
interface Line {
  text: string
  at: number[]
  /** Links to stories, each with its words. */
  links: (Range & { words: string })[]
}

function lineOf(node: Node, start: number): Line {
  let text = ''
  const at: number[] = []
  const links: Line['links'] = []
  let before: Mark | undefined
  node.forEach((child, offset) => {
    const from = start + offset
    const link = schema.marks.link.isInSet(child.marks)
    if (link && (link.attrs.href as string).startsWith('stet:')) {
      const last = links.at(-1)
      if (last && before?.eq(link)) {
        last.words += child.textContent
        last.to = from + child.nodeSize
      } else links.push({ words: child.textContent, from, to: from + child.nodeSize })
    }
    before = link
    const prose = child.isText && !schema.marks.code.isInSet(child.marks)
    const said = prose ? child.text! : child.type === schema.nodes.hard_break ? '\ufffa' : '\ufffc'
    text += said
    for (let i = 0; i < said.length; i++) at.push(prose ? from + i : from)
  })
  return { text, at, links }
}

function linesOf(doc: Node, { from, to }: Range): Line[] {
  const lines: Line[] = []
  doc.nodesBetween(from, to, (node, pos) => {
    if (node.isTextblock && !node.type.spec.code) lines.push(lineOf(node, pos + 1))
    return true
  })
  return lines
}

const OF_A_WORD = /[\p{L}\p{M}\p{N}'’]/u

/** Where a word stands twice, and what is taken out: the second with the space before it, or behind it where a line ends between them. */
function doubled({ text, at }: Line, word: string): { both: Range; second: Range } | null {
  const twice = new RegExp(`(${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})([\\s\\ufffa]+)\\1`, 'giu')
  for (const match of text.matchAll(twice)) {
    const [all, first, between] = match
    const end = match.index + all.length
    if (OF_A_WORD.test(text.charAt(match.index - 1)) || OF_A_WORD.test(text.charAt(end))) continue
    const both = { from: at[match.index], to: at[end - 1] + 1 }
    if (!between.includes('\ufffa')) return { both, second: { from: at[match.index + first.length - 1] + 1, to: both.to } }
    const space = /^[^\S\ufffa]/.test(text.slice(end)) ? 1 : 0
    return { both, second: { from: at[end - first.length], to: at[end - 1 + space] + 1 } }
  }
  return null
}

/** What a straight sign is to become, by the index of its unit. */
function curled({ text }: Line, language: string): Map<number, string> {
  const typography = typographyOf(language)
  const made = new Map<number, string>()
  if (!typography) return made
  let before = ''
  const open = { '"': false, "'": false }
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i)
    const found = substitution(before, sign, typography)
    if ((sign === '"' || sign === "'") && found) {
      // Behind a figure it may be an inch or a minute, unless it closes what is open.
      const next = text.charAt(i + 1)
      if (/\d$/.test(before) && !/\p{L}/u.test(next) && (!open[sign] || next === sign)) {
        before += sign
        continue
      }
      made.set(i, found.text)
      const [opening, closing] = (sign === '"' ? typography.double : typography.single) ?? []
      if (found.text === opening && opening !== closing) open[sign] = true
      else if (found.text === closing) open[sign] = false
      before += found.text
    } else if (found && /^\d$/.test(sign) && made.get(i - 1)) {
      // ’90s: the sign before a year was an apostrophe after all.
      made.set(i - 1, found.text.slice(0, -1))
      open["'"] = false
      before = before.slice(0, -1) + found.text
    } else before += sign
  }
  return made
}

/** Puts right what these checks found; null where nothing is there any more. The caret goes to the first place. */
export function fix(state: EditorState, checks: readonly Check[], language: string): Transaction | null {
  const changes: (Range & { text: string })[] = []
  for (const check of checks) {
    const stretch = stretchOf(state, check)
    if (!stretch) continue
    for (const line of linesOf(state.doc, stretch)) {
      if (check.code === 'doubled_word') {
        const found = doubled(line, check.about)
        if (found) changes.push({ ...found.second, text: '' })
        if (found) break
      } else if (check.code === 'straight_quotes') {
        for (const [index, text] of curled(line, language)) changes.push({ from: line.at[index], to: line.at[index] + 1, text })
      }
    }
  }
  if (changes.length === 0) return null
  changes.sort((a, b) => b.from - a.from)
  const tr = closeHistory(state.tr)
  for (const { from, to, text } of changes) {
    if (text) tr.insertText(text, from, to)
    else tr.delete(from, to)
  }
  return tr.setSelection(TextSelection.create(tr.doc, changes.at(-1)!.from + changes.at(-1)!.text.length)).scrollIntoView()
}

/** Returns what a check is about, as exactly as the page knows; null where its block is all that is known. */
export function pointOf(state: EditorState, check: Check): Range | null {
  const stretch = stretchOf(state, check)
  if (!stretch) return null
  const words = check.about.replace(/…$/u, '')
  for (const line of linesOf(state.doc, stretch)) {
    const { text, at } = line
    const range = (from: number, length: number): Range | null => (from < 0 || length === 0 ? null : { from: at[from], to: at[from + length - 1] + 1 })
    let found: Range | null = null
    if (check.code === 'doubled_word') {
      found = doubled(line, check.about)?.both ?? null
    } else if (check.code === 'straight_quotes') found = range(text.search(/["']/), 1)
    else if (check.code === 'unclosed_bracket') found = range(Math.max(...['(', '[', '（', '【'].map((sign) => text.lastIndexOf(sign))), 1)
    else if (check.code === 'unclosed_quote') found = range(Math.max(...['“', '„', '«', '「', '『', '"'].map((sign) => text.lastIndexOf(sign))), 1)
    else if (check.code.startsWith('link_')) found = linkOf(line, words)
    else if (words && !check.code.startsWith('alt_') && !check.code.startsWith('credit_')) found = range(text.indexOf(words), words.length)
    if (found) return found
  }
  return null
}

/** Returns where a link to a story stands whose words begin so. */
function linkOf({ links }: Line, words: string): Range | null {
  return links.find((link) => link.words.startsWith(words)) ?? null
}

/** Returns where the picture stands that lacks what a check misses. */
export function pictureOf(state: EditorState, check: Check): number | null {
  const stretch = stretchOf(state, check)
  const attr = check.code === 'alt_missing' ? 'alt' : check.code === 'credit_missing' ? 'credit' : null
  let found: number | null = null
  if (!stretch || !attr) return null
  state.doc.nodesBetween(stretch.from, stretch.to, (node, pos) => {
    if (found === null && node.type === schema.nodes.figure && !(node.attrs[attr] as string).trim()) found = pos
    return found === null
  })
  return found
}
