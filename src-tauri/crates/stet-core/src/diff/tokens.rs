//! A line cut into what a difference is made of: words, spaces, signs, and units (footnotes, pictures, breaks).

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use imara_diff::Token;
use rustc_hash::{FxHashMap, FxHasher};

use super::words::{letters, letters_of_ascii, segment, shared_ends};
use crate::document::Inline;

/// Stands for a footnote, a picture or a break in the text of a line.
pub(super) const UNIT: char = '\u{FFFC}';

/// Stands for the end of a paragraph where several are compared as one line (U+2029).
pub(super) const PARAGRAPH: char = '\u{2029}';

/// So many bytes of what two lines share are cut into words on either side of what differs: a change may slide so far.
const NEAR: usize = 64;

/// A token is about so long, in bytes: words and the spaces between them.
const BYTES_A_TOKEN: usize = 3;

/// A line cut into tokens.
pub(super) struct Line<'a> {
    pub(super) inlines: &'a [Inline],
    /// The text of all inlines; one [`UNIT`] for each that is not text.
    pub(super) text: Cow<'a, str>,
    /// Where each inline begins in `text`, and the end.
    pub(super) starts: Vec<usize>,
    /// Words, spaces, signs and units, as ranges of `text`.
    pub(super) tokens: Vec<Range<usize>>,
    /// How much a reader takes in up to each token: letters before it.
    weights: Vec<u32>,
}

impl<'a> Line<'a> {
    pub(super) fn new(inlines: &'a [Inline]) -> Self {
        let mut line = Self::uncut(inlines);
        line.tokens.reserve(line.text.len() / BYTES_A_TOKEN);
        let mut run = 0;
        for (at, inline) in inlines.iter().enumerate() {
            if !matches!(inline, Inline::Text { .. }) {
                let unit = line.starts[at]..line.starts[at + 1];
                segment(&line.text[run..unit.start], run, &mut line.tokens);
                run = unit.end;
                line.tokens.push(unit);
            }
        }
        segment(&line.text[run..], run, &mut line.tokens);
        line.weigh();
        line
    }

    /// Cuts two lines around what differs: what they share at both ends is one token each, but for the words next to the change.
    /// The third says how many tokens at the start and at the end are surely the same; there may be more.
    pub(super) fn pair(before: &'a [Inline], after: &'a [Inline]) -> (Self, Self, (usize, usize)) {
        let is_text = |inlines: &[Inline]| inlines.iter().all(|inline| matches!(inline, Inline::Text { .. }));
        if !is_text(before) || !is_text(after) {
            return (Self::new(before), Self::new(after), (0, 0));
        }
        let (mut old, mut new) = (Self::uncut(before), Self::uncut(after));
        let Some(shared) = shared_ends(&old.text, &new.text) else { return (Self::new(before), Self::new(after), (0, 0)) };
        let ends = old.cut_around(shared);
        new.cut_around(shared);
        (old, new, ends)
    }

    /// Cuts the line, in which so many bytes at the start and at the end are another line's too. Returns how many tokens these are.
    fn cut_around(&mut self, (start, end): (usize, usize)) -> (usize, usize) {
        let (bytes, length) = (self.text.as_bytes(), self.text.len());
        let head = (1..start.saturating_sub(NEAR)).rev().find(|at| bytes[*at] == b' ' && bytes[at - 1] != b' ').unwrap_or(0);
        let far = (length - end).saturating_add(NEAR);
        let tail = (far..length).find(|at| bytes[at - 1] == b' ' && bytes[*at] != b' ').unwrap_or(length);
        self.tokens.reserve((tail - head) / BYTES_A_TOKEN + 2);
        self.tokens.extend((head > 0).then_some(0..head));
        segment(&self.text[head..tail], head, &mut self.tokens);
        self.tokens.extend((tail < length).then_some(tail..length));
        self.weigh();
        let before = |at: usize| self.tokens.partition_point(|token| token.start < at);
        (before(start), self.tokens.len() - before(length - end))
    }

    fn uncut(inlines: &'a [Inline]) -> Self {
        let mut starts = Vec::with_capacity(inlines.len() + 1);
        starts.push(0);
        let text = if let [Inline::Text { text, .. }] = inlines {
            starts.push(text.len());
            Cow::Borrowed(text.as_str())
        } else {
            let mut all = String::new();
            for inline in inlines {
                match inline {
                    Inline::Text { text, .. } => all.push_str(text),
                    _ => all.push(UNIT),
                }
                starts.push(all.len());
            }
            Cow::Owned(all)
        };
        Self { inlines, text, starts, tokens: Vec::new(), weights: Vec::new() }
    }

    /// Adds the weights of the tokens.
    fn weigh(&mut self) {
        let mut sum = 0;
        self.weights.reserve_exact(self.tokens.len() + 1);
        self.weights.push(0);
        let is_ascii = self.text.is_ascii();
        for range in &self.tokens {
            sum += if is_ascii {
                letters_of_ascii(&self.text.as_bytes()[range.clone()])
            } else if self.text[range.clone()].starts_with(UNIT) && self.unit(range.start).is_some() {
                4
            } else {
                letters(&self.text[range.clone()])
            };
            self.weights.push(sum);
        }
    }

