//! The HTML page: what is in it, what never is, and that it reads back as the story.

use stet_core::Article;
use stet_core::article::{Correction, LeadImage, Status};
use stet_core::document::{Block, Document, Figure, Inline, ListItem, Mark, Suggestion, TableCell, TableRow};
use stet_core::export::{self, Format, NoAssets, Options, Outgoing, Piece};
use stet_core::import;

fn text(text: &str) -> Inline {
    Inline::Text { text: text.into(), marks: Vec::new() }
}

fn marked(text: &str, mark: Mark) -> Inline {
    Inline::Text { text: text.into(), marks: vec![mark] }
}

fn p(content: Vec<Inline>) -> Block {
    Block::Paragraph { content }
}

fn note(note: &str) -> Inline {
    Inline::Footnote { content: vec![Block::paragraph(note)], marks: Vec::new() }
}

/// A story with one of everything.
fn story() -> Article {
    let cell = |words: &str| TableCell { header: false, align: None, colspan: 1, rowspan: 1, content: vec![Block::paragraph(words)] };
    let row = |a: &str, b: &str| TableRow { content: vec![cell(a), cell(b)] };
    let facts = vec![
        row("Distance", "9 miles"),
        row("Time", "55 minutes"),
        row("Sailings a day until 6 April", "4"),
        row("Cost to the town", "£186,000"),
    ];
    let boat = || marked("Kittiwake", Mark::Em);
    Article {
        headline: "Hestray keeps its winter ferry, by a single vote".into(),
        standfirst: "Sailings will run until April, paid for by putting off the bandstand roof. Islanders call it a reprieve, not a plan."
            .into(),
        byline: vec!["Ilse Tarrant".into()],
        dateline: "Harrowmouth".into(),
        section: "Transport".into(),
        language: "en-GB".into(),
        slug: "hestray-winter-ferry".into(),
        canonical_url: "https://courier.example/transport/hestray-winter-ferry".into(),
        lead_image: Some(LeadImage {
            src: "lead.svg".into(),
            alt: "A small ferry with lit windows crosses a grey sound at dusk".into(),
            caption: "The Kittiwake off Cold Head on the last sailing of October.".into(),
            credit: "Oda Fennick".into(),
            ..LeadImage::default()
        }),
        tags: vec!["Ferries".into(), "Town council".into(), "Hestray".into()],
        notes: "Ring Bettine before this goes out".into(),
        corrections: vec![Correction {
            time: "2024-11-14T09:00:00Z".parse().expect("a time"),
            text: "The first edition of this story gave the school on Hestray ninety pupils. It has nineteen.".into(),
        }],
        published_at: Some("2024-11-14T14:10:00Z".parse().expect("a time")),
        body: Document::new(vec![
            p(vec![text(
                "The last boat of the day will still leave for Hestray at 5.40 this winter, after councillors voted six to five on Tuesday night to keep a service that its own operator had called finished.",
            )]),
            p(vec![
                text("The vote came at eight minutes to midnight. It keeps the "),
                boat(),
                text(" on four crossings a day until 6\u{a0}April and will "),
                marked("cost the town £186,000", Mark::Link { href: "https://courier.example/minutes".into(), title: String::new() }),
                text(", most of it set aside for the roof of the bandstand."),
            ]),
            Block::Heading { level: 2, content: vec![text("A road that happens to be wet")] },
            Block::FactBox { title: "The crossing".into(), content: vec![Block::Table { widths: Vec::new(), content: facts }] },
            p(vec![
                text("Hestray has 412 residents, one shop and a school of nineteen. In the five months that the "),
                boat(),
                text(
                    " was to be laid up, the way across would have been a chartered launch on Mondays and Fridays, weather allowing. Last January the weather allowed it three times.",
                ),
                note("Harbour office log, 1 to 31 January. A fourth crossing turned back off Cold Head."),
            ]),
            p(vec![text("“We asked for a decision,” he said. “This is a postponement with a timetable.”")]),
            Block::PullQuote {
                attribution: "Bettine Marsh, chair of the harbour committee".into(),
                content: vec![text("“A boat is not a favour."), Inline::HardBreak { marks: Vec::new() }, text("It is the road.”")],
            },
            Block::Heading { level: 2, content: vec![text("The bandstand can wait")] },
            Block::Figure(Figure {
                src: "bandstand.jpg".into(),
                alt: "A bandstand".into(),
                credit: "Oda Fennick".into(),
                caption: vec![text("The bandstand in October.")],
                ..Figure::default()
            }),
            Block::BulletList {
                content: vec![
                    ListItem { checked: None, content: vec![Block::paragraph("the roof")] },
                    ListItem { checked: Some(true), content: vec![Block::paragraph("the rail")] },
                ],
            },
            p(vec![
                text("Sixty people from Hestray had crossed to watch. The "),
                boat(),
                text(", by arrangement, had waited."),
                note("The harbour office waived the berthing charge for the night."),
            ]),
        ]),
        ..Article::default()
    }
}

