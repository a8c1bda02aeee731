// Quotation marks, dashes and spaces by language, as CLDR's delimiters and the style books of each language have them.

export interface Typography {
  /** Opening and closing marks of a quotation. */
  double: readonly [string, string]
  /** Marks of a quotation inside one; null where `'` is only ever an apostrophe. */
  single: readonly [string, string] | null
  /** What `--` becomes. */
  dash: '–' | '—'
  /** The space that stands before the signs in `spaced`, where the writer typed a space there. */
  spaced?: { readonly signs: string; readonly space: string }
}

const NARROW = '\u202f'
const NBSP = '\u00a0'
const curly: readonly [string, string] = ['“', '”']
const curlySingle: readonly [string, string] = ['‘', '’']
const guillemets: readonly [string, string] = ['«', '»']
const lowHigh: readonly [string, string] = ['„', '“']
const lowHighSingle: readonly [string, string] = ['‚', '‘']

const british: Typography = { double: curly, single: curlySingle, dash: '–' }
const french: Typography = { double: [`«${NBSP}`, `${NBSP}»`], single: null, dash: '–', spaced: { signs: ';!?', space: NARROW } }
const plain = (double: readonly [string, string], single: readonly [string, string] | null = null, dash: '–' | '—' = '–'): Typography => ({ double, single, dash })

/** By language, and by language and region where a region differs. null: quotation marks are left as they are typed. */
const TABLE: Record<string, Typography | null> = {
  en: british,
  'en-us': { ...british, dash: '—' },
  'en-ca': { ...british, dash: '—' },
  de: plain(lowHigh, lowHighSingle),
  'de-ch': plain(guillemets, ['‹', '›']),
  fr: french,
  'fr-ca': { ...french, spaced: undefined },
  'fr-ch': { ...french, double: [`«${NARROW}`, `${NARROW}»`] },
  es: plain(guillemets, null, '—'),
  'es-mx': plain(curly, null, '—'),
  it: plain(guillemets),
  ca: plain(guillemets),
  pt: plain(curly, null, '—'),
  'pt-pt': plain(guillemets, null, '—'),
  nl: plain(curly, curlySingle),
  da: plain(['»', '«'], ['›', '‹']),
  no: plain(guillemets),
  nb: plain(guillemets),
  nn: plain(guillemets),
  sv: plain(['”', '”'], ['’', '’']),
  fi: plain(['”', '”'], ['’', '’']),
  pl: plain(['„', '”']),
  hu: plain(['„', '”']),
  ro: plain(['„', '”']),
  cs: plain(lowHigh, lowHighSingle),
  sk: plain(lowHigh, lowHighSingle),
  sl: plain(lowHigh, lowHighSingle),
  hr: plain(['„', '”']),
  bg: plain(lowHigh),
  ru: plain(guillemets, null, '—'),
  uk: plain(guillemets, null, '—'),
  el: plain(guillemets),
  tr: plain(curly, curlySingle),
  fa: plain(guillemets),
  ar: plain(curly),
  // Gershayim and geresh are typed as quotation marks; Japanese and Chinese marks come from the input method.
  he: null,
  yi: null,
  ja: null,
  zh: null,
}

/** Returns the typography of a BCP 47 language tag; that of English where nobody said. */
export function typographyOf(language: string): Typography | null {
  const tag = language.toLowerCase().replaceAll('_', '-')
  const [primary] = tag.split('-')
  const region = tag.split('-').find((part, at) => at > 0 && /^[a-z]{2}$/.test(part))
  const found = region && `${primary}-${region}` in TABLE ? TABLE[`${primary}-${region}`] : TABLE[primary]
  return found === undefined ? british : found
}

/** What typing does: the last `back` UTF-16 units before the caret and the typed sign become `text`. */
export interface Substitution {
  back: number
  text: string
}

const OPENS = /[\s([{<\u00a0\u202f\u2000-\u200a¿¡–—/\-“‘„‚«‹»›\ufffa]$/u
const LETTER = /[\p{L}\p{N}\p{M}]$/u

/**
 * Returns what the sign that is typed behind `before` (the text of its paragraph up to the caret; `\ufffa` is a line break,
 * `\ufffc` anything else that is no text) is to become; null where it stays as it is.
 */
export function substitution(before: string, typed: string, typography: Typography | null): Substitution | null {
  if (typed === '.') return before.endsWith('..') && !before.endsWith('...') ? { back: 2, text: '…' } : null
  if (!typography) return null
  const opens = before === '' || OPENS.test(before)
  switch (typed) {
    case '"': {
      const [open, close] = typography.double
      // Behind a mark that opens in one language and closes in another, what is open decides.
      if (opens && !(/[»«›‹“‘]$/u.test(before) && unclosed(before, open, close))) return { back: 0, text: open }
      return { back: 0, text: close }
    }
    case "'": {
      const { single } = typography
      if (!single) return { back: 0, text: '’' }
      const [open, close] = single
      if (opens) return { back: 0, text: open }
      return { back: 0, text: close !== '’' && (!LETTER.test(before) || unclosed(before, open, close)) ? close : '’' }
    }
    case '-':
      // A third one makes the long dash.
      if (typography.dash === '–' && /[^–]–$/.test(before)) return { back: 1, text: '—' }
      // Not behind a third one, and not between letters of a rule or a table that is drawn with hyphens.
      return /(?:^|[^-])-$/.test(before) && !/^\s*-$/.test(before) ? { back: 1, text: typography.dash } : null
    case ';':
    case '!':
    case '?':
      return typography.spaced?.signs.includes(typed) && / $/.test(before) && before.trim() !== '' ? { back: 1, text: typography.spaced.space + typed } : null
    case ':':
      return typography.spaced && / $/.test(before) && before.trim() !== '' ? { back: 1, text: NBSP + typed } : null
    default:
      // ’90s: a year that leaves its century out begins with an apostrophe.
      if (/^\d$/.test(typed) && typography.single?.[0] === '‘' && /(?:^|\s)‘$/u.test(before)) return { back: 1, text: `’${typed}` }
      return null
  }
}

/** Tells whether more quotations were opened than closed in the last thousand characters. */
function unclosed(before: string, open: string, close: string): boolean {
  const near = before.slice(-1000)
  const count = (mark: string) => near.split(mark.trim()).length - 1
  return open === close ? count(open) % 2 === 1 : count(open) > count(close)
}
