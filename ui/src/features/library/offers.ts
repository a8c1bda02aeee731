// What the search field offers while an operator is typed: operators, then values.
import type { Colour, Tag } from '$/backend'
import type { Typing } from './chips'
import { stories } from './groups'

export interface Offer {
  /** What stands in the field when it is taken; ends with a space where the piece is whole. */
  text: string
  label: string
  hint: string
  colour?: Colour | null
}

const MOST = 8
const operators: Offer[] = [
  { text: 'tag:', label: 'tag:', hint: 'carries a tag' },
  { text: 'status:', label: 'status:', hint: 'draft, review, ready …' },
  { text: 'by:', label: 'by:', hint: 'a name in the byline' },
  { text: 'section:', label: 'section:', hint: 'of the publication' },
  { text: 'before:', label: 'before:', hint: 'changed before a date' },
  { text: 'after:', label: 'after:', hint: 'changed since a date' },
  { text: 'words:>', label: 'words:', hint: 'longer than, shorter than' },
  { text: '"', label: '“phrase”', hint: 'words in this order' },
  { text: '-', label: '-word', hint: 'without this word' },
]
const statuses = [['draft', 'Drafts'], ['review', 'In review'], ['ready', 'Ready'], ['published', 'Published'], ['spiked', 'Spiked']] as const

const two = (value: number) => String(value).padStart(2, '0')
const day = (time: Date) => `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value)
const starts = (text: string, value: string) => text.toLowerCase().split(/\s+/).some((word) => word.startsWith(value.toLowerCase())) || text.toLowerCase().startsWith(value.toLowerCase())

/** Returns what to offer for the piece that is being typed. */
export function offersFor(at: Typing, tags: Tag[], sections: string[], now = new Date()): Offer[] {
  const value = at.value.toLowerCase()
  switch (at.operator) {
    case null:
      if (value === '') return at.from === 0 && !at.not ? operators : []
      return operators.filter(({ text }) => text.length > 1 && text.startsWith(value))
    case 'tag':
      return tags.filter((tag) => starts(tag.name, value)).slice(0, MOST)
        .map((tag) => ({ text: `tag:${quoted(tag.name)} `, label: tag.name, hint: stories(tag.stories), colour: tag.colour }))
    case 'status':
      return statuses.filter(([status, name]) => status.startsWith(value) || starts(name, value)).map(([status, name]) => ({ text: `status:${status} `, label: name, hint: status }))
    case 'section':
      return sections.filter((section) => starts(section, value)).slice(0, MOST).map((section) => ({ text: `section:${quoted(section)} `, label: section, hint: '' }))
    case 'before':
    case 'after': {
      const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7))
      const offers: Offer[] = [
        { text: day(now), label: 'today', hint: day(now) },
        { text: day(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)), label: 'yesterday', hint: '' },
        { text: day(monday), label: 'this week', hint: day(monday) },
        { text: day(now).slice(0, 7), label: 'this month', hint: day(now).slice(0, 7) },
        { text: String(now.getFullYear()), label: 'this year', hint: String(now.getFullYear()) },
      ]
      return offers.filter(({ text, label }) => text.startsWith(value) || label.startsWith(value))
        .map((offer) => ({ ...offer, text: `${at.operator}:${offer.text} `, hint: offer.hint || offer.text }))
    }
    default:
      return []
  }
}
