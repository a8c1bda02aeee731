//! Core's reading of documents, held to the fixtures that the editor's schema is held to.

use std::path::{Path, PathBuf};

use serde_json::Value;
use stet_core::Document;

fn fixtures(kind: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/documents").join(kind);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("the fixtures are there").map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a readable fixture");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).expect("a fixture is JSON"))
    };
    paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")).map(read).collect()
}

#[test]
fn accepted_documents_are_read_and_come_back_byte_for_byte() {
    let all = fixtures("accept");
    assert!(all.len() > 40, "fixtures are missing");
    for (name, value) in all {
        let document = Document::from_json(&value).unwrap_or_else(|error| panic!("{name} should be accepted: {error}"));
        let written = serde_json::to_string(&document).expect("a document can be written");
        let again: Document = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{name} should be read again: {error}"));
        assert_eq!(document, again, "{name} should come back equal");
        assert_eq!(written, serde_json::to_string(&again).expect("a document can be written"), "{name} should be stable");
        if !name.starts_with("lenient-") {
            assert_eq!(written, value.to_string(), "{name} should be in canonical form");
        }
        let mut normal = document.clone();
        normal.normalise();
        assert_eq!(document, normal, "{name} should be in its one form once read");
    }
}

#[test]
fn refused_documents_are_refused() {
    let all = fixtures("refuse");
    assert!(all.len() > 80, "fixtures are missing");
    for (name, value) in all {
        let why = value["why"].as_str().unwrap_or_else(|| panic!("{name} should say why"));
        let read = Document::from_json(&value["document"]);
        assert!(read.is_err(), "{name} should be refused: {why}");
    }
}

#[test]
fn words_are_counted_alike() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/words.json");
    let cases: Vec<(String, u32)> =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the fixture")).expect("texts with their words");
    for (text, words) in cases {
        assert_eq!(stet_core::document::text::count_words(&text), words, "{text:?}");
    }
}
