//! Whole web pages as they are saved: the article out of each, with what its head, its linked data or its microdata say.

use std::path::Path;

use stet_core::Article;
use stet_core::document::{Block, Inline, Mark};
use stet_core::import::{self, Format};

fn read(name: &str) -> Article {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/webpages").join(name);
    import::read_file(&path, Format::Auto).unwrap_or_else(|error| panic!("{name}: {error}")).article
}

/// The four paragraphs that every page of the fixtures holds, by how they begin.
const PARAGRAPHS: [&str; 4] =
    ["Hestray has 412 residents", "The vote came at eight", "“We asked for a decision,”", "Sixty people from Hestray"];
/// What stands around the story and is none of it.
const FURNITURE: [&str; 14] = [
    "Share this",
    "Facebook",
    "Related",
    "Most read",
    "newsletter",
    "Advertisement",
    "Copyright",
    "Proudly",
    "First!",
    "Navigation",
    "Noch eine",
    "Mehr zum Thema",
    "[edit]",
    "Home",
];

fn check(name: &str) -> Article {
    let article = read(name);
    let text = article.body.plain_text();
    let places: Vec<Option<usize>> = PARAGRAPHS.iter().map(|start| text.find(start)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{name} lacks a paragraph, or has them in another order: {places:?}\n{text}"
    );
    for words in FURNITURE {
        assert!(!text.contains(words), "{name} holds {words:?}:\n{text}");
    }
    for start in PARAGRAPHS {
        assert_eq!(text.matches(start).count(), 1, "{name}: {start}\n{text}");
    }
    article
}

fn links(article: &Article) -> Vec<String> {
    let mut found = Vec::new();
    for inline in article.body.content.iter().filter_map(Block::inlines).flatten() {
        if let Inline::Text { marks, .. } = inline {
            found.extend(marks.iter().filter_map(|mark| if let Mark::Link { href, .. } = mark { Some(href.clone()) } else { None }));
        }
    }
    found
}

fn time(time: Option<chrono::DateTime<chrono::Utc>>) -> String {
    time.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

#[test]
fn a_wordpress_page_gives_its_story() {
    let article = check("wordpress.html");
    assert_eq!(article.headline, "Ferry saved by one vote & a cough");
    assert_eq!(article.standfirst, "Islanders call it a reprieve, not a plan.");
    assert_eq!(article.byline, ["Ilse Tarrant"]);
    assert_eq!((time(article.published_at), time(article.updated_at)), ("2024-11-13 08:15".into(), "2024-11-14 10:00".into()));
    assert_eq!(article.tags, ["Ferries", "Hestray"]);
    assert_eq!((article.section.as_str(), article.language.as_str()), ("Transport", "en-GB"));
    assert_eq!(article.canonical_url, "https://notes.example/2024/11/ferry-saved/");
    let lead = article.lead_image.as_ref().expect("a lead image");
    assert_eq!(
        (lead.src.rsplit('/').next(), lead.alt.as_str(), lead.caption.as_str()),
        (Some("ferry.jpg"), "The ferry", "The ferry at Cold Head.")
    );
    assert!(!article.body.content.iter().any(|block| matches!(block, Block::Figure(_))), "the lead picture stands once");
    assert_eq!(links(&article), ["https://notes.example/2024/10/minutes/"], "a site’s own links lead there");
}

#[test]
fn a_page_of_nothing_but_divs_gives_its_story() {
    let article = check("div-soup.html");
    assert_eq!(
        (article.headline.as_str(), article.standfirst.as_str()),
        ("Council keeps winter ferry", "Six votes to five, at eight minutes to midnight.")
    );
    assert_eq!(article.byline, ["Oda Fennick", "Bo Hurst"]);
    assert_eq!(article.tags, ["ferries", "Hestray", "council"]);
    assert_eq!(time(article.published_at), "2024-11-13 00:00");
    assert_eq!(links(&article), ["https://courier.example/news/minutes.html", "https://courier.example/budget#roof"]);
    let picture =
        article.body.content.iter().find_map(|block| if let Block::Figure(figure) = block { Some(figure.src.as_str()) } else { None });
    assert_eq!(picture, Some("https://courier.example/img/pier.jpg"));
    assert!(!article.body.plain_text().contains("eight minutes to midnight.\n"), "the standfirst stands once");
}

#[test]
fn microdata_tells_what_a_page_is() {
    let article = check("microdata.html");
    assert_eq!(
        (article.headline.as_str(), article.standfirst.as_str()),
        ("One vote keeps the boat", "The operator had called it finished.")
    );
    assert_eq!(article.byline, ["Ilse Tarrant"]);
    assert_eq!((time(article.published_at), time(article.updated_at)), ("2024-11-13 07:00".into(), "2024-11-14 09:00".into()));
    assert_eq!((article.tags, article.section.as_str()), (vec!["Ferries".to_owned(), "Town council".to_owned()], "Transport"));
    assert_eq!(article.lead_image.map(|lead| lead.src), Some("https://gazette.example/boat.jpg".into()));
    assert_eq!(article.body.content.len(), 4);
}

#[test]
fn a_magazines_page_gives_the_story_and_not_its_teasers() {
    let article = check("magazine.html");
    assert_eq!((article.headline.as_str(), article.language.as_str(), article.section.as_str()), ("Die letzte Fähre", "de", "Reise"));
    assert_eq!(article.byline, ["Anna Ray"]);
    assert_eq!(article.tags, ["Fähren", "Inseln"]);
    let figure = article
        .body
        .content
        .iter()
        .find_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None })
        .expect("a figure");
    assert_eq!(figure.credit, "Foto: Oda Fennick");
}

#[test]
fn an_encyclopaedias_notes_stand_where_they_are_referred_to() {
    let article = check("wiki.html");
    assert_eq!(article.headline, "Hestray");
    let Some(Block::Paragraph { content }) = article.body.content.first() else { panic!("a paragraph: {:?}", article.body.content) };
    let note = content.iter().find_map(|inline| if let Inline::Footnote { content, .. } = inline { Some(content) } else { None });
    assert_eq!(note, Some(&vec![Block::paragraph("Harbour office log, 1924.")]));
    assert_eq!(links(&article), ["https://wiki.example/wiki/Island"]);
    assert!(!article.body.plain_text().contains("References"), "a heading over nothing goes: {}", article.body.plain_text());
}

#[test]
fn a_page_that_is_one_form_is_still_a_page() {
    let article = check("app-form.html");
    assert_eq!((article.headline.as_str(), article.byline), ("Winter ferry kept", vec!["Cy Dane".to_owned()]));
    assert_eq!(time(article.published_at), "2024-11-13 00:00");
    assert_eq!(article.body.content.len(), 4, "{}", article.body.plain_text());
}
