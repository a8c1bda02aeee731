//! The difference of siblings: which came, went, moved and changed, and what changed inside each.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::align::{Pair, align};
use super::columns::Columns;
use super::cores::fill;
use super::line::{self, Compared};
use super::node::NodeRef;
use super::paragraphs;
use super::{AttrDiff, BlockDiff, Change, LineOp, LinePiece, Moved};
use crate::document::Block;

/// Attributes that change the form of a block and not what it says.
const FORM: [&str; 8] = ["type", "level", "start", "language", "align", "colspan", "rowspan", "widths"];

/// What comparing the words of an attribute may cost; attributes are short.
const ATTRIBUTE_STEPS: u64 = 100_000;

/// From this many siblings on they are compared on all cores; fewer take less time than waking a thread.
pub(super) const SIDE_BY_SIDE: usize = 64;
/// A core takes so many siblings at a time.
const SHARE: usize = 16;

/// Compares siblings; what it costs is taken from `steps`, and where they run out blocks are given whole.
pub(super) fn siblings(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Vec<BlockDiff> {
    let pairs = align(before, after, steps);
    let mut blocks = in_order(before, after, pairs, None, steps);
    paragraphs::regroup(&mut blocks, before, after, steps, notes);
    blocks
}

/// Compares the blocks of two footnotes.
pub(super) fn notes(before: &[Block], after: &[Block], steps: &mut u64) -> Vec<BlockDiff> {
    siblings(&NodeRef::blocks(before), &NodeRef::blocks(after), steps)
}

/// Compares what is inside two nodes; a table's rows by the table's columns.
fn inside(before: NodeRef<'_>, after: NodeRef<'_>, columns: Option<&Columns>, steps: &mut u64) -> Vec<BlockDiff> {
    let (old, new) = (before.children(), after.children());
    match (before, after) {
        (NodeRef::Block(Block::Table { .. }), NodeRef::Block(Block::Table { .. })) => {
            let columns = Columns::of(&old, &new, steps);
            let pairs = align(&old, &new, steps);
            in_order(&old, &new, pairs, columns.as_ref(), steps)
        }
        (NodeRef::Row(_), NodeRef::Row(_)) => {
            let pairs = columns.map_or_else(|| align(&old, &new, steps), Columns::pairs);
            in_order(&old, &new, pairs, None, steps)
        }
        _ => siblings(&old, &new, steps),
    }
}

/// Lists siblings in reading order: what went stands before what came, up to the next that stands still.
fn in_order(before: &[NodeRef<'_>], after: &[NodeRef<'_>], pairs: Vec<Pair>, columns: Option<&Columns>, steps: &mut u64) -> Vec<BlockDiff> {
    let (mut partner_of, mut source_of) = (vec![None; before.len()], vec![None; after.len()]);
    for pair in &pairs {
        partner_of[pair.from] = Some(*pair);
        source_of[pair.to] = Some(*pair);
    }
    // Of the blocks that stand, those before each place: a moved block passed the difference.
    let above_old = standing_above(&partner_of);
    let above_new = standing_above(&source_of);
    let moved = |from: usize, to: usize| {
        let by = above_new[to] - above_old[from];
        Moved { from, to, by, from_path: Vec::new(), to_path: Vec::new(), across: None }
    };

    let mut compared = compare_all(before, after, &source_of, columns, steps);
    let mut out = Vec::with_capacity(after.len() + before.len() - pairs.len());
    let mut from = 0;
    let mut to = 0;
    loop {
        while from < before.len() && !partner_of[from].is_some_and(|pair| pair.stands) {
            let node = before[from].to_node();
            let (change, moved) = match partner_of[from] {
                Some(pair) => (Change::Departed, Some(moved(from, pair.to))),
                None => (Change::Deleted, None),
            };
            out.push(BlockDiff { change, from: Some(from), moved, before: Some(node), ..BlockDiff::default() });
            from += 1;
        }
        while to < after.len() && !source_of[to].is_some_and(|pair| pair.stands) {
            out.push(match source_of[to] {
                Some(pair) => BlockDiff { moved: Some(moved(pair.from, to)), ..std::mem::take(&mut compared[to]) },
                None => BlockDiff { change: Change::Inserted, to: Some(to), after: Some(after[to].to_node()), ..BlockDiff::default() },
            });
            to += 1;
        }
        if from >= before.len() || to >= after.len() {
            return out;
        }
        out.push(std::mem::take(&mut compared[to]));
        from += 1;
        to += 1;
    }
}

/// Compares each of the newer siblings with the older one that it comes from; one that comes from none is left empty.
///
/// Many are compared side by side, each as if it had all the steps that are left. Where together they took more than that, they are
/// compared again one after the other, so the result is the same on every machine.
fn compare_all(
    before: &[NodeRef<'_>],
    after: &[NodeRef<'_>],
    source_of: &[Option<Pair>],
    columns: Option<&Columns>,
    steps: &mut u64,
) -> Vec<BlockDiff> {
    let compare = |to: usize, steps: &mut u64| {
        source_of[to].map_or_else(BlockDiff::default, |pair| compare_at(before[pair.from], after[to], (pair.from, to), columns, steps))
    };
    if after.len() >= SIDE_BY_SIDE {
        let left = *steps;
        let spent = AtomicU64::new(0);
        let alone = |to: usize| {
            if spent.load(Ordering::Relaxed) > left {
                return BlockDiff::default();
            }
            let mut own = left;
            let found = compare(to, &mut own);
            spent.fetch_add(left - own, Ordering::Relaxed);
            found
        };
        let mut found = Vec::new();
        found.resize_with(after.len(), BlockDiff::default);
        fill(&mut found, SHARE, alone);
        if let Some(rest) = left.checked_sub(spent.into_inner()) {
            *steps = rest;
            return found;
        }
    }
    (0..after.len()).map(|to| compare(to, steps)).collect()
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

/// Compares two nodes that are one and the same node, before and after.
pub(super) fn compare(before: NodeRef<'_>, after: NodeRef<'_>, steps: &mut u64) -> BlockDiff {
    compare_at(before, after, (0, 0), None, steps)
}

fn compare_at(
    before: NodeRef<'_>,
    after: NodeRef<'_>,
    (from, to): (usize, usize),
    columns: Option<&Columns>,
    steps: &mut u64,
) -> BlockDiff {
    let both = BlockDiff { from: Some(from), to: Some(to), after: Some(after.to_node()), ..BlockDiff::default() };
    if before == after {
        return both;
    }
    let both = BlockDiff { before: Some(before.to_node()), ..both };
    let mut pieces = Vec::new();
    if let (Some(old), Some(new)) = (before.line(), after.line()) {
        let compared = match (before, after) {
            _ if old == new && new.is_empty() => Compared::Pieces(Vec::new()),
            _ if old == new => Compared::Pieces(vec![LinePiece::of(LineOp::Equal, new.to_vec())]),
            (NodeRef::Block(Block::CodeBlock { text: a, .. }), NodeRef::Block(Block::CodeBlock { text: b, .. })) => line::code(a, b, steps),
            _ => line::pieces(&old, &new, steps, notes),
        };
        match compared {
            Compared::Pieces(found) => pieces = found,
            // A picture stays the same picture under a new caption, and says what else changed.
            _ if before.name() == "figure" => pieces = line::whole_lines(&old, &new),
            other => return BlockDiff { change: Change::Replaced, coarse: other == Compared::Spent, ..both },
        }
    }
    let children = inside(before, after, columns, steps);
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
        .map(|name| AttrDiff { name: name.to_owned(), before: value(&old, name), after: value(&new, name), pieces: Vec::new() })
        .filter(|attr| attr.before != attr.after)
        .map(|attr| match (attr.before.as_str(), attr.after.as_str()) {
            (Some(a), Some(b)) if !FORM.contains(&attr.name.as_str()) && attr.name != "asset" => {
                AttrDiff { pieces: line::text_pieces(a, b, &mut { ATTRIBUTE_STEPS }), ..attr }
            }
            _ => attr,
        })
        .collect()
}
