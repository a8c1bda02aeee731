// Words that the dictionary does not know, underlined. All of it happens in pauses, for what is in sight: a key press only moves
// the marks along with the text.

import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'

/** Writing pauses for this long before words are looked up, in ms. */
const PAUSE = 500
/** Words of one question. */
const MOST = 400
/** Around what is in sight, in px. */
const MARGIN = 400

/** What the page asks about words. */
export interface SpellingHost {
  /** The story's language; null where spelling is off. */
  language: () => string | null
  /** Returns those of the words that are wrong; null where the language has no dictionary. */
  check: (language: string, words: string[]) => Promise<string[] | null>
  /** A misspelt word was asked about, by the pointer or by key. */
  ask: (word: Misspelling, at: { x: number; y: number }) => void
}

export interface Misspelling {
  word: string
  from: number
  to: number
}

const key = new PluginKey<DecorationSet>('spelling')

/** A word of a script that dictionaries with an alphabet know, with its apostrophes and hyphens. */
const WORD = /\p{Script=Latin}[\p{Script=Latin}\p{M}\p{Nd}’'‑-]*/gu
/** Addresses and such are no words. */
const NOT_PROSE = /\S*(?:[\w-]+\.[\w-]{2,}|@|:\/\/|\/)\S*/gu

/** Returns the words of a line of text and where they begin. */
export function wordsOf(text: string): { word: string; at: number }[] {
  const prose = text.replace(NOT_PROSE, (run) => (/[@/]|\.\w/.test(run) ? '\uFFFC'.repeat(run.length) : run))
  const found: { word: string; at: number }[] = []
  for (const match of prose.matchAll(WORD)) {
    const word = match[0].replace(/[’'‑-]+$/u, '')
    if (word.length > 1 && !/\p{Nd}/u.test(word)) found.push({ word, at: match.index })
  }
  return found
}

type Words = readonly { word: string; from: number; to: number }[]
/** Words by their paragraph: one that did not change is not read again. */
const read = new WeakMap<Node, Words>()

/** Returns the words of a paragraph with their places in it; code has none. */
function wordsIn(block: Node): Words {
  const known = read.get(block)
  if (known) return known
  let text = ''
  block.forEach((child) => {
    const code = child.marks.some((mark) => mark.type.name === 'code' || mark.type.name === 'deletion')
    text += child.isText && !code ? child.text : '\uFFFC'.repeat(child.nodeSize)
  })
  const words = wordsOf(text).map(({ word, at }) => ({ word, from: at, to: at + word.length }))
  read.set(block, words)
  return words
}

function eachBlock(doc: Node, from: number, to: number, visit: (block: Node, at: number) => void): void {
  doc.nodesBetween(from, to, (node, at) => {
    if (node.type.name === 'footnote' || node.type.spec.code) return false
    if (!node.isTextblock) return true
    if (!['byline', 'dateline'].includes(node.type.name)) visit(node, at + 1)
    return false
  })
}

class Spelling {
  #view: EditorView
  #host: SpellingHost
  #known = new Map<string, boolean>()
  #language = ''
  #timer = 0
  #gone = false
  #scroller: HTMLElement | null
  #asked: Element

  constructor(view: EditorView, host: SpellingHost) {
    this.#view = view
    this.#host = host
    this.#asked = view.dom
    this.#scroller = view.dom.closest<HTMLElement>('.page-scroll')
    this.#scroller?.addEventListener('scroll', this.later, { passive: true })
    this.#asked.addEventListener('stet:spelling', this.#forget)
    this.later()
  }

  update(_view: EditorView, before: EditorState): void {
    const { doc, selection } = this.#view.state
    if (before.doc !== doc || !before.selection.eq(selection)) this.later()
  }

  destroy(): void {
    this.#gone = true
    window.clearTimeout(this.#timer)
    this.#scroller?.removeEventListener('scroll', this.later)
    this.#asked.removeEventListener('stet:spelling', this.#forget)
  }

  later = (): void => {
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.#look(), PAUSE)
  }

  /** A word was added or is to be ignored, or spelling was turned on or off. */
  #forget = (event: Event): void => {
    const word = (event as CustomEvent<string | null>).detail
    if (word) {
      this.#known.set(word, true)
      window.clearTimeout(this.#timer)
      void this.#look()
    } else {
      // Not at once: the page may be about to come up, and looking would lay it out before its time.
      this.#known.clear()
      this.later()
    }
  }

  /** Returns the part of the document that is in sight, and a little around it. */
  #sight(): { from: number; to: number } {
    const { doc } = this.#view.state
    const whole = { from: 0, to: doc.content.size }
    const frame = this.#scroller?.getBoundingClientRect()
    const page = this.#view.dom.getBoundingClientRect()
    if (!frame || frame.height === 0 || page.height < frame.height + 2 * MARGIN) return whole
    const left = page.left + page.width / 2
    const place = (y: number) => this.#view.posAtCoords({ left, top: y })?.pos
    const from = frame.top - MARGIN <= page.top ? 0 : place(frame.top + 8)
    const to = frame.bottom + MARGIN >= page.bottom ? whole.to : place(frame.bottom - 8)
    if (from === undefined || to === undefined) return whole.to < 50_000 ? whole : { from: 0, to: 20_000 }
    // A screen more either way, so that a little scrolling shows no unmarked words.
    const span = Math.max(2_000, to - from)
    return { from: Math.max(0, from - span), to: Math.min(whole.to, to + span) }
  }

  async #look(): Promise<void> {
    const view = this.#view
    if (this.#gone || view.composing) return this.#gone ? undefined : this.later()
    const language = view.editable ? this.#host.language() : null
    if (!language) return this.#show(DecorationSet.empty)
    if (language !== this.#language) {
      this.#language = language
      this.#known.clear()
    }
    const { doc } = view.state
    const { from, to } = this.#sight()
    const unknown = new Set<string>()
    eachBlock(doc, from, to, (block) => {
      for (const { word } of wordsIn(block)) if (!this.#known.has(word)) unknown.add(word)
    })
    const words = [...unknown]
    for (let at = 0; at < words.length; at += MOST) {
      const part = words.slice(at, at + MOST)
      const wrong = await this.#host.check(language, part).catch(() => null)
      if (this.#gone || language !== this.#host.language()) return
      if (!wrong) return this.#show(DecorationSet.empty)
      const set = new Set(wrong)
      for (const word of part) this.#known.set(word, !set.has(word))
    }
    if (view.state.doc !== doc) return this.later()
    this.#show(this.#marks(view.state, from, to))
  }

  #marks(state: EditorState, from: number, to: number): DecorationSet {
    const { head, empty } = state.selection
    const marks: Decoration[] = []
    eachBlock(state.doc, from, to, (block, start) => {
      for (const { word, from: begin, to: end } of wordsIn(block)) {
        if (this.#known.get(word) !== false) continue
        // The word that is being written is not wrong yet.
        if (empty && this.#view.hasFocus() && head === start + end) continue
        marks.push(Decoration.inline(start + begin, start + end, { class: 'misspelt' }))
      }
    })
    return DecorationSet.create(state.doc, marks)
  }

  #show(marks: DecorationSet): void {
    const before = key.getState(this.#view.state)
    if (before === DecorationSet.empty && marks === DecorationSet.empty) return
    if (before && same(before, marks)) return
    this.#view.dispatch(this.#view.state.tr.setMeta(key, marks).setMeta('addToHistory', false))
  }

  /** Finds the next wrong word after `from`, round the end to the beginning; null where there is none. */
  async next(from: number): Promise<Misspelling | null> {
    const language = this.#host.language()
    if (!language) return null
    const { doc } = this.#view.state
    const blocks: { block: Node; at: number }[] = []
    eachBlock(doc, 0, doc.content.size, (block, at) => blocks.push({ block, at }))
    const first = blocks.findIndex(({ block, at }) => at + block.content.size >= from)
    const order = first < 0 ? blocks : [...blocks.slice(first), ...blocks.slice(0, first + 1)]
    for (let at = 0; at < order.length; at += 40) {
      const part = order.slice(at, at + 40)
      const unknown = [...new Set(part.flatMap(({ block }) => wordsIn(block).map(({ word }) => word)))].filter((word) => !this.#known.has(word))
      const wrong = unknown.length > 0 ? await this.#host.check(language, unknown) : []
      if (!wrong || this.#gone || this.#view.state.doc !== doc) return null
      const set = new Set(wrong)
      for (const word of unknown) this.#known.set(word, !set.has(word))
      for (const [index, { block, at: start }] of part.entries()) {
        const begins = at + index === 0 ? from : 0
        const hit = wordsIn(block).find(({ word, from: begin }) => this.#known.get(word) === false && start + begin >= begins)
        if (hit) return { word: hit.word, from: start + hit.from, to: start + hit.to }
      }
    }
    return null
  }
}

function same(a: DecorationSet, b: DecorationSet): boolean {
  const [one, other] = [a.find(), b.find()]
  return one.length === other.length && one.every((mark, at) => mark.from === other[at]?.from && mark.to === other[at]?.to)
}

const spellings = new WeakMap<EditorView, Spelling>()

/** Underlines words that are wrong. */
export function spelling(host: SpellingHost): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, marks) => (tr.getMeta(key) as DecorationSet | undefined) ?? (tr.docChanged ? marks.map(tr.mapping, tr.doc) : marks),
    },
    view: (view) => {
      const made = new Spelling(view, host)
      spellings.set(view, made)
      return made
    },
    props: {
      decorations: (state) => key.getState(state),
      handleDOMEvents: {
        contextmenu(view, event) {
          const at = event.clientX > 0 || event.clientY > 0 ? view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos : view.state.selection.head
          const found = at === undefined ? null : misspellingAt(view.state, at)
          if (!found) return false
          event.preventDefault()
          host.ask(found, event.clientX > 0 || event.clientY > 0 ? { x: event.clientX, y: event.clientY } : below(view, found))
          return true
        },
      },
    },
  })
}

/** Returns the marked word at a place. */
export function misspellingAt(state: EditorState, at: number): Misspelling | null {
  const mark = key.getState(state)?.find(at, at)[0]
  return mark ? { word: state.doc.textBetween(mark.from, mark.to), from: mark.from, to: mark.to } : null
}

/** Returns the next wrong word after the selection. */
export const nextMisspelling = (view: EditorView): Promise<Misspelling | null> => spellings.get(view)?.next(view.state.selection.to) ?? Promise.resolve(null)

/** Where a menu for a word opens: under its beginning. */
export function below(view: EditorView, { from }: Misspelling): { x: number; y: number } {
  const { left, bottom } = view.coordsAtPos(from)
  return { x: left, y: bottom + 2 }
}

/** Tells the page that a word is right after all; without one, that everything is to be looked at anew. */
export function lookAgain(view: EditorView, word: string | null): void {
  view.dom.dispatchEvent(new CustomEvent('stet:spelling', { detail: word }))
}
