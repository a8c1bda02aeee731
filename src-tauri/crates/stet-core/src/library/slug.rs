//! Slugs: the last part of a story's address.

/// The longest slug that Stet makes, in bytes; leaves room for a number and an extension in a file name.
pub const MAX_SLUG: usize = 80;

/// Returns `text` as a slug: transliterated to ASCII, lower case, words joined by single hyphens, cut at a word
/// before [`MAX_SLUG`]. Empty where nothing is left.
pub fn slugify(text: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(text, " ").to_lowercase().replace(['\'', '’'], "");
    let mut slug = String::new();
    for word in ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let room = MAX_SLUG.saturating_sub(slug.len() + usize::from(!slug.is_empty()));
        if word.len() > room {
            if slug.is_empty() {
                slug.push_str(&word[..room]);
            }
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Returns `base` with a number, still within [`MAX_SLUG`].
pub(crate) fn numbered(base: &str, number: u64) -> String {
    let suffix = format!("-{number}");
    let room = MAX_SLUG.saturating_sub(suffix.len()).min(base.len());
    format!("{}{suffix}", base[..room].trim_end_matches('-'))
}

/// Tells whether `slug` is what [`slugify`] makes of `headline`, perhaps numbered.
pub(crate) fn is_made_from(slug: &str, headline: &str) -> bool {
    let base = slugify(headline);
    let number = slug.rsplit_once('-').and_then(|(_, number)| number.parse::<u64>().ok());
    slug == base || (!base.is_empty() && number.is_some_and(|number| numbered(&base, number) == slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_slug_is_a_slug() {
        let long = slugify(&"word ".repeat(40));
        for base in ["a", "north-sea-ferry", long.as_str()] {
            let slug = numbered(base, 12);
            assert_eq!(slugify(&slug), slug, "a numbered slug should be valid");
        }
    }

    #[test]
    fn a_made_slug_is_known_again() {
        assert!(is_made_from("ferry-returns", "Ferry returns"));
        assert!(is_made_from("ferry-returns-2", "Ferry returns"));
        assert!(!is_made_from("ferry", "Ferry returns"));
        assert!(is_made_from("", ""));
        assert!(!is_made_from("x-2", ""));
    }
}
