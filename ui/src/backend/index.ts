// The only place that talks to the shell. One function a command; the types are generated from Rust (bindings.ts).
// Failures are thrown as `StetError` with the core's code; what people read for each code stands in errors.ts.

import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen, type UnlistenFn } from '@tauri-apps/api/event'
import type {
  Article, ArticleDiff, Asset, Blame, BlockAt, Boot, Check, Colour, Counts, Crop, ExportOptions, ExportPreview, ExportReport, ExportSelection, HistoryFilter,
  FilesDropped, HistoryPage, ImportReport, LibraryChanged, LibraryInfo, Linked, Loss, PassageEvent, PastHits, Progress, PublicVersion, Removed, Saved, SavedSearch, Side,
  SiteOptions, SiteReport,
  SincePublication, Sort, Spelled, Spot, Status, Story, StoryAsset, StoryPage, StoryQuery, Tag, Thinned, Warning,
} from './bindings'
import { StetError } from './errors'

export * from './bindings'
export { StetError } from './errors'

async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args)
  } catch (failure) {
    throw StetError.from(failure)
  }
}

/** What a caller of long work may say: whom to tell how far it is, and how to stop it. What is stopped throws `cancelled`, unless it says otherwise. */
export interface Course {
  onProgress?: (progress: Progress) => void
  signal?: AbortSignal
}

/** Runs long work. Its channel names it to the shell, which may hear that it is to stop before it hears of the work itself. */
async function along<T>({ onProgress, signal }: Course, work: (progress: Channel<Progress>) => Promise<T>): Promise<T> {
  const progress = new Channel<Progress>()
  if (onProgress) progress.onmessage = onProgress
  const stop = () => void call<void>('cancel', { channel: progress.id }).catch(() => null)
  const done = work(progress)
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  return done.finally(() => signal?.removeEventListener('abort', stop))
}

const long = <T>(command: string, args: Record<string, unknown>, course: Course) => along(course, (progress) => call<T>(command, { ...args, progress }))

// ---- the desk
/** What the shell put into the page before it loaded, so that the first paint is the desk; asked for where it is missing. */
export const boot = async (): Promise<Boot> => window.__STET_BOOT__ ?? (await call<Boot>('boot'))
export const libraryInfo = () => call<LibraryInfo>('library_info')
/** Opens another library (flush first). Resolves to what `boot` would give. */
export const openLibrary = (path: string) => call<Boot>('open_library', { path })
export const createLibrary = (path: string) => call<Boot>('create_library', { path })
export const backupLibrary = (path: string) => call<void>('backup_library', { path })
export const setSetting = (key: string, value: string) => call<void>('set_setting', { key, value })
/** Tells the shell that everything is saved and the window may close. */
export const readyToClose = () => call<void>('ready_to_close')
/** Answers a wish to close: the page is at work on it, or could not save; the window stays until `readyToClose`. */
export const stayOpen = () => call<void>('stay_open')

// ---- stories
export const listStories = (query: StoryQuery, offset: number, limit: number) => call<StoryPage>('list_stories', { query, offset, limit })
export const listIds = (query: StoryQuery) => call<string[]>('list_ids', { query })
export const counts = () => call<Counts>('counts')
export const sections = () => call<string[]>('sections')
export const openStory = (id: string) => call<Story>('open_story', { id })
export const createStory = (article: Partial<Article>) => call<Story>('create_story', { article })
export const saveWorkingCopy = (id: string, base: number, article: Article) => call<Saved>('save_working_copy', { id, base, article })
/** A version: `reason` is 'saved' for Ctrl+S and 'autosaved' for the end of a sitting. */
export const saveRevision = (id: string, base: number, article: Article, reason: 'saved' | 'autosaved', name: string | null) =>
  call<Saved>('save_revision', { id, base, article, reason, name })
