// What comes in from the clipboard and what goes out. Pasted HTML is read through the schema: only structure comes in, no
// styles, no wrappers of Word or Google Docs. Fields take plain text. An address over selected words links them. What is large
// or nested without end is read by the core, off the page; what no page could show is refused in words.

import { closeHistory } from 'prosemirror-history'
import { DOMParser, DOMSerializer, Fragment, Slice, type Node } from 'prosemirror-model'
import { Plugin, PluginKey, TextSelection, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { fieldAt } from '../commands/head'
import { oneLine } from '../document'
import { looksLikeMarkdown } from '../markdown'
import { MAX_DEPTH, parseBody } from '../parse'
import { tidy } from '../pasted'
import { schema } from '../schema'
import { isWholeAddress } from '../url'

/** Text that was pasted as it is and reads like Markdown: where it stands, and what it was. */
export interface PastedMarkdown {
  text: string
  from: number
  to: number
}

/** What pasting asks of the page's host. */
export interface PasteHost {
  /** Text that reads like Markdown was pasted as it is. */
  onMarkdown: (pasted: PastedMarkdown) => void
  /** Reads HTML away from the page, by the core's importer; resolves to document JSON. */
  readHtml?: (html: string) => Promise<unknown>
  /** Says in a sentence why nothing was pasted. */
  say?: (sentence: string) => void
}

/** Longer HTML than this, in characters, is read by the core. */
export const LARGE_HTML = 300_000
/** Longer HTML than this is not read at all. */
export const MOST_HTML = 24_000_000
/** More text than this in one paste is refused, in characters: no page shows it without halting. */
export const MOST_TEXT = 1_500_000
/** Elements may be open inside each other to this depth before the core, which has no stack to run out of, reads them. */
const DEEP = 120
const TOO_MUCH = 'That is more text than a page can take at once; nothing was pasted. Save it as a file and import it.'

/** A paste that the core is reading: where it goes, however the page changes meanwhile. */
interface Waiting {
  id: number
  from: number
  to: number
}
const waiting = new PluginKey<Waiting[]>('paste')

export function clipboard(host: PasteHost): Plugin {
  /** Whether the paste under way asked for plain text (Ctrl+Shift+V). */
  let plain = false
  return new Plugin<Waiting[]>({
    key: waiting,
    state: {
      init: () => [],
      apply(tr, list) {
        const change = tr.getMeta(waiting) as { add?: Waiting; drop?: number } | undefined
        let next = tr.docChanged ? list.map((one) => ({ id: one.id, from: tr.mapping.map(one.from, 1), to: tr.mapping.map(one.to, -1) })) : list
        if (change?.add) next = [...next, change.add]
        if (change?.drop !== undefined) next = next.filter((one) => one.id !== change.drop)
        return next
      },
    },
    props: {
      decorations(state) {
        const list = waiting.getState(state) ?? []
        return list.length === 0 ? null : DecorationSet.create(state.doc, list.map((one) => Decoration.widget(one.from, sign, { side: -1, key: `paste-${one.id}` })))
      },
      clipboardParser: new CleanParser(schema, DOMParser.fromSchema(schema).rules),
      clipboardSerializer: DOMSerializer.fromSchema(schema),
      transformPasted: (slice, view) => fitting(new Slice(settle(slice.content), slice.openStart, slice.openEnd), view.state),
      clipboardTextSerializer: (slice) => plainText(slice.content),
      clipboardTextParser(text, _context, asPlain) {
        plain = asPlain
        return textSlice(text)
      },
      handleDOMEvents: {
        // Before ProseMirror reads anything.
        paste(view, event) {
          plain = false
          const html = event.clipboardData?.getData('text/html') ?? ''
          const text = event.clipboardData?.getData('text/plain') ?? ''
          const { $from } = view.state.selection
          if (!view.editable || fieldAt($from)) return false
          if (text.length > MOST_TEXT || html.length > MOST_HTML) {
            event.preventDefault()
            host.say?.(TOO_MUCH)
            return true
          }
          if (!host.readHtml || $from.parent.type.spec.code || (html.length <= LARGE_HTML && !isDeep(html))) return false
          event.preventDefault()
          void pasteLater(view, html, text, host)
          return true
        },
      },
      handlePaste(view, event, slice) {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        if (pasteIntoField(view, text)) return true
        const asPlain = plain
        plain = false
        if (asPlain) return false
        if (pasteAddress(view, text.trim())) return true
        if (view.state.selection.$from.parent.type.spec.code) return false
        // HTML in which nothing can be seen (a style that hides all of it) comes in as the words beside it.
        const html = event.clipboardData?.getData('text/html')
        if (html && (!isBlank(slice.content) || text.trim() === '')) return false
        const table = tableOf(text)
        if (table) {
          view.dispatch(closeHistory(view.state.tr).replaceSelection(new Slice(Fragment.from(table), 0, 0)).scrollIntoView().setMeta('paste', true))
          return true
        }
        const isMarkdown = looksLikeMarkdown(text)
        if (!isMarkdown && !html) return false
        const { from } = view.state.selection
        view.dispatch(closeHistory(view.state.tr.replaceSelection(textSlice(text))).scrollIntoView().setMeta('paste', true))
        if (isMarkdown) host.onMarkdown({ text, from, to: view.state.selection.to })
        return true
      },
    },
  })
}

let pastes = 0

/** Has the core read what was pasted, and puts it where the caret was, in one step of undo. */
async function pasteLater(view: EditorView, html: string, text: string, host: PasteHost): Promise<void> {
  const id = ++pastes
  const { from, to } = view.state.selection
  view.dispatch(view.state.tr.setMeta(waiting, { add: { id, from, to } }).setMeta('addToHistory', false))
  let doc: Node | null = null
  try {
    doc = parseBody(schema, await host.readHtml!(html))
  } catch {
    host.say?.('What was copied could not be read; nothing was pasted. Try pasting it as plain text (Ctrl+Shift+V).')
  }
  if (view.isDestroyed) return
  const place = waiting.getState(view.state)?.find((one) => one.id === id)
  const done = view.state.tr.setMeta(waiting, { drop: id })
  // Another story is on the page by now, or there is nothing to put on it.
  if (!place || !doc || (isBlank(doc.content) && text.trim() === '')) return view.dispatch(done.setMeta('addToHistory', false))
  if (doc.content.size > 2 * MOST_TEXT) {
    host.say?.(TOO_MUCH)
    return view.dispatch(done.setMeta('addToHistory', false))
  }
  const slice = isBlank(doc.content) ? textSlice(text) : fitting(Slice.maxOpen(settle(doc.content)), view.state)
  closeHistory(done).replaceRange(place.from, Math.max(place.from, place.to), slice)
  view.dispatch(done.scrollIntoView().setMeta('paste', true))
}

/** Tells whether there is nothing in it that a reader would see. */
function isBlank(content: Fragment): boolean {
  let blank = true
  content.descendants((node) => {
    const seen = node.isText ? /\S/.test(node.text!) : node.isAtom || (node.isLeaf && node.type !== schema.nodes.hard_break) || node.type === schema.nodes.figure || node.type === schema.nodes.table
    if (seen) blank = false
    return blank
  })
  return blank
}

function sign(): HTMLElement {
  const sign = document.createElement('span')
  sign.className = 'pasting'
  sign.textContent = 'Pasting…'
  return sign
}

const UNCOUNTED = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|tr|td|th|tbody|thead|tfoot|option|html|head|body|colgroup)$/

