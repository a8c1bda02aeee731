// The state of the tools that float above the page, and when each of them shows. On a key press it looks at the selection and
// nothing else; places on the screen are measured only for a tool that is about to show.

import { closeHistory } from 'prosemirror-history'
import { NodeSelection, TextSelection, type EditorState } from 'prosemirror-state'
import { CellSelection, isInTable } from 'prosemirror-tables'
import type { EditorView } from 'prosemirror-view'
import { commands, type EditorCommand, type StateCommand } from '../commands'
import { fieldAt } from '../commands/head'
import { insertEmbed, insertFigure } from '../commands/insert'
import { linkAround, selectWord, setLink, type LinkRange } from '../commands/marks'
import { currentHit, findState, setFind, stepFind, type FindState } from '../plugins/find'
import { hold } from '../plugins/held'
import type { Observer } from '../plugins/observer'
import { below, nextMisspelling, type Misspelling } from '../plugins/spelling'
import { closeSlash, openSlash, slashAt } from '../plugins/slash'
import type { PastedMarkdown } from '../plugins/clipboard'
import { readMarkdown } from '../markdown'
import { Slice } from 'prosemirror-model'
import { insertions, type Insertion } from './insertions'

/** A box in the coordinates of the page's canvas, which scrolls with the text. */
export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

export type AddressKind = 'figure' | 'embed'

export class Tools implements Observer {
  /** Says something in passing. */
  say: (text: string) => void = () => {}
  /** Opens the menu of a misspelt word. */
  askSpelling: ((found: Misspelling, at: { x: number; y: number }) => void) | null = null
  /** The selection that the formatting bar stands above; null hides the bar. */
  bar = $state.raw<Box | null>(null)
  /** The bar was asked for by keyboard: its first tool takes the focus. */
  barFocus = $state(0)
  /** The bar may stand where it would not by itself: over a selection longer than the window. */
  barForced = $state(false)
  /** Grows with each change while the bar shows, so that it reads the marks again. */
  turn = $state(0)
  /** The insert menu: what it offers, which entry is on, and where it stands. */
  menu = $state.raw<{ box: Box; query: string; entries: readonly Insertion[] } | null>(null)
  menuAt = $state(0)
  /** The bubble of a link. `range.mark` is null for words that are about to be linked. */
  link = $state.raw<{ box: Box; from: number; to: number; href: string; editing: boolean } | null>(null)
  /** A picture or an embed waits for its address. */
  address = $state.raw<{ kind: AddressKind; box: Box } | null>(null)
  find = $state.raw<{ count: number; at: number; failure: FindState['failure']; busy: boolean } | null>(null)
  findOpen = $state(false)
  findFocus = $state(0)
  findText = $state('')
  findReplace = $state(false)
  /** The field for the replacement takes the focus. */
  findInReplacement = false
  replaceText = $state('')
  /** The range that is looked through; null for the whole page. */
  findWithin = $state.raw<{ from: number; to: number } | null>(null)
  /** The table cell that holds the caret. */
  cell = $state.raw<Box | null>(null)
  /** Grows when the table's menu is asked for by keyboard. */
  cellMenu = $state(0)
  /** Grows when the menu of the block at the caret is asked for by keyboard. */
  blockMenu = $state(0)
  /** Pasted text that may become structure. */
  markdown = $state.raw<PastedMarkdown | null>(null)

  view: EditorView | null = null
  /** Lets the editor choose a picture; the page's host knows how. */
  choosePicture: (() => void) | undefined
  canvas: HTMLElement | null = null
  scroller = $state.raw<HTMLElement | null>(null)
  private pointer = false
  private cellDom: Element | null = null
  private markdownTimer = 0

  // ---- what happens on the page

