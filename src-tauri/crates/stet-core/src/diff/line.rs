//! What changed inside a line: words, footnotes and pictures that came and went, and marks over words that stayed.

use std::collections::HashMap;
use std::ops::Range;

use super::clean::{clean, is_readable};
use super::sequence::{self, Edit};
use super::tokens::Line;
use super::{LineOp, LinePiece, Op, TextPiece};
use crate::document::{Inline, Mark, text};

/// Compares two lines; none where they cannot be read word by word, or where that would cost more than is left of `steps`.
pub(super) fn pieces(before: &[Inline], after: &[Inline], steps: &mut u64) -> Option<Vec<LinePiece>> {
    let (a, b) = (Line::new(before), Line::new(after));
    let edits = edits(&a, &b, steps)?;
    is_readable(&a, &b, &edits).then(|| assemble(&a, &b, &edits))
}

/// Returns two lines that have nothing to do with each other: the older went whole, the newer came whole.
pub(super) fn whole(before: &[Inline], after: &[Inline]) -> Vec<LinePiece> {
    let piece = |op, content: &[Inline]| LinePiece { op, content: content.to_vec(), before: Vec::new(), marks: Vec::new() };
    let both = [piece(LineOp::Delete, before), piece(LineOp::Insert, after)];
    both.into_iter().filter(|piece| !piece.content.is_empty()).collect()
}

pub(super) fn edits(a: &Line<'_>, b: &Line<'_>, steps: &mut u64) -> Option<Vec<Edit>> {
    let mut known = HashMap::with_capacity(a.tokens.len() + b.tokens.len());
    let (x, y) = (a.ids(&mut known, &a.text), b.ids(&mut known, &b.text));
    let cost = (x.len() + y.len()) as u64;
    if cost > *steps {
        return None;
    }
    *steps -= cost;
    let raw = sequence::edits(&x, &y, known.len() as u32, steps);
    Some(clean(a, b, &x, &y, raw))
}

fn assemble(a: &Line<'_>, b: &Line<'_>, edits: &[Edit]) -> Vec<LinePiece> {
    let mut pieces = Vec::new();
    let (mut from, mut to) = (0, 0);
    let end = Edit { before: a.tokens.len()..a.tokens.len(), after: b.tokens.len()..b.tokens.len() };
    for edit in edits.iter().chain([&end]) {
        same_words(a, b, a.bytes(from..edit.before.start), b.bytes(to..edit.after.start), &mut pieces);
        for (op, line, tokens) in [(LineOp::Delete, a, &edit.before), (LineOp::Insert, b, &edit.after)] {
            let content = line.cut(line.bytes(tokens.clone()));
            if !content.is_empty() {
                pieces.push(LinePiece { op, content, before: Vec::new(), marks: Vec::new() });
            }
        }
        (from, to) = (edit.before.end, edit.after.end);
    }
    pieces
}

/// Adds pieces for a stretch of the same words: `equal` where the marks are the same too, otherwise `format`.
fn same_words(a: &Line<'_>, b: &Line<'_>, x: Range<usize>, y: Range<usize>, pieces: &mut Vec<LinePiece>) {
    let (mut at, length) = (0, x.len());
    while at < length {
        let (i, j) = (a.inline_at(x.start + at), b.inline_at(y.start + at));
        let end = (a.starts[i + 1] - x.start).min(b.starts[j + 1] - y.start).min(length);
        let marks = marks_changed(a.inlines[i].marks(), b.inlines[j].marks());
        let (older, newer) = (a.cut(x.start + at..x.start + end), b.cut(y.start + at..y.start + end));
        let op = if marks.is_empty() { LineOp::Equal } else { LineOp::Format };
        match pieces.last_mut() {
            Some(last) if last.op == op && last.marks == marks => {
                join(&mut last.content, newer);
                if op == LineOp::Format {
                    join(&mut last.before, older);
                }
            }
            _ => {
                let before = if op == LineOp::Format { older } else { Vec::new() };
                pieces.push(LinePiece { op, content: newer, before, marks });
            }
        }
        at = end;
    }
}

/// Appends inlines to a line; text runs of equal marks become one.
pub(super) fn join(line: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match (line.last_mut(), &inline) {
            (Some(Inline::Text { text, marks }), Inline::Text { text: more, marks: same }) if marks == same => text.push_str(more),
            _ => line.push(inline),
        }
    }
}

/// Returns the names of marks that only one of two sets has; a link with another address or title is another link.
fn marks_changed(before: &[Mark], after: &[Mark]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if before == after {
        return names;
    }
    let gone = before.iter().filter(|mark| !after.contains(mark));
    for mark in gone.chain(after.iter().filter(|mark| !before.contains(mark))) {
        if !names.iter().any(|name| name == mark.name()) {
            names.push(mark.name().to_owned());
        }
    }
    if names.is_empty() {
        // The same marks in another order, which only threads of comments have.
        names.push("comment".to_owned());
    }
    names
}