/** After a stale save: keeps `mine` as a revision; the other text stays the working copy. Resolves to the kept revision's number. */
export const keepBoth = (id: string, mine: Article, name: string) => call<number>('keep_both', { id, mine, name })
export const setStatus = (ids: string[], status: Status) => call<void>('set_status', { ids, status })
export const publish = (id: string) => call<Saved>('publish', { id })
export const purge = (ids: string[]) => call<void>('purge', { ids })
/** Everything worth a look in a story as it stands on the page. */
export const checkStory = (article: Article) => call<Check[]>('check_story', { article })
/** The story that `stet:STORY` or `stet:STORY@r14` leads to; null where there is no such story. */
export const linkedStory = (href: string) => call<Linked | null>('linked_story', { href })

// ---- tags and searches
export const tags = () => call<Tag[]>('tags')
export const tagStories = (ids: string[], add: string[], remove: string[]) => call<void>('tag_stories', { ids, add, remove })
export const createTag = (name: string, parent: string | null) => call<void>('create_tag', { name, parent })
export const renameTag = (old: string, name: string) => call<void>('rename_tag', { old, name })
export const mergeTags = (from: string, into: string) => call<void>('merge_tags', { from, into })
export const moveTag = (name: string, parent: string | null) => call<void>('move_tag', { name, parent })
export const setTagColour = (name: string, colour: Colour | null) => call<void>('set_tag_colour', { name, colour })
export const deleteTag = (name: string) => call<void>('delete_tag', { name })
export const savedSearches = () => call<SavedSearch[]>('saved_searches')
export const saveSearch = (name: string, query: string) => call<void>('save_search', { name, query })
export const deleteSavedSearch = (name: string) => call<void>('delete_saved_search', { name })

// ---- history
export const revision = (id: string, number: number) => call<Article>('revision', { id, number })
/** A side as Markdown with its front matter: what an export of it would write. */
export const revisionMarkdown = (id: string, side: Side) => call<string>('revision_markdown', { id, side })
export const compare = (id: string, from: Side, to: Side) => call<ArticleDiff>('compare', { id, from, to })
/** Writes the comparison as one page of HTML to send to a writer. */
export const exportRedline = (id: string, from: Side, to: Side, path: string) => call<void>('export_redline', { id, from, to, path })
export const nameRevision = (id: string, number: number, name: string | null) => call<void>('name_revision', { id, number, name })
export const restore = (id: string, number: number, base: number) => call<Saved>('restore', { id, number, base })
export const restoreField = (id: string, number: number, field: string, base: number) => call<Saved>('restore_field', { id, number, field, base })
/** Takes back one block of the comparison of a revision with the draft, by its path in either: edited, moved, gone or new. */
export const restoreBlock = (id: string, number: number, block: BlockAt, base: number) => call<Saved>('restore_block', { id, number, block, base })
/** Every revision of a history. */
export const EVERY: HistoryFilter = { named: false, published: false, author: null }
/** A page of the timeline, newest first: `limit` revisions before revision `before` (null: from the newest). */
export const historyPage = (id: string, only: HistoryFilter, before: number | null, limit: number) =>
  call<HistoryPage>('history_page', { id, only, before, limit })
/** In which revisions a passage came, changed and went, newest first. */
export const passage = (id: string, text: string, course: Course) => long<PassageEvent[]>('passage', { id, text }, course)
/** What became of a selection, newest first; the last event is where it appeared. Offsets: see `BlameRun`. */
export const appeared = (id: string, side: Side, spot: Spot, from: number, to: number, course: Course) =>
  long<PassageEvent[]>('appeared', { id, side, spot, from, to }, course)
/** Revisions in which a block of one side changed, newest first: the dots of the timeline. */
export const blockHistory = (id: string, side: Side, spot: Spot, course: Course) => long<number[]>('block_history', { id, side, spot }, course)
/** For every word of a side the revision that brought it. */
export const blame = (id: string, side: Side, course: Course) => long<Blame>('blame', { id, side }, course)
/** Words of every revision of every story; what was found until it was stopped is given all the same. */
export const searchRevisions = (query: string, limit: number, course: Course) => long<PastHits>('search_revisions', { query, limit }, course)
/** What was written since publication; null for a story that is not out. `publish` is its "Update". */
export const changesSincePublication = (id: string) => call<SincePublication | null>('changes_since_publication', { id })
/** A correction for readers, drafted from those changes; empty where nothing that was said changed. The editor words it. */
export const draftCorrection = (id: string) => call<string>('draft_correction', { id })
/** Takes back a publication that was the last thing done to the story, its dates too. */
export const undoPublish = (id: string) => call<Saved>('undo_publish', { id })
/** The versions that readers saw, where they may see them. */
export const publicHistory = (id: string) => call<PublicVersion[]>('public_history', { id })
/** What thinning would take away: autosaves before a moment (RFC 3339; null: all). Named, saved and published ones never go. */
export const thinPreview = (before: string | null) => call<Thinned>('thin_preview', { before })
export const thin = (before: string | null, course: Course) => long<Thinned>('thin', { before }, course)

