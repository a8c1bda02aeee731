//! The HTML of a difference: fields, and blocks marked in the running text as a sub-editor marks a proof. For the redline, which is a page of
//! its own, and for the versions that readers see inside theirs.
//!
//! Everything that a story holds is escaped here, text and attributes alike. Nodes that are written whole are the affair of [`nodes`].

mod nodes;

use std::fmt::Write as _;

use self::nodes::{opening, plain};
use super::fields::SOURCE;
use super::node::NodeRef;
use super::{AttrDiff, BlockDiff, Change, FieldChange, FieldDiff, LineOp, LinePiece, Op, TextPiece, wording};
use crate::document::Inline;

/// Writes the markup of a difference.
pub(super) struct Out {
    pub(super) html: String,
    /// Whether it stands inside a page with an outline of its own, in which no old heading should turn up.
    pub(super) is_part: bool,
}

impl Out {
    /// Writes markup as it is.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    /// Writes text of the story, escaped for both content and quoted attributes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\0' => self.html.push('\u{FFFD}'),
                c => self.html.push(c),
            }
        }
        self
    }

    /// Writes fields of a story with what changed in them, a name and a value each.
    pub(super) fn fields<'d>(&mut self, fields: impl Iterator<Item = &'d FieldDiff>) {
        self.raw("<dl>\n");
        for field in fields {
            match &field.change {
                FieldChange::Value { before, after, .. } if field.field == SOURCE => {
                    self.name(field).text(&wording::source(before, after)).raw("</dd></div>\n");
                }
                _ => self.field(field),
            }
        }
        self.raw("</dl>\n");
    }

    fn field(&mut self, field: &FieldDiff) {
        self.name(field);
        self.change(&field.change);
        self.raw("</dd></div>\n");
    }

    fn name(&mut self, field: &FieldDiff) -> &mut Self {
        let name = field.field.parse::<usize>().map_or_else(|_| wording::field(&field.field), |at| format!("no. {}", at + 1));
        self.raw("<div><dt>").text(&wording::sentence(&name)).raw("</dt><dd>")
    }

    /// Writes a changed value, what went and what came.
    pub(super) fn change(&mut self, change: &FieldChange) {
        match change {
            FieldChange::Text { pieces, .. } => self.pieces_of_text(pieces),
            FieldChange::List { items, reordered } => {
                for (at, item) in items.iter().enumerate() {
                    self.raw(if at > 0 { ", " } else { "" });
                    self.piece(item.op, &item.text);
                }
                if *reordered {
                    self.raw(" <small>only the order changed</small>");
                }
            }
            FieldChange::Value { before, after, parts } if parts.is_empty() => {
                for (op, value) in [(Op::Delete, before), (Op::Insert, after)] {
                    if !value.is_null() {
                        self.value(op, value);
                        self.raw(" ");
                    }
                }
            }
            FieldChange::Value { parts, .. } => {
                self.raw("<dl>\n");
                parts.iter().for_each(|part| self.field(part));
                self.raw("</dl>\n");
            }
        }
    }

    /// Writes a value whole; a record as its texts, which is what people wrote in it.
    fn value(&mut self, op: Op, value: &serde_json::Value) {
        let texts = |value: &serde_json::Value| match value {
            serde_json::Value::Object(fields) => {
                let texts = fields.iter().filter_map(|(name, value)| Some((name, value.as_str().filter(|text| !text.is_empty())?)));
                texts.map(|(name, text)| format!("{}: {text}", wording::field(name))).collect::<Vec<_>>().join("; ")
            }
            other => wording::value(other),
        };
        match value {
            serde_json::Value::Array(items) => self.piece(op, &items.iter().map(texts).collect::<Vec<_>>().join("; ")),
            other => self.piece(op, &texts(other)),
        }
    }

    fn pieces_of_text(&mut self, pieces: &[TextPiece]) {
        pieces.iter().for_each(|piece| self.piece(piece.op, &piece.text));
    }

    fn piece(&mut self, op: Op, text: &str) {
        match op {
            Op::Equal => self.text(text),
            Op::Insert => self.raw("<ins>").text(text).raw("</ins>"),
            Op::Delete => self.raw("<del>").text(text).raw("</del>"),
        };
    }

    /// Writes a block of the body: a bar in the margin and a line of words where it changed.
    pub(super) fn block(&mut self, block: &BlockDiff) {
        if block.change == Change::Same && block.moved.is_none() {
            self.content(block);
            return;
        }
        if let (Change::Departed, Some(moved)) = (block.change, &block.moved) {
            let _ = write!(self.html, "<div class=\"departed\">{}: <q>", wording::sentence(&wording::moved(moved, block.change)));
            let text = block.before.as_ref().map(|node| opening(node.as_ref())).unwrap_or_default();
            self.text(&text).raw("</q></div>\n");
            return;
        }
        let tone = match block.change {
            _ if block.moved.is_some() => " moved",
            Change::Formatted | Change::Wrapped | Change::Unwrapped => " form",
            Change::Deleted => " gone",
            _ => "",
        };
        let _ = writeln!(self.html, "<div class=\"ch{tone}\">");
        let notes = notes(block);
        if !notes.is_empty() {
            self.raw("<p class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</p>\n");
        }
        self.content(block);
        self.texts(&block.attrs);
        self.raw("</div>\n");
    }

    /// Writes a block inside a container; its words stand before it, or inside what may hold nothing else.
    fn child(&mut self, block: &BlockDiff) {
        let node = block.after.as_ref().or(block.before.as_ref()).map(super::Node::as_ref);
        let holds_itself = matches!(node, Some(NodeRef::Row(_) | NodeRef::Cell(_) | NodeRef::Item(_)));
        let notes = notes(block);
        if block.change == Change::Departed {
            if let (Some(moved), Some(NodeRef::Item(_))) = (&block.moved, node) {
                self.raw("<li class=\"departed\">").text(&wording::sentence(&wording::moved(moved, block.change))).raw("</li>\n");
            } else if let (Some(moved), Some(NodeRef::Block(_))) = (&block.moved, node) {
                self.raw("<p class=\"departed\">").text(&wording::sentence(&wording::moved(moved, block.change))).raw("</p>\n");
            }
            return;
        }
        if !notes.is_empty() && !holds_itself {
            self.raw("<p class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</p>\n");
        }
        self.content(block);
        if !holds_itself {
            self.texts(&block.attrs);
        }
    }

    fn content(&mut self, block: &BlockDiff) {
        let old = block.before.as_ref().map(super::Node::as_ref);
        let new = block.after.as_ref().map(super::Node::as_ref);
        match block.change {
            Change::Same => self.whole(new, None),
            Change::Departed => {}
            Change::Inserted | Change::Wrapped if !block.children.is_empty() => self.holder(block, new),
            Change::Deleted if !block.children.is_empty() => self.holder(block, old),
            Change::Inserted | Change::Wrapped => self.whole(new, Some("ins")),
            Change::Deleted => self.whole(old, Some("del")),
            Change::Unwrapped => block.children.iter().for_each(|child| self.child(child)),
            Change::Replaced => {
                self.whole(old, Some("del"));
                self.whole(new, Some("ins"));
            }
            Change::Split | Change::Joined | Change::Reflowed => self.recut(block, new),
            Change::Edited | Change::Formatted => self.holder(block, new),
        }
    }

    /// Writes a node with its pieces or children.
    fn holder(&mut self, block: &BlockDiff, node: Option<NodeRef<'_>>) {
        let Some(node) = node else { return };
        self.open(node);
        if matches!(node, NodeRef::Cell(_) | NodeRef::Item(_)) {
            let notes = notes(block);
            if !notes.is_empty() {
                self.raw("<small class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</small> ");
            }
        }
        self.pieces(&block.pieces);
        block.children.iter().for_each(|child| self.child(child));
        self.close(node);
    }

    /// Writes paragraphs that were cut or joined: those of the newer text, with a sign where a cut came or went.
    fn recut(&mut self, block: &BlockDiff, node: Option<NodeRef<'_>>) {
        let Some(node) = node else { return };
        let mut start = 0;
        for (at, piece) in block.pieces.iter().enumerate() {
            if piece.paragraph && piece.op != LineOp::Delete {
                self.open(node);
                self.pieces(&block.pieces[start..=at]);
                self.close(node);
                start = at + 1;
            }
        }
        self.open(node);
        self.pieces(&block.pieces[start..]);
        self.close(node);
    }

    fn pieces(&mut self, pieces: &[LinePiece]) {
        for (at, piece) in pieces.iter().enumerate() {
            let cut = |place: Option<usize>| place.and_then(|place| pieces.get(place)).is_some_and(|piece| piece.paragraph);
            match piece.op {
                LineOp::Insert if piece.paragraph => {
                    self.raw("<ins class=\"cut\">¶</ins>");
                }
                LineOp::Delete if piece.paragraph => {
                    self.raw("<del class=\"cut\">¶</del>");
                }
                // The space that made way for a cut says nothing beside its sign.
                LineOp::Delete if is_blank(&piece.content) && (cut(at.checked_sub(1)) || cut(Some(at + 1))) => {}
                LineOp::Equal => self.line(&piece.content),
                LineOp::Insert => {
                    self.raw("<ins>").line(&piece.content);
                    self.raw("</ins>");
                }
                LineOp::Delete => {
                    self.raw("<del>").line(&piece.content);
                    self.raw("</del>");
                }
                LineOp::Format => {
                    let marks: Vec<&str> = piece.marks.iter().map(|name| wording::mark(name)).collect();
                    self.raw("<span class=\"fmt\" title=\"").text(&wording::sentence(&marks.join(", "))).raw("\">").line(&piece.content);
                    self.raw("</span>");
                }
                LineOp::Note => {
                    self.raw("<small class=\"note\"> [Footnote: ");
                    piece.children.iter().for_each(|child| self.inline(child));
                    self.raw("]</small>");
                }
            }
        }
    }

    /// Writes a block within a line, as a footnote has it.
    fn inline(&mut self, block: &BlockDiff) {
        let old = block.before.as_ref().map(|node| plain(node.as_ref())).unwrap_or_default();
        let new = block.after.as_ref().map(|node| plain(node.as_ref())).unwrap_or_default();
        match block.change {
            Change::Same => {
                self.text(&new);
            }
            Change::Inserted => self.piece(Op::Insert, &new),
            Change::Deleted => self.piece(Op::Delete, &old),
            Change::Departed => {}
            _ if !block.pieces.is_empty() => self.pieces(&block.pieces),
            _ if !block.children.is_empty() => block.children.iter().for_each(|child| self.inline(child)),
            _ => {
                self.piece(Op::Delete, &old);
                self.piece(Op::Insert, &new);
            }
        }
        self.raw(" ");
    }

    /// Writes attributes that are text, with what changed in them.
    fn texts(&mut self, attrs: &[AttrDiff]) {
        for attr in attrs.iter().filter(|attr| !attr.pieces.is_empty()) {
            self.raw("<p class=\"note\">").text(&wording::sentence(&wording::attribute(&attr.name))).raw(": ");
            self.pieces_of_text(&attr.pieces);
            self.raw("</p>\n");
        }
    }
}

