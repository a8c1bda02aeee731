// A footnote in the text is its number; its blocks are edited in place, in a small popover with an editor of its own, whose
// every step is a step of the page, so that undo, saving and history see one document.

import { baseKeymap, chainCommands } from 'prosemirror-commands'
import { redo } from 'prosemirror-history'
import { inputRules, undoInputRule } from 'prosemirror-inputrules'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import { EditorState, Selection, TextSelection, type Command, type Transaction } from 'prosemirror-state'
import { StepMap } from 'prosemirror-transform'
import { EditorView, type NodeView, type NodeViewConstructor } from 'prosemirror-view'
import { undoOnce } from '../commands'
import { joinKeys, partKeys, typingRules } from '../keys'
import { plainText } from '../plugins/clipboard'

const WIDTH = 336
const FROM_OUTSIDE = 'stet$outer'

/** Views of footnotes; `overlay` is the positioned element above the page that popovers are put into. */
export function footnoteView(overlay: () => HTMLElement): NodeViewConstructor {
  return (node, view, getPos) => new FootnoteView(node, view, getPos, overlay)
}

class FootnoteView implements NodeView {
  readonly dom: HTMLElement
  private inner: EditorView | null = null
  private popover: HTMLElement | null = null

  constructor(
    private node: Node,
    private readonly outer: EditorView,
    private readonly getPos: () => number | undefined,
    private readonly overlay: () => HTMLElement,
  ) {
    this.dom = document.createElement('sup')
    this.dom.className = 'footnote'
    this.dom.setAttribute('role', 'button')
    this.describe()
    this.dom.addEventListener('click', () => this.enter())
  }

  selectNode(): void {
    this.dom.classList.add('ProseMirror-selectednode')
    this.open()
    // A new footnote is there to be written.
    if (plainText(this.node.content) === '') setTimeout(() => this.enter())
  }

  deselectNode(): void {
    this.dom.classList.remove('ProseMirror-selectednode')
    this.close()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const changed = node !== this.node
    this.node = node
    if (changed) {
      this.describe()
      this.follow(node)
    }
    return true
  }

  destroy(): void {
    this.close()
  }

  stopEvent(event: Event): boolean {
    return this.inner !== null && this.inner.dom.contains(event.target as globalThis.Node)
  }

  ignoreMutation(): boolean {
    return true
  }

  private describe(): void {
    const text = plainText(this.node.content)
    this.dom.setAttribute('aria-label', text ? `Footnote: ${text.slice(0, 200)}` : 'Empty footnote')
  }

  private enter(): void {
    if (!this.inner) this.open()
    const { inner } = this
    if (!inner || inner.hasFocus()) return
    inner.dispatch(inner.state.tr.setSelection(Selection.atEnd(inner.state.doc)).setMeta(FROM_OUTSIDE, true))
    inner.focus()
  }

  private open(): void {
    if (this.popover) return
    const popover = document.createElement('div')
    popover.className = 'note-popover story'
    popover.setAttribute('role', 'dialog')
    popover.setAttribute('aria-label', 'Footnote')
    const overlay = this.overlay()
    overlay.append(popover)
    this.popover = popover
    this.inner = new EditorView(popover, {
      state: EditorState.create({ doc: this.node, plugins: [inputRules({ rules: typingRules }), keymap(this.keys())] }),
      editable: () => this.outer.editable,
      attributes: { class: 'note', role: 'textbox', 'aria-multiline': 'true', 'aria-label': 'Text of the footnote' },
      decorations: () => null,
      dispatchTransaction: (tr) => this.dispatch(tr),
      handleDOMEvents: {
        mousedown: () => {
          if (this.outer.hasFocus()) this.inner?.focus()
          return false
        },
      },
    })
    this.place()
  }

  private place(): void {
    if (!this.popover) return
    const overlay = this.overlay().getBoundingClientRect()
    const mark = this.dom.getBoundingClientRect()
    const width = Math.min(WIDTH, overlay.width - 16)
    const left = Math.min(Math.max(8, mark.left - overlay.left - 24), overlay.width - width - 8)
    this.popover.style.width = `${width}px`
    this.popover.style.left = `${left}px`
    const sight = this.overlay().parentElement?.getBoundingClientRect() ?? overlay
    // Above the line where there is no room under it; from there it grows upwards.
    if (mark.bottom + 16 + this.popover.offsetHeight > sight.bottom && mark.top - 16 - this.popover.offsetHeight > sight.top) {
      this.popover.style.bottom = `${overlay.bottom - mark.top + 8}px`
    } else this.popover.style.top = `${mark.bottom - overlay.top + 8}px`
  }

  private close(): void {
    const focused = this.inner?.hasFocus() ?? false
    this.inner?.destroy()
    this.popover?.remove()
    this.inner = null
    this.popover = null
    if (focused) this.outer.focus()
  }

  private keys(): Record<string, Command> {
    const onPage = (command: Command): Command => () => command(this.outer.state, this.outer.dispatch, this.outer)
    const leave: Command = () => {
      const pos = this.getPos()
      if (pos === undefined) return false
      const { tr } = this.outer.state
      this.outer.focus()
      this.outer.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(pos + this.node.nodeSize), 1)))
      return true
    }
    const removeEmpty: Command = (state) => {
      const pos = this.getPos()
      if (pos === undefined || state.doc.content.size > 2) return false
      const { tr } = this.outer.state
      tr.delete(pos, pos + this.node.nodeSize)
      this.outer.focus()
      this.outer.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(pos), -1)))
      return true
    }
    return joinKeys(
      {
        Backspace: chainCommands(undoInputRule, removeEmpty),
        'Mod-z': chainCommands(undoInputRule, onPage(undoOnce)),
        'Mod-y': onPage(redo),
        'Shift-Mod-z': onPage(redo),
        Escape: leave,
        'Mod-Enter': leave,
      },
      partKeys,
      baseKeymap,
    )
  }

  /** Applies a transaction of the popover to the page as well. */
  private dispatch(tr: Transaction): void {
    if (!this.inner) return
    const { state, transactions } = this.inner.state.applyTransaction(tr)
    this.inner.updateState(state)
    const pos = this.getPos()
    if (tr.getMeta(FROM_OUTSIDE) || pos === undefined) return
    const outerTr = this.outer.state.tr
    const offset = StepMap.offset(pos + 1)
    for (const transaction of transactions) {
      for (const step of transaction.steps) {
        const mapped = step.map(offset)
        if (mapped) outerTr.step(mapped)
      }
    }
    if (outerTr.docChanged) this.outer.dispatch(outerTr)
  }

  /** Brings the popover to the page's text, where the page's own undo changed it. */
  private follow(node: Node): void {
    if (!this.inner) return
    const { state } = this.inner
    const start = node.content.findDiffStart(state.doc.content)
    if (start === null) return
    let { a: endA, b: endB } = node.content.findDiffEnd(state.doc.content)!
    const overlap = start - Math.min(endA, endB)
    if (overlap > 0) {
      endA += overlap
      endB += overlap
    }
    this.inner.dispatch(state.tr.replace(start, endB, node.slice(start, endA)).setMeta(FROM_OUTSIDE, true))
  }
}

