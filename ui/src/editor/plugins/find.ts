// Find in the story. The page is read when the query changes and, after edits, only in a pause; on a key nothing is done but to
// note that the hits are stale. Regular expressions run in a worker with a limit. Hits are drawn as CSS highlights, and only
// those near the window's part of the page, so that a thousand of them cost no more than ten.

import type { Node } from 'prosemirror-model'
import { closeHistory } from 'prosemirror-history'
import { NodeSelection, Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { Mapping } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import { schema } from '../schema'
import { findAll, pattern, PatternError, type Hit, type Query, type Stretch } from '../search'
import type { Reply, Request } from '../searchWorker'

export type { Query } from '../search'

export interface FindState {
  query: Query | null
  hits: readonly Hit[]
  /** What was edited since the hits were found; null where they stand. */
  since: Mapping | null
  /** Why there are no hits: no expression, or one that took too long. */
  failure: 'pattern' | 'time' | null
  /** An expression is being looked for. */
  busy: boolean
}

const findKey = new PluginKey<FindState>('find')
const PAUSE_MS = 250
/** How long a regular expression may take for the whole story. */
const LIMIT_MS = 1500
const nothing: FindState = { query: null, hits: [], since: null, failure: null, busy: false }

export const findState = (state: EditorState): FindState => findKey.getState(state) ?? nothing

// ---- looking

const stretched = new WeakMap<Node, Stretch>()

/** Returns the text of a paragraph with positions counted from its own start. */
function stretchOf(block: Node): Stretch {
  const known = stretched.get(block)
  if (known) return known
  let text = ''
  const starts: [number, number][] = [[0, 1]]
  block.forEach((inline, offset) => {
    if (inline.isText) text += inline.text
    else text += inline.type === schema.nodes.hard_break ? '\n' : '\ufffc'
    // Behind a footnote, which is longer on the page than in the text.
    if (inline.nodeSize > 1 && !inline.isText) starts.push([text.length, offset + inline.nodeSize + 1])
  })
  const stretch = { text, starts }
  stretched.set(block, stretch)
  return stretch
}

/** Returns every paragraph of the page that is not empty, those of footnotes behind theirs. */
export function stretchesOf(page: Node, within: Query['within']): Stretch[] {
  const out: Stretch[] = []
  const read = (node: Node, pos: number) => {
    if (!node.isTextblock) return true
    if (node.content.size > 0) {
      const { text, starts } = stretchOf(node)
      out.push({ text, starts: starts.map(([offset, at]) => [offset, at + pos]) })
    }
    return true
  }
  if (within) page.nodesBetween(within.from, within.to, read)
  else page.descendants(read)
  return out
}

let worker: Worker | null = null

/** Asks the worker; one question at a time, a newer one ends the older. */
function ask(request: Request): Promise<Hit[] | 'pattern' | 'time'> {
  worker?.terminate()
  const mine = new Worker(new URL('../searchWorker.ts', import.meta.url), { type: 'module' })
  worker = mine
  return new Promise((resolve) => {
    const end = (answer: Hit[] | 'pattern' | 'time') => {
      clearTimeout(timer)
      mine.terminate()
      if (worker === mine) worker = null
      resolve(answer)
    }
    const timer = setTimeout(() => end('time'), LIMIT_MS)
    mine.onmessage = ({ data }: MessageEvent<Reply>) => end('hits' in data ? data.hits : 'slow' in data ? 'time' : 'pattern')
    mine.onerror = () => end('time')
    mine.postMessage(request)
  })
}

/** Finds the hits of a query: at once for words, later for expressions. */
function look(state: EditorState, query: Query, replacement?: string): Hit[] | 'pattern' | Promise<Hit[] | 'pattern' | 'time'> {
  try {
    pattern(query)
    const stretches = stretchesOf(state.doc, query.within)
    return query.regex ? ask({ stretches, query, replacement }) : findAll(stretches, query, replacement)
  } catch (failure) {
    if (failure instanceof PatternError) return 'pattern'
    throw failure
  }
}

const set = (tr: Transaction, next: Partial<FindState>): Transaction => tr.setMeta(findKey, next).setMeta('addToHistory', false)
const failed = (answer: 'pattern' | 'time'): Partial<FindState> => ({ hits: [], since: null, failure: answer, busy: false })

/** Sets what is looked for; an empty text ends the search. Resolves once the hits are known. */
export async function setFind(view: EditorView, query: Query | null): Promise<void> {
  if (!query || query.text === '') {
    worker?.terminate()
    view.dispatch(set(view.state.tr, { ...nothing, query: query ? { ...query } : null }))
    return
  }
  const { doc } = view.state
  const answer = look(view.state, query)
  if (Array.isArray(answer)) return view.dispatch(set(view.state.tr, { query, hits: answer, since: null, failure: null, busy: false }))
  if (answer === 'pattern') return view.dispatch(set(view.state.tr, { query, ...failed(answer) }))
  view.dispatch(set(view.state.tr, { query, busy: true }))
  const hits = await answer
  if (view.isDestroyed || findState(view.state).query !== query) return
  // What was edited meanwhile makes the hits stale at once.
  const since = view.state.doc === doc ? null : new Mapping()
  view.dispatch(set(view.state.tr, Array.isArray(hits) ? { hits: since ? [] : hits, since, failure: null, busy: false } : failed(hits)))
}

/** Looks again, after edits. */
const again = (view: EditorView): Promise<void> => setFind(view, findState(view.state).query && { ...findState(view.state).query! })

// ---- going from hit to hit

/** Returns the index of the hit that is selected, or -1. */
export function currentHit(state: EditorState): number {
  const { hits, since } = findState(state)
  if (since || hits.length === 0) return -1
  const { from, to } = state.selection
  const at = firstFrom(hits, from)
  const hit = hits[at]
  if (!hit) return -1
  return (hit.from === from && hit.to === to) || (state.selection instanceof NodeSelection && hit.from > from && hit.to < to) ? at : -1
}

/** Returns the index of the first hit at or behind a position; the number of hits where there is none. */
function firstFrom(hits: readonly Hit[], pos: number): number {
  let low = 0
  let high = hits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (hits[middle].from < pos) low = middle + 1
    else high = middle
  }
  return low
}