// ---- in and out
export const previewExport = (id: string, options: ExportOptions) => call<ExportPreview>('preview_export', { id, options })
/** What an export of these stories would lose; nothing is written. */
export const exportLosses = (selection: ExportSelection, options: ExportOptions, course: Course) => long<Loss[]>('export_losses', { selection, options }, course)
export const exportStories = (selection: ExportSelection, options: ExportOptions, folder: string, course: Course) =>
  long<ExportReport>('export_stories', { selection, options, folder }, course)
export const exportSite = (selection: ExportSelection, options: SiteOptions, folder: string, course: Course) =>
  long<SiteReport>('export_site', { selection, options, folder }, course)
/** Imports files. One that is stopped reports what had come in by then. */
export const importFiles = (paths: string[], course: Course) => long<ImportReport>('import_files', { paths }, course)
/**
 * Imports files that were dropped on the window: their bytes, for the window never learns their paths. `run` says when the drop
 * began, so that its calls count as one import. The body is raw bytes: the length of the list, the list, the files.
 */
export const importBytes = async (files: { name: string; bytes: Uint8Array }[], run: number, course: Course): Promise<ImportReport> => {
  const list = new TextEncoder().encode(JSON.stringify(files.map(({ name, bytes }) => ({ name, size: bytes.byteLength }))))
  const body = new Uint8Array(4 + list.length + files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0))
  new DataView(body.buffer).setUint32(0, list.length, true)
  body.set(list, 4)
  let at = 4 + list.length
  for (const { bytes } of files) {
    body.set(bytes, at)
    at += bytes.byteLength
  }
  try {
    return await along(course, (progress) => invoke<ImportReport>('import_bytes', body, { headers: { 'x-stet-run': String(run), 'x-stet-progress': encodeURIComponent(progress.toJSON()) } }))
  } catch (failure) {
    throw StetError.from(failure)
  }
}
/** Imports what the shell says fell on the window (`onFilesDropped`), where it lies: the page never learns a path. */
export const importDropped = (drop: number, course: Course) => long<ImportReport>('import_dropped', { drop }, course)
/** The bytes of a picture that fell on the window, by its place among the names. */
export const droppedFile = (drop: number, index: number) => call<ArrayBuffer>('dropped_file', { drop, index })
/** Turns pasted HTML into a body through the schema; nothing of it becomes DOM. */
export const readHtml = (html: string) => call<{ body: unknown; warnings: Warning[] }>('read_html', { html })

// ---- pictures
/** Adds a picture that was pasted or dropped, as raw bytes; core decodes it off the page. */
export const addAsset = async (file: { name: string; bytes: Uint8Array }): Promise<Asset> => {
  try {
    return await invoke<Asset>('add_asset', file.bytes, { headers: { 'x-stet-name': encodeURIComponent(file.name) } })
  } catch (failure) {
    throw StetError.from(failure)
  }
}
/** Lets the editor choose a file and adds it; null where they choose none. */
export const choosePicture = () => call<Asset | null>('choose_picture')
/** Adds the picture on the system's clipboard; null where there is none. */
export const pastePicture = () => call<Asset | null>('paste_picture')
export const assetInfo = (hash: string) => call<Asset>('asset_info', { hash })
/** The pictures that a story has, and those that only its older revisions show. */
export const storyAssets = (id: string) => call<StoryAsset[]>('story_assets', { id })
/** What removing would take out: pictures that no story and no revision shows. */
export const unusedAssets = () => call<Removed>('unused_assets')
export const removeUnusedAssets = () => call<Removed>('remove_unused_assets')
/** Opens a picture in the system's viewer. */
export const openAsset = (hash: string) => call<void>('open_asset', { hash })
/** Where the window finds a picture of the library: at most `width` pixels across, and the part that is shown. */
export const assetUrl = (hash: string, width: number, crop?: Crop): string =>
  `${'__TAURI_INTERNALS__' in window ? convertFileSrc(hash, 'stet-asset') : `stet-asset://localhost/${hash}`}?w=${width}${crop ? `&crop=${crop.join(',')}` : ''}`

