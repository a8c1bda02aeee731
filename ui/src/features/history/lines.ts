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
