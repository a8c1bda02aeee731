//! What goes out as Markdown comes back as it was.

use serde_json::json;
use stet_core::article::Status;
use stet_core::document::Document;
use stet_core::import::{self, Format};
use stet_core::{Article, export};

fn markdown(article: &Article) -> String {
    export::markdown::render(article, Status::Draft, true).0
}

fn back(article: &Article) -> Article {
    let text = markdown(article);
    import::read("story.md", text.as_bytes(), Format::Markdown).unwrap_or_else(|error| panic!("{error}\n{text}")).article
}

fn check(document: serde_json::Value) {
    let body = Document::from_json(&document).expect("a valid document");
    let article = Article { headline: "Headline".into(), body, ..Article::default() };
    let returned = back(&article);
    assert_eq!(returned.body, article.body, "should come back equal:\n{}", markdown(&article));
}

#[test]
fn every_accepted_document_comes_back_but_for_review() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/documents/accept");
    let mut failed = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("readable").path();
        if path.to_string_lossy().contains("review") {
            continue;
        }
        let value: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).expect("readable")).expect("JSON");
        let body = Document::from_json(&value).expect("accepted");
        let article = Article { headline: "Headline".into(), body, ..Article::default() };
        if back(&article) != article {
            failed.push(format!("{}:\n{}\n{}", path.display(), markdown(&article), back(&article).body.to_json()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn prose_comes_back() {
    check(json!({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"# not a heading"}]}]}));
}

/// Markdown in bits, for texts that nobody would write.
const PIECES: &[&str] = &[
    "word ",
    "two\n",
    "\n\n",
    "  ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "3) ",
    "> ",
    "# ",
    "###### ",
    "---\n",
    "===\n",
    "```\n",
    "~~~ rust x\n",
    "    code\n",
    "*",
    "**",
    "***",
    "_",
    "~~",
    "`",
    "``",
    "[a](b)",
    "[a]( /c \"t &amp; u\" )",
    "[x](javascript:y)",
    "![alt *it*](p.png 'T')",
    "![n](data:x)",
    "<https://a.example/é>",
    "a@b.example",
    "\\",
    "\\\n",
    "  \n",
    "| a | b |\n|:--|--:|\n| c | `d` |\n",
    "- [ ] ",
    "- [x] ",
    "&nbsp;",
    "&#10;",
    "&copy;",
    "é",
    "\u{a0}",
    "[r]",
    "\n[r]: /u 't'\n",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_document_comes_back(body in crate::strategies::document()) {
        let read = Document::from_json(&body.to_json());
        proptest::prop_assert_eq!(read.as_ref(), Ok(&body), "the strategy makes documents that the schema takes");
        let article = Article { headline: "Headline".into(), body, ..Article::default() };
        let returned = back(&article);
        proptest::prop_assert_eq!(&returned.body, &article.body, "{}", markdown(&article));
    }

    #[test]
    fn both_ways_in_are_one(body in crate::strategies::document(), pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        for text in [export::markdown::render_body(&body), pieces.concat()] {
            let (direct, through) = (import::markdown::body(&text), import::markdown::body_through_html(&text));
            proptest::prop_assert_eq!(direct, through, "{}", text);
        }
    }

    #[test]
    fn every_field_comes_back(article in crate::strategies::article()) {
        let mut returned = back(&article);
        let mut article = article;
        // YAML keeps the order of names only within a block; what had to be boxed stands last.
        returned.extra.sort_keys();
        article.extra.sort_keys();
        proptest::prop_assert_eq!(&returned, &article, "{}", markdown(&article));
    }
}
