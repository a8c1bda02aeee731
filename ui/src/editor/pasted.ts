// What other programs put on the clipboard, brought to the plain structure that the schema reads: Word, Outlook, LibreOffice,
// Google Docs, spreadsheets, web pages. Works on an inert document that is never shown: nothing in it loads or runs. The core's
// importer (import/html) reads the same fixtures alike: tests/fixtures/paste.

import { DOMParser, type Schema } from 'prosemirror-model'
import { isAllowedUrl } from './url'

/** Elements whose content is no part of a text. */
const JUNK = 'style, script, meta, link, title, head, noscript, template, object, applet, svg, canvas, map, nav, button, input:not([type=checkbox]), select, textarea, datalist, dialog, [hidden], a[aria-hidden=true], span[aria-hidden=true], i[aria-hidden=true], .footnote-backref, .screen-reader-text, .sr-only, .Apple-interchange-newline, col, colgroup'
/** A form with this many characters of text holds a page. */
const WHOLE_PAGE = 400
const BLOCKS = new Set('address article aside blockquote center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul'.split(' '))
const isBlock = (node: Node): boolean => node.nodeType === 1 && BLOCKS.has((node as Element).localName)
const all = (root: Element, selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)]
const styleOf = (node: Element): string => (node.getAttribute('style') ?? '').toLowerCase()
const has = (style: string, name: string): string | null => [...style.matchAll(new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, 'g'))].at(-1)?.[1].trim() ?? null

/** Brings pasted DOM to plain structure, in place. */
export function tidy(root: Element, schema: Schema): void {
  // What Stet itself copied is as it should be.
  const own = root.querySelector('[data-pm-slice]') !== null
  sweep(root)
  if (own) return
  code(root)
  unwrap(root)
  lists(root)
  notes(root, schema)
  marks(root)
  tables(root)
  embeds(root)
  pictures(root)
  paragraphs(root)
}

/** Takes out comments, what is hidden, and what is no text. */
function sweep(root: Element): void {
  for (const node of all(root, JUNK)) node.remove()
  // WebKit holds single spaces open by no-break ones.
  for (const node of all(root, 'span.Apple-converted-space')) node.replaceWith((node.textContent ?? '').replace(/\u00a0/g, ' '))
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT)
  const comments: Node[] = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.parentNode?.removeChild(comment)
  for (const node of all(root, '[style]')) {
    const style = styleOf(node)
    if (has(style, 'display') === 'none' || has(style, 'visibility') === 'hidden' || has(style, 'mso-hide') === 'all') node.remove()
  }
}