/** Tells whether elements are nested so deep that reading them here could run out of stack. */
export function isDeep(html: string): boolean {
  let depth = 0
  let items = 0
  for (const [, close, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^<>]*/gi)) {
    const known = name.toLowerCase()
    if (known === 'li') items += close ? -1 : 1
    if (UNCOUNTED.test(known)) continue
    depth = Math.max(0, depth + (close ? -1 : 1))
    if (depth > DEEP) return true
  }
  return items > 100_000
}

/** Returns the slice, or its text alone where it would nest deeper than a story may. */
function fitting(slice: Slice, state: EditorState): Slice {
  const { $from } = state.selection
  const room = MAX_DEPTH - Math.max(0, $from.depth - 2)
  return depthOf(slice.content) <= room ? slice : textSlice(slice.content.textBetween(0, slice.content.size, '\n\n', ' '))
}

function depthOf(content: Fragment): number {
  let deepest = 0
  content.forEach((node) => {
    if (!node.isText && !node.isLeaf) deepest = Math.max(deepest, (node.type === schema.nodes.footnote ? 2 : node.isTextblock || node.isBlock ? 1 : 0) + depthOf(node.content))
  })
  return deepest
}

/** Reads rows of cells with tabs between, as terminals and data bases copy them; null where the text is no such rows. */
function tableOf(text: string): Node | null {
  const rows = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.split('\t'))
  const width = rows[0].length
  if (rows.length < 2 || width < 2 || width > 200 || rows.length > 5_000 || rows.some((row) => row.length !== width || row[0] === '')) return null
  const { table, table_row, table_cell, paragraph } = schema.nodes
  const cell = (words: string) => table_cell.create(null, paragraph.create(null, words ? schema.text(words) : null))
  return table.create(null, rows.map((row) => table_row.create(null, row.map(cell))))
}

function pasteIntoField(view: EditorView, text: string): boolean {
  const { $from, $to } = view.state.selection
  if (!fieldAt($from) || !$from.sameParent($to)) return false
  const line = oneLine(text).trim()
  if (line) view.dispatch(view.state.tr.insertText(line).scrollIntoView().setMeta('paste', true))
  return true
}

