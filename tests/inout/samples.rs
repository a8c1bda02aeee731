//! Text of copied web pages, and text that is none.

use std::path::Path;

use stet_core::document::Block;
use stet_core::import::{self, Format, Imported};

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> Imported {
    import::read_file(path, Format::Auto).unwrap_or_else(|error| panic!("{} should be read: {error}", path.display()))
}

fn codes(imported: &Imported) -> Vec<&str> {
    imported.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

fn time(imported: &Imported) -> String {
    imported.article.published_at.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn check_dump(path: &Path, headline: &str, standfirst: &str, published: &str, byline: &[&str], blocks: usize, first: &str, last: &str) {
    let imported = read(path);
    let article = &imported.article;
    let text = article.body.plain_text();
    assert_eq!(article.headline, headline);
    assert_eq!(article.standfirst, standfirst);
    assert_eq!(time(&imported), published, "{}", path.display());
    assert_eq!(article.byline, byline);
    assert!(text.starts_with(first), "the body should begin with {first:?}:\n{text}");
    assert!(text.ends_with(last), "the body should end with {last:?}:\n{text}");
    assert_eq!(article.body.content.len(), blocks, "{text}");
    assert!(codes(&imported).contains(&"furniture"), "{:?}", imported.warnings);
}

#[test]
fn the_shared_sample_comes_in_clean() {
    let path = folder().join("../../shared/samples/news-page-dump.txt");
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return;
    }
    check_dump(
        &path,
        "NATO creates ‘joint mission’ in Ukraine – Poland",
        "The new initiative will allow the bloc to support Kiev in a “more coordinated manner,” Radoslaw Sikorski said",
        "2024-04-04 15:47",
        &[],
        8,
        "NATO countries have created",
        "launching its offensive against Kiev in 2022.",
    );
    let imported = read(&path);
    assert!(codes(&imported).contains(&"date_zone"));
    assert!(imported.article.body.content.iter().all(|block| matches!(block, Block::Paragraph { .. })));
}