/** Reads code as plain text, before anything is made of its line ends and spaces. */
function code(root: Element): void {
  for (const node of all(root, 'pre')) {
    const language = /(?:^|\s)(?:language|lang)-([\w+#.-]{1,32})/.exec(`${node.className} ${node.querySelector('code')?.className ?? ''}`)?.[1]
    if (language && !node.hasAttribute('data-language')) node.setAttribute('data-language', language)
    for (const line of all(node, 'br')) line.replaceWith('\n')
    node.textContent = (node.textContent ?? '').replace(/\n$/, '')
  }
}

/** Dissolves wrappers that mean nothing: Word's own elements (`o:p`, `w:sdt`), Docs' outer `b`, `font`, sections. */
function unwrap(root: Element): void {
  for (const node of all(root, '*')) {
    if (node.localName.includes(':') || node.id.startsWith('docs-internal-guid') || node.localName === 'font' || node.localName === 'google-sheets-html-origin') node.replaceWith(...node.childNodes)
  }
  // A form may hold a whole page, as some servers write it; a small one asks for something.
  for (const node of all(root, 'form')) {
    if ((node.textContent ?? '').replace(/\s+/g, ' ').trim().length < WHOLE_PAGE) node.remove()
    else node.replaceWith(...node.childNodes)
  }
  // A table that only lays out a page: its cells are what counts.
  for (const node of all(root, 'table[role=presentation], table[role=none]')) {
    const cells = all(node, 'td, th').filter((cell) => cell.closest('table') === node)
    node.replaceWith(...cells.map((cell) => renamed(cell, 'div')))
  }
}

// ---- lists

const ORDERED = /^(?:\d{1,9}|[a-z]|[ivxlcdm]+)[.)]$/i

function lists(root: Element): void {
  // Word writes the items of a list as paragraphs, and says which list and how deep in their style.
  let open: { list: HTMLElement; item: HTMLElement }[] = []
  let last: Element | null = null
  for (const node of all(root, 'p, h1, h2, h3, h4, h5, h6')) {
    const level = node.localName === 'p' ? levelOf(node) : 0
    if (level === 0) continue
    if (last === null || follower(last) !== node) open = []
    const label = labelOf(node)
    const words = (label?.textContent ?? '').replace(/[\s\u00a0]+/g, '')
    label?.remove()
    const ordered = ORDERED.test(words)
    open.length = Math.min(open.length, level)
    const item = node.ownerDocument.createElement('li')
    let at = open.at(-1)
    if (!at || open.length < level || (at.list.localName === 'ol') !== ordered) {
      const list = node.ownerDocument.createElement(ordered ? 'ol' : 'ul')
      const start = /^\d+/.exec(words)?.[0]
      if (start && Number(start) !== 1) list.setAttribute('start', String(Number(start)))
      if (open.length < level && at) at.item.append(list)
      else if (open.length > 1) open[open.length - 2].item.append(list)
      else node.before(list)
      if (open.length === level) open.pop()
      at = { list, item }
      open.push(at)
    }
    at.list.append(item)
    at.item = item
    const top = open[0].list
    item.append(node)
    last = top
  }
  // Docs and old editors put a list straight into a list: it belongs to the item before it.
  for (const list of all(root, 'ul > ul, ul > ol, ol > ul, ol > ol')) {
    const before = list.previousElementSibling
    if (before?.localName === 'li') before.append(list)
    else {
      const item = list.ownerDocument.createElement('li')
      list.before(item)
      item.append(list)
    }
  }
}

function levelOf(node: Element): number {
  const found = /\blevel(\d)/.exec(has(styleOf(node), 'mso-list') ?? '')
  if (found) return Math.max(1, Number(found[1]))
  // WebKit hands the clipboard over without Word's own styles: the class is left, the indent, and the label.
  if (!/\bMsoListParagraph/.test(node.className) || !labelOf(node)) return 0
  const indent = Number.parseFloat(has(styleOf(node), 'margin-left') ?? '36')
  return Math.min(9, Math.max(1, Math.round(indent / 36) || 1))
}

/** Returns the label of an item that Word writes as a paragraph: marked as such, or followed by space in a tiny type. */
function labelOf(node: Element): HTMLElement | undefined {
  const marked = all(node, 'span').find((span) => /mso-list:\s*ignore/.test(styleOf(span)))
  if (marked) return marked
  const first = node.firstElementChild as HTMLElement | null
  const spacer = first && all(first, 'span').find((span) => /font(?:-size)?:[^;]*\b7(?:\.0)?pt/.test(styleOf(span)) && !/[^\s\u00a0]/.test(span.textContent ?? ''))
  const label = spacer?.parentElement
  // A label is a few signs with the space last; words behind it are the item's own.
  const said = (label?.textContent ?? '').replace(/[\s\u00a0]+$/, '')
  const last = spacer && !/[^\s\u00a0]/.test(following(spacer))
  return label && last && said.length <= 12 && !/\s/.test(said) ? label : undefined
}

/** Returns the text behind a node, within its parent. */
function following(node: Element): string {
  let text = ''
  for (let next = node.nextSibling; next; next = next.nextSibling) text += next.textContent ?? ''
  return text
}

/** Returns the element that follows, white space between them not counted. */
function follower(node: Element): Element | null {
  let next = node.nextSibling
  while (next && next.nodeType === 3 && !/\S/.test(next.textContent ?? '')) next = next.nextSibling
  return next?.nodeType === 1 ? (next as Element) : null
}

// ---- footnotes

const NOTE_NAMES: [RegExp, string][] = [[/^_ftnref(\d+)$/, '_ftn$1'], [/^_ftn(\d+)$/, '_ftnref$1'], [/^_ednref(\d+)$/, '_edn$1'], [/^_edn(\d+)$/, '_ednref$1'],
  [/^sd(foot|end)note(\d+)anc$/, 'sd$1note$2sym'], [/^sd(foot|end)note(\d+)sym$/, 'sd$1note$2anc']]

/** Reads notes where they are referred to: two links that lead to each other are a note's number and the way back. */
function notes(root: Element, schema: Schema): void {
  // WebKit takes links inside a page off what it hands over; the names that they led to tell which belong together.
  for (const [mark, counterpart] of NOTE_NAMES) {
    for (const node of all(root, 'a[name]:not([href])')) {
      const name = node.getAttribute('name')!
      if (mark.test(name)) node.setAttribute('href', `#${name.replace(mark, counterpart)}`)
    }
  }
  const places = new Map<string, Element>()
  for (const node of all(root, '[id], a[name]')) {
    for (const name of [node.id, node.getAttribute('name')]) if (name && !places.has(name)) places.set(name, node)
  }
  const found: { from: Element; block: Element; section: Element | null }[] = []
  const taken = new Set<Element>()
  for (const from of all(root, 'a[href^="#"]')) {
    if (taken.has(from)) continue
    const target = places.get(decoded(from.getAttribute('href')!.slice(1)))
    if (!target || target === from || !(from.compareDocumentPosition(target) & 4)) continue
    const back = [target, ...all(target, 'a[href^="#"]')].find((link) => leadsTo(link, from, places))
    if (!back) continue
    const block = target.closest('[style*="mso-element:footnote"], [style*="mso-element:endnote"], [id^=sdfootnote], [id^=sdendnote], li, dd') ?? target.closest('p, div') ?? target
    if (block.contains(from) || !root.contains(block)) continue
    taken.add(back)
    back.remove()
    found.push({ from, block, section: block.parentElement })
  }
  for (const { block } of found) block.remove()
  for (const { from, block, section } of found) {
    const holder = root.ownerDocument.createElement('div')
    holder.append(...(isBlock(block) && block.localName !== 'p' ? block.childNodes : [block]))
    for (const part of [marks, paragraphs]) part(holder)
    trimStart(holder)
    const note = DOMParser.fromSchema(schema).parse(holder, { topNode: schema.nodes.footnote.create() })
    const reference = root.ownerDocument.createElement('sup')
    reference.setAttribute('data-footnote', JSON.stringify(note.toJSON()))
    const outer = from.parentElement
    const whole = outer?.localName === 'sup' && outer.textContent === from.textContent ? outer : from
    whole.replaceWith(reference)
    // What is left of the section of notes: the rule above it, and nothing else.
    if (section && section !== root && section.isConnected && !/\S/.test(section.textContent ?? '')) section.remove()
  }
  if (found.length > 0) for (const rule of all(root, 'hr')) if (!follows(rule, root)) rule.remove()
}

function leadsTo(link: Element, from: Element, places: Map<string, Element>): boolean {
  const href = link.localName === 'a' ? link.getAttribute('href') : null
  const place = href?.startsWith('#') ? places.get(decoded(href.slice(1))) : undefined
  return place !== undefined && (place === from || place.contains(from) || from.contains(place))
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Tells whether any text follows a rule. */
function follows(rule: Element, root: Element): boolean {
  for (let node: Node | null = rule; node && node !== root; node = node.parentNode) {
    for (let next = node.nextSibling; next; next = next.nextSibling) if (/\S/.test(next.textContent ?? '') || (next.nodeType === 1 && (next as Element).querySelector('img'))) return true
  }
  return false
}

function trimStart(node: Node): void {
  for (let first: Node | null = node; first; first = first.firstChild) {
    while (first.firstChild && first.firstChild.nodeType === 3 && !/[^\s\u00a0]/.test(first.firstChild.textContent ?? '')) first.firstChild.remove()
    while (first.firstChild?.nodeType === 1 && !isBlock(first.firstChild) && !/[^\s\u00a0]/.test(first.firstChild.textContent ?? '')) first.firstChild.remove()
    if (first.nodeType === 3) first.textContent = (first.textContent ?? '').replace(/^[\s\u00a0]+/, '')
  }
}

// ---- what words look like

const TAGS: Record<string, string> = { strong: 'strong', em: 'em', strike: 's', underline: 'u', superscript: 'sup', subscript: 'sub' }

/** Turns styles into the marks that they mean, and takes the styles off. */
function marks(root: Element): void {
  for (const node of all(root, '*')) {
    const style = styleOf(node)
    const { localName } = node
    if (localName === 'pre') continue
    if (localName === 'q') {
      node.prepend('“')
      node.append('”')
    }
    const align = has(style, 'text-align')
    if (align && (localName === 'td' || localName === 'th')) node.setAttribute('align', align)
    const made = marksOf(style, node)
    node.removeAttribute('style')
    node.removeAttribute('class')
    if (!STRUCTURE.has(localName)) wrapInlines(node, Object.keys(TAGS).filter((name) => made[name] === true).map((name) => TAGS[name]))
    // An element whose own style takes back what it is: Docs’ <b style="font-weight:normal">, a web font’s <i>.
    const undone = ((localName === 'b' || localName === 'strong') && made.strong === false) || ((localName === 'i' || localName === 'em') && made.em === false)
    const strong = localName === 'strong' || localName === 'b'
    if (undone || (strong && node.closest('h1, h2, h3, h4, h5, h6'))) node.replaceWith(...node.childNodes)
    else if (localName === 'span') {
      // Words that their own style takes out of bold or italics around them.
      if (made.strong === false && node.closest('b, strong')) node.setAttribute('style', 'font-weight: normal')
      else if (made.em === false && node.closest('i, em')) node.setAttribute('style', 'font-style: normal')
      else if (!node.hasAttribute('data-picture') && !node.hasAttribute('data-inline-picture')) node.replaceWith(...node.childNodes)
    } else if (localName === 'cite' || localName === 'dfn' || localName === 'var') node.replaceWith(renamed(node, 'em'))
    else if (localName === 'a') link(node)
  }
}

/** Elements whose style says nothing of the words in them. */
const STRUCTURE = new Set('table thead tbody tfoot tr td th ul ol li blockquote h1 h2 h3 h4 h5 h6 figure img'.split(' '))

function marksOf(style: string, node: Element): Record<string, boolean | undefined> {
  if (style === '') return {}
  const weight = has(style, 'font-weight')
  const slant = has(style, 'font-style')
  const line = has(style, 'text-decoration') ?? has(style, 'text-decoration-line') ?? ''
  const up = has(style, 'vertical-align')
  const heads = node.closest('h1, h2, h3, h4, h5, h6') !== null
  return {
    strong: weight === null ? undefined : /^(?:bold|[6-9]\d\d)/.test(weight) ? !heads || undefined : /^(?:normal|lighter|[1-5]\d\d)/.test(weight) ? false : undefined,
    em: slant === null ? undefined : slant === 'italic' || slant === 'oblique' ? true : slant === 'normal' ? false : undefined,
    strike: line.includes('line-through') || undefined,
    underline: (line.includes('underline') && node.closest('a[href]') === null && node.querySelector('a[href]') === null) || undefined,
    superscript: up === 'super' || undefined,
    subscript: up === 'sub' || undefined,
  }
}

/** Puts the text inside `node` into elements, around lines rather than around blocks. */
function wrapInlines(node: Element, tags: string[]): void {
  if (tags.length === 0) return
  if ([...node.children].some(isBlock)) {
    for (const child of [...node.childNodes]) {
      if (isBlock(child)) wrapInlines(child as Element, tags)
      else if (/\S/.test(child.textContent ?? '')) wrapInlines(parentFor(child), tags)
    }
    return
  }
  let inner = node
  const children = [...node.childNodes]
  for (const tag of tags) {
    const made = node.ownerDocument.createElement(tag)
    inner.append(made)
    inner = made
  }
  inner.append(...children)
}

function parentFor(child: Node): Element {
  const span = child.ownerDocument!.createElement('font')
  child.parentNode!.replaceChild(span, child)
  span.append(child)
  return span
}

/** Takes redirects off an address, and the link off words whose address no story may point at. */
function link(node: HTMLElement): void {
  const raw = (node.getAttribute('href') ?? '').trim().replace(/[\n\r\t]/g, '').replace(/ /g, '%20')
  const wrapped = /^https:\/\/www\.google\.com\/url\?q=([^&]+)&sa=/.exec(raw)?.[1]
  const words = (node.textContent ?? '').trim()
  // WebKit takes `mailto:` off what it hands over; an address of mail in its place says the same.
  const href = wrapped ? decoded(wrapped) : raw === '' && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(words) ? `mailto:${words}` : raw
  // A place in a page that was left behind leads nowhere.
  if (href.startsWith('#') || !isAllowedUrl(href, 'link')) node.replaceWith(...node.childNodes)
  else node.setAttribute('href', href)
}

// ---- tables, pictures, paragraphs

function tables(root: Element): void {
  for (const cell of all(root, 'td, th')) {
    const align = cell.getAttribute('align')?.toLowerCase() ?? ''
    if (!cell.hasAttribute('data-align') && ['left', 'center', 'right'].includes(align)) cell.setAttribute('data-align', align)
  }
  for (const caption of all(root, 'table > caption')) caption.closest('table')!.before(renamed(caption, 'p'))
}

/** Films, sounds and frames become the address that they show. */
function embeds(root: Element): void {
  for (const node of all(root, 'iframe, video, audio, embed')) {
    const inner = node.querySelector('source')
    const url = ['src', 'data-src'].map((name) => node.getAttribute(name)).find(Boolean) ?? inner?.getAttribute('src') ?? ''
    if (!isAllowedUrl(url, 'source')) {
      node.remove()
      continue
    }
    const made = node.ownerDocument.createElement('div')
    made.setAttribute('data-embed', url)
    made.setAttribute('data-title', node.getAttribute('title') ?? '')
    node.replaceWith(made)
  }
}

/** A picture alone in its paragraph is a figure; one without an address that a story may point at is left out. */
function pictures(root: Element): void {
  for (const img of all(root, 'img')) {
    const src = ['src', 'data-src', 'data-original', 'data-lazy-src'].map((name) => img.getAttribute(name) ?? '').find((address) => isAllowedUrl(address, 'source'))
    if (!src && !img.hasAttribute('data-asset')) {
      const holder = img.closest('figure')
      img.remove()
      if (holder && !holder.querySelector('img')) holder.replaceWith(...holder.childNodes)
      continue
    }
    if (src) img.setAttribute('src', src)
    if (img.closest('figure, td, th, h1, h2, h3, h4, h5, h6, figcaption')) continue
    let whole: Element = img
    // A link to the picture itself, larger, is not needed; one that leads elsewhere keeps the picture in its line.
    const linkedAway = (node: Element) => node.localName === 'a' && !/\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)/i.test(node.getAttribute('href') ?? '')
    while (whole.parentElement && whole.parentElement !== root && !isBlock(whole.parentElement) && !linkedAway(whole.parentElement) && alone(whole)) whole = whole.parentElement
    const holder = whole.parentElement
    if (!holder || !alone(whole) || !(holder === root || isBlock(holder)) || (holder === root && root.childNodes.length > 1)) continue
    const figure = root.ownerDocument.createElement('figure')
    const title = img.getAttribute('title')
    figure.append(img)
    if (title) figure.append(Object.assign(root.ownerDocument.createElement('figcaption'), { textContent: title }))
    if (holder !== root && holder.localName === 'p') holder.replaceWith(figure)
    else whole.replaceWith(figure)
    if (whole !== img) whole.remove()
  }
}

function alone(node: Node): boolean {
  return [...(node.parentNode?.childNodes ?? [])].every((other) => other === node || !/\S/.test(other.textContent ?? '') && !(other.nodeType === 1 && (other as Element).querySelector('img')))
}

/** Two breaks part paragraphs; what holds nothing goes; a loose line among blocks becomes one of them. */
function paragraphs(root: Element): void {
  for (const node of [root, ...all(root, 'p, div, li, td, th, dd, section, article, blockquote')]) {
    splitAtBreaks(node)
  }
  for (const node of all(root, 'br')) {
    const among = [...(node.parentNode?.childNodes ?? [])].filter((other) => other === node || other.nodeType === 1 || /\S/.test(other.textContent ?? ''))
    const at = among.indexOf(node)
    // A break that no reader sees: at the edge of a block, or between blocks.
    const edge = (other: Node | undefined) => other === undefined || isBlock(other)
    if (node.parentElement && (isBlock(node.parentElement) || node.parentElement === root) && (edge(among[at - 1]) || edge(among[at + 1]))) node.remove()
  }
  for (const node of all(root, 'p, h1, h2, h3, h4, h5, h6, ul, ol, li, blockquote, div').reverse()) {
    if (!/[^\s\u00a0]/.test(node.textContent ?? '') && !node.querySelector('img, hr, iframe, table, input, [data-footnote], [data-embed]')) node.remove()
  }
  for (const node of all(root, 'dt')) {
    const strong = node.ownerDocument.createElement('strong')
    strong.append(...node.childNodes)
    const line = node.ownerDocument.createElement('p')
    line.append(strong)
    node.replaceWith(line)
  }
}

function splitAtBreaks(node: Element): void {
  const blank = (child: Node | null) => child !== null && child.nodeType === 3 && !/\S/.test(child.textContent ?? '')
  const children = [...node.childNodes]
  const isBreak = (child: Node) => child.nodeType === 1 && (child as Element).localName === 'br'
  const solid = children.filter((child) => !blank(child))
  if (!solid.some((child, at) => isBreak(child) && solid[at + 1] !== undefined && isBreak(solid[at + 1]))) return
  if (children.some(isBlock)) return
  const lines: Node[][] = [[]]
  let breaks: Node[] = []
  for (const child of children) {
    if (isBreak(child)) breaks.push(child)
    else if (blank(child) && breaks.length > 0) continue
    else {
      if (breaks.length > 1) lines.push([])
      else lines.at(-1)!.push(...breaks)
      breaks = []
      lines.at(-1)!.push(child)
    }
  }
  const made = lines.filter((line) => line.length > 0).map((line) => {
    const p = node.ownerDocument.createElement('p')
    p.append(...line)
    return p
  })
  if (node.localName === 'p') node.replaceWith(...made)
  else node.replaceChildren(...made)
}

function renamed(node: Element, name: string): HTMLElement {
  const made = node.ownerDocument.createElement(name)
  made.append(...node.childNodes)
  return made
}
