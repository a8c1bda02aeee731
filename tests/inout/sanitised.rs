//! The writer of bodies is the sanitiser: what it writes for readers goes through another one, which knows nothing of it, unchanged.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use stet_core::article::Status;
use stet_core::export::{self, Format, Options, Piece};

use crate::strategies;

const TAGS: [&str; 36] = [
    "a",
    "aside",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "u",
];

/// Lets through what a story may hold and nothing else: no script, no style but white space and alignment, no strange address.
fn sanitise(html: &str) -> String {
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (tag, names) in [
        ("a", &["href", "title"][..]),
        ("img", &["src", "alt", "title", "loading"]),
        ("ol", &["start"]),
        ("table", &["data-widths"]),
        ("th", &["style", "colspan", "rowspan"]),
        ("td", &["style", "colspan", "rowspan"]),
        ("input", &["type", "checked", "disabled"]),
        ("span", &["role", "aria-label", "style"]),
        ("pre", &["data-language"]),
        ("col", &["style"]),
    ] {
        attributes.insert(tag, names.iter().copied().collect());
    }
    ammonia::Builder::empty()
        .tags(TAGS.into_iter().chain(["ul", "colgroup", "col"]).collect())
        .tag_attributes(attributes)
        .generic_attributes(["class", "id"].into_iter().collect())
        .filter_style_properties(["white-space", "text-align", "width"].into_iter().collect())
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .link_rel(None)
        .clean(html)
        .to_string()
}

/// Reads and writes HTML without taking anything away, so that two texts compare as trees.
fn as_read(html: &str) -> String {
    use html5ever::serialize::{SerializeOpts, serialize};
    use html5ever::tendril::TendrilSink as _;
    let context = html5ever::QualName::new(None, html5ever::ns!(html), html5ever::local_name!("body"));
    let tree = html5ever::parse_fragment(markup5ever_rcdom::RcDom::default(), html5ever::ParseOpts::default(), context, Vec::new(), false)
        .one(html);
    let mut out = Vec::new();
    let root = tree.document.children.borrow()[0].clone();
    let opts = SerializeOpts { traversal_scope: html5ever::serialize::TraversalScope::ChildrenOnly(None), ..SerializeOpts::default() };
    serialize(&mut out, &markup5ever_rcdom::SerializableHandle::from(root), opts).expect("serialises");
    String::from_utf8(out).expect("UTF-8")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn a_sanitiser_finds_nothing_to_take_away(article in strategies::article()) {
        let mut out = Vec::new();
        let options = Options { format: Format::Bare, ..Options::default() };
        export::write(Piece::new("0190", Status::Draft, &article), &options, &mut out).expect("written");
        let bare = String::from_utf8(out).expect("UTF-8");
        let squeeze = |html: String| html.replace("style=\"white-space: pre-wrap\"", "style=\"white-space:pre-wrap\"").replace(";\"", "\"");
        prop_assert_eq!(squeeze(sanitise(&bare)), squeeze(as_read(&bare)));
    }
}
