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
