// Which way a language is written.

const RTL_SCRIPTS = new Set(['arab', 'hebr', 'thaa', 'syrc', 'nkoo', 'adlm', 'rohg'])
const RTL_LANGUAGES = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'iw', 'ji', 'ks', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi'])

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Syriac}\p{Script=Nko}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u

/** Returns the direction of the first letter of `text`; null where it holds none. */
export function directionOfText(text: string): 'ltr' | 'rtl' | null {
  const letter = /\p{L}/u.exec(text)?.[0]
  return letter === undefined ? null : RTL_LETTER.test(letter) ? 'rtl' : 'ltr'
}

/** Returns the direction of a BCP 47 language tag; left to right where nobody said. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const [primary, ...rest] = language.toLowerCase().split('-')
  const script = rest.find((part) => part.length === 4 && /^[a-z]+$/.test(part))
  if (script) return RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr'
  return RTL_LANGUAGES.has(primary) ? 'rtl' : 'ltr'
}

/** Returns the direction of a story: as its language is written, or, where it has none, as its headline begins. */
export const directionFor = (story: { language: string; headline: string }): 'ltr' | 'rtl' =>
  story.language ? directionOf(story.language) : (directionOfText(story.headline) ?? 'ltr')
