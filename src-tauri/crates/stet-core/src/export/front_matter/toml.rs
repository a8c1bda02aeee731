//! TOML: basic strings, bare dates, inline tables for what is nested.

use chrono::Datelike as _;
use serde_json::{Map, Value};

use super::{Datum, Entries, Matter, quoted, time};

/// Returns the front matter with its fences.
pub(super) fn write(matter: &Matter) -> String {
    let mut out = String::from("+++\n");
    entries(&mut out, &matter.top);
    for (name, inside) in &matter.boxes {
        out.push_str(&format!("\n[{name}]\n"));
        entries(&mut out, inside);
    }
    out.push_str("+++\n");
    out
}

fn entries(out: &mut String, entries: &Entries) {
    for (key, datum) in entries {
        if let Some(value) = datum_text(datum) {
            out.push_str(&format!("{} = {value}\n", key_text(key)));
        }
    }
}

/// Returns one entry with its line end; nothing where TOML has no form for it.
pub(super) fn entry(key: &str, datum: &Datum) -> Option<String> {
    Some(format!("{} = {}\n", key_text(key), datum_text(datum)?))
}

fn datum_text(datum: &Datum) -> Option<String> {
    Some(match datum {
        Datum::Title(text) | Datum::Text(text) => quoted(text),
        Datum::Bool(is) => is.to_string(),
        Datum::Time(at) if (0..=9999).contains(&at.year()) => time(*at),
        Datum::Time(at) => quoted(&time(*at)),
        Datum::List(values) => array(values),
        Datum::Json(value) => value_text(value)?,
        Datum::Corrections(list) => {
            let rows = list.iter().map(|correction| {
                let time = datum_text(&Datum::Time(correction.time)).unwrap_or_default();
                format!("{{ time = {time}, text = {} }}", quoted(&correction.text))
            });
            format!("[{}]", rows.collect::<Vec<_>>().join(", "))
        }
        Datum::Box(inside) => table(inside),
    })
}

/// Tells whether TOML can say all of a value; it has no null, and its whole numbers have 64 bits with a sign.
pub(super) fn carries(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Number(number) => number.as_i64().is_some() || number.is_f64(),
        Value::Array(list) => list.iter().all(carries),
        Value::Object(map) => map.values().all(carries),
        Value::Bool(_) | Value::String(_) => true,
    }
}

fn value_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(is) => is.to_string(),
        Value::Number(number) if number.as_i64().is_none() && !number.is_f64() => quoted(&number.to_string()),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(list) => array(list),
        Value::Object(map) => table(map),
    })
}

fn array(values: &[Value]) -> String {
    format!("[{}]", values.iter().filter_map(value_text).collect::<Vec<_>>().join(", "))
}

fn table(map: &Map<String, Value>) -> String {
    let pairs = map.iter().filter_map(|(key, value)| Some(format!("{} = {}", key_text(key), value_text(value)?)));
    let inside = pairs.collect::<Vec<_>>().join(", ");
    if inside.is_empty() { "{}".to_owned() } else { format!("{{ {inside} }}") }
}

fn key_text(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare { key.to_owned() } else { quoted(key) }
}
