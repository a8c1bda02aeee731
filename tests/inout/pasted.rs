//! What other programs put on the clipboard. The editor reads the same fixtures: `ui/src/editor/pasted.test.ts`.

use std::fs;
use std::path::PathBuf;

use stet_core::document::Document;
use stet_core::import::{self, Format};

fn fixtures() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/paste");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path()).collect();
    // What WebKit makes of them on its clipboard reaches the editor alone.
    let is_file = |path: &PathBuf| path.extension().is_some_and(|end| end == "html") && !path.display().to_string().contains("-webkit.");
    found.retain(is_file);
    found.sort();
    found
}

#[test]
fn what_other_programs_copy_comes_in_as_plain_structure() {
    assert!(fixtures().len() >= 7, "one of each program");
    for path in fixtures() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&path).expect("readable");
        let (body, _) = import::body(&name, &bytes, Format::Html).expect("read");
        let golden = path.with_extension("json");
        if std::env::var_os("STET_WRITE_FIXTURES").is_some() {
            let mut text = serde_json::to_string_pretty(&body.to_json()).expect("JSON");
            text.push('\n');
            fs::write(&golden, text).expect("written");
        }
        let expected: serde_json::Value = serde_json::from_slice(&fs::read(&golden).expect("the document")).expect("JSON");
        let expected = Document::from_json(&expected).expect("a document");
        assert_eq!(body, expected, "{name}");
        let text = serde_json::to_string(&body.to_json()).expect("JSON");
        for junk in ["mso", "javascript", "style", "track", "onerror", "alert", "Hidden", "[1]", "data:"] {
            assert!(!text.contains(junk), "{name}: {junk} in {text}");
        }
    }
}