/// Counts the words in inlines, those of footnotes too.
pub(super) fn count_words(line: &[Inline]) -> u32 {
    let mut words = text::count_words(&text::line_text(line));
    for inline in line {
        if let Inline::Footnote { content, .. } = inline {
            words += content.iter().map(|block| super::node::NodeRef::Block(block).words()).sum::<u32>();
        }
    }
    words
}

/// Compares two plain texts; a text with too little in common goes and comes whole.
pub(super) fn text_pieces(before: &str, after: &str, steps: &mut u64) -> Vec<TextPiece> {
    let (before, after) = (Inline::plain(before), Inline::plain(after));
    let pieces = pieces(&before, &after, steps).unwrap_or_else(|| whole(&before, &after));
    let op = |op| match op {
        LineOp::Equal | LineOp::Format => Op::Equal,
        LineOp::Insert => Op::Insert,
        LineOp::Delete => Op::Delete,
    };
    let text =
        |content: Vec<Inline>| content.into_iter().map(|inline| if let Inline::Text { text, .. } = inline { text } else { String::new() });
    pieces.into_iter().map(|piece| TextPiece { op: op(piece.op), text: text(piece.content).collect() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: &str) {
        let mut out = String::new();
        for piece in text_pieces(before, after, &mut 1_000_000) {
            match piece.op {
                Op::Equal => out.push_str(&piece.text),
                Op::Insert => out.push_str(&format!("{{+{}+}}", piece.text)),
                Op::Delete => out.push_str(&format!("[-{}-]", piece.text)),
            }
        }
        assert_eq!(out, expected, "from {before:?} to {after:?}");
    }

    #[test]
    fn words_that_change_are_marked_whole() {
        check("The ferry sails at nine.", "The ferry sails at ten.", "The ferry sails at [-nine-]{+ten+}.");
        check("", "New words", "{+New words+}");
        check("Old words", "", "[-Old words-]");
        check("same", "same", "same");
        check("He said 3.5 km.", "He said 3.6 km.", "He said [-3.5-]{+3.6+} km.");
    }

    #[test]
    fn neighbouring_changes_are_one_change() {
        check(
            "a red house stood by the lake here",
            "a blue barn stood by the lake here",
            "a [-red house-]{+blue barn+} stood by the lake here",
        );
        check(
            "We met the quick fox of the river that day at home",
            "We met the slow dog of the sea that day at home",
            "We met the [-quick fox of the river-]{+slow dog of the sea+} that day at home",
        );
    }

    #[test]
    fn insertions_lie_at_the_edges_of_words_and_sentences() {
        check("The dog barked.", "The big dog barked.", "The {+big +}dog barked.");
        check("One came. Two left.", "One came. None stayed. Two left.", "One came. {+None stayed. +}Two left.");
        check("It was cold", "It was cold and wet", "It was cold{+ and wet+}");
    }

    #[test]
    fn scripts_without_spaces_change_by_words() {
        check("我们今天去北京旅行。", "我们今天去上海旅行。", "我们今天去[-北京-]{+上海+}旅行。");
    }

    #[test]
    fn marks_and_links_over_the_same_words_are_format() {
        let text = |text: &str, marks: Vec<Mark>| Inline::Text { text: text.into(), marks };
        let link = |href: &str| Mark::Link { href: href.into(), title: String::new() };
        let before = [text("See the ", vec![]), text("report", vec![link("https://a.example")]), text(" at once", vec![])];
        let after =
            [text("See the ", vec![]), text("report", vec![link("https://b.example")]), text(" at ", vec![]), text("once", vec![Mark::Em])];
        let pieces = pieces(&before, &after, &mut 1_000).expect("readable");
        let shape: Vec<_> = pieces.iter().map(|piece| (piece.op, piece.marks.join("+"))).collect();
        assert_eq!(
            shape,
            [
                (LineOp::Equal, String::new()),
                (LineOp::Format, "link".into()),
                (LineOp::Equal, String::new()),
                (LineOp::Format, "em".into())
            ]
        );
        assert_eq!(pieces[1].before, [text("report", vec![link("https://a.example")])]);
    }

    #[test]
    fn a_footnote_is_one_unit() {
        let note = |words: &str| Inline::Footnote { content: vec![crate::document::Block::paragraph(words)], marks: vec![] };
        let line = |words: &str| vec![Inline::plain("Said so")[0].clone(), note(words), Inline::plain(" today")[0].clone()];
        let pieces = pieces(&line("One."), &line("Two."), &mut 1_000).expect("readable");
        assert_eq!(pieces.iter().map(|piece| piece.op).collect::<Vec<_>>(), [LineOp::Equal, LineOp::Delete, LineOp::Insert, LineOp::Equal]);
    }

    #[test]
    fn a_spent_budget_compares_nothing() {
        assert_eq!(pieces(&Inline::plain("one two"), &Inline::plain("one three"), &mut 3), None);
    }
}