// ---- the system
// ---- spelling
/** Those of the words that the language's dictionary and the library's own do not know. */
export const checkSpelling = (language: string, words: string[]) => call<Spelled>('check_spelling', { language, words })
export const suggestSpelling = (language: string, word: string) => call<string[]>('suggest_spelling', { language, word })
/** How many words each text has, as the core counts them. */
export const countWords = (texts: string[]) => call<number[]>('count_words', { texts })
export const ownWords = () => call<string[]>('own_words')
export const addOwnWord = (word: string) => call<void>('add_own_word', { word })
export const removeOwnWord = (word: string) => call<void>('remove_own_word', { word })

/** Native dialogs; tests set what they answer (see docs/ARCHITECTURE.md). Null where the editor cancelled. */
export const chooseFolder = () => call<string | null>('choose_folder')
/** Asks for the folder of a theme; one that is none is refused. */
export const chooseTheme = () => call<string | null>('choose_theme')
/** Asks where to, and copies the built-in theme there; answers the folder that it is in. */
export const copyTheme = () => call<string | null>('copy_theme')
export const chooseFiles = () => call<string[] | null>('choose_files')
export const chooseImportFolder = () => call<string | null>('choose_import_folder')
export const chooseLibrary = (save: boolean) => call<string | null>('choose_library', { save })
/** Asks where a page of HTML is to be written; `name` is offered. */
export const choosePage = (name: string) => call<string | null>('choose_page', { name })
export const openLink = (url: string) => call<void>('open_link', { url })
/** Zooms the whole window by a step, or back with 0; answers per cent. */
export const zoom = (step: -1 | 0 | 1) => call<number>('zoom', { step })
/** Remembers light or dark for the window's first colour; null leaves it to the system. */
export const rememberTheme = (theme: 'light' | 'dark' | null) => call<void>('remember_theme', { theme })
/** Copies rich text, with plain text beside it. */
export const copyHtml = (html: string, text: string) => call<void>('copy_html', { html, text })
/** Shows the folder of the last export in the system's file manager. */
export const showExported = () => call<void>('show_exported')
/** Shows the folder of the theme that websites are made with. */
export const showTheme = () => call<void>('show_theme')
export const copyText = (text: string) => call<void>('copy_text', { text })

// ---- what the shell says
/** Another process, or this one, changed the library. */
export const onLibraryChanged = (handle: (change: LibraryChanged) => void): Promise<UnlistenFn> => listen<LibraryChanged>('library-changed', (e) => handle(e.payload))
/** A command of the native menu, by its id in the palette (`story.new`, `history.open` …). */
export const onMenu = (handle: (command: string) => void): Promise<UnlistenFn> => listen<string>('menu', (e) => handle(e.payload))
/** Files of another program are over the window, or left it again, where the page itself is not told (WebKitGTK). */
export const onFilesOver = (handle: (over: 'files' | 'pictures' | '') => void): Promise<UnlistenFn> => listen<'files' | 'pictures' | ''>('files-over', (e) => handle(e.payload))
/** Such files fell: their names, and where as shares of the page. */
export const onFilesDropped = (handle: (dropped: FilesDropped) => void): Promise<UnlistenFn> => listen<FilesDropped>('files-dropped', (e) => handle(e.payload))
/** The window wants to close: save everything, then call `readyToClose`. */
export const onCloseRequested = (handle: () => void): Promise<UnlistenFn> => listen('close-requested', () => handle())

export type { Sort }
declare global {
  interface Window {
    __STET_BOOT__?: Boot
  }
}
