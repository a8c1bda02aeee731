// An import's report as people read it: what came in, counted; the reasons for what was guessed or left out, by name.
import type { ImportedFile } from '$/backend'
import { thrown, wordsFor } from '$/backend/errors'
import { counted } from '$/components/figures'
import { stories } from './groups'

/** Which files are shown. `code:…` are those with a remark or a failure of that code. */
export type Filter = 'all' | 'new' | 'updated' | 'unchanged' | 'both_kept' | 'failed' | 'remarks' | `code:${string}`

/** What the remarks of an import are called, by code; others are called by their own sentence. */
const REMARKS: Record<string, string> = {
  encoding: 'Read in another encoding',
  dropped: 'Something was left out',
  link_removed: 'Links were removed',
  picture_removed: 'Pictures were left out',
  picture_outside: 'Pictures could not be taken in',
  furniture: 'The page around the story was left out',
  date_zone: 'A time without a zone was read as UTC',
  date_order: 'A date could be read two ways',
  date_unread: 'A date was not understood',
  flattened: 'Deep nesting was laid flat',
  cut: 'A field was cut',
  slug_changed: 'A slug was changed',
  note_unreferenced: 'Footnotes without a reference',
  spiked: 'The story is spiked',
  front_matter_mended: 'Front matter was mended',
  address: 'An address was left out',
  both_changed: 'Changed on both sides',
}

export const remarkName = (code: string): string => REMARKS[code] ?? code.replace(/_/g, ' ').replace(/^./, (first) => first.toUpperCase())

/** Words for one failure: what happened, and what to do. */
export function failureWords(file: ImportedFile): string {
  const said = wordsFor(thrown(file.failure!))
  return `${said.title} ${said.action}`
}

export interface Choice {
  filter: Filter
  label: string
  count: number
}

const OUTCOMES: [Filter & ImportedFile['outcome'], string][] = [
  ['new', 'New'], ['updated', 'Updated'], ['unchanged', 'As they were'], ['both_kept', 'Both kept'], ['failed', 'Not read'],
]

/** The choices above a long list: all, each outcome that occurs, and files with remarks. */
export function choices(files: ImportedFile[]): Choice[] {
  const outcomes = OUTCOMES.map(([filter, label]) => ({ filter, label, count: files.filter((file) => file.outcome === filter).length }))
  const remarks = { filter: 'remarks' as const, label: 'With remarks', count: files.filter((file) => file.warnings.length > 0).length }
  const some = [...outcomes, remarks].filter((choice) => choice.count > 0)
  return some.length > 1 ? [{ filter: 'all', label: 'All', count: files.length }, ...some] : some
}

/** The reasons behind remarks and failures, the most frequent first. */
export function reasons(files: ImportedFile[]): Choice[] {
  const counts = new Map<string, Choice>()
  const add = (code: string, label: string) => {
    const choice = counts.get(code) ?? { filter: `code:${code}`, label, count: 0 }
    choice.count += 1
    counts.set(code, choice)
  }
  for (const file of files) {
    if (file.failure) add(file.failure.code, wordsFor(thrown(file.failure)).title.replace(/\.$/, ''))
    for (const code of new Set(file.warnings.map((warning) => warning.code))) add(code, remarkName(code))
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

/** The files that a filter shows; what wants a look comes first. */
export function shown(files: ImportedFile[], filter: Filter): ImportedFile[] {
  const fits = (file: ImportedFile) =>
    filter === 'all' ? true
    : filter === 'remarks' ? file.warnings.length > 0
    : filter.startsWith('code:') ? file.failure?.code === filter.slice(5) || file.warnings.some((warning) => warning.code === filter.slice(5))
    : file.outcome === filter
  return files.filter(fits).toSorted((a, b) => rank(a) - rank(b))
}

const rank = (file: ImportedFile): number => (file.outcome === 'failed' ? 0 : file.outcome === 'both_kept' ? 1 : file.warnings.length > 0 ? 2 : 3)

/** The heading of a report. */
export function heading(files: ImportedFile[]): string {
  const count = (outcome: ImportedFile['outcome']) => files.filter((file) => file.outcome === outcome).length
  const came = count('new') + count('updated') + count('both_kept')
  if (came > 0) return `${stories(came)} came in`
  return count('unchanged') > 0 ? 'Nothing new' : 'Nothing came in'
}

/** The sentence under the heading; none where the heading says it all. */
export function sentence(files: ImportedFile[], passedOver: number, cancelled: boolean): string | undefined {
  const count = (outcome: ImportedFile['outcome']) => files.filter((file) => file.outcome === outcome).length
  const said: string[] = []
  if (cancelled) said.push('You stopped the import; what had come in by then is in the library.')
  const kinds = [[count('new'), 'new'], [count('updated'), 'updated']] as const
  const parts = kinds.filter(([n]) => n > 0).map(([n, word]) => `${counted(n, 'story', 'stories')} ${word}`)
  if (parts.length > 1 || count('unchanged') > 0) {
    const rest = count('unchanged') > 0 ? [`${counted(count('unchanged'), 'file')} as before`] : []
    said.push(`${[...parts, ...rest].join(', ')}.`)
  }
  if (count('both_kept') > 0) said.push(`${counted(count('both_kept'), 'story was', 'stories were')} edited here and changed outside: both texts are kept, see the history.`)
  if (count('failed') > 0) said.push(`${counted(count('failed'), 'file')} could not be read; ${count('failed') === 1 ? 'it is as it was' : 'they are as they were'}.`)
  if (files.length === 0 && passedOver > 0) said.push('Stet imports Markdown, HTML, plain text, its own JSON, and folders and zips of these.')
  else if (files.length === 0 && !cancelled) said.push('There are no stories in it: no Markdown, HTML, plain text or JSON of Stet’s own.')
  return said.length > 0 ? said.join(' ') : undefined
}

/** The whole report as lines of tabs, to be copied: outcome, file, headline, codes, sentences. */
export function asText(files: ImportedFile[]): string {
  const line = (file: ImportedFile) => {
    const codes = [...(file.failure ? [file.failure.code] : []), ...file.warnings.map((warning) => warning.code)]
    const words = [...(file.failure ? [file.failure.detail] : []), ...file.warnings.map((warning) => warning.detail)]
    return [file.outcome, file.name, file.headline, codes.join(' '), words.join(' ')].map((cell) => cell.replace(/\s+/g, ' ')).join('\t')
  }
  return `${['outcome', 'file', 'headline', 'codes', 'remarks'].join('\t')}\n${files.map(line).join('\n')}\n`
}

/** Returns the folder that all names share, with its last slash; empty where they share none. */
export function commonFolder(names: string[]): string {
  const [first = '', ...others] = names
  let end = first.lastIndexOf('/') + 1
  for (const name of others) while (end > 0 && !name.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1
  return first.slice(0, end)
}