  onupdate = (view: EditorView, before: EditorState): void => {
    this.view = view
    const { state } = view
    const changed = before.doc !== state.doc
    const moved = !before.selection.eq(state.selection)
    if (changed) {
      if (this.link && !this.link.editing) this.link = null
      if (this.bar && !this.keepsBar(before, state)) this.bar = null
      this.followMarkdown()
    }
    if (!changed && moved) {
      this.showBar()
      this.showLink()
    } else if (this.bar) {
      this.turn++
      if (changed) this.showBar()
    }
    if (changed || moved) {
      this.followSlash()
      this.followCell()
    }
    if (this.findOpen) this.followFind(state)
  }

  onpointer = (view: EditorView, down: boolean): void => {
    this.view = view
    if (this.pointer === down) return
    this.pointer = down
    if (down) this.bar = null
    else
      setTimeout(() => {
        this.showBar()
        this.showLink()
      })
  }

  onblur = (): void => {
    // A tool that takes the focus keeps itself open; anything else closes the bar.
    setTimeout(() => {
      const { activeElement } = document
      if (this.view?.hasFocus() || this.canvas?.contains(activeElement)) return
      this.bar = null
      if (!this.link?.editing) this.link = null
    })
  }

  /** A change of marks or kind keeps the bar; typing hides it. */
  private keepsBar(before: EditorState, state: EditorState): boolean {
    return !state.selection.empty && before.selection.from === state.selection.from && before.doc.content.size === state.doc.content.size
  }

  // ---- the formatting bar

  private showBar(forced = false): void {
    const { view } = this
    if (!view || this.pointer || view.composing) return
    const { selection } = view.state
    const words = (selection instanceof TextSelection || selection instanceof CellSelection) && !selection.empty && !fieldAt(selection.$from) && !selection.$from.parent.type.spec.code
    this.barForced = forced
    if (!words || !view.editable || !(view.hasFocus() || forced || this.inBar()) || this.link?.editing) {
      this.bar = null
      return
    }
    this.bar = this.boxOf(selection.from, selection.to)
    this.turn++
  }

  private inBar(): boolean {
    return document.activeElement?.closest('.format') !== null && this.bar !== null
  }

  focusBar(): boolean {
    if (this.cell && this.view?.state.selection.empty) {
      this.cellMenu++
      return true
    }
    this.showBar(true)
    const { view } = this
    if (!this.bar || !view) return false
    const { from, to } = view.state.selection
    view.dispatch(hold(view.state.tr, { from, to }))
    this.barFocus++
    return true
  }

  /** Gives the keyboard back to the page. */
  leaveBar(): void {
    const { view } = this
    if (!view) return
    view.focus()
    view.dispatch(hold(view.state.tr, null))
  }

  // ---- links

  private showLink(): void {
    const { view } = this
    if (!view || this.link?.editing) return
    const { selection } = view.state
    const range = selection instanceof TextSelection && selection.empty && !this.pointer && view.hasFocus() ? linkAround(view.state, selection.from) : null
    this.link = range ? { box: this.boxOf(range.from, range.to), from: range.from, to: range.to, href: range.mark.attrs.href as string, editing: false } : null
  }

  /** Opens the bubble's field for the selected words, the link at the caret, or the word there. */
  editLink(): boolean {
    const { view } = this
    if (!view || !view.editable) return false
    if (view.state.selection.empty && !linkAround(view.state, view.state.selection.from)) selectWord(view.state, view.dispatch)
    const { selection } = view.state
    if (!selection.$from.parent.type.allowsMarkType(view.state.schema.marks.link)) return false
    const around: LinkRange | null = linkAround(view.state, selection.empty ? selection.from : selection.from + 1)
    const from = selection.empty ? around?.from : selection.from
    const to = selection.empty ? around?.to : selection.to
    if (from === undefined || to === undefined || from === to) return false
    this.bar = null
    this.link = { box: this.boxOf(from, to), from, to, href: (around?.mark.attrs.href as string | undefined) ?? '', editing: true }
    view.dispatch(hold(view.state.tr, { from, to }))
    return true
  }

