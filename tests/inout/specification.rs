//! Every example of the CommonMark specification, as npm's `commonmark-spec` brings it: read without a panic, and stable once it has
//! been written.

use std::path::Path;

use stet_core::document::Document;
use stet_core::{export, import};

#[test]
fn every_example_comes_in_and_is_stable_once_written() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/node_modules/commonmark-spec/spec.txt");
    let Ok(specification) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: commonmark-spec is not installed (tests/tools.sh brings it)");
        return;
    };
    let fence = "`".repeat(32);
    let mut count = 0;
    for block in specification.split(&format!("{fence} example")).skip(1) {
        let Some((_, rest)) = block.split_once('\n') else { continue };
        let Some((markdown, _)) = rest.split_once("\n.\n").or_else(|| rest.strip_prefix(".\n").map(|rest| ("", rest))) else { continue };
        let markdown = markdown.replace('→', "\t");
        let (first, _) = import::markdown::body(&markdown);
        assert_eq!(Document::from_json(&first.to_json()).as_ref(), Ok(&first), "{markdown}");
        let written = export::markdown::render_body(&first);
        let (second, _) = import::markdown::body(&written);
        assert_eq!(second, first, "{markdown}\n=>\n{written}");
        assert_eq!(export::markdown::render_body(&second), written, "{markdown}");
        count += 1;
    }
    println!("{count} examples of CommonMark come in and are stable");
    assert!(count > 640, "the specification has 652 examples: {count}");
}
