// Languages that a story can be in: a list to choose from, by their names; any other BCP 47 tag may be typed.
import { languageName } from './words'

const tags = [
  'en-GB', 'en-US', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA', 'af', 'am', 'ar', 'az', 'be', 'bg', 'bn', 'bs', 'ca', 'cs', 'cy', 'da', 'de', 'de-AT', 'de-CH',
  'el', 'eo', 'es', 'es-AR', 'es-MX', 'et', 'eu', 'fa', 'fi', 'fil', 'fo', 'fr', 'fr-BE', 'fr-CA', 'fr-CH', 'fy', 'ga', 'gd', 'gl', 'gu', 'ha', 'he', 'hi', 'hr', 'hu', 'hy',
  'id', 'ig', 'is', 'it', 'ja', 'ka', 'kk', 'km', 'kn', 'ko', 'ku', 'ky', 'la', 'lb', 'lo', 'lt', 'lv', 'mg', 'mi', 'mk', 'ml', 'mn', 'mr', 'ms', 'mt', 'my', 'nb', 'ne',
  'nl', 'nl-BE', 'nn', 'or', 'pa', 'pl', 'ps', 'pt', 'pt-BR', 'ro', 'ru', 'rw', 'sd', 'si', 'sk', 'sl', 'so', 'sq', 'sr', 'sv', 'sw', 'ta', 'te', 'tg', 'th', 'ti', 'tk', 'tr',
  'tt', 'ug', 'uk', 'ur', 'uz', 'vi', 'wo', 'xh', 'yi', 'yo', 'zh-Hans', 'zh-Hant', 'zu',
]

export interface Language {
  tag: string
  name: string
}

let known: Language[] | null = null

/** Languages that fit what was typed, by name or tag; English first where nothing was. */
export function suggestLanguages(typed: string): Language[] {
  known ??= tags.map((tag) => ({ tag, name: languageName(tag) }))
  const wanted = typed.toLowerCase()
  if (!wanted) return known
  return known
    .filter(({ tag, name }) => name.toLowerCase().includes(wanted) || tag.toLowerCase().startsWith(wanted))
    .sort((a, b) => Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)))
}

/** Reads what was typed as a language tag, in its canonical form; null where it is none. */
export function readLanguage(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return ''
  try {
    return Intl.getCanonicalLocales(text)[0] ?? null
  } catch {
    return null
  }
}
