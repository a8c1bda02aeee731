//! How many words came and went, without saying where: for the timeline, where a row is a pair of numbers.

use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, Token};
use unicode_segmentation::UnicodeSegmentation;

use crate::Article;

/// Returns how many words came and how many went from `before` to `after`, in the body and in text fields.
/// Paragraphs that are the same in both, wherever they stand, count for nothing.
pub fn word_counts(before: &Article, after: &Article) -> (u32, u32) {
    if before == after {
        return (0, 0);
    }
    let (old, new) = (before.body.plain_text(), after.body.plain_text());
    let mut ids = HashMap::new();
    let (mut added, mut removed) = words_changed(&unlike(&old, &new), &unlike(&new, &old), &mut ids);
    for (a, b) in texts(before).into_iter().zip(texts(after)) {
        if a != b {
            let (came, went) = words_changed(&[a], &[b], &mut ids);
            added += came;
            removed += went;
        }
    }
    (added, removed)
}

/// Returns the paragraphs of `text` that `other` has fewer of.
fn unlike<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let mut there: HashMap<&str, u32> = HashMap::new();
    for paragraph in other.split("\n\n") {
        *there.entry(paragraph).or_default() += 1;
    }
    let mut out = Vec::new();
    for paragraph in text.split("\n\n") {
        match there.get_mut(paragraph) {
            Some(left) if *left > 0 => *left -= 1,
            _ => out.push(paragraph),
        }
    }
    out
}

fn words_changed<'a>(before: &[&'a str], after: &[&'a str], ids: &mut HashMap<&'a str, u32>) -> (u32, u32) {
    let mut tokens = |texts: &[&'a str]| -> Vec<Token> {
        let mut out = Vec::new();
        for word in texts.iter().flat_map(|text| text.unicode_words()) {
            let next = ids.len() as u32;
            out.push(Token(*ids.entry(word).or_insert(next)));
        }
        out
    };
    let (old, new) = (tokens(before), tokens(after));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Histogram, &old, &new, ids.len() as u32);
    (diff.count_additions(), diff.count_removals())
}

fn texts(article: &Article) -> [&str; 7] {
    [
        &article.headline,
        &article.standfirst,
        &article.kicker,
        &article.dateline,
        &article.seo_title,
        &article.seo_description,
        &article.notes,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use crate::document::Block;

    fn story(headline: &str, paragraphs: &[&str]) -> Article {
        let content = paragraphs.iter().map(|text| Block::paragraph(*text)).collect();
        Article { headline: headline.into(), body: Document::new(content), ..Article::default() }
    }

    #[test]
    fn words_that_come_and_go_are_counted_and_moves_are_not() {
        let a = story("One two", &["The ferry sails at nine.", "Nobody came.", "It rained."]);
        assert_eq!(word_counts(&a, &a), (0, 0));
        assert_eq!(word_counts(&a, &story("One two", &["It rained.", "The ferry sails at nine.", "Nobody came."])), (0, 0));
        assert_eq!(word_counts(&a, &story("One three", &["The ferry sails at ten.", "Nobody came.", "It rained."])), (2, 2));
        assert_eq!(word_counts(&a, &story("One two", &["The ferry sails at nine.", "It rained.", "Then it stopped."])), (3, 2));
    }
}
