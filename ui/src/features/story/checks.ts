// Words for what the checks find, by their codes.
import type { Check } from '$/backend'

interface CheckWords {
  title: (about: string) => string
  text: string
}

const quoted = (about: string): string => (about ? ` “${about}”` : '')

const words: Record<string, CheckWords> = {
  // before publishing
  headline_missing: { title: () => 'The story has no headline', text: 'Readers and search engines see it first.' },
  body_empty: { title: () => 'The story has no text', text: 'There is nothing to read yet.' },
  body_missing: { title: () => 'The story has no text', text: 'There is nothing to read yet.' },
  slug_missing: { title: () => 'The story has no slug', text: 'Its address needs one.' },
  slug_taken: { title: (about) => `Another story has the slug${quoted(about)}`, text: 'Choose another one.' },
  alt_missing: { title: () => 'A picture has no alt text', text: 'Say in a sentence what it shows, for those who cannot see it.' },
  lead_alt_missing: { title: () => 'The lead image has no alt text', text: 'Say in a sentence what it shows, for those who cannot see it.' },
  lead_image_alt_missing: { title: () => 'The lead image has no alt text', text: 'Say in a sentence what it shows, for those who cannot see it.' },
  byline_missing: { title: () => 'Nobody is named as the author', text: 'Add a byline under the standfirst.' },
  link_invalid: { title: (about) => `A link leads nowhere${about ? `: ${about}` : ''}`, text: 'Give it a whole address.' },
  link_empty: { title: () => 'A link has no address', text: 'Give it one, or remove the link.' },
  link_text_missing: { title: () => 'A link has no text', text: 'Nobody can see or follow it: give it words, or remove it.' },
  placeholder: { title: (about) => `A placeholder is left in the text${about ? `: ${about}` : ''}`, text: 'Fill it in or take it out.' },
  suggestion_open: { title: () => 'A suggested change is still open', text: 'Accept or refuse it; what stands goes out without it.' },
  comment_open: { title: () => 'A comment is still open', text: 'It does not go out with the story.' },

  // worth a look
  standfirst_missing: { title: () => 'The story has no standfirst', text: 'A sentence under the headline says why to read on.' },
  description_missing: { title: () => 'There is no description', text: 'Search results and cards would show the standfirst.' },
  seo_description_missing: { title: () => 'There is no description', text: 'Search results and cards would show the standfirst.' },
  description_long: { title: () => 'The description is long', text: 'Search results cut it after about 160 characters.' },
  seo_description_long: { title: () => 'The description is long', text: 'Search results cut it after about 160 characters.' },
  headline_long: { title: () => 'The headline is long', text: 'Cards and search results cut it after about 70 characters.' },
  section_missing: { title: () => 'The story is in no section', text: 'Readers find it by its section.' },
  language_missing: { title: () => 'No language is set', text: 'Screen readers and hyphenation go by it.' },
  tags_missing: { title: () => 'The story has no tags', text: 'One or two help readers and the archive.' },
  lead_image_missing: { title: () => 'There is no lead image', text: 'Cards look bare without one.' },
  credit_missing: { title: () => 'A picture has no credit', text: 'Say who made it.' },
  doubled_word: { title: (about) => `A word stands twice${about ? `: ${about}` : ''}`, text: 'Take one out, if it is not meant.' },
  doubled_space: { title: () => 'Two spaces stand together', text: 'One is enough.' },
  unclosed_quote: { title: (about) => `A quotation is not closed${about ? `: ${about}` : ''}`, text: 'Every opening mark wants a closing one.' },
  unbalanced_quote: { title: (about) => `A quotation is not closed${about ? `: ${about}` : ''}`, text: 'Every opening mark wants a closing one.' },
  unclosed_bracket: { title: (about) => `A bracket is not closed${about ? `: ${about}` : ''}`, text: 'Every opening bracket wants a closing one.' },
  straight_quote: { title: () => 'Straight quotation marks', text: 'The page uses curly ones.' },
  straight_quotes: { title: () => 'Straight quotation marks', text: 'The page uses curly ones.' },
  heading_empty: { title: () => 'A heading is empty', text: 'Fill it in or take it out.' },
  empty_heading: { title: () => 'A heading is empty', text: 'Fill it in or take it out.' },
  heading_skipped: { title: () => 'A heading skips a level', text: 'Headings go down one level at a time.' },
  heading_level: { title: () => 'A heading skips a level', text: 'Headings go down one level at a time.' },
  paragraph_long: { title: () => 'A long paragraph', text: 'Two shorter ones read more easily.' },
  sentence_long: { title: (about) => `A long sentence${about ? `: ${about}` : ''}`, text: 'Two shorter ones read more easily.' },
  link_text_vague: { title: (about) => `A link says only${quoted(about)}`, text: 'Say where it leads.' },
  link_insecure: { title: (about) => `A link is not https${about ? `: ${about}` : ''}`, text: 'Most sites have a secure address too.' },
}

/** Returns what people read for a check. A code that nobody foresaw reads as its own name in words. */
export function checkWords(check: Check): { title: string; text: string } {
  const known = words[check.code]
  if (known) return { title: known.title(check.about), text: known.text }
  const name = check.code.replaceAll('_', ' ')
  return { title: name.charAt(0).toUpperCase() + name.slice(1) + (check.about ? `: ${check.about}` : ''), text: '' }
}

/** Whether a code has words of its own. */
export const hasWords = (code: string): boolean => code in words

/** Where a check points: Paragraph 4, Slug …; empty where it is the story as a whole. */
export function placeOf(check: Check): string {
  if (check.block !== null) return `Block ${check.block + 1}`
  return check.field ? (fieldNames[check.field] ?? '') : ''
}

/** Names of fields, as the desk shows them. */
export const fieldNames: Record<string, string> = {
  headline: 'Headline', standfirst: 'Standfirst', byline: 'Byline', dateline: 'Dateline', kicker: 'Kicker', section: 'Section', slug: 'Slug', language: 'Language',
  canonical_url: 'Canonical', seo_title: 'SEO title', seo_description: 'Description', lead_image: 'Lead image', tags: 'Tags', notes: 'Notes', corrections: 'Corrections',
}
