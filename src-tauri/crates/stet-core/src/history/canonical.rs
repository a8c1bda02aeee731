//! A look into a story's canonical bytes without reading all of it: where a field's value and each block of the body stand.

use std::ops::Range;

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

/// Adds the range of each block of the body that begins at `at`.
fn blocks(content: &[u8], at: usize, out: &mut Vec<Range<usize>>) -> Option<()> {
    const START: &[u8] = br#"{"type":"doc","content":["#;
    content[at..].starts_with(START).then_some(())?;
    let mut at = at + START.len();
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
        match content.get(end)? {
            b'"' => return Some(at..end + 1),
            b'\\' => end += 2,
            _ => end += 1,
        }
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