function pasteAddress(view: EditorView, text: string): boolean {
  const { state } = view
  const { from, to, empty, $from } = state.selection
  if (!(state.selection instanceof TextSelection) || !isWholeAddress(text)) return false
  const { link } = schema.marks
  if (!$from.parent.type.allowsMarkType(link)) return false
  if (empty) {
    // Alone, an address is its own words.
    const marks = link.create({ href: text }).addToSet(state.storedMarks ?? $from.marks())
    view.dispatch(closeHistory(state.tr).replaceSelectionWith(schema.text(text, marks), false).removeStoredMark(link).scrollIntoView().setMeta('paste', true))
    return true
  }
  if (!linkable(state, from, to)) return false
  const tr = closeHistory(state.tr).removeMark(from, to, link).addMark(from, to, link.create({ href: text }))
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, to)).setMeta('paste', true))
  return true
}

/** Tells whether the range is words of one block, not an address that the pasted one should replace. */
function linkable(state: EditorState, from: number, to: number): boolean {
  return state.selection.$from.sameParent(state.selection.$to) && !isWholeAddress(state.doc.textBetween(from, to))
}

/** Reads plain text: blank lines part paragraphs and single ones break lines; where none is blank, each line is a paragraph. */
function textSlice(text: string): Slice {
  const clean = text.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '')
  const paragraph = (line: string) => schema.nodes.paragraph.create(null, line ? schema.text(line) : null)
  const blocks = clean.split(/\n\s*\n/.test(clean) ? /\n\s*\n/ : '\n').map((block) => withBreaks(block) ?? paragraph(block))
  return new Slice(Fragment.from(blocks), 1, 1)
}

function withBreaks(block: string): Node | null {
  if (!block.includes('\n')) return null
  const inlines = block.split('\n').flatMap((line, i) => [...(i > 0 ? [schema.nodes.hard_break.create()] : []), ...(line ? [schema.text(line)] : [])])
  return schema.nodes.paragraph.create(null, inlines)
}

/** Turns fields of the page into blocks, so that a copied page can be pasted into a body, and drops review's marks. */
function settle(content: Fragment): Fragment {
  const out: Node[] = []
  content.forEach((node) => {
    const { headline, standfirst, byline, authors, dateline, doc, page, heading, paragraph } = schema.nodes
    if (node.type === page || node.type === doc || node.type === byline) settle(node.content).forEach((child) => void out.push(child))
    else if (node.type === headline) out.push(heading.create({ level: 1 }, node.content))
    else if (node.type === standfirst || node.type === authors || node.type === dateline) {
      if (node.content.size > 0) out.push(paragraph.create(null, node.content))
    } else if (node.isText) out.push(node.mark(node.marks.filter((mark) => !REVIEW.has(mark.type.name))))
    else out.push(node.copy(settle(node.content)))
  })
  return Fragment.from(out)
}

const REVIEW = new Set(['insertion', 'deletion', 'modification', 'comment'])

/** Plain text as a reader would write it: blank lines between blocks, list items marked, footnotes left out. */
export function plainText(content: Fragment): string {
  const blocks: string[] = []
  content.forEach((node) => void blocks.push(...lines(node)))
  return blocks.join('\n\n')
}

function lines(node: Node): string[] {
  if (node.isTextblock) return [lineText(node)]
  if (node.isInline) return [node.text ?? '']
  const { bullet_list, ordered_list, table_row } = schema.nodes
  if (node.type === bullet_list || node.type === ordered_list) {
    const items: string[] = []
    node.forEach((item, _offset, i) => {
      const bullet = node.type === ordered_list ? `${(node.attrs.start as number) + i}. ` : '- '
      items.push(bullet + plainText(item.content).replace(/\n+/g, '\n  '))
    })
    return [items.join('\n')]
  }
  if (node.type === table_row) {
    const cells: string[] = []
    node.forEach((cell) => void cells.push(plainText(cell.content).replace(/\n+/g, ' ')))
    return [cells.join('\t')]
  }
  const out: string[] = []
  node.forEach((child) => void out.push(...lines(child)))
  return node.type.name === 'table' ? [out.join('\n')] : out
}

function lineText(block: Node): string {
  let out = ''
  block.forEach((inline) => {
    if (inline.isText) out += inline.text
    else if (inline.type === schema.nodes.hard_break) out += '\n'
    else if (inline.type === schema.nodes.image) out += inline.attrs.alt as string
  })
  return out
}

/** ProseMirror's reader, after what was pasted has been brought to plain structure. */
class CleanParser extends DOMParser {
  override parseSlice(dom: globalThis.Node, options?: Parameters<DOMParser['parseSlice']>[1]): Slice {
    tidy(dom as Element, schema)
    return super.parseSlice(dom, options)
  }
}
