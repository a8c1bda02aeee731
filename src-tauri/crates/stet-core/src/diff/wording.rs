//! What a renderer of a difference says in words: how something moved, what several paragraphs became, names and totals.
//!
//! English, for the terminal and the redline; the window has words of its own.

use serde_json::Value;

use super::{AttrDiff, BlockDiff, Change, Moved, Node, Summary};

/// Returns how a block moved; of the place that it left, where it went.
pub(super) fn moved(moved: &Moved, change: Change) -> String {
    let here = if change == Change::Departed { " from here" } else { "" };
    if let Some(across) = &moved.across {
        return match change {
            Change::Departed => format!("moved into {}", holder(&across.into)),
            _ => format!("moved from {}", holder(&across.out_of)),
        };
    }
    let way = if moved.by < 0 { "up" } else { "down" };
    format!("moved {way} by {}{here}", moved.by.unsigned_abs())
}

fn holder(name: &str) -> String {
    if name == "doc" { "the text".to_owned() } else { format!("the {}", block(name)) }
}

/// Returns what a change of several siblings is called; none for a change of one.
pub(super) fn group(diff: &BlockDiff) -> Option<String> {
    let parts = diff.parts.as_ref()?;
    let what = |nodes: &[Node]| {
        let item = matches!(nodes.first(), Some(Node::Item(_)));
        let noun = match (item, nodes.len()) {
            (true, 1) => "item",
            (true, _) => "items",
            (false, 1) => "paragraph",
            (false, _) => "paragraphs",
        };
        format!("{} {noun}", nodes.len())
    };
    let name = |nodes: &[Node]| nodes.first().map_or_else(String::new, |node| block(node.as_ref().name()));
    Some(match diff.change {
        Change::Split => format!("split into {}", what(&parts.after)),
        Change::Joined => format!("{} joined", what(&parts.before)),
        Change::Reflowed => "paragraph break moved".to_owned(),
        Change::Wrapped => format!("set as a {}", name(&parts.after)),
        Change::Unwrapped => format!("no longer a {}", name(&parts.before)),
        _ => return None,
    })
}

/// Returns what a kind of block is called.
pub(super) fn block(name: &str) -> String {
    match name {
        "bullet_list" => "bulleted list".to_owned(),
        "ordered_list" => "numbered list".to_owned(),
        "blockquote" => "quotation".to_owned(),
        "figure" => "picture".to_owned(),
        "horizontal_rule" => "dividing line".to_owned(),
        "list_item" => "item".to_owned(),
        "table_row" => "row".to_owned(),
        "table_cell" => "cell".to_owned(),
        "table_header" => "heading cell".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Returns what a mark is called.
pub(super) fn mark(name: &str) -> &str {
    match name {
        "em" => "italic",
        "strong" => "bold",
        "strike" => "strike-through",
        "insertion" | "deletion" | "modification" => "suggestion",
        other => other,
    }
}

/// Returns what an attribute is called.
pub(super) fn attribute(name: &str) -> String {
    match name {
        "alt" => "alternative text".to_owned(),
        "src" => "address of the picture".to_owned(),
        "url" => "address".to_owned(),
        "asset" => "picture".to_owned(),
        "start" => "first number".to_owned(),
        "level" => "heading level".to_owned(),
        "type" => "kind".to_owned(),
        "colspan" => "columns covered".to_owned(),
        "rowspan" => "rows covered".to_owned(),
        "widths" => "widths of columns".to_owned(),
        "focal" => "focal point".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Returns a changed attribute whose values are no text as a sentence says it.
pub(super) fn attribute_change(attr: &AttrDiff) -> String {
    match (attr.name.as_str(), &attr.before, &attr.after) {
        ("type", Value::String(a), Value::String(b)) => format!("{} → {}", block(a), block(b)),
        ("asset", ..) => "another picture".to_owned(),
        ("checked", _, Value::Bool(true)) => "ticked".to_owned(),
        ("checked", _, Value::Bool(false)) => "not ticked".to_owned(),
        ("checked", ..) => "no longer a task".to_owned(),
        (name, before, after) => format!("{}: {} → {}", attribute(name), value(before), value(after)),
    }
}

/// Returns what a field is called.
pub(super) fn field(name: &str) -> String {
    match name.strip_prefix(super::fields::EXTRA) {
        Some(key) => key.to_owned(),
        None => match name {
            "seo_title" => "search title".to_owned(),
            "seo_description" => "search description".to_owned(),
            "canonical_url" => "canonical address".to_owned(),
            "published_at" => "publication date".to_owned(),
            "updated_at" => "update date".to_owned(),
            "extra" => "other front matter".to_owned(),
            "alt" => "alternative text".to_owned(),
            "src" => "address".to_owned(),
            "asset" => "picture".to_owned(),
            other => other.replace('_', " "),
        },
    }
}

/// Returns what a change of the file that a story came from says: its names, or that the same one came in with other bytes.
pub(super) fn source(before: &Value, after: &Value) -> String {
    let name = |value: &Value| value["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("none").to_owned();
    let (old, new) = (name(before), name(after));
    if old == new { format!("{new}, another version of the file") } else { format!("{old} → {new}") }
}

/// Returns a value of a field or an attribute as people read it.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        // A moment of a story is written to the millisecond; people read days and minutes.
        Value::String(text) if text.ends_with('Z') => match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => time.format("%-d %B %Y, %H:%M UTC").to_string(),
            Err(_) => text.clone(),
        },
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns the totals of a difference: `3 changes · +4 −2 words · 1 moved`.
pub(super) fn totals(summary: Summary) -> String {
    let one_or_many = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut parts =
        vec![one_or_many(summary.changes, "change", "changes"), format!("+{} −{} words", summary.words_added, summary.words_removed)];
    let more = [
        (summary.moved, "moved"),
        (summary.recut, "split or joined"),
        (summary.format_only, "of form only"),
        (summary.coarse, "too long to compare word by word"),
    ];
    parts.extend(more.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    parts.join(" · ")
}

/// Returns `text` with its first letter in upper case.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
