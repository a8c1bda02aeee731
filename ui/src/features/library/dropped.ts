// Files that were dropped on the window: found in the folders that hold them, and parted into loads that fit into memory.
// A page never learns a path, only names inside what was dropped.

/** A file with its path inside what was dropped. */
export interface DroppedFile {
  name: string
  file: File
}

/** The largest file that is read into the window, in bytes; core refuses the same (import_too_large). */
export const MOST_BYTES = 32 * 1024 * 1024
/** The same for a zip: larger ones come in by the menu, which reads them where they lie. */
export const MOST_ZIP_BYTES = 256 * 1024 * 1024
/** A load that is sent at once, in bytes. */
const LOAD_BYTES = 32 * 1024 * 1024
/** More files than this are not looked through. */
const MOST_FILES = 100_000

const STORY = /\.(?:md|markdown|mdown|mkd|mdx|html?|xhtml|txt|text|json|zip)$/i
const PICTURE = /\.(?:jpe?g|png|gif|webp|avif|svg)$/i
const NO_STORIES = /^(?:\..*|_layouts|_includes|_sass|_site|_data|node_modules|__MACOSX|__pycache__)$/

export const isStory = (name: string): boolean => STORY.test(name)
export const isPicture = (name: string): boolean => PICTURE.test(name)
export const isZip = (name: string): boolean => /\.zip$/i.test(name)

/** What was dropped, sorted; `passedOver` counts files that are neither stories nor pictures beside them. */
export interface Gathered {
  files: DroppedFile[]
  passedOver: number
}

/**
 * Takes files and folders out of a drop. What the browser knows of the drop is gone once the event is over, so this reads it
 * at once and looks into folders afterwards.
 */
export async function gather(data: DataTransfer): Promise<Gathered> {
  const entries = [...data.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? null)
  const loose = [...data.files]
  const gathered: Gathered = { files: [], passedOver: 0 }
  if (!entries.some((entry) => entry?.isDirectory)) {
    gathered.files = loose.map((file) => ({ name: file.name, file }))
  } else {
    const queue = entries.filter((entry) => entry !== null)
    for (let entry = queue.shift(); entry && gathered.files.length < MOST_FILES; entry = queue.shift()) {
      if (entry.isDirectory) {
        if (entry.fullPath.split('/').length <= 2 || !NO_STORIES.test(entry.name)) queue.unshift(...(await children(entry as FileSystemDirectoryEntry)))
      } else {
        const name = entry.fullPath.replace(/^\//, '')
        const inside = name.includes('/')
        if (inside && (entry.name.startsWith('.') || !(isStory(name) || isPicture(name)))) gathered.passedOver += 1
        else gathered.files.push({ name, file: await opened(entry as FileSystemFileEntry) })
      }
    }
  }
  gathered.files.sort((a, b) => (a.name < b.name ? -1 : 1))
  return gathered
}

/** Parts files into loads; a picture goes with the stories around it. */
export function loads(files: DroppedFile[]): DroppedFile[][] {
  const parts: DroppedFile[][] = []
  let bytes = 0
  for (const file of files) {
    const load = parts.at(-1)
    if (!load || bytes + file.file.size > LOAD_BYTES) {
      parts.push([file])
      bytes = file.file.size
    } else {
      load.push(file)
      bytes += file.file.size
    }
  }
  return parts
}

function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const found: FileSystemEntry[] = []
  return new Promise((resolve) => {
    // A reader gives a part at a time, and nothing once all have been given. A folder that cannot be read holds nothing.
    const more = () => reader.readEntries((part) => {
      found.push(...part)
      if (part.length > 0) more()
      else resolve(found)
    }, () => resolve(found))
    more()
  })
}

const opened = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))))
