// Which way a language is written.

const RTL_SCRIPTS = new Set(['arab', 'hebr', 'thaa', 'syrc', 'nkoo', 'adlm', 'rohg'])
const RTL_LANGUAGES = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'iw', 'ji', 'ks', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi'])

/** Returns the direction of a BCP 47 language tag; left to right where nobody said. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const [primary, ...rest] = language.toLowerCase().split('-')
  const script = rest.find((part) => part.length === 4 && /^[a-z]+$/.test(part))
  if (script) return RTL_SCRIPTS.has(script) ? 'rtl' : 'ltr'
  return RTL_LANGUAGES.has(primary) ? 'rtl' : 'ltr'
}