  /** Ends the bubble: with an address the words are linked to it, with an empty one they lose their link, with null all stays. */
  endLink(href: string | null): void {
    const { view, link } = this
    if (!view || !link) return
    this.link = null
    view.dispatch(hold(view.state.tr, null))
    if (href === '') view.dispatch(view.state.tr.removeMark(link.from, link.to, view.state.schema.marks.link))
    else if (href !== null) setLink(link.from, link.to, href)(view.state, view.dispatch)
    const { tr } = view.state
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, Math.min(link.to, tr.doc.content.size))))
    this.link = null
    view.focus()
  }

  // ---- the insert menu

  private followSlash(): void {
    const { view } = this
    if (!view) return
    const slash = slashAt(view.state)
    if (!slash) {
      if (this.menu) this.menu = null
      return
    }
    if (this.menu?.query === slash.query) return
    const entries = insertions(slash.query)
    if (entries.length === 0 && /\s/.test(slash.query)) {
      view.dispatch(closeSlash(view.state.tr))
      return
    }
    this.menuAt = 0
    this.menu = { box: this.menu?.box ?? this.boxOf(slash.from, slash.from), query: slash.query, entries }
  }

  onmenukey = (event: KeyboardEvent): boolean => {
    const { menu, view } = this
    if (!menu || !view) return false
    const count = menu.entries.length
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (count > 0) this.menuAt = (this.menuAt + (event.key === 'ArrowDown' ? 1 : count - 1)) % count
        return true
      case 'Enter':
      case 'Tab':
        if (count === 0) return false
        this.insert(menu.entries[this.menuAt])
        return true
      case 'Escape':
        event.stopPropagation()
        view.dispatch(closeSlash(view.state.tr))
        return true
      default:
        return false
    }
  }

  insert(entry: Insertion): void {
    const { view } = this
    const slash = view && slashAt(view.state)
    if (!view || !slash) return
    view.dispatch(closeSlash(view.state.tr.delete(slash.from, slash.to)))
    view.focus()
    this.run(entry.command)
  }

  // ---- addresses of pictures and embeds

  endAddress(url: string | null): void {
    const { view, address } = this
    if (!view || !address) return
    this.address = null
    view.focus()
    if (url) (address.kind === 'figure' ? insertFigure(url) : insertEmbed(url))(view.state, view.dispatch)
  }

  // ---- find

  openFind(replace = false): void {
    const { view } = this
    if (!view) return
    const { from, to, empty } = view.state.selection
    const words = empty || to - from > 400 ? '' : view.state.doc.textBetween(from, to, '\n')
    const short = words !== '' && !words.includes('\n') && words.length < 80
    if (short) this.findText = words
    // A selection longer than a few words is a place to look in; not the hit that is selected already.
    if (!this.findOpen) this.findWithin = !empty && !short ? { from, to } : null
    if (replace || !this.findOpen) this.findReplace = replace
    this.findInReplacement = replace
    this.findOpen = true
    this.findFocus++
  }

  closeFind(): void {
    const { view } = this
    this.findOpen = false
    this.find = null
    if (!view) return
    this.findWithin = null
    void setFind(view, null)
    view.focus()
  }

  private followFind(state: EditorState): void {
    const { query, hits, since, failure, busy } = findState(state)
    if (!query) {
      this.find = null
      return
    }
    // While the hits are stale the number stands as it was.
    if (since) return
    const at = currentHit(state)
    const { find } = this
    if (find?.count !== hits.length || find.at !== at || find.failure !== failure || find.busy !== busy) this.find = { count: hits.length, at, failure, busy }
  }

  // ---- tables

  private followCell(): void {
    const { view } = this
    if (!view) return
    if (!view.editable || !isInTable(view.state) || view.state.selection instanceof NodeSelection) {
      if (this.cell) this.cell = null
      this.cellDom = null
      return
    }
    const { node } = view.domAtPos(view.state.selection.head)
    const dom = (node instanceof Element ? node : node.parentElement)?.closest('td, th') ?? null
    if (dom === this.cellDom && this.cell) return
    this.cellDom = dom
    this.cell = dom ? this.boxOfRect(dom.getBoundingClientRect()) : null
  }

  // ---- pasted Markdown

  offerMarkdown = (pasted: PastedMarkdown): void => {
    this.markdown = pasted
    window.clearTimeout(this.markdownTimer)
    this.markdownTimer = window.setTimeout(() => (this.markdown = null), 12_000)
  }

  private followMarkdown(): void {
    const { view, markdown } = this
    // Any further typing means that the text was meant as it is.
    if (markdown && view && view.state.selection.to !== markdown.to) this.markdown = null
  }

  takeMarkdown(): void {
    const { view, markdown } = this
    if (!view || !markdown) return
    this.markdown = null
    // One Undo goes back to the text that was pasted.
    const tr = closeHistory(view.state.tr)
    const start = tr.doc.resolve(markdown.from)
    const whole = start.parentOffset === 0
    const content = readMarkdown(markdown.text)
    view.dispatch(
      (whole ? tr.replaceRange(markdown.from, markdown.to, new Slice(content, 0, 0)) : tr.replace(markdown.from, markdown.to, Slice.maxOpen(content))).scrollIntoView(),
    )
    view.focus()
  }

  // ---- commands by name

  run(name: EditorCommand): boolean {
    const { view } = this
    if (!view) return false
    switch (name) {
      case 'link':
        return this.editLink()
      case 'picture':
        this.choosePicture?.()
        return true
      case 'figure':
      case 'embed': {
        const { head } = view.state.selection
        this.address = { kind: name, box: this.boxOf(head, head) }
        return true
      }
      case 'find':
        this.openFind()
        return true
      case 'replace':
        this.openFind(true)
        return true
      case 'find_next':
      case 'find_previous':
        if (!this.findOpen) this.openFind()
        else void stepFind(view, name === 'find_next' ? 1 : -1)
        return true
      case 'focus':
        view.focus()
        return true
      case 'block_menu':
        this.blockMenu++
        return true
      case 'next_misspelling':
        void this.nextMisspelling(view)
        return true
      case 'insert_menu':
        view.focus()
        return openSlash(view)
      case 'format_bar':
        return this.focusBar()
      default:
        return commands[name satisfies StateCommand](view.state, view.dispatch, view)
    }
  }

  /** Goes to the next word that is wrong, and offers what may be meant. */
  private async nextMisspelling(view: EditorView): Promise<void> {
    const found = await nextMisspelling(view)
    if (!found || view.isDestroyed) return void (found ?? this.say('No misspelt word is left.'))
    view.focus()
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, found.from, found.to)).scrollIntoView())
    requestAnimationFrame(() => this.askSpelling?.(found, below(view, found)))
  }

  // ---- places

  /** Returns the box of a range in the canvas: of its first line to its last. */
  private boxOf(from: number, to: number): Box {
    const { view } = this
    if (!view) return { left: 0, right: 0, top: 0, bottom: 0 }
    const start = view.coordsAtPos(from, 1)
    const end = from === to ? start : view.coordsAtPos(to, -1)
    const oneLine = Math.abs(end.top - start.top) < 8
    const page = view.dom.getBoundingClientRect()
    const style = getComputedStyle(view.dom)
    const edge = page.right - Number.parseFloat(style.paddingRight)
    return this.boxOfRect({
      left: Math.min(start.left, oneLine ? end.left : start.left),
      right: oneLine ? Math.max(start.right, end.right) : edge,
      top: start.top,
      bottom: end.bottom,
    })
  }

  private boxOfRect(rect: Box): Box {
    const canvas = this.canvas?.getBoundingClientRect()
    if (!canvas) return rect
    return { left: rect.left - canvas.left, right: rect.right - canvas.left, top: rect.top - canvas.top, bottom: rect.bottom - canvas.top }
  }

  /** Returns the part of the canvas that is in sight. */
  get sight(): { top: number; bottom: number; width: number } {
    const { scroller, canvas } = this
    if (!scroller || !canvas) return { top: 0, bottom: 0, width: 0 }
    const top = scroller.getBoundingClientRect().top - canvas.getBoundingClientRect().top
    return { top, bottom: top + scroller.clientHeight, width: canvas.clientWidth }
  }
}
