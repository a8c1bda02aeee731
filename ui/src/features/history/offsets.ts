// Places in a text as core counts them (`BlameRun`): UTF-16 units of a block's lines from top to bottom, one for the line end
// between two, one for each break, picture and footnote. Reads them from DOM that the page or History made, and back.

/** What stands in the DOM beside the text itself: marks of a difference, labels, the editor's own widgets. */
const BESIDE = '.label, .departed, .changed-note, .was-here, .ProseMirror-widget, .ProseMirror-separator, .ProseMirror-trailingBreak, [data-beside]'
const ONE = 'BR, IMG, .inline-picture, .footnote, sup[role=note]'
const LINE = /^(P|H[1-6]|PRE|LI|TD|TH|FIGCAPTION|DIV|BLOCKQUOTE|UL|OL|TABLE|TR|TBODY|FIGURE|ASIDE|SECTION)$/

/** A stretch of text in the DOM. */
interface Piece {
  node: Text | Element
  from: number
  to: number
}

/**
 * The pieces of a block's text, with the units at which they stand. `without` names elements whose words the text does not
 * have: `del` for the newer side of a difference, `ins` for the older.
 */
export function piecesOf(block: Element, without: string | null): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let line: Element | null = null
  const walk = (node: Node): void => {
    if (node instanceof Text) {
      if (node.data === '') return
      const own = lineOf(node, block)
      if (line !== null && own !== line) at += 1
      line = own
      pieces.push({ node, from: at, to: at + node.data.length })
      at += node.data.length
      return
    }
    if (!(node instanceof Element) || node.matches(BESIDE) || (without !== null && node.matches(without))) return
    if (node.matches(ONE)) {
      const own = lineOf(node, block)
      if (line !== null && own !== line) at += 1
      line = own
      pieces.push({ node, from: at, to: at + 1 })
      at += 1
      return
    }
    for (const child of node.childNodes) walk(child)
  }
  walk(block)
  return pieces
}

function lineOf(node: Node, block: Element): Element {
  let element = node.parentElement
  while (element && element !== block && !LINE.test(element.tagName)) element = element.parentElement
  return element ?? block
}

/** The units from which to which a selection reaches in a block; null where it holds none of its text. */
export function unitsOf(block: Element, range: Range, without: string | null): { from: number; to: number } | null {
  let from = Infinity
  let to = -Infinity
  for (const piece of piecesOf(block, without)) {
    if (!range.intersectsNode(piece.node)) continue
    const whole = !(piece.node instanceof Text)
    const start = !whole && range.startContainer === piece.node ? piece.from + range.startOffset : piece.from
    const end = !whole && range.endContainer === piece.node ? piece.from + range.endOffset : piece.to
    if (end <= start) continue
    from = Math.min(from, start)
    to = Math.max(to, end)
  }
  return from < to ? { from, to } : null
}

/** The unit at a place in the DOM, as a caret has it; null where it stands in none of the text. */
export function unitAt(block: Element, node: Node, offset: number): number | null {
  for (const piece of piecesOf(block, null)) if (piece.node === node) return piece.from + Math.min(offset, piece.to - piece.from)
  return null
}

/** Ranges of the DOM for units `from` to `to` of a block, one a piece. */
export function rangesOf(block: Element, from: number, to: number): Range[] {
  return piecesOf(block, null).flatMap(({ node, ...piece }) => {
    if (!(node instanceof Text) || piece.to <= from || piece.from >= to) return []
    const range = document.createRange()
    range.setStart(node, Math.max(0, from - piece.from))
    range.setEnd(node, Math.min(node.data.length, to - piece.from))
    return [range]
  })
}

/** Where `words` stand in a block, what was deleted from it left out; the whole block where they cannot be found as they are. */
export function wordsIn(block: Element, words: string): Range[] {
  const pieces = piecesOf(block, 'del')
  const whole = pieces.map(({ node }) => (node instanceof Text ? node.data : '\ufffc')).join('')
  const start = whole.indexOf(words)
  const from = start === -1 ? 0 : start
  const to = start === -1 ? whole.length : start + words.length
  let at = 0
  return pieces.flatMap(({ node, from: begin, to: end }) => {
    const here = at
    at += end - begin
    if (!(node instanceof Text) || at <= from || here >= to) return []
    const range = document.createRange()
    range.setStart(node, Math.max(0, from - here))
    range.setEnd(node, Math.min(node.data.length, to - here))
    return [range]
  })
}
