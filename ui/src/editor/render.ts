// Read-only DOM for blocks and inlines of document JSON, in the very look of the page (styles/page.css); history shows old
// text with it. Built node by node, never from strings. Links do not lead anywhere here: their address is in the title.

import { assetUrl } from '../backend'
import type { BlockJson, InlineJson, MarkJson } from '../backend/bindings'
import { readCrop, type Crop } from './framing'
import { showWidths } from './columns'
import { pictureIcon, siteIcon } from './icons'
import { isAllowedUrl } from './url'

const MARKS: Record<string, string> = { em: 'em', strong: 'strong', underline: 'u', strike: 's', highlight: 'mark', superscript: 'sup', subscript: 'sub', code: 'code' }

/** A block without its children: where they go is `content` (null for a block that holds nothing). */
export interface Shell {
  dom: HTMLElement
  content: HTMLElement | null
}

/** Returns the block with everything in it. */
export function renderBlock(json: BlockJson): HTMLElement {
  const { dom, content } = renderShell(json)
  if (content) content.append(renderContent(json))
  return dom
}

/** Returns the children of a node: inlines for a block with a line, blocks for a container. */
export function renderContent(json: BlockJson): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const child of json.content ?? []) fragment.append(isInline(child) ? renderInline(child) : renderBlock(child))
  return fragment
}

/** Returns a line of inlines. */
export function renderInlines(line: readonly InlineJson[]): DocumentFragment {
  const fragment = document.createDocumentFragment()
  for (const inline of line) fragment.append(renderInline(inline))
  return fragment
}

/** Returns one inline, wrapped in its marks. */
export function renderInline(json: InlineJson): Node {
  let node: Node
  switch (json.type) {
    case 'text':
      node = document.createTextNode(json.text ?? '')
      break
    case 'hard_break':
      node = document.createElement('br')
      break
    case 'image': {
      const picture = element('span', 'inline-picture')
      picture.title = text(json, 'title') || text(json, 'alt') || text(json, 'src')
      picture.setAttribute('role', 'img')
      picture.setAttribute('aria-label', text(json, 'alt') || 'Picture')
      node = picture
      break
    }
    case 'footnote': {
      const note = element('sup', 'footnote')
      note.title = plainText(json)
      note.setAttribute('role', 'note')
      note.setAttribute('aria-label', `Footnote: ${note.title}`)
      node = note
      break
    }
    default:
      node = document.createTextNode('')
  }
  for (const mark of [...(json.marks ?? [])].reverse()) node = wrap(node, mark)
  return node
}

/** Returns the block's own element and the place where its children go. */
export function renderShell(json: BlockJson): Shell {
  switch (json.type) {
    case 'paragraph':
      return whole('p')
    case 'heading':
      return whole(`h${Math.min(6, Math.max(1, Number(json.attrs?.level ?? 2)))}`)
    case 'blockquote':
      return whole('blockquote')
    case 'bullet_list':
      return whole('ul')
    case 'ordered_list': {
      const list = element('ol') as HTMLOListElement
      list.start = Number(json.attrs?.start ?? 1)
      return { dom: list, content: list }
    }
    case 'list_item': {
      const item = element('li')
      const checked = json.attrs?.checked
      if (typeof checked === 'boolean') {
        item.className = 'task'
        item.dataset.checked = String(checked)
      }
      return { dom: item, content: item }
    }
    case 'code_block': {
      const pre = element('pre')
      const code = element('code')
      const language = text(json, 'language')
      if (language) pre.dataset.language = language
      pre.append(code)
      return { dom: pre, content: code }
    }
    case 'horizontal_rule':
      return { dom: element('hr'), content: null }
    case 'table': {
      const frame = element('div', 'table')
      const body = element('tbody')
      const table = element('table')
      const group = element('colgroup')
      const widths = json.attrs?.widths as number[] | undefined
      if (widths && widths.length === columnsOf(json)) showWidths(table, group, widths)
      table.append(group, body)
      frame.append(table)
      return { dom: frame, content: body }
    }
    case 'table_row':
      return whole('tr')
    case 'table_header':
    case 'table_cell': {
      const cell = element(json.type === 'table_header' ? 'th' : 'td') as HTMLTableCellElement
      cell.colSpan = Number(json.attrs?.colspan ?? 1)
      cell.rowSpan = Number(json.attrs?.rowspan ?? 1)
      if (json.attrs?.align) cell.dataset.align = text(json, 'align')
      return { dom: cell, content: cell }
    }
    case 'pull_quote': {
      const quote = element('aside', 'pull-quote')
      const words = element('p')
      quote.append(words)
      if (text(json, 'attribution')) quote.append(element('span', 'attribution', text(json, 'attribution')))
      return { dom: quote, content: words }
    }
    case 'fact_box': {
      const box = element('aside', 'fact-box')
      const facts = element('div', 'facts')
      if (text(json, 'title')) box.append(element('span', 'title', text(json, 'title')))
      box.append(facts)
      return { dom: box, content: facts }
    }
    case 'figure': {
      const figure = element('figure')
      const caption = element('figcaption')
      figure.append(renderPicture({ asset: text(json, 'asset'), src: text(json, 'src'), alt: text(json, 'alt'), crop: readCrop(json.attrs?.crop) }), caption)
      const by = [text(json, 'credit'), text(json, 'licence')].filter((said) => said !== '').join(' · ')
      if (by) figure.append(element('span', 'credit', by))
      return { dom: figure, content: caption }
    }
    case 'embed':
      return { dom: renderEmbed(text(json, 'url'), text(json, 'title')), content: null }
    default:
      return whole('div')
  }
}