/// Returns what the line of words above a changed block says.
fn notes(block: &BlockDiff) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(block.moved.as_ref().map(|moved| wording::moved(moved, block.change)));
    notes.extend(wording::group(block));
    match block.change {
        Change::Replaced if block.coarse => notes.push("replaced: too long to compare word by word".to_owned()),
        Change::Replaced => notes.push("rewritten".to_owned()),
        Change::Formatted => {
            let mut marks: Vec<&str> = block
                .pieces
                .iter()
                .filter(|piece| piece.op == LineOp::Format)
                .flat_map(|piece| &piece.marks)
                .map(|mark| wording::mark(mark))
                .collect();
            marks.dedup();
            if !marks.is_empty() {
                notes.push(format!("form only: {}", marks.join(", ")));
            }
        }
        _ => {}
    }
    // An attribute that only one of two kinds of block has goes unsaid beside the change of kind.
    let other_kind = block.attrs.iter().any(|attr| attr.name == "type");
    let said = block.attrs.iter().filter(|attr| attr.pieces.is_empty() && (!other_kind || !attr.before.is_null() && !attr.after.is_null()));
    notes.extend(said.map(wording::attribute_change));
    notes
}

fn is_blank(line: &[Inline]) -> bool {
    line.iter().all(|inline| matches!(inline, Inline::Text { text, .. } if text.trim().is_empty()))
}
