//! Which marks open and close where, so that tags nest: of the marks that open together, the one that lasts longest is outermost.

use crate::document::{Inline, Mark};

/// The marks that are open, outermost first.
pub(super) struct Nesting<'a> {
    open: Vec<&'a Mark>,
    line: &'a [Inline],
    /// Whether code is written with its text, not as a mark around it.
    code_is_text: bool,
}

/// What must be written before an inline.
pub(super) struct Step<'a> {
    /// Marks to close, innermost first.
    pub(super) close: Vec<&'a Mark>,
    /// Marks to open, outermost first.
    pub(super) open: Vec<&'a Mark>,
}

impl<'a> Nesting<'a> {
    pub(super) fn new(line: &'a [Inline], code_is_text: bool) -> Self {
        Self { open: Vec::new(), line, code_is_text }
    }

    fn marks(&self, at: usize) -> impl Iterator<Item = &'a Mark> + use<'a> {
        let line = self.line;
        let is_text = self.code_is_text && matches!(line.get(at), Some(Inline::Text { .. }));
        let marks = line.get(at).map(Inline::marks).unwrap_or_default();
        marks.iter().filter(move |mark| !mark.is_review() && (!is_text || **mark != Mark::Code))
    }

    /// Moves on to the inline `at`; past the last one, everything closes.
    pub(super) fn step(&mut self, at: usize) -> Step<'a> {
        let wanted: Vec<&Mark> = self.marks(at).collect();
        let stays = self.open.iter().take_while(|mark| wanted.contains(mark)).count();
        let close: Vec<&Mark> = self.open.drain(stays..).rev().collect();
        let mut open: Vec<&Mark> = wanted.into_iter().filter(|mark| !self.open.contains(mark)).collect();
        let lasts = |mark: &Mark| (at..self.line.len()).take_while(|next| self.marks(*next).any(|own| own == mark)).count();
        open.sort_by_cached_key(|mark| std::cmp::Reverse(lasts(mark)));
        self.open.extend(&open);
        Step { close, open }
    }
}
