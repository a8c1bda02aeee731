//! A search run over one story as it once was, for what the index no longer knows.
//!
//! Reads the same queries as the index and finds the same words: case and accents do not matter, a phrase stands together.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use super::{Query, Term};
use crate::Article;
use crate::history::canonical;
use crate::history::lineage::Piece;
use crate::library::{RevisionRow, SnippetPiece};
use crate::tag::fold;

/// Words of a snippet before the first hit, and from it on.
const AROUND: (usize, usize) = (8, 16);

/// What was found in a story of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How often the words occur.
    pub hits: usize,
    /// The text around the first of them; empty for a search without words.
    pub snippet: Vec<SnippetPiece>,
}

/// Returns what `query` finds in a revision; none where not all of its terms hold. A date asks for the revision's time.
pub fn find(query: &Query, article: &Article, row: &RevisionRow) -> Option<Found> {
    let text = [article.headline.as_str(), &article.standfirst, &article.body.plain_text(), &article.byline.join(", ")].join("\n");
    let words = words(&text);
    let mut places: Vec<Range<usize>> = Vec::new();
    for term in &query.terms {
        let holds = match term {
            Term::Word { text, prefix, not } => sought(&words, text, *prefix, *not, &mut places),
            Term::Phrase { text, not } => sought(&words, text, false, *not, &mut places),
            Term::Tag { name, not } => article.tags.iter().any(|tag| fold(tag) == fold(name)) != *not,
            Term::By { name, not } => article.byline.iter().any(|writer| fold(writer).contains(&fold(name))) != *not,
            Term::Section { name, not } => (fold(&article.section) == fold(name)) != *not,
            Term::Status { status, not } => (row.status == *status) != *not,
            Term::Before { time } => row.time < *time,
            Term::After { time } => row.time >= *time,
            Term::Words { more: true, count } => row.words > *count,
            Term::Words { more: false, count } => row.words < *count,
        };
        if !holds {
            return None;
        }
    }
    places.sort_unstable_by_key(|place| place.start);
    Some(Found { hits: places.len(), snippet: snippet(&text, &words, &places) })
}

/// Tells quickly which stories of the past cannot have what a query asks for, so that only the others are read. Of each different
/// block it looks at the words once, however many revisions have it. For the revisions of one story.
#[derive(Debug)]
pub(crate) struct Sieve {
    /// Words that all have to be somewhere, and whether it is enough that one begins so.
    wanted: Vec<(String, bool)>,
    /// Which of them a piece has, by its hash.
    known: HashMap<[u8; 32], Vec<bool>>,
}

impl Sieve {
    /// Makes a sieve for a query.
    pub(crate) fn of(query: &Query) -> Self {
        let mut wanted = Vec::new();
        for term in &query.terms {
            if let Term::Word { text, not: false, .. } | Term::Phrase { text, not: false } = term {
                let words: Vec<String> = text.unicode_words().map(plain).collect();
                let open = matches!(term, Term::Word { prefix: true, .. });
                let last = words.len();
                wanted.extend(words.into_iter().enumerate().map(|(at, word)| (word, open && at + 1 == last)));
            }
        }
        Self { wanted, known: HashMap::new() }
    }

    /// Tells whether the story of these canonical bytes may have it.
    pub(crate) fn lets_through(&mut self, content: &[u8]) -> bool {
        let Some(ranges) = canonical::cut(content, &["headline", "standfirst", "byline"]) else { return true };
        let mut missing = vec![true; self.wanted.len()];
        for range in ranges {
            let raw = &content[range];
            let has = self.known.entry(blake3::hash(raw).into()).or_insert_with(|| {
                let text = Piece::of(raw).plain();
                let words: Vec<String> = text.unicode_words().map(plain).collect();
                let has = |(wanted, open): &(String, bool)| words.iter().any(|word| word == wanted || (*open && word.starts_with(wanted)));
                self.wanted.iter().map(has).collect()
            });
            missing.iter_mut().zip(has).for_each(|(missing, has)| *missing &= !*has);
        }
        !missing.contains(&true)
    }
}

type Words = Vec<(Range<usize>, String)>;

fn words(text: &str) -> Words {
    text.unicode_word_indices().map(|(at, word)| (at..at + word.len(), plain(word))).collect()
}

/// Returns a word without case and accents.
fn plain(word: &str) -> String {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Adds every place where the words of `text` stand together; tells whether that is as it should be.
fn sought(words: &Words, text: &str, prefix: bool, not: bool, places: &mut Vec<Range<usize>>) -> bool {
    let wanted: Vec<String> = text.unicode_words().map(plain).collect();
    let Some((last, first)) = wanted.split_last() else { return true };
    let fits = |window: &[(Range<usize>, String)]| {
        let (end, start) = (&window[first.len()].1, &window[..first.len()]);
        start.iter().zip(first).all(|(word, wanted)| word.1 == *wanted) && if prefix { end.starts_with(last.as_str()) } else { end == last }
    };
    let found = words.windows(wanted.len()).enumerate().filter(|(_, window)| fits(window)).map(|(at, _)| at..at + wanted.len());
    if not {
        return found.count() == 0;
    }
    let before = places.len();
    places.extend(found);
    places.len() > before
}

fn snippet(text: &str, words: &Words, places: &[Range<usize>]) -> Vec<SnippetPiece> {
    let Some(first) = places.first() else { return Vec::new() };
    let shown = first.start.saturating_sub(AROUND.0)..(first.start + AROUND.1).min(words.len());
    let mut pieces: Vec<SnippetPiece> = Vec::new();
    let mut add = |text: &str, hit: bool| match pieces.last_mut() {
        Some(last) if last.hit == hit => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(SnippetPiece { text: text.to_owned(), hit }),
    };
    add(if shown.start > 0 { "…" } else { "" }, false);
    let mut at = words[shown.start].0.start;
    for word in shown.clone() {
        let range = words[word].0.clone();
        add(&text[at..range.start], false);
        add(&text[range.clone()], places.iter().any(|place| place.contains(&word)));
        at = range.end;
    }
    add(if shown.end < words.len() { "…" } else { "" }, false);
    pieces
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::Document;
    use crate::article::Status;
    use crate::document::Block;
    use crate::library::Reason;
    use crate::search::parse;

    fn check(query: &str, hits: Option<usize>) {
        let body =
            Document::new(vec![Block::paragraph("The café at the harbour opens. Council voted; the council café stays. 我们去北京。")]);
        let article = Article { headline: "Winter ferry".into(), tags: vec!["Sea".into()], body, ..Article::default() };
        let row = RevisionRow {
            number: 1,
            parent: None,
            reason: Reason::Saved,
            status: Status::Draft,
            name: None,
            author: String::new(),
            time: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            added: 0,
            removed: 0,
            words: 20,
            restored_from: None,
            restored_part: None,
            published: false,
            thinned: false,
        };
        let found = find(&parse(query).unwrap(), &article, &row);
        assert_eq!(found.as_ref().map(|found| found.hits), hits, "{query}: {found:?}");
        let through = Sieve::of(&parse(query).unwrap()).lets_through(&article.to_bytes());
        assert!(through || found.is_none(), "the sieve may not keep {query} back");
    }

    #[test]
    fn old_stories_are_searched_as_new_ones_are() {
        check("CAFE ", Some(2));
        check("\"council cafe\"", Some(1));
        check("harb", Some(1));
        check("harb ferry", None);
        check("ferry -zeppelin tag:sea status:draft", Some(1));
        check("ferry -council ", None);
        check("北京", Some(1));
        check("tag:land", None);
        check("after:2024", None);
        check("before:2024 words:>10", Some(0));
    }
}
