// A difference as the page shows it: the editor's own blocks with insertions, deletions, moves and changes of form marked in
// them. Builds DOM from data, node by node; owns no state and no styles (marked.css).

import type { BlockDiff, BlockJson, InlineJson, LinePiece } from '$/backend/bindings'
import { renderBlock } from '$/editor/render'
import { isStep, toneOf, type Tone } from './steps'
import { attrsWords, labelWords, lower, textAttr } from './words'

/** Which of the two texts is shown: both in one page, or one of them in a column of its own. */
export type Show = 'both' | 'before' | 'after'

export interface MarkOptions {
  show: Show
  /** Goes to another block of the difference: from where a block was to where it is, and back. */
  onjump?: (index: number) => void
}

type MarkTag = 'ins' | 'del'

/** Stands for the content of a block while its shell is rendered; a private-use character that no text is likely to hold alone. */
const HOLE = '\uF8FF\uE000'

/** The elements of one block of the body, in reading order. Empty where the side that is shown has nothing there. */
export function markedBlock(blocks: readonly BlockDiff[], index: number, options: MarkOptions): HTMLElement[] {
  const block = blocks[index]!
  const { show } = options
  if (block.change === 'departed') {
    if (show === 'after') return []
    const place = show === 'both' ? departed(block, () => jump(blocks, index, options)) : framed(flat(block, 'before'))
    return [dress(place, block, index, show)]
  }
  const elements = blockElements(block, show)
  if (elements.length === 0) return []
  const words = show === 'before' ? '' : labelWords(block)
  const step = isStep(block)
  const framedAll = elements.map((element) => (step ? framed(element) : element))
  if (words !== '' && framedAll.length > 0) {
    const partner = block.moved && show === 'both' ? () => jump(blocks, index, options) : undefined
    framedAll[0]!.prepend(label(words, toneOf(block), partner))
    framedAll[0]!.classList.add('lab')
  }
  const notes = show === 'before' ? [] : notesOf(block)
  return [...framedAll, ...notes].map((element) => dress(element, block, index, show))
}

/** The block that a moved block came from, or went to. */
export function partnerOf(blocks: readonly BlockDiff[], index: number): number {
  const block = blocks[index]!
  if (!block.moved) return -1
  const wanted = block.change === 'departed'
  return blocks.findIndex((other, at) => at !== index && other.moved?.from === block.moved!.from && (other.change === 'departed') !== wanted)
}

function jump(blocks: readonly BlockDiff[], index: number, options: MarkOptions): void {
  const partner = partnerOf(blocks, index)
  if (partner !== -1) options.onjump?.(partner)
}

function dress(element: HTMLElement, block: BlockDiff, index: number, show: Show): HTMLElement {
  element.dataset.block = String(index)
  const place = show === 'before' ? block.from : block.to
  if (place !== null && block.change !== 'departed') element.dataset.to = String(place)
  if (isStep(block)) {
    element.dataset.step = `block-${index}`
    if (!element.classList.contains('changed-note')) element.classList.add('ch', toneOf(block))
  }
  return element
}

// ---- one block

function blockElements(block: BlockDiff, show: Show): HTMLElement[] {
  switch (block.change) {
    case 'same': {
      const element = whole(show === 'before' ? before(block) : after(block))
      if (block.moved) element.classList.add('moved-text')
      return [element]
    }
    case 'inserted':
      return show === 'before' ? [] : [marked(whole(block.after!), 'ins', show)]
    case 'deleted':
      return show === 'after' ? [] : [marked(whole(block.before!), 'del', show)]
    case 'departed':
      return show === 'before' ? [flat(block, 'before')] : []
    case 'replaced': {
      const elements: HTMLElement[] = []
      if (show !== 'after') elements.push(marked(whole(before(block)), 'del', show))
      if (show !== 'before') elements.push(marked(whole(after(block)), 'ins', show))
      return elements
    }
    case 'edited':
    case 'formatted':
      return changed(block, show)
  }
}

const after = (block: BlockDiff): BlockJson => block.after ?? block.before!
const before = (block: BlockDiff): BlockJson => block.before ?? block.after!

/** A moved block at the place that it left, for the column of the older text. */
function flat(block: BlockDiff, side: 'before' | 'after'): HTMLElement {
  const element = whole(side === 'before' ? before(block) : after(block))
  element.classList.add('moved-text')
  return element
}

