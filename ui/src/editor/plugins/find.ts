// Find in the story. The whole page is read when the query changes and, after edits, only in a pause; on a key the hits that
// are known just move along.

import { Plugin, PluginKey, TextSelection, type EditorState } from 'prosemirror-state'
import { SearchQuery } from 'prosemirror-search'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'

interface Hit {
  from: number
  to: number
}

export interface FindState {
  query: SearchQuery | null
  hits: readonly Hit[]
  /** The index of the hit that is selected, or -1. */
  at: number
  marks: DecorationSet
  stale: boolean
}

const findKey = new PluginKey<FindState>('find')
const PAUSE_MS = 250
const MOST = 10_000
const nothing: FindState = { query: null, hits: [], at: -1, marks: DecorationSet.empty, stale: false }

export const findState = (state: EditorState): FindState => findKey.getState(state) ?? nothing

/** Sets what is looked for; an empty text ends the search. */
export function setFind(view: EditorView, text: string, caseSensitive: boolean, wholeWord: boolean): void {
  const query = text ? new SearchQuery({ search: text, caseSensitive, wholeWord, literal: true }) : null
  view.dispatch(view.state.tr.setMeta(findKey, { query }))
}

/** Selects the next or previous hit, round the end, and shows it. */
export function stepFind(view: EditorView, direction: -1 | 1): boolean {
  if (findState(view.state).stale) rescan(view)
  const { hits } = findState(view.state)
  if (hits.length === 0) return false
  const { from, to } = view.state.selection
  let next: number
  if (direction > 0) {
    next = hits.findIndex((hit) => hit.from >= to && !(hit.from === from && hit.to === to))
    if (next < 0) next = 0
  } else {
    next = hits.findLastIndex((hit) => hit.to <= from)
    if (next < 0) next = hits.length - 1
  }
  select(view, next)
  return true
}

/** Selects the hit at the caret or the first one behind it, as soon as something is typed into the field. */
export function firstFind(view: EditorView): void {
  const { hits } = findState(view.state)
  if (hits.length === 0) return
  const { from } = view.state.selection
  const next = hits.findIndex((hit) => hit.from >= from)
  select(view, next < 0 ? 0 : next)
}

function select(view: EditorView, index: number): void {
  const hit = findState(view.state).hits[index]
  const { tr } = view.state
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, hit.from, hit.to)).scrollIntoView())
}

function rescan(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(findKey, { query: findState(view.state).query }))
}

function scan(state: EditorState, query: SearchQuery): Hit[] {
  const hits: Hit[] = []
  let at = 0
  while (hits.length < MOST) {
    const hit = query.findNext(state, at)
    if (!hit || hit.to <= at) break
    hits.push({ from: hit.from, to: hit.to })
    at = hit.to
  }
  return hits
}

function decorate(state: EditorState, hits: readonly Hit[], at: number): DecorationSet {
  return DecorationSet.create(state.doc, hits.map((hit, i) => Decoration.inline(hit.from, hit.to, { class: i === at ? 'found current' : 'found' })))
}

const selected = (state: EditorState, hits: readonly Hit[]) => hits.findIndex((hit) => hit.from === state.selection.from && hit.to === state.selection.to)

export function find(): Plugin {
  return new Plugin<FindState>({
    key: findKey,
    state: {
      init: () => nothing,
      apply(tr, find, _before, state) {
        const meta = tr.getMeta(findKey) as { query: SearchQuery | null } | undefined
        if (meta) {
          if (!meta.query) return nothing
          const hits = scan(state, meta.query)
          const at = selected(state, hits)
          return { query: meta.query, hits, at, marks: decorate(state, hits, at), stale: false }
        }
        if (!find.query) return find
        if (tr.docChanged) {
          const hits = find.hits.map((hit) => ({ from: tr.mapping.map(hit.from, 1), to: tr.mapping.map(hit.to, -1) })).filter((hit) => hit.from < hit.to)
          return { ...find, hits, at: selected(state, hits), marks: find.marks.map(tr.mapping, tr.doc), stale: true }
        }
        if (!tr.selectionSet) return find
        const at = selected(state, find.hits)
        return at === find.at ? find : { ...find, at, marks: decorate(state, find.hits, at) }
      },
    },
    props: { decorations: (state) => findState(state).marks },
    view() {
      let timer = 0
      return {
        update(view) {
          if (!findState(view.state).stale) return
          window.clearTimeout(timer)
          timer = window.setTimeout(() => findState(view.state).stale && rescan(view), PAUSE_MS)
        },
        destroy: () => window.clearTimeout(timer),
      }
    },
  })
}
