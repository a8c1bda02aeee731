//! How many words came and went, without saying where: for the timeline, where a row is a pair of numbers.

use super::{Budget, diff};
use crate::Article;

/// Returns how many words came and how many went from `before` to `after`, in the body and in text fields: the same
/// numbers as the foot of a comparison shows. What moved counts for nothing.
pub fn word_counts(before: &Article, after: &Article) -> (u32, u32) {
    if before == after {
        return (0, 0);
    }
    let summary = diff(before, after, Budget::default()).summary;
    (summary.words_added, summary.words_removed)
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
