//! Real stories with their real revisions, where they are at hand: `STET_CORPUS`, or `../shared/corpus` beside the workspace.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use stet_core::Article;
use stet_core::document::{Block, Document};
use stet_core::import::{Format, read};

/// Returns the revisions of each story, oldest first; none where the corpus is not there.
///
/// # Panics
/// Where the corpus is there and cannot be read.
pub fn corpus() -> Option<Vec<Vec<Article>>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/corpus");
    let folder = std::env::var_os("STET_CORPUS").map_or(beside, PathBuf::from);
    let file = fs::File::open(folder.join("18f-posts.jsonl.zst")).ok()?;
    let text = String::from_utf8(zstd::decode_all(file).expect("a zstd file")).expect("UTF-8");
    let story = |line: &str| -> Vec<Article> {
        let post: Value = serde_json::from_str(line).expect("a line of JSON");
        let revisions = post["revisions"].as_array().expect("revisions");
        revisions.iter().map(|revision| article(revision["text"].as_str().unwrap_or_default())).collect()
    };
    Some(text.lines().filter(|line| !line.is_empty()).map(story).collect())
}

/// What is refused (broken front matter) is a story of its text alone, as a paragraph.
fn article(text: &str) -> Article {
    read("post.md", text.as_bytes(), Format::Markdown)
        .map_or_else(|_| Article { body: Document::new(vec![Block::paragraph(text)]), ..Article::default() }, |imported| imported.article)
}