fn page(article: &Article) -> String {
    let options = Options { format: Format::Html, publication: "The Harrow Sound Courier".into(), ..Options::default() };
    let mut out = Vec::new();
    export::write(Piece::new("0190", Status::Published, article), &options, &mut out).expect("the page is written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_page_says_all_that_readers_need_once() {
    let page = page(&story());
    for part in [
        "<title>Hestray keeps its winter ferry, by a single vote | The Harrow Sound Courier</title>",
        "<article class=\"stet-story h-entry\" lang=\"en-GB\" dir=\"ltr\" ",
        "<p class=\"kicker\">Transport</p>",
        "<b>By <span class=\"p-author h-card\">Ilse Tarrant</span></b>",
        "<time class=\"dt-published\" datetime=\"2024-11-14T14:10:00Z\">Thursday 14 November 2024, 14.10</time>",
        "<span class=\"dateline\">Harrowmouth</span> — The last boat",
        "<aside class=\"fact-box\">",
        "<aside class=\"pull-quote\">",
        "<footer>Bettine Marsh, chair of the harbour committee</footer>",
        "id=\"fnref-1\"",
        "href=\"#fnref-2\"",
        "<link rel=\"canonical\" href=\"https://courier.example/transport/hestray-winter-ferry\">",
        "<meta property=\"article:tag\" content=\"Town council\">",
        "\"@type\":\"NewsArticle\"",
        "<section class=\"correction\"><h2>Correction</h2>",
        "until 6\u{a0}April",
        "@media print",
    ] {
        assert!(
            page.contains(part) || page.contains(&part.replace('\u{a0}', "&nbsp;")),
            "the page should hold {part}:\n{}",
            &page[page.find("<body").unwrap_or(0)..]
        );
    }
    assert_eq!(page.matches("<h1").count(), 1, "one h1");
    assert!(!page.contains("Ring Bettine"), "notes to editors stay at home");
    assert!(!page.contains("<nav"), "no navigation that leads nowhere");
    assert_eq!(page.matches("<script").count(), 1, "no script but the linked data");
    if let Ok(folder) = std::env::var("STET_PAGE_OUT") {
        std::fs::write(std::path::Path::new(&folder).join("page.html"), &page).expect("written");
    }
}

#[test]
fn linked_data_holds_what_the_guide_for_news_articles_names() {
    let mut article = story();
    article.headline = "Ferry </script><!-- stays ]]>".into();
    article.updated_at = Some("2024-11-15T09:00:00Z".parse().expect("a time"));
    article.lead_image.as_mut().expect("a lead").src = "https://courier.example/lead.jpg".into();
    let page = page(&article);
    let start = page.find("<script type=\"application/ld+json\">").expect("linked data") + 35;
    let data = &page[start..start + page[start..].find("</script>").expect("its end")];
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["@type"], "NewsArticle");
    assert_eq!(data["headline"], "Ferry </script><!-- stays ]]>");
    assert_eq!(data["image"][0], "https://courier.example/lead.jpg");
    assert_eq!(data["datePublished"], "2024-11-14T14:10:00Z");
    assert_eq!(data["dateModified"], "2024-11-15T09:00:00Z");
    assert_eq!((&data["author"][0]["@type"], &data["author"][0]["name"]), (&"Person".into(), &"Ilse Tarrant".into()));
    assert_eq!(data["correction"][0]["@type"], "CorrectionComment");
    assert!(data["correction"][0]["text"].as_str().is_some_and(|text| text.contains("It has nineteen.")));
    assert_eq!(data["publisher"]["name"], "The Harrow Sound Courier");
}

