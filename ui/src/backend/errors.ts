// Failures as the desk knows them: a code from core, and the words that people read for it. The one table of the window.
import type { ErrorCode, Failure } from './bindings'

/** Core's codes, and the one that the window adds: the shell itself did not answer. */
export type FailureCode = ErrorCode | 'unreachable'

/** A failure of a command. `code` is core's; `detail` is for those who fold it open. */
export class StetError extends Error {
  constructor(
    readonly code: FailureCode,
    readonly detail: string,
    /** For `stale_save`: the version that the library has now. */
    readonly current: number | null = null,
  ) {
    super(detail)
  }

  static from(failure: unknown): StetError {
    if (failure instanceof StetError) return failure
    if (typeof failure === 'object' && failure !== null && 'code' in failure) {
      const { code, detail, current } = failure as { code: ErrorCode; detail?: string; current?: number | null }
      return new StetError(code, detail ?? '', current ?? null)
    }
    return new StetError('unreachable', String(failure))
  }
}

/** What people read about a failure. Sentences. */
export interface Words {
  /** What happened. */
  title: string
  /** What was kept. */
  text: string
  /** What to do. */
  action: string
  /** Whether the details are what helps, so that they are shown with the rest. */
  open?: true
}

const words: Record<FailureCode, Words> = {
  // the library file
  library_missing: {
    title: 'The library is not where it was.',
    text: 'The file may have been moved, renamed, or be on a disk that is not connected. Nothing was changed.',
    action: 'Open it from its new place, or make a new library.',
  },
  library_exists: {
    title: 'There is a file of that name already.',
    text: 'Stet never writes over one, so nothing was changed.',
    action: 'Choose another name, or open the file that is there.',
  },
  is_a_folder: {
    title: 'That is a folder, and a library is a single file.',
    text: 'Nothing was changed.',
    action: 'Choose the library file itself; its name ends in .stet.',
  },
  not_a_library: {
    title: 'That file is not a Stet library.',
    text: 'It was left untouched.',
    action: 'Choose a file whose name ends in .stet. To bring in a text, use Import instead.',
  },
  other_application: {
    title: 'That file belongs to another application.',
    text: 'It was left untouched.',
    action: 'Choose a library that Stet made.',
  },
  newer_library: {
    title: 'This library was written by a newer Stet.',
    text: 'It was left untouched, so that nothing in it is lost.',
    action: 'Update Stet on this computer, then open it again.',
  },
  library_read_only: {
    title: 'This library can only be read.',
    text: 'Everything in it is safe, and nothing is lost.',
    action: 'Change the file’s permissions, or open a copy of it in a folder of your own.',
  },
  library_busy: {
    title: 'Another program is holding the library.',
    text: 'Nothing was changed, and what you wrote is still on the page.',
    action: 'Stet tries again by itself. If this stays, close the other program.',
  },
  library_damaged: {
    title: 'The library file is damaged.',
    text: 'Nothing more was written to it.',
    action: 'Keep a copy of the file as it is, then run “stet recover” on it, or open your last backup.',
  },
  disk_full: {
    title: 'The disk is full.',
    text: 'Nothing was written, and what you wrote is still on the page.',
    action: 'Free some space, then try again. Until then, copy the text to be safe.',
  },
  dictionary_invalid: {
    title: 'The dictionary cannot be read.',
    text: 'Spelling is not checked in this language; nothing else is touched.',
    action: 'Install Stet again to bring the dictionary back.',
  },
  io: {
    title: 'The disk did not do what it was asked.',
    text: 'What was saved before is safe, and what you wrote is still on the page.',
    action: 'Check that the disk is connected, then try again.',
  },

  // stories and revisions
  story_unknown: {
    title: 'That story is no longer in the library.',
    text: 'It was removed for good, here or at another desk. Everything else is as it was.',
    action: 'Choose another story from the list.',
  },
  story_ambiguous: {
    title: 'More than one story begins with that id.',
    text: 'Nothing was changed.',
    action: 'Give more of the id, or the slug.',
  },
  story_empty: {
    title: 'No story was named.',
    text: 'Nothing was changed.',
    action: 'Choose a story first.',
  },
  revision_unknown: {
    title: 'The story has no such revision.',
    text: 'Nothing was changed.',
    action: 'Choose one from the timeline.',
  },
  revision_damaged: {
    title: 'This revision is damaged and cannot be read.',
    text: 'Every other revision, and the story itself, can still be read.',
    action: 'Look at the revision before or after it; a backup may hold this one.',
  },
  revision_thinned: {
    title: 'The words of that version were thinned out.',
    text: 'It was an autosave that somebody chose not to keep. That it was made is still known, and every other version can be read.',
    action: 'Choose another version.',
  },
  revision_name_too_long: {
    title: 'That name is too long for a version.',
    text: 'A name has at most 200 characters. Nothing was changed.',
    action: 'Give a shorter one, and put the rest into the notes.',
  },
  stale_save: {
    title: 'This story was changed elsewhere.',
    text: 'Nothing was overwritten: both texts are kept.',
    action: 'Compare the two in History and take back what you want.',
  },
  document_invalid: {
    title: 'Something on the page is of a kind that Stet cannot keep.',
    text: 'What was saved before is safe, and what you wrote is still on the page.',
    action: 'Undo the last change (Ctrl Z), or copy the text to be safe.',
  },
  field_invalid: {
    title: 'One of the fields cannot be saved as it is.',
    text: 'What was saved before is safe, and what you wrote is still there.',
    action: 'Shorten or correct the field; the details name it.',
  },
  slug_taken: {
    title: 'Another story has this slug.',
    text: 'The story keeps the slug that it had. Everything else was saved.',
    action: 'Choose another slug.',
  },
  status_refused: {
    title: 'The story cannot take that status from where it stands.',
    text: 'Its status is as it was.',
    action: 'A story is removed for good only from Spiked.',
  },

  // tags and searches
  tag_unknown: {
    title: 'There is no such tag any more.',
    text: 'It was renamed, merged or deleted meanwhile. Nothing was changed.',
    action: 'Choose another tag.',
  },
  tag_exists: {
    title: 'There is a tag of that name already.',
    text: 'Both tags are as they were.',
    action: 'Choose another name, or merge the two.',
  },
  tag_invalid: {
    title: 'That cannot be the name of a tag.',
    text: 'Nothing was changed.',
    action: 'Use a short name on one line, without quotation marks or commas.',
  },
  tag_cycle: {
    title: 'A tag cannot stand under a tag that stands under it.',
    text: 'The tree is as it was.',
    action: 'Move the other tag out first.',
  },
  query_invalid: {
    title: 'The search cannot be read.',
    text: 'The list is as it was.',
    action: 'Close the open quotation mark, or check the operator; the details name it.',
  },

  // pictures
  picture_empty: {
    title: 'The picture is empty.',
    text: 'There are no bytes in it, so nothing was added.',
    action: 'Copy it again from where it came, or choose another.',
  },
  picture_too_large: {
    title: 'The picture is too large a file.',
    text: 'Nothing was added. A picture may have up to 128 MB, an SVG up to 16 MB.',
    action: 'Save it as JPEG, or smaller, and add that.',
  },
  picture_format: {
    title: 'Stet does not know this kind of picture.',
    text: 'Nothing was added.',
    action: 'Save it as JPEG, PNG, WebP, GIF, AVIF or SVG, and add that.',
  },
  picture_dimensions: {
    title: 'The picture has too many pixels.',
    text: 'Nothing was added. A picture may have up to 120 megapixels and 30,000 pixels on a side.',
    action: 'Save it smaller, and add that.',
  },
  picture_frames: {
    title: 'The moving picture is too long.',
    text: 'Nothing was added. It may have up to 1,000 frames.',
    action: 'Cut it shorter, or add one frame of it.',
  },
  picture_broken: {
    title: 'The picture is broken.',
    text: 'It cannot be read to its end, so nothing was added.',
    action: 'Copy it again from where it came; the details say what is wrong.',
  },
  picture_unknown: {
    title: 'The picture is not in this library.',
    text: 'The story keeps its place, caption and credit.',
    action: 'Replace it with the file, or take it out.',
  },
  picture_damaged: {
    title: 'The picture is damaged in the library.',
    text: 'Its bytes are not what they were; the story keeps its place, caption and credit.',
    action: 'Replace it with the file. “stet check --deep” names all that is damaged.',
  },

  // in and out
  import_missing: {
    title: 'The file is not there any more.',
    text: 'Nothing came in from it.',
    action: 'Choose it again from where it is now.',
  },
  import_binary: {
    title: 'The file is not text.',
    text: 'Nothing came in from it.',
    action: 'Import Markdown, HTML or plain text; save a document of another kind as one of these first.',
  },
  import_empty: {
    title: 'The file is empty.',
    text: 'Nothing came in from it.',
    action: 'Choose another file.',
  },
  import_too_large: {
    title: 'The file is too large to be one story.',
    text: 'Nothing came in from it.',
    action: 'Split it, or import its parts one by one.',
  },
  import_encoding: {
    title: 'The file is not in the encoding that it says it is in.',
    text: 'Nothing came in from it, so that no letter is guessed wrongly.',
    action: 'Save it anew as UTF-8, then import it again.',
  },
  import_front_matter: {
    title: 'The lines at the top of the file (its front matter) cannot be read.',
    text: 'Nothing came in from it.',
    action: 'Correct the line that the details name, then import it again.',
  },
  import_format: {
    title: 'Stet does not import this kind of file.',
    text: 'Nothing came in from it.',
    action: 'Import Markdown, HTML or plain text.',
  },
  import_escapes: {
    title: 'It leads out of what was chosen.',
    text: 'It was left where it is.',
    action: 'Choose the file that it leads to, if you want it.',
  },
  import_bomb: {
    title: 'It swells to far more than a story when it is unpacked.',
    text: 'Nothing of it came in.',
    action: 'Ask whoever made the archive; such a file is mostly made to do harm.',
  },
  import_nested: {
    title: 'It is an archive inside another, or inside a folder.',
    text: 'It was left as it is.',
    action: 'Import it by itself.',
  },
  import_library: {
    title: 'It is a Stet library whose stories cannot be read.',
    text: 'It was left as it is, and nothing of it came in.',
    action: 'Open it by itself, or save what can be saved of it with stet recover.',
  },
  import_encrypted: {
    title: 'It is encrypted.',
    text: 'It was left as it is.',
    action: 'Unpack the archive with its password, then import the folder.',
  },
  import_damaged: {
    title: 'The archive is damaged.',
    text: 'What could be read of it came in.',
    action: 'Fetch it again, or unpack what can be unpacked and import the folder.',
  },
  import_too_many: {
    title: 'The archive holds too many files.',
    text: 'Nothing of it came in.',
    action: 'Unpack it and import the folder.',
  },
  format_not_yet: {
    title: 'This Stet does not have that format yet.',
    text: 'Nothing was written.',
    action: 'Choose another format.',
  },
  export_unwritable: {
    title: 'The folder cannot be written to.',
    text: 'No file was left half written, and the stories are not touched.',
    action: 'Choose another folder, or change this one’s permissions.',
  },
  export_escapes: {
    title: 'A file would have landed outside the chosen folder.',
    text: 'Nothing was written.',
    action: 'Change the story’s slug, then export again.',
  },
  export_foreign: {
    title: 'There are files in that folder that Stet did not write.',
    text: 'A website would replace them, so nothing was written.',
    action: 'Choose an empty folder, or the one that holds an earlier export of this site.',
  },
  theme_invalid: {
    title: 'That folder is not a theme.',
    text: 'Nothing was written.',
    action: 'A theme has a file theme.toml and a folder of templates. To start from one, copy Broadsheet and change that.',
    open: true,
  },
  theme_missing: {
    title: 'The theme is not where it was.',
    text: 'Its folder may have been moved, renamed, or be on a disk that is not connected. Nothing was written; the site is as it was.',
    action: 'Choose the theme in its new place, or go back to Broadsheet.',
    open: true,
  },
  template_invalid: {
    title: 'A template of the theme has a mistake.',
    text: 'Nothing was written; the site is as it was.',
    action: 'Put it right at the place named here, then look again.',
    open: true,
  },
  template_endless: {
    title: 'A template of the theme does not come to an end.',
    text: 'Nothing was written; the site is as it was.',
    action: 'Look for a loop that never stops, at the place named here.',
    open: true,
  },
  export_lossy: {
    title: 'Something would be lost.',
    text: 'Nothing was written, because the export was to be strict.',
    action: 'Look at what the report names, or export without being strict.',
  },
  cancelled: {
    title: 'Stopped.',
    text: 'What was finished before stays.',
    action: 'Start again when you are ready.',
  },
  unreachable: {
    title: 'The desk did not answer.',
    text: 'What was saved before is safe, and what you wrote is still on the page.',
    action: 'Copy the text to be safe, then close and reopen the window.',
  },
}

/** Every code that has words, for the test that none is missing. */
export const codes = Object.keys(words) as FailureCode[]

/** Returns what people read for a failure of any kind. */
export function wordsFor(failure: unknown): Words & { code: FailureCode; detail: string } {
  const { code, detail } = StetError.from(failure)
  return { ...(words[code] ?? words.unreachable), code, detail }
}

/** Returns a failure that came as data (in a boot, or in an import's report) as one that was thrown. */
export const thrown = (failure: Failure): StetError => new StetError(failure.code, failure.detail, failure.current)
