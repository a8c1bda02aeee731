//! Turns a minimal difference into one that reads well: no confetti, edges at words and sentences.
//!
//! After the semantic clean-up of Neil Fraser's diff-match-patch (<https://neil.fraser.name/writing/diff/>), on words
//! instead of characters.

use std::ops::Range;

use super::sequence::Edit;
use super::tokens::Line;

/// With at most this many words on each side, a line is always shown word by word.
const SHORT: usize = 4;

/// Cleans `edits`, which are in order and lie apart. Never loses a change.
pub(super) fn clean(a: &Line<'_>, b: &Line<'_>, mut edits: Vec<Edit>) -> Vec<Edit> {
    for at in 0..edits.len() {
        let low = if at == 0 { (0, 0) } else { (edits[at - 1].before.end, edits[at - 1].after.end) };
        let high = edits.get(at + 1).map_or((a.tokens.len(), b.tokens.len()), |next| (next.before.start, next.after.start));
        slide(a, b, &mut edits[at], low, high);
    }
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        let mut edit = edit;
        while let Some(left) = out.last() {
            if !joins(a, b, left, &edit) {
                break;
            }
            edit = Edit { before: left.before.start..edit.before.end, after: left.after.start..edit.after.end };
            out.pop();
        }
        out.push(edit);
    }
    out
}

/// Tells whether the equal words between two changes are too few to be worth reading.
fn joins(a: &Line<'_>, b: &Line<'_>, left: &Edit, right: &Edit) -> bool {
    let stretch = left.before.end..right.before.start;
    if stretch.is_empty() {
        return true;
    }
    let only_came = left.before.is_empty() && right.before.is_empty();
    let only_went = left.after.is_empty() && right.after.is_empty();
    if only_came || only_went {
        return false;
    }
    let (words, weight) = (a.words(stretch.clone()), a.weight(stretch));
    let weigh = |edit: &Edit| a.weight(edit.before.clone()).max(b.weight(edit.after.clone()));
    let least = weigh(left).min(weigh(right));
    let replaces = |edit: &Edit| !edit.before.is_empty() && !edit.after.is_empty();
    match words {
        0 => true,
        1 if weight <= 3 => weight <= least,
        1 | 2 if replaces(left) && replaces(right) => weight <= least,
        1 | 2 => 2 * weight <= least,
        _ => false,
    }
}

/// Shifts a pure insertion or deletion among equal tokens to where its edges are most natural.
fn slide(a: &Line<'_>, b: &Line<'_>, edit: &mut Edit, low: (usize, usize), high: (usize, usize)) {
    let (line, range, floor, roof) = match (edit.before.is_empty(), edit.after.is_empty()) {
        (true, false) => (b, edit.after.clone(), low.1, high.1),
        (false, true) => (a, edit.before.clone(), low.0, high.0),
        _ => return,
    };
    let (mut down, mut up) = (0, 0);
    while range.start - down > floor && line.key(range.start - down - 1) == line.key(range.end - down - 1) {
        down += 1;
    }
    while range.end + up < roof && line.key(range.start + up) == line.key(range.end + up) {
        up += 1;
    }
    let score = |start: usize| edge(line, start) + edge(line, start + range.len());
    let best = (range.start - down..=range.start + up).max_by_key(|start| (score(*start), std::cmp::Reverse(start.abs_diff(range.start))));
    let Some(start) = best else { return };
    let moved = |range: &Range<usize>| {
        let at = |place: usize| place + start - edit_start(edit);
        at(range.start)..at(range.end)
    };
    (edit.before, edit.after) = (moved(&edit.before), moved(&edit.after));
}

/// Returns where the side that is not empty begins.
fn edit_start(edit: &Edit) -> usize {
    if edit.before.is_empty() { edit.after.start } else { edit.before.start }
}

/// Scores the edge before token `at`: ends of the line, then of sentences, then of words.
fn edge(line: &Line<'_>, at: usize) -> u32 {
    if at == 0 || at == line.tokens.len() {
        return 6;
    }
    let (left, right) = (&line.text[line.tokens[at - 1].clone()], &line.text[line.tokens[at].clone()]);
    let ends = |text: &str| text.ends_with(['.', '!', '?', '…', '。', '！', '？', '”', '"', '»']);
    if left.trim().is_empty() {
        let sentence = at >= 2 && ends(&line.text[line.tokens[at - 2].clone()]);
        return if sentence { 5 } else { 3 };
    }
    match (ends(left), right.trim().is_empty()) {
        (true, _) => 4,
        (false, true) => 2,
        (false, false) => u32::from(line.words(at - 1..at) == 0 || line.words(at..at + 1) == 0),
    }
}

/// Tells whether a line can be read word by word: enough of it stayed, and what stayed is not in crumbs.
pub(super) fn is_readable(a: &Line<'_>, b: &Line<'_>, edits: &[Edit]) -> bool {
    let (old, new) = (0..a.tokens.len(), 0..b.tokens.len());
    if a.words(old.clone()) <= SHORT && b.words(new.clone()) <= SHORT {
        return true;
    }
    let least = a.weight(old.clone()).min(b.weight(new));
    let gone: u32 = edits.iter().map(|edit| a.weight(edit.before.clone())).sum();
    let stayed = a.weight(old) - gone;
    if stayed * 100 < least * 30 {
        return false;
    }
    let crumbs = edits.len() > 6 && stayed * 100 < least * 50 && (stayed as usize) < edits.len() * 8;
    !crumbs
}
