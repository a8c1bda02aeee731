//! The story's body: typed blocks, inlines and marks, mirrored by the editor's ProseMirror schema.
//!
//! Owns what a body may be ([`schema`]), how it is read and written as ProseMirror JSON ([`json`]), its plain
//! text ([`text`]) and walks over it. It refuses to know HTML, Markdown or any presentation.

#![allow(missing_docs, reason = "the schema's field names say what they are; each variant is documented")]

mod address;
mod framing;
mod json;
mod normal;
mod pictures;
pub mod schema;
pub mod text;

pub(crate) use self::address::attribute_address;
pub use framing::{Crop, Focal, WHOLE};
pub use json::DocumentError;
pub use schema::{Align, LinkTarget, is_allowed_url, story_link};

/// The body of a story: a list of blocks, never empty once normalised (an empty story is one empty paragraph).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Document {
    /// The blocks from top to bottom.
    pub content: Vec<Block>,
}

/// A block of the body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Block {
    /// A paragraph of prose.
    Paragraph { content: Vec<Inline> },
    /// A heading inside the story; `level` is 1–6.
    Heading { level: u8, content: Vec<Inline> },
    /// A quotation of blocks.
    Blockquote { content: Vec<Block> },
    /// A line lifted out of the story; `attribution` may be empty.
    PullQuote { attribution: String, content: Vec<Inline> },
    /// An unordered list. Holds only [`ListItem`]s.
    BulletList { content: Vec<ListItem> },
    /// A numbered list that begins at `start`.
    OrderedList { start: u32, content: Vec<ListItem> },
    /// Preformatted text without marks; `language` may be empty.
    CodeBlock { language: String, text: String },
    /// A thematic break.
    HorizontalRule,
    /// A table of rows.
    Table {
        /// Shares of the columns in the table's width, one a column; empty where the columns share by what they hold.
        widths: Vec<u32>,
        /// At least one row.
        content: Vec<TableRow>,
    },
    /// A picture with its caption.
    Figure(Figure),
    /// A piece of another site, kept as an address and a title; nothing is fetched.
    Embed { url: String, title: String },
    /// A box of facts beside the story; holds blocks, but no further fact box.
    FactBox { title: String, content: Vec<Block> },
}

/// An item of a list: a first paragraph and whatever blocks follow. `checked` makes it a task.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListItem {
    /// `None` for a plain item, otherwise whether the task is done.
    pub checked: Option<bool>,
    /// At least one block; the first is a paragraph.
    pub content: Vec<Block>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableRow {
    /// The cells from the first column to the last.
    pub content: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableCell {
    /// Whether the cell heads its row or column (`table_header` in JSON, otherwise `table_cell`).
    pub header: bool,
    /// Horizontal alignment, if any is asked for.
    pub align: Option<Align>,
    /// Columns that the cell covers, at least 1.
    pub colspan: u32,
    /// Rows that the cell covers, at least 1.
    pub rowspan: u32,
    /// At least one block.
    pub content: Vec<Block>,
}

/// A picture: in the library by `asset` (BLAKE3 in hex) or elsewhere by `src`; at least one of them is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Figure {
    /// BLAKE3 hash of the picture's bytes in hex, or empty.
    pub asset: String,
    /// The picture's address, or empty.
    pub src: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: String,
    /// Who made it.
    pub credit: String,
    /// On what terms it may be used, e.g. `CC BY 4.0`.
    pub licence: String,
    /// The point that stays in sight when the picture is cut to another shape.
    pub focal: Option<Focal>,
    /// The part that is shown; all of it where nobody chose.
    pub crop: Option<Crop>,
    /// The caption, with marks.
    pub caption: Vec<Inline>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Inline {
    /// Text that carries one set of marks; never empty once normalised.
    Text { text: String, marks: Vec<Mark> },
    /// A line break inside a paragraph.
    HardBreak { marks: Vec<Mark> },
    /// A picture inside a line.
    Image { asset: String, src: String, alt: String, title: String, marks: Vec<Mark> },
    /// A footnote: its blocks live in the node, so history and restores can never lose them.
    Footnote { content: Vec<Block>, marks: Vec<Mark> },
}

/// A mark on an inline. The order of the variants is the canonical order of marks in a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A link; `title` may be empty.
    Link { href: String, title: String },
    /// Emphasis (italic).
    Em,
    /// Strong emphasis (bold).
    Strong,
    /// Underline.
    Underline,
    /// Struck text.
    Strike,
    /// Highlighted text.
    Highlight,
    /// Superscript; never together with subscript.
    Superscript,
    /// Subscript; never together with superscript.
    Subscript,
    /// Code.
    Code,
    /// Reserved for review: text that a suggestion adds.
    Insertion(Suggestion),
    /// Reserved for review: text that a suggestion removes.
    Deletion(Suggestion),
    /// Reserved for review: text whose form a suggestion changes.
    Modification(Suggestion),
    /// Reserved for review: text that a thread of comments speaks of.
    Comment { thread: String },
}

