//! A difference as part of a page for readers: what changed between two versions that were published, and how to say so in a line.
//!
//! Only what changed is written out, the rest is counted. What means nothing to readers (hashes, addresses, how a picture is
//! cut) is said in a word.

use super::fields::SOURCE;
use super::markup::Out;
use super::{ArticleDiff, Change, FieldChange, FieldDiff};

/// Fields that are told by themselves, beside the difference, or are no business of readers.
const APART: [&str; 2] = ["corrections", SOURCE];
/// Parts of a picture that readers see and do not read.
const SEEN: [&str; 4] = ["asset", "src", "crop", "focal"];

/// Returns what changed: fields first, then the blocks of the body that came, went, moved or were edited. Empty where readers see
/// no change.
pub(crate) fn fragment(diff: &ArticleDiff) -> String {
    let mut out = Out { html: String::new(), is_part: true };
    let fields: Vec<FieldDiff> = diff.fields.iter().filter(|field| !is_apart(field)).filter_map(readable).collect();
    if !fields.is_empty() {
        out.fields(fields.iter());
    }
    if diff.blocks.iter().any(|block| block.change != Change::Same || block.moved.is_some()) {
        let mut same = 0;
        for block in &diff.blocks {
            if block.change == Change::Same && block.moved.is_none() {
                same += 1;
                continue;
            }
            left_out(same, &mut out);
            same = 0;
            out.block(block);
        }
        left_out(same, &mut out);
    }
    out.html
}

/// Returns what changed as a line: `2 changes: 12 words added, 4 removed`; none where readers see no change.
pub(crate) fn line(diff: &ArticleDiff) -> Option<String> {
    let apart = diff.fields.iter().filter(|field| is_apart(field)).count();
    let changes = (diff.summary.changes as usize).saturating_sub(apart);
    let words = |count: u32| if count == 1 { "1 word".to_owned() } else { format!("{count} words") };
    let how = match (diff.summary.words_added, diff.summary.words_removed) {
        (0, 0) => "no words".to_owned(),
        (added, 0) => format!("{} added", words(added)),
        (0, removed) => format!("{} removed", words(removed)),
        (added, removed) => format!("{} added, {removed} removed", words(added)),
    };
    match changes {
        0 => None,
        1 => Some(format!("1 change: {how}")),
        _ => Some(format!("{changes} changes: {how}")),
    }
}

fn is_apart(field: &FieldDiff) -> bool {
    APART.contains(&field.field.as_str())
}

/// Returns a changed field without what readers do not read; of a picture that is another one, a word.
fn readable(field: &FieldDiff) -> Option<FieldDiff> {
    let FieldChange::Value { parts, before, after } = &field.change else { return Some(field.clone()) };
    if parts.is_empty() {
        let shown = |value: &serde_json::Value| match value {
            serde_json::Value::Object(record) => record
                .iter()
                .filter(|(name, _)| !SEEN.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            other => other.clone(),
        };
        let change = FieldChange::Value { parts: Vec::new(), before: shown(before), after: shown(after) };
        return Some(FieldDiff { field: field.field.clone(), change });
    }
    let mut kept: Vec<FieldDiff> = parts.iter().filter(|part| !SEEN.contains(&part.field.as_str())).cloned().collect();
    let is = |names: &[&str]| parts.iter().any(|part| names.contains(&part.field.as_str()));
    let word = match (is(&SEEN[..2]), is(&SEEN[2..])) {
        (true, _) => Some("another picture"),
        (false, true) => Some("cut anew"),
        (false, false) => None,
    };
    if let Some(word) = word {
        let pieces = vec![super::TextPiece { op: super::Op::Equal, text: word.to_owned() }];
        kept.insert(0, FieldDiff { field: "picture".to_owned(), change: FieldChange::Text { pieces, added: 0, removed: 0 } });
    }
    let change = FieldChange::Value { parts: kept, before: before.clone(), after: after.clone() };
    Some(FieldDiff { field: field.field.clone(), change })
}

fn left_out(blocks: usize, out: &mut Out) {
    match blocks {
        0 => {}
        1 => {
            out.raw("<p class=\"same\"><bdi lang=\"en\">1 paragraph as it was</bdi></p>\n");
        }
        _ => {
            out.raw(&format!("<p class=\"same\"><bdi lang=\"en\">{blocks} paragraphs as they were</bdi></p>\n"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Article;
    use crate::article::{Correction, LeadImage};
    use crate::diff::tests::story;
    use crate::diff::{Budget, diff};

    #[test]
    fn readers_see_what_changed_and_no_hashes() {
        let mut a = story("The ferry", &["One.", "Two.", "It sails at nine.", "Three."]);
        let mut b = story("The <new> ferry", &["One.", "Two.", "It sails at ten.", "Three."]);
        a.lead_image = Some(LeadImage { asset: "aaaa".into(), alt: "A quay".into(), ..LeadImage::default() });
        b.lead_image = Some(LeadImage { asset: "bbbb".into(), alt: "A ship".into(), ..LeadImage::default() });
        b.corrections = vec![Correction { time: chrono::DateTime::default(), text: "It sails at ten.".into() }];
        let found = diff(&a, &b, Budget::default());
        let html = fragment(&found);
        assert!(html.contains("It sails at <del>nine</del><ins>ten</ins>."), "{html}");
        assert!(html.contains("2 paragraphs as they were") && html.contains("1 paragraph as it was") && !html.contains("Two."), "{html}");
        assert!(html.contains("another picture") && html.contains("A <del>quay</del><ins>ship</ins>"), "{html}");
        assert!(!html.contains("aaaa") && !html.contains("orrection") && !html.contains("<new>"), "{html}");
        assert_eq!(line(&found).as_deref(), Some("3 changes: 2 words added, 1 removed"));
        let source = Some(crate::article::Source { asset: "cccc".into(), name: "ferry.md".into(), slug: String::new() });
        let same = diff(&a, &Article { corrections: b.corrections, source, ..a.clone() }, Budget::default());
        assert_eq!((fragment(&same).as_str(), line(&same)), ("", None));
    }
}
