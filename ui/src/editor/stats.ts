// Word counts of the page: each block is counted once and remembered by its node, so that after a change only what changed
// is counted again. Words are found as the core finds them (UAX 29; an ideograph is a word of its own). Thai, Lao, Khmer and
// Burmese run words together: the browser's dictionary counts them at once, and the core is asked, whose count stands.

import type { Node } from 'prosemirror-model'
import { NodeSelection, type EditorState } from 'prosemirror-state'
import { fieldAt } from './commands/head'
import { RUN_LETTERS, wordsOfRun } from './runs'
import { schema } from './schema'

/** What the foot of the page shows. */
export interface PageStats {
  /** Words in the body. */
  words: number
  /** Characters of the body, spaces among them. */
  characters: number
  /** Minutes that reading takes: 238 words a minute, 500 characters of Chinese or Japanese; at least 1. */
  minutes: number
  /** Words in the selection, 0 where nothing is selected. */
  selectedWords: number
  /** Characters in the selection. */
  selectedCharacters: number
  /** What the caret is in: `Paragraph`, `Heading 2`, `Headline` … */
  block: string
  /** The index of the body's block that holds the caret; null in the fields above it. */
  atBlock: number | null
}

// Letters and digits, held together by apostrophes and points between letters or digits (UAX 29, WB 6, 7, 7b, 7c, 11, 12).
const WORD = /[\p{L}\p{Nd}\p{Nl}\p{M}_]+(?:(?:(?<=\p{Nd})[.,;'’](?=\p{Nd})|(?<=[\p{L}\p{M}])[.:·'’‘](?=\p{L})|(?<=\p{Script=Hebrew})"(?=\p{Script=Hebrew}))[\p{L}\p{Nd}\p{Nl}\p{M}_]+)*/gu
/** Signs that are a word each: ideographs, superscript and other numbers. */
const ALONE = /(?!\p{M})[\p{Script=Han}\p{Script=Hiragana}\p{No}]\p{M}*/u
const EACH_ALONE = new RegExp(ALONE.source, 'gu')
/** Signs of format (a soft hyphen) do not part words; a space without width does. */
const FORMAT = /(?!\u200b)\p{Cf}/u
const EACH_FORMAT = new RegExp(FORMAT.source, 'gu')
const ALNUM = /[\p{L}\p{N}]/u

const RUN = new RegExp(`[${RUN_LETTERS}]+`, 'u')
const EACH_RUN = new RegExp(RUN.source, 'gu')
/** What the core counted of such runs; runs that it was not asked about yet, with what the browser counts. */
const settled = new Map<string, number>()
const unsettled = new Map<string, number>()
/** More runs than these are not remembered. */
const MOST_RUNS = 50_000
/** Runs of one question to the core. */
const QUESTION = 2_000

function countRun(run: string): number {
  const known = settled.get(run) ?? unsettled.get(run)
  if (known !== undefined) return known
  const count = wordsOfRun(run).filter((word) => ALNUM.test(word)).length
  unsettled.set(run, count)
  return count
}

/** Asks the core about runs that only the browser has counted; tells whether any count is another now. */
export async function settleRuns(ask: (runs: string[]) => Promise<number[]>): Promise<boolean> {
  let changed = false
  while (unsettled.size > 0) {
    const runs = [...unsettled.keys()].slice(0, QUESTION)
    const counts = await ask(runs)
    if (settled.size > MOST_RUNS) settled.clear()
    runs.forEach((run, at) => {
      changed ||= unsettled.get(run) !== counts[at]
      settled.set(run, counts[at])
      unsettled.delete(run)
    })
  }
  if (changed) counted = new WeakMap()
  return changed
}

/** Counts the words of a text. */
export function countWords(text: string): number {
  let count = 0
  const apart = RUN.test(text) ? text.replace(EACH_RUN, (run) => ((count += countRun(run)), ' ')) : text
  let rest = FORMAT.test(apart) ? apart.replace(EACH_FORMAT, '') : apart
  if (ALONE.test(rest)) rest = rest.replace(EACH_ALONE, () => (count++, ' '))
  for (const match of rest.matchAll(WORD)) if (ALNUM.test(match[0])) count++
  return count
}

/** What is counted of a stretch of text. */
export interface Count {
  words: number
  characters: number
  /** Those of the words that are one sign each, as in Chinese and Japanese. */
  signs: number
}

const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu
const MAY_HAVE_SIGNS = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u

/** Counts a text. */
export function countText(text: string): Count {
  let characters = text.length
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) characters--
  return { words: countWords(text), characters, signs: MAY_HAVE_SIGNS.test(text) ? (text.match(SIGN)?.length ?? 0) : 0 }
}

const READ_WORDS = 238
const READ_SIGNS = 500

/** Returns the whole minutes that reading takes. */
export const minutesOf = ({ words, signs }: Count): number => Math.max(1, Math.round(Math.max(0, words - signs) / READ_WORDS + signs / READ_SIGNS))

let counted = new WeakMap<Node, Count>()

/** Counts a node with everything in it: captions, credits, titles and footnotes too. */
export function countOf(node: Node): Count {
  const known = counted.get(node)
  if (known) return known
  let count: Count = { words: 0, characters: 0, signs: 0 }
  const add = (more: Count) => (count = { words: count.words + more.words, characters: count.characters + more.characters, signs: count.signs + more.signs })
  if (node.isTextblock) {
    let text = ''
    node.forEach((inline) => {
      if (inline.isText) text += inline.text
      else if (inline.type === schema.nodes.hard_break) text += '\n'
      else if (inline.type === schema.nodes.image) text += inline.attrs.alt as string
      else if (inline.type === schema.nodes.footnote) add(countOf(inline))
    })
    add(countText(text))
  } else node.forEach((child) => add(countOf(child)))
  for (const name of ['attribution', 'credit', 'title']) if (typeof node.attrs[name] === 'string' && node.attrs[name]) add(countText(node.attrs[name]))
  counted.set(node, count)
  return count
}

/** Counts the words of a node with everything in it. */
export const wordsOf = (node: Node): number => countOf(node).words

/** Counts blocks that nobody has counted yet until `deadline` (ms, `performance.now`); tells whether all are counted. */
export function countAhead(body: Node, deadline: number): boolean {
  for (let i = 0; i < body.childCount; i++) {
    if (counted.has(body.child(i))) continue
    if (performance.now() > deadline) return false
    countOf(body.child(i))
  }
  return true
}

function selected(state: EditorState): Count {
  const { from, to, empty } = state.selection
  let count: Count = { words: 0, characters: 0, signs: 0 }
  if (empty) return count
  const add = (more: Count) => (count = { words: count.words + more.words, characters: count.characters + more.characters, signs: count.signs + more.signs })
  state.doc.nodesBetween(from, to, (node, pos) => {
    if (node.isInline) return false
    const whole = from <= pos && to >= pos + node.nodeSize
    if (whole && node.type.isInGroup('block')) {
      add(countOf(node))
      return false
    }
    if (!node.isTextblock) return true
    add(countText(node.textBetween(Math.max(0, from - pos - 1), Math.min(node.content.size, to - pos - 1), ' ', ' ')))
    return false
  })
  return count
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
    const names: Record<string, string> = { figure: 'Picture', embed: 'Embed', horizontal_rule: 'Rule', footnote: 'Footnote', table: 'Table', fact_box: 'Fact box', image: 'Picture', blockquote: 'Quote', list_item: 'List item', bullet_list: 'List', ordered_list: 'Numbered list' }
    const name = names[selection.node.type.name]
    if (name) return name
    if (selection.node.isTextblock) return selection.node.type === schema.nodes.heading ? `Heading ${selection.node.attrs.level as number}` : (LABELS[selection.node.type.name] ?? 'Block')
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
  const whole = countOf(state.doc.child(3))
  const part = selected(state)
  return {
    words: whole.words, characters: whole.characters, minutes: minutesOf(whole),
    selectedWords: part.words, selectedCharacters: part.characters,
    block: label(state), atBlock: inBody ? $from.index(1) : null,
  }
}

/** A heading of the story. */
export interface Heading {
  level: number
  text: string
  /** The index of its block in the body. */
  block: number
}

/** Returns the headings of the body, from top to bottom; costs as much as there are blocks. */
export function headingsOf(body: Node): Heading[] {
  const out: Heading[] = []
  body.forEach((block, _offset, index) => {
    if (block.type === schema.nodes.heading) out.push({ level: block.attrs.level as number, text: block.textContent, block: index })
  })
  return out
}
