//! Cuts text into the words, spaces and signs that a difference is made of.
//!
//! Words are Unicode's (UAX 29); where a script writes none apart (Chinese, Japanese, Thai, Lao, Khmer, Burmese) a
//! dictionary or a model finds them. Knows nothing of documents.

use std::ops::Range;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::UnicodeSegmentation;

use crate::document::text::count_words;
use crate::ends::common_ends;

/// With fewer bytes in common than this at an end, it is not worth while to look for more.
const LEAST_SHARED: usize = 24;

/// Gives `out` the tokens of `text`, as byte ranges moved by `offset`, each with its [`letters`]. Together they cover the text.
pub(super) fn segment(text: &str, offset: usize, out: &mut impl FnMut(Range<usize>, u32)) {
    if !text.is_ascii() && text.chars().any(writes_without_spaces) {
        let mut start = 0;
        for end in WordSegmenter::new_auto(WordBreakInvariantOptions::default()).segment_str(text).chain([text.len()]) {
            if end > start {
                out(offset + start..offset + end, letters(&text[start..end]));
                start = end;
            }
        }
        return;
    }
    // Unicode's rules are slow to run and plain to foresee between spaces, where most pieces are ASCII.
    let bytes = text.as_bytes();
    if text.is_ascii() {
        return segment_ascii(bytes, 0..bytes.len(), offset, out);
    }
    let mut start = 0;
    while start < bytes.len() {
        let space = bytes[start] == b' ';
        let end = start + bytes[start..].iter().take_while(|byte| (**byte == b' ') == space).count();
        if space {
            out(offset + start..offset + end, 0);
        } else if text[start..end].is_ascii() {
            segment_ascii(bytes, start..end, offset, out);
        } else {
            for (at, word) in text[start..end].split_word_bound_indices() {
                out(offset + start + at..offset + start + at + word.len(), letters(word));
            }
        }
        start = end;
    }
}

/// Counts the words of `text`, as the body counts them.
pub(super) fn count(text: &str) -> u32 {
    let mut words = 0;
    for piece in text.split(' ') {
        if piece.is_ascii() {
            segment_ascii(piece.as_bytes(), 0..piece.len(), 0, &mut |_, letters| words += u32::from(letters > 0));
        } else {
            words += count_words(piece);
        }
    }
    words
}

/// Returns how many bytes at the start and at the end of two texts are surely cut into the same words: up to spaces.
/// None where a script is in them whose words depend on the text around them.
pub(super) fn shared_ends(a: &str, b: &str) -> Option<(usize, usize)> {
    let needs_all = |text: &str| !text.is_ascii() && text.chars().any(writes_without_spaces);
    let (x, y) = (a.as_bytes(), b.as_bytes());
    let (start, end) = common_ends(x, y);
    if start.max(end) < LEAST_SHARED || needs_all(a) || needs_all(b) {
        return None;
    }
    // A run of spaces is one token, so the cut is before the first of the last run at the start, after the last of the first run at the end.
    let start = (1..start).rev().find(|at| x[*at] == b' ' && x[at - 1] != b' ').unwrap_or(0);
    let end = (x.len() - end..x.len() - 1).find(|at| x[*at] == b' ' && x[at + 1] != b' ').map_or(0, |at| x.len() - at - 1);
    Some((start, end))
}

/// ASCII's letters and digits.
const IS_LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};
/// As UAX 29 cuts ASCII: letters, digits and `_` hold together, `'`, `.` and `:` join letters, `'`, `.`, `,` and `;` join
/// digits, spaces and a line end are one token, and all else stands alone.
fn segment_ascii(bytes: &[u8], range: Range<usize>, offset: usize, out: &mut impl FnMut(Range<usize>, u32)) {
    let is_letter = |at: usize| IS_LETTER[bytes[at] as usize];
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
        let mut letters = 0;
        if is_letter(start) || bytes[start] == b'_' {
            end = start;
            loop {
                let run = end_of_letters(&bytes[..range.end], end);
                letters += (run - end) as u32;
                end = run;
                if end == range.end || bytes[end] != b'_' && (end == start || end + 1 == range.end || !joins(end)) {
                    break;
                }
                end += 1;
            }
        } else if bytes[start] == b' ' {
            while end < range.end && bytes[end] == b' ' {
                end += 1;
            }
        } else if bytes[start] == b'\r' && end < range.end && bytes[end] == b'\n' {
            end += 1;
        }
        out(offset + start..offset + end, letters);
        start = end;
    }
}

/// Returns where the letters and digits end that stand from `at` on, in ASCII.
fn end_of_letters(bytes: &[u8], mut at: usize) -> usize {
    // Eight at a time: each byte's upper bit, which ASCII leaves free, comes to say whether it is in a range.
    const EACH: u64 = 0x0101_0101_0101_0101;
    let within =
        |bytes: u64, low: u8, high: u8| (bytes + EACH * u64::from(0x80 - low)) & !(bytes + EACH * u64::from(0x7F - high)) & (EACH * 0x80);
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        let letters = within(eight | (EACH * 0x20), b'a', b'z') | within(eight, b'0', b'9');
        let run = (!letters & (EACH * 0x80)).trailing_zeros() as usize / 8;
        at += run;
        if run < 8 {
            return at;
        }
    }
    at + bytes[at..].iter().take_while(|byte| IS_LETTER[**byte as usize]).count()
}

/// Tells whether `c` belongs to a script that does not set its words apart.
fn writes_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Returns how much a reader takes in with `text`: a letter or digit counts 1, an ideograph 3, the rest nothing.
pub(super) fn letters(text: &str) -> u32 {
    if text.is_ascii() {
        return letters_of_ascii(text.as_bytes());
    }
    text.chars()
        .map(|c| match u32::from(c) {
            0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => 3,
            _ => u32::from(c.is_alphanumeric()),
        })
        .sum()
}

/// As [`letters`], of ASCII.
pub(super) fn letters_of_ascii(text: &[u8]) -> u32 {
    // Comparisons in place of the table: a compiler makes vectors of them. A count of one stretch fits into a byte.
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10;
    let (stretches, rest) = text.as_chunks::<64>();
    let long: u32 = stretches.iter().map(|stretch| u32::from(stretch.iter().map(|byte| u8::from(is_letter(*byte))).sum::<u8>())).sum();
    long + rest.iter().map(|byte| u32::from(IS_LETTER[*byte as usize])).sum::<u32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        segment(text, 0, &mut |range, found| {
            assert_eq!(found, letters(&text[range.clone()]), "{text:?}");
            tokens.push(&text[range]);
        });
        assert_eq!(tokens, expected);
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
    fn letters_end_where_one_by_one_says() {
        for byte in 0..128_u8 {
            for before in 0..20 {
                let text = [&b"aZ09zA".repeat(4)[..before], &[byte], b"tail of it"].concat();
                let expected = text.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                assert_eq!(end_of_letters(&text, 0), expected, "{byte:#x} after {before}");
            }
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

    #[test]
    fn words_are_counted_as_the_body_counts_them() {
        for text in ["", "It's 3.5 km, no?  1,000;2 a.b:c x_1 ___ 'q'", "“Hello,” she said: don’t—ever", "世界 and 東京都 12", "a\nb\r\n c"]
        {
            assert_eq!(count(text), count_words(text), "{text:?}");
        }
    }
}
