//! What changed inside a line: words, footnotes and pictures that came and went, and marks over words that stayed.

use std::ops::Range;

use imara_diff::Token;
use rustc_hash::FxHashMap;

use super::clean::{clean, is_readable};
use super::sequence::{self, Edit, Found};
use super::tokens::{Line, Numbers, PARAGRAPH};
use super::{BlockDiff, LineOp, LinePiece, Op, TextPiece};
use crate::document::{Block, Inline, Mark};

impl LinePiece {
    pub(super) fn of(op: LineOp, content: Vec<Inline>) -> Self {
        Self { op, content, before: Vec::new(), marks: Vec::new(), paragraph: false, children: Vec::new() }
    }
}

/// Compares the blocks of two footnotes, taking what it costs from the steps.
pub(super) type CompareNotes = fn(&[Block], &[Block], &mut u64) -> Vec<BlockDiff>;

/// What came of comparing two lines.
#[derive(Debug, PartialEq)]
pub(super) enum Compared {
    /// They can be read word by word.
    Pieces(Vec<LinePiece>),
    /// Too little is common to both.
    TooDifferent,
    /// There were not enough steps left.
    Spent,
}

/// Compares two lines.
pub(super) fn pieces(before: &[Inline], after: &[Inline], steps: &mut u64, notes: CompareNotes) -> Compared {
    let (a, b, shared) = Line::pair(before, after);
    match edits(&a, &b, shared, steps) {
        None => Compared::Spent,
        Some(Found { edits, .. }) if is_readable(&a, &b, &edits) => Compared::Pieces(assemble(&a, &b, &edits, steps, notes)),
        Some(Found { coarse: true, .. }) => Compared::Spent,
        Some(_) => Compared::TooDifferent,
    }
}

/// Compares the lines of several paragraphs as one, with pieces for the ends of paragraphs between them; none where a paragraph
/// kept less than half of what it says, or where it would cost too much.
pub(super) fn paragraphs(before: &[&[Inline]], after: &[&[Inline]], steps: &mut u64, notes: CompareNotes) -> Option<Vec<LinePiece>> {
    let is_plain = |line: &&[Inline]| !line.iter().any(|inline| matches!(inline, Inline::Text { text, .. } if text.contains(PARAGRAPH)));
    if !before.iter().chain(after).all(is_plain) {
        return None;
    }
    let cut = Inline::plain(PARAGRAPH.to_string());
    let (old, new) = (before.join(cut.as_slice()), after.join(cut.as_slice()));
    let (a, b) = (Line::new(&old), Line::new(&new));
    let edits = edits(&a, &b, (0, 0), steps)?.edits;
    let kept = |line: &Line<'_>, gone: &dyn Fn(&Edit) -> Range<usize>| {
        let ends = (0..line.tokens.len()).filter(|at| line.text[line.tokens[*at].clone()].starts_with(PARAGRAPH));
        let mut start = 0;
        ends.chain([line.tokens.len()]).all(|end| {
            let lost = |edit: &Edit| {
                let range = gone(edit);
                let (from, to) = (range.start.max(start), range.end.min(end));
                if from < to { line.weight(from..to) } else { 0 }
            };
            let (all, lost): (u32, u32) = (line.weight(start..end), edits.iter().map(lost).sum());
            start = end;
            2 * lost <= all && all > 0
        })
    };
    (kept(&a, &|edit| edit.before.clone()) && kept(&b, &|edit| edit.after.clone()))
        .then(|| cut_paragraphs(assemble(&a, &b, &edits, steps, notes)))
}

/// Makes pieces of their own of the ends of paragraphs.
fn cut_paragraphs(pieces: Vec<LinePiece>) -> Vec<LinePiece> {
    let mut out: Vec<LinePiece> = Vec::with_capacity(pieces.len() + 2);
    for piece in pieces {
        let (op, mut content) = (piece.op, Vec::new());
        if !piece.content.iter().any(|inline| matches!(inline, Inline::Text { text, .. } if text.contains(PARAGRAPH))) {
            out.push(piece);
            continue;
        }
        for inline in piece.content {
            let Inline::Text { text, marks } = inline else {
                content.push(inline);
                continue;
            };
            for (at, part) in text.split(PARAGRAPH).enumerate() {
                if at > 0 {
                    if !content.is_empty() {
                        out.push(LinePiece::of(op, std::mem::take(&mut content)));
                    }
                    out.push(LinePiece { paragraph: true, ..LinePiece::of(op, Vec::new()) });
                }
                if !part.is_empty() {
                    content.push(Inline::Text { text: part.to_owned(), marks: marks.clone() });
                }
            }
        }
        if !content.is_empty() {
            out.push(LinePiece::of(op, content));
        }
    }
    out
}

