// Generated from the Rust types; do not edit. `make bindings` writes it anew.
/* eslint-disable */

/** ProseMirror JSON of a body; see src/editor/schema.ts. */
export type DocumentJson = { type: 'doc'; content: BlockJson[] };
export type BlockJson = { type: string; attrs?: Record<string, unknown>; content?: BlockJson[]; text?: string; marks?: MarkJson[] };
export type InlineJson = BlockJson;
export type MarkJson = { type: string; attrs?: Record<string, unknown> };

export type ErrorCode = "library_missing" | "library_exists" | "is_a_folder" | "not_a_library" | "other_application" | "newer_library" | "library_read_only" | "library_busy" | "library_damaged" | "disk_full" | "dictionary_invalid" | "io" | "story_unknown" | "story_ambiguous" | "story_empty" | "revision_unknown" | "revision_damaged" | "revision_thinned" | "revision_name_too_long" | "stale_save" | "document_invalid" | "field_invalid" | "slug_taken" | "status_refused" | "tag_unknown" | "tag_exists" | "tag_invalid" | "tag_cycle" | "query_invalid" | "picture_empty" | "picture_too_large" | "picture_format" | "picture_dimensions" | "picture_frames" | "picture_broken" | "picture_unknown" | "picture_damaged" | "import_missing" | "import_binary" | "import_empty" | "import_too_large" | "import_encoding" | "import_front_matter" | "import_format" | "import_escapes" | "import_bomb" | "import_nested" | "import_library" | "import_encrypted" | "import_damaged" | "import_too_many" | "format_not_yet" | "export_unwritable" | "export_escapes" | "export_foreign" | "theme_invalid" | "theme_missing" | "template_invalid" | "template_endless" | "export_lossy" | "cancelled";
export type ArticleId = string;
export type Article = { 
/**
 * The headline, plain text.
 */
headline: string, 
/**
 * The paragraph under the headline, plain text.
 */
standfirst: string, 
/**
 * The word or two above the headline.
 */
kicker: string, 
/**
 * The people who wrote it, by name.
 */
byline: Array<string>, 
/**
 * The place it is written from.
 */
dateline: string, 
/**
 * The section of the publication.
 */
section: string, 
/**
 * BCP 47 language tag, e.g. `en-GB`; empty where nobody said.
 */
language: string, 
/**
 * The last part of the story's address; unique in the library, or empty until there is a headline.
 */
slug: string, 
/**
 * The title for search engines, where it differs from the headline.
 */
seo_title: string, 
/**
 * The description for search engines and cards.
 */
seo_description: string, 
/**
 * The address where the story first appeared, or empty.
 */
canonical_url: string, 
/**
 * The picture above the story.
 */
lead_image: LeadImage | null, 
/**
 * Tags by name, in the editor's order.
 */
tags: Array<string>, 
/**
 * Notes to other editors; they leave only in Stet's own JSON.
 */
notes: string, 
/**
 * Corrections, oldest first.
 */
corrections: Array<Correction>, 
/**
 * When the story was, or shall be said to be, published.
 */
published_at: string | null, 
/**
 * When the published story was last changed, as readers are told.
 */
updated_at: string | null, 
/**
 * Front matter that came in and that Stet has no field for; kept in order, goes out again.
 */
extra: Record<string, unknown>, 
/**
 * The Markdown that the story came from, so that what nobody touched goes out as it came in.
 */
source?: Source, 
/**
 * The body.
 */
body: DocumentJson, };
export type Focal = [number, number];
export type Crop = [number, number, number, number];
export type LeadImage = { 
/**
 * BLAKE3 hash of the bytes in hex, or empty.
 */
asset: string, 
/**
 * The picture's address, or empty.
 */
src: string, 
/**
 * What it shows.
 */
alt: string, 
/**
 * The caption, plain text.
 */
caption: string, 
/**
 * Who made it.
 */
credit: string, 
/**
 * On what terms it may be used, e.g. `CC BY 4.0`.
 */
licence?: string, 
/**
 * The point that stays in sight when the picture is cut to another shape.
 */
focal?: Focal, 
/**
 * The part that is shown; all of it where nobody chose.
 */
crop?: Crop, };
export type Source = { 
/**
 * BLAKE3 hash of its bytes in hex.
 */
asset: string, 
/**
 * Its name, which may have said what the text did not.
 */
name: string, 
/**
 * The slug that the library gave the story for the file; empty where an editor had given it one.
 */
slug?: string, };
export type Correction = { 
/**
 * When it was made.
 */
time: string, 
/**
 * What it says.
 */
text: string, };
export type Status = "draft" | "review" | "ready" | "published" | "spiked";
export type Tag = { 
/**
 * The name, as people write it.
 */
name: string, 
/**
 * The name of the tag that it stands under.
 */
parent: string | null, 
/**
 * How deep it stands; 0 for a tag without a parent.
 */
depth: number, 
/**
 * One of [`Colour`], if it has one.
 */
colour: Colour | null, 
/**
 * What it is for.
 */
description: string, 
/**
 * How many stories that are not spiked carry it, or a tag under it.
 */
stories: number, };
export type Colour = "red" | "orange" | "yellow" | "green" | "teal" | "blue" | "violet" | "grey";
export type Asset = { 
/**
 * BLAKE3 of its bytes, in hex.
 */
hash: string, 
/**
 * Its media type, e.g. `image/jpeg`.
 */
media_type: string, 
/**
 * The name of the file that it came as; may be empty.
 */
name: string, 
/**
 * Pixels across, once upright.
 */
width: number, 
/**
 * Pixels down, once upright.
 */
height: number, 
/**
 * Its bytes.
 */
size: number, 
/**
 * Frames; 1 stands still.
 */
frames: number, };
export type StoryAsset = { 
/**
 * The picture.
 */
asset: Asset, 
/**
 * Whether the story shows it now; otherwise an older revision does.
 */
used: boolean, };
export type Removed = { 
/**
 * Pictures.
 */
pictures: number, 
/**
 * Their bytes.
 */
bytes: number, };
export type Linked = { 
/**
 * Its id.
 */
id: ArticleId, 
/**
 * Its headline; may be empty.
 */
headline: string, 
/**
 * What became of it.
 */
status: Status, };
export type StorySummary = { 
/**
 * The story's id.
 */
id: ArticleId, 
/**
 * Where it stands.
 */
status: Status, 
/**
 * The headline; may be empty.
 */
headline: string, 
/**
 * The first 200 characters of the standfirst, or of the body where there is none.
 */
standfirst: string, 
/**
 * The section.
 */
section: string, 
/**
 * The slug.
 */
slug: string, 
/**
 * Language tag.
 */
language: string, 
/**
 * Words in the body.
 */
words: number, 
/**
 * Tags by name, in the editor's order.
 */
tags: Array<string>, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When its working copy last changed.
 */
updated_at: string, 
/**
 * For a published story: its working copy or head differs from what is out.
 */
changed_since_publication: boolean, 
/**
 * Where a search matched: pieces of text around the first hit, `hit` for those that match. Empty without a search.
 */
snippet: Array<SnippetPiece>, };
export type SnippetPiece = { 
/**
 * The text.
 */
text: string, 
/**
 * Whether it is what was searched for.
 */
hit: boolean, };
export type StoryQuery = { 
/**
 * The search as typed: words, `"phrases"`, `-words`, `tag:`, `status:`, `by:`, `section:`, `before:`, `after:`. Empty lists all.
 */
text: string, 
/**
 * Only stories of this status. Without it, and without `status:spiked`, spiked stories are left out.
 */
status: Status | null, 
/**
 * Only stories with this tag or one under it.
 */
tag: string | null, 
/**
 * The order. A search with words is by rank unless another order than `Updated` is asked for.
 */
sort: Sort, };
export type Sort = "updated" | "created" | "headline" | "words";
export type StoryPage = { 
/**
 * How many stories the query has in all.
 */
total: number, 
/**
 * Where the rows begin.
 */
offset: number, 
/**
 * The rows.
 */
rows: Array<StorySummary>, };
export type Counts = { 
/**
 * All that are not spiked.
 */
all: number, draft: number, review: number, ready: number, published: number, spiked: number, };
export type Story = { 
/**
 * The story's id.
 */
id: ArticleId, 
/**
 * Where it stands.
 */
status: Status, 
/**
 * Counts every change of the working copy; a save names the one that it is based on.
 */
version: number, 
/**
 * The newest revision.
 */
head: number, 
/**
 * Whether the working copy differs from the newest revision.
 */
dirty: boolean, 
/**
 * The revision that is out, if any.
 */
published_revision: number | null, 
/**
 * When it was made.
 */
created_at: string, 
/**
 * When the working copy last changed.
 */
updated_at: string, 
/**
 * The working copy.
 */
article: Article, };
export type Saved = { 
/**
 * The working copy's version now.
 */
version: number, 
/**
 * The newest revision now.
 */
head: number, 
/**
 * The revision that this save made, if it made one (none where nothing differed from the head).
 */
revision: number | null, 
/**
 * When it was saved.
 */
saved_at: string, 
/**
 * Words in the body.
 */
words: number, 
/**
 * The slug, which the first save of a headline makes.
 */
slug: string, 
/**
 * Tags as the library spells them now (an alias becomes its tag's name).
 */
tags: Array<string>, };
export type Reason = "created" | "saved" | "autosaved" | "status" | "published" | "imported" | "restored";
export type RevisionRow = { 
/**
 * Its number.
 */
number: number, 
/**
 * The one that it follows; none for the first.
 */
parent: number | null, 
/**
 * Why it was made.
 */
reason: Reason, 
/**
 * The status of the story after it.
 */
status: Status, 
/**
 * The name that an editor gave it.
 */
name: string | null, 
/**
 * Who made it.
 */
author: string, 
/**
 * When.
 */
time: string, 
/**
 * Words that came since its parent.
 */
added: number, 
/**
 * Words that went since its parent.
 */
removed: number, 
/**
 * Words in the body.
 */
words: number, 
/**
 * For `restored`: the revision that was taken back.
 */
restored_from: number | null, 
/**
 * For `restored`: the field or block that was taken back; none for the whole.
 */
restored_part: string | null, 
/**
 * Whether this revision is, or once was, what readers saw.
 */
published: boolean, 
/**
 * Whether its content was thinned out: that it was made stays known, what it said does not.
 */
thinned: boolean, };
export type Side = { "kind": "draft" } | { "kind": "revision", 
/**
 * Its number.
 */
number: number, };
export type HistoryFilter = { 
/**
 * Only those with a name.
 */
named: boolean, 
/**
 * Only those that were published.
 */
published: boolean, 
/**
 * Only those by this author.
 */
author: string | null, };
export type HistoryPage = { 
/**
 * How many revisions the filter has in all.
 */
total: number, 
/**
 * The rows, newest first.
 */
rows: Array<RevisionRow>, 
/**
 * Everybody who made a revision of the story, whatever the filter.
 */
authors: Array<string>, };
export type Spot = { "kind": "field", 
/**
 * `headline` or `standfirst`.
 */
name: string, } | { "kind": "block", 
/**
 * Its place in the body, from 0.
 */
index: number, };
export type PassageChange = "came" | "changed" | "went" | "unreadable";
export type PassageEvent = { 
/**
 * The revision; none for the working copy.
 */
revision: number | null, 
/**
 * What became of it there.
 */
change: PassageChange, 
/**
 * The passage as it read after that; for one that went, as it read last; empty for a revision that cannot be read.
 */
text: string, 
/**
 * Where it stood after that; none where it went, or where no single block holds it.
 */
place: Spot | null, };
export type BlameRun = { 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, 
/**
 * The revision; none for words that only the working copy has.
 */
revision: number | null, };
export type Blame = { 
/**
 * Runs of the headline.
 */
headline: Array<BlameRun>, 
/**
 * Runs of the standfirst.
 */
standfirst: Array<BlameRun>, 
/**
 * Runs of each block of the body.
 */
blocks: Array<Array<BlameRun>>, };
export type PastHit = { 
/**
 * The story.
 */
id: ArticleId, 
/**
 * The headline of that revision.
 */
headline: string, 
/**
 * The text around the first hit.
 */
snippet: Array<SnippetPiece>, 
/**
 * The newest revision that says it.
 */
revision: number, 
/**
 * How often that revision says it.
 */
hits: number, 
/**
 * Whether only older text says it: the working copy does not.
 */
gone: boolean, };
export type PastHits = { 
/**
 * The best: those first that are gone from the working copy, then by number of hits.
 */
hits: Array<PastHit>, 
/**
 * Revisions that could not be read, and so not searched.
 */
damaged: Array<[ArticleId, number]>, };
export type SincePublication = { 
/**
 * The revision that is out.
 */
revision: number, 
/**
 * When that revision was made.
 */
time: string, 
/**
 * From what is out to the working copy; `summary.changes` is how many there are.
 */
diff: ArticleDiff, };
export type PublicVersion = { 
/**
 * The revision.
 */
revision: number, 
/**
 * When it went out.
 */
time: string, 
/**
 * Corrections that came with it.
 */
corrections: Array<Correction>, 
/**
 * What changed since the version before, as far as readers see it; none for the first.
 */
changes: ArticleDiff | null, };
export type Thinned = { 
/**
 * Stories that have such revisions.
 */
stories: number, 
/**
 * Revisions whose content goes.
 */
revisions: number, 
/**
 * Bytes that their content takes; the file reuses them before it grows.
 */
bytes: number, };
export type SavedSearch = { 
/**
 * Its name, unique.
 */
name: string, 
/**
 * The query as typed.
 */
query: string, 
/**
 * How many stories it finds.
 */
stories: number, };
export type Stats = { 
/**
 * Stories, spiked ones too.
 */
stories: number, 
/**
 * Revisions.
 */
revisions: number, 
/**
 * Words in all working copies.
 */
words: number, 
/**
 * Bytes of revisions and snapshots with their indexes.
 */
history_bytes: number, 
/**
 * Bytes of assets.
 */
asset_bytes: number, 
/**
 * Bytes of the search index.
 */
index_bytes: number, 
/**
 * Bytes of the whole file.
 */
file_bytes: number, };
export type CheckReport = { 
/**
 * Stories looked at.
 */
stories: number, 
/**
 * Revisions looked at.
 */
revisions: number, 
/**
 * Snapshots read back and hashed (all with `deep`, else only the heads').
 */
snapshots: number, 
/**
 * What is wrong.
 */
faults: Array<Fault>, };
export type Fault = { 
/**
 * What kind of fault: `database`, `foreign_key`, `snapshot`, `content_hash`, `chain`, `search_index`, `working_copy`, `picture`.
 */
kind: string, 
/**
 * The story, where it is one story's.
 */
story: ArticleId | null, 
/**
 * The revision, where it is one revision's.
 */
revision: number | null, 
/**
 * A sentence.
 */
detail: string, };
export type ArticleDiff = { 
/**
 * Fields around the body that differ, in the order of the page.
 */
fields: Array<FieldDiff>, 
/**
 * The body, block by block in reading order: what stayed, came, went, moved and changed.
 */
blocks: Array<BlockDiff>, 
/**
 * What the foot of the page says.
 */
summary: Summary, };
export type Summary = { 
/**
 * Steps of the stepper: changed fields and changed blocks.
 */
changes: number, 
/**
 * Words that came, in the body and in text fields.
 */
words_added: number, 
/**
 * Words that went.
 */
words_removed: number, 
/**
 * Blocks that moved.
 */
moved: number, 
/**
 * Blocks whose words are the same but whose form changed.
 */
format_only: number, 
/**
 * Paragraphs that were split, joined or cut anew.
 */
recut: number, 
/**
 * Blocks that were not compared word by word because the budget ran out.
 */
coarse: number, };
export type FieldDiff = { 
/**
 * The field's name, as in `Article`: `headline`, `tags`, `lead_image` …
 */
field: string, 
/**
 * How it differs.
 */
change: FieldChange, };
export type FieldChange = { "kind": "text", 
/**
 * Pieces that stayed, came and went.
 */
pieces: Array<TextPiece>, 
/**
 * Words that came.
 */
added: number, 
/**
 * Words that went.
 */
removed: number, } | { "kind": "list", 
/**
 * Items that stayed, came and went. One that only changed its place goes and comes.
 */
items: Array<TextPiece>, 
/**
 * Whether the items are the same and only their order changed.
 */
reordered: boolean, } | { "kind": "value", 
/**
 * Where both are records or lists of them (the lead image, corrections, front matter): what differs inside, by name or by
 * number from 0. Otherwise empty.
 */
parts: Array<FieldDiff>, 
/**
 * The older value; null where there was none.
 */
before: unknown, 
/**
 * The newer value; null where there is none.
 */
after: unknown, };
export type TextPiece = { 
/**
 * Whether it stayed, came or went.
 */
op: Op, 
/**
 * The text.
 */
text: string, };
export type Op = "equal" | "insert" | "delete";
export type BlockDiff = { 
/**
 * What happened to it.
 */
change: Change, 
/**
 * Its place among its siblings in the older story; none where it was inserted.
 */
from: number | null, 
/**
 * Its place among its siblings in the newer story; none where it was deleted.
 */
to: number | null, 
/**
 * Where it went or came from, if it moved among its siblings.
 */
moved: Moved | null, 
/**
 * The older node, as document JSON; none for `inserted`, and left out where it equals `after`.
 */
before: BlockJson | null, 
/**
 * The newer node, as document JSON; none for `deleted` and `departed`.
 */
after: BlockJson | null, 
/**
 * For `edited` and `formatted` blocks with a line of their own: its pieces in reading order. For `split`, `joined` and `reflowed`:
 * the pieces of all lines, with `paragraph` pieces between them.
 */
pieces: Array<LinePiece>, 
/**
 * For `edited` and `wrapped` containers (lists, quotes, tables, boxes): their children. A table's are rows, a row's cells. For
 * `inserted` and `deleted` containers: their children, where one of them came from elsewhere or went there; otherwise
 * none. For `unwrapped`: the blocks that stand there now.
 */
children: Array<BlockDiff>, 
/**
 * Attributes that differ (a heading's level, a figure's alt, a list's start …).
 */
attrs: Array<AttrDiff>, 
/**
 * For changes that stand for several siblings on a side (`split`, `joined`, `reflowed`, `wrapped`, `unwrapped`): all of them,
 * before and after. `from` and `to` are then the first of each.
 */
parts: Parts | null, 
/**
 * Where the older node is not the sibling at `from`: its path in the older body. So it is with what came from another
 * container, and with the children of `wrapped` and `unwrapped`.
 */
origin: Array<number> | null, 
/**
 * For `replaced`: whether the budget ran out, and not the likeness of the words.
 */
coarse: boolean, };
export type Parts = { 
/**
 * The older ones, as document JSON.
 */
before: BlockJson[], 
/**
 * The newer ones.
 */
after: BlockJson[], };
export type Change = "same" | "inserted" | "deleted" | "departed" | "edited" | "formatted" | "replaced" | "split" | "joined" | "reflowed" | "wrapped" | "unwrapped";
export type Moved = { 
/**
 * The block's place among its siblings in the older story.
 */
from: number, 
/**
 * Its place among its siblings in the newer story.
 */
to: number, 
/**
 * How many siblings it passed: negative upwards, positive downwards. From one container to another: -1 or 1, the way.
 */
by: number, 
/**
 * Its path in the older body: a block of the body, then what is inside it.
 */
from_path: Array<number>, 
/**
 * Its path in the newer body.
 */
to_path: Array<number>, 
/**
 * The containers that it went between; none where it moved among its siblings.
 */
across: Across | null, };
export type Across = { 
/**
 * The list, quotation, box or table that it left.
 */
out_of: string, 
/**
 * The one where it is now.
 */
into: string, };
export type LinePiece = { 
/**
 * What happened to it.
 */
op: LineOp, 
/**
 * The inlines: the newer ones for `equal`, `insert`, `format` and `note`, the older ones for `delete`.
 */
content: InlineJson[], 
/**
 * For `format`: the older inlines, of the same text. For `note`: the older footnote. Empty otherwise.
 */
before: InlineJson[], 
/**
 * For `format`: names of marks that came or went, or `link` where an address changed.
 */
marks: Array<string>, 
/**
 * Whether the piece is the end of a paragraph, which came, went or stayed. `content` is empty then.
 */
paragraph: boolean, 
/**
 * For `note`: what changed in the footnote.
 */
children: Array<BlockDiff>, };
export type LineOp = "equal" | "insert" | "delete" | "format" | "note";
export type AttrDiff = { 
/**
 * The attribute's name in the schema.
 */
name: string, 
/**
 * Its older value.
 */
before: unknown, 
/**
 * Its newer value.
 */
after: unknown, 
/**
 * Where both are text: its pieces in reading order.
 */
pieces: Array<TextPiece>, };
export type BlockAt = { "side": "older", 
/**
 * Its path there.
 */
path: Array<number>, } | { "side": "newer", 
/**
 * Its path there.
 */
path: Array<number>, };
export type Warning = { 
/**
 * A stable name: `encoding`, `dropped`, `link_removed`, `date_unread`, `furniture` …
 */
code: string, 
/**
 * A sentence.
 */
detail: string, };
export type Boot = { 
/**
 * The open library; none where it could not be opened, and then `failure` says why.
 */
library: LibraryInfo | null, 
/**
 * Why there is no library.
 */
failure: Failure | null, 
/**
 * The first rows of the list.
 */
page: StoryPage | null, 
/**
 * Counts of the sidebar.
 */
counts: Counts, 
/**
 * The tag tree.
 */
tags: Array<Tag>, 
/**
 * Saved searches.
 */
searches: Array<SavedSearch>, 
/**
 * The story that was open last, or the newest.
 */
story: Story | null, 
/**
 * The name of the person at the desk.
 */
author: string, 
/**
 * Settings of this library, by key.
 */
settings: Record<string, string>, 
/**
 * `linux`, `macos` or `windows`.
 */
platform: string, 
/**
 * Whether this start made the library.
 */
first_run: boolean, };
export type LibraryInfo = { 
/**
 * Its name: the setting `publication`, or the file's name.
 */
name: string, 
/**
 * Where it lies.
 */
path: string, 
/**
 * Whether it can only be read.
 */
read_only: boolean, };
export type Failure = { 
/**
 * The stable code.
 */
code: ErrorCode, 
/**
 * Details for those who fold them open; never shown as it is.
 */
detail: string, 
/**
 * For `stale_save`: the version that the library has now.
 */
current: number | null, };
export type Check = { 
/**
 * A stable name: `headline_missing`, `alt_missing`, `doubled_word`, `unclosed_quote` …
 */
code: string, 
/**
 * `look` (worth a look) or `must` (before publishing).
 */
level: CheckLevel, 
/**
 * What it is about, e.g. the doubled word; may be empty.
 */
about: string, 
/**
 * The place: a field's name, or the index of a block of the body.
 */
field: string | null, 
/**
 * The index of the block in the body.
 */
block: number | null, };
export type CheckLevel = "look" | "must";
export type Progress = { 
/**
 * Files or stories done.
 */
done: number, 
/**
 * Of how many.
 */
total: number, };
export type FilesDropped = { 
/**
 * The number of the drop: what the page asks about it later is about this one.
 */
drop: number, 
/**
 * Their names, without the folders that they lie in.
 */
names: Array<string>, 
/**
 * Where they fell, as a share of the page's width.
 */
x: number, 
/**
 * Where they fell, as a share of the page's height.
 */
y: number, };
export type ExportSelection = { "kind": "stories", 
/**
 * Their ids.
 */
ids: Array<string>, } | { "kind": "query", 
/**
 * The query.
 */
query: StoryQuery, };
export type ImportOutcome = "new" | "updated" | "unchanged" | "both_kept" | "failed";
export type ImportReport = { 
/**
 * A line a file.
 */
files: Array<ImportedFile>, 
/**
 * Files that are no stories: pictures, styles, programs.
 */
passed_over: number, 
/**
 * Whether it was asked to stop before the end.
 */
cancelled: boolean, 
/**
 * Why the library took no more; what had come in stays.
 */
stopped: Failure | null, };
export type ImportedFile = { 
/**
 * The file's path, as it was given or inside what was dropped.
 */
name: string, 
/**
 * What became of it.
 */
outcome: ImportOutcome, 
/**
 * The story that it is.
 */
story: ArticleId | null, 
/**
 * Its headline.
 */
headline: string, 
/**
 * What was dropped or guessed.
 */
warnings: Array<Warning>, 
/**
 * Why nothing came in.
 */
failure: Failure | null, };
export type LibraryChanged = { 
/**
 * When it was noticed.
 */
at: string, 
/**
 * Whether it was another process.
 */
elsewhere: boolean, };
export type Spelled = { 
/**
 * The dictionary that was asked, e.g. `en-GB`; none where the language has none.
 */
dictionary: string | null, 
/**
 * The words that it does not know, in the order of the question.
 */
wrong: Array<string>, };
export type ExportFormat = "markdown" | "html" | "bare" | "text" | "json";
export type ExportPreset = "stet" | "hugo" | "jekyll" | "zola" | "eleventy" | "astro" | "commonmark" | "gfm";
export type LossPlace = { 
/**
 * The story's id.
 */
story: string, 
/**
 * Its headline; may be empty.
 */
headline: string, 
/**
 * The field of the story, e.g. `lead_image`; empty for the body.
 */
field: string, 
/**
 * In the body: the block's place from 0, then the child's place in it, and so on inwards, as in the document's JSON.
 */
path: Array<number>, 
/**
 * The beginning of the text that stands there, at most 60 characters.
 */
excerpt: string, };
export type Loss = { 
/**
 * A stable name: `fact_box`, `pull_quote`, `underline`, `colspan` …
 */
what: string, 
/**
 * What becomes of it, a short clause: `becomes a titled quote`.
 */
becomes: string, 
/**
 * How often it occurs.
 */
count: number, 
/**
 * In how many stories.
 */
stories: number, 
/**
 * Whether the file still says all of it, in another form (HTML in Markdown, say), so that Stet reads it back as it was. A
 * strict export refuses only what is not kept.
 */
kept: boolean, 
/**
 * Where it stands; the first hundred, and of several stories ten of each at most.
 */
places: Array<LossPlace>, };
export type Renamed = { 
/**
 * The name it should have.
 */
wanted: string, 
/**
 * The name it has.
 */
written: string, };
export type SiteOptions = { 
/**
 * The publication's name; may be empty.
 */
title: string, 
/**
 * A line about it; may be empty.
 */
description: string, 
/**
 * Where the site will be, `https://…`; empty where nobody knows yet. Feeds and maps then carry addresses that begin at the root.
 */
base_url: string, 
/**
 * The site's own language; empty for that of most stories.
 */
language: string, 
/**
 * The folder of a theme; Broadsheet where there is none.
 */
theme: string | null, 
/**
 * Whether to write every file anew.
 */
fresh: boolean, };
export type SiteReport = { 
/**
 * Stories on the site.
 */
stories: number, 
/**
 * Files of the site.
 */
files: number, 
/**
 * Files that were written.
 */
written: number, 
/**
 * Files that were taken away, because nothing has them any more.
 */
removed: number, 
/**
 * Published stories whose working copy holds more than the site shows.
 */
unpublished_changes: number, };
export type ExportOptions = { 
/**
 * The format.
 */
format: ExportFormat, 
/**
 * The publication's name, for the HTML page; may be empty.
 */
publication: string, 
/**
 * Whether Markdown begins with front matter.
 */
front_matter: boolean, 
/**
 * For whom Markdown is written.
 */
preset?: ExportPreset, 
/**
 * Whether to refuse, before anything is written, where something would be lost.
 */
strict?: boolean, 
/**
 * The folder of a theme for the HTML page; Broadsheet where there is none.
 */
theme?: string, 
/**
 * Whether a published story is asked for as it was published, rather than as it stands; see [`crate::Library::outgoing_for`].
 */
as_published?: boolean, };
export type ExportPreview = { 
/**
 * The file's name inside the chosen folder, e.g. `hestray-winter-ferry.md`.
 */
path: string, 
/**
 * Its text.
 */
text: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * What the format cannot carry.
 */
losses: Array<Loss>, };
export type ExportReport = { 
/**
 * Names of the files written, in order.
 */
written: Array<string>, 
/**
 * Files that got a number, because another file of this export, or one that Stet did not write, has the name.
 */
renamed: Array<Renamed>, 
/**
 * What was lost over all files.
 */
losses: Array<Loss>, };
