// An import: files or a folder chosen, or files dropped; how far it is, what came of each. One at a time.
import * as backend from '$/backend'
import type { Course, ImportedFile, ImportReport, Progress } from '$/backend'
import { StetError, thrown } from '$/backend/errors'
import { sayFailure } from '$/components/failure'
import { gather, isStory, isZip, loads, MOST_BYTES, MOST_ZIP_BYTES, type DroppedFile } from './dropped'
import { library } from './library.svelte'

/** Work that takes longer than this shows its progress, in ms. */
const PATIENCE_MS = 300

class Importing {
  /** `working` is shown only once it takes long enough to be noticed. */
  state = $state<'idle' | 'working' | 'done'>('idle')
  progress = $state.raw<Progress>({ done: 0, total: 0 })
  files = $state.raw<ImportedFile[]>([])
  /** Files that are no stories. */
  passedOver = $state(0)
  /** Some of it was left out because the editor cancelled. */
  cancelled = $state(false)
  /** Why the library took no more. */
  failure = $state.raw<Error | null>(null)
  #busy = false
  #abort = new AbortController()

  /** Stories that came in new or changed. */
  readonly came = $derived(this.files.filter((file) => file.story !== null && (file.outcome === 'new' || file.outcome === 'updated' || file.outcome === 'both_kept')))

  /** Asks for files and brings them in. */
  async choose(): Promise<void> {
    await this.#chosen(backend.chooseFiles)
  }

  /** Asks for a folder and brings in all that it holds. */
  async chooseFolder(): Promise<void> {
    await this.#chosen(async () => {
      const folder = await backend.chooseImportFolder()
      return folder === null ? null : [folder]
    })
  }

  async #chosen(ask: () => Promise<string[] | null>): Promise<void> {
    try {
      const paths = await ask()
      if (!paths || paths.length === 0) return
      await this.#work(async (course) => this.#add(await backend.importFiles(paths, course)))
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Brings in what was dropped on the window. To be called within the event, whose data is gone afterwards. */
  async drop(data: DataTransfer): Promise<void> {
    const gathered = gather(data)
    await this.#work(async ({ signal }) => {
      const { files, passedOver } = await gathered
      this.passedOver = passedOver
      const fits = files.filter((file) => this.#fits(file))
      const run = Date.now()
      const count = (load: DroppedFile[]) => load.filter((file) => isStory(file.name)).length
      let before = 0
      let total = count(fits)
      for (const load of loads(fits)) {
        if (signal.aborted) return
        const bytes = await Promise.all(load.map(async ({ name, file }) => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) })))
        if (signal.aborted) return
        let last: Progress = { done: 0, total: count(load) }
        const report = await backend.importBytes(bytes, run, {
          signal,
          onProgress: (progress) => {
            last = progress
            // A zip turns out to hold more than the one file that it is.
            this.progress = { done: before + progress.done, total: Math.max(total, before + progress.total) }
          },
        })
        this.#add(report)
        total += Math.max(0, last.total - count(load))
        before += Math.max(last.total, count(load))
        if (report.cancelled || report.stopped) return
      }
    })
  }

  /** Brings in what the shell says fell on the window. */
  async dropped(drop: number): Promise<void> {
    await this.#work(async (course) => this.#add(await backend.importDropped(drop, course)))
  }

  /** Notes a file that is too large to be read into the window. */
  #fits({ name, file }: DroppedFile): boolean {
    if (file.size <= (isZip(name) ? MOST_ZIP_BYTES : MOST_BYTES)) return true
    const failure = { code: 'import_too_large' as const, detail: `${name}: ${file.size} bytes`, current: null }
    this.files = [...this.files, { name, outcome: 'failed', story: null, headline: '', warnings: [], failure }]
    return false
  }

  #add(report: ImportReport): void {
    this.files = [...this.files, ...report.files]
    this.passedOver += report.passed_over
    if (report.cancelled) this.cancelled = true
    if (report.stopped) this.failure = thrown(report.stopped)
  }

  cancel = (): void => {
    this.cancelled = true
    this.#abort.abort()
  }

  close = (): void => {
    this.state = 'idle'
    this.files = []
  }

  /** Shows the stories that came in: on top of the list, selected, so that they can be tagged or moved on in one go. */
  async show(): Promise<void> {
    const ids = [...new Set(this.came.map((file) => file.story!))]
    this.close()
    library.scope = { kind: 'all' }
    library.text = ''
    library.searching = false
    library.sort = 'updated'
    await library.reload()
    library.selection.clear()
    for (const id of ids) library.selection.add(id)
    if (ids[0]) library.open(ids[0])
  }

  async #work(action: (course: Required<Course>) => Promise<void>): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    this.#abort = new AbortController()
    this.cancelled = false
    this.failure = null
    this.files = []
    this.passedOver = 0
    this.progress = { done: 0, total: 0 }
    this.state = 'idle'
    const late = setTimeout(() => (this.state = 'working'), PATIENCE_MS)
    try {
      await action({ signal: this.#abort.signal, onProgress: (progress) => (this.progress = progress) })
    } catch (failure) {
      this.failure = StetError.from(failure)
    } finally {
      clearTimeout(late)
      this.#busy = false
    }
    const [first, ...others] = this.files
    const alone = others.length === 0 && !this.failure && !this.cancelled ? first : undefined
    // One file that came in whole needs no report.
    const silent = alone?.outcome === 'new' && alone.warnings.length === 0
    this.state = silent ? 'idle' : 'done'
    await library.refresh()
    if (alone?.story) library.open(alone.story)
  }
}

export const importing = new Importing()
