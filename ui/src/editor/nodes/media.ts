// Pictures and pieces of other sites. Nothing is fetched: an embed is an address and a title; a picture is shown only
// where the library holds it.

import type { NodePart } from '../part'
import { readCrop, readFocal, type Crop, type Focal } from '../framing'
import { isAllowedUrl, MAX_ATTRIBUTE } from '../url'

const short = (text: string | null | undefined) => (text ?? '').slice(0, MAX_ATTRIBUTE / 4)
const ASSET = /^[0-9a-f]{64}$/

/** What a figure says of its picture. */
export interface FigureAttrs {
  asset: string
  src: string
  alt: string
  credit: string
  licence?: string
  focal?: Focal
  crop?: Crop
}

interface Picture {
  asset: string
  src: string
}

/** Reads where a picture lies; null where it lies nowhere that a story may point at. */
function pictureOf(img: Element | null): Picture | null {
  if (!img) return null
  const asset = img.getAttribute('data-asset') ?? ''
  const src = img.getAttribute('data-src') ?? img.getAttribute('src') ?? ''
  const picture = { asset: ASSET.test(asset) ? asset : '', src: isAllowedUrl(src, 'source') ? src : '' }
  return picture.asset || picture.src ? picture : null
}

function readNumbers(dom: Element, attribute: string): number[] | null {
  return dom.getAttribute(attribute)?.split(' ').map(Number) ?? null
}

export const figure: NodePart = {
  name: 'figure',
  spec: {
    content: 'inline*',
    group: 'block',
    defining: true,
    isolating: true,
    // What came later than the first documents is absent, not empty, where nothing is said.
    attrs: { asset: {}, src: {}, alt: { default: '' }, credit: { default: '' }, licence: { default: undefined }, focal: { default: undefined }, crop: { default: undefined } },
    parseDOM: [
      {
        tag: 'figure',
        contentElement: (dom) => (dom as HTMLElement).querySelector<HTMLElement>('figcaption') ?? document.createElement('figcaption'),
        getAttrs: (dom) => {
          const img = dom.querySelector('img, [data-picture]')
          const picture = pictureOf(img)
          if (!picture) return false
          const alt = short(img?.getAttribute('alt') ?? img?.getAttribute('data-alt'))
          const licence = short(dom.getAttribute('data-licence')) || undefined
          const framing = { focal: readFocal(readNumbers(dom, 'data-focal')), crop: readCrop(readNumbers(dom, 'data-crop')) }
          return { ...picture, alt, credit: short(dom.getAttribute('data-credit')), licence, ...framing }
        },
      },
    ],
    toDOM: (node) => {
      const { asset, src, alt, credit, licence, focal, crop } = node.attrs as FigureAttrs
      const framing = { 'data-focal': focal?.join(' '), 'data-crop': crop?.join(' ') }
      return ['figure', { 'data-credit': credit, 'data-licence': licence, ...framing }, ['span', { 'data-picture': '', 'data-asset': asset, 'data-src': src, 'data-alt': alt }], ['figcaption', 0]]
    },
  },
}

export const image: NodePart = {
  name: 'image',
  spec: {
    inline: true,
    group: 'inline',
    draggable: true,
    attrs: { asset: {}, src: {}, alt: { default: '' }, title: { default: '' } },
    parseDOM: [
      {
        tag: 'img, span[data-inline-picture]',
        getAttrs: (dom) => {
          const picture = pictureOf(dom)
          return picture ? { ...picture, alt: short(dom.getAttribute('alt') ?? dom.getAttribute('data-alt')), title: short(dom.getAttribute('title')) } : false
        },
      },
    ],
    toDOM: (node) => {
      const { asset, src, alt, title } = node.attrs as Record<string, string>
      return ['span', { class: 'inline-picture', 'data-inline-picture': '', 'data-asset': asset, 'data-src': src, 'data-alt': alt, title: title || alt || src, role: 'img', 'aria-label': alt || 'Picture' }]
    },
  },
}

export const embed: NodePart = {
  name: 'embed',
  spec: {
    group: 'block',
    draggable: true,
    attrs: { url: {}, title: { default: '' } },
    parseDOM: [
      {
        tag: 'div[data-embed], iframe[src]',
        getAttrs: (dom) => {
          const url = dom.getAttribute('data-embed') ?? dom.getAttribute('src') ?? ''
          return isAllowedUrl(url, 'source') ? { url, title: short(dom.getAttribute('data-title') ?? dom.getAttribute('title')) } : false
        },
      },
    ],
    toDOM: (node) => ['div', { 'data-embed': node.attrs.url as string, 'data-title': node.attrs.title as string }, (node.attrs.title || node.attrs.url) as string],
  },
}
