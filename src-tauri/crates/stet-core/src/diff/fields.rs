//! The difference of what stands around the body.

use std::collections::HashMap;

use imara_diff::{Algorithm, Diff, Token};
use serde::Serialize;
use serde_json::{Map, Value};

use super::count::text_words;
use super::line::text_pieces;
use super::{FieldChange, FieldDiff, Op, TextPiece};
use crate::Article;

/// What a field of front matter that Stet has no field for is called in a difference: this, and its key.
pub(super) const EXTRA: &str = "extra.";
/// The file that the story came from. Renderers say that it is another one; its hash says nothing to anybody.
pub(super) const SOURCE: &str = "source";

/// Compares all fields but the body, in the order of [`Article`].
pub(super) fn fields(before: &Article, after: &Article, steps: &mut u64) -> Vec<FieldDiff> {
    let mut out = Vec::new();
    text("headline", &before.headline, &after.headline, steps, &mut out);
    text("standfirst", &before.standfirst, &after.standfirst, steps, &mut out);
    text("kicker", &before.kicker, &after.kicker, steps, &mut out);
    list("byline", &before.byline, &after.byline, &mut out);
    text("dateline", &before.dateline, &after.dateline, steps, &mut out);
    text("section", &before.section, &after.section, steps, &mut out);
    text("language", &before.language, &after.language, steps, &mut out);
    text("slug", &before.slug, &after.slug, steps, &mut out);
    text("seo_title", &before.seo_title, &after.seo_title, steps, &mut out);
    text("seo_description", &before.seo_description, &after.seo_description, steps, &mut out);
    text("canonical_url", &before.canonical_url, &after.canonical_url, steps, &mut out);
    value("lead_image", &before.lead_image, &after.lead_image, steps, &mut out);
    list("tags", &before.tags, &after.tags, &mut out);
    text("notes", &before.notes, &after.notes, steps, &mut out);
    value("corrections", &before.corrections, &after.corrections, steps, &mut out);
    value("published_at", &before.published_at, &after.published_at, steps, &mut out);
    value("updated_at", &before.updated_at, &after.updated_at, steps, &mut out);
    extra(&before.extra, &after.extra, steps, &mut out);
    // A file that came in again may say the same in other bytes, in which it goes out again too: that is a change of the story, and a
    // revision of its own.
    value(SOURCE, &before.source, &after.source, steps, &mut out);
    out
}

fn text(field: &str, before: &str, after: &str, steps: &mut u64, out: &mut Vec<FieldDiff>) {
    if before != after {
        let pieces = text_pieces(before, after, steps);
        let (added, removed) = text_words(&pieces);
        out.push(FieldDiff { field: field.to_owned(), change: FieldChange::Text { pieces, added, removed } });
    }
}

fn list(field: &str, before: &[String], after: &[String], out: &mut Vec<FieldDiff>) {
    if before != after {
        out.push(FieldDiff { field: field.to_owned(), change: list_change(before, after) });
    }
}

fn list_change(before: &[String], after: &[String]) -> FieldChange {
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
    let sorted = |tokens: &[Token]| {
        let mut ids: Vec<u32> = tokens.iter().map(|token| token.0).collect();
        ids.sort_unstable();
        ids
    };
    FieldChange::List { items, reordered: sorted(x) == sorted(y) }
}

fn value<T: Serialize + PartialEq>(field: &str, before: &T, after: &T, steps: &mut u64, out: &mut Vec<FieldDiff>) {
    if before != after {
        let json = |value: &T| serde_json::to_value(value).unwrap_or_default();
        let (before, after) = (json(before), json(after));
        let parts = parts(&before, &after, steps);
        out.push(FieldDiff { field: field.to_owned(), change: FieldChange::Value { before, after, parts } });
    }
}

/// Compares two values by what is inside; the parts of records by name, those of lists by number.
fn parts(before: &Value, after: &Value, steps: &mut u64) -> Vec<FieldDiff> {
    let mut out = Vec::new();
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                part(key, a.get(key), b.get(key), steps, &mut out);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                part(&at.to_string(), a.get(at), b.get(at), steps, &mut out);
            }
        }
        _ => {}
    }
    out
}

fn part(name: &str, before: Option<&Value>, after: Option<&Value>, steps: &mut u64, out: &mut Vec<FieldDiff>) {
    if before != after {
        let change = value_change(before.unwrap_or(&Value::Null), after.unwrap_or(&Value::Null), steps);
        out.push(FieldDiff { field: name.to_owned(), change });
    }
}

/// Compares two values as what they are: texts, lists of texts, or anything else.
fn value_change(before: &Value, after: &Value, steps: &mut u64) -> FieldChange {
    let texts = |value: &Value| -> Option<Vec<String>> {
        value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    };
    if let (Some(a), Some(b)) = (before.as_str(), after.as_str()) {
        let pieces = text_pieces(a, b, steps);
        let (added, removed) = text_words(&pieces);
        return FieldChange::Text { pieces, added, removed };
    }
    if let (Some(a), Some(b)) = (texts(before), texts(after)) {
        return list_change(&a, &b);
    }
    FieldChange::Value { before: before.clone(), after: after.clone(), parts: parts(before, after, steps) }
}

/// Compares key by key; where only that does not give the newer order, the whole of it is one field, `extra`.
fn extra(before: &Map<String, Value>, after: &Map<String, Value>, steps: &mut u64, out: &mut Vec<FieldDiff>) {
    // As text, for the order of keys inside a value is part of a story too.
    let text = |value: Option<&Value>| value.map(Value::to_string);
    let kept = before.keys().filter(|key| after.contains_key(*key));
    let came = after.keys().filter(|key| !before.contains_key(*key));
    // A key that holds null is not the same as none; both would be null here, so the whole is given.
    let null = |value: Option<&Value>| value.is_some_and(Value::is_null);
    let is_null = before.keys().chain(after.keys()).any(|key| {
        let (a, b) = (before.get(key), after.get(key));
        text(a) != text(b) && (null(a) || null(b))
    });
    if is_null || !kept.chain(came).eq(after.keys()) {
        let (before, after) = (Value::Object(before.clone()), Value::Object(after.clone()));
        let parts = parts(&before, &after, steps);
        out.push(FieldDiff { field: "extra".to_owned(), change: FieldChange::Value { before, after, parts } });
        return;
    }
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        let (a, b) = (before.get(key), after.get(key));
        if text(a) == text(b) {
            continue;
        }
        let change = value_change(a.unwrap_or(&Value::Null), b.unwrap_or(&Value::Null), steps);
        out.push(FieldDiff { field: format!("{EXTRA}{key}"), change });
    }
}
