//! Where the words of a newer layer came from, as stretches of its pieces' texts.
//!
//! [`carry`] follows the words; here they become offsets, and each block gets the older one that it was.

use std::ops::Range;

use super::lineage::{FIELDS, Lineage, Transition};
use crate::diff::{Budget, Lines, Origin as Carried, TextLine, carry};
use crate::document::{Block, Document};

/// What following the words of one step may cost; beyond it they count as new.
const BUDGET: Budget = Budget { steps: 20_000_000 };
/// A block comes from another if that gave it at least this share of its text, in hundredths.
const PARENT: usize = 30;

/// A stretch of a newer piece that was in an older one; offsets are UTF-16 units of their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) new: Range<u32>,
    /// Place among the transition's older pieces, and the offset in it.
    pub(crate) old: (usize, u32),
}

/// Where a piece of a transition's newer side comes from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// The older piece that it was, or that most of it was taken from.
    pub(crate) parent: Option<usize>,
    /// In order of `new`.
    pub(crate) spans: Vec<Span>,
}

/// The origins of all newer pieces of a transition.
#[derive(Debug)]
pub(crate) struct Step(pub(crate) Vec<Origin>);

/// Returns the length of a text in UTF-16 units.
pub(crate) fn units(text: &str) -> u32 {
    if text.is_ascii() { text.len() as u32 } else { text.chars().map(|c| c.len_utf16() as u32).sum() }
}

/// A line, the piece that it is in, and where it begins there.
struct Placed {
    line: TextLine,
    piece: usize,
    start: u32,
}

/// The lines of some pieces, and the body that they make.
struct Side {
    body: Document,
    lines: Vec<Placed>,
}

impl Side {
    /// Takes the pieces `from` on; a field is read as a paragraph.
    fn of(lineage: &Lineage, ids: &[u32], from: usize, to: usize) -> Self {
        let block = |id: &u32| {
            let piece = lineage.piece(*id);
            piece.block().unwrap_or_else(|| Block::paragraph(piece.text()))
        };
        let body = Document { content: ids[from..to].iter().map(block).collect() };
        let mut lines: Vec<Placed> = Vec::new();
        for line in Lines::of(&body).lines {
            let piece = from + line.path.first().copied().unwrap_or(0);
            let start = lines.last().filter(|last| last.piece == piece).map_or(0, |last| last.start + units(&last.line.text) + 1);
            lines.push(Placed { line, piece, start });
        }
        Self { body, lines }
    }
}

impl Step {
    pub(super) fn of(lineage: &Lineage, transition: &Transition) -> Self {
        let (old, new) = (&transition.old, &transition.new);
        let mut origins = vec![Origin::default(); new.len()];
        // A field is itself whatever it says.
        let fields = FIELDS.len().saturating_sub(transition.start).min(old.len()).min(new.len());
        for at in 0..fields {
            trace(&Side::of(lineage, old, at, at + 1), &Side::of(lineage, new, at, at + 1), &mut origins);
            origins[at].parent = Some(at);
        }
        trace(&Side::of(lineage, old, fields, old.len()), &Side::of(lineage, new, fields, new.len()), &mut origins);
        let mut used = vec![false; old.len()];
        origins.iter().filter_map(|origin| origin.parent).for_each(|parent| used[parent] = true);
        for to in fields..new.len() {
            if origins[to].parent.is_none() {
                let same = (fields..old.len()).filter(|from| !used[*from] && old[*from] == new[to]).min_by_key(|from| from.abs_diff(to));
                // What faces each other: a picture with another caption, a paragraph written anew.
                let facing = (old.len() == new.len() && !used[to]).then_some(to);
                origins[to].parent = same.or(facing);
                origins[to].parent.into_iter().for_each(|parent| used[parent] = true);
            }
        }
        Self(origins)
    }
}

fn trace(old: &Side, new: &Side, origins: &mut [Origin]) {
    let carried = carry(&old.body, &new.body, BUDGET);
    // For each newer piece: how much of it each older one gave.
    let mut shares: Vec<Vec<(usize, usize)>> = vec![Vec::new(); origins.len()];
    let mut lengths = vec![0_usize; origins.len()];
    for (newer, carried) in new.lines.iter().zip(&carried.lines) {
        let mut share = |from: usize, length: usize| match shares[newer.piece].iter_mut().find(|(other, _)| *other == from) {
            Some((_, share)) => *share += length,
            None => shares[newer.piece].push((from, length)),
        };
        lengths[newer.piece] += newer.line.text.len();
        match carried {
            Carried::Same { line } => {
                let older = &old.lines[*line];
                share(older.piece, newer.line.text.len().max(1));
                push(&mut origins[newer.piece].spans, newer, older, 0..newer.line.text.len(), 0);
            }
            Carried::Words { line, words } => {
                if let Some(line) = line {
                    share(old.lines[*line].piece, newer.line.text.len() / 2);
                }
                let mut done = 0;
                for (at, from) in words.iter().enumerate() {
                    let Some((older, word)) = from.map(|(line, word)| (&old.lines[line], word)) else { continue };
                    let (here, there) = (&newer.line.words[at], &older.line.words[word]);
                    // Signs and spaces around a word came with it as far as they are the same.
                    let (before, after) = (gap(&newer.line, at), gap(&newer.line, at + 1));
                    let (old_before, old_after) = (gap(&older.line, word), gap(&older.line, word + 1));
                    let lead =
                        common_end(&newer.line.text[before.start.max(done).min(here.start)..here.start], &older.line.text[old_before]);
                    let tail = common_start(&newer.line.text[after], &older.line.text[old_after]);
                    let range = here.start - lead..here.end + tail;
                    done = range.end;
                    share(older.piece, range.len());
                    push(&mut origins[newer.piece].spans, newer, older, range, there.start - lead);
                }
            }
        }
    }
    for (piece, shares) in shares.into_iter().enumerate() {
        let most = shares.into_iter().max_by_key(|(from, share)| (*share, usize::MAX - from));
        if let Some((from, share)) = most
            && share * 100 >= lengths[piece] * PARENT
        {
            origins[piece].parent = Some(from);
        }
    }
}

/// Adds some bytes of a newer line, which stand in an older one from byte `at` on; joins what goes on without a gap.
fn push(spans: &mut Vec<Span>, newer: &Placed, older: &Placed, range: Range<usize>, at: usize) {
    if range.is_empty() {
        return;
    }
    let start = newer.start + units(&newer.line.text[..range.start]);
    let new = start..start + units(&newer.line.text[range]);
    let old = (older.piece, older.start + units(&older.line.text[..at]));
    match spans.last_mut() {
        // One sign between, on both sides: a space, or the end of a line.
        Some(last) if new.start - last.new.end <= 1 && last.old.0 == old.0 && last.old.1 + (new.start - last.new.start) == old.1 => {
            last.new.end = new.end;
        }
        _ => spans.push(Span { new, old }),
    }
}

/// Returns what stands before the word at `at`: from the end of the one before it, or the start of the line.
fn gap(line: &TextLine, at: usize) -> Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| line.words[before].end);
    start..line.words.get(at).map_or(line.text.len(), |word| word.start)
}

fn common_start(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn common_end(a: &str, b: &str) -> usize {
    a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}
