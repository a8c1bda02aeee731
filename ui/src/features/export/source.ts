// How a preview's source is read line by line: numbered, with its quiet parts told apart. Never touches the text itself.
import type { ExportFormat, ExportPreset, ExportOptions, ExportSelection, Loss, LossPlace, SiteReport, StoryQuery } from '$/backend'
import { StetError } from '$/backend/errors'
import { counted, number } from '$/components/figures'

export interface Piece {
  text: string
  tone: 'plain' | 'key' | 'quiet' | 'strong'
}

/** A line longer than this is cut in the preview, in characters: a page's embedded face can be a megabyte on one line. */
export const LONGEST = 4_000

/** Splits a preview into its lines. */
export const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** The line on which front matter ends; −1 where there is none. */
export function frontMatterEnd(lines: string[]): number {
  return lines[0] === '---' ? lines.indexOf('---', 1) : -1
}

/** Splits a line into pieces of one tone each; together they are the line. */
export function piecesOf(line: string, index: number, format: ExportTarget, frontEnd: number): Piece[] {
  const shown = line.length > LONGEST ? line.slice(0, LONGEST) : line
  const rest: Piece[] = line.length > LONGEST ? [{ text: ` … ${number(line.length - LONGEST)} more characters`, tone: 'quiet' }] : []
  if (format !== 'markdown') return [{ text: shown, tone: 'plain' }, ...rest]
  if (index <= frontEnd) {
    if (index === 0 || index === frontEnd) return [{ text: shown, tone: 'quiet' }, ...rest]
    const key = /^[ -]*[A-Za-z_][\w-]*:(?= |$)/.exec(shown)?.[0]
    return key ? [{ text: key, tone: 'key' }, { text: shown.slice(key.length), tone: 'plain' }, ...rest] : [{ text: shown, tone: 'plain' }, ...rest]
  }
  if (/^#{1,6} /.test(shown)) return [{ text: shown, tone: 'strong' }, ...rest]
  const pieces: Piece[] = []
  let at = 0
  // Brackets and addresses of links, signs of emphasis, quotation and list marks.
  for (const match of shown.matchAll(/^(?:>\s?)+|^\s*(?:[-*+]|\d+[.)])\s|!?\[(?=[^\]]*\]\()|\]\([^)]*\)|\*{1,3}|~~|`+|^\|?[-:| ]+\|[-:| ]*$/g)) {
    if (match.index > at) pieces.push({ text: shown.slice(at, match.index), tone: 'plain' })
    pieces.push({ text: match[0], tone: 'quiet' })
    at = match.index + match[0].length
  }
  if (at < shown.length || pieces.length === 0) pieces.push({ text: shown.slice(at), tone: 'plain' })
  return [...pieces, ...rest]
}

export const formatNames: Record<ExportTarget, string> = { site: 'Website', markdown: 'Markdown', html: 'HTML page', text: 'Plain text', json: 'JSON', bare: 'Bare HTML' }

const names: Record<string, [string, string]> = {
  colspan: ['merged cell', 'merged cells'], rowspan: ['merged cell', 'merged cells'], checked: ['ticked item', 'ticked items'], subscript: ['subscript', 'subscripts'],
  superscript: ['superscript', 'superscripts'], underline: ['underlining', 'underlinings'], highlight: ['highlighting', 'highlightings'], fact_box: ['fact box', 'fact boxes'],
  strike: ['strike-through', 'strike-throughs'], embed: ['embed', 'embeds'], notes: ['notes to editors', 'notes to editors'],
}

/** A loss as a sentence in three parts: The · fact box · becomes a titled quote. */
export function lossWords(loss: Loss): { before: string; name: string; after: string } {
  const plain = loss.what.replaceAll('_', ' ')
  const [one, many] = names[loss.what] ?? [plain, plain.endsWith('s') ? plain : `${plain}s`]
  return loss.count > 1 ? { before: `Each of ${number(loss.count)} `, name: many, after: ` ${loss.becomes}.` } : { before: 'The ', name: one, after: ` ${loss.becomes}.` }
}

/** The report's title: 2 things Markdown cannot carry. */
export function lossTitle(losses: Loss[], format: ExportTarget): string {
  const kinds = losses.length
  return `${kinds === 1 ? 'One thing' : `${kinds} things`} ${format === 'html' ? 'an HTML page' : format === 'site' ? 'a website' : formatNames[format]} cannot carry`
}

/** What a place is called where stories stand beside each other. */
export const placeName = (place: LossPlace): string => place.headline.trim() || 'Untitled story'

/** How many losses a report does not name, and in how many stories that it does not name either. */
export function unnamed(loss: Loss): { places: number; stories: number } {
  return { places: loss.count - loss.places.length, stories: loss.stories - new Set(loss.places.map((place) => place.story)).size }
}

/** Fields of a story that the desk has a place for, and where that is: on the page, under a name of its own, or in the inspector. */
export function fieldPlace(field: string): { page: 'headline' | 'standfirst' | 'authors' | 'dateline' } | { inspector: string } | null {
  if (field === 'headline' || field === 'standfirst' || field === 'dateline') return { page: field }
  if (field === 'byline') return { page: 'authors' }
  return INSPECTED.has(field) ? { inspector: field } : null
}

const INSPECTED = new Set(['kicker', 'section', 'language', 'slug', 'seo_title', 'seo_description', 'canonical_url', 'lead_image', 'tags', 'corrections', 'notes'])

/** The name of a theme: that of its folder, or of the one that is built in. */
export const themeName = (theme: string): string => (theme ? (theme.split(/[\\/]/).filter(Boolean).at(-1) ?? theme) : 'Broadsheet')

/** Failures that are the theme's. */
const OF_THEME: readonly string[] = ['theme_invalid', 'theme_missing', 'template_invalid', 'template_endless']
export const isOfTheme = (failure: unknown): boolean => failure !== null && OF_THEME.includes(StetError.from(failure).code)

/** A folder by its last three parts: courier / content / posts */
export function folderName(path: string): string {
  const parts = path.split(/[\\/]/).filter(Boolean)
  return (parts.length > 3 ? ['…', ...parts.slice(-3)] : parts).join(' / ')
}

/** What the dialog offers: core's formats, and a whole website. */
export type ExportTarget = ExportFormat | 'site'

export type Scope = 'story' | 'selection' | 'list' | 'published'

export const PUBLISHED: StoryQuery = { text: '', status: 'published', tag: null, sort: 'updated' }

/** Tells whether the list is a choice of its own: no other says the same, and it is nothing that nobody exports. */
export const isListOfItsOwn = (query: StoryQuery): boolean => query.status !== 'spiked' && !(query.status === 'published' && query.text.trim() === '' && query.tag === null)

/** What is asked of the library for a choice in the dialog. */
export function selectionOf(scope: Scope, story: string | null, selected: string[], list: StoryQuery): ExportSelection {
  if (scope === 'story') return { kind: 'stories', ids: story ? [story] : [] }
  if (scope === 'selection') return { kind: 'stories', ids: selected }
  return { kind: 'query', query: scope === 'list' ? list : PUBLISHED }
}

const FORMATS: readonly ExportTarget[] = ['markdown', 'html', 'site', 'bare', 'text', 'json']
const PRESETS: readonly ExportPreset[] = ['stet', 'hugo', 'jekyll', 'zola', 'eleventy', 'astro', 'commonmark', 'gfm']

/** What was chosen last in this library; what it does not know is as it is at first. */
export function choicesOf(settings: Record<string, string>): { format: ExportTarget; preset: ExportPreset; frontMatter: boolean } {
  return {
    format: FORMATS.find((format) => format === settings.export_format) ?? 'markdown',
    preset: PRESETS.find((preset) => preset === settings.export_preset) ?? 'stet',
    frontMatter: settings.export_front_matter !== 'none',
  }
}

/** Options that a format does not know are left at their defaults, so that a preview is asked anew only where it changes. */
export function optionsOf(target: ExportTarget, frontMatter: boolean, publication: string, preset: ExportPreset = 'stet', theme = ''): ExportOptions {
  // A page of a website is shown as the page that stands alone, with what is out of a published story.
  const format = target === 'site' ? 'html' : target
  const options: ExportOptions = { format, front_matter: format === 'markdown' && frontMatter, publication: format === 'html' ? publication.trim() : '', preset: format === 'markdown' ? preset : 'stet', strict: false }
  return target === 'site' ? { ...options, as_published: true, ...(theme ? { theme } : {}) } : options
}

/** What an export of a website did, in words. */
export function siteWords(report: SiteReport): string {
  const done = report.written === 0 ? 'The website is up to date. No file had to change.' : `The website has ${counted(report.files, 'file')}; ${counted(report.written, 'file')} changed.`
  const behind = report.unpublished_changes
  return behind === 0 ? done : `${done} ${counted(behind, 'story was', 'stories were')} edited since publication; the website shows what was published.`
}