/** Selects the next or previous hit, round the end, and shows it. */
export async function stepFind(view: EditorView, direction: -1 | 1): Promise<boolean> {
  if (findState(view.state).since) await again(view)
  const { hits } = findState(view.state)
  if (hits.length === 0) return false
  const current = currentHit(view.state)
  const { from } = view.state.selection
  let next: number
  if (current >= 0) next = current + direction
  else next = direction > 0 ? firstFrom(hits, from) : firstFrom(hits, from) - 1
  select(view, (next + hits.length) % hits.length)
  return true
}

/** Selects the hit at the caret or the first one behind it, as soon as something is typed into the field. */
export function firstFind(view: EditorView, from: number): void {
  const { hits } = findState(view.state)
  if (hits.length > 0) select(view, firstFrom(hits, from) % hits.length)
}

function select(view: EditorView, index: number): void {
  const hit = findState(view.state).hits[index]
  const { tr } = view.state
  const $from = tr.doc.resolve(hit.from)
  // A hit inside a footnote shows the footnote.
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type !== schema.nodes.footnote) continue
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, $from.before(depth))).scrollIntoView())
    return
  }
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, hit.from, hit.to)).scrollIntoView())
}

// ---- replacing

/** Replaces the hit that is selected and goes to the next one. Where none is selected it only goes there. */
export async function replaceHit(view: EditorView, replacement: string): Promise<boolean> {
  const at = currentHit(view.state)
  if (at < 0) return stepFind(view, 1)
  const wanted = await become(view, replacement)
  const hit = wanted?.[at]
  if (!hit) return false
  const tr = closeHistory(view.state.tr)
  put(tr, hit)
  const end = hit.from + (hit.becomes ?? '').length
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(end, tr.doc.content.size)))).scrollIntoView())
  view.dispatch(closeHistory(view.state.tr))
  await again(view)
  await stepFind(view, 1)
  return true
}

/** Replaces every hit, as one step of undo; tells how many there were. */
export async function replaceAll(view: EditorView, replacement: string): Promise<number> {
  if (findState(view.state).since) await again(view)
  const hits = await become(view, replacement)
  if (!hits || hits.length === 0) return 0
  const tr = closeHistory(view.state.tr)
  for (let i = hits.length - 1; i >= 0; i--) put(tr, hits[i])
  view.dispatch(tr)
  view.dispatch(closeHistory(view.state.tr))
  await again(view)
  return hits.length
}

/** Returns the hits with what each becomes; null where the page changed meanwhile. */
async function become(view: EditorView, replacement: string): Promise<readonly Hit[] | null> {
  const { query } = findState(view.state)
  if (!query) return null
  if (!query.regex) return findState(view.state).hits.map((hit) => ({ ...hit, becomes: replacement }))
  const { doc } = view.state
  const hits = await look(view.state, query, replacement)
  return Array.isArray(hits) && view.state.doc === doc ? hits : null
}

/** Puts the words of a hit in its place, in the looks that it has; a line break where the place takes one. */
function put(tr: Transaction, { from, to, becomes = '' }: Hit): void {
  const { parent } = tr.doc.resolve(from)
  const { hard_break } = schema.nodes
  const lines = parent.type.spec.code ? [becomes] : becomes.split('\n')
  const breaks = parent.type.contentMatch.matchType(hard_break) !== null
  if (lines.length === 1 || !breaks) {
    tr.insertText(lines.join(' '), from, to)
    return
  }
  const marks = tr.doc.resolve(from).marksAcross(tr.doc.resolve(to)) ?? []
  tr.replaceWith(from, to, lines.flatMap((line, i) => [...(i > 0 ? [hard_break.create()] : []), ...(line ? [schema.text(line, marks)] : [])]))
}

