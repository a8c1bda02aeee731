// An import: files chosen or dropped, how far it is, what came of each. One at a time.
import * as backend from '$/backend'
import type { ImportedFile, Progress } from '$/backend'
import { StetError } from '$/backend/errors'
import { sayFailure } from '$/components/failure'
import { library } from './library.svelte'

/** Work that takes longer than this shows its progress, in ms. */
const PATIENCE_MS = 300
/** The largest file that is read into the window; core refuses the same (import_too_large). */
const MOST_BYTES = 50 * 1024 * 1024

class Importing {
  /** `working` is shown only once it takes long enough to be noticed. */
  state = $state<'idle' | 'working' | 'done'>('idle')
  progress = $state.raw<Progress>({ done: 0, total: 0 })
  files = $state.raw<ImportedFile[]>([])
  /** Some of it was left out because the editor cancelled. */
  cancelled = $state(false)
  #stop = false

  /** Asks for files and brings them in. */
  async choose(): Promise<void> {
    try {
      const paths = await backend.chooseFiles()
      if (!paths || paths.length === 0) return
      await this.#work(paths.length, async () => {
        const report = await backend.importFiles(paths, (progress) => (this.progress = progress))
        this.files = report.files
      })
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Brings in files that were dropped on the window. */
  async drop(files: File[]): Promise<void> {
    await this.#work(files.length, async () => {
      for (const [at, file] of files.entries()) {
        if (this.#stop) return
        this.files = [...this.files, ...(await this.#one(file))]
        this.progress = { done: at + 1, total: files.length }
      }
    })
  }

  async #one(file: File): Promise<ImportedFile[]> {
    const failed = (failure: unknown): ImportedFile[] => {
      const { code, detail, current } = StetError.from(failure)
      return [{ name: file.name, story: null, headline: '', warnings: [], failure: { code: code as never, detail, current } }]
    }
    if (file.size > MOST_BYTES) return failed(new StetError('import_too_large', `${file.size} bytes`))
    try {
      return (await backend.importBytes(file.name, new Uint8Array(await file.arrayBuffer()))).files
    } catch (failure) {
      return failed(failure)
    }
  }

  cancel = (): void => {
    this.#stop = true
    void backend.cancel().catch(sayFailure)
  }

  close = (): void => {
    this.state = 'idle'
    this.files = []
  }

  async #work(total: number, action: () => Promise<void>): Promise<void> {
    if (this.state === 'working') return
    this.#stop = false
    this.cancelled = false
    this.files = []
    this.progress = { done: 0, total }
    const late = setTimeout(() => (this.state = 'working'), PATIENCE_MS)
    try {
      await action()
    } catch (failure) {
      if (StetError.from(failure).code !== 'cancelled') sayFailure(failure)
      else this.#stop = true
    } finally {
      clearTimeout(late)
    }
    this.cancelled = this.#stop
    this.state = this.files.length > 0 || this.cancelled ? 'done' : 'idle'
    await library.refresh()
    const [first, ...others] = this.files
    if (first?.story && others.length === 0) {
      library.open(first.story)
      // One file that came in whole needs no report.
      if (first.warnings.length === 0) this.close()
    }
  }
}

export const importing = new Importing()
