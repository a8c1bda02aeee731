//! What changed inside a line: words, footnotes and pictures that came and went, and marks over words that stayed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use imara_diff::Token;

use super::clean::{clean, is_readable};
use super::sequence::{self, Edit};
use super::words::{letters, segment};
use super::{LineOp, LinePiece, Op, TextPiece};
use crate::document::{Inline, Mark, text};

/// Stands for a footnote, a picture or a break in the text of a line.
const UNIT: char = '\u{FFFC}';

/// A line cut into tokens.
pub(super) struct Line<'a> {
    inlines: &'a [Inline],
    /// The text of all inlines; one [`UNIT`] for each that is not text.
    pub(super) text: String,
    /// Where each inline begins in `text`, and the end.
    starts: Vec<usize>,
    /// Words, spaces, signs and units, as ranges of `text`.
    pub(super) tokens: Vec<Range<usize>>,
    /// How much a reader takes in up to each token: letters before it.
    weights: Vec<u32>,
}

impl<'a> Line<'a> {
    pub(super) fn new(inlines: &'a [Inline]) -> Self {
        let mut line =
            Self { inlines, text: String::new(), starts: Vec::with_capacity(inlines.len() + 1), tokens: Vec::new(), weights: vec![0] };
        let mut run = 0;
        for inline in inlines {
            line.starts.push(line.text.len());
            if let Inline::Text { text, .. } = inline {
                line.text.push_str(text);
                continue;
            }
            segment(&line.text[run..], run, &mut line.tokens);
            let at = line.text.len();
            line.text.push(UNIT);
            run = line.text.len();
            line.tokens.push(at..run);
        }
        segment(&line.text[run..], run, &mut line.tokens);
        line.starts.push(line.text.len());
        let mut sum = 0;
        for token in &line.tokens {
            let text = &line.text[token.clone()];
            sum += if text.starts_with(UNIT) && line.unit(token.start).is_some() { 4 } else { letters(text) };
            line.weights.push(sum);
        }
        line
    }

    /// Returns the inline that the unit at `at` stands for; none where it is text.
    fn unit(&self, at: usize) -> Option<&'a Inline> {
        let inline = &self.inlines[self.inline_at(at)];
        (!matches!(inline, Inline::Text { .. })).then_some(inline)
    }

    fn inline_at(&self, at: usize) -> usize {
        self.starts[..self.inlines.len()].partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Returns how much a reader takes in with some tokens.
    pub(super) fn weight(&self, tokens: Range<usize>) -> u32 {
        self.weights[tokens.end] - self.weights[tokens.start]
    }

    /// Returns how many of some tokens are words.
    pub(super) fn words(&self, tokens: Range<usize>) -> usize {
        tokens.filter(|at| self.weights[at + 1] > self.weights[*at]).count()
    }

    /// Returns the bytes that some tokens cover.
    fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let at = |token: usize| self.tokens.get(token).map_or(self.text.len(), |range| range.start);
        at(tokens.start)..at(tokens.end)
    }

    /// Returns the inlines in some bytes of the text.
    fn cut(&self, bytes: Range<usize>) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut at = if self.inlines.is_empty() { 0 } else { self.inline_at(bytes.start) };
        while at < self.inlines.len() && self.starts[at] < bytes.end {
            let (start, end) = (self.starts[at].max(bytes.start), self.starts[at + 1].min(bytes.end));
            if start < end {
                out.push(match &self.inlines[at] {
                    Inline::Text { marks, .. } => Inline::Text { text: self.text[start..end].to_owned(), marks: marks.clone() },
                    unit => unit.clone(),
                });
            }
            at += 1;
        }
        out
    }

    fn ids(&self, known: &mut HashMap<Key<'a>, u32>, line: &'a str) -> Vec<Token> {
        let mut ids = Vec::with_capacity(self.tokens.len());
        for token in &self.tokens {
            let word = &line[token.clone()];
            let key = match word.starts_with(UNIT).then(|| self.unit(token.start)).flatten() {
                Some(inline) => Key::Unit(unit_hash(inline)),
                None => Key::Word(word),
            };
            let next = known.len() as u32;
            ids.push(Token(*known.entry(key).or_insert(next)));
        }
        ids
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Word(&'a str),
    Unit(u64),
}

/// Returns a hash of an inline without its marks.
fn unit_hash(inline: &Inline) -> u64 {
    let mut hasher = DefaultHasher::new();
    match inline {
        Inline::Text { text, .. } => (0, text).hash(&mut hasher),
        Inline::HardBreak { .. } => 1.hash(&mut hasher),
        Inline::Image { asset, src, alt, title, .. } => (2, asset, src, alt, title).hash(&mut hasher),
        Inline::Footnote { content, .. } => (3, content).hash(&mut hasher),
    }
    hasher.finish()
}

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

fn edits(a: &Line<'_>, b: &Line<'_>, steps: &mut u64) -> Option<Vec<Edit>> {
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
            words += content.iter().map(|block| super::blocks::words(super::node::NodeRef::Block(block))).sum::<u32>();
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
