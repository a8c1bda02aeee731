//! Paragraphs (and items of lists) that were split, joined or cut elsewhere: one change, not an edit beside an insertion.
//!
//! Looks only where a changed paragraph has a neighbour without a partner, and asks whether the words that one lacks are the
//! other's; the difference of the lines themselves then decides.

use rustc_hash::FxHashMap;

use super::line::{self, CompareNotes};
use super::node::NodeRef;
use super::words::{letters, segment};
use super::{BlockDiff, Change, LineOp, LinePiece, Parts};
use crate::document::{Block, Inline};

/// This part of a neighbour's words, in hundredths by letters, must be words that the paragraph lacks.
const SHARED: u32 = 60;
/// A part of a split with fewer letters may share them by chance.
const LEAST: u32 = 8;
/// So many letters must have changed sides for a cut to be elsewhere.
const LEAST_MOVED: u32 = 12;
/// A paragraph becomes, or is made of, at most so many.
const MOST: usize = 24;

/// Groups entries of `blocks` that are one paragraph cut, or several joined.
pub(super) fn regroup(blocks: &mut Vec<BlockDiff>, before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64, notes: CompareNotes) {
    let lone = |block: &BlockDiff| matches!(block.change, Change::Inserted | Change::Deleted);
    let edited = |block: &BlockDiff| matches!(block.change, Change::Edited | Change::Replaced) && block.moved.is_none();
    if !blocks.iter().any(edited) || !blocks.iter().any(|block| lone(block) || edited(block)) {
        return;
    }
    // Which entry tells of each sibling.
    let (mut at_old, mut at_new) = (vec![None; before.len()], vec![None; after.len()]);
    for (at, block) in blocks.iter().enumerate() {
        block.from.into_iter().for_each(|from| at_old[from] = Some(at));
        block.to.into_iter().for_each(|to| at_new[to] = Some(at));
    }
    let mut gone = vec![false; blocks.len()];
    for at in 0..blocks.len() {
        let (Some(i), Some(j), true, false) = (blocks[at].from, blocks[at].to, edited(&blocks[at]), gone[at]) else { continue };
        let Some(shell) = shell(before[i]).filter(|found| shell(after[j]).as_ref() == Some(found)) else { continue };
        let free = |places: &[Option<usize>], place: usize, change: Change, gone: &[bool]| {
            places[place].is_some_and(|entry| blocks[entry].change == change && !gone[entry])
        };
        let like = |node: NodeRef<'_>| self::shell(node).as_ref() == Some(&shell);
        let new_is_free = |place: usize| free(&at_new, place, Change::Inserted, &gone) && like(after[place]);
        let old_is_free = |place: usize| free(&at_old, place, Change::Deleted, &gone) && like(before[place]);
        let next = (i + 1 < before.len() && j + 1 < after.len()).then(|| at_old[i + 1]).flatten();
        let next = next.filter(|next| edited(&blocks[*next]) && !gone[*next] && blocks[*next].to == Some(j + 1));
        // Words are counted only where a neighbour is free, or where the words at a cut went or came.
        let beside = |place: usize, length: usize, is_free: &dyn Fn(usize) -> bool| {
            place > 0 && is_free(place - 1) || place + 1 < length && is_free(place + 1)
        };
        let has_free = beside(j, after.len(), &new_is_free) || beside(i, before.len(), &old_is_free);
        let may_flow = next.is_some_and(|next| {
            let ends = (blocks[at].pieces.last(), blocks[next].pieces.first());
            match ends {
                (Some(end), Some(start)) => {
                    end.op != LineOp::Equal && start.op != LineOp::Equal || end.op == LineOp::Delete || start.op == LineOp::Delete
                }
                _ => true,
            }
        });
        if !has_free && !may_flow {
            continue;
        }
        let (a, b) = (bag(before[i], steps), bag(after[j], steps));
        let cut = stretch(a.without(&b), j, after, new_is_free, steps);
        let joined = stretch(b.without(&a), i, before, old_is_free, steps);
        let (olds, news, change) = if cut.len() > 1 {
            (i..i + 1, cut, Change::Split)
        } else if joined.len() > 1 {
            (joined, j..j + 1, Change::Joined)
        } else {
            // The cut after this paragraph is elsewhere now.
            if !may_flow || !like(before[i + 1]) || !like(after[j + 1]) {
                continue;
            }
            let (c, d) = (bag(before[i + 1], steps), bag(after[j + 1], steps));
            let down = a.without(&b).common(&d.without(&c));
            let up = c.without(&d).common(&b.without(&a));
            let least = |bag: &Bag<'_>| LEAST_MOVED.max(bag.letters() * SHARED / 100);
            if down < least(&d.without(&c)) && up < least(&b.without(&a)) {
                continue;
            }
            (i..i + 2, j..j + 2, Change::Reflowed)
        };
        let old: Vec<&[Inline]> = before[olds.clone()].iter().filter_map(|node| solo(*node)).collect();
        let new: Vec<&[Inline]> = after[news.clone()].iter().filter_map(|node| solo(*node)).collect();
        let Some(pieces) = line::paragraphs(&old, &new, steps, notes) else { continue };
        if change == Change::Reflowed && pieces.iter().any(|piece| piece.paragraph && piece.op == LineOp::Equal) {
            continue;
        }
        for entry in olds.clone().filter_map(|place| at_old[place]).chain(news.clone().filter_map(|place| at_new[place])) {
            gone[entry] = entry != at;
        }
        let nodes = |nodes: &[NodeRef<'_>]| nodes.iter().map(|node| node.to_node()).collect();
        let parts = Parts { before: nodes(&before[olds.clone()]), after: nodes(&after[news.clone()]) };
        blocks[at] = BlockDiff {
            change,
            from: Some(olds.start),
            to: Some(news.start),
            before: parts.before.first().cloned(),
            after: parts.after.first().cloned(),
            pieces,
            parts: Some(parts),
            ..BlockDiff::default()
        };
    }
    let mut at = 0;
    blocks.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
}

/// Returns the siblings around `place` whose words are among `lacking`, which loses them; `place` is one of them.
fn stretch<'a>(
    mut lacking: Bag<'a>,
    place: usize,
    nodes: &[NodeRef<'_>],
    is_free: impl Fn(usize) -> bool,
    steps: &mut u64,
) -> std::ops::Range<usize> {
    let mut found = place..place + 1;
    let mut takes = |place: usize, lacking: &mut Bag<'a>| {
        let part = bag(nodes[place], steps);
        let is_part = part.letters() >= LEAST && part.common(lacking) * 100 >= part.letters() * SHARED;
        if is_part {
            *lacking = lacking.without(&part);
        }
        is_part
    };
    while found.len() < MOST && found.end < nodes.len() && is_free(found.end) && takes(found.end, &mut lacking) {
        found.end += 1;
    }
    while found.len() < MOST && found.start > 0 && is_free(found.start - 1) && takes(found.start - 1, &mut lacking) {
        found.start -= 1;
    }
    found
}

