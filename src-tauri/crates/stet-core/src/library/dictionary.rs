//! The library's own dictionary: names and terms that its editors have said are right.

use crate::spelling::folded;
use crate::{Error, Library, Result};

/// The setting that holds the words, one a line, A to Z.
const KEY: &str = "dictionary";

/// The longest word of the dictionary, in characters.
const LONGEST: usize = 64;

impl Library {
    /// Returns the library's own words, A to Z.
    pub fn own_words(&self) -> Result<Vec<String>> {
        let text = self.setting(KEY)?.unwrap_or_default();
        Ok(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    /// Adds a word; one that is there in another case stays as it is.
    ///
    /// # Errors
    /// [`Error::FieldInvalid`] for an empty word, one of several lines, or one of more than 64 characters.
    pub fn add_own_word(&self, word: &str) -> Result<()> {
        let word = word.trim();
        if word.is_empty() || word.chars().any(char::is_control) || word.chars().count() > LONGEST {
            return Err(Error::FieldInvalid { field: "word", reason: format!("a word has 1 to {LONGEST} characters on one line") });
        }
        let mut words = self.own_words()?;
        if words.iter().any(|known| folded(known) == folded(word)) {
            return Ok(());
        }
        words.push(word.to_owned());
        words.sort_by_cached_key(|word| folded(word));
        self.set_setting(KEY, &words.join("\n"))
    }

    /// Takes a word out again, in whatever case; does nothing where it is not there.
    pub fn remove_own_word(&self, word: &str) -> Result<()> {
        let mut words = self.own_words()?;
        words.retain(|known| folded(known) != folded(word.trim()));
        self.set_setting(KEY, &words.join("\n"))
    }
}
