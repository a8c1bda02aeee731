//! Every example of the CommonMark and GFM specifications, as `tests/tools.sh` brings them: read without a panic, and stable once it
//! has been written.

use std::collections::BTreeMap;
use std::path::Path;

use stet_core::document::Document;
use stet_core::{export, import};

/// Holds the examples of a specification's text to that; returns how many there are of each kind.
fn check(name: &str, path: &str) -> Option<BTreeMap<String, usize>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools").join(path);
    let Ok(specification) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: the specification of {name} is not here (tests/tools.sh brings it)");
        return None;
    };
    let fence = "`".repeat(32);
    let mut counts = BTreeMap::new();
    for block in specification.split(&format!("{fence} example")).skip(1) {
        let Some((kind, rest)) = block.split_once('\n') else { continue };
        let Some((markdown, _)) = rest.split_once("\n.\n").or_else(|| rest.strip_prefix(".\n").map(|rest| ("", rest))) else { continue };
        let markdown = markdown.replace('→', "\t");
        let (first, _) = import::markdown::body(&markdown);
        assert_eq!(import::markdown::body_through_html(&markdown).0, first, "both ways in are one: {markdown}");
        assert_eq!(Document::from_json(&first.to_json()).as_ref(), Ok(&first), "{markdown}");
        let written = export::markdown::render_body(&first);
        let (second, _) = import::markdown::body(&written);
        assert_eq!(second, first, "{markdown}\n=>\n{written}");
        assert_eq!(export::markdown::render_body(&second), written, "{markdown}");
        *counts.entry(kind.trim().to_owned()).or_default() += 1;
    }
    println!("{} examples of {name} come in and are stable: {counts:?}", counts.values().sum::<usize>());
    Some(counts)
}

#[test]
fn every_example_of_commonmark_comes_in_and_is_stable_once_written() {
    let Some(counts) = check("CommonMark", "node_modules/commonmark-spec/spec.txt") else { return };
    assert!(counts.values().sum::<usize>() > 640, "the specification has 652 examples: {counts:?}");
}

#[test]
fn every_example_of_gfm_comes_in_and_is_stable_once_written() {
    let Some(counts) = check("GFM", "gfm/spec.txt") else { return };
    assert!(counts.values().sum::<usize>() > 660, "the specification has 672 examples: {counts:?}");
    for kind in ["table", "strikethrough", "autolink", "tagfilter"] {
        assert!(counts.contains_key(kind), "{kind}: {counts:?}");
    }
}

/// What the extensions of GFM mean here, in the shape of its specification: Markdown, and the words and marks that it becomes.
#[test]
fn the_extensions_of_gfm_mean_what_they_say() {
    let json = |markdown: &str| import::markdown::body(markdown).0.to_json().to_string();
    let table = json("| foo | bar |\n| :-- | --: |\n| baz | b\\|m |\n| one |\n| two | three | four |\n");
    assert!(table.contains("\"type\":\"table\"") && table.contains("b|m") && !table.contains("four"), "{table}");
    assert_eq!(table.matches("\"type\":\"table_row\"").count(), 4, "{table}");
    assert!(json("~~Hi~~ Hello, ~there~ world!").contains("strike"));
    assert!(!json("This will ~~~not~~~ strike.").contains("strike\""));
    let tasks = json("- [ ] foo\n- [x] bar\n  - [x] baz\n");
    assert_eq!((tasks.matches("\"checked\":true").count(), tasks.matches("\"checked\":false").count()), (2, 1), "{tasks}");
    for disallowed in ["<title>x</title>", "<style>x</style>", "<script>x</script>", "<xmp>x</xmp>", "<noembed>x</noembed>", "<plaintext>x"]
    {
        let (body, _) = import::markdown::body(&format!("Before {disallowed} after"));
        let written = export::markdown::render_body(&body);
        assert!(!["<title", "<style", "<script", "<xmp", "<noembed", "<plaintext"].iter().any(|tag| written.contains(tag)), "{written}");
        assert!(written.contains("Before"), "{written}");
    }
}
