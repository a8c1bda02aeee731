//! How many words came and went: for the foot of a comparison, and for the timeline, where a row is a pair of numbers.

use super::node::NodeRef;
use super::words::count;
use super::{BlockDiff, Budget, Change, LineOp, LinePiece, Node, Op, TextPiece, diff};
use crate::Article;
use crate::document::{Inline, text};

/// Returns how many words came and how many went from `before` to `after`, in the body and in text fields: the same
/// numbers as the foot of a comparison shows. What moved counts for nothing.
pub fn word_counts(before: &Article, after: &Article) -> (u32, u32) {
    if before == after {
        return (0, 0);
    }
    let summary = diff(before, after, Budget::default()).summary;
    (summary.words_added, summary.words_removed)
}

/// Returns how many words came and how many went in a block.
pub(super) fn words_changed(block: &BlockDiff) -> (u32, u32) {
    let words = |node: &Option<Node>| node.as_ref().map_or(0, |node| node.as_ref().words());
    let inside = || sum(block.children.iter().map(words_changed));
    match block.change {
        Change::Same | Change::Departed => (0, 0),
        Change::Inserted | Change::Deleted if !block.children.is_empty() => inside(),
        Change::Inserted => (words(&block.after), 0),
        Change::Deleted => (0, words(&block.before)),
        Change::Replaced => (words(&block.after), words(&block.before)),
        Change::Wrapped | Change::Unwrapped => inside(),
        Change::Edited | Change::Formatted | Change::Split | Change::Joined | Change::Reflowed => {
            let texts = block.attrs.iter().filter(|attr| matches!(attr.name.as_str(), "attribution" | "credit" | "title"));
            let attrs = texts.map(|attr| match (attr.before.as_str(), attr.after.as_str()) {
                (Some(_), Some(_)) => text_words(&attr.pieces),
                (before, after) => (count(after.unwrap_or_default()), count(before.unwrap_or_default())),
            });
            sum(block.pieces.iter().map(piece_words).chain(attrs).chain([inside()]))
        }
    }
}

fn piece_words(piece: &LinePiece) -> (u32, u32) {
    match piece.op {
        LineOp::Insert => (line_words(&piece.content), 0),
        LineOp::Delete => (0, line_words(&piece.content)),
        LineOp::Equal | LineOp::Format => (0, 0),
        LineOp::Note => sum(piece.children.iter().map(words_changed)),
    }
}

fn sum(parts: impl Iterator<Item = (u32, u32)>) -> (u32, u32) {
    parts.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// Counts the words in inlines, those of footnotes too.
pub(super) fn line_words(line: &[Inline]) -> u32 {
    let notes = line.iter().map(|inline| match inline {
        Inline::Footnote { content, .. } => content.iter().map(|block| NodeRef::Block(block).words()).sum(),
        _ => 0,
    });
    let words = match line {
        [Inline::Text { text, .. }] => count(text),
        _ => count(&text::line_text(line)),
    };
    words + notes.sum::<u32>()
}

/// Returns how many words came and how many went in a text.
pub(super) fn text_words(pieces: &[TextPiece]) -> (u32, u32) {
    let sum = |op| pieces.iter().filter(|piece| piece.op == op).map(|piece| count(&piece.text)).sum();
    (sum(Op::Insert), sum(Op::Delete))
}

#[cfg(test)]
mod tests {
    use super::word_counts;
    use crate::diff::tests::story;

    #[test]
    fn words_that_come_and_go_are_counted_and_moves_are_not() {
        let a = story("One two", &["The ferry sails at nine.", "Nobody came.", "It rained."]);
        assert_eq!(word_counts(&a, &a), (0, 0));
        assert_eq!(word_counts(&a, &story("One two", &["It rained.", "The ferry sails at nine.", "Nobody came."])), (0, 0));
        assert_eq!(word_counts(&a, &story("One three", &["The ferry sails at ten.", "Nobody came.", "It rained."])), (2, 2));
        assert_eq!(word_counts(&a, &story("One two", &["The ferry sails at nine.", "It rained.", "Then it stopped."])), (3, 2));
    }
}
