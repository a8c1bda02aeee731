// The words of History: reasons, counts, lengths of time, names of fields, marks and attributes.

import { number } from '$/components/figures'
import * as dates from '$/components/dates'
import type { AttrDiff, BlockDiff, BlockJson, RevisionRow, Status } from '$/backend/bindings'

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** A count as prose writes it: in words up to twelve. */
export const inWords = (count: number): string => SMALL[count] ?? number(count)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const STATUS: Record<Status, string> = { draft: 'Draft', review: 'Review', ready: 'Ready', published: 'Published', spiked: 'Spiked' }

/** Why a revision was made, as the timeline says it; `before` is the status of the one that it follows. */
export function reasonWords(row: RevisionRow, before: Status | null): string {
  switch (row.reason) {
    case 'created':
      return 'Created'
    case 'saved':
      return 'Saved'
    case 'autosaved':
      return 'Autosaved'
    case 'published':
      return 'Published'
    case 'imported':
      return 'Imported'
    case 'restored':
      return row.restored_part === null ? 'Restored' : `Restored ${partWords(row.restored_part)}`
    case 'status':
      return statusWords(row.status, before)
  }
}

const ORDER: Status[] = ['draft', 'review', 'ready', 'published']

function statusWords(status: Status, before: Status | null): string {
  if (status === 'spiked') return 'Spiked'
  if (before === 'spiked') return `Taken back to ${STATUS[status]}`
  const back = before !== null && ORDER.indexOf(status) < ORDER.indexOf(before)
  return `${back ? 'Back to' : 'To'} ${STATUS[status]}`
}

/** `the headline`, `a paragraph`: the part that a restore took back. */
export function partWords(part: string): string {
  const field = FIELDS[part]
  return field ? `the ${lower(field)}` : 'a paragraph'
}

/** The row's second line: who, and what its title does not say already. */
export function byline(row: RevisionRow, before: Status | null): string {
  const parts = [row.author || 'Nobody']
  if (row.reason === 'restored' && row.restored_from !== null) parts.push(`from Rev ${row.restored_from}`)
  else if (row.reason === 'status') parts.push('status')
  else if (row.name) parts.push(lower(reasonWords(row, before)))
  return parts.join(', ')
}

/** The name of a revision where the timeline's row does not stand beside it: `Saved, 14 Nov, 14:03`. */
export function revisionTitle(row: RevisionRow): string {
  return `${reasonWords(row, null)}, ${dayShort(row.time)}, ${clock(row.time)}`
}

export const clock = (time: string): string => dates.clock(new Date(time))
/** `Wednesday 13 November`, for a screen reader. */
export const dayLong = (time: string): string => dates.longDay(new Date(time))
export const dayShort = (time: string): string => dates.dayMonth(new Date(time))

/** How long a sitting lasted: `41 min`, `1 h 12 min`; empty under a minute. */
export function lengthWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 1) return ''
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

// ---- fields

export const FIELDS: Record<string, string> = {
  headline: 'Headline',
  standfirst: 'Standfirst',
  kicker: 'Kicker',
  byline: 'Byline',
  dateline: 'Dateline',
  section: 'Section',
  language: 'Language',
  slug: 'Slug',
  seo_title: 'Search title',
  seo_description: 'Search description',
  canonical_url: 'Canonical address',
  lead_image: 'Lead image',
  tags: 'Tags',
  notes: 'Notes',
  corrections: 'Corrections',
  published_at: 'Publication date',
  updated_at: 'Update date',
  extra: 'Other front matter',
  source: 'Source file',
  body: 'Body',
}

export const fieldName = (field: string): string => FIELDS[field] ?? capital(field.replaceAll('_', ' '))

/** A date field's value as people read it. */
export function dateWords(value: unknown): string {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return 'none'
  const date = new Date(value)
  return `${dates.dayMonthYear(date)}, ${clock(value)}`
}

/** What a change of the file that a story came from says: its names, or that the same one came in with other bytes. Hashes say nothing. */
export function sourceWords(before: unknown, after: unknown): string {
  const name = (value: unknown) => (value as { name?: string } | null)?.name || 'none'
  return name(before) === name(after) ? `${name(after)}, another version` : `${name(before)} → ${name(after)}`
}

/** Lower case for the middle of a sentence. */
export const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

// ---- marks, attributes, blocks

const MARKS: Record<string, string> = {
  em: 'italic',
  strong: 'bold',
  underline: 'underline',
  strike: 'strike-through',
  highlight: 'highlight',
  superscript: 'superscript',
  subscript: 'subscript',
  code: 'code',
  link: 'link',
  insertion: 'suggestion',
  deletion: 'suggestion',
  modification: 'suggestion',
  comment: 'comment',
}

export const markName = (mark: string): string => MARKS[mark] ?? mark.replaceAll('_', ' ')

const BLOCKS: Record<string, string> = {
  paragraph: 'paragraph',
  heading: 'heading',
  blockquote: 'quotation',
  pull_quote: 'pull quote',
  bullet_list: 'bulleted list',
  ordered_list: 'numbered list',
  list_item: 'item',
  code_block: 'code block',
  horizontal_rule: 'dividing line',
  table: 'table',
  table_row: 'row',
  table_header: 'heading cell',
  table_cell: 'cell',
  figure: 'figure',
  embed: 'embed',
  fact_box: 'fact box',
}

