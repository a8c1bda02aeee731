//! The rules that make a document a document: what holds what, which addresses may be linked to, how deep and how long.
//!
//! The editor's schema (`ui/src/editor/schema.ts`) says the same; `tests/conformance` holds both to one set of fixtures.

use serde::{Deserialize, Serialize};

use crate::RevisionNumber;

/// Blocks may nest this deep: a block of the body is at depth 1; lists, their items, rows and cells count one each, a
/// footnote two. Deeper input is refused.
pub const MAX_DEPTH: usize = 32;

/// Longest attribute (an address, a title, an alternative text), in bytes.
pub const MAX_ATTRIBUTE: usize = 16 * 1024;

/// A cell covers at most this many columns or rows.
pub const MAX_SPAN: u32 = 1_000;

/// Largest share of a column in its table's width.
pub const MAX_SHARE: u32 = 10_000;

/// Horizontal alignment of a table cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// To the start of the line.
    Left,
    /// In the middle.
    Center,
    /// To the end of the line.
    Right,
}

/// What an address is used for; a picture may not point at a mailbox or at a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// The `href` of a link.
    Link,
    /// The `src` of a picture or the `url` of an embed.
    Source,
}

/// Tells whether `url` may stand in a document: `http`, `https` and relative addresses everywhere, `mailto` and
/// `stet` (another story) in links only. White space and control characters, which browsers strip before they
/// read the scheme, make an address invalid; so no spelling of `javascript:` passes.
pub fn is_allowed_url(url: &str, target: LinkTarget) -> bool {
    if url.is_empty() || url.len() > MAX_ATTRIBUTE {
        return false;
    }
    if url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    match scheme(url) {
        None => true,
        Some(scheme) => {
            let scheme = scheme.to_ascii_lowercase();
            matches!(scheme.as_str(), "http" | "https") || (target == LinkTarget::Link && matches!(scheme.as_str(), "mailto" | "stet"))
        }
    }
}

/// Returns the story that an address leads to, and the revision where it names one: `stet:STORY`, `stet:STORY@r14`. STORY may be empty
/// or nobody's; what follows a `#`, `?` or `/` is not looked at. None for an address that leads to no story.
pub fn story_link(href: &str) -> Option<(&str, Option<RevisionNumber>)> {
    href.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("stet:"))?;
    let target = href[5..].split(['#', '?', '/']).next().unwrap_or_default();
    let named = target.rsplit_once("@r").and_then(|(story, number)| Some((story, number.parse().ok()?)));
    Some(named.map_or((target, None), |(story, number)| (story, Some(number))))
}

/// Returns the part before the first colon, when it stands before any `/`, `?` or `#` (RFC 3986 §3.1 and §4.2).
fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    (url.as_bytes()[end] == b':').then(|| &url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_to_stories_name_them() {
        for (href, found) in [
            ("stet:0190-ab", Some(("0190-ab", None))),
            ("STET:ferry@r14#top", Some(("ferry", Some(14)))),
            ("stet:ferry?q=1", Some(("ferry", None))),
            ("stet:ferry@rx", Some(("ferry@rx", None))),
            ("stet:", Some(("", None))),
            ("https://stet.example", None),
            ("stet", None),
            ("é", None),
        ] {
            assert_eq!(story_link(href), found, "{href}");
        }
    }

    #[test]
    fn addresses_of_safe_schemes_pass_and_scripts_do_not() {
        for url in ["https://a.example/b?c#d", "http://x", "/a/b", "a/b.html", "#n1", "?q=1", "a.b/c:d", "//cdn.example/x.png"] {
            assert!(is_allowed_url(url, LinkTarget::Link) && is_allowed_url(url, LinkTarget::Source), "{url} should pass");
        }
        for url in ["mailto:a@b.example", "stet:0190"] {
            assert!(is_allowed_url(url, LinkTarget::Link) && !is_allowed_url(url, LinkTarget::Source), "{url} is for links only");
        }
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "java\nscript:x",
            " javascript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "vbscript:x",
            "",
            "C:\\x",
            "a b",
            ":x",
        ] {
            assert!(!is_allowed_url(url, LinkTarget::Link), "{url:?} should be refused");
        }
    }
}
