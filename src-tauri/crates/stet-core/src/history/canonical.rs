//! A look into a story's canonical bytes without reading all of it: where a field's value and each block of the body stand.

use std::ops::Range;

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

/// Returns the length of what two contents begin with alike, and of what they end with alike; together no more than either has.
pub(crate) fn common(old: &[u8], new: &[u8]) -> (usize, usize) {
    const STEP: usize = 64;
    let least = old.len().min(new.len());
    let mut start = 0;
    while start + STEP <= least && old[start..start + STEP] == new[start..start + STEP] {
        start += STEP;
    }
    start += old[start..least].iter().zip(&new[start..least]).take_while(|(old, new)| old == new).count();
    let (old, new, least) = (&old[start..], &new[start..], least - start);
    let mut end = 0;
    while end + STEP <= least && old[old.len() - end - STEP..old.len() - end] == new[new.len() - end - STEP..new.len() - end] {
        end += STEP;
    }
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    end += old.iter().rev().zip(new.iter().rev()).take(least - end).take_while(|(old, new)| old == new).count();
    (start, end)
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
    fn what_is_alike_at_both_ends_is_found() {
        let long = "abc".repeat(100);
        for (old, new) in
            [("", ""), ("", "a"), ("aa", "aaa"), ("abxcd", "abycd"), (&*long, &*long.replacen("cab", "c-ab", 50)), (&*long, &*long)]
        {
            let (start, end) = common(old.as_bytes(), new.as_bytes());
            assert!(start + end <= old.len().min(new.len()), "{old} {new}");
            assert_eq!((&old[..start], &old[old.len() - end..]), (&new[..start], &new[new.len() - end..]));
            let inner = (&old[start..old.len() - end], &new[start..new.len() - end]);
            assert!(inner.0.is_empty() || inner.1.is_empty() || inner.0.as_bytes()[0] != inner.1.as_bytes()[0]);
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
