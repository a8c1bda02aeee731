//! A difference for the terminal: what went and came inside the running text, in colour or in brackets.
//!
//! Owns no knowledge of the difference itself. Control characters of the story never reach the terminal.

use std::fmt::Write as _;

use super::fields::SOURCE;
use super::node::NodeRef;
use super::{ArticleDiff, AttrDiff, BlockDiff, Change, FieldChange, LineOp, Op, wording};
use crate::document::{Block, Inline, text::line_text};

/// How a piece of text is set off.
#[derive(Clone, Copy, PartialEq)]
enum Tone {
    Plain,
    Came,
    Went,
    Form,
    Label,
}

/// Returns the difference as text; `colour` asks for ANSI colours instead of `{+came+}`, `[-went-]` and `{~form~}`.
pub fn render(diff: &ArticleDiff, colour: bool) -> String {
    let mut page = Page { out: String::new(), colour };
    for field in &diff.fields {
        page.field(&field.field, &field.change, 0);
    }
    if !diff.fields.is_empty() && !diff.blocks.is_empty() {
        page.out.push('\n');
    }
    page.blocks(&diff.blocks, 0);
    page.foot(diff);
    page.out
}

impl From<Op> for Tone {
    fn from(op: Op) -> Self {
        match op {
            Op::Equal => Self::Plain,
            Op::Insert => Self::Came,
            Op::Delete => Self::Went,
        }
    }
}

struct Page {
    out: String,
    colour: bool,
}

