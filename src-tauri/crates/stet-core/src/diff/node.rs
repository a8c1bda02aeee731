//! One view of everything that has siblings in a document (blocks, items, rows, cells), so that they align alike.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde_json::{Map, Value, json};

use super::Node;
use super::count::line_words;
use crate::document::{Align, Block, Document, Figure, Inline, ListItem, TableCell, TableRow, text};

/// A node by reference.
#[derive(Debug, Clone, Copy, PartialEq, Hash)]
pub(super) enum NodeRef<'a> {
    Block(&'a Block),
    Item(&'a ListItem),
    Row(&'a TableRow),
    Cell(&'a TableCell),
}

/// The line of a node of another kind cannot be compared with this one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Line,
    List,
    Item,
    Row,
    Cell,
    Other(&'static str),
}

impl<'a> NodeRef<'a> {
    pub(super) fn blocks(blocks: &'a [Block]) -> Vec<Self> {
        blocks.iter().map(Self::Block).collect()
    }

    pub(super) fn to_node(self) -> Node {
        match self {
            Self::Block(block) => Node::Block(block.clone()),
            Self::Item(item) => Node::Item(item.clone()),
            Self::Row(row) => Node::Row(row.clone()),
            Self::Cell(cell) => Node::Cell(cell.clone()),
        }
    }

    /// Returns a hash of the whole content. The same in every run of one build; equality is checked beside it.
    pub(super) fn content_hash(self) -> u64 {
        let mut hasher = FxHasher::default();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// Returns the node's name in the schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Block(block) => block.name(),
            Self::Item(_) => "list_item",
            Self::Row(_) => "table_row",
            Self::Cell(cell) if cell.header => "table_header",
            Self::Cell(_) => "table_cell",
        }
    }

    fn family(self) -> Family {
        match self {
            Self::Block(Block::Paragraph { .. } | Block::Heading { .. } | Block::PullQuote { .. }) => Family::Line,
            Self::Block(Block::BulletList { .. } | Block::OrderedList { .. }) => Family::List,
            Self::Block(block) => Family::Other(block.name()),
            Self::Item(_) => Family::Item,
            Self::Row(_) => Family::Row,
            Self::Cell(_) => Family::Cell,
        }
    }

    /// Tells whether one can be read as another form of the other.
    pub(super) fn is_akin(self, other: Self) -> bool {
        self.family() == other.family()
    }

    /// Returns the node's own line, where its kind has one; code is a line without marks.
    pub(super) fn line(self) -> Option<Cow<'a, [Inline]>> {
        match self {
            Self::Block(Block::CodeBlock { text, .. }) => Some(Cow::Owned(Inline::plain(text.as_str()))),
            Self::Block(block) => block.inlines().map(Cow::Borrowed),
            _ => None,
        }
    }

    /// Returns the nodes inside; none where the kind holds none.
    pub(super) fn children(self) -> Vec<Self> {
        match self {
            Self::Block(Block::Blockquote { content } | Block::FactBox { content, .. }) => Self::blocks(content),
            Self::Block(Block::BulletList { content } | Block::OrderedList { content, .. }) => content.iter().map(Self::Item).collect(),
            Self::Block(Block::Table { content, .. }) => content.iter().map(Self::Row).collect(),
            Self::Block(_) => Vec::new(),
            Self::Item(item) => Self::blocks(&item.content),
            Self::Row(row) => row.content.iter().map(Self::Cell).collect(),
            Self::Cell(cell) => Self::blocks(&cell.content),
        }
    }

    /// Returns the attributes as the schema names them; `type` first, the node's name.
    pub(super) fn attrs(self) -> Vec<(&'static str, Value)> {
        let mut attrs = vec![("type", json!(self.name()))];
        match self {
            Self::Block(Block::Heading { level, .. }) => attrs.push(("level", json!(level))),
            Self::Block(Block::PullQuote { attribution, .. }) => attrs.push(("attribution", json!(attribution))),
            Self::Block(Block::OrderedList { start, .. }) => attrs.push(("start", json!(start))),
            Self::Block(Block::CodeBlock { language, .. }) => attrs.push(("language", json!(language))),
            Self::Block(Block::Figure(Figure { asset, src, alt, credit, licence, focal, crop, caption: _ })) => {
                attrs.extend([("asset", json!(asset)), ("src", json!(src)), ("alt", json!(alt)), ("credit", json!(credit))]);
                attrs.extend([("licence", json!(licence)), ("focal", json!(focal)), ("crop", json!(crop))]);
            }
            Self::Block(Block::Embed { url, title }) => attrs.extend([("url", json!(url)), ("title", json!(title))]),
            Self::Block(Block::FactBox { title, .. }) => attrs.push(("title", json!(title))),
            Self::Block(Block::Table { widths, .. }) if !widths.is_empty() => attrs.push(("widths", json!(widths))),
            Self::Item(item) => attrs.push(("checked", json!(item.checked))),
            Self::Cell(cell) => {
                attrs.extend([("align", json!(cell.align)), ("colspan", json!(cell.colspan)), ("rowspan", json!(cell.rowspan))]);
            }
            _ => {}
        }
        attrs
    }

    /// Counts the words of the node, as the body counts them.
    pub(super) fn words(self) -> u32 {
        match self {
            Self::Block(Block::Paragraph { content } | Block::Heading { content, .. }) => line_words(content),
            Self::Block(block) => text::count_words(&Document { content: vec![block.clone()] }.plain_text()),
            _ => self.children().into_iter().map(Self::words).sum(),
        }
    }

    /// Calls `visit` with every stretch of text in the node, those of attributes that tell nodes apart too.
    pub(super) fn each_text(self, visit: &mut impl FnMut(&'a str)) {
        match self {
            Self::Block(Block::CodeBlock { text, .. }) => visit(text),
            Self::Block(Block::Embed { url, title }) => {
                visit(url);
                visit(title);
            }
            Self::Block(Block::Figure(figure)) => {
                [&figure.asset, &figure.src, &figure.alt, &figure.credit, &figure.licence].into_iter().for_each(|text| visit(text));
                line_texts(&figure.caption, visit);
            }
            Self::Block(Block::PullQuote { attribution, content }) => {
                line_texts(content, visit);
                visit(attribution);
            }
            Self::Block(Block::FactBox { title, content }) => {
                visit(title);
                content.iter().for_each(|block| NodeRef::Block(block).each_text(visit));
            }
            Self::Block(Block::Paragraph { content } | Block::Heading { content, .. }) => line_texts(content, visit),
            _ => self.children().into_iter().for_each(|child| child.each_text(visit)),
        }
    }
}

fn line_texts<'a>(line: &'a [Inline], visit: &mut impl FnMut(&'a str)) {
    for inline in line {
        match inline {
            Inline::Text { text, .. } => visit(text),
            Inline::HardBreak { .. } => {}
            Inline::Image { asset, src, alt, .. } => [asset, src, alt].into_iter().for_each(|text| visit(text)),
            Inline::Footnote { content, .. } => content.iter().for_each(|block| NodeRef::Block(block).each_text(visit)),
        }
    }
}

impl Node {
    pub(super) fn as_ref(&self) -> NodeRef<'_> {
        match self {
            Self::Block(block) => NodeRef::Block(block),
            Self::Item(item) => NodeRef::Item(item),
            Self::Row(row) => NodeRef::Row(row),
            Self::Cell(cell) => NodeRef::Cell(cell),
        }
    }

    /// Builds a node from its parts, the reverse of [`NodeRef::attrs`], [`NodeRef::line`] and [`NodeRef::children`].
    pub(super) fn build(attrs: &Map<String, Value>, line: Vec<Inline>, children: Vec<Self>) -> Self {
        let text = |key: &str| attrs.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number =
            |key: &str, default: u32| attrs.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(default);
        let blocks =
            |children: Vec<Self>| children.into_iter().filter_map(|node| if let Self::Block(b) = node { Some(b) } else { None }).collect();
        let items =
            |children: Vec<Self>| children.into_iter().filter_map(|node| if let Self::Item(i) = node { Some(i) } else { None }).collect();
        let name = text("type");
        Self::Block(match name.as_str() {
            "heading" => Block::Heading { level: number("level", 2) as u8, content: line },
            "blockquote" => Block::Blockquote { content: blocks(children) },
            "pull_quote" => Block::PullQuote { attribution: text("attribution"), content: line },
            "bullet_list" => Block::BulletList { content: items(children) },
            "ordered_list" => Block::OrderedList { start: number("start", 1), content: items(children) },
            "code_block" => Block::CodeBlock {
                language: text("language"),
                text: line.into_iter().map(|inline| if let Inline::Text { text, .. } = inline { text } else { String::new() }).collect(),
            },
            "horizontal_rule" => Block::HorizontalRule,
            "table" => Block::Table {
                widths: attrs.get("widths").and_then(|value| serde_json::from_value(value.clone()).ok()).unwrap_or_default(),
                content: children.into_iter().filter_map(|node| if let Self::Row(row) = node { Some(row) } else { None }).collect(),
            },
            "figure" => Block::Figure(Figure {
                asset: text("asset"),
                src: text("src"),
                alt: text("alt"),
                credit: text("credit"),
                licence: text("licence"),
                focal: attrs.get("focal").and_then(|value| serde_json::from_value(value.clone()).ok()).flatten(),
                crop: attrs.get("crop").and_then(|value| serde_json::from_value(value.clone()).ok()).flatten(),
                caption: line,
            }),
            "embed" => Block::Embed { url: text("url"), title: text("title") },
            "fact_box" => Block::FactBox { title: text("title"), content: blocks(children) },
            "list_item" => {
                return Self::Item(ListItem { checked: attrs.get("checked").and_then(Value::as_bool), content: blocks(children) });
            }
            "table_row" => {
                let cells = children.into_iter().filter_map(|node| if let Self::Cell(cell) = node { Some(cell) } else { None });
                return Self::Row(TableRow { content: cells.collect() });
            }
            "table_cell" | "table_header" => {
                return Self::Cell(TableCell {
                    header: name == "table_header",
                    align: attrs.get("align").and_then(|value| serde_json::from_value::<Option<Align>>(value.clone()).ok()).flatten(),
                    colspan: number("colspan", 1),
                    rowspan: number("rowspan", 1),
                    content: blocks(children),
                });
            }
            _ => Block::Paragraph { content: line },
        })
    }
}
