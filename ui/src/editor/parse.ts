// Strict reading of document JSON, rule for rule as the core's document/json.rs: unknown keys and attributes, marks out of
// order, forbidden addresses and too deep a nesting are refused with their place. Adjacent text of equal marks is joined.

import { Fragment, type Mark, type Node, type Schema } from 'prosemirror-model'
import { readCrop, readFocal } from './framing'
import { byteLength, isAllowedUrl, MAX_ATTRIBUTE, type LinkTarget } from './url'

/** Blocks may nest this deep: a block of the body is at depth 1; lists, items, rows and cells count one each, a footnote two. */
export const MAX_DEPTH = 32
export const MAX_SPAN = 1000
/** Largest share of a column in its table's width. */
export const MAX_SHARE = 10_000
const MAX_START = 999_999_999
const ASSET = /^[0-9a-f]{64}$/

/** Why a document was refused, and where (`doc.content[3].attrs.level`). */
export class DocumentError extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`)
  }
}

/** A place in the JSON, kept as links to parents so that nothing is built until something is wrong. */
type Place = { parent: Place; step: string | number } | null

type Json = Record<string, unknown>

interface Raw {
  name: string
  attrs: Json | null
  content: unknown[]
  marks: unknown[] | null
  text: string | null
  at: Place
}

/** Reads `{"type":"doc","content":[…]}` into the schema's `doc` node. Throws `DocumentError`. */
export function parseBody(schema: Schema, json: unknown): Node {
  const raw = read(json, null)
  if (raw.name !== 'doc') throw fault(null, `expected a doc, found ${JSON.stringify(raw.name)}`)
  if (raw.marks) throw fault(null, 'the doc carries no marks')
  new Attrs(raw).done()
  return new Reader(schema).doc(raw)
}

/** Reads one footnote, as it travels on the clipboard. What cannot be read becomes an empty note. */
export function parseFootnote(schema: Schema, text: string): Node {
  try {
    return new Reader(schema).footnote(JSON.parse(text))
  } catch {
    return schema.nodes.footnote.createAndFill()!
  }
}

function fault(at: Place, reason: string): DocumentError {
  const steps: string[] = []
  for (let place = at; place; place = place.parent) steps.unshift(typeof place.step === 'number' ? `[${place.step}]` : `.${place.step}`)
  return new DocumentError(`doc${steps.join('')}`, reason)
}

const key = (parent: Place, step: string | number): Place => ({ parent, step })
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function read(value: unknown, at: Place): Raw {
  if (!isObject(value)) throw fault(at, 'expected an object')
  const raw: Raw = { name: '', attrs: null, content: [], marks: null, text: null, at }
  for (const name of Object.keys(value)) {
    const item = value[name]
    const wrong = (what: string) => fault(key(at, name), `expected ${what}`)
    switch (name) {
      case 'type':
        if (typeof item !== 'string') throw wrong('a name')
        raw.name = item
        break
      case 'attrs':
        if (!isObject(item)) throw wrong('an object')
        raw.attrs = item
        break
      case 'content':
        if (!Array.isArray(item)) throw wrong('a list')
        raw.content = item
        break
      case 'marks':
        if (!Array.isArray(item)) throw wrong('a list')
        raw.marks = item
        break
      case 'text':
        if (typeof item !== 'string') throw wrong('text')
        raw.text = item
        break
      default:
        throw fault(key(at, name), 'unknown key')
    }
  }
  if (raw.name === '') throw fault(at, 'a node needs a type')
  if (raw.text !== null && raw.name !== 'text') throw fault(at, 'only text nodes hold text')
  return raw
}

/** Reads attributes one by one and refuses, at the end, those that nobody asked for. */
class Attrs {
  private seen = 0

  constructor(private readonly raw: Raw) {}

  get(name: string): unknown {
    const { attrs } = this.raw
    if (!attrs || !Object.hasOwn(attrs, name)) return undefined
    this.seen++
    return attrs[name]
  }

  fault(name: string, reason: string): DocumentError {
    return fault(key(key(this.raw.at, 'attrs'), name), reason)
  }

  string(name: string): string {
    const value = this.get(name)
    if (value === undefined) return ''
    if (typeof value !== 'string') throw this.fault(name, 'expected text')
    if (byteLength(value) > MAX_ATTRIBUTE) throw this.fault(name, `longer than ${MAX_ATTRIBUTE} bytes`)
    return value
  }

  required(name: string): string {
    const text = this.string(name)
    if (text === '') throw this.fault(name, 'must not be empty')
    return text
  }

  number(name: string, standard: number, least: number, most: number): number {
    const value = this.get(name)
    if (value === undefined) return standard
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw this.fault(name, `expected a whole number from ${least} to ${most}`)
    }
    return value
  }

  /** The shares of a table's columns; none, null and the empty list are the same. */
  widths(): readonly number[] | null {
    const value = this.get('widths') ?? null
    if (value === null) return null
    const share = (one: unknown) => Number.isInteger(one) && (one as number) >= 1 && (one as number) <= MAX_SHARE
    if (!Array.isArray(value) || value.length > MAX_SPAN || !value.every(share)) throw this.fault('widths', `expected whole numbers from 1 to ${MAX_SHARE}, one a column`)
    return value.length > 0 ? (value as number[]) : null
  }

  url(name: string, target: LinkTarget): string {
    const url = this.string(name)
    if (url !== '' && !isAllowedUrl(url, target)) throw this.fault(name, 'not an address that a story may point at')
    return url
  }

  asset(): string {
    const asset = this.string('asset')
    if (asset !== '' && !ASSET.test(asset)) throw this.fault('asset', 'expected a BLAKE3 hash in hex')
    return asset
  }

  framing<T>(name: string, readParts: (value: unknown) => T | undefined): T | undefined {
    const value = this.get(name) ?? undefined
    if (value === undefined) return undefined
    const framing = readParts(value)
    if (!framing) throw this.fault(name, 'expected a place inside the picture')
    return framing
  }

  done(): void {
    const { attrs, at } = this.raw
    if (attrs && Object.keys(attrs).length !== this.seen) {
      throw fault(key(at, 'attrs'), `unknown attribute among ${Object.keys(attrs).join(', ')}`)
    }
  }
}

class Reader {
  constructor(private readonly schema: Schema) {}

  doc(raw: Raw): Node {
    return this.schema.nodes.doc.create(null, this.blocks(raw, 1, true))
  }

  footnote(json: unknown): Node {
    const raw = read(json, null)
    if (raw.name !== 'footnote') throw fault(null, 'expected a footnote')
    return this.schema.nodes.footnote.create(null, this.blocks(raw, 3, false))
  }

  private blocks(raw: Raw, depth: number, body: boolean): Node[] {
    if (depth > MAX_DEPTH) throw fault(raw.at, `nested deeper than ${MAX_DEPTH}`)
    if (raw.content.length === 0) throw fault(raw.at, `${raw.name} needs at least one block`)
    return this.each(raw, (value, at) => this.block(value, at, depth, body))
  }

  private each<T>(raw: Raw, make: (value: unknown, at: Place) => T): T[] {
    const list = key(raw.at, 'content')
    return raw.content.map((value, i) => make(value, key(list, i)))
  }

  private block(value: unknown, at: Place, depth: number, body: boolean): Node {
    const raw = read(value, at)
    if (raw.marks && raw.marks.length > 0) throw fault(at, 'blocks carry no marks')
    const type = this.schema.nodes[raw.name]
    const attrs = new Attrs(raw)
    let node: Node
    switch (raw.name) {
      case 'paragraph':
        node = type.create(null, this.line(raw, depth))
        break
      case 'heading':
        node = type.create({ level: attrs.number('level', 2, 1, 6) }, this.line(raw, depth))
        break
      case 'blockquote':
        node = type.create(null, this.blocks(raw, depth + 1, false))
        break
      case 'pull_quote':
        node = type.create({ attribution: attrs.string('attribution') }, this.line(raw, depth))
        break
      case 'bullet_list':
        node = type.create(null, this.items(raw, depth + 1))
        break
      case 'ordered_list':
        node = type.create({ start: attrs.number('start', 1, 0, MAX_START) }, this.items(raw, depth + 1))
        break
      case 'code_block':
        node = type.create({ language: attrs.string('language') }, this.code(raw))
        break
      case 'horizontal_rule':
        noContent(raw)
        node = type.create()
        break
      case 'table':
        node = type.create({ widths: attrs.widths() }, this.rows(raw, depth + 1))
        break
      case 'figure': {
        const where = { asset: attrs.asset(), src: attrs.url('src', 'source') }
        const figure = { ...where, alt: attrs.string('alt'), credit: attrs.string('credit'), licence: attrs.string('licence') || undefined, focal: attrs.framing('focal', readFocal), crop: attrs.framing('crop', readCrop) }
        const caption = this.line(raw, depth)
        if (!figure.asset && !figure.src) throw attrs.fault('src', 'a figure needs an asset or an address')
        node = type.create(figure, caption)
        break
      }
      case 'embed': {
        noContent(raw)
        const url = attrs.url('url', 'source')
        if (url === '') throw attrs.fault('url', 'must not be empty')
        node = type.create({ url, title: attrs.string('title') })
        break
      }
      case 'fact_box':
        if (!body) throw fault(at, 'a fact box stands only in the body itself')
        node = type.create({ title: attrs.string('title') }, this.blocks(raw, depth + 1, false))
        break
      default:
        throw fault(at, `${JSON.stringify(raw.name)} is not a block`)
    }
    attrs.done()
    return node
  }

  private code(raw: Raw): Fragment {
    const runs = this.each(raw, (value, at) => {
      const child = read(value, at)
      new Attrs(child).done()
      noContent(child)
      if (child.name !== 'text' || !child.text || (child.marks && child.marks.length > 0)) throw fault(at, 'code holds only plain text')
      return this.schema.text(child.text)
    })
    return Fragment.fromArray(runs)
  }

  private items(raw: Raw, depth: number): Node[] {
    return this.children(raw, 'list_item', (item) => {
      const attrs = new Attrs(item)
      const checked = attrs.get('checked') ?? null
      if (checked !== null && typeof checked !== 'boolean') throw attrs.fault('checked', 'expected true, false or null')
      attrs.done()
      const content = this.blocks(item, depth + 1, false)
      if (content[0].type !== this.schema.nodes.paragraph) throw fault(item.at, 'a list item begins with a paragraph')
      return this.schema.nodes.list_item.create({ checked }, content)
    })
  }

  private rows(raw: Raw, depth: number): Node[] {
    return this.children(raw, 'table_row', (row) => {
      new Attrs(row).done()
      return this.schema.nodes.table_row.create(
        null,
        this.each(row, (value, at) => this.cell(value, at, depth + 1)),
      )
    })
  }

  private cell(value: unknown, at: Place, depth: number): Node {
    const raw = read(value, at)
    if (raw.name !== 'table_header' && raw.name !== 'table_cell') throw fault(at, `${JSON.stringify(raw.name)} is not a table cell`)
    if (raw.marks && raw.marks.length > 0) throw fault(at, 'blocks carry no marks')
    const attrs = new Attrs(raw)
    const align = attrs.get('align') ?? null
    if (align !== null && align !== 'left' && align !== 'center' && align !== 'right') throw attrs.fault('align', 'expected left, center, right or null')
    const spans = { colspan: attrs.number('colspan', 1, 1, MAX_SPAN), rowspan: attrs.number('rowspan', 1, 1, MAX_SPAN) }
    attrs.done()
    return this.schema.nodes[raw.name].create({ align, ...spans }, this.blocks(raw, depth + 1, false))
  }

  private children(raw: Raw, name: string, make: (child: Raw) => Node): Node[] {
    if (raw.content.length === 0) throw fault(raw.at, `${raw.name} needs at least one ${name}`)
    return this.each(raw, (value, at) => {
      const child = read(value, at)
      if (child.name !== name) throw fault(at, `expected a ${name}, found ${JSON.stringify(child.name)}`)
      if (child.marks && child.marks.length > 0) throw fault(at, 'blocks carry no marks')
      return make(child)
    })
  }

  private line(raw: Raw, depth: number): Fragment {
    if (raw.content.length === 0) return Fragment.empty
    return Fragment.fromArray(this.each(raw, (value, at) => this.inline(value, at, depth)))
  }

  private inline(value: unknown, at: Place, depth: number): Node {
    const raw = read(value, at)
    const marks = this.marks(raw)
    const attrs = new Attrs(raw)
    let node: Node
    switch (raw.name) {
      case 'text':
        noContent(raw)
        if (!raw.text) throw fault(at, 'text must not be empty')
        node = this.schema.text(raw.text, marks)
        break
      case 'hard_break':
        noContent(raw)
        node = this.schema.nodes.hard_break.create(null, null, marks)
        break
      case 'image': {
        noContent(raw)
        const image = { asset: attrs.asset(), src: attrs.url('src', 'source'), alt: attrs.string('alt'), title: attrs.string('title') }
        if (!image.asset && !image.src) throw attrs.fault('src', 'an image needs an asset or an address')
        node = this.schema.nodes.image.create(image, null, marks)
        break
      }
      case 'footnote':
        // Twice as deep in JSON as a block in a block, and JSON readers stop at 128 levels.
        node = this.schema.nodes.footnote.create(null, this.blocks(raw, depth + 2, false), marks)
        break
      default:
        throw fault(at, `${JSON.stringify(raw.name)} does not stand in a line`)
    }
    attrs.done()
    return node
  }

  private marks(raw: Raw): Mark[] {
    if (!raw.marks) return []
    const { comment, subscript, superscript } = this.schema.marks
    const list = key(raw.at, 'marks')
    const marks: Mark[] = []
    raw.marks.forEach((value, i) => {
      const at = key(list, i)
      const child = read(value, at)
      noContent(child)
      if (child.marks) throw fault(at, 'marks carry no marks')
      const mark = this.mark(child)
      const last = marks.at(-1)
      if (last) {
        const comments = last.type === comment && mark.type === comment
        // The schema numbers its marks in the order in which it names them.
        const inOrder = comments ? !mark.isInSet(marks) : rank(last) < rank(mark)
        if (!inOrder) throw fault(at, 'marks stand in the schema’s order, each once')
      }
      if (mark.type === subscript && superscript.isInSet(marks)) throw fault(at, 'text cannot be superscript and subscript at once')
      marks.push(mark)
    })
    return marks
  }

  private mark(raw: Raw): Mark {
    const type = Object.hasOwn(this.schema.marks, raw.name) ? this.schema.marks[raw.name] : null
    if (!type) throw fault(raw.at, `${JSON.stringify(raw.name)} is not a mark`)
    const attrs = new Attrs(raw)
    let mark: Mark
    switch (raw.name) {
      case 'link': {
        const href = attrs.url('href', 'link')
        if (href === '') throw attrs.fault('href', 'must not be empty')
        mark = type.create({ href, title: attrs.string('title') })
        break
      }
      case 'insertion':
      case 'deletion':
      case 'modification':
        mark = type.create({ id: attrs.required('id'), author: attrs.string('author'), time: attrs.string('time') })
        break
      case 'comment':
        mark = type.create({ thread: attrs.required('thread') })
        break
      default:
        mark = type.create()
    }
    attrs.done()
    return mark
  }
}

/** Returns the mark's place in the schema's order. */
function rank(mark: Mark): number {
  return Object.keys(mark.type.schema.marks).indexOf(mark.type.name)
}

function noContent(raw: Raw): void {
  if (raw.content.length > 0) throw fault(raw.at, `${raw.name} holds nothing`)
}
