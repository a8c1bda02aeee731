// The page's side of pictures: what the editor's plugins and views ask for, answered by the core. The tools that are rarely
// wanted are loaded when they are.

import { mount, unmount } from 'svelte'
import * as backend from '../backend'
import { StetError, type Asset } from '../backend'
import { sayFailure } from '$/components/failure'
import type { Framing, PictureHost } from './plugins/pictures'

/** The most bytes that are read into the window; the core refuses the same. */
const MOST_BYTES = 128 * 1024 * 1024

/** Adds a file, which is measured before it is read. */
export async function addFile(file: File): Promise<Asset> {
  if (file.size === 0) throw StetError.from({ code: 'picture_empty', detail: `${file.name} is empty`, current: null })
  if (file.size > MOST_BYTES) throw StetError.from({ code: 'picture_too_large', detail: `${file.name} has ${file.size} bytes`, current: null })
  return backend.addAsset({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
}

/** Lets the editor frame a picture; null where they leave it as it is. */
export async function framePicture(asset: string, framing: Framing): Promise<Framing | null> {
  const { default: Dialog } = await import('./chrome/Framing.svelte')
  return new Promise((resolve) => {
    const dialog = mount(Dialog, {
      target: document.body,
      props: {
        asset,
        framing,
        onclose: (answer: Framing | null) => {
          resolve(answer)
          setTimeout(() => void unmount(dialog), 300)
        },
      },
    })
  })
}

export const pictureHost: PictureHost = {
  add: addFile,
  paste: backend.pastePicture,
  choose: backend.choosePicture,
  open: (asset) => void backend.openAsset(asset).catch(sayFailure),
  frame: framePicture,
  failed: sayFailure,
}