function changed(block: BlockDiff, show: Show): HTMLElement[] {
  const node = show === 'before' ? before(block) : after(block)
  const elements: HTMLElement[] = []
  // A picture that was changed is shown too, above the one in its place.
  if (show === 'both' && block.before && block.attrs.some((attr) => attr.name === 'asset' || (attr.name === 'src' && node.type === 'figure'))) {
    const picture = whole({ ...block.before, content: [] })
    picture.classList.add('is-del')
    elements.push(picture)
  }
  if (block.pieces.length > 0) {
    const element = fill(node, [text(HOLE)], line(block.pieces, show, block.moved !== null, node.type === 'code_block'))
    if (element) return [...elements, element]
  } else if (block.children.length > 0) {
    const element = container(block, node, show)
    if (element) return [...elements, element]
  } else {
    const element = whole(node)
    if (block.moved) element.classList.add('moved-text')
    return [...elements, element]
  }
  // A kind of block whose shell has no place for its content: both whole, so that nothing is left out.
  if (show !== 'after') elements.push(marked(whole(before(block)), 'del', show))
  if (show !== 'before') elements.push(marked(whole(after(block)), 'ins', show))
  return elements
}

const text = (content: string): InlineJson => ({ type: 'text', text: content })

function container(block: BlockDiff, node: BlockJson, show: Show): HTMLElement | null {
  const hole: BlockJson = { type: 'paragraph', content: [text(HOLE)] }
  const inside = (): Node[] => block.children.flatMap((child) => childElements(child, show))
  switch (node.type) {
    case 'bullet_list':
    case 'ordered_list':
      return fill(node, [{ type: 'list_item', attrs: { checked: null }, content: [hole] }], inside, 'li')
    case 'table':
      return fill(node, [{ type: 'table_row', content: [{ type: 'table_cell', attrs: PLAIN_CELL, content: [hole] }] }], inside, 'tr')
    case 'table_row':
      return rendered({ ...node, content: [{ type: 'table_cell', attrs: PLAIN_CELL, content: [hole] }] }, inside, 'td, th')
    case 'list_item':
    case 'table_cell':
    case 'table_header':
      return rendered({ ...node, content: [hole] }, inside, 'p')
    default:
      return fill(node, [hole], inside, 'p')
  }
}

const PLAIN_CELL = { align: null, colspan: 1, rowspan: 1 }

/** The elements of an item, row, cell or block inside a changed container; labels stand inside them. */
function childElements(block: BlockDiff, show: Show): HTMLElement[] {
  if (block.change === 'departed' && show === 'both') {
    const node = before(block)
    const element = whole({ ...node, content: emptyOf(node) })
    element.replaceChildren(Object.assign(document.createElement('span'), { className: 'gone', textContent: 'Moved from here' }))
    element.classList.add('was-here')
    return [element]
  }
  const elements = blockElements(block, show)
  const words = show === 'before' || block.change === 'replaced' ? '' : labelWords(block)
  if (words !== '' && elements.length > 0) {
    const note = label(words, toneOf(block))
    note.classList.add('inner')
    const last = elements[elements.length - 1]!
    ;(last.querySelector(':scope > p, :scope > :is(td, th):last-child > p') ?? last).append(note)
  }
  return elements
}

function emptyOf(node: BlockJson): BlockJson[] {
  if (node.type === 'table_row') return [{ type: 'table_cell', attrs: { ...PLAIN_CELL, colspan: node.content?.length ?? 1 }, content: [{ type: 'paragraph' }] }]
  return node.type === 'list_item' || node.type.startsWith('table_') ? [{ type: 'paragraph' }] : []
}

/** A node of the document in the editor's own look; items, rows and cells are taken out of a list or table made for them. */
function whole(node: BlockJson): HTMLElement {
  return wrapped(node)
}

function wrapped(node: BlockJson): HTMLElement {
  const table = (rows: BlockJson[]): BlockJson => ({ type: 'table', content: rows })
  switch (node.type) {
    case 'list_item':
      return taken({ type: 'bullet_list', content: [node] }, 'li')
    case 'table_row':
      return taken(table([node]), 'tr')
    case 'table_cell':
    case 'table_header':
      return taken(table([{ type: 'table_row', content: [node] }]), 'td, th')
    default:
      return renderBlock(node)
  }
}

function taken(parent: BlockJson, selector: string): HTMLElement {
  const root = renderBlock(parent)
  const element = root.querySelector<HTMLElement>(selector)
  if (!element) return root
  element.remove()
  return element
}

