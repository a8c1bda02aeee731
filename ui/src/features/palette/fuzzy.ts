// How the palette finds: every typed word must begin a word of the text, or at least occur in it, or be its initials.

export interface Match {
  /** Higher is better. */
  score: number
  /** Where the text is marked: pairs of start and end. */
  marks: [number, number][]
}

/** One character for one, in lower case and without accents, so that places stay. */
function folded(text: string): string {
  let out = ''
  for (let at = 0; at < text.length; at += 1) {
    const plain = text[at]!.normalize('NFD')[0]!.toLowerCase()
    out += plain.length === 1 ? plain : text[at]
  }
  return out
}

const isLetter = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign)

/** Matches what was typed against a text. Null where it is not in it. An empty query matches all. */
export function match(query: string, text: string): Match | null {
  const words = folded(query).split(/\s+/).filter(Boolean)
  const body = folded(text)
  const marks: [number, number][] = []
  let score = 0
  for (const word of words) {
    const found = place(word, body, marks)
    if (!found) return null
    score += found.score
    marks.push(...found.marks)
  }
  marks.sort((a, b) => a[0] - b[0])
  return { score: score - body.length / 1000, marks }
}

function place(word: string, body: string, taken: [number, number][]): Match | null {
  let inside: number | null = null
  for (let at = body.indexOf(word); at >= 0; at = body.indexOf(word, at + 1)) {
    if (taken.some(([from, to]) => at < to && at + word.length > from)) continue
    const begins = !isLetter(body[at - 1])
    if (begins) {
      const whole = !isLetter(body[at + word.length])
      return { score: (at === 0 ? 12 : 10) + (whole ? 1 : 0) - at / 100, marks: [[at, at + word.length]] }
    }
    inside ??= at
  }
  const initials = firsts(word, body)
  if (initials) return initials
  return inside === null || word.length < 2 ? null : { score: 3 - inside / 100, marks: [[inside, inside + word.length]] }
}

/** `sat` in “Save as text”. */
function firsts(word: string, body: string): Match | null {
  if (word.length < 2) return null
  const marks: [number, number][] = []
  let next = 0
  for (let at = 0; at < body.length && next < word.length; at += 1) {
    if (isLetter(body[at]) && !isLetter(body[at - 1]) && body[at] === word[next]) {
      marks.push([at, at + 1])
      next += 1
    }
  }
  return next === word.length ? { score: 5, marks } : null
}

/** Cuts a text into marked and plain pieces. */
export function pieces(text: string, marks: [number, number][]): { text: string; hit: boolean }[] {
  const out: { text: string; hit: boolean }[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from < at) continue
    if (from > at) out.push({ text: text.slice(at, from), hit: false })
    out.push({ text: text.slice(from, to), hit: true })
    at = to
  }
  if (at < text.length) out.push({ text: text.slice(at), hit: false })
  return out
}
