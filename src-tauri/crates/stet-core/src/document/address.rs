//! How an address is written in an attribute of HTML; pages and redlines share it.

/// Returns an address for an attribute of HTML, and for nothing else: what RFC 3986 does not let stand in one is percent-encoded,
/// `&` is `&amp;`, the rest stays as it is.
pub(crate) fn attribute_address(url: &str) -> String {
    let bytes = url.as_bytes();
    let start = url.find("//").map_or(0, |at| url[at + 2..].find('/').map_or(url.len(), |end| at + 2 + end));
    let mut out = String::with_capacity(url.len() + 8);
    let mut hashes = 0;
    for (at, c) in url.char_indices() {
        let is_escape = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        match c {
            '%' if !is_escape(at) => out.push_str("%25"),
            '[' | ']' if at >= start => out.push_str(if c == '[' { "%5B" } else { "%5D" }),
            '#' if hashes > 0 => out.push_str("%23"),
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => out.push_str(&format!("%{:02X}", u32::from(c))),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => {}
            c => {
                hashes += usize::from(c == '#');
                out.push(c);
            }
        }
    }
    out
}