export const blockName = (type: string): string => BLOCKS[type] ?? type.replaceAll('_', ' ')

/** Attributes whose values are text that people wrote: shown with their own deletion and insertion, not in the label. */
const TEXT_ATTRS: Record<string, string> = {
  alt: 'Alternative text',
  credit: 'Credit',
  attribution: 'Attribution',
  title: 'Title',
  url: 'Address',
  href: 'Address',
  src: 'Picture’s address',
}

export const textAttr = (name: string): string | null => TEXT_ATTRS[name] ?? null

/** What a change of an attribute says in a label, or null where it is text (see `textAttr`). */
export function attrWords(attr: AttrDiff): string | null {
  const before = plain(attr.before)
  const after = plain(attr.after)
  switch (attr.name) {
    case 'level':
      return `heading level ${before} → ${after}`
    case 'start':
      return `starts at ${before} → ${after}`
    case 'checked':
      if (attr.after === null) return 'no longer a task'
      if (attr.before === null) return attr.after === true ? 'became a task, done' : 'became a task'
      return attr.after === true ? 'ticked' : 'unticked'
    case 'language':
      return `language ${before} → ${after}`
    case 'align':
      return `alignment ${before} → ${after}`
    case 'colspan':
      return `columns covered ${before} → ${after}`
    case 'rowspan':
      return `rows covered ${before} → ${after}`
    case 'type':
      return `${blockName(before)} → ${blockName(after)}`
    case 'asset':
      return 'picture changed'
    default:
      return textAttr(attr.name) === null ? `${attr.name.replaceAll('_', ' ')} ${before} → ${after}` : null
  }
}

/** What the changes of attributes say, text that people wrote left out. An attribute that only one of two kinds of block has goes unsaid. */
export function attrsWords(attrs: AttrDiff[]): string[] {
  const otherKind = attrs.some((attr) => attr.name === 'type')
  const given = (value: unknown) => value !== null && value !== undefined
  return attrs
    .filter((attr) => !otherKind || (given(attr.before) && given(attr.after)))
    .map(attrWords)
    .filter((words) => words !== null)
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What a block's siblings are called where it moved past them. */
function siblings(type: string): [string, string] {
  if (type === 'list_item') return ['item', 'items']
  if (type === 'table_row') return ['row', 'rows']
  if (type === 'table_cell' || type === 'table_header') return ['cell', 'cells']
  return ['paragraph', 'paragraphs']
}

/** The container that a block went into or came from: `the list`, `the text`. */
export const containerWords = (name: string): string => (name === 'doc' ? 'the text' : `the ${blockName(name)}`)

/** What a change of several siblings says. */
function groupWords(block: BlockDiff): string | null {
  const many = (nodes: readonly BlockJson[]) => {
    const [one, several] = siblings(nodes[0]?.type ?? 'paragraph')
    return `${inWords(nodes.length)} ${nodes.length === 1 ? one : several}`
  }
  if (!block.parts) return null
  const { before, after } = block.parts
  switch (block.change) {
    case 'split':
      return `Split into ${many(after)}`
    case 'joined':
      return `${capital(many(before))} joined`
    case 'reflowed':
      return 'Paragraph break moved'
    case 'wrapped':
      return `Set as a ${blockName(after[0]?.type ?? '')}`
    case 'unwrapped':
      return `No longer a ${blockName(before[0]?.type ?? '')}`
    default:
      return null
  }
}

/** What the label above a changed block says; empty where the marks in the text say all of it. */
export function labelWords(block: BlockDiff): string {
  const node = block.after ?? block.before
  const type = node?.type ?? 'paragraph'
  const form = attrsWords(block.attrs)
  const marks = [...new Set(block.pieces.filter((piece) => piece.op === 'format').flatMap((piece) => piece.marks.map(markName)))]
  if (block.change === 'formatted') form.push(...marks)

  const group = groupWords(block)
  if (group !== null) return group
  const parts: string[] = []
  if (block.moved && block.change !== 'departed') {
    const count = Math.abs(block.moved.by)
    const [one, many] = siblings(type)
    const way = block.moved.by < 0 ? 'up' : 'down'
    if (block.moved.across) parts.push(`Moved from ${containerWords(block.moved.across.out_of)}`)
    else parts.push(count === 0 ? 'Moved' : `Moved ${way} ${inWords(count)} ${count === 1 ? one : many}`)
    if (block.change === 'edited') parts.push('and edited')
    if (block.change === 'replaced') parts.push('and replaced')
    if (block.change === 'formatted') parts.push(form.length > 0 ? `format changed: ${form.join(', ')}` : 'and its format changed')
    else if (form.length > 0) parts.push(form.join(', '))
    return parts.join(', ')
  }
  switch (block.change) {
    case 'formatted':
      return form.length > 0 ? `Format only: ${form.join(', ')}` : 'Format only'
    case 'replaced':
      return block.coarse ? 'Replaced: too long to compare word by word' : 'Replaced: too different to read word by word'
    case 'edited':
      return capital(form.join(', '))
    case 'inserted':
      return WORDLESS.has(type) ? `${capital(blockName(type))} added` : ''
    case 'deleted':
      return WORDLESS.has(type) ? `${capital(blockName(type))} removed` : ''
    default:
      return ''
  }
}

/** Blocks that may hold no words at all, so that only a label can say that they came or went. */
const WORDLESS = new Set(['horizontal_rule', 'figure', 'embed'])
