//! YAML: quoted wherever YAML, 1.1 or 1.2, could read anything but the text itself.

use serde_json::Value;

use super::{Datum, Entries, Matter, needs_escape, quoted, time};

/// Returns the front matter with its fences.
pub(super) fn write(matter: &Matter) -> String {
    let mut out = String::from("---\n");
    entries(&mut out, &matter.top, "");
    for (name, inside) in &matter.boxes {
        out.push_str(&format!("{name}:\n"));
        entries(&mut out, inside, "  ");
    }
    out.push_str("---\n");
    out
}

fn entries(out: &mut String, entries: &Entries, indent: &str) {
    for (key, datum) in entries {
        out.push_str(&entry(key, datum, indent));
    }
}

/// Returns one entry with its line end.
pub(crate) fn entry(key: &str, datum: &Datum, indent: &str) -> String {
    let key = scalar_key(key);
    let value = match datum {
        Datum::Title(text) => quoted(text),
        Datum::Text(text) => scalar(text, false),
        Datum::Bool(is) => is.to_string(),
        Datum::Time(at) => time(*at),
        Datum::List(values) => flow(&Value::Array(values.clone()), false),
        Datum::Json(value) => flow(value, false),
        Datum::Corrections(list) => {
            let lines = list.iter().map(|correction| {
                let (time, text) = (time(correction.time), scalar(&correction.text, false));
                format!("{indent}  - time: {time}\n{indent}    text: {text}\n")
            });
            return format!("{indent}{key}:\n{}", lines.collect::<String>());
        }
        Datum::Box(inside) => {
            let lines = inside.iter().map(|(key, value)| format!("{indent}  {}: {}\n", scalar_key(key), flow(value, false)));
            return format!("{indent}{key}:\n{}", lines.collect::<String>());
        }
    };
    format!("{indent}{key}: {value}\n")
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
