// Thai, Lao, Khmer and Burmese set no spaces between words: where one ends in such a run, the browser's dictionary knows.

/** Their letters, vowel signs and tones, as the core knows them (document/text.rs), for a class of a regular expression. */
export const RUN_LETTERS = '\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ebd\\u0ec0-\\u0ece\\u0edc-\\u0edf\\u1000-\\u103f\\u1050-\\u108f\\u109a-\\u109d\\u1780-\\u17d3\\u17d7\\u17dc\\u17dd\\ua9e0-\\ua9ef\\ua9fa-\\ua9fe\\uaa60-\\uaa76\\uaa7a-\\uaa7f'

const LETTER = new RegExp(`[${RUN_LETTERS}]`, 'u')
let segmenter: Intl.Segmenter | null = null
/** The run that was cut last: what is asked about it next is mostly about it again. */
let last: { run: string; words: string[] } = { run: '', words: [] }

/** Cuts a run into its words. */
export function wordsOfRun(run: string): readonly string[] {
  if (last.run === run) return last.words
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' })
  last = { run, words: [...segmenter.segment(run)].map(({ segment }) => segment) }
  return last.words
}

/** Tells where a place in a text is: inside a word of a run, at the edge of one, or, with null, not in a run. */
export function placeInRun(text: string, at: number): 'inside' | 'edge' | null {
  const isLetter = (index: number) => index >= 0 && index < text.length && LETTER.test(text[index])
  if (isLetter(at - 1) !== isLetter(at)) return 'edge'
  if (!isLetter(at)) return null
  let start = at
  while (isLetter(start - 1)) start--
  let end = at
  while (isLetter(end)) end++
  let edge = start
  for (const word of wordsOfRun(text.slice(start, end))) {
    edge += word.length
    if (edge >= at) return edge > at ? 'inside' : 'edge'
  }
  return null
}
