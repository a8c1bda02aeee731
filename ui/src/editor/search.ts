// What find looks for and how: one paragraph at a time, so that no hit crosses a border. Pure, so that the worker that runs
// regular expressions and the page that looks for plain words share it.

import { placeInRun, RUN_LETTERS } from './runs'

export interface Query {
  text: string
  caseSensitive: boolean
  wholeWord: boolean
  /** Read `text` as a regular expression. */
  regex: boolean
  /** Only hits within this range of the page. */
  within: { from: number; to: number } | null
}

/** A stretch of the page to look through: a paragraph's text. Positions of `text[i]` follow from `starts`. */
export interface Stretch {
  text: string
  /** Pairs of an offset in `text` and the position on the page from which on both count alike; ascending. */
  starts: readonly [number, number][]
}

export interface Hit {
  from: number
  to: number
  /** What the hit becomes, where a replacement was asked for. */
  becomes?: string
}

/** The most hits that are kept; what is beyond is not counted either. */
export const MOST = 50_000

/** Thrown where `text` is no regular expression; `message` is the engine's own. */
export class PatternError extends Error {}

const ESCAPE = /[\\^$.*+?()[\]{}|/]/g

/** What a word goes on with. Scripts that run words together are looked at once there is a hit. */
const OF_A_WORD = `(?![${RUN_LETTERS}])[\\p{L}\\p{N}\\p{M}_]`

/** Returns the expression of a query. Throws `PatternError`. */
export function pattern(query: Query): RegExp {
  const source = query.regex ? query.text : query.text.replace(ESCAPE, '\\$&')
  const whole = query.wholeWord ? `(?<!${OF_A_WORD})(?:${source})(?!${OF_A_WORD})` : source
  const flags = `gm${query.caseSensitive ? '' : 'i'}`
  try {
    return new RegExp(whole, `${flags}u`)
  } catch (refused) {
    // Outside of Unicode mode more is forgiven, such as `\-`.
    try {
      if (!query.wholeWord) return new RegExp(whole, flags)
    } catch {
      // Said below.
    }
    throw new PatternError(refused instanceof Error ? refused.message : '')
  }
}

/** Finds every hit of a query, in the order of the page. With `replacement` each hit tells what it becomes. */
export function findAll(stretches: readonly Stretch[], query: Query, replacement?: string): Hit[] {
  const expression = pattern(query)
  const hits: Hit[] = []
  for (const stretch of stretches) {
    expression.lastIndex = 0
    for (let match = expression.exec(stretch.text); match; match = expression.exec(stretch.text)) {
      if (match[0] === '') {
        // An empty hit is none; go on behind the character.
        expression.lastIndex += (stretch.text.codePointAt(expression.lastIndex) ?? 0) > 0xffff ? 2 : 1
        continue
      }
      if (query.wholeWord && [match.index, match.index + match[0].length].some((at) => placeInRun(stretch.text, at) === 'inside')) continue
      const from = positionOf(stretch, match.index)
      const to = positionOf(stretch, match.index + match[0].length - 1) + 1
      if (query.within && (from < query.within.from || to > query.within.to)) continue
      hits.push(replacement === undefined ? { from, to } : { from, to, becomes: query.regex ? expand(replacement, match) : replacement })
      if (hits.length >= MOST) return hits
    }
  }
  return hits
}

/** Returns the position on the page of the character at `offset`. */
export function positionOf({ starts }: Stretch, offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle][0] <= offset) low = middle
    else high = middle - 1
  }
  return starts[low][1] + offset - starts[low][0]
}

/** Expands `$1`, `$<name>`, `$&` and `$$` as JavaScript's own replace does, and `\n` and `\t` as editors write them. */
export function expand(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\$(?:\$|&|(\d{1,2})|<([^>]*)>)|\\([nt\\])/g, (all, number: string | undefined, name: string | undefined, escaped: string | undefined) => {
    if (escaped) return escaped === 'n' ? '\n' : escaped === 't' ? '\t' : '\\'
    if (all === '$$') return '$'
    if (all === '$&') return match[0]
    if (name !== undefined) return match.groups?.[name] ?? ''
    const index = Number(number)
    return index > 0 && index < match.length ? (match[index] ?? '') : all
  })
}
