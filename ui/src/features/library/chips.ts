// The search field: operators become chips once they are whole, words stay text. The language itself is core's (search/query.rs);
// what is read here is only where one piece ends.

export type Operator = 'tag' | 'status' | 'by' | 'section' | 'before' | 'after' | 'words' | 'phrase' | 'word'

/** A finished piece of a search. `word` occurs only turned round (`-budget`). */
export interface Chip {
  operator: Operator
  value: string
  not: boolean
}

export interface Split {
  chips: Chip[]
  /** What stays text: words, and the piece that is still being typed. */
  rest: string
}

export const operators = ['tag', 'status', 'by', 'section', 'before', 'after', 'words'] as const

const quotes: Record<string, string> = { '"': '"', '“': '”' }

interface Piece { text: string; operator: Operator | null; value: string; not: boolean; quoted: boolean; closed: boolean; ended: boolean }

/** Cuts a search into its pieces, in order. */
function* pieces(text: string): Generator<Piece> {
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at += 1
      continue
    }
    const begin = at
    const not = text[at] === '-' && at + 1 < text.length && !/\s/.test(text[at + 1]!)
    if (not) at += 1
    const named = /^([a-z]+):/i.exec(text.slice(at))
    const operator = named && (operators as readonly string[]).includes(named[1]!.toLowerCase()) ? (named[1]!.toLowerCase() as Operator) : null
    if (operator) at += named![0].length
    const close = quotes[text[at] ?? '']
    let value: string
    let closed = true
    if (close) {
      const end = text.indexOf(close, at + 1)
      closed = end >= 0
      value = text.slice(at + 1, closed ? end : undefined)
      at = closed ? end + 1 : text.length
    } else {
      const from = at
      while (at < text.length && !/\s/.test(text[at]!)) at += 1
      value = text.slice(from, at)
    }
    yield { text: text.slice(begin, at), operator, value, not, quoted: Boolean(close), closed, ended: at < text.length }
  }
}

/**
 * Splits a search into chips and text. A piece becomes a chip when it is whole: a closed quote, or a space after it. With
 * `all`, the last one does too (a search that is opened rather than typed).
 */
export function split(text: string, all = false): Split {
  const chips: Chip[] = []
  const rest: string[] = []
  let trailing = /\s$/.test(text)
  for (const piece of pieces(text)) {
    const operator: Operator | null = piece.operator ?? (piece.quoted ? 'phrase' : piece.not ? 'word' : null)
    const whole = piece.value.trim() !== '' && (all || (piece.quoted ? piece.closed : piece.ended))
    if (operator && whole) {
      chips.push({ operator, value: piece.value.trim(), not: piece.not })
      if (!piece.ended) trailing = false
    } else rest.push(piece.text)
  }
  return { chips, rest: rest.join(' ') + (trailing && rest.length > 0 ? ' ' : '') }
}

/** Writes a chip as the search language has it. */
export function written(chip: Chip): string {
  const value = /\s/.test(chip.value) || chip.operator === 'phrase' ? `"${chip.value.replaceAll('"', '')}"` : chip.value
  const name = chip.operator === 'phrase' || chip.operator === 'word' ? '' : `${chip.operator}:`
  return (chip.not ? '-' : '') + name + value
}

/** The search that chips and text make together. */
export function joined({ chips, rest }: Split): string {
  return [...chips.map(written), rest].filter((piece) => piece !== '').join(' ')
}

/** Whether a search asks for words, and so has a best match and snippets. */
export function hasWords(text: string): boolean {
  for (const piece of pieces(text)) if (!piece.operator && !piece.not && /[\p{L}\p{N}]/u.test(piece.value)) return true
  return false
}

/** The last piece of a text, where it is still being typed: what is offered under the field. */
export interface Typing {
  /** Where it begins in the text. */
  from: number
  operator: Operator | null
  value: string
  not: boolean
}

export function typing(text: string): Typing | null {
  if (text === '' || /\s$/.test(text)) {
    // An open quote goes on over spaces.
    const last = [...pieces(text)].at(-1)
    if (!last?.quoted || last.closed) return { from: text.length, operator: null, value: '', not: false }
  }
  const last = [...pieces(text)].at(-1)
  if (!last || (last.quoted && last.closed)) return null
  return { from: text.length - last.text.length, operator: last.operator, value: last.value, not: last.not }
}
