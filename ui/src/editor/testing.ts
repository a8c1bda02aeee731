// Builders for tests: pages in a line, with `<a>` and `<b>` where the selection stands.

import type { Node } from 'prosemirror-model'
import { EditorState, NodeSelection, TextSelection, type Command } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { BlockJson } from '../backend/bindings'
import { pageOf } from './document'
import { schema } from './schema'
import { createState } from './state'

type Child = Node | string

const TAG = /<([ab])>/g

function build(type: string, attrs: Record<string, unknown> | null, children: Child[]): Node {
  return schema.nodes[type].create(attrs, children.map((child) => (typeof child === 'string' ? (child ? schema.text(child) : null) : child)).filter((child) => child !== null))
}

const block =
  (type: string, attrs: Record<string, unknown> | null = null) =>
  (...children: Child[]): Node =>
    build(type, attrs, children)

export const p = block('paragraph')
export const h2 = block('heading', { level: 2 })
export const h3 = block('heading', { level: 3 })
export const quote = block('blockquote')
export const pull = block('pull_quote')
export const ul = block('bullet_list')
export const ol = block('ordered_list')
export const li = block('list_item')
export const todo = block('list_item', { checked: false })
export const done = block('list_item', { checked: true })
export const pre = block('code_block')
export const hr = block('horizontal_rule')
export const box = block('fact_box')
export const table = block('table')
export const tr = block('table_row')
export const td = block('table_cell')
export const th = block('table_header')
export const note = block('footnote')
export const body = block('doc')
export const mark = (name: string, text: string, attrs?: Record<string, unknown>): Node => schema.text(text, [schema.marks[name].create(attrs)])

/** Builds the state of a page from its fields and blocks; `<a>` is the caret or the anchor, `<b>` the head. */
export function state(blocks: Node[], fields: { headline?: string; standfirst?: string; byline?: string; dateline?: string } = {}): EditorState {
  const { headline, standfirst, byline, authors, dateline, page } = schema.nodes
  const line = (text = '') => (text ? schema.text(text) : null)
  const tagged = page.create(null, [
    headline.create(null, line(fields.headline)),
    standfirst.create(null, line(fields.standfirst)),
    byline.create(null, [authors.create(null, line(fields.byline)), dateline.create(null, line(fields.dateline))]),
    body(...blocks),
  ])
  let made = createState(tagged, { follow: () => {}, onMarkdown: () => {} })
  const places: Record<string, number> = {}
  for (let found = true; found; ) {
    found = false
    made.doc.descendants((node, pos) => {
      if (found || !node.isText) return !found
      TAG.lastIndex = 0
      const match = TAG.exec(node.text!)
      if (!match) return false
      found = true
      const at = pos + match.index
      made = made.apply(made.tr.delete(at, at + 3))
      places[match[1]] = at
      return false
    })
  }
  if (places.a === undefined) return made
  const { tr } = made
  return made.apply(tr.setSelection(TextSelection.create(tr.doc, places.a, places.b ?? places.a)))
}

/** Runs a command; what it did, or the state as it was where it could not run. */
export function run(before: EditorState, command: Command): EditorState {
  let after = before
  command(before, (tr) => (after = before.apply(tr)))
  return after
}

/** Shows the page in a line: `# Headline | p(text) …` with the selection's places. */
export function show(state: EditorState): string {
  const { anchor, head, empty } = state.selection
  const name: Record<string, string> = { paragraph: 'p', bullet_list: 'ul', ordered_list: 'ol', list_item: 'li', blockquote: 'quote', code_block: 'pre', horizontal_rule: 'hr', table_row: 'tr', table_cell: 'td', table_header: 'th', fact_box: 'box', pull_quote: 'pull', footnote: 'note' }
  const places = state.selection instanceof NodeSelection ? [] : empty ? [[anchor, '<a>']] : [[anchor, '<a>'], [head, '<b>']]
  const inline = (node: Node, start: number): string => {
    let out = ''
    let pos = start
    const tag = () => (out += places.filter(([at]) => at === pos).map(([, text]) => text).join(''))
    node.forEach((child) => {
      tag()
      if (child.isText) {
        let text = ''
        for (let i = 0; i < child.text!.length; i++) {
          if (i > 0) text += places.filter(([at]) => at === pos + i).map(([, t]) => t).join('')
          text += child.text![i]
        }
        out += child.marks.reduceRight((inner, m) => `${m.type.name}{${inner}}`, text)
      } else out += child.type.name === 'hard_break' ? '⏎' : child.type.name === 'footnote' ? `note(${blocks(child, pos + 1)})` : child.type.name
      pos += child.nodeSize
    })
    tag()
    return out
  }
  const blocks = (node: Node, start: number): string => {
    const out: string[] = []
    let pos = start
    node.forEach((child) => {
      const label = child.type.name === 'heading' ? `h${child.attrs.level as number}` : child.attrs.checked === true ? 'done' : child.attrs.checked === false ? 'todo' : (name[child.type.name] ?? child.type.name)
      out.push(`${label}(${child.isTextblock ? inline(child, pos + 1) : blocks(child, pos + 1)})`)
      pos += child.nodeSize
    })
    return out.join(' ')
  }
  return blocks(state.doc.child(3), state.doc.content.size - state.doc.child(3).nodeSize + 1)
}

/** Makes a view in the test's document, types `text` letter by letter as a keyboard would, and returns the view. */
export function typing(before: EditorState, text: string): EditorView {
  const view = new EditorView(document.createElement('div'), { state: before })
  type(view, text)
  return view
}

export function type(view: EditorView, text: string): void {
  for (const letter of text) {
    const { from, to } = view.state.selection
    const insert = () => view.state.tr.insertText(letter, from, to)
    if (letter === '\n') press(view, 'Enter')
    else if (!view.someProp('handleTextInput', (handle) => handle(view, from, to, letter, insert))) view.dispatch(insert())
  }
}

/** Presses a key, such as `Enter` or `Ctrl-z`. */
export function press(view: EditorView, key: string): boolean {
  const parts = key.split('-')
  const name = parts.pop()!
  const event = new KeyboardEvent('keydown', { key: name, ctrlKey: parts.includes('Ctrl'), shiftKey: parts.includes('Shift'), altKey: parts.includes('Alt'), bubbles: true, cancelable: true })
  return view.someProp('handleKeyDown', (handle) => handle(view, event) || undefined) ?? false
}

/** Pastes into the page, as Ctrl+V does; `plain` as Ctrl+Shift+V. */
export function paste(view: EditorView, kinds: { html?: string; text?: string; plain?: boolean }): void {
  const event = pasteEvent({ 'text/html': kinds.html ?? '', 'text/plain': kinds.text ?? '' })
  if (kinds.plain) view.pasteText(kinds.text ?? '', event)
  else view.dom.dispatchEvent(event)
}

export function pasteEvent(kinds: Record<string, string>): ClipboardEvent {
  const event = new Event('paste', { bubbles: true, cancelable: true }) as ClipboardEvent
  Object.defineProperty(event, 'clipboardData', { value: { getData: (type: string) => kinds[type] ?? '', files: [], items: [], types: Object.keys(kinds) } })
  return event
}

export const article = (content: BlockJson[]) => ({ headline: 'One', standfirst: 'Two', byline: ['Three'], dateline: 'Four', body: { type: 'doc' as const, content } })
export { pageOf }