#[test]
fn the_body_alone_has_no_page_around_it() {
    let mut out = Vec::new();
    let options = Options { format: Format::Bare, ..Options::default() };
    export::write(Piece::new("0190", Status::Published, &story()), &options, &mut out).expect("written");
    let bare = String::from_utf8(out).expect("UTF-8");
    assert!(bare.starts_with("<p><span class=\"dateline\">Harrowmouth</span> — The last boat"), "{bare}");
    assert!(
        bare.contains("<section class=\"footnotes\">") && !bare.contains("<h1") && !bare.contains("<html") && !bare.contains("<style"),
        "{bare}"
    );
}

#[test]
fn nothing_in_a_story_becomes_markup() {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    let link = Mark::Link { href: "https://a.example/\"onmouseover=\"alert(1)".into(), title: evil.into() };
    let mut article = Article {
        headline: evil.into(),
        standfirst: evil.into(),
        kicker: evil.into(),
        byline: vec![evil.into()],
        dateline: evil.into(),
        section: evil.into(),
        language: "en\" onload=\"x".into(),
        tags: vec![evil.into()],
        canonical_url: "javascript:alert(1)".into(),
        ..Article::default()
    };
    article.lead_image = Some(LeadImage {
        src: "javascript:alert(1)".into(),
        alt: evil.into(),
        caption: evil.into(),
        credit: evil.into(),
        ..LeadImage::default()
    });
    article.body = Document::new(vec![
        p(vec![marked(evil, link), text(evil)]),
        Block::PullQuote { attribution: evil.into(), content: vec![text(evil)] },
        Block::FactBox { title: evil.into(), content: vec![Block::CodeBlock { language: evil.into(), text: evil.into() }] },
        Block::Embed { url: "https://a.example/".into(), title: evil.into() },
    ]);
    let page = page(&article);
    let body = &page[page.find("<body").expect("a body")..];
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert_eq!(page.matches("</script").count(), 1, "{page}");
    assert!(!body.contains("<img"), "{body}");
    assert!(!page.contains("\"onmouseover=\""), "{body}");
    assert!(!page.contains("\" onload=\""), "{body}");
    assert!(!page.contains("href=\"javascript:") && !page.contains("src=\"javascript:"), "{body}");
}

#[test]
fn a_page_reads_back_as_its_story() {
    let article = story();
    let read = import::read("hestray.html", page(&article).as_bytes(), import::Format::Auto).expect("a page is read").article;
    assert_eq!(read.headline, article.headline);
    assert_eq!(read.standfirst, article.standfirst);
    assert_eq!(read.byline, article.byline);
    assert_eq!(read.tags, article.tags);
    assert_eq!(read.published_at, article.published_at);
    assert_eq!(read.language, article.language);
    assert_eq!(read.section, article.section);
    assert_eq!(read.canonical_url, article.canonical_url);
    let names: Vec<&str> = read.body.content.iter().map(Block::name).collect();
    let expected: Vec<&str> = article.body.content.iter().map(Block::name).collect();
    assert_eq!(names, expected, "{}", read.body.plain_text());
    assert_eq!(read.body, article.body);
    assert_eq!((read.dateline, read.lead_image), (article.dateline, article.lead_image));
}

#[test]
fn review_never_leaves() {
    let by = || Suggestion { id: "s1".into(), author: "Anna Ray".into(), time: String::new() };
    let mut article = story();
    article.body = Document::new(vec![p(vec![
        text("It stands. "),
        marked("It was added.", Mark::Insertion(by())),
        marked("It was struck. ", Mark::Deletion(by())),
        marked("It was changed.", Mark::Modification(by())),
        marked("It was discussed.", Mark::Comment { thread: "secret-thread".into() }),
    ])]);
    for format in [Format::Markdown, Format::Html, Format::Bare, Format::Text, Format::Json] {
        let mut out = Vec::new();
        let options = Options { format, ..Options::default() };
        export::write(Piece::new("x", Status::Draft, &article), &options, &mut out).expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        assert!(!out.contains("It was added") && !out.contains("Anna Ray") && !out.contains("secret-thread"), "{out}");
        assert!(out.contains("It stands. It was struck. It was changed.It was discussed."), "{out}");
    }
}

