// The state of an export: what, in which format, where to; the preview of it; and the work while it runs.
import * as backend from '$/backend'
import { tick } from 'svelte'
import type { ExportPreset, ExportPreview, Loss, LossPlace, Progress, StoryQuery } from '$/backend'
import { StetError } from '$/backend/errors'
import { sayFailure } from '$/components/failure'
import { counted } from '$/components/figures'
import { notify } from '$/components/toast'
import { door } from '$/features/history/door.svelte'
import { library } from '$/features/library/library.svelte'
import { panes } from '$/features/panes.svelte'
import { inspector } from '$/features/story/inspector.svelte'
import { session } from '$/features/story/session.svelte'
import { choicesOf, fieldPlace, folderName, isListOfItsOwn, isOfTheme, optionsOf, PUBLISHED, selectionOf, siteWords, type ExportTarget, type Scope } from './source'

/** Work that takes longer than this shows how far it has come, in ms. */
const SLOW = 300

class Exporting {
  open = $state(false)
  scope = $state<Scope>('story')
  format = $state<ExportTarget>('markdown')
  preset = $state<ExportPreset>('stet')
  baseUrl = $state('')
  /** The folder of a website's theme; empty for the one that is built in. */
  theme = $state('')
  frontMatter = $state(true)
  publication = $state('')
  folder = $state('')
  view = $state<'source' | 'read'>('source')
  /** Stories selected in the list. */
  selected = $state.raw<string[]>([])
  published = $state(0)
  /** What the list showed when the dialog opened, under its name; null where that is what another choice says. */
  list = $state.raw<{ query: StoryQuery; name: string } | null>(null)
  listed = $state(0)

  preview = $state.raw<ExportPreview | null>(null)
  /** The same story as a page, for As read; null for formats that are their own. */
  page = $state.raw<string | null>(null)
  previewFailure = $state.raw<unknown>(null)

  running = $state(false)
  progress = $state.raw<Progress | null>(null)
  stopping = $state(false)
  failure = $state.raw<unknown>(null)
  /** What was done, once it is: the dialog stays to show it. */
  finished = $state.raw<string | null>(null)
  /** What the button beside it shows. */
  #made: 'export' | 'theme' = 'export'

  #ticket = 0

  /** What all the stories would lose; null while they are looked through. */
  all = $state.raw<Loss[] | null>(null)
  /** How far that is; null where it is quick. */
  looked = $state.raw<Progress | null>(null)
  #looking = new AbortController()
  #running = new AbortController()

  /** What is lost; null as long as that is not known. */
  readonly losses: Loss[] | null = $derived(this.scope === 'story' ? (this.preview?.losses ?? []) : this.all)
  /** How many files there will be. */
  readonly files = $derived(
    this.scope === 'story' ? (session.story ? 1 : 0) : this.scope === 'selection' ? this.selected.length : this.scope === 'list' ? this.listed : this.published,
  )

  /** Opens the dialog: for these stories, for those of the list, or for what is open and selected. */
  show(what?: string[] | 'list'): void {
    if (!this.open) void this.#show(what)
  }

