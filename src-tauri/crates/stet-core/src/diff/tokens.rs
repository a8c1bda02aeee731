//! A line cut into what a difference is made of: words, spaces, signs, and units (footnotes, pictures, breaks).

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use imara_diff::Token;
use rustc_hash::{FxHashMap, FxHasher};

use super::words::{letters, segment, shared_ends};
use crate::document::Inline;

/// Stands for a footnote, a picture or a break in the text of a line.
pub(super) const UNIT: char = '\u{FFFC}';

/// Stands for the end of a paragraph where several are compared as one line (U+2029).
pub(super) const PARAGRAPH: char = '\u{2029}';

/// So many bytes of what two lines share are cut into words on either side of what differs: a change may slide so far.
const NEAR: usize = 64;

/// A footnote, a picture or a break is taken in like a word of so many letters.
const UNIT_WEIGHT: u32 = 4;

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
        line.expect(line.text.len());
        let mut run = 0;
        for (at, inline) in inlines.iter().enumerate() {
            if !matches!(inline, Inline::Text { .. }) {
                let unit = line.starts[at]..line.starts[at + 1];
                line.segment(run..unit.start);
                run = unit.end;
                line.push(unit, UNIT_WEIGHT);
            }
        }
        line.segment(run..line.text.len());
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
        self.expect(tail - head);
        if head > 0 {
            self.push(0..head, letters(&self.text[..head]));
        }
        self.segment(head..tail);
        if tail < length {
            self.push(tail..length, letters(&self.text[tail..]));
        }
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
        Self { inlines, text, starts, tokens: Vec::new(), weights: vec![0] }
    }

    /// Makes room for the tokens of so many bytes, and for one at either end.
    fn expect(&mut self, bytes: usize) {
        self.tokens.reserve(bytes / BYTES_A_TOKEN + 2);
        self.weights.reserve(bytes / BYTES_A_TOKEN + 2);
    }

    fn push(&mut self, token: Range<usize>, weight: u32) {
        self.tokens.push(token);
        self.weights.push(self.weights[self.weights.len() - 1] + weight);
    }

    /// Adds the tokens of a part of the text.
    fn segment(&mut self, part: Range<usize>) {
        let Self { text, tokens, weights, .. } = self;
        let mut sum = weights[weights.len() - 1];
        segment(&text[part.clone()], part.start, &mut |token, letters| {
            sum += letters;
            tokens.push(token);
            weights.push(sum);
        });
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

/// Numbers for tokens, equal ones alike.
pub(super) struct Numbers<'a> {
    /// Those of short words, by their bytes.
    short: FxHashMap<u64, u32>,
    other: FxHashMap<Key<'a>, u32>,
    /// How many there are.
    pub(super) count: u32,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(tokens: usize) -> Self {
        Self { short: FxHashMap::with_capacity_and_hasher(tokens, Default::default()), other: FxHashMap::default(), count: 0 }
    }

    /// Returns the numbers of some tokens of a line.
    pub(super) fn of(&mut self, line: &'a Line<'_>, tokens: Range<usize>) -> Vec<Token> {
        tokens.map(|token| self.number(line, token)).collect()
    }

    fn number(&mut self, line: &'a Line<'_>, token: usize) -> Token {
        let number = match packed(line.text.as_bytes(), line.tokens[token].clone()) {
            Some(word) => self.short.entry(word).or_insert(self.count),
            None => self.other.entry(line.key(token)).or_insert(self.count),
        };
        self.count += u32::from(*number == self.count);
        Token(*number)
    }
}

/// Returns the bytes of a short word of ASCII and how many they are, as one number; none of any other word.
fn packed(text: &[u8], word: Range<usize>) -> Option<u64> {
    let length = word.len();
    if length > 7 {
        return None;
    }
    let bytes = if let Some(bytes) = text[word.start..].first_chunk::<8>() {
        u64::from_le_bytes(*bytes) & ((1 << (8 * length)) - 1)
    } else {
        text[word].iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte))
    };
    (bytes & 0x8080_8080_8080_8080 == 0).then_some(bytes | (length as u64) << 56)
}

/// What makes a token the same as another.
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
    fn equal_tokens_have_one_number_wherever_they_stand() {
        let lines = ["a boat, a ferry-boat", "harbourmaster boat", "boat", "été a\0 harbourmaster été", "a", "\0", "a\0"];
        let lines = lines.map(Inline::plain);
        let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::new(line)).collect();
        let mut numbers = Numbers::new(0);
        let mut seen: Vec<(String, Token)> = Vec::new();
        for line in &lines {
            for (token, number) in line.tokens.iter().zip(numbers.of(line, 0..line.tokens.len())) {
                seen.push((line.text[token.clone()].to_owned(), number));
            }
        }
        for (word, number) in &seen {
            assert!(seen.iter().all(|(other, another)| (word == other) == (number == another)), "{word:?}");
            assert!(number.0 < numbers.count);
        }
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