fn outgoing(id: &str, article: Article) -> Outgoing {
    Outgoing { id: id.into(), status: Status::Draft, article, redirects: Vec::new() }
}

#[test]
fn a_folder_gets_whole_files_with_safe_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("new/deep");
    let with = |slug: &str| Article { slug: slug.into(), ..story() };
    let pieces =
        [outgoing("1", with("ferry")), outgoing("2", with("Ferry")), outgoing("3", with("../../escape")), outgoing("4", with("con"))];
    let mut seen = Vec::new();
    let report = export::write_folder(pieces.iter().cloned().map(Ok), &NoAssets, &Options::default(), &target, &mut |done, total| {
        seen.push((done, total));
        true
    })
    .expect("written");
    assert_eq!(report.written, ["ferry.md", "Ferry-2.md", "-..-escape.md", "_con.md"]);
    assert_eq!(seen, [(1, 4), (2, 4), (3, 4), (4, 4)]);
    let mut names: Vec<String> = std::fs::read_dir(&target)
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["-..-escape.md", ".stet-export.json", "Ferry-2.md", "_con.md", "ferry.md"], "no temporary files, nothing outside");
    assert!(report.losses.iter().any(|loss| loss.what == "fact_box" && loss.count == 4));

    let pieces = (0..3).map(|n| outgoing(&n.to_string(), story())).collect::<Vec<_>>();
    let stopped =
        export::write_folder(pieces.iter().cloned().map(Ok), &NoAssets, &Options::default(), &folder.path().join("stop"), &mut |_, _| {
            false
        });
    assert_eq!(stopped.expect_err("stopped").code(), stet_core::ErrorCode::Cancelled);

    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("written");
    let refused = export::write_folder(pieces.iter().cloned().map(Ok), &NoAssets, &Options::default(), &file, &mut |_, _| true);
    assert_eq!(refused.expect_err("a file is no folder").code(), stet_core::ErrorCode::ExportUnwritable);
}

#[test]
fn a_whole_story_comes_back_from_markdown_with_every_field() {
    let mut article = story();
    article.kicker = "Ferries: the vote".into();
    article.seo_title = "yes".into();
    article.seo_description = "two\nlines # and \"quotes\"".into();
    article.updated_at = Some("2024-11-15T10:00:00.250Z".parse().expect("a time"));
    article.extra = serde_json::from_str(r#"{"layout":"post","title":"taken","weight":3,"ratio":1.5,"params":{"a b":[1,"x: y"],"draft":true},"images":["b.jpg"],"description":"kept","none":null,"0x1":"007"}"#).expect("JSON");
    article.notes = String::new();
    let text = export::markdown::render(&article, Status::Draft, true).0;
    let read = import::read("x.md", text.as_bytes(), import::Format::Auto).unwrap_or_else(|error| panic!("{error}\n{text}")).article;
    let (mut a, mut b) = (read.extra.clone(), article.extra.clone());
    a.sort_keys();
    b.sort_keys();
    assert_eq!(a, b, "{text}");
    let read = Article { extra: article.extra.clone(), ..read };
    assert_eq!(read, article, "{text}");
}

#[test]
fn markdown_looks_as_it_is_meant_to_look() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("export/hestray-winter-ferry.md");
    let found = export::preview(Piece::new("0190", Status::Draft, &story()), &Options::default()).expect("rendered");
    assert_eq!(found.path, "hestray-winter-ferry.md");
    let losses: Vec<(&str, u32)> = found.losses.iter().map(|loss| (loss.what.as_str(), loss.count)).collect();
    assert_eq!(losses, [("fact_box", 1), ("table", 1), ("pull_quote", 1), ("figure", 1)]);
    if std::env::var_os("STET_BLESS").is_some() {
        std::fs::write(&path, &found.text).expect("written");
    }
    assert_eq!(found.text, std::fs::read_to_string(&path).expect("the golden file"), "set STET_BLESS=1 to accept the change");
}
