//! Scripts written without spaces, cut into overlapping pairs so that an index of words can hold them.
//!
//! `東京都` is indexed as `東京 京都 都`: a search for two or more characters is a phrase of pairs, a search for one is
//! a prefix of a pair.

/// Tells whether `c` belongs to a script that writes words without spaces.
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF      // Thai, Lao
        | 0x1000..=0x109F    // Myanmar
        | 0x1780..=0x17FF    // Khmer
        | 0x3040..=0x30FF    // Hiragana, Katakana
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0xAC00..=0xD7AF    // Hangul, whose particles cling to words
        | 0x20000..=0x3FFFF)
}

/// Returns the pairs of every unspaced run in `text`, separated by spaces: what the index's `cjk` column holds.
pub fn pairs(text: &str) -> String {
    let mut out = String::new();
    for run in runs(text) {
        for pair in run.windows(2) {
            out.extend(pair);
            out.push(' ');
        }
        if let Some(last) = run.last() {
            out.push(*last);
            out.push(' ');
        }
    }
    out.pop();
    out
}

/// Returns the FTS5 phrases that find `word`'s unspaced runs in the `cjk` column; empty where it has none.
pub fn phrases(word: &str) -> Vec<String> {
    runs(word)
        .into_iter()
        .map(|run| match run.as_slice() {
            [one] => format!("\"{one}\" *"),
            many => {
                let pairs: Vec<String> = many.windows(2).map(|pair| pair.iter().collect()).collect();
                format!("\"{}\"", pairs.join(" "))
            }
        })
        .collect()
}

fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs = Vec::new();
    let mut run = Vec::new();
    for c in text.chars() {
        if is_unspaced(c) {
            run.push(c);
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_overlapping_pairs() {
        assert_eq!(pairs("in 東京都 and 猫"), "東京 京都 都 猫");
        assert_eq!(pairs("plain words"), "");
        assert_eq!(phrases("東京都"), ["\"東京 京都\""]);
        assert_eq!(phrases("猫"), ["\"猫\" *"]);
        assert!(phrases("cat").is_empty());
    }
}
