//! The dictionaries that come with the desk: which language has one, read when it is first asked for, off the window's thread.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use stet_core::spelling::Speller;
use stet_core::{Error, Result};
use tauri::{AppHandle, Manager};

/// The dictionaries under `dictionaries/` of the interface, by their names; the first of a language serves its other regions.
const DICTIONARIES: [&str; 5] = ["en-GB", "en-US", "de", "es", "fr"];

/// The dictionaries that have been read.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    read: Mutex<HashMap<&'static str, Arc<Speller>>>,
}

/// Returns the name of the dictionary for a BCP 47 language tag: its own, or that of its language.
pub(crate) fn dictionary_for(language: &str) -> Option<&'static str> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let exact = DICTIONARIES.into_iter().find(|name| name.eq_ignore_ascii_case(language));
    exact.or_else(|| DICTIONARIES.into_iter().find(|name| primary(name) == primary(language)))
}

/// Returns the dictionary of that name, read now if need be.
///
/// # Errors
/// [`Error::DictionaryInvalid`] where it is missing or cannot be read.
pub(crate) fn speller(app: &AppHandle, name: &'static str) -> Result<Arc<Speller>> {
    let spelling = app.state::<Spelling>();
    // Held while it is read, so that two questions at once do not read it twice.
    let mut read = spelling.read.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(speller) = read.get(name) {
        return Ok(Arc::clone(speller));
    }
    let part = |kind: &str| {
        let path = format!("dictionaries/{name}.{kind}");
        let missing = || Error::DictionaryInvalid { reason: format!("{path} is missing") };
        let asset = app.asset_resolver().get(path.clone()).ok_or_else(missing)?;
        String::from_utf8(asset.bytes).map_err(|error| Error::DictionaryInvalid { reason: error.to_string() })
    };
    let speller = Arc::new(Speller::new(&part("aff")?, &part("dic")?)?);
    read.insert(name, Arc::clone(&speller));
    Ok(speller)
}

#[cfg(test)]
mod tests {
    use super::dictionary_for;

    #[test]
    fn a_region_without_a_dictionary_takes_its_language() {
        for (language, name) in [
            ("en-GB", Some("en-GB")),
            ("en-us", Some("en-US")),
            ("en-AU", Some("en-GB")),
            ("en", Some("en-GB")),
            ("de-AT", Some("de")),
            ("fr_CA", Some("fr")),
            ("nl", None),
            ("", None),
        ] {
            assert_eq!(dictionary_for(language), name, "{language}");
        }
    }
}
