//! The difference of siblings: which came, went, moved and changed, and what changed inside each.

use serde_json::Value;

use super::align::{Pair, align};
use super::line;
use super::node::NodeRef;
use super::{AttrDiff, BlockDiff, Change, LineOp, LinePiece, Moved};
use crate::document::text;

/// Attributes that change the form of a block and not what it says.
const FORM: [&str; 7] = ["type", "level", "start", "language", "align", "colspan", "rowspan"];

/// What counting the words of a changed attribute may cost; attributes are short.
const ATTRIBUTE_STEPS: u64 = 1_000_000;

/// Compares siblings; what it costs is taken from `steps`, and where they run out blocks are given whole.
pub(super) fn siblings(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Vec<BlockDiff> {
    let pairs = align(before, after, steps);
    let (mut partner_of, mut source_of) = (vec![None; before.len()], vec![None; after.len()]);
    for pair in &pairs {
        partner_of[pair.from] = Some(*pair);
        source_of[pair.to] = Some(*pair);
    }
    // Of the blocks that stand, those before each place: a moved block passed the difference.
    let above_old = standing_above(&partner_of);
    let above_new = standing_above(&source_of);
    let moved = |from: usize, to: usize| Moved { from, to, by: above_new[to] - above_old[from] };

    let mut out = Vec::with_capacity(after.len() + before.len() - pairs.len());
    let mut from = 0;
    let mut to = 0;
    loop {
        // What went stands before what came, up to the next block that stands still.
        while from < before.len() && !partner_of[from].is_some_and(|pair| pair.stands) {
            let node = before[from].to_node();
            let (change, moved) = match partner_of[from] {
                Some(pair) => (Change::Departed, Some(moved(from, pair.to))),
                None => (Change::Deleted, None),
            };
            out.push(BlockDiff { change, from: Some(from), moved, before: Some(node), ..empty() });
            from += 1;
        }
        while to < after.len() && !source_of[to].is_some_and(|pair| pair.stands) {
            out.push(match source_of[to] {
                Some(pair) => {
                    BlockDiff { moved: Some(moved(pair.from, to)), ..compare(before[pair.from], after[to], pair.from, to, steps) }
                }
                None => BlockDiff { change: Change::Inserted, to: Some(to), after: Some(after[to].to_node()), ..empty() },
            });
            to += 1;
        }
        if from >= before.len() || to >= after.len() {
            return out;
        }
        out.push(compare(before[from], after[to], from, to, steps));
        from += 1;
        to += 1;
    }
}

fn standing_above(pairs: &[Option<Pair>]) -> Vec<i32> {
    let mut sum = 0;
    let mut above = Vec::with_capacity(pairs.len());
    for pair in pairs {
        above.push(sum);
        sum += i32::from(pair.is_some_and(|pair| pair.stands));
    }
    above
}

fn empty() -> BlockDiff {
    BlockDiff {
        change: Change::Same,
        from: None,
        to: None,
        moved: None,
        before: None,
        after: None,
        pieces: Vec::new(),
        children: Vec::new(),
        attrs: Vec::new(),
    }
}

/// Compares two nodes that are one and the same node, before and after.
fn compare(before: NodeRef<'_>, after: NodeRef<'_>, from: usize, to: usize, steps: &mut u64) -> BlockDiff {
    let both = BlockDiff { from: Some(from), to: Some(to), after: Some(after.to_node()), ..empty() };
    if before == after {
        return both;
    }
    let both = BlockDiff { before: Some(before.to_node()), ..both };
    let mut pieces = Vec::new();
    if let (Some(old), Some(new)) = (before.line(), after.line()) {
        if old == new {
            if !new.is_empty() {
                pieces.push(LinePiece { op: LineOp::Equal, content: new.into_owned(), before: Vec::new(), marks: Vec::new() });
            }
        } else {
            match line::pieces(&old, &new, steps) {
                Some(found) => pieces = found,
                // A picture stays the same picture under a new caption, and says what else changed.
                None if before.name() == "figure" => pieces = line::whole(&old, &new),
                None => return BlockDiff { change: Change::Replaced, ..both },
            }
        }
    }
    let children = siblings(&before.children(), &after.children(), steps);
    let attrs = attrs_changed(before, after);
    let same_words = pieces.iter().all(|piece| matches!(piece.op, LineOp::Equal | LineOp::Format))
        && children.iter().all(|child| matches!(child.change, Change::Same | Change::Formatted) && child.moved.is_none())
        && attrs.iter().all(|attr| FORM.contains(&attr.name.as_str()));
    BlockDiff { change: if same_words { Change::Formatted } else { Change::Edited }, pieces, children, attrs, ..both }
}

fn attrs_changed(before: NodeRef<'_>, after: NodeRef<'_>) -> Vec<AttrDiff> {
    let (old, new) = (before.attrs(), after.attrs());
    let value =
        |attrs: &[(&str, Value)], name: &str| attrs.iter().find(|(key, _)| *key == name).map_or(Value::Null, |(_, value)| value.clone());
    let names =
        old.iter().map(|(name, _)| *name).chain(new.iter().map(|(name, _)| *name).filter(|name| !old.iter().any(|(key, _)| key == name)));
    names
        .map(|name| AttrDiff { name: name.to_owned(), before: value(&old, name), after: value(&new, name) })
        .filter(|attr| attr.before != attr.after)
        .collect()
}

/// Returns how many words came and how many went in a block.
pub(super) fn words_changed(block: &BlockDiff) -> (u32, u32) {
    let old = || block.before.as_ref().map_or(0, |node| node.as_ref().words());
    let new = || block.after.as_ref().map_or(0, |node| node.as_ref().words());
    match block.change {
        Change::Same | Change::Departed => (0, 0),
        Change::Inserted => (new(), 0),
        Change::Deleted => (0, old()),
        Change::Replaced => (new(), old()),
        Change::Edited | Change::Formatted => {
            let (mut came, mut went) = (0, 0);
            for piece in &block.pieces {
                match piece.op {
                    LineOp::Insert => came += line::count_words(&piece.content),
                    LineOp::Delete => went += line::count_words(&piece.content),
                    LineOp::Equal | LineOp::Format => {}
                }
            }
            for attr in block.attrs.iter().filter(|attr| matches!(attr.name.as_str(), "attribution" | "credit" | "title")) {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let (a, b) = text_words(&line::text_pieces(&text(&attr.before), &text(&attr.after), &mut { ATTRIBUTE_STEPS }));
                (came, went) = (came + a, went + b);
            }
            block.children.iter().map(words_changed).fold((came, went), |sum, part| (sum.0 + part.0, sum.1 + part.1))
        }
    }
}

/// Returns how many words came and how many went in a text.
pub(super) fn text_words(pieces: &[super::TextPiece]) -> (u32, u32) {
    let count = |op| pieces.iter().filter(|piece| piece.op == op).map(|piece| text::count_words(&piece.text)).sum();
    (count(super::Op::Insert), count(super::Op::Delete))
}