// ---- showing

interface Painter {
  paint: () => void
  destroy: () => void
}

/** Draws the hits near what is in sight. Ranges move along with the text by themselves. */
function painter(view: EditorView): Painter {
  const highlights = (globalThis.CSS as { highlights?: Map<string, unknown> } | undefined)?.highlights
  if (!highlights || typeof Highlight === 'undefined') return { paint: () => {}, destroy: () => {} }
  const names = ['find-hit', 'find-current', 'find-scope'] as const
  let frame = 0
  const clear = () => names.forEach((name) => highlights.delete(name))
  const range = (from: number, to: number): Range | null => {
    try {
      const start = view.domAtPos(from, 1)
      const end = view.domAtPos(to, -1)
      const range = document.createRange()
      range.setStart(start.node, start.offset)
      range.setEnd(end.node, end.offset)
      return range
    } catch {
      return null
    }
  }
  const draw = () => {
    frame = 0
    if (view.isDestroyed) return
    const { hits, query, since } = findState(view.state)
    clear()
    if (!query) return
    if (query.within && !since) {
      const scope = range(query.within.from, query.within.to)
      if (scope) highlights.set('find-scope', new Highlight(scope))
    }
    if (hits.length === 0 || since) return
    const { from, to } = inSight(view)
    const first = firstFrom(hits, from)
    const current = currentHit(view.state)
    const near: Range[] = []
    for (let i = first; i < hits.length && hits[i].from <= to; i++) {
      const made = i === current ? null : range(hits[i].from, hits[i].to)
      if (made) near.push(made)
    }
    if (near.length > 0) highlights.set('find-hit', new Highlight(...near))
    const made = current >= 0 ? range(hits[current].from, hits[current].to) : null
    if (made) highlights.set('find-current', new Highlight(made))
  }
  const paint = () => {
    if (!frame) frame = requestAnimationFrame(draw)
  }
  return {
    paint,
    destroy() {
      cancelAnimationFrame(frame)
      clear()
    },
  }
}

/** Returns the range of the page that is in sight, with a window's height on both sides. */
function inSight(view: EditorView): { from: number; to: number } {
  const scroller = view.dom.closest('.page-scroll')
  if (!scroller) return { from: 0, to: view.state.doc.content.size }
  const box = scroller.getBoundingClientRect()
  const body = view.dom.lastElementChild
  const blocks = body?.children
  if (!body || !blocks || blocks.length === 0) return { from: 0, to: view.state.doc.content.size }
  const index = (y: number) => {
    let low = 0
    let high = blocks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (blocks[middle].getBoundingClientRect().bottom < y) low = middle + 1
      else high = middle
    }
    return low
  }
  const first = index(box.top - box.height)
  const from = first === 0 ? 0 : view.posAtDOM(blocks[first], 0) - 1
  const last = index(box.bottom + box.height)
  const to = last >= blocks.length - 1 ? view.state.doc.content.size : view.posAtDOM(blocks[last + 1], 0)
  return { from, to }
}

export function find(): Plugin {
  return new Plugin<FindState>({
    key: findKey,
    state: {
      init: () => nothing,
      apply(tr, find) {
        const meta = tr.getMeta(findKey) as Partial<FindState> | undefined
        if (meta) return { ...find, ...meta }
        if (!find.query || !tr.docChanged) return find
        const since = find.since ?? new Mapping()
        since.appendMapping(tr.mapping)
        const { within } = find.query
        const query = within ? { ...find.query, within: { from: tr.mapping.map(within.from, -1), to: tr.mapping.map(within.to, 1) } } : find.query
        return { ...find, query, since }
      },
    },
    view(view) {
      let timer = 0
      const show = painter(view)
      const onscroll = () => {
        if (findState(view.state).query) show.paint()
      }
      document.addEventListener('scroll', onscroll, { capture: true, passive: true })
      return {
        update(now, before) {
          const find = findState(now.state)
          if (!find.query && !findState(before).query) return
          if (find !== findState(before) || before.selection !== now.state.selection) show.paint()
          if (!find.since) return
          window.clearTimeout(timer)
          timer = window.setTimeout(() => !now.isDestroyed && findState(now.state).since && void again(now), PAUSE_MS)
        },
        destroy() {
          window.clearTimeout(timer)
          document.removeEventListener('scroll', onscroll, { capture: true })
          show.destroy()
        },
      }
    },
  })
}
