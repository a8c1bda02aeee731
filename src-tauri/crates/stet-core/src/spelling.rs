//! Spelling by Hunspell dictionaries: which words are wrong, and what may be meant.
//!
//! Owns the reading of a dictionary and the words that an editor has added. It refuses to know where dictionaries lie and
//! to say where one word ends: the page cuts its own text.

use std::collections::HashSet;

use spellbook::Dictionary;

use crate::{Error, Result};

/// Suggestions beyond this many are noise.
pub const MOST_SUGGESTIONS: usize = 6;

/// Words longer than this many bytes are not looked up: they are addresses, keys or somebody leaning on the keyboard.
const LONGEST_WORD: usize = 64;

/// A dictionary that has been read.
pub struct Speller {
    dictionary: Dictionary,
}

impl std::fmt::Debug for Speller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Speller").finish_non_exhaustive()
    }
}

impl Speller {
    /// Reads a Hunspell dictionary: the texts of its `.aff` and `.dic`.
    ///
    /// # Errors
    /// [`Error::DictionaryInvalid`] where either cannot be read.
    pub fn new(aff: &str, dic: &str) -> Result<Self> {
        let dictionary = Dictionary::new(aff, dic).map_err(|error| Error::DictionaryInvalid { reason: error.to_string() })?;
        Ok(Self { dictionary })
    }

    /// Returns those of `words` that are neither in the dictionary nor in `own`, in their order. `own` holds folded words
    /// (see [`folded`]).
    pub fn wrong<'w>(&self, words: &'w [String], own: &HashSet<String>) -> Vec<&'w str> {
        words.iter().map(String::as_str).filter(|word| !own.contains(&folded(word)) && !self.knows(word)).collect()
    }

    /// Returns what may be meant by `word`, the likeliest first, at most [`MOST_SUGGESTIONS`].
    pub fn suggest(&self, word: &str) -> Vec<String> {
        if word.len() > LONGEST_WORD {
            return Vec::new();
        }
        let curly = word.contains('’');
        let mut out = Vec::new();
        self.dictionary.suggest(&plain(word), &mut out);
        out.truncate(MOST_SUGGESTIONS);
        if curly {
            out.iter_mut().for_each(|suggestion| *suggestion = suggestion.replace('\'', "’"));
        }
        out
    }

    fn knows(&self, word: &str) -> bool {
        if word.len() > LONGEST_WORD || word.chars().any(|c| c.is_ascii_digit()) {
            return true;
        }
        let word = plain(word);
        // A possessive is the word it belongs to; a word with hyphens is right where each part is.
        self.dictionary.check(&word)
            || word.strip_suffix("'s").is_some_and(|word| self.dictionary.check(word))
            || (word.contains('-') && word.split('-').all(|part| part.is_empty() || self.dictionary.check(part)))
    }
}

/// Dictionaries write the apostrophe straight.
fn plain(word: &str) -> String {
    word.replace('’', "'")
}

/// Returns a word as the editor's own words are compared: without regard to case and to the kind of apostrophe.
pub fn folded(word: &str) -> String {
    plain(word).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speller() -> Speller {
        let aff = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\nSFX S Y 1\nSFX S 0 s [^s]\n";
        Speller::new(aff, "5\nferry/S\nwinter\ncan't\nCoast\nnaïve\n").expect("a dictionary")
    }

    fn check(words: &[&str], own: &[&str], expected: &[&str]) {
        let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
        let own = own.iter().map(|word| folded(word)).collect();
        assert_eq!(speller().wrong(&words, &own), expected);
    }

    #[test]
    fn words_are_looked_up_as_people_write_them() {
        check(&["ferry", "ferrys", "Winter", "WINTER", "can’t", "can't", "Coast", "naïve"], &[], &[]);
        check(&["ferri", "wintr", "coast"], &[], &["ferri", "wintr", "coast"]);
        check(&["winter-ferry", "winter-fery", "winter’s", "B52", "R14"], &[], &["winter-fery"]);
        check(&["Hestray", "hestray", "HESTRAY"], &["Hestray"], &[]);
        check(&[&"x".repeat(65)], &[], &[]);
    }

    #[test]
    fn what_may_be_meant_comes_with_the_apostrophe_of_the_page() {
        assert_eq!(speller().suggest("wintr"), ["winter"]);
        assert_eq!(speller().suggest("cann’t"), ["can’t"]);
        assert!(speller().suggest(&"x".repeat(100)).is_empty());
    }

    #[test]
    fn a_dictionary_that_is_none_is_an_error() {
        let error = Speller::new("SFX S Y many\n", "nonsense").expect_err("no dictionary");
        assert_eq!(error.code(), crate::ErrorCode::DictionaryInvalid);
    }
}
