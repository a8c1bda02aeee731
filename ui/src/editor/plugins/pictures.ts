// Pictures that are pasted or dropped. Their place is held by a line that says so while the core reads them, off the page, so
// that nothing waits for sixty megapixels; the figure comes where the line stands by then, in one step of undo.

import { closeHistory } from 'prosemirror-history'
import type { Slice } from 'prosemirror-model'
import { Plugin, PluginKey, TextSelection, type EditorState } from 'prosemirror-state'
import { insertPoint } from 'prosemirror-transform'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Asset } from '../../backend/bindings'
import type { Crop, Focal } from '../framing'

/** How a picture is framed; both absent where all of it is shown. */
export interface Framing {
  focal?: Focal
  crop?: Crop
}

/** What pictures ask of the page's host. */
export interface PictureHost {
  /** Adds a file to the library. */
  add: (file: File) => Promise<Asset>
  /** Adds the picture on the system's clipboard, if there is one. */
  paste: () => Promise<Asset | null>
  /** Lets the editor choose a file. */
  choose: () => Promise<Asset | null>
  /** Opens a picture in the system's viewer. */
  open: (asset: string) => void
  /** Lets the editor frame a picture; null where they leave it as it is. */
  frame: (asset: string, framing: Framing) => Promise<Framing | null>
  /** Says why a picture did not come in. */
  failed: (error: unknown) => void
}

interface Coming {
  id: number
  pos: number
  name: string
}
const key = new PluginKey<Coming[]>('pictures')
let ids = 0

/** Tells whether a file is a picture, by what the system says it is or by its name. */
export const isPictureFile = (file: File): boolean => file.type.startsWith('image/') || /\.(?:jpe?g|png|gif|webp|avif|svg)$/i.test(file.name)

export function pictures(host: PictureHost): Plugin {
  return new Plugin<Coming[]>({
    key,
    state: {
      init: () => [],
      apply(tr, list) {
        const change = tr.getMeta(key) as { add?: Coming; drop?: number } | undefined
        let next = tr.docChanged ? list.map((one) => ({ ...one, pos: tr.mapping.map(one.pos) })) : list
        if (change?.add) next = [...next, change.add]
        if (change?.drop !== undefined) next = next.filter((one) => one.id !== change.drop)
        return next
      },
    },
    props: {
      decorations(state) {
        const list = key.getState(state) ?? []
        return list.length === 0 ? null : DecorationSet.create(state.doc, list.map((one) => Decoration.widget(one.pos, () => sign(one.name), { side: 1, key: `picture-${one.id}` })))
      },
      handlePaste(view, event, slice) {
        const data = event.clipboardData
        if (!view.editable || !data) return false
        const says = (data.getData('text/plain') + data.getData('text/html').replace(/<[^>]*>/g, '')).trim()
        const held = heldBy(slice)
        if (says !== '' || held === 'more') return false
        // What is no picture goes along: the core says in words which kinds there are.
        if (data.files.length > 0) addFiles(view, host, [...data.files], view.state.selection.from)
        // Not every system gives a page the picture itself: the core reads the clipboard.
        else void bring(view, host, 'the clipboard', view.state.selection.from, host.paste, held === 'addresses' ? slice : undefined)
        return true
      },
      handleDrop(view, event) {
        const files = [...(event.dataTransfer?.files ?? [])]
        if (!view.editable || view.dragging || files.length === 0 || !files.every(isPictureFile)) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
        view.focus()
        addFiles(view, host, files, at?.pos ?? view.state.selection.from)
        return true
      },
    },
  })
}

function addFiles(view: EditorView, host: PictureHost, files: File[], pos: number): void {
  for (const file of files) void bring(view, host, file.name, pos, () => host.add(file))
}

/** Lets the editor choose a picture and puts it at the caret. */
export function choosePicture(view: EditorView, host: PictureHost): void {
  void bring(view, host, '', view.state.selection.from, host.choose)
}

/** Puts a picture of the library at the caret. */
export function putPicture(view: EditorView, asset: string): void {
  insert(view, asset, view.state.selection.from, view.state.tr)
}

/** Tells what a paste holds: nothing, pictures known by their address alone, or more (words, what the page itself copied). */
function heldBy(slice: Slice): 'nothing' | 'addresses' | 'more' {
  let held: 'nothing' | 'addresses' | 'more' = 'nothing'
  slice.content.descendants((node) => {
    const { figure, image, hard_break, table } = node.type.schema.nodes
    if (held === 'more') return false
    if (node.type === figure || node.type === image) held = node.attrs.asset === '' ? 'addresses' : 'more'
    else if (node.isText ? /\S/.test(node.text!) : (node.isAtom && node.type !== hard_break) || node.type === table) held = 'more'
    return held !== 'more'
  })
  return held
}

/** Holds a place, has the picture brought, and puts it there; where there is none, the pictures of `other`, which are known by address. */
async function bring(view: EditorView, host: PictureHost, name: string, pos: number, get: () => Promise<Asset | null>, other?: Slice): Promise<void> {
  const id = ++ids
  const at = blockPlace(view.state, pos)
  if (at === null) return
  view.dispatch(view.state.tr.setMeta(key, { add: { id, pos: at, name } }).setMeta('addToHistory', false))
  let asset: Asset | null = null
  let failed = false
  try {
    asset = await get()
  } catch (error) {
    failed = true
    host.failed(error)
  }
  if (view.isDestroyed) return
  const place = key.getState(view.state)?.find((one) => one.id === id)
  const done = view.state.tr.setMeta(key, { drop: id })
  // Another story may be on the page by now.
  if (place && !asset && other && !failed) {
    return view.dispatch(closeHistory(done).replaceRange(place.pos, place.pos, other).scrollIntoView().setMeta('paste', true))
  }
  if (!place || !asset) return view.dispatch(done.setMeta('addToHistory', false))
  insert(view, asset.hash, place.pos, done)
}

function insert(view: EditorView, asset: string, pos: number, tr: EditorState['tr']): void {
  const at = blockPlace(view.state, pos)
  if (at === null) return view.dispatch(tr)
  const { figure, paragraph } = view.state.schema.nodes
  const $at = tr.doc.resolve(at)
  const before = $at.nodeBefore
  const node = figure.create({ asset, src: '' })
  closeHistory(tr)
  // In place of the empty line that held the caret; and something to write below comes along at the end.
  const from = before?.type === paragraph && before.content.size === 0 ? at - before.nodeSize : at
  const last = $at.index() === $at.parent.childCount
  tr.replaceWith(from, at, last ? [node, paragraph.create()] : [node])
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1)).scrollIntoView())
}

/** Returns the place between blocks nearest behind `pos` where a figure may stand. */
function blockPlace(state: EditorState, pos: number): number | null {
  const { figure, doc } = state.schema.nodes
  const $pos = state.doc.resolve(Math.min(pos, state.doc.content.size))
  for (let depth = $pos.depth; depth > 0; depth--) {
    if ($pos.node(depth - 1).canReplaceWith($pos.indexAfter(depth - 1), $pos.indexAfter(depth - 1), figure)) return $pos.after(depth)
  }
  if ($pos.parent.type === doc) return $pos.pos
  // In the headline or the byline: the picture comes first in the body.
  let start: number | null = null
  state.doc.forEach((node, offset) => {
    if (node.type === doc) start = offset + 1
  })
  return insertPoint(state.doc, pos, figure) ?? start
}

function sign(name: string): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'picture-coming'
  dom.setAttribute('role', 'status')
  dom.textContent = name ? `Adding ${name} …` : 'Adding a picture …'
  return dom
}