/** Renders a block with `content` in place of its own, and puts what `inside` gives where `content` came out. */
function fill(node: BlockJson, content: BlockJson[], inside: () => Node[], outOf?: string): HTMLElement | null {
  return rendered({ ...node, content }, inside, outOf)
}

function rendered(node: BlockJson, inside: () => Node[], outOf?: string): HTMLElement | null {
  const root = wrapped(node)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  let found: Node | null = null
  while (!found && walker.nextNode()) if (walker.currentNode.textContent === HOLE) found = walker.currentNode
  const place = outOf ? (found?.parentElement?.closest(outOf) ?? null) : found
  if (!place || place === root || !place.parentNode) return null
  const fragment = document.createDocumentFragment()
  fragment.append(...inside())
  place.parentNode.replaceChild(fragment, place)
  return root
}

// ---- a line

function line(pieces: readonly LinePiece[], show: Show, moved: boolean, code: boolean): () => Node[] {
  return () => {
    const nodes: Node[] = []
    let wentTight = false
    for (const piece of pieces) {
      const content = inlines(piece.op === 'format' && show === 'before' ? piece.before : piece.content, code)
      switch (piece.op) {
        case 'equal':
          nodes.push(...(moved ? [spanOf('moved', content)] : content))
          break
        case 'delete':
          if (show !== 'after') nodes.push(markOf('del', content))
          break
        case 'insert': {
          if (show === 'before') break
          const element = markOf('ins', content)
          if (wentTight && show === 'both' && !/^\s/.test(element.textContent ?? '')) {
            // Neighbours without a space between them: a gap for the eye and a place to break, none in the text.
            element.classList.add('tight')
            nodes.push(document.createElement('wbr'))
          }
          nodes.push(element)
          break
        }
        case 'format': {
          if (show === 'before') {
            nodes.push(...content)
            break
          }
          const element = spanOf('fmt', content)
          element.dataset.marks = [...new Set(piece.marks)].map((mark) => labelOfMark(mark)).join(', ')
          nodes.push(element)
          break
        }
      }
      wentTight = piece.op === 'delete' && !/\s$/.test(textOf(piece.content))
    }
    return nodes
  }
}

const labelOfMark = (mark: string): string => lower(labelWords({ change: 'formatted', from: 0, to: 0, moved: null, before: null, after: null, children: [], attrs: [], pieces: [{ op: 'format', content: [], before: [], marks: [mark] }] }).replace('Format only: ', ''))

function inlines(content: InlineJson[], code: boolean): Node[] {
  if (code || content.every((inline) => inline.type === 'text' && !inline.marks?.length)) {
    return content.map((inline) => document.createTextNode(inline.text ?? ''))
  }
  return [...renderBlock({ type: 'paragraph', content }).childNodes]
}

function markOf(tag: MarkTag, content: Node[]): HTMLElement {
  const element = document.createElement(tag)
  element.append(...content)
  return element
}

function spanOf(name: string, content: Node[]): HTMLSpanElement {
  const element = document.createElement('span')
  element.className = name
  element.append(...content)
  return element
}

const INLINE = new Set(['A', 'EM', 'STRONG', 'I', 'B', 'U', 'S', 'MARK', 'SUP', 'SUB', 'CODE', 'SPAN', 'IMG', 'BR', 'WBR', 'INS', 'DEL'])

/** Marks everything in a rendered block as come or gone: each run of inlines in an element of its own. */
function marked(root: HTMLElement, tag: MarkTag, show: Show): HTMLElement {
  root.classList.add(tag === 'ins' ? 'is-ins' : 'is-del')
  if (show === 'both' || root.textContent !== '') markRuns(root, tag)
  return root
}

function markRuns(parent: Element, tag: MarkTag): void {
  const children = [...parent.childNodes]
  const words = children.some((child) => (child.nodeType === Node.TEXT_NODE ? child.textContent!.trim() !== '' : isWords(child)))
  if (!words) {
    for (const child of children) if (child instanceof HTMLElement && !isInline(child)) markRuns(child, tag)
    return
  }
  let run: HTMLElement | null = null
  for (const child of children) {
    if (child.nodeType === Node.TEXT_NODE || isInline(child)) {
      if (!run) {
        run = document.createElement(tag)
        parent.insertBefore(run, child)
      }
      run.append(child)
    } else {
      run = null
      if (child instanceof HTMLElement) markRuns(child, tag)
    }
  }
}

