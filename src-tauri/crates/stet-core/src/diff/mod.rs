//! What changed between two stories: fields, blocks, words, moves and format. A result that knows no presentation.
//!
//! Invariant: nothing is ever left out. [`ArticleDiff::apply`] on the older story gives the newer one exactly.

mod across;
mod align;
mod apply;
mod blocks;
mod carry;
mod clean;
mod columns;
mod cores;
pub(crate) mod correction;
mod count;
mod fields;
pub(crate) mod fragment;
mod line;
mod markup;
#[cfg(test)]
mod newsroom;
mod node;
mod paragraphs;
pub mod render_html;
pub mod render_text;
mod sequence;
mod take_back;
#[cfg(test)]
mod tests;
mod tokens;
mod wording;
mod words;

use serde::Serialize;
use ts_rs::TS;

use crate::Article;
use crate::document::{Block, Inline};
use node::NodeRef;

pub use carry::{Carried, Lines, Origin, TextLine, carry};
pub use count::word_counts;
pub(crate) use sequence::places;
pub use take_back::{BlockAt, take_back};

/// The difference between two stories.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ArticleDiff {
    /// Fields around the body that differ, in the order of the page.
    pub fields: Vec<FieldDiff>,
    /// The body, block by block in reading order: what stayed, came, went, moved and changed.
    pub blocks: Vec<BlockDiff>,
    /// What the foot of the page says.
    pub summary: Summary,
}

/// Totals of a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Summary {
    /// Steps of the stepper: changed fields and changed blocks.
    pub changes: u32,
    /// Words that came, in the body and in text fields.
    pub words_added: u32,
    /// Words that went.
    pub words_removed: u32,
    /// Blocks that moved.
    pub moved: u32,
    /// Blocks whose words are the same but whose form changed.
    pub format_only: u32,
    /// Paragraphs that were split, joined or cut anew.
    pub recut: u32,
    /// Blocks that were not compared word by word because the budget ran out.
    pub coarse: u32,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FieldDiff {
    /// The field's name, as in `Article`: `headline`, `tags`, `lead_image` …
    pub field: String,
    /// How it differs.
    pub change: FieldChange,
}

/// How a field differs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldChange {
    /// Text: pieces in reading order.
    Text {
        /// Pieces that stayed, came and went.
        pieces: Vec<TextPiece>,
        /// Words that came.
        added: u32,
        /// Words that went.
        removed: u32,
    },
    /// A list, such as tags or a byline: items in reading order.
    List {
        /// Items that stayed, came and went. One that only changed its place goes and comes.
        items: Vec<TextPiece>,
        /// Whether the items are the same and only their order changed.
        reordered: bool,
    },
    /// Anything else (the lead image, dates, corrections): the two values as they stand in the story.
    Value {
        /// Where both are records or lists of them (the lead image, corrections, front matter): what differs inside, by name or by
        /// number from 0. Otherwise empty.
        parts: Vec<FieldDiff>,
        /// The older value; null where there was none.
        #[ts(type = "unknown")]
        before: serde_json::Value,
        /// The newer value; null where there is none.
        #[ts(type = "unknown")]
        after: serde_json::Value,
    },
}

/// A piece of plain text in a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TextPiece {
    /// Whether it stayed, came or went.
    pub op: Op,
    /// The text.
    pub text: String,
}

/// Whether a piece stayed, came or went. In a run of changes what went stands before what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// In both.
    Equal,
    /// Only in the newer.
    Insert,
    /// Only in the older.
    Delete,
}

/// A block, or an item, row or cell inside one, in a difference.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
pub struct BlockDiff {
    /// What happened to it.
    pub change: Change,
    /// Its place among its siblings in the older story; none where it was inserted.
    pub from: Option<usize>,
    /// Its place among its siblings in the newer story; none where it was deleted.
    pub to: Option<usize>,
    /// Where it went or came from, if it moved among its siblings.
    pub moved: Option<Moved>,
    /// The older node, as document JSON; none for `inserted`, and left out where it equals `after`.
    #[ts(type = "BlockJson | null")]
    pub before: Option<Node>,
    /// The newer node, as document JSON; none for `deleted` and `departed`.
    #[ts(type = "BlockJson | null")]
    pub after: Option<Node>,
    /// For `edited` and `formatted` blocks with a line of their own: its pieces in reading order. For `split`, `joined` and `reflowed`:
    /// the pieces of all lines, with `paragraph` pieces between them.
    pub pieces: Vec<LinePiece>,
    /// For `edited` and `wrapped` containers (lists, quotes, tables, boxes): their children. A table's are rows, a row's cells. For
    /// `inserted` and `deleted` containers: their children, where one of them came from elsewhere or went there; otherwise
    /// none. For `unwrapped`: the blocks that stand there now.
    pub children: Vec<BlockDiff>,
    /// Attributes that differ (a heading's level, a figure's alt, a list's start …).
    pub attrs: Vec<AttrDiff>,
    /// For changes that stand for several siblings on a side (`split`, `joined`, `reflowed`, `wrapped`, `unwrapped`): all of them,
    /// before and after. `from` and `to` are then the first of each.
    pub parts: Option<Parts>,
    /// Where the older node is not the sibling at `from`: its path in the older body. So it is with what came from another
    /// container, and with the children of `wrapped` and `unwrapped`.
    pub origin: Option<Vec<usize>>,
    /// For `replaced`: whether the budget ran out, and not the likeness of the words.
    pub coarse: bool,
}

/// The siblings that a change stands for.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Parts {
    /// The older ones, as document JSON.
    #[ts(type = "BlockJson[]")]
    pub before: Vec<Node>,
    /// The newer ones.
    #[ts(type = "BlockJson[]")]
    pub after: Vec<Node>,
}

