// A difference as the page shows it: the editor's own blocks with insertions, deletions, moves and changes of form marked in
// them. Builds DOM from data, node by node; owns no state and no styles (marked.css).

import type { BlockDiff, BlockJson, LinePiece } from '$/backend/bindings'
import { renderBlock, renderContent, renderInlines, renderShell } from '$/editor/render'
import { isStep, toneOf, type Tone } from './steps'
import { containerWords, labelWords, markName, textAttr } from './words'

/** Which of the two texts is shown: both in one page, or one of them in a column of its own. */
export type Show = 'both' | 'before' | 'after'

export interface MarkOptions {
  show: Show
  /** Goes to another block of the difference: from where a block was to where it is, and back. */
  onjump?: (index: number) => void
}

type MarkTag = 'ins' | 'del'

/** The elements of one block of the body, in reading order. Empty where the side that is shown has nothing there. */
export function markedBlock(blocks: readonly BlockDiff[], index: number, options: MarkOptions): HTMLElement[] {
  const block = blocks[index]!
  const { show } = options
  if (block.change === 'departed') {
    if (show === 'after') return []
    const place = show === 'both' ? departed(block, () => jump(blocks, index, options)) : framed(left(block))
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
  const dressed = [...framedAll, ...notes].map((element) => dress(element, block, index, show))
  // A change of several siblings has an element for each of those that the page shows.
  const first = show === 'before' ? block.from : block.to
  const parts = show === 'before' ? block.parts?.before : block.parts?.after
  if (first !== null && parts?.length === framedAll.length) framedAll.forEach((element, at) => (element.dataset.to = String(first + at)))
  return dressed
}

/** The block of the body that a moved block came from, or went to; what holds it, where that is a container. */
export function partnerOf(blocks: readonly BlockDiff[], index: number): number {
  const { moved, change } = blocks[index]!
  if (!moved) return -1
  const path = moved.from_path.join('.')
  const isOther = (block: BlockDiff): boolean =>
    (block.moved?.from_path.join('.') === path && (block.change === 'departed') !== (change === 'departed')) || block.children.some(isOther)
  return blocks.findIndex((other, at) => at !== index && isOther(other))
}

function jump(blocks: readonly BlockDiff[], index: number, options: MarkOptions): void {
  const partner = partnerOf(blocks, index)
  if (partner !== -1) options.onjump?.(partner)
}

/** Says on an element of the body which block it tells of. */
export function dress(element: HTMLElement, block: BlockDiff, index: number, show: Show): HTMLElement {
  element.dataset.block = String(index)
  const place = show === 'before' ? block.from : block.to
  if (place !== null && block.change !== 'departed') element.dataset.to = String(place)
  if (isStep(block)) {
    element.dataset.step = `block-${index}`
    if (!element.classList.contains('changed-note')) element.classList.add('ch', `tone-${toneOf(block)}`)
  }
  return element
}

// ---- one block

function blockElements(block: BlockDiff, show: Show): HTMLElement[] {
  switch (block.change) {
    case 'same': {
      const element = renderBlock(show === 'before' ? before(block) : after(block))
      if (block.moved) element.classList.add('moved-text')
      return [element]
    }
    case 'split':
    case 'joined':
    case 'reflowed':
      return recut(block, show)
    case 'wrapped':
      if (show === 'before') return (block.parts?.before ?? []).map((node) => renderBlock(node))
      return [holder(after(block), block.children, show)]
    case 'unwrapped':
      if (show === 'before') return (block.parts?.before ?? []).map((node) => renderBlock(node))
      return block.children.flatMap((child) => childElements(child, show))
    case 'inserted':
      if (block.children.length > 0) return show === 'before' ? [] : [holder(after(block), block.children, show)]
      return show === 'before' ? [] : [marked(renderBlock(block.after!), 'ins')]
    case 'deleted':
      if (block.children.length > 0) return show === 'after' ? [] : [holder(before(block), block.children, show)]
      return show === 'after' ? [] : [marked(renderBlock(block.before!), 'del')]
    case 'departed':
      return show === 'before' ? [left(block)] : []
    case 'replaced': {
      const elements: HTMLElement[] = []
      if (show !== 'after') elements.push(marked(renderBlock(before(block)), 'del'))
      if (show !== 'before') elements.push(marked(renderBlock(after(block)), 'ins'))
      return elements
    }
    case 'edited':
    case 'formatted':
      return changed(block, show)
  }
}

/** A container whose children are told one by one. */
function holder(node: BlockJson, children: readonly BlockDiff[], show: Show): HTMLElement {
  const { dom, content } = renderShell(node)
  content?.append(...children.flatMap((child) => childElements(child, show)))
  return dom
}

/** Paragraphs, or items, that were cut or joined: one for each that the page has, with a sign where a cut came or went. */
function recut(block: BlockDiff, show: Show): HTMLElement[] {
  const elements: HTMLElement[] = []
  let pieces: LinePiece[] = []
  const settle = () => {
    const { dom, content } = renderShell(after(block))
    const line = lineOf(pieces, show)
    if (dom.tagName === 'LI') {
      const paragraph = renderShell({ type: 'paragraph' })
      paragraph.dom.append(...line)
      dom.append(paragraph.dom)
    } else content?.append(...line)
    elements.push(dom)
    pieces = []
  }
  block.pieces.forEach((piece, at) => {
    // The space that made way for a cut says nothing beside its sign.
    const blank = piece.op !== 'equal' && !piece.paragraph && textOf(piece.content).trim() === ''
    const beside = block.pieces[at - 1]?.paragraph === true || block.pieces[at + 1]?.paragraph === true
    if (!(blank && beside && show === 'both' && piece.op === 'delete')) pieces.push(piece)
    if (piece.paragraph && (show === 'before' ? piece.op !== 'insert' : piece.op !== 'delete')) settle()
  })
  settle()
  return elements
}

const lineOf = (pieces: readonly LinePiece[], show: Show): Node[] => line(pieces, show, false)

/** The sign of a paragraph's end that came or went. */
function pilcrow(tag: MarkTag): HTMLElement {
  const sign = markOf(tag, [document.createTextNode('¶')])
  sign.className = 'pilcrow'
  return sign
}

const after = (block: BlockDiff): BlockJson => block.after ?? block.before!
const before = (block: BlockDiff): BlockJson => block.before ?? block.after!

/** A moved block at the place that it left, for the column of the older text. */
function left(block: BlockDiff): HTMLElement {
  const element = renderBlock(before(block))
  element.classList.add('moved-text')
  return element
}

function changed(block: BlockDiff, show: Show): HTMLElement[] {
  const node = show === 'before' ? before(block) : after(block)
  const elements: HTMLElement[] = []
  // A picture that was changed is shown too, above the one in its place.
  if (show === 'both' && block.before && block.attrs.some((attr) => attr.name === 'asset' || (attr.name === 'src' && node.type === 'figure'))) {
    const picture = renderBlock({ ...block.before, content: [] })
    picture.classList.add('is-del')
    elements.push(picture)
  }
  const { dom, content } = renderShell(node)
  if (block.pieces.length > 0 && content) {
    content.append(...line(block.pieces, show, block.moved !== null))
  } else if (block.children.length > 0 && content) {
    content.append(...block.children.flatMap((child) => childElements(child, show)))
  } else {
    // Only its attributes changed.
    if (content) content.append(renderContent(node))
    if (block.moved) dom.classList.add('moved-text')
  }
  return [...elements, dom]
}

/** The elements of an item, row, cell or block inside a changed container; labels stand inside them. */
function childElements(block: BlockDiff, show: Show): HTMLElement[] {
  if (block.change === 'departed' && show === 'both') {
    const node = before(block)
    const { dom } = renderShell({ type: node.type, attrs: node.type === 'list_item' ? { checked: null } : {} })
    const words = Object.assign(document.createElement('span'), { className: 'was-here', textContent: 'Moved from here' })
    if (node.type === 'table_row') {
      const cell = document.createElement('td')
      cell.colSpan = Math.max(1, node.content?.length ?? 1)
      cell.append(words)
      dom.append(cell)
    } else dom.replaceChildren(words)
    return [dom]
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

// ---- a line

function line(pieces: readonly LinePiece[], show: Show, moved: boolean): Node[] {
  const nodes: Node[] = []
  for (const piece of pieces) {
    if (piece.paragraph) {
      if (show === 'both' && piece.op === 'delete') nodes.push(pilcrow('del'))
      if (show === 'both' && piece.op === 'insert') nodes.push(pilcrow('ins'))
      continue
    }
    const content = [...renderInlines((piece.op === 'format' || piece.op === 'note') && show === 'before' ? piece.before : piece.content).childNodes]
    switch (piece.op) {
      case 'equal':
        nodes.push(...(moved ? unspaced(spanOf('moved', content)) : content))
        break
      case 'delete':
        if (show !== 'after') nodes.push(markOf('del', content))
        break
      case 'insert': {
        if (show === 'before') break
        const last = nodes[nodes.length - 1]
        const element = markOf('ins', content)
        if (last instanceof HTMLElement && last.tagName === 'DEL' && !/\s$/.test(last.textContent ?? '') && !/^\s/.test(element.textContent ?? '')) {
          // Neighbours without a space between them: a gap for the eye and a place to break, none in the text.
          last.classList.add('tight')
          nodes.push(document.createElement('wbr'))
        }
        nodes.push(...unspaced(element))
        break
      }
      case 'note':
        nodes.push(...(show === 'before' ? content : [spanOf('fmt', content)]))
        break
      case 'format': {
        if (show === 'before') {
          nodes.push(...content)
          break
        }
        const element = spanOf('fmt', content)
        element.title = `Format: ${[...new Set(piece.marks.map(markName))].join(', ')}`
        nodes.push(element)
        break
      }
    }
  }
  return nodes
}

function markOf(tag: MarkTag, content: Node[]): HTMLElement {
  const element = document.createElement(tag)
  element.append(...content)
  return element
}

/** Spaces at the ends of what is underlined stand outside its mark, as a pencil would leave them. */
function unspaced(element: HTMLElement): Node[] {
  if (element.textContent?.trim() === '') return [element]
  const nodes: Node[] = [element]
  const { firstChild, lastChild } = element
  const head = firstChild instanceof Text ? /^ +/.exec(firstChild.data)?.[0] : undefined
  if (head) {
    ;(firstChild as Text).deleteData(0, head.length)
    nodes.unshift(document.createTextNode(head))
  }
  const tail = lastChild instanceof Text ? / +$/.exec(lastChild.data)?.[0] : undefined
  if (tail) {
    const text = lastChild as Text
    text.deleteData(text.length - tail.length, tail.length)
    nodes.push(document.createTextNode(tail))
  }
  return nodes
}

function spanOf(name: string, content: Node[]): HTMLSpanElement {
  const element = document.createElement('span')
  element.className = name
  element.append(...content)
  return element
}

const INLINE = new Set(['A', 'EM', 'STRONG', 'I', 'B', 'U', 'S', 'MARK', 'SUP', 'SUB', 'CODE', 'SPAN', 'IMG', 'BR', 'WBR', 'INS', 'DEL'])

/** Marks everything in a rendered block as come or gone: each run of inlines in an element of its own. */
function marked(root: HTMLElement, tag: MarkTag): HTMLElement {
  root.classList.add(tag === 'ins' ? 'is-ins' : 'is-del')
  markRuns(root, tag)
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

/** Lines of their own inside figures, quotes, embeds and boxes, though their elements are spans. */
const OWN_LINES = '.credit, .attribution, .title, .url'

const isInline = (node: Node): boolean => node instanceof HTMLElement && INLINE.has(node.tagName) && !node.matches(OWN_LINES)
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

/** Lucide's `arrow-up-down` and `case-sensitive`, as paths: these labels are not Svelte's. */
const ICONS: Partial<Record<Tone, string[]>> = {
  moved: ['m21 16-4 4-4-4', 'M17 20V4', 'm3 8 4-4 4 4', 'M7 4v16'],
  format: ['m2 16 4.039-9.69a.5.5 0 0 1 .923 0L11 16', 'M22 9v7', 'M3.304 13h6.392', 'M22 12.5a3.5 3.5 0 1 1-7 0a3.5 3.5 0 1 1 7 0'],
}

function icon(paths: string[]): SVGElement {
  const make = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
    return element
  }
  const svg = make('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })
  svg.append(...paths.map((d) => make('path', { d })))
  return svg
}

function label(words: string, tone: Tone, onjump?: () => void): HTMLElement {
  const element = document.createElement('span')
  element.className = 'label'
  const paths = ICONS[tone]
  if (paths) element.append(icon(paths))
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
  const words = block.moved?.across ? `Moved into ${containerWords(block.moved.across.into)}` : `Moved ${way} from here`
  element.append(Object.assign(document.createElement('span'), { textContent: words }), link('Show where it is', onjump))
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
  if (block.children.length > 0 && (block.change === 'inserted' || block.change === 'deleted')) return [...notes, ...block.children.flatMap(changedNotes)]
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
    if (piece.op === 'format' || piece.op === 'note') {
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
