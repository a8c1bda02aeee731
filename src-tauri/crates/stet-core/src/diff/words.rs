//! Cuts text into the words, spaces and signs that a difference is made of.
//!
//! Words are Unicode's (UAX 29); where a script writes none apart (Chinese, Japanese, Thai, Lao, Khmer, Burmese) a
//! dictionary or a model finds them. Knows nothing of documents.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::UnicodeSegmentation;

/// Appends the tokens of `text` to `out`, as byte ranges moved by `offset`. Together they cover the text.
pub(super) fn segment(text: &str, offset: usize, out: &mut Vec<Range<usize>>) {
    if !text.is_ascii() && text.chars().any(writes_without_spaces) {
        let mut start = 0;
        for end in WordSegmenter::new_auto(WordBreakInvariantOptions::default()).segment_str(text) {
            if end > start {
                out.push(offset + start..offset + end);
                start = end;
            }
        }
        if start < text.len() {
            out.push(offset + start..offset + text.len());
        }
        return;
    }
    out.extend(text.split_word_bound_indices().map(|(at, word)| offset + at..offset + at + word.len()));
}

/// Tells whether `c` belongs to a script that does not set its words apart.
fn writes_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Returns how much a reader takes in with `text`: a letter or digit counts 1, an ideograph 3, the rest nothing.
pub(super) fn letters(text: &str) -> u32 {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphanumeric).count() as u32;
    }
    text.chars()
        .map(|c| match u32::from(c) {
            0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => 3,
            _ => u32::from(c.is_alphanumeric()),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        segment(text, 0, &mut tokens);
        assert_eq!(tokens.into_iter().map(|range| &text[range]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_are_found_in_every_script() {
        check("It's 3.5 km, no?", &["It's", " ", "3.5", " ", "km", ",", " ", "no", "?"]);
        check("ทุกสองสัปดาห์", &["ทุก", "สอง", "สัปดาห์"]);
        check("こんにちは世界", &["こんにちは", "世界"]);
        check("", &[]);
        assert_eq!(letters("Ab 1, é 世"), 7);
    }
}
