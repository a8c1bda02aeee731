//! The difference of what stands around the body.

use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, Token};
use serde::Serialize;
use serde_json::{Map, Value};

use super::blocks::text_words;
use super::line::text_pieces;
use super::{FieldChange, FieldDiff, Op, TextPiece};
use crate::Article;

/// What a field of front matter that Stet has no field for is called in a difference: this, and its key.
pub(super) const EXTRA: &str = "extra.";

/// Compares all fields but the body, in the order of [`Article`].
pub(super) fn fields(before: &Article, after: &Article, steps: &mut u64) -> Vec<FieldDiff> {
    let mut out = Vec::new();
    let mut text = |field: &str, a: &str, b: &str, out: &mut Vec<FieldDiff>| {
        if a != b {
            let pieces = text_pieces(a, b, steps);
            let (added, removed) = text_words(&pieces);
            out.push(FieldDiff { field: field.to_owned(), change: FieldChange::Text { pieces, added, removed } });
        }
    };
    text("headline", &before.headline, &after.headline, &mut out);
    text("standfirst", &before.standfirst, &after.standfirst, &mut out);
    text("kicker", &before.kicker, &after.kicker, &mut out);
    list("byline", &before.byline, &after.byline, &mut out);
    text("dateline", &before.dateline, &after.dateline, &mut out);
    text("section", &before.section, &after.section, &mut out);
    text("language", &before.language, &after.language, &mut out);
    text("slug", &before.slug, &after.slug, &mut out);
    text("seo_title", &before.seo_title, &after.seo_title, &mut out);
    text("seo_description", &before.seo_description, &after.seo_description, &mut out);
    text("canonical_url", &before.canonical_url, &after.canonical_url, &mut out);
    value("lead_image", &before.lead_image, &after.lead_image, &mut out);
    list("tags", &before.tags, &after.tags, &mut out);
    text("notes", &before.notes, &after.notes, &mut out);
    value("corrections", &before.corrections, &after.corrections, &mut out);
    value("published_at", &before.published_at, &after.published_at, &mut out);
    value("updated_at", &before.updated_at, &after.updated_at, &mut out);
    extra(&before.extra, &after.extra, &mut out);
    out
}

fn list(field: &str, before: &[String], after: &[String], out: &mut Vec<FieldDiff>) {
    if before == after {
        return;
    }
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut tokens = Vec::new();
    for item in before.iter().chain(after) {
        let next = ids.len() as u32;
        tokens.push(Token(*ids.entry(item).or_insert(next)));
    }
    let (x, y) = tokens.split_at(before.len());
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, x, y, ids.len() as u32);
    let mut items = Vec::new();
    let mut add = |op, texts: &[String]| items.extend(texts.iter().map(|text| TextPiece { op, text: text.clone() }));
    let mut at = 0;
    for hunk in diff.hunks() {
        add(Op::Equal, &before[at..hunk.before.start as usize]);
        add(Op::Delete, &before[hunk.before.start as usize..hunk.before.end as usize]);
        add(Op::Insert, &after[hunk.after.start as usize..hunk.after.end as usize]);
        at = hunk.before.end as usize;
    }
    add(Op::Equal, &before[at..]);
    out.push(FieldDiff { field: field.to_owned(), change: FieldChange::List { items } });
}

fn value<T: Serialize + PartialEq>(field: &str, before: &T, after: &T, out: &mut Vec<FieldDiff>) {
    if before != after {
        let json = |value: &T| serde_json::to_value(value).unwrap_or_default();
        out.push(FieldDiff { field: field.to_owned(), change: FieldChange::Value { before: json(before), after: json(after) } });
    }
}

/// Compares key by key; where only that does not give the newer order, the whole of it is one field, `extra`.
fn extra(before: &Map<String, Value>, after: &Map<String, Value>, out: &mut Vec<FieldDiff>) {
    // As text, for the order of keys inside a value is part of a story too.
    let text = |value: Option<&Value>| value.map(Value::to_string);
    let kept = before.keys().filter(|key| after.contains_key(*key));
    let came = after.keys().filter(|key| !before.contains_key(*key));
    if !kept.chain(came).eq(after.keys()) {
        let (before, after) = (Value::Object(before.clone()), Value::Object(after.clone()));
        out.push(FieldDiff { field: "extra".to_owned(), change: FieldChange::Value { before, after } });
        return;
    }
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        let (a, b) = (before.get(key), after.get(key));
        // A key that holds null is not the same as none; both would be null here, so the whole is given.
        if text(a) == text(b) {
            continue;
        }
        if a.is_some_and(Value::is_null) || b.is_some_and(Value::is_null) {
            let (before, after) = (Value::Object(before.clone()), Value::Object(after.clone()));
            out.retain(|field| !field.field.starts_with(EXTRA));
            out.push(FieldDiff { field: "extra".to_owned(), change: FieldChange::Value { before, after } });
            return;
        }
        let change = FieldChange::Value { before: a.cloned().unwrap_or_default(), after: b.cloned().unwrap_or_default() };
        out.push(FieldDiff { field: format!("{EXTRA}{key}"), change });
    }
}