/// Compares two listings of code: line by line, and inside a changed line word by word.
pub(super) fn code(before: &str, after: &str, steps: &mut u64) -> Compared {
    let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let (a, b) = (lines(before), lines(after));
    let mut tokens = Vec::with_capacity(a.len() + b.len());
    for line in a.iter().chain(&b) {
        let next = ids.len() as u32;
        tokens.push(Token(*ids.entry(*line).or_insert(next)));
    }
    let (x, y) = tokens.split_at(a.len());
    let found = sequence::edits(x, y, ids.len() as u32, steps);
    if found.coarse {
        return Compared::Spent;
    }
    let mut pieces: Vec<LinePiece> = Vec::new();
    let mut add = |more: LinePiece| match pieces.last_mut() {
        Some(last) if last.op == more.op => join(&mut last.content, more.content),
        _ if more.content.is_empty() => {}
        _ => pieces.push(more),
    };
    let whole = |op, lines: &[&str]| LinePiece::of(op, Inline::plain(lines.concat()));
    let mut at = 0;
    for Edit { before, after } in &found.edits {
        add(whole(LineOp::Equal, &a[at..before.start]));
        at = before.end;
        if before.len() != after.len() {
            add(whole(LineOp::Delete, &a[before.clone()]));
            add(whole(LineOp::Insert, &b[after.clone()]));
            continue;
        }
        for (old, new) in a[before.clone()].iter().zip(&b[after.clone()]) {
            let (old, new) = (Inline::plain(*old), Inline::plain(*new));
            match self::pieces(&old, &new, steps, |_, _, _| Vec::new()) {
                Compared::Pieces(inside) => inside.into_iter().for_each(&mut add),
                _ => whole_lines(&old, &new).into_iter().for_each(&mut add),
            }
        }
    }
    add(whole(LineOp::Equal, &a[at..]));
    Compared::Pieces(pieces)
}

/// Returns two lines that have nothing to do with each other: the older went whole, the newer came whole.
pub(super) fn whole_lines(before: &[Inline], after: &[Inline]) -> Vec<LinePiece> {
    let piece = |op, content: &[Inline]| LinePiece::of(op, content.to_vec());
    let both = [piece(LineOp::Delete, before), piece(LineOp::Insert, after)];
    both.into_iter().filter(|piece| !piece.content.is_empty()).collect()
}

/// Returns the edits between two lines, cleaned; none where there are not enough steps even to look. So many tokens at the start
/// and at the end are known to be the same.
pub(super) fn edits(a: &Line<'_>, b: &Line<'_>, (start, end): (usize, usize), steps: &mut u64) -> Option<Found> {
    let cost = (a.tokens.len() + b.tokens.len()) as u64;
    if cost > *steps {
        return None;
    }
    *steps -= cost;
    let (old, new) = (start..a.tokens.len() - end, start..b.tokens.len() - end);
    let mut numbers = Numbers::new(old.len().max(new.len()));
    let (x, y) = (numbers.of(a, old), numbers.of(b, new));
    let found = sequence::edits(&x, &y, numbers.count, steps);
    let moved = |range: Range<usize>| range.start + start..range.end + start;
    let edits = found.edits.into_iter().map(|edit| Edit { before: moved(edit.before), after: moved(edit.after) }).collect();
    Some(Found { edits: clean(a, b, edits), coarse: found.coarse })
}

fn assemble(a: &Line<'_>, b: &Line<'_>, edits: &[Edit], steps: &mut u64, notes: CompareNotes) -> Vec<LinePiece> {
    let mut pieces = Vec::with_capacity(3 * edits.len() + 1);
    let (mut from, mut to) = (0, 0);
    for edit in edits {
        same_words(a, b, a.bytes(from..edit.before.start), b.bytes(to..edit.after.start), &mut pieces);
        changed(a, b, edit, steps, notes, &mut pieces);
        (from, to) = (edit.before.end, edit.after.end);
    }
    same_words(a, b, a.bytes(from..a.tokens.len()), b.bytes(to..b.tokens.len()), &mut pieces);
    pieces
}

/// Adds pieces for what went and what came; footnotes on both sides are the same footnotes, compared inside.
fn changed(a: &Line<'_>, b: &Line<'_>, edit: &Edit, steps: &mut u64, notes: CompareNotes, pieces: &mut Vec<LinePiece>) {
    let (mut from, mut to) = (edit.before.start, edit.after.start);
    let pairs: Vec<_> = a.notes(edit.before.clone()).zip(b.notes(edit.after.clone())).collect();
    for ((i, old), (j, new)) in pairs {
        went_and_came(a, b, from..i, to..j, pieces);
        (from, to) = (i + 1, j + 1);
        let (Inline::Footnote { content: before, marks: older }, Inline::Footnote { content: after, marks: newer }) = (old, new) else {
            continue;
        };
        let marks = marks_changed(older, newer);
        let both = |op| LinePiece { before: vec![old.clone()], marks: marks.clone(), ..LinePiece::of(op, vec![new.clone()]) };
        pieces.push(match (before == after, marks.is_empty()) {
            (true, true) => LinePiece::of(LineOp::Equal, vec![new.clone()]),
            (true, false) => both(LineOp::Format),
            (false, _) => LinePiece { children: notes(before, after, steps), ..both(LineOp::Note) },
        });
    }
    went_and_came(a, b, from..edit.before.end, to..edit.after.end, pieces);
}

