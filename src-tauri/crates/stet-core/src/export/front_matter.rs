//! Front matter out: YAML in one order, quoted wherever YAML could read anything but the text itself.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use crate::Article;
use crate::article::Status;
use crate::document::{Crop, Focal};
use crate::import::front_matter::{NAMES, RESERVED};

/// Returns the front matter with its fences.
pub(super) fn write(article: &Article, status: Status) -> String {
    let mut yaml = Yaml { out: String::from("---\n"), written: Vec::new() };
    yaml.line("title", &quoted(&article.headline));
    yaml.text("slug", &article.slug);
    yaml.time("date", article.published_at);
    yaml.line("draft", if status == Status::Published { "false" } else { "true" });
    yaml.list("authors", &article.byline);
    yaml.text("summary", &article.standfirst);
    let mut extra = article.extra.clone();
    yaml.list_with_rest("categories", &article.section, &mut extra, &["categories", "category", "section"]);
    yaml.list("tags", &article.tags);
    let lead = article.lead_image.as_ref();
    yaml.list_with_rest("images", lead.map_or("", |lead| &lead.src), &mut extra, &["images", "image", "cover"]);
    if let Some(lead) = lead {
        yaml.text("image_asset", &lead.asset);
        // An empty line still says that there is a lead picture.
        let is_bare = lead.src.is_empty() && lead.asset.is_empty() && lead.caption.is_empty() && lead.credit.is_empty();
        let is_bare = is_bare && lead.licence.is_empty() && lead.focal.is_none() && lead.crop.is_none();
        if is_bare || !lead.alt.is_empty() {
            yaml.line("image_alt", &scalar(&lead.alt, false));
        }
        yaml.text("image_caption", &lead.caption);
        yaml.text("image_credit", &lead.credit);
        yaml.text("image_licence", &lead.licence);
        yaml.text("image_focal", &lead.focal.map(Focal::text).unwrap_or_default());
        yaml.text("image_crop", &lead.crop.map(Crop::text).unwrap_or_default());
    }
    yaml.text("kicker", &article.kicker);
    yaml.text("dateline", &article.dateline);
    yaml.text("lang", &article.language);
    yaml.text("seo_title", &article.seo_title);
    yaml.text("seo_description", &article.seo_description);
    yaml.text("canonical", &article.canonical_url);
    yaml.time("updated", article.updated_at);
    if !article.corrections.is_empty() {
        yaml.out.push_str("corrections:\n");
        for correction in &article.corrections {
            yaml.out.push_str(&format!("  - time: {}\n    text: {}\n", time(correction.time), scalar(&correction.text, false)));
        }
        yaml.written.push("corrections");
    }
    yaml.extra(&extra);
    yaml.out.push_str("---\n");
    yaml.out
}

struct Yaml {
    out: String,
    written: Vec<&'static str>,
}

impl Yaml {
    fn line(&mut self, key: &'static str, value: &str) {
        self.out.push_str(&format!("{key}: {value}\n"));
        self.written.push(key);
    }

    fn text(&mut self, key: &'static str, value: &str) {
        if !value.is_empty() {
            self.line(key, &scalar(value, false));
        }
    }

    fn time(&mut self, key: &'static str, value: Option<DateTime<Utc>>) {
        if let Some(value) = value {
            self.line(key, &time(value));
        }
    }

    fn list(&mut self, key: &'static str, values: &[String]) {
        if !values.is_empty() {
            self.line(key, &format!("[{}]", values.iter().map(|value| scalar(value, true)).collect::<Vec<_>>().join(", ")));
        }
    }

    /// Writes a field as the first of a list, followed by what the import kept of that list.
    fn list_with_rest(&mut self, key: &'static str, first: &str, extra: &mut Map<String, Value>, names: &[&str]) {
        if first.is_empty() {
            return;
        }
        let mut values = vec![scalar(first, true)];
        if let Some(name) = names.iter().find(|name| extra.get(**name).and_then(Value::as_array).is_some_and(|rest| !rest.is_empty()))
            && *name == key
            && let Some(Value::Array(rest)) = extra.shift_remove(*name)
        {
            values.extend(rest.iter().map(|value| flow(value, true)));
        }
        self.line(key, &format!("[{}]", values.join(", ")));
    }

    /// Writes what Stet has no field for. What an import would take for a field goes into a box called `extra`.
    fn extra(&mut self, extra: &Map<String, Value>) {
        let (mut open, mut boxed) = (Vec::new(), Map::new());
        for (key, value) in extra {
            if self.would_be_taken(key) { drop(boxed.insert(key.clone(), value.clone())) } else { open.push((key, value)) }
        }
        for (key, value) in open {
            self.out.push_str(&format!("{}: {}\n", scalar_key(key), flow(value, false)));
        }
        if !boxed.is_empty() {
            self.out.push_str("extra:\n");
            for (key, value) in &boxed {
                self.out.push_str(&format!("  {}: {}\n", scalar_key(key), flow(value, false)));
            }
        }
    }

    fn would_be_taken(&self, key: &str) -> bool {
        if RESERVED.contains(&key) {
            return true;
        }
        // A later name of a field is safe where the field's first name is written: the first one wins.
        NAMES.iter().any(|(_, names)| names.contains(&key) && (names[0] == key || !self.written.contains(&names[0])))
    }
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Returns a value on one line.
fn flow(value: &Value, in_list: bool) -> String {
    match value {
        Value::String(text) => scalar(text, in_list),
        Value::Array(list) => format!("[{}]", list.iter().map(|value| flow(value, true)).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{}: {}", scalar_key(key), flow(value, true)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn scalar_key(key: &str) -> String {
    let is_plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if is_plain && is_plain_scalar(key, true) { key.to_owned() } else { quoted(key) }
}

fn scalar(text: &str, in_list: bool) -> String {
    if is_plain_scalar(text, in_list) { text.to_owned() } else { quoted(text) }
}

/// Tells whether YAML, 1.1 or 1.2, reads `text` without quotes as just that text.
fn is_plain_scalar(text: &str, in_list: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if !(first.is_alphabetic() || matches!(first, '/' | '“' | '‘' | '£' | '€' | '(')) || text.ends_with([' ', ':', '\u{a0}']) {
        return false;
    }
    if text.contains(": ") || text.contains(" #") || text.chars().any(|c| needs_escape(c) || c == '"' || c == '\\') {
        return false;
    }
    if in_list && text.contains([',', '[', ']', '{', '}', ':']) {
        return false;
    }
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    let lower = text.to_ascii_lowercase();
    !WORDS.contains(&lower.as_str()) && lower != "inf" && lower != "infinity"
}

fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns text in double quotes, with YAML's escapes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_yaml_would_read_as_something_else_is_quoted() {
        for (text, expected) in [
            ("Transport", "Transport"),
            ("Sailings will run until April, paid for later.", "Sailings will run until April, paid for later."),
            ("yes", "\"yes\""),
            ("NO", "\"NO\""),
            ("2024-04-04", "\"2024-04-04\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("- a", "\"- a\""),
            ("say \"so\"", "\"say \\\"so\\\"\""),
            ("two\nlines", "\"two\\nlines\""),
            ("", "\"\""),
            (" x", "\" x\""),
        ] {
            assert_eq!(scalar(text, false), expected);
        }
        assert_eq!(scalar("a, b", true), "\"a, b\"");
    }
}