/** Pixels across that a page asks for: its column at twice the density. */
const SHOWN = 1440

/** Returns a picture of the library as it is framed; one that lies elsewhere, or is missing, in words: nothing is fetched. */
export function renderPicture({ asset, src, alt, crop }: { asset: string; src: string; alt: string; crop?: Crop }): HTMLElement {
  const picture = element('div', 'picture')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', alt || 'Picture without alternative text')
  const words = (said: string) => [pictureIcon(), element('span', '', said)]
  if (src) picture.title = src
  if (!asset) {
    picture.append(...words(alt || src))
    return picture
  }
  const img = document.createElement('img')
  img.alt = ''
  img.decoding = 'async'
  img.draggable = false
  img.dataset.asset = asset
  img.onerror = () => {
    picture.classList.add('missing')
    picture.replaceChildren(...words(alt ? `Not in this library: ${alt}` : 'This picture is not in this library'))
  }
  img.src = assetUrl(asset, SHOWN, crop)
  picture.append(img)
  return picture
}

/** Returns the card of an embed. */
export function renderEmbed(url: string, title: string): HTMLElement {
  const card = element('div', 'embed')
  const what = element('div', 'what')
  if (title) what.append(element('span', 'title', title))
  what.append(element('span', 'url', url))
  card.append(siteIcon(), what)
  return card
}

/** Makes an element with a class and text. */
export function element(tag: string, className = '', words = ''): HTMLElement {
  const dom = document.createElement(tag)
  if (className) dom.className = className
  if (words) dom.textContent = words
  return dom
}

function wrap(node: Node, mark: MarkJson): Node {
  let dom: HTMLElement
  if (mark.type === 'link') {
    dom = element('a')
    const href = String(mark.attrs?.href ?? '')
    if (isAllowedUrl(href, 'link')) dom.title = href
  } else if (MARKS[mark.type]) dom = element(MARKS[mark.type])
  else dom = element('span', `review-${mark.type}`)
  dom.append(node)
  return dom
}

const whole = (tag: string): Shell => {
  const dom = element(tag)
  return { dom, content: dom }
}

/** Returns how many columns the first row of a table covers. */
const columnsOf = (table: BlockJson): number => (table.content?.[0]?.content ?? []).reduce((sum, cell) => sum + Number(cell.attrs?.colspan ?? 1), 0)

const text = (json: BlockJson, name: string) => (typeof json.attrs?.[name] === 'string' ? json.attrs[name] : '')

const INLINES = new Set(['text', 'hard_break', 'image', 'footnote'])
const isInline = (json: BlockJson) => INLINES.has(json.type)

function plainText(json: BlockJson): string {
  if (json.text !== undefined) return json.text
  const parts = (json.content ?? []).map(plainText).filter((part) => part !== '')
  return (json.content ?? []).every(isInline) ? parts.join('') : parts.join(' ')
}
