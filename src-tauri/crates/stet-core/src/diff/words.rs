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
    // Unicode's rules are slow to run and plain to foresee between spaces, where most pieces are ASCII.
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let space = bytes[start] == b' ';
        let end = start + bytes[start..].iter().take_while(|byte| (**byte == b' ') == space).count();
        if space {
            out.push(offset + start..offset + end);
        } else if text[start..end].is_ascii() {
            segment_ascii(bytes, start..end, offset, out);
        } else {
            out.extend(text[start..end].split_word_bound_indices().map(|(at, word)| offset + start + at..offset + start + at + word.len()));
        }
        start = end;
    }
}

/// As UAX 29 cuts ASCII without spaces: letters, digits and `_` hold together, `'`, `.` and `:` join letters, `'`, `.`,
/// `,` and `;` join digits, a line end is one token, and all else stands alone.
fn segment_ascii(bytes: &[u8], range: Range<usize>, offset: usize, out: &mut Vec<Range<usize>>) {
    let is_core = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let joins = |at: usize| {
        let (left, right) = (bytes[at - 1], bytes[at + 1]);
        match bytes[at] {
            b'\'' | b'.' if left.is_ascii_alphabetic() && right.is_ascii_alphabetic() => true,
            b':' => left.is_ascii_alphabetic() && right.is_ascii_alphabetic(),
            b'\'' | b'.' | b',' | b';' => left.is_ascii_digit() && right.is_ascii_digit(),
            _ => false,
        }
    };
    let mut start = range.start;
    while start < range.end {
        let mut end = start + 1;
        if is_core(bytes[start]) {
            while end < range.end && (is_core(bytes[end]) || (end + 1 < range.end && joins(end))) {
                end += 1;
            }
        } else if bytes[start] == b'\r' && end < range.end && bytes[end] == b'\n' {
            end += 1;
        }
        out.push(offset + start..offset + end);
        start = end;
    }
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
    fn the_short_way_through_ascii_cuts_as_unicode_does() {
        for text in [
            "It's 3.5 km, no?  1,000;2 a.b:c x_1 'q' 5' 1.a a.1 a..b it''s 1,,2 .x x. - -- (a) \r\n\r\ttab\n\nend",
            "“Hello,” she said: don’t—ever—go… e\u{301}t 9’7 a\u{200d}b",
            " lead  and trail  ",
        ] {
            check(text, &text.split_word_bounds().collect::<Vec<_>>());
        }
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
