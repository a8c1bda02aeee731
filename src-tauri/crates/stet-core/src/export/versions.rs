//! The published versions of a story as its readers are shown them: dates, what changed in a line, corrections, and the difference
//! from each to the next. Inside the HTML page, and as a page of its own on a website.
//!
//! Names and authors of revisions are the newsroom's own and are not told.

use chrono::{DateTime, Utc};
use minijinja::{Value, context};

use super::linked_data::iso;
use super::story_page::{day, moment};
use crate::diff::fragment;
use crate::library::PublicVersion;

/// Returns what a template knows as `history` where the page itself holds the versions; nothing where there are none to show.
pub(super) fn inside(versions: &[PublicVersion]) -> Option<Value> {
    let (first, last) = (versions.first()?, versions.last()?);
    let of = |version: &PublicVersion| version.time;
    Some(context! { versions => all(versions), ..about(of(first), of(last), versions.len(), "") })
}

/// Returns what a template knows as `history` where the versions have a page of their own.
pub(super) fn about(first: DateTime<Utc>, last: DateTime<Utc>, count: usize, url: &str) -> Value {
    context! { first => moment(first), last => moment(last), count => count, url => url }
}

/// Returns every version, newest first.
pub(super) fn all(versions: &[PublicVersion]) -> Vec<Value> {
    let version = |(at, version): (usize, &PublicVersion)| {
        let redline = version.changes.as_ref().map(fragment::fragment).filter(|html| !html.is_empty());
        let said = match (&version.changes, version.changes.as_ref().and_then(fragment::line)) {
            (None, _) => "First published".to_owned(),
            (Some(_), Some(line)) => line,
            (Some(_), None) if version.corrections.is_empty() => "Published again as it was".to_owned(),
            (Some(_), None) => "Correction added".to_owned(),
        };
        context! {
            number => at + 1,
            time => moment(version.time),
            short => version.time.format("%-d %B %Y, %H.%M").to_string(),
            is_first => at == 0,
            said => said,
            redline => redline.map(Value::from_safe_string),
            corrections => version.corrections.iter().map(|correction| context! {
                text => &correction.text,
                iso => iso(correction.time),
                date => day(correction.time),
            }).collect::<Vec<_>>(),
        }
    };
    versions.iter().enumerate().map(version).rev().collect()
}