  async #show(what?: string[] | 'list'): Promise<void> {
    const ids = what === 'list' ? undefined : what
    const query = { ...library.query, text: library.shownText }
    this.list = isListOfItsOwn(query) ? { query, name: library.filtered && library.scope.kind === 'all' ? 'Search results' : library.title } : null
    this.listed = library.total
    this.selected = ids ?? (library.selection.size > 1 ? [...library.selection] : [])
    this.scope = this.selected.length > 1 || !session.story ? (this.selected.length > 0 ? 'selection' : 'published') : 'story'
    if (ids?.length === 1 && ids[0] !== session.story?.id) this.scope = 'selection'
    if (what === 'list') this.scope = this.list ? 'list' : 'published'
    this.failure = null
    this.finished = null
    this.previewFailure = null
    this.preview = null
    this.page = null
    this.published = library.counts.published
    const { settings } = library
    this.folder = settings.export_folder ?? ''
    this.publication = settings.publication ?? ''
    this.baseUrl = settings.base_url ?? ''
    this.theme = settings.export_theme ?? ''
    Object.assign(this, choicesOf(settings))
    this.open = true
    try {
      const [counts, listed] = await Promise.all([backend.counts(), this.list && backend.listStories(this.list.query, 0, 1), session.flush()])
      this.published = counts.published
      if (listed) this.listed = listed.total
    } catch (failure) {
      this.failure = failure
    }
    await this.look()
  }

  /** Asks for the preview of what is chosen now. What is known of losses holds where only the theme may be otherwise. */
  async look(sameStories = false): Promise<void> {
    const ticket = ++this.#ticket
    this.#stopLooking()
    if (!sameStories) this.all = null
    const { format, frontMatter, preset, publication, scope, theme } = this
    try {
      const id =
        scope === 'story' ? (session.story?.id ?? null)
        : scope === 'selection' ? (this.selected[0] ?? null)
        : ((await backend.listStories(scope === 'list' && this.list ? this.list.query : PUBLISHED, 0, 1)).rows[0]?.id ?? null)
      if (ticket !== this.#ticket) return
      if (id === null) {
        this.preview = null
        this.page = null
        this.previewFailure = null
        return
      }
      const asked = backend.previewExport(id, optionsOf(format, frontMatter, publication, preset, theme))
      const page = format === 'html' || format === 'site' ? asked : format === 'text' || format === 'json' ? null : backend.previewExport(id, optionsOf('html', false, publication))
      const [preview, read] = await Promise.all([asked, page])
      if (ticket !== this.#ticket) return
      this.preview = preview
      this.page = read?.text ?? null
      this.previewFailure = null
      if (scope !== 'story' && this.all === null) void this.#lookThrough(ticket)
    } catch (failure) {
      if (ticket !== this.#ticket) return
      this.preview = null
      this.page = null
      this.previewFailure = failure
    }
  }

  /** Looks through all stories for what would be lost, before anything is written. */
  async #lookThrough(ticket: number): Promise<void> {
    const late = setTimeout(() => { if (ticket === this.#ticket) this.looked = { done: 0, total: this.files } }, SLOW)
    this.#looking = new AbortController()
    const { signal } = this.#looking
    try {
      const onProgress = (progress: Progress) => { if (ticket === this.#ticket && this.looked) this.looked = progress }
      const losses = await backend.exportLosses(this.#selection(), this.#options(), { signal, onProgress })
      if (ticket === this.#ticket) this.all = losses
    } catch (failure) {
      if (ticket === this.#ticket && !signal.aborted) this.previewFailure = failure
    } finally {
      clearTimeout(late)
      if (ticket === this.#ticket) {
        this.looked = null
      }
    }
  }

  /** What is looked through no more is stopped, so that it takes nothing from what comes next. */
  #stopLooking(): void {
    this.looked = null
    this.#looking.abort()
  }

  #selection = () => selectionOf(this.scope, session.story?.id ?? null, this.selected, this.list?.query ?? PUBLISHED)
  #options = () => optionsOf(this.format, this.frontMatter, this.publication, this.preset, this.theme)

  /** The dialog closed: nothing is looked through any more. */
  left(): void {
    this.#ticket += 1
    this.#stopLooking()
  }

  /** Asks for a folder and remembers it. Answers whether there is one. */
  async choose(): Promise<boolean> {
    try {
      const folder = await backend.chooseFolder()
      if (folder === null) return false
      this.folder = folder
      this.failure = null
      await this.#remember('export_folder', folder)
      return true
    } catch (failure) {
      this.failure = failure
      return false
    }
  }

  /** Asks for the folder of a theme. */
  async chooseTheme(): Promise<void> {
    await this.#askTheme(backend.chooseTheme)
  }

  /** Copies the built-in theme to a folder that the editor chooses, and uses the copy. */
  async copyTheme(): Promise<void> {
    if (!(await this.#askTheme(backend.copyTheme))) return
    this.#made = 'theme'
    this.finished = `A copy of Broadsheet, yours to change, is in ${folderName(this.theme)}.`
  }

  async #askTheme(ask: () => Promise<string | null>): Promise<boolean> {
    try {
      const folder = await ask()
      if (folder !== null) await this.useTheme(folder)
      return folder !== null
    } catch (failure) {
      this.failure = failure
      return false
    }
  }

  /** Makes websites with the theme in this folder, or with the built-in one; remembers it. */
  async useTheme(folder: string): Promise<void> {
    const again = this.theme === folder
    this.theme = folder
    this.failure = null
    this.finished = null
    // Another theme is looked at by itself; the same one may have been changed.
    if (again) void this.look(true)
    await this.#remember('export_theme', folder).catch(sayFailure)
  }

  /** The editor comes back to the window, perhaps from changing the theme. */
  back(): void {
    if (this.open && this.format === 'site' && this.theme && !this.running) void this.look(true)
  }

  /** Goes to where something is lost: the dialog closes, the story opens at the place. */
  async goTo({ story, path, field }: LossPlace): Promise<void> {
    this.open = false
    door.leave()
    if (!(await session.open(story))) return
    await tick()
    const [block] = path
    const at = fieldPlace(field)
    requestAnimationFrame(() => {
      if (block !== undefined) session.page?.goTo(block)
      else if (at && 'page' in at) session.page?.focus(at.page)
      else if (at) {
        panes.reveal('inspector')
        void inspector.focusField(at.inspector)
      }
    })
  }

  /** Writes the files. The dialog closes once they are there; a failure stays in it, in words. */
  async run(): Promise<void> {
    if (this.running || this.files === 0) return
    this.finished = null
    if (!this.folder && !(await this.choose())) return
    this.failure = null
    this.running = true
    this.stopping = false
    this.#running = new AbortController()
    const slow = setTimeout(() => (this.progress = { done: 0, total: this.files }), SLOW)
    try {
      await session.flush()
      const { folder } = this
      this.#stopLooking()
      const selection = this.#selection()
      const course = { signal: this.#running.signal, onProgress: (progress: Progress) => { if (this.progress) this.progress = progress } }
      if (this.format === 'site') {
        const options = { title: this.publication.trim(), description: library.settings.site_description ?? '', base_url: this.baseUrl.trim(), language: '', theme: this.theme || null, fresh: false }
        const report = await backend.exportSite(selection, options, folder, course)
        this.finished = siteWords(report)
        // A theme that is put right by now has a preview again.
        if (this.previewFailure) void this.look()
      } else {
        const report = await backend.exportStories(selection, this.#options(), folder, course)
        const numbered = report.renamed.length > 0 ? ` ${report.renamed.length === 1 ? 'One has' : `${report.renamed.length} have`} a number, because another file has the name.` : ''
        this.finished = `${report.written.length === 1 ? `${report.written[0]} is` : `${counted(report.written.length, 'file')} are`} in ${folderName(folder)}.${numbered}`
      }
      this.#made = 'export'
      // What could not be remembered takes nothing from what was written.
      void this.#keep().catch(sayFailure)
    } catch (failure) {
      const stopped = StetError.from(failure).code === 'cancelled'
      if (stopped) notify({ id: 'export', text: this.format === 'site' ? 'Stopped. The website is as it was.' : 'Stopped. The files that were finished stay in the folder.' })
      else if (isOfTheme(failure)) this.#refuseTheme(failure)
      else this.failure = failure
    } finally {
      clearTimeout(slow)
      this.running = false
      this.progress = null
      this.stopping = false
      if (this.open && this.scope !== 'story' && this.all === null) void this.#lookThrough(this.#ticket)
    }
  }

  /** Keeps what was chosen with the library, where it is new. */
  async #keep(): Promise<void> {
    const chosen: [string, string][] = [['export_format', this.format]]
    if (this.format === 'markdown') chosen.push(['export_preset', this.preset], ['export_front_matter', this.frontMatter ? 'yaml' : 'none'])
    if (this.format === 'site') chosen.push(['publication', this.publication.trim()], ['base_url', this.baseUrl.trim()])
    for (const [key, value] of chosen) {
      if ((library.settings[key] ?? '') === value) continue
      await this.#remember(key, value)
    }
  }

  async #remember(key: string, value: string): Promise<void> {
    await backend.setSetting(key, value)
    library.settings = { ...library.settings, [key]: value }
  }

  /** A theme that makes no website is told in the preview's place, where there is room for it. */
  #refuseTheme(failure: unknown): void {
    this.#ticket += 1
    this.#stopLooking()
    this.preview = null
    this.page = null
    this.previewFailure = failure
  }

  /** Puts the file that the preview shows on the clipboard; the body alone also as rich text. */
  async copy(): Promise<void> {
    const { preview, format } = this
    if (!preview) return
    try {
      await (format === 'bare' ? backend.copyHtml(preview.text, preview.text) : backend.copyText(preview.text))
      notify({ id: 'copied', text: 'What the preview shows is on the clipboard.' })
    } catch (failure) {
      sayFailure(failure)
    }
  }

  /** Shows what was made in the system's file manager. */
  reveal(): void {
    const shown = this.#made === 'theme' ? backend.showTheme() : backend.showExported()
    void shown.catch((failure: unknown) => (this.failure = failure))
  }

  /** Stops the work after the file that is being written. */
  stop(): void {
    this.stopping = true
    this.#running.abort()
  }
}

export const exporting = new Exporting()