impl Page {
    fn tone(&mut self, tone: Tone, text: &str) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let (open, close) = match (tone, self.colour) {
            (Tone::Plain, _) | (Tone::Label, false) => ("", ""),
            (Tone::Came, true) => ("\x1b[32;4m", "\x1b[0m"),
            (Tone::Went, true) => ("\x1b[31;9m", "\x1b[0m"),
            (Tone::Form, true) => ("\x1b[36m", "\x1b[0m"),
            (Tone::Label, true) => ("\x1b[2m", "\x1b[0m"),
            (Tone::Came, false) => ("{+", "+}"),
            (Tone::Went, false) => ("[-", "-]"),
            (Tone::Form, false) => ("{~", "~}"),
        };
        let _ = write!(self.out, "{open}{text}{close}");
    }

    /// Writes a field on a line of its own; what is inside a record on lines under its name.
    fn field(&mut self, name: &str, change: &FieldChange, depth: usize) {
        self.indent(depth);
        self.tone(Tone::Label, &format!("{}: ", name_of(name)));
        match change {
            FieldChange::Text { pieces, .. } => pieces.iter().for_each(|piece| self.tone(piece.op.into(), &piece.text)),
            FieldChange::List { items, reordered } => {
                if *reordered {
                    self.tone(Tone::Label, "(another order) ");
                }
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.tone(item.op.into(), &item.text);
                }
            }
            FieldChange::Value { before, after, .. } if depth == 0 && name == SOURCE => {
                self.tone(Tone::Form, &wording::source(before, after));
            }
            FieldChange::Value { before, after, parts } if parts.is_empty() => {
                for (tone, value) in [(Tone::Went, before), (Tone::Came, after)] {
                    if !value.is_null() {
                        self.tone(tone, &wording::value(value));
                    }
                }
            }
            FieldChange::Value { parts, .. } => {
                for part in parts {
                    self.out.push('\n');
                    self.field(&part.field, &part.change, depth + 1);
                }
            }
        }
        if depth == 0 {
            self.out.push('\n');
        }
    }

    fn blocks(&mut self, blocks: &[BlockDiff], depth: usize) {
        let mut at = 0;
        while at < blocks.len() {
            let same = blocks[at..].iter().take_while(|block| block.change == Change::Same && block.moved.is_none()).count();
            if same > 0 {
                self.indent(depth);
                let (one, many) = nouns(&blocks[at]);
                let what = if same == 1 { format!("1 {one} stays as it is") } else { format!("{same} {many} stay as they are") };
                self.tone(Tone::Label, &format!("… {what}"));
                self.gap(depth);
                at += same;
            } else {
                self.block(&blocks[at], depth);
                at += 1;
            }
        }
    }

    fn indent(&mut self, depth: usize) {
        (0..depth).for_each(|_| self.out.push_str("  "));
    }

    fn gap(&mut self, depth: usize) {
        self.out.push_str(if depth == 0 { "\n\n" } else { "\n" });
    }

    fn block(&mut self, block: &BlockDiff, depth: usize) {
        self.indent(depth);
        if let Some(moved) = &block.moved {
            self.tone(Tone::Label, &format!("({}) ", wording::moved(moved, block.change)));
        }
        if let Some(words) = wording::group(block) {
            self.tone(Tone::Label, &format!("({words}) "));
        }
        let old = block.before.as_ref().map(super::Node::as_ref);
        let new = block.after.as_ref().map(super::Node::as_ref);
        match block.change {
            Change::Same => self.tone(Tone::Plain, &new.map(say).unwrap_or_default()),
            Change::Departed => self.tone(Tone::Label, &old.map(|node| opening(&say(node))).unwrap_or_default()),
            Change::Inserted | Change::Deleted if block.children.len() == 1 && matches!(new.or(old), Some(NodeRef::Item(_))) => {
                self.out.push_str("- ");
                self.inline(&block.children[0]);
            }
            Change::Inserted | Change::Deleted | Change::Wrapped | Change::Unwrapped if !block.children.is_empty() => {
                let (tone, node) = match block.change {
                    Change::Inserted => (Tone::Came, new),
                    Change::Wrapped => (Tone::Label, new),
                    Change::Deleted => (Tone::Went, old),
                    _ => (Tone::Label, old),
                };
                self.tone(tone, &node.map_or(String::new(), |node| node.name().replace('_', " ")));
                self.out.push('\n');
                self.blocks(&block.children, depth + 1);
                if depth == 0 {
                    self.out.push('\n');
                }
                return;
            }
            Change::Inserted | Change::Wrapped => self.tone(Tone::Came, &new.map(say).unwrap_or_default()),
            Change::Deleted | Change::Unwrapped => self.tone(Tone::Went, &old.map(say).unwrap_or_default()),
            Change::Split | Change::Joined | Change::Reflowed => self.pieces(block),
            Change::Replaced => {
                if block.coarse {
                    self.tone(Tone::Label, "(too long to compare word by word) ");
                }
                self.tone(Tone::Went, &old.map(say).unwrap_or_default());
                self.out.push('\n');
                self.indent(depth);
                self.tone(Tone::Came, &new.map(say).unwrap_or_default());
            }
            Change::Edited | Change::Formatted => {
                let name = new.map_or("", NodeRef::name);
                for attr in &block.attrs {
                    self.attr(name, attr);
                }
                self.pieces(block);
                match new {
                    Some(NodeRef::Row(_)) => self.row(&block.children),
                    Some(NodeRef::Item(_)) if self.is_one_line(block) => {
                        self.out.push_str("- ");
                        block.children.iter().for_each(|child| self.inline(child));
                    }
                    _ if block.children.is_empty() => {}
                    _ => {
                        self.tone(Tone::Label, &name.replace('_', " "));
                        self.out.push('\n');
                        self.blocks(&block.children, depth + 1);
                        if depth == 0 {
                            self.out.push('\n');
                        }
                        return;
                    }
                }
            }
        }
        self.gap(depth);
    }

    fn pieces(&mut self, block: &BlockDiff) {
        for piece in &block.pieces {
            let tone = match piece.op {
                LineOp::Equal => Tone::Plain,
                LineOp::Insert => Tone::Came,
                LineOp::Delete => Tone::Went,
                LineOp::Format => Tone::Form,
                LineOp::Note => {
                    self.out.push_str("[note: ");
                    for (at, child) in piece.children.iter().enumerate() {
                        if at > 0 {
                            self.out.push(' ');
                        }
                        self.inline(child);
                    }
                    self.out.push(']');
                    continue;
                }
            };
            if piece.paragraph {
                self.tone(tone, "¶");
                if piece.op != LineOp::Delete {
                    self.out.push('\n');
                }
                continue;
            }
            self.tone(tone, &line(&piece.content));
        }
    }

    fn attr(&mut self, node: &str, attr: &AttrDiff) {
        let name = [node, &attr.name].join(" ");
        if attr.pieces.is_empty() {
            self.tone(Tone::Form, &format!("{}: {} → {}", name.trim(), wording::value(&attr.before), wording::value(&attr.after)));
        } else {
            self.tone(Tone::Label, &format!("{}: ", name.trim()));
            attr.pieces.iter().for_each(|piece| self.tone(piece.op.into(), &piece.text));
        }
        self.out.push(' ');
    }

    /// Tells whether an item holds but one block, whose change is read on a line.
    fn is_one_line(&self, block: &BlockDiff) -> bool {
        matches!(block.children.as_slice(), [only] if only.children.is_empty() && only.attrs.is_empty() && !only.pieces.is_empty())
    }

    /// Writes the cells of a row on one line.
    fn row(&mut self, cells: &[BlockDiff]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.out.push_str(" | ");
            }
            for attr in &cell.attrs {
                self.attr("", attr);
            }
            self.inline(cell);
        }
    }

    /// Writes a node within a line, and what is inside it.
    fn inline(&mut self, block: &BlockDiff) {
        let old = || block.before.as_ref().map(|node| say(node.as_ref())).unwrap_or_default();
        let new = || block.after.as_ref().map(|node| say(node.as_ref())).unwrap_or_default();
        match block.change {
            Change::Same => self.tone(Tone::Plain, &new()),
            Change::Inserted | Change::Deleted | Change::Wrapped | Change::Unwrapped if !block.children.is_empty() => {
                for (at, child) in block.children.iter().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.inline(child);
                }
            }
            Change::Inserted | Change::Wrapped => self.tone(Tone::Came, &new()),
            Change::Deleted | Change::Unwrapped => self.tone(Tone::Went, &old()),
            Change::Departed => {}
            Change::Split | Change::Joined | Change::Reflowed => self.pieces(block),
            Change::Replaced => {
                self.tone(Tone::Went, &old());
                self.tone(Tone::Came, &new());
            }
            Change::Edited | Change::Formatted => {
                for attr in &block.attrs {
                    self.attr("", attr);
                }
                self.pieces(block);
                for (at, child) in block.children.iter().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.inline(child);
                }
            }
        }
    }

    fn foot(&mut self, diff: &ArticleDiff) {
        self.tone(Tone::Label, &wording::totals(diff.summary));
        self.out.push('\n');
    }
}

