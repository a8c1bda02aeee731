// Pasted text that reads like Markdown, as structure. A small reader for what people paste (the core's importer reads whole
// files): headings, lists, tasks, quotes, fences, rules, and the marks that typing knows.

import { Fragment, type Mark, type Node } from 'prosemirror-model'
import { schema } from './schema'
import { readAddress } from './url'

const SIGNS: readonly RegExp[] = [/^#{1,6} \S/m, /^ {0,3}(?:[-*+]|\d{1,9}[.)]) \S.*\n/m, /^> \S/m, /^(?:```|~~~)/m, /\*\*\S[^*\n]*\*\*/, /\[[^[\]\n]+\]\([^()\s]+\)/]

/** Tells whether `text` carries enough of Markdown's signs that its writer meant them. */
export function looksLikeMarkdown(text: string): boolean {
  if (text.length < 4 || text.length > 2_000_000) return false
  const signs = SIGNS.filter((sign) => sign.test(text)).length
  return signs > 1 || (signs === 1 && (text.includes('\n') || /\]\(|\*\*/.test(text)))
}

/** Reads Markdown into blocks of the body. */
export function readMarkdown(text: string): Fragment {
  return Fragment.fromArray(blocks(text.replace(/\r\n?/g, '\n').split('\n'), 0))
}

const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?: +(.*)|)$/
/** Items that may end a paragraph without a blank line before them. */
const INTERRUPTS = /^ *(?:[-*+]|1[.)]) +\S/
const { paragraph, heading, blockquote, bullet_list, ordered_list, list_item, code_block, horizontal_rule, hard_break } = schema.nodes

function blocks(lines: string[], depth: number): Node[] {
  const out: Node[] = []
  let prose: string[] = []
  const flush = () => {
    if (prose.length > 0) out.push(paragraph.create(null, inlines(prose.join('\n'))))
    prose = []
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    const fence = /^ {0,3}(```+|~~~+) *([\w+#.-]*)[^`]*$/.exec(line)
    const head = /^ {0,3}(#{1,6}) +(.*?)(?: +#+)? *$/.exec(line)
    if (fence) {
      flush()
      const close = lines.findIndex((other, j) => j > i && other.trim().startsWith(fence[1]) && /^[`~]+ *$/.test(other.trim()))
      const end = close < 0 ? lines.length : close
      const code = lines.slice(i + 1, end).join('\n')
      out.push(code_block.create({ language: fence[2] }, code ? schema.text(code) : null))
      i = end
    } else if (head) {
      flush()
      out.push(heading.create({ level: head[1].length }, inlines(head[2])))
    } else if (/^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/.test(line)) {
      flush()
      out.push(horizontal_rule.create())
    } else if (/^ {0,3}>/.test(line) && depth < 8) {
      flush()
      const inner: string[] = []
      for (; i < lines.length && /^ {0,3}>/.test(lines[i]); i++) inner.push(lines[i].replace(/^ {0,3}> ?/, ''))
      i--
      out.push(blockquote.create(null, filled(blocks(inner, depth + 1))))
    } else if ((prose.length === 0 ? ITEM : INTERRUPTS).test(line) && depth < 8) {
      flush()
      const read = list(lines, i, depth)
      out.push(read.node)
      i = read.end - 1
    } else if (line.trim() === '') flush()
    else prose.push(line)
  }
  flush()
  return out
}

function list(lines: string[], start: number, depth: number): { node: Node; end: number } {
  const first = ITEM.exec(lines[start])!
  const margin = first[1].length
  const ordered = /\d/.test(first[2])
  const items: Node[] = []
  let i = start
  while (i < lines.length) {
    const match = ITEM.exec(lines[i])
    if (!match || match[1].length !== margin || /\d/.test(match[2]) !== ordered) break
    const inner = [match[3] ?? '']
    const indent = margin + match[2].length + 1
    for (i++; i < lines.length; i++) {
      const line = lines[i]
      const next = ITEM.exec(line)
      if (next && next[1].length <= margin) break
      const blank = line.trim() === ''
      const inside = line.length - line.trimStart().length > margin
      if (blank ? !(lines[i + 1] ?? '').startsWith(' '.repeat(margin + 1)) : !inside && inner.at(-1) === '') break
      inner.push(line.slice(Math.min(indent, line.length - line.trimStart().length)))
    }
    const task = /^\[([ xX])\] +(.*)$/.exec(inner[0])
    if (task) inner[0] = task[2]
    const content = blocks(inner, depth + 1)
    if (content[0]?.type !== paragraph) content.unshift(paragraph.create())
    items.push(list_item.create({ checked: task ? task[1] !== ' ' : null }, content))
    while (i < lines.length && lines[i].trim() === '' && ITEM.exec(lines[i + 1] ?? '')?.[1].length === margin) i++
  }
  const type = ordered ? ordered_list : bullet_list
  return { node: type.create(ordered ? { start: Number.parseInt(first[2], 10) } : null, items), end: i }
}

const filled = (content: Node[]) => (content.length > 0 ? content : [paragraph.create()])

// In this order: code first, because nothing is read inside it; then the longer delimiters.
const INLINE = /(`+)([^`]+)\1|\[([^[\]]+)\]\((\S+?)(?:\s+"([^"]*)")?\)|\*\*(?=\S)(.+?\S|\S)\*\*|~~(?=\S)(.+?\S|\S)~~|==(?=\S)(.+?\S|\S)==|(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*|(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?!\w)|<(https?:\/\/[^\s<>]+)>| {2,}\n|\\\n|\n|\\([!-/:-@[-`{-~])/g

function inlines(text: string, marks: readonly Mark[] = []): Fragment {
  const out: Node[] = []
  const put = (piece: string, under: readonly Mark[] = marks) => {
    if (piece) out.push(schema.text(piece, under))
  }
  const within = (piece: string, name: string, attrs?: Record<string, string>) => {
    inlines(piece, schema.marks[name].create(attrs).addToSet(marks)).forEach((node) => void out.push(node))
  }
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    put(text.slice(at, match.index))
    at = match.index + match[0].length
    const [whole, , code, words, address, title, strong, strike, highlight, star, bar, auto, escaped] = match
    const href = address ? readAddress(address, 'link') : (auto ?? null)
    if (code !== undefined) put(code.trim() || code, schema.marks.code.create().addToSet(marks))
    else if (words !== undefined && href) within(words, 'link', { href, title: title ?? '' })
    else if (strong !== undefined) within(strong, 'strong')
    else if (strike !== undefined) within(strike, 'strike')
    else if (highlight !== undefined) within(highlight, 'highlight')
    else if (star !== undefined || bar !== undefined) within(star ?? bar, 'em')
    else if (auto !== undefined && href) within(auto, 'link', { href })
    else if (escaped !== undefined) put(escaped)
    else if (whole === '\n') put(' ')
    else if (whole.endsWith('\n')) out.push(hard_break.create(null, null, marks))
    else put(whole)
  }
  put(text.slice(at))
  return Fragment.fromArray(out)
}
