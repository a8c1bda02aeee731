// How the story's facts are written: times, dates, counts, names of languages and statuses.
import { clock, dayMonth, dayMonthYear } from '$/components/dates'
import type { BlockJson, Article, Status } from '$/backend'

let languages: Intl.DisplayNames | null = null
/** Names that are known without asking, since most stories have one of these. */
const OWN: Record<string, string> = { 'en-GB': 'English (UK)', 'en-US': 'English (US)' }

export const statusNames: Record<Status, string> = { draft: 'Draft', review: 'In review', ready: 'Ready', published: 'Published', spiked: 'Spiked' }

/** 14:03 */
export const timeOfDay = (at: string | Date): string => clock(new Date(at))

/** 14:03 today, 11 Nov this year, 11 Nov 2023 before. */
export function shortMoment(at: string, now = new Date()): string {
  const when = new Date(at)
  if (when.toDateString() === now.toDateString()) return clock(when)
  return when.getFullYear() === now.getFullYear() ? dayMonth(when) : dayMonthYear(when)
}

/** 11 Nov, or 11 Nov 2023 of another year. */
export function shortDate(at: string, now = new Date()): string {
  const when = new Date(at)
  return when.getFullYear() === now.getFullYear() ? dayMonth(when) : dayMonthYear(when)
}

/** Minutes that reading takes, at 238 words a minute, never 0. */
export const minutes = (words: number): number => Math.max(1, Math.round(words / 238))

/** The name of a language: English (UK). The tag itself where nobody knows it; empty where there is none. */
export function languageName(tag: string): string {
  const own = OWN[tag]
  if (!tag || own) return own ?? ''
  try {
    languages ??= new Intl.DisplayNames(['en-GB'], { type: 'language' })
    const name = languages.of(tag) ?? tag
    return name === 'British English' ? OWN['en-GB']! : name === 'American English' ? OWN['en-US']! : name
  } catch {
    return tag
  }
}

/** Left or right, by the language of a story. */
export const direction = (tag: string): 'ltr' | 'rtl' => (/^(ar|arc|ckb|dv|fa|he|iw|ks|ku-arab|ps|sd|syr|ug|ur|yi)(-|$)/i.test(tag) ? 'rtl' : 'ltr')

/** The story as plain text: what Copy text puts on the clipboard, from the page itself and without the library. */
export function plainText(article: Article): string {
  const lines = [article.headline, article.standfirst, [article.byline.join(', '), article.dateline].filter(Boolean).join(' · ')]
  for (const block of article.body.content ?? []) lines.push(blockText(block))
  return lines.filter((line) => line.trim() !== '').join('\n\n')
}

function blockText(block: BlockJson): string {
  const children = block.content ?? []
  switch (block.type) {
    case 'text':
      return block.text ?? ''
    case 'hard_break':
      return '\n'
    case 'footnote':
      return ''
    case 'horizontal_rule':
      return '* * *'
    case 'embed':
      return [block.attrs?.title, block.attrs?.url].filter(Boolean).join(' ')
    case 'bullet_list':
    case 'ordered_list': {
      const first = Number(block.attrs?.start ?? 1)
      return children.map((item, at) => `${block.type === 'ordered_list' ? `${first + at}.` : '•'} ${blockText(item)}`).join('\n')
    }
    case 'table':
      return children.map(blockText).join('\n')
    case 'table_row':
      return children.map(blockText).join('\t')
    case 'fact_box':
      return [String(block.attrs?.title ?? ''), ...children.map(blockText)].filter(Boolean).join('\n\n')
    default:
      return children.some((child) => child.type === 'text' || child.type === 'hard_break') || children.length === 0
        ? children.map(blockText).join('')
        : children.map(blockText).join('\n')
  }
}
