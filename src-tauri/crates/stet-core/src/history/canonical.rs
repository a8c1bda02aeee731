//! A look into a story's canonical bytes without reading all of it: where a field's value and each block of the body stand.

use std::ops::Range;

use crate::ends::common_ends;

/// What a body begins with, up to its first block.
pub(crate) const BODY: &[u8] = br#"{"type":"doc","content":["#;

/// Returns the ranges of the values of `fields` (an empty range of `""` is never given: every field is always there) and then of
/// each block of the body; `None` where the bytes are not what [`crate::Article::to_bytes`] writes.
pub(crate) fn cut(content: &[u8], fields: &[&str]) -> Option<Vec<Range<usize>>> {
    let mut ranges = vec![0..0; fields.len()];
    let mut at = expect(content, 0, b'{')?;
    loop {
        let key = string(content, at)?;
        at = expect(content, key.end, b':')?;
        let name = &content[key.start + 1..key.end - 1];
        if name == b"body" {
            blocks(content, at, &mut ranges)?;
            return ranges.iter().all(|range| !range.is_empty()).then_some(ranges);
        }
        let end = value(content, at)?;
        if let Some(field) = fields.iter().position(|field| field.as_bytes() == name) {
            ranges[field] = at..end;
        }
        at = expect(content, end, b',')?;
    }
}

/// What is in newer content and not in older.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Came {
    /// Its blocks that are not, as they are, the older's first or last ones.
    pub(crate) blocks: Vec<Range<usize>>,
    /// How many of the older blocks stand above them in both, and how many below them.
    pub(crate) above: usize,
    pub(crate) below: usize,
    /// Where the body begins.
    pub(crate) body: usize,
}

/// Returns what came with `new` over `old`, of which `cut` found `blocks`. Reads only what differs, unless that is among the fields.
pub(crate) fn came(old: &[u8], blocks: &[Range<usize>], new: &[u8]) -> Option<Came> {
    let (start, end) = common_ends(old, new);
    let begins = blocks.first()?.start;
    // A block is the same where the sign next to it, towards what differs, is the same too.
    let above = blocks.partition_point(|block| block.end < start);
    let below = blocks.len() - blocks.partition_point(|block| block.start <= old.len() - end).max(above);
    if start < begins {
        let cut = cut(new, &[])?;
        let body = cut.first()?.start.checked_sub(BODY.len())?;
        let below = below.min(cut.len());
        return Some(Came { blocks: cut[..cut.len() - below].to_vec(), above: 0, below, body });
    }
    let mut at = if above > 0 { blocks[above - 1].end } else { begins };
    let last = match below {
        0 => new.len().checked_sub(2)?,
        _ => new.len() - (old.len() - blocks[blocks.len() - below].start),
    };
    let mut found = Vec::new();
    while at < last {
        match new[at] {
            b',' => at += 1,
            b']' if below == 0 => break,
            _ => {
                let end = value(new, at)?;
                found.push(at..end);
                at = end;
            }
        }
    }
    Some(Came { blocks: found, above, below, body: begins - BODY.len() })
}

/// Adds the range of each block of the body that begins at `at`.
fn blocks(content: &[u8], at: usize, out: &mut Vec<Range<usize>>) -> Option<()> {
    content[at..].starts_with(BODY).then_some(())?;
    let mut at = at + BODY.len();
    while content.get(at) != Some(&b']') {
        let end = value(content, at)?;
        out.push(at..end);
        at = end + usize::from(content.get(end) == Some(&b','));
    }
    Some(())
}

fn expect(content: &[u8], at: usize, byte: u8) -> Option<usize> {
    (content.get(at) == Some(&byte)).then_some(at + 1)
}

/// Returns the range of the string that begins at `at`, with its quotes.
fn string(content: &[u8], at: usize) -> Option<Range<usize>> {
    let mut end = expect(content, at, b'"')?;
    loop {
        end += memchr::memchr2(b'"', b'\\', content.get(end..)?)?;
        if content[end] == b'"' {
            return Some(at..end + 1);
        }
        end += 2;
    }
}

/// Returns the end of the value that begins at `at`.
fn value(content: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut end = at;
    loop {
        match content.get(end)? {
            b'"' => end = string(content, end)?.end,
            b'{' | b'[' => {
                depth += 1;
                end += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                end += 1;
            }
            b'}' | b']' | b',' if depth == 0 => return Some(end),
            _ => {
                end += 1;
                continue;
            }
        }
        if depth == 0 {
            return Some(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Document};
    use crate::{Article, article::LeadImage};

    #[test]
    fn what_came_is_found_as_if_all_were_read() {
        let story = |headline: &str, body: &str| Article {
            headline: headline.into(),
            body: Document::new(body.split('|').map(Block::paragraph).collect()),
            ..Article::default()
        };
        let bodies =
            ["", "a", "a|b", "a|b|c", "b|c", "a|c", "a|a|a", "a|a", "a|b|b|c", "a, b|c", "c|b|a", "aa|b|cc", "|", "a|", "|a", "x]}|y,"];
        for (old, new) in bodies.iter().flat_map(|old| bodies.iter().map(move |new| (*old, *new))) {
            for headline in ["One", "Another"] {
                let (old, new) = (story("One", old).to_bytes(), story(headline, new).to_bytes());
                let (before, after) = (cut(&old, &[]).unwrap(), cut(&new, &[]).unwrap());
                let came = came(&old, &before, &new).unwrap();
                assert_eq!(came.blocks, after[came.above..after.len() - came.below], "{}", String::from_utf8_lossy(&new));
                assert_eq!(came.body + BODY.len(), after[0].start);
                for at in 0..came.above {
                    assert_eq!(old[before[at].clone()], new[after[at].clone()]);
                }
                for at in 1..=came.below {
                    assert_eq!(old[before[before.len() - at].clone()], new[after[after.len() - at].clone()]);
                }
                assert!(came.above + came.below <= before.len());
            }
        }
    }

    #[test]
    fn fields_and_blocks_are_found_where_they_stand() {
        let mut article = Article {
            headline: "A \"quoted\" \\ headline".into(),
            lead_image: Some(LeadImage { alt: "{[,]}".into(), ..LeadImage::default() }),
            body: Document::new(vec![Block::paragraph("One, \"two\"."), Block::HorizontalRule, Block::paragraph("")]),
            ..Article::default()
        };
        article.extra.insert("body".into(), serde_json::json!({ "type": "doc", "content": [{ "a": [1, 2.5, null] }] }));
        let bytes = article.to_bytes();
        let found: Vec<String> = cut(&bytes, &["headline", "standfirst"])
            .unwrap()
            .into_iter()
            .map(|range| String::from_utf8(bytes[range].to_vec()).unwrap())
            .collect();
        let mut expected = vec![serde_json::to_string(&article.headline).unwrap(), "\"\"".to_owned()];
        expected.extend(article.body.content.iter().map(|block| serde_json::to_string(block).unwrap()));
        assert_eq!(found, expected);
        assert_eq!(cut(b"{}", &[]), None);
        assert_eq!(cut(&bytes[..bytes.len() / 2], &["headline"]), None);
    }
}
