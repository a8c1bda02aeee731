//! A line cut into what a difference is made of: words, spaces, signs, and units (footnotes, pictures, breaks).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use imara_diff::Token;

use super::words::{letters, segment};
use crate::document::Inline;

/// Stands for a footnote, a picture or a break in the text of a line.
pub(super) const UNIT: char = '\u{FFFC}';

/// Stands for the end of a paragraph where several are compared as one line (U+2029).
pub(super) const PARAGRAPH: char = '\u{2029}';

/// A line cut into tokens.
pub(super) struct Line<'a> {
    pub(super) inlines: &'a [Inline],
    /// The text of all inlines; one [`UNIT`] for each that is not text.
    pub(super) text: String,
    /// Where each inline begins in `text`, and the end.
    pub(super) starts: Vec<usize>,
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

    pub(super) fn ids(&self, known: &mut HashMap<Key<'a>, u32>, line: &'a str) -> Vec<Token> {
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
pub(super) enum Key<'a> {
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