/// What happened to a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The same in both (it may have moved).
    #[default]
    Same,
    /// Only in the newer story.
    Inserted,
    /// Only in the older story.
    Deleted,
    /// The place that a moved block left; `moved` says where it went. It stands in the list where the block was.
    Departed,
    /// Its words, children or attributes changed: see `pieces`, `children`, `attrs`.
    Edited,
    /// The same words in another form: marks, links, level, alignment.
    Formatted,
    /// The words differ too much to be read word by word, or the budget ran out: `before` and `after` whole.
    Replaced,
    /// A paragraph (or item) was cut into several: see `pieces` and `parts`.
    Split,
    /// Several paragraphs (or items) became one.
    Joined,
    /// The cuts between several paragraphs are elsewhere.
    Reflowed,
    /// A list, quotation or box came around blocks that stood here: see `children`.
    Wrapped,
    /// A list, quotation or box around blocks is gone and they stay: see `children`.
    Unwrapped,
}

/// A move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Moved {
    /// The block's place among its siblings in the older story.
    pub from: usize,
    /// Its place among its siblings in the newer story.
    pub to: usize,
    /// How many siblings it passed: negative upwards, positive downwards. From one container to another: -1 or 1, the way.
    pub by: i32,
    /// Its path in the older body: a block of the body, then what is inside it.
    pub from_path: Vec<usize>,
    /// Its path in the newer body.
    pub to_path: Vec<usize>,
    /// The containers that it went between; none where it moved among its siblings.
    pub across: Option<Across>,
}

/// The containers that a block went between: names of the schema, `doc` for the body itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Across {
    /// The list, quotation, box or table that it left.
    pub out_of: String,
    /// The one where it is now.
    pub into: String,
}

/// A piece of a line in a difference.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct LinePiece {
    /// What happened to it.
    pub op: LineOp,
    /// The inlines: the newer ones for `equal`, `insert`, `format` and `note`, the older ones for `delete`.
    #[ts(type = "InlineJson[]")]
    pub content: Vec<Inline>,
    /// For `format`: the older inlines, of the same text. For `note`: the older footnote. Empty otherwise.
    #[ts(type = "InlineJson[]")]
    pub before: Vec<Inline>,
    /// For `format`: names of marks that came or went, or `link` where an address changed.
    pub marks: Vec<String>,
    /// Whether the piece is the end of a paragraph, which came, went or stayed. `content` is empty then.
    pub paragraph: bool,
    /// For `note`: what changed in the footnote.
    pub children: Vec<BlockDiff>,
}

/// What happened to a piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineOp {
    /// In both.
    Equal,
    /// Only in the newer line.
    Insert,
    /// Only in the older line.
    Delete,
    /// The same text in another form.
    Format,
    /// A footnote whose words changed.
    Note,
}

/// An attribute that differs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AttrDiff {
    /// The attribute's name in the schema.
    pub name: String,
    /// Its older value.
    #[ts(type = "unknown")]
    pub before: serde_json::Value,
    /// Its newer value.
    #[ts(type = "unknown")]
    pub after: serde_json::Value,
    /// Where both are text: its pieces in reading order.
    pub pieces: Vec<TextPiece>,
}

/// A node of the document that can differ by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Node {
    /// A block.
    Block(Block),
    /// A list item.
    Item(crate::document::ListItem),
    /// A row of a table.
    Row(crate::document::TableRow),
    /// A cell of a table.
    Cell(crate::document::TableCell),
}

/// How much a difference may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Comparisons of words, over all blocks together; beyond it changed blocks are given as `replaced`.
    /// A count and not a time, so that the same input gives the same result.
    pub steps: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: 50_000_000 }
    }
}

/// Returns what changed from `before` to `after`.
pub fn diff(before: &Article, after: &Article, budget: Budget) -> ArticleDiff {
    let mut steps = budget.steps;
    let fields = fields::fields(before, after, &mut steps);
    let (old, new) = (NodeRef::blocks(&before.body.content), NodeRef::blocks(&after.body.content));
    let mut blocks = blocks::siblings(&old, &new, &mut steps);
    across::follow(&mut blocks, &old, &new, &mut steps);
    let summary = summarise(&fields, &blocks);
    ArticleDiff { fields, blocks, summary }
}

fn summarise(fields: &[FieldDiff], blocks: &[BlockDiff]) -> Summary {
    let mut summary = Summary { changes: fields.len() as u32, ..Summary::default() };
    for field in fields {
        if let FieldChange::Text { added, removed, .. } = field.change {
            summary.words_added += added;
            summary.words_removed += removed;
        }
    }
    for block in blocks {
        let is_step = block.change != Change::Departed && (block.change != Change::Same || block.moved.is_some());
        let (added, removed) = count::words_changed(block);
        summary.changes += u32::from(is_step);
        summary.words_added += added;
        summary.words_removed += removed;
        count_forms(block, &mut summary);
    }
    summary
}

/// Counts moves, cuts and changes of form, those inside containers too; a container of formatted blocks counts as they do.
fn count_forms(block: &BlockDiff, summary: &mut Summary) {
    summary.moved += u32::from(block.moved.is_some() && block.change != Change::Departed);
    let inside = block.children.iter().any(|child| child.change == Change::Formatted);
    let form = matches!(block.change, Change::Wrapped | Change::Unwrapped) || block.change == Change::Formatted && !inside;
    summary.format_only += u32::from(form && count::words_changed(block) == (0, 0));
    summary.recut += u32::from(matches!(block.change, Change::Split | Change::Joined | Change::Reflowed));
    summary.coarse += u32::from(block.coarse);
    block.children.iter().for_each(|child| count_forms(child, summary));
}
