// A line difference of two texts for the source view (Myers, "An O(ND) Difference Algorithm", 1986), with a bound on its work.

export type Line = { op: 'equal' | 'insert' | 'delete'; text: string; before: number | null; after: number | null }

/** Beyond this many edits what lies between the common ends is given as removed and added whole. */
const LIMIT = 2_000

/** Every line of both texts, in reading order; in a run of changes what went stands before what came. */
export function diffLines(before: string, after: string): Line[] {
  const a = split(before)
  const b = split(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++

  const lines: Line[] = []
  for (let i = 0; i < start; i++) lines.push({ op: 'equal', text: a[i]!, before: i + 1, after: i + 1 })
  const middle = script(a.slice(start, a.length - end), b.slice(start, b.length - end))
  let i = start
  let j = start
  let added: Line[] = []
  const settle = () => {
    lines.push(...added)
    added = []
  }
  for (const op of middle) {
    if (op === 'equal') {
      settle()
      lines.push({ op, text: a[i]!, before: ++i, after: ++j })
    } else if (op === 'delete') {
      lines.push({ op, text: a[i]!, before: ++i, after: null })
    } else {
      added.push({ op, text: b[j]!, before: null, after: ++j })
    }
  }
  settle()
  for (let k = 0; k < end; k++) lines.push({ op: 'equal', text: a[i]!, before: ++i, after: ++j })
  return lines
}

const split = (text: string): string[] => {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines[lines.length - 1] === '') lines.pop()
  return lines
}

function script(a: string[], b: string[]): Line['op'][] {
  const whole = (): Line['op'][] => [...a.map(() => 'delete' as const), ...b.map(() => 'insert' as const)]
  if (a.length === 0 || b.length === 0) return whole()
  const bound = Math.min(a.length + b.length, LIMIT)
  const offset = bound + 1
  let frontier = new Int32Array(2 * bound + 3)
  const trace: Int32Array[] = []
  for (let d = 0; d <= bound; d++) {
    trace.push(frontier.slice(offset - d - 1, offset + d + 2))
    const next = frontier
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && frontier[offset + k - 1]! < frontier[offset + k + 1]!) ? frontier[offset + k + 1]! : frontier[offset + k - 1]! + 1
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++
        y++
      }
      next[offset + k] = x
      if (x >= a.length && y >= b.length) return walkBack(trace, a.length, b.length)
    }
    frontier = next
  }
  return whole()
}

function walkBack(trace: Int32Array[], x: number, y: number): Line['op'][] {
  const ops: Line['op'][] = []
  for (let d = trace.length - 1; d > 0; d--) {
    const frontier = trace[d]!
    // `trace[d]` holds the diagonals -d-1 … d+1 as they stood before round d.
    const at = (k: number) => frontier[k + d + 1]!
    const k = x - y
    const fromAbove = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const previous = fromAbove ? k + 1 : k - 1
    const px = at(previous)
    const py = px - previous
    while (x > px && y > py && x > 0 && y > 0 && (fromAbove ? x > px : x > px + 1)) {
      ops.push('equal')
      x--
      y--
    }
    ops.push(fromAbove ? 'insert' : 'delete')
    x = px
    y = py
  }
  while (x > 0 && y > 0) {
    ops.push('equal')
    x--
    y--
  }
  return ops.reverse()
}

/** What of a line changed: from `start` to `end`, in UTF-16 units. */
export type Span = { start: number; end: number }

/** Below this part of a line in common the whole line is marked. */
const ALIKE = 0.4

/** Pairs the lines of each run of changes, first with first, and says which words of each are not the other's. */
export function changedSpans(lines: readonly Line[]): Map<Line, Span> {
  const spans = new Map<Line, Span>()
  let went: Line[] = []
  let came: Line[] = []
  const settle = () => {
    if (went.length === came.length) went.forEach((line, i) => pair(line, came[i]!, spans))
    went = []
    came = []
  }
  for (const line of lines) {
    if (line.op === 'equal') settle()
    else (line.op === 'delete' ? went : came).push(line)
  }
  settle()
  return spans
}

function pair(before: Line, after: Line, spans: Map<Line, Span>): void {
  const a = before.text
  const b = after.text
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  if (start + end < ALIKE * Math.max(a.length, b.length)) return
  // Whole words: back to the space before the first difference, on to the one after the last.
  while (start > 0 && /[\p{L}\p{N}\p{M}'’]/u.test(a[start - 1]!)) start--
  while (end > 0 && /[\p{L}\p{N}\p{M}'’]/u.test(a[a.length - end]!)) end--
  spans.set(before, { start, end: a.length - end })
  spans.set(after, { start, end: b.length - end })
}