    /// Returns the inline that the unit at `at` stands for; none where it is text.
    pub(super) fn unit(&self, at: usize) -> Option<&'a Inline> {
        let inline = &self.inlines[self.inline_at(at)];
        (!matches!(inline, Inline::Text { .. })).then_some(inline)
    }

    /// Returns the footnotes among some tokens.
    pub(super) fn notes(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, &'a Inline)> {
        let is_unit = |token: &usize| self.text[self.tokens[*token].clone()].starts_with(UNIT);
        tokens
            .filter(is_unit)
            .filter_map(|token| Some((token, self.unit(self.tokens[token].start)?)))
            .filter(|(_, inline)| matches!(inline, Inline::Footnote { .. }))
    }

    pub(super) fn inline_at(&self, at: usize) -> usize {
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
    pub(super) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let at = |token: usize| self.tokens.get(token).map_or(self.text.len(), |range| range.start);
        at(tokens.start)..at(tokens.end)
    }

    /// Returns the inlines in some bytes of the text.
    pub(super) fn cut(&self, bytes: Range<usize>) -> Vec<Inline> {
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

    /// Numbers some tokens, equal ones alike.
    pub(super) fn ids<'l>(&'l self, tokens: Range<usize>, known: &mut FxHashMap<Key<'l>, u32>) -> Vec<Token> {
        let mut ids = Vec::with_capacity(tokens.len());
        for token in tokens {
            let next = known.len() as u32;
            ids.push(Token(*known.entry(self.key(token)).or_insert(next)));
        }
        ids
    }

    /// Returns what makes a token the same as another.
    pub(super) fn key(&self, token: usize) -> Key<'_> {
        let range = &self.tokens[token];
        let word = &self.text[range.clone()];
        match word.starts_with(UNIT).then(|| self.unit(range.start)).flatten() {
            Some(inline) => Key::Unit(unit_hash(inline)),
            None => Key::Word(word),
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Word(&'a str),
    Unit(u64),
}

/// Returns a hash of an inline without its marks.
fn unit_hash(inline: &Inline) -> u64 {
    let mut hasher = FxHasher::default();
    match inline {
        Inline::Text { text, .. } => (0, text).hash(&mut hasher),
        Inline::HardBreak { .. } => 1.hash(&mut hasher),
        Inline::Image { asset, src, alt, title, .. } => (2, asset, src, alt, title).hash(&mut hasher),
        Inline::Footnote { content, .. } => (3, content).hash(&mut hasher),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts two lines together and each alone, and returns how many tokens at the ends are known to be the same.
    fn check(before: &str, after: &str) -> (usize, usize) {
        let (before, after) = (Inline::plain(before), Inline::plain(after));
        let (a, b, (start, end)) = Line::pair(&before, &after);
        for (together, alone) in [(&a, Line::new(&before)), (&b, Line::new(&after))] {
            assert_eq!(together.text.len(), together.tokens.iter().map(ExactSizeIterator::len).sum::<usize>());
            for (at, token) in together.tokens.iter().enumerate() {
                let place = alone.tokens.iter().position(|other| other.start == token.start).expect("a cut where the whole line has one");
                assert_eq!(together.weights[at], alone.weights[place], "{:?}", together.text);
                assert!(
                    alone.tokens[place] == *token || at < start || at >= together.tokens.len() - end,
                    "{:?}",
                    &together.text[token.clone()]
                );
            }
            assert_eq!(together.weights.last(), alone.weights.last());
        }
        let words =
            |line: &Line<'_>, range: Range<usize>| range.map(|at| line.text[line.tokens[at].clone()].to_owned()).collect::<Vec<_>>();
        assert_eq!(words(&a, 0..start), words(&b, 0..start));
        assert_eq!(words(&a, a.tokens.len() - end..a.tokens.len()), words(&b, b.tokens.len() - end..b.tokens.len()));
        (start, end)
    }

    #[test]
    fn what_two_lines_share_is_not_cut_and_the_rest_as_if_alone() {
        let line = "The last boat of the day will  still leave at 5.40 this winter, after councillors voted";
        assert_eq!(check(line, &line.replace("still leave", "leave")), (13, 14));
        assert_eq!(check(line, &format!("{line} narrowly")), (24, 0), "the first words are one token");
        assert_eq!(check(line, &line.replace("  ", " ")), (13, 16));
        assert_eq!(check(line, "Nothing of it"), (0, 0));
        assert_eq!(check(line, &line.replace("boat", "船")), (0, 0), "words of such scripts depend on what is around them");
        for (old, new) in
            [("day", "dag e\u{301}"), ("winter,", "winter"), ("still", "“still”"), ("5.40", "5.4"), ("The", "A"), ("voted", "")]
        {
            check(line, &line.replace(old, new));
            check(&line.replace(old, new), line);
        }
        check("", line);
        check(line, line);
        check("                                 ", "                                  ");
    }
}
