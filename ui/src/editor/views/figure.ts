// A figure while it is edited: the picture as it is framed, tools over it, its caption, and quiet fields for what it shows,
// who made it and on what terms. A picture that the library does not hold says so and keeps all its words.

import type { Node } from 'prosemirror-model'
import type { EditorView, NodeViewConstructor } from 'prosemirror-view'
import type { FigureAttrs } from '../nodes/media'
import type { PictureHost } from '../plugins/pictures'
import { element, renderPicture } from '../render'
import { FieldedBlock } from './blocks'

export function figureView(host: PictureHost): NodeViewConstructor {
  return (node, view, getPos) => {
    let now = node
    const dom = element('figure')
    const frame = element('div', 'figure-frame')
    const caption = element('figcaption')
    frame.contentEditable = 'false'
    let picture = pictureOf(node)
    const tools = toolsOf(view, getPos, host, () => now)
    frame.append(picture, tools)
    const block = new FieldedBlock(node, view, getPos, dom, caption, (next) => {
      const before = now.attrs as FigureAttrs
      now = next
      const { asset, src, alt, crop } = next.attrs as FigureAttrs
      tools.classList.toggle('elsewhere', !asset)
      if (before.asset === asset && before.src === src && before.crop?.join() === crop?.join()) {
        // Another picture is asked for only where another is shown.
        picture.setAttribute('aria-label', alt || 'Picture without alternative text')
        return
      }
      const fresh = pictureOf(next)
      picture.replaceWith(fresh)
      picture = fresh
    })
    tools.classList.toggle('elsewhere', !node.attrs.asset)
    const fields = element('div', 'figure-fields')
    fields.contentEditable = 'false'
    fields.append(element('span', '', 'Shows'), block.field('alt', 'What the picture shows, for those who cannot see it', 'alt'))
    fields.append(element('span', '', 'Credit'), block.field('credit', 'Who made it', 'credit'))
    fields.append(element('span', '', 'Licence'), block.field('licence', 'On what terms it may be used', 'licence'))
    dom.append(frame, caption, fields)
    return block
  }
}

function pictureOf(node: Node): HTMLElement {
  return renderPicture(node.attrs as FigureAttrs)
}

function toolsOf(view: EditorView, getPos: () => number | undefined, host: PictureHost, node: () => Node): HTMLElement {
  const tools = element('div', 'figure-tools')
  tools.setAttribute('role', 'toolbar')
  tools.setAttribute('aria-label', 'Picture')
  const change = (attrs: Partial<FigureAttrs>) => {
    const pos = getPos()
    const at = pos === undefined ? null : view.state.doc.nodeAt(pos)
    if (pos !== undefined && at?.type === node().type) view.dispatch(view.state.tr.setNodeMarkup(pos, null, { ...at.attrs, ...attrs }))
    view.focus()
  }
  const tool = (label: string, name: string, run: () => Promise<void> | void) => {
    const button = element('button', name, label) as HTMLButtonElement
    button.type = 'button'
    button.addEventListener('mousedown', (event) => event.preventDefault())
    button.addEventListener('click', () => void Promise.resolve(run()).catch(host.failed))
    tools.append(button)
  }
  tool('Replace', 'replace', async () => {
    const asset = await host.choose()
    // Another picture is framed anew; what is said of it stays, for the editor to look at.
    if (asset) change({ asset: asset.hash, src: '', focal: undefined, crop: undefined })
  })
  tool('Frame', 'frame', async () => {
    const { asset, focal, crop } = node().attrs as FigureAttrs
    const framing = await host.frame(asset, { focal, crop })
    if (framing) change({ focal: framing.focal, crop: framing.crop })
    else view.focus()
  })
  tool('Open', 'open', () => host.open((node().attrs as FigureAttrs).asset))
  return tools
}