/// Words and how often they occur.
struct Bag<'a>(FxHashMap<&'a str, u32>);

impl<'a> Bag<'a> {
    fn without(&self, other: &Bag<'_>) -> Bag<'a> {
        let left = |(word, count): (&&'a str, &u32)| (*word, count.saturating_sub(other.0.get(*word).copied().unwrap_or(0)));
        Bag(self.0.iter().map(left).filter(|(_, count)| *count > 0).collect())
    }

    /// Returns how many letters are in words of both.
    fn common(&self, other: &Bag<'_>) -> u32 {
        self.0.iter().map(|(word, count)| (*count).min(other.0.get(word).copied().unwrap_or(0)) * letters(word)).sum()
    }

    fn letters(&self) -> u32 {
        self.0.iter().map(|(word, count)| count * letters(word)).sum()
    }
}

fn bag<'a>(node: NodeRef<'a>, steps: &mut u64) -> Bag<'a> {
    let mut words = FxHashMap::default();
    node.each_text(&mut |text| {
        segment(text, 0, &mut |token, letters| {
            *steps = steps.saturating_sub(1);
            if letters > 0 {
                *words.entry(&text[token]).or_insert(0) += 1;
            }
        });
    });
    Bag(words)
}

/// Returns the node's line where it is a paragraph, a heading, or an item of one paragraph.
pub(super) fn solo<'a>(node: NodeRef<'a>) -> Option<&'a [Inline]> {
    match node {
        NodeRef::Block(block @ (Block::Paragraph { .. } | Block::Heading { .. })) => block.inlines(),
        NodeRef::Item(item) => match item.content.as_slice() {
            [Block::Paragraph { content }] => Some(content),
            _ => None,
        },
        _ => None,
    }
}

/// What is around the line of such a node: only what has the same can be joined.
fn shell(node: NodeRef<'_>) -> Option<Vec<(&'static str, serde_json::Value)>> {
    solo(node).map(|_| node.attrs())
}

/// Returns the newer lines that the pieces of a group tell.
pub(super) fn newer_lines(pieces: &[LinePiece]) -> Vec<Vec<Inline>> {
    let mut lines = vec![Vec::new()];
    for piece in pieces.iter().filter(|piece| piece.op != LineOp::Delete) {
        if piece.paragraph {
            lines.push(Vec::new());
        } else if let Some(line) = lines.last_mut() {
            line::join(line, piece.content.clone());
        }
    }
    lines
}