/// Returns what siblings of this kind are called, one and several.
fn nouns(block: &BlockDiff) -> (&'static str, &'static str) {
    match block.after.as_ref() {
        Some(super::Node::Item(_)) => ("item", "items"),
        Some(super::Node::Row(_)) => ("row", "rows"),
        Some(super::Node::Cell(_)) => ("cell", "cells"),
        _ => ("block", "blocks"),
    }
}

/// Returns what a field is called; a part of a list by its number from 1.
fn name_of(field: &str) -> String {
    field.parse::<usize>().map_or_else(|_| clean(&wording::field(field)), |at| format!("no. {}", at + 1))
}

fn opening(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// Returns a node's text on its own: the plain text of a reader, and a name where there is none.
fn say(node: NodeRef<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    match node {
        NodeRef::Block(Block::HorizontalRule) => parts.push("* * *".to_owned()),
        NodeRef::Block(Block::Figure(figure)) => {
            let asset = if figure.src.is_empty() { &figure.asset } else { &figure.src };
            parts.extend([format!("[picture {asset}]"), figure.alt.clone(), line(&figure.caption), figure.credit.clone()]);
        }
        NodeRef::Block(Block::Embed { url, title }) => parts.extend([format!("[embed {url}]"), title.clone()]),
        NodeRef::Block(Block::PullQuote { attribution, content }) => parts.extend([line(content), attribution.clone()]),
        NodeRef::Block(Block::CodeBlock { text, .. }) => parts.push(text.clone()),
        NodeRef::Block(Block::FactBox { title, content }) => {
            parts.push(title.clone());
            parts.extend(content.iter().map(|block| say(NodeRef::Block(block))));
        }
        NodeRef::Block(block) if block.inlines().is_some() => parts.push(line(block.inlines().unwrap_or_default())),
        _ => parts.extend(node.children().into_iter().map(say)),
    }
    if let (NodeRef::Item(_), Some(first)) = (node, parts.first_mut()) {
        first.insert_str(0, "- ");
    }
    parts.retain(|part| !part.is_empty());
    let text = parts.join(if matches!(node, NodeRef::Row(_)) { " | " } else { "\n" });
    if text.is_empty() { format!("[empty {}]", node.name()) } else { text }
}

fn line(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Footnote { content, .. } => {
                let note: Vec<String> = content.iter().map(|block| say(NodeRef::Block(block))).collect();
                let _ = write!(out, "[note: {}]", note.join(" "));
            }
            Inline::Image { alt, .. } => {
                let _ = write!(out, "[picture: {alt}]");
            }
            other => out.push_str(&line_text(std::slice::from_ref(other))),
        }
    }
    out
}

/// Returns `text` with every control character but the line feed and the tab made visible as U+FFFD.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use crate::diff::tests::story;
    use crate::diff::{Budget, diff};

    #[test]
    fn changes_stand_in_the_running_text() {
        let a = story("Old title", &["It sails at nine.", "Nobody came at all.", "It \u{1b}[31mrained."]);
        let b = story("New title", &["It sails at ten.", "Nobody came at all.", "It rained."]);
        let text = super::render(&diff(&a, &b, Budget::default()), false);
        assert!(text.starts_with("headline: [-Old-]{+New+} title\n\nIt sails at [-nine-]{+ten+}.\n\n… 1 block stays as it is\n"), "{text}");
        assert!(!text.contains('\u{1b}'), "no escape of the story reaches the terminal: {text:?}");
        assert!(super::render(&diff(&a, &b, Budget::default()), true).contains("\u{1b}[32;4mten\u{1b}[0m"));
    }
}