/// Who suggested a change, and when (RFC 3339 text, kept as it came).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Suggestion {
    /// The suggestion's identity.
    pub id: String,
    /// Who made it.
    pub author: String,
    /// When, as RFC 3339 text.
    pub time: String,
}

impl Default for Document {
    fn default() -> Self {
        Self { content: vec![Block::Paragraph { content: Vec::new() }] }
    }
}

impl Document {
    /// Returns a document of `content`, normalised: adjacent text of equal marks joined, empty text dropped,
    /// marks in canonical order, and one empty paragraph where there is no block.
    pub fn new(content: Vec<Block>) -> Self {
        let mut document = Self { content };
        document.normalise();
        document
    }

    /// Tells whether the body holds nothing that a reader would see.
    pub fn is_blank(&self) -> bool {
        self.content.iter().all(|block| match block {
            Block::Paragraph { content } => content.iter().all(|inline| match inline {
                Inline::Text { text, .. } => text.trim().is_empty(),
                Inline::HardBreak { .. } => true,
                _ => false,
            }),
            _ => false,
        })
    }
}

impl Block {
    /// Returns the block's name in the schema, e.g. `paragraph`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Paragraph { .. } => "paragraph",
            Self::Heading { .. } => "heading",
            Self::Blockquote { .. } => "blockquote",
            Self::PullQuote { .. } => "pull_quote",
            Self::BulletList { .. } => "bullet_list",
            Self::OrderedList { .. } => "ordered_list",
            Self::CodeBlock { .. } => "code_block",
            Self::HorizontalRule => "horizontal_rule",
            Self::Table { .. } => "table",
            Self::Figure(_) => "figure",
            Self::Embed { .. } => "embed",
            Self::FactBox { .. } => "fact_box",
        }
    }

    /// Returns the block's own line of inlines, if it is of a kind that has one.
    pub fn inlines(&self) -> Option<&[Inline]> {
        match self {
            Self::Paragraph { content } | Self::Heading { content, .. } | Self::PullQuote { content, .. } => Some(content),
            Self::Figure(figure) => Some(&figure.caption),
            _ => None,
        }
    }

    /// Returns a paragraph of plain text.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { content: Inline::plain(text) }
    }
}

impl Inline {
    /// Returns `text` as a line without marks; no inline at all for empty text.
    pub fn plain(text: impl Into<String>) -> Vec<Self> {
        let text = text.into();
        if text.is_empty() { Vec::new() } else { vec![Self::Text { text, marks: Vec::new() }] }
    }

    /// Returns the marks that the inline carries.
    pub fn marks(&self) -> &[Mark] {
        match self {
            Self::Text { marks, .. } | Self::HardBreak { marks } | Self::Image { marks, .. } | Self::Footnote { marks, .. } => marks,
        }
    }

    /// Returns the marks that the inline carries, to change them.
    pub fn marks_mut(&mut self) -> &mut Vec<Mark> {
        match self {
            Self::Text { marks, .. } | Self::HardBreak { marks } | Self::Image { marks, .. } | Self::Footnote { marks, .. } => marks,
        }
    }
}

impl Mark {
    /// Returns the mark's name in the schema, e.g. `strong`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Em => "em",
            Self::Strong => "strong",
            Self::Underline => "underline",
            Self::Strike => "strike",
            Self::Highlight => "highlight",
            Self::Superscript => "superscript",
            Self::Subscript => "subscript",
            Self::Code => "code",
            Self::Insertion(_) => "insertion",
            Self::Deletion(_) => "deletion",
            Self::Modification(_) => "modification",
            Self::Comment { .. } => "comment",
        }
    }

    /// Tells whether the mark belongs to review, and so never leaves in an export.
    pub fn is_review(&self) -> bool {
        matches!(self, Self::Insertion(_) | Self::Deletion(_) | Self::Modification(_) | Self::Comment { .. })
    }
}
