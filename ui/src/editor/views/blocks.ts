// How blocks with fields are shown while they are edited: pull quotes, fact boxes, embeds and code. The look is
// that of render.ts; the fields stand where the read-only page shows their text.

import type { Node } from 'prosemirror-model'
import type { EditorView, NodeView, NodeViewConstructor, ViewMutationRecord } from 'prosemirror-view'
import { siteIcon } from '../icons'
import { element } from '../render'
import { attributeField, type Field } from './field'

/** A block with some fields around its text. */
export class FieldedBlock implements NodeView {
  private readonly fields: [string, Field][] = []

  constructor(
    private node: Node,
    private readonly view: EditorView,
    private readonly getPos: () => number | undefined,
    readonly dom: HTMLElement,
    readonly contentDOM: HTMLElement | null,
    private readonly redraw?: (node: Node) => void,
  ) {}

  field(attr: string, label: string, className: string): HTMLInputElement {
    const field = attributeField({ view: this.view, getPos: this.getPos, attr, value: (this.node.attrs[attr] as string | undefined) ?? '', label, className })
    field.dom.contentEditable = 'false'
    this.fields.push([attr, field])
    return field.dom
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const before = this.node
    this.node = node
    for (const [attr, field] of this.fields) field.update((node.attrs[attr] as string | undefined) ?? '')
    if (!before.sameMarkup(node)) this.redraw?.(node)
    return true
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (mutation.type === 'selection') return mutation.target instanceof HTMLInputElement
    // A browser may put a typed sign beside the text rather than into it: the page must look, and draw the block anew.
    const isAround = this.contentDOM !== null && mutation.target !== this.contentDOM && mutation.target.contains(this.contentDOM)
    const stray = mutation.type === 'childList' && isAround && [...mutation.addedNodes].some((node) => node instanceof Text)
    return !stray && !this.contentDOM?.contains(mutation.target)
  }
}

/** A paragraph whose element may be marked from outside (settling.ts does): that says nothing about the text. */
const paragraph: NodeViewConstructor = () => {
  const dom = element('p')
  return { dom, contentDOM: dom, ignoreMutation: (mutation) => mutation.type === 'attributes' }
}

const pullQuote: NodeViewConstructor = (node, view, getPos) => {
  const dom = element('aside', 'pull-quote')
  const words = element('p')
  const block = new FieldedBlock(node, view, getPos, dom, words)
  dom.append(words, block.field('attribution', 'Who said it', 'attribution'))
  return block
}

const factBox: NodeViewConstructor = (node, view, getPos) => {
  const dom = element('aside', 'fact-box')
  const facts = element('div', 'facts')
  const block = new FieldedBlock(node, view, getPos, dom, facts)
  dom.append(block.field('title', 'Title of the box', 'title'), facts)
  return block
}

const embed: NodeViewConstructor = (node, view, getPos) => {
  const dom = element('div', 'embed')
  const url = element('span', 'url', node.attrs.url as string)
  const block = new FieldedBlock(node, view, getPos, dom, null, (next) => (url.textContent = next.attrs.url as string))
  const what = element('div', 'what')
  what.append(block.field('title', 'Title', 'title'), url)
  dom.append(siteIcon(), what)
  return block
}

const codeBlock: NodeViewConstructor = (node, view, getPos) => {
  const dom = element('div', 'code-block')
  const pre = element('pre')
  const code = element('code')
  code.spellcheck = false
  const block = new FieldedBlock(node, view, getPos, dom, code)
  pre.append(code)
  dom.append(pre, block.field('language', 'Plain text', 'language'))
  return block
}

export const blockViews: Record<string, NodeViewConstructor> = { paragraph, pull_quote: pullQuote, fact_box: factBox, embed, code_block: codeBlock }
