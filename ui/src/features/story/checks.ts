// Words for what the checks find, by core's codes.
import type { BlockJson, Check } from '$/backend'
import { typographyOf } from '$/editor/quotes'

interface CheckWords {
  title: (about: string) => string
  text: string
}

const withAbout = (title: string) => (about: string) => (about ? `${title}: “${about}”` : title)
const plain = (title: string) => () => title

const words: Record<string, CheckWords> = {
  // before publishing
  headline_missing: { title: plain('The story has no headline'), text: 'Readers and search engines see it first.' },
  body_missing: { title: plain('The story has no text'), text: 'There is nothing to read yet.' },
  lead_alt_missing: { title: plain('The lead image has no alt text'), text: 'Say in a sentence what it shows, for those who cannot see it.' },
  alt_missing: { title: plain('A picture has no alt text'), text: 'Say in a sentence what it shows, for those who cannot see it.' },
  link_dead: { title: withAbout('A link leads to no story'), text: 'The story is not in this library. Link to another, or take the link out.' },
  link_spiked: { title: withAbout('A link leads to a spiked story'), text: 'Readers cannot follow it.' },
  link_text_missing: { title: plain('A link has no words'), text: 'Nobody can see or click it. Give it words, or take it out.' },

  // worth a look
  headline_long: { title: (about) => (about ? `The headline has ${about} characters` : 'The headline is long'), text: 'Search results and cards cut a long one.' },
  standfirst_missing: { title: plain('The story has no standfirst'), text: 'A sentence under the headline says why to read on.' },
  section_missing: { title: plain('The story is in no section'), text: 'Readers find it by its section.' },
  tags_missing: { title: plain('The story has no tags'), text: 'One or two help readers and the archive.' },
  credit_missing: { title: plain('A picture has no credit'), text: 'Say who made it.' },
  heading_empty: { title: plain('A heading is empty'), text: 'Fill it in or take it out.' },
  doubled_word: { title: withAbout('A word stands twice'), text: 'Take one out, if it is not meant.' },
  straight_quotes: { title: plain('Straight quotation marks'), text: 'The page uses curly ones.' },
  unclosed_quote: { title: plain('A quotation is not closed'), text: 'Every opening mark wants a closing one.' },
  unclosed_bracket: { title: plain('A bracket is not closed'), text: 'Every opening bracket wants a closing one.' },
  link_unpublished: { title: withAbout('A link leads to a story that is not out'), text: 'Readers can follow it once that one is published.' },
  sentence_long: { title: withAbout('A long sentence'), text: 'Two shorter ones read more easily.' },
  comment_open: { title: plain('A comment is still open'), text: 'It does not go out with the story.' },
  suggestion_open: { title: plain('A suggested change is still open'), text: 'Accept or refuse it; the text without it goes out.' },
}

const STYLE = new Set(['headline_long', 'doubled_word', 'straight_quotes', 'unclosed_quote', 'unclosed_bracket', 'sentence_long'])

/** Whether a check is one of style, which can be switched off. */
export const ofStyle = (check: Check): boolean => STYLE.has(check.code)

/** What the button says that puts right what a check found; null where only a person can. */
export function fixName(check: Check, language: string): string | null {
  const onPage = check.block !== null || check.field === 'headline' || check.field === 'standfirst'
  if (onPage && check.code === 'doubled_word') return 'Take one out'
  if (onPage && check.code === 'straight_quotes' && typographyOf(language)) return 'Curl them'
  return null
}

/** Every code that has words, for the test that none is missing. */
export const checkCodes = Object.keys(words)

/** Returns what people read for a check. A code that nobody foresaw reads as its own name in words. */
export function checkWords(check: Check): { title: string; text: string } {
  const known = words[check.code]
  if (known) return { title: known.title(check.about), text: known.text }
  const name = check.code.replaceAll('_', ' ')
  return { title: name.charAt(0).toUpperCase() + name.slice(1) + (check.about ? `: ${check.about}` : ''), text: '' }
}

/** Where a check points: the name of a field, or how its block begins; empty where it is the story as a whole. */
export function placeOf(check: Check, blocks: BlockJson[]): string {
  if (check.block === null) return check.field && check.field !== 'body' ? (fieldNames[check.field] ?? '') : ''
  const block = blocks[check.block]
  const text = block ? opening(block).trim() : ''
  if (text) return text.length > 60 ? `${text.slice(0, 60).replace(/\s+\S*$/, '')}…` : text
  return `Paragraph ${check.block + 1}`
}

function opening(block: BlockJson): string {
  if (block.type === 'text') return block.text ?? ''
  if (block.type === 'footnote') return ''
  let text = ''
  for (const child of block.content ?? []) {
    text += opening(child)
    if (text.length > 80) break
  }
  return text
}

/** Names of fields, as the desk shows them. */
export const fieldNames: Record<string, string> = {
  headline: 'Headline', standfirst: 'Standfirst', byline: 'Byline', dateline: 'Dateline', kicker: 'Kicker', section: 'Section', slug: 'Slug', language: 'Language',
  canonical_url: 'Canonical', seo_title: 'SEO title', seo_description: 'Description', lead_image: 'Lead image', tags: 'Tags', notes: 'Notes', corrections: 'Corrections',
}
