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

/// What a dump should come in as.
struct Expected<'a> {
    headline: &'a str,
    standfirst: &'a str,
    published: &'a str,
    byline: &'a [&'a str],
    blocks: usize,
    first: &'a str,
    last: &'a str,
}

fn check_dump(path: &Path, expected: &Expected<'_>) {
    let imported = read(path);
    let article = &imported.article;
    let text = article.body.plain_text();
    assert_eq!(article.headline, expected.headline);
    assert_eq!(article.standfirst, expected.standfirst);
    assert_eq!(time(&imported), expected.published, "{}", path.display());
    assert_eq!(article.byline, expected.byline);
    assert!(text.starts_with(expected.first), "the body should begin with {:?}:\n{text}", expected.first);
    assert!(text.ends_with(expected.last), "the body should end with {:?}:\n{text}", expected.last);
    assert_eq!(article.body.content.len(), expected.blocks, "{text}");
    assert!(codes(&imported).contains(&"furniture"), "{:?}", imported.warnings);
}

#[test]
fn the_shared_sample_comes_in_clean() {
    let places = ["../../shared", "../../../shared"].map(|place| folder().join(place).join("samples/news-page-dump.txt"));
    let Some(path) = places.iter().find(|path| path.exists()) else {
        eprintln!("skipped: {} is not here", places[0].display());
        return;
    };
    check_dump(
        path,
        &Expected {
            headline: "NATO creates ‘joint mission’ in Ukraine – Poland",
            standfirst: "The new initiative will allow the bloc to support Kiev in a “more coordinated manner,” Radoslaw Sikorski said",
            published: "2024-04-04 15:47",
            byline: &[],
            blocks: 8,
            first: "NATO countries have created",
            last: "launching its offensive against Kiev in 2022.",
        },
    );
    let imported = read(path);
    assert!(codes(&imported).contains(&"date_zone"));
    assert!(imported.article.body.content.iter().all(|block| matches!(block, Block::Paragraph { .. })));
}

fn dump(name: &str) -> std::path::PathBuf {
    folder().join("fixtures/dumps").join(name)
}

#[test]
fn a_page_with_icons_and_a_player_comes_in_clean() {
    check_dump(
        &dump("icons.txt"),
        &Expected {
            headline: "Islands agree on ‘common ferry’ in Harrow Sound – Hestray",
            standfirst: "The new timetable will let the four harbours share their boats in a “more orderly manner,” Bettine Marsh said",
            published: "2024-04-04 15:47",
            byline: &[],
            blocks: 7,
            first: "The four islands of Harrow Sound have agreed",
            last: "why young families leave.",
        },
    );
}

#[test]
fn a_broadcasters_page_comes_in_clean() {
    check_dump(
        &dump("broadcaster.txt"),
        &Expected {
            headline: "Tram line to the harbour opens a year late",
            standfirst: "",
            published: "2025-03-12 09:14",
            byline: &["Oda Fennick"],
            blocks: 8,
            first: "Harrowmouth’s new tram line carried",
            last: "is to be decided on in June.",
        },
    );
}

#[test]
fn a_magazines_page_comes_in_clean() {
    check_dump(
        &dump("magazine.txt"),
        &Expected {
            headline: "The keeper who would not leave her light",
            standfirst: "When the last manned lighthouse on the coast was wired to a computer, its keeper stayed on, unpaid, for eleven winters.",
            published: "2024-11-14 00:00",
            byline: &["Ilse Tarrant", "Anna Ray"],
            blocks: 6,
            first: "There is a chair in the lamp room",
            last: "nobody had asked her to keep.",
        },
    );
}

#[test]
fn an_agencys_page_comes_in_clean() {
    check_dump(
        &dump("agency.txt"),
        &Expected {
            headline: "Council backs budget after all-night sitting",
            standfirst: "",
            published: "2025-06-03 05:12",
            byline: &[],
            blocks: 6,
            first: "HARROWMOUTH, June 3",
            last: "editing by Oda Fennick",
        },
    );
}

/// Every word of the text, in order, in what came in.
#[test]
fn ordinary_text_loses_no_word() {
    for entry in std::fs::read_dir(folder().join("fixtures/texts")).expect("the fixtures are there") {
        let path = entry.expect("readable").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("readable");
        let imported = read(&path);
        let article = &imported.article;
        assert!(imported.warnings.is_empty(), "{name}: {:?}", imported.warnings);
        // A headline made of the file's name stands in no text.
        let from_name = article.headline.to_lowercase() == name;
        let all = format!("{} {}", if from_name { "" } else { article.headline.as_str() }, article.body.plain_text());
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&all), words(&text), "{name}");
    }
}

#[test]
fn lines_of_verse_stay_lines_and_wrapped_prose_does_not() {
    let poem = read(&folder().join("fixtures/texts/poem.txt")).article;
    assert_eq!(poem.headline, "The Ferry");
    assert_eq!(poem.body.content.len(), 3);
    assert!(poem.body.plain_text().contains("the boat goes out at five;\nand those"));
    let wrapped = read(&folder().join("fixtures/texts/wrapped.txt")).article;
    assert!(wrapped.body.plain_text().contains("on the sixth, the fourteenth"), "{}", wrapped.body.plain_text());
}
