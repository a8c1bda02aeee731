//! Tags: a tree of names with colours. Names are unique in a library, whatever their case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Error, Result};

/// The longest name of a tag, in characters.
pub const MAX_NAME: usize = 100;

/// A tag as the sidebar shows it. The tree is given as a flat list in display order: a parent stands before its children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tag {
    /// The name, as people write it.
    pub name: String,
    /// The name of the tag that it stands under.
    pub parent: Option<String>,
    /// How deep it stands; 0 for a tag without a parent.
    pub depth: u32,
    /// One of [`Colour`], if it has one.
    pub colour: Option<Colour>,
    /// What it is for.
    pub description: String,
    /// How many stories that are not spiked carry it, or a tag under it.
    pub stories: u32,
}

/// The colours a tag may have; the window says how each looks in light and dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "plain names of colours")]
pub enum Colour {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Grey,
}

/// Returns `name` as a tag keeps it: NFC, outer white space gone, inner runs of it one space.
///
/// # Errors
/// [`Error::TagInvalid`] where nothing is left, it is too long, or it holds control characters.
pub fn clean_name(name: &str) -> Result<String> {
    use unicode_normalization::UnicodeNormalization;
    let clean = name.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>();
    let refuse = |reason: &str| Err(Error::TagInvalid { name: name.chars().take(60).collect(), reason: reason.into() });
    if clean.is_empty() {
        return refuse("it is empty");
    }
    if clean.chars().count() > MAX_NAME {
        return refuse("it is longer than 100 characters");
    }
    if clean.chars().any(char::is_control) {
        return refuse("it holds control characters");
    }
    Ok(clean)
}

/// Returns the key under which a name is unique: compatibility-composed and lower case.
pub fn fold(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfkc().flat_map(char::to_lowercase).collect()
}
