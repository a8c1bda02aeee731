// Word counts of the page: each block is counted once and remembered by its node, so that after a change only what changed
// is counted again. Words are found as the core finds them (UAX 29; an ideograph is a word of its own).

import type { Node } from 'prosemirror-model'
import { NodeSelection, type EditorState } from 'prosemirror-state'
import { fieldAt } from './commands/head'
import { schema } from './schema'

/** What the foot of the page shows. */
export interface PageStats {
  /** Words in the body. */
  words: number
  /** Words in the selection, 0 where nothing is selected. */
  selectedWords: number
  /** What the caret is in: `Paragraph`, `Heading 2`, `Headline` … */
  block: string
  /** The index of the body's block that holds the caret; null in the fields above it. */
  atBlock: number | null
}

// Letters and digits, held together by apostrophes and points between letters or digits (UAX 29, WB 6, 7, 11, 12).
const WORD = /[\p{L}\p{N}\p{M}_]+(?:(?:(?<=\p{N})[.,;'’](?=\p{N})|(?<=[\p{L}\p{M}])[.:·'’‘](?=\p{L}))[\p{L}\p{N}\p{M}_]+)*/gu
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const EACH_IDEOGRAPH = new RegExp(IDEOGRAPH.source, 'gu')
const ALNUM = /[\p{L}\p{N}]/u

/** Counts the words of a text. */
export function countWords(text: string): number {
  let count = 0
  let rest = text
  if (IDEOGRAPH.test(text)) rest = text.replace(EACH_IDEOGRAPH, () => (count++, ' '))
  for (const match of rest.matchAll(WORD)) if (ALNUM.test(match[0])) count++
  return count
}

const counted = new WeakMap<Node, number>()

/** Counts the words of a node with everything in it: captions, credits, titles and footnotes too. */
export function wordsOf(node: Node): number {
  const known = counted.get(node)
  if (known !== undefined) return known
  let words = 0
  if (node.isTextblock) {
    let text = ''
    node.forEach((inline) => {
      if (inline.isText) text += inline.text
      else if (inline.type === schema.nodes.hard_break) text += '\n'
      else if (inline.type === schema.nodes.image) text += inline.attrs.alt as string
      else if (inline.type === schema.nodes.footnote) words += wordsOf(inline)
    })
    words += countWords(text)
  } else node.forEach((child) => (words += wordsOf(child)))
  for (const name of ['attribution', 'credit', 'title']) if (typeof node.attrs[name] === 'string') words += countWords(node.attrs[name])
  counted.set(node, words)
  return words
}

/** Counts blocks that nobody has counted yet until `deadline` (ms, `performance.now`); tells whether all are counted. */
export function countAhead(body: Node, deadline: number): boolean {
  for (let i = 0; i < body.childCount; i++) {
    if (counted.has(body.child(i))) continue
    if (performance.now() > deadline) return false
    wordsOf(body.child(i))
  }
  return true
}

function selectedWords(state: EditorState): number {
  const { from, to, empty } = state.selection
  if (empty) return 0
  let words = 0
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (node.isInline) return false
    const whole = from <= pos && to >= pos + node.nodeSize
    if (whole && node.type.isInGroup('block')) {
      words += wordsOf(node)
      return false
    }
    if (!node.isTextblock) return true
    words += countWords(node.textBetween(Math.max(0, from - pos - 1), Math.min(node.content.size, to - pos - 1), ' ', ' '))
    return false
  })
  return words
}

const LABELS: Record<string, string> = {
  headline: 'Headline',
  standfirst: 'Standfirst',
  authors: 'Byline',
  dateline: 'Dateline',
  paragraph: 'Paragraph',
  pull_quote: 'Pull quote',
  code_block: 'Code',
  figure: 'Caption',
}

function label(state: EditorState): string {
  const { selection } = state
  if (selection instanceof NodeSelection) {
    const names: Record<string, string> = { figure: 'Picture', embed: 'Embed', horizontal_rule: 'Rule', footnote: 'Footnote', table: 'Table', fact_box: 'Fact box', image: 'Picture' }
    const name = names[selection.node.type.name]
    if (name) return name
  }
  const { $from } = selection
  for (let depth = $from.depth - 1; depth > 1; depth--) {
    const node = $from.node(depth)
    const { list_item, blockquote, table, fact_box, ordered_list } = schema.nodes
    if (node.type === list_item) return node.attrs.checked !== null ? 'Task' : $from.node(depth - 1).type === ordered_list ? 'Numbered list' : 'List'
    if (node.type === blockquote) return 'Quote'
    if (node.type === table) return 'Table'
    if (node.type === fact_box) return 'Fact box'
  }
  if ($from.parent.type === schema.nodes.heading) return `Heading ${$from.parent.attrs.level as number}`
  return LABELS[$from.parent.type.name] ?? 'Page'
}

/** Reads what the foot shows. Costs as much as there are blocks that were not counted yet, so it runs when idle. */
export function statsOf(state: EditorState): PageStats {
  const { $from } = state.selection
  const inBody = $from.depth > 0 && $from.node(1).type === schema.nodes.doc && !fieldAt($from)
  return { words: wordsOf(state.doc.child(3)), selectedWords: selectedWords(state), block: label(state), atBlock: inBody ? $from.index(1) : null }
}