fn went_and_came(a: &Line<'_>, b: &Line<'_>, before: Range<usize>, after: Range<usize>, pieces: &mut Vec<LinePiece>) {
    for (op, line, tokens) in [(LineOp::Delete, a, before), (LineOp::Insert, b, after)] {
        let content = line.cut(line.bytes(tokens));
        if !content.is_empty() {
            pieces.push(LinePiece::of(op, content));
        }
    }
}

/// Adds pieces for a stretch of the same words: `equal` where the marks are the same too, otherwise `format`.
fn same_words(a: &Line<'_>, b: &Line<'_>, x: Range<usize>, y: Range<usize>, pieces: &mut Vec<LinePiece>) {
    let (mut at, length) = (0, x.len());
    while at < length {
        let (i, j) = (a.inline_at(x.start + at), b.inline_at(y.start + at));
        let end = (a.starts[i + 1] - x.start).min(b.starts[j + 1] - y.start).min(length);
        let marks = marks_changed(a.inlines[i].marks(), b.inlines[j].marks());
        let op = if marks.is_empty() { LineOp::Equal } else { LineOp::Format };
        let newer = b.cut(y.start + at..y.start + end);
        let older = if op == LineOp::Format { a.cut(x.start + at..x.start + end) } else { Vec::new() };
        match pieces.last_mut() {
            Some(last) if last.op == op && last.marks == marks => {
                join(&mut last.content, newer);
                join(&mut last.before, older);
            }
            _ => pieces.push(LinePiece { before: older, marks, ..LinePiece::of(op, newer) }),
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

/// Compares two plain texts; a text with too little in common goes and comes whole.
pub(super) fn text_pieces(before: &str, after: &str, steps: &mut u64) -> Vec<TextPiece> {
    let (before, after) = (Inline::plain(before), Inline::plain(after));
    let pieces = match pieces(&before, &after, steps, |_, _, _| Vec::new()) {
        Compared::Pieces(pieces) => pieces,
        Compared::TooDifferent | Compared::Spent => whole_lines(&before, &after),
    };
    let op = |op| match op {
        LineOp::Equal | LineOp::Format | LineOp::Note => Op::Equal,
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
    use crate::document::text;

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
        let pieces = readable(&before, &after);
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

    fn readable(before: &[Inline], after: &[Inline]) -> Vec<LinePiece> {
        match pieces(before, after, &mut 1_000, |_, _, _| Vec::new()) {
            Compared::Pieces(pieces) => pieces,
            other => panic!("expected lines that can be read word by word, found {other:?}"),
        }
    }

    #[test]
    fn a_footnote_changes_inside() {
        let note = |words: &str| Inline::Footnote { content: vec![crate::document::Block::paragraph(words)], marks: vec![] };
        let line = |words: &str| vec![Inline::plain("Said so")[0].clone(), note(words), Inline::plain(" today")[0].clone()];
        let ops = |a: &[Inline], b: &[Inline]| readable(a, b).iter().map(|piece| piece.op).collect::<Vec<_>>();
        assert_eq!(ops(&line("One."), &line("Two.")), [LineOp::Equal, LineOp::Note, LineOp::Equal]);
        assert_eq!(ops(&line("One."), &Inline::plain("Said so today")), [LineOp::Equal, LineOp::Delete, LineOp::Equal]);
    }

    #[test]
    fn code_changes_by_lines() {
        let shape = |before: &str, after: &str| match code(before, after, &mut 1_000) {
            Compared::Pieces(pieces) => {
                pieces.iter().map(|piece| format!("{:?} {:?}", piece.op, text::line_text(&piece.content))).collect::<Vec<_>>().join(", ")
            }
            other => format!("{other:?}"),
        };
        assert_eq!(shape("a = 1\nb = 2\n", "a = 1\nc = 3\nb = 2\n"), r#"Equal "a = 1\n", Insert "c = 3\n", Equal "b = 2\n""#);
        assert_eq!(shape("a = 1\nb = 2", "a = 1\nb = 3"), r#"Equal "a = 1\nb = ", Delete "2", Insert "3""#);
    }

    #[test]
    fn a_spent_budget_compares_nothing() {
        assert_eq!(pieces(&Inline::plain("one two"), &Inline::plain("one three"), &mut 3, |_, _, _| Vec::new()), Compared::Spent);
    }
}
