// The date of a story, in the story's own language.

import { longDate } from '../components/dates'

/** The date as the byline shows it; empty where there is none. */
export function storyDate(time: string | null, language: string): string {
  const date = new Date(time ?? NaN)
  if (Number.isNaN(date.getTime())) return ''
  if (language === '' || language === 'en-GB') return longDate(date)
  try {
    return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' }).format(date)
  } catch {
    return longDate(date)
  }
}