const isInline = (node: Node): boolean => node instanceof HTMLElement && INLINE.has(node.tagName)
const isWords = (node: Node): boolean => isInline(node) && ((node.textContent ?? '').trim() !== '' || (node as Element).matches('sup, .inline-picture'))

// ---- around a block

/** Only a paragraph or heading can carry a label and a bar itself; lists, tables and the like stand in a frame that does. */
function framed(element: HTMLElement): HTMLElement {
  if (/^(P|H[1-6])$/.test(element.tagName)) return element
  const frame = document.createElement('div')
  frame.className = 'frame'
  frame.append(element)
  return frame
}

const TONE_ICONS: Record<Tone, string> = { words: '', moved: 'moves', format: 'forms', gone: '' }

function label(words: string, tone: Tone, onjump?: () => void): HTMLElement {
  const element = document.createElement('span')
  element.className = `label ${TONE_ICONS[tone]}`.trim()
  element.append(Object.assign(document.createElement('span'), { className: 'label-words', textContent: words }))
  if (onjump) element.append(link('Show where it was', onjump))
  return element
}

function link(words: string, run: () => void): HTMLButtonElement {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'show-place', textContent: words })
  button.addEventListener('click', run)
  return button
}

function departed(block: BlockDiff, onjump: () => void): HTMLElement {
  const element = document.createElement('div')
  element.className = 'departed'
  const way = (block.moved?.by ?? 0) < 0 ? 'up' : 'down'
  element.append(Object.assign(document.createElement('span'), { textContent: `Moved ${way} from here` }), link('Show where it is', onjump))
  return element
}

// ---- what the page itself does not show: footnotes, and attributes that are text

interface ChangedNote {
  name: string
  before: string
  after: string
}

function notesOf(block: BlockDiff): HTMLElement[] {
  return changedNotes(block).map((note) => {
    const element = document.createElement('div')
    element.className = 'changed-note'
    element.append(Object.assign(document.createElement('span'), { className: 'key', textContent: note.name }))
    if (note.before !== '') element.append(' ', markOf('del', [document.createTextNode(note.before)]))
    if (note.after !== '') element.append(' ', markOf('ins', [document.createTextNode(note.after)]))
    return element
  })
}

/** Changes in a block and in what it holds that its own look would leave out. */
export function changedNotes(block: BlockDiff): ChangedNote[] {
  const notes: ChangedNote[] = block.attrs.flatMap((attr) => {
    const name = textAttr(attr.name)
    const words = (value: unknown) => (typeof value === 'string' ? value : '')
    return name === null || words(attr.before) === words(attr.after) ? [] : [{ name, before: words(attr.before), after: words(attr.after) }]
  })
  const went: string[] = []
  const came: string[] = []
  if (block.change === 'inserted') came.push(...footnotes(block.after))
  else if (block.change === 'deleted') went.push(...footnotes(block.before))
  else if (block.change === 'replaced') {
    went.push(...footnotes(block.before))
    came.push(...footnotes(block.after))
  }
  for (const piece of block.pieces) {
    const content = piece.content.flatMap((inline) => footnotes(inline))
    if (piece.op === 'delete') went.push(...content)
    if (piece.op === 'insert') came.push(...content)
    if (piece.op === 'format') {
      const older = piece.before.flatMap((inline) => footnotes(inline))
      went.push(...older.filter((note) => !content.includes(note)))
      came.push(...content.filter((note) => !older.includes(note)))
    }
  }
  for (let i = 0; i < Math.max(went.length, came.length); i++) notes.push({ name: 'Footnote', before: went[i] ?? '', after: came[i] ?? '' })
  return [...notes, ...block.children.flatMap(changedNotes)]
}

function footnotes(node: BlockJson | null): string[] {
  if (!node) return []
  if (node.type === 'footnote') return [textOf(node.content ?? [])]
  return (node.content ?? []).flatMap((child) => footnotes(child))
}

/** The words of nodes, blocks apart by a space. */
export function textOf(nodes: readonly BlockJson[]): string {
  return nodes
    .map((node) => (node.type === 'text' ? (node.text ?? '') : node.type === 'hard_break' ? '\n' : textOf(node.content ?? []) + (isBlock(node) ? ' ' : '')))
    .join('')
    .replace(/ +$/, (spaces) => (nodes.length > 0 && isBlock(nodes[nodes.length - 1]!) ? '' : spaces))
}

const isBlock = (node: BlockJson): boolean => !['text', 'hard_break', 'image', 'footnote'].includes(node.type)

export { attrsWords }
