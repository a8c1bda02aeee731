// What comes in from the clipboard and what goes out. Pasted HTML is read through the schema: only structure comes in, no
// styles, no wrappers of Word or Google Docs. Fields take plain text. An address over selected words links them.

import { closeHistory } from 'prosemirror-history'
import { DOMParser, DOMSerializer, Fragment, Slice, type Node } from 'prosemirror-model'
import { Plugin, TextSelection, type EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { fieldAt } from '../commands/head'
import { oneLine } from '../document'
import { looksLikeMarkdown } from '../markdown'
import { schema } from '../schema'
import { isWholeAddress } from '../url'

/** Text that was pasted as it is and reads like Markdown: where it stands, and what it was. */
export interface PastedMarkdown {
  text: string
  from: number
  to: number
}

export function clipboard(onMarkdown: (pasted: PastedMarkdown) => void): Plugin {
  return new Plugin({
    props: {
      clipboardParser: new CleanParser(schema, DOMParser.fromSchema(schema).rules),
      clipboardSerializer: DOMSerializer.fromSchema(schema),
      transformPasted: (slice) => new Slice(settle(slice.content), slice.openStart, slice.openEnd),
      clipboardTextSerializer: (slice) => plainText(slice.content),
      clipboardTextParser: textSlice,
      handlePaste(view, event) {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        if (pasteIntoField(view, text)) return true
        if (pasteAddress(view, text.trim())) return true
        if (view.state.selection.$from.parent.type.spec.code) return false
        const html = event.clipboardData?.getData('text/html')
        if (html || !looksLikeMarkdown(text)) return false
        const { from } = view.state.selection
        view.dispatch(closeHistory(view.state.tr.replaceSelection(textSlice(text))).scrollIntoView().setMeta('paste', true))
        onMarkdown({ text, from, to: view.state.selection.to })
        return true
      },
    },
  })
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

/** ProseMirror's reader, after a sweep: comments, styles, scripts and empty office wrappers go before anything is read. */
class CleanParser extends DOMParser {
  override parseSlice(dom: globalThis.Node, options?: Parameters<DOMParser['parseSlice']>[1]): Slice {
    sweep(dom as Element)
    return super.parseSlice(dom, options)
  }
}

const JUNK = 'style, script, meta, link, title, head, noscript, template, object, applet, svg, math, button, input:not([type=checkbox]), select, textarea, [aria-hidden=true], [hidden]'

function sweep(root: Element): void {
  if (!root.querySelectorAll) return
  for (const node of [...root.querySelectorAll(JUNK)]) node.remove()
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT)
  const comments: globalThis.Node[] = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.parentNode?.removeChild(comment)
  // Word's own elements (<o:p>, <w:…>) and Docs' outer <b> hold text that is ours, in wrappers that are not.
  for (const node of [...root.querySelectorAll('*')]) {
    if (node.localName.includes(':') || node.id.startsWith('docs-internal-guid')) node.replaceWith(...node.childNodes)
    else if (node.localName === 'p' && /\bMsoListParagraph/.test(node.className)) dropBullet(node)
  }
}

/** Word writes a list item as a paragraph that begins with its bullet, in a span to be ignored. */
function dropBullet(paragraph: Element): void {
  for (const span of [...paragraph.querySelectorAll('span')]) if (/mso-list:\s*Ignore/i.test(span.getAttribute('style') ?? '')) span.remove()
}
