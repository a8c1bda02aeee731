//! HTML and Markdown as other programs write them.

use expect::{doc, marked, note, p, text};
use stet_core::Article;
use stet_core::article::LeadImage;
use stet_core::document::{Align, Block, Document, Figure, Inline, ListItem, Mark};
use stet_core::import::{self, Format, html};

/// Builders, so that what is expected reads as a document.
mod expect {
    use super::*;

    pub(super) fn text(text: &str) -> Inline {
        Inline::Text { text: text.into(), marks: Vec::new() }
    }

    pub(super) fn marked(text: &str, marks: &[Mark]) -> Inline {
        Inline::Text { text: text.into(), marks: marks.to_vec() }
    }

    pub(super) fn p(content: Vec<Inline>) -> Block {
        Block::Paragraph { content }
    }

    pub(super) fn note(words: &str) -> Inline {
        Inline::Footnote { content: vec![Block::paragraph(words)], marks: Vec::new() }
    }

    pub(super) fn doc(content: Vec<Block>) -> Document {
        Document::new(content)
    }
}

fn link(href: &str) -> Mark {
    Mark::Link { href: href.into(), title: String::new() }
}

fn item(content: Vec<Block>) -> ListItem {
    ListItem { checked: None, content }
}

fn check_html(html: &str, expected: Document) {
    let (found, _) = html::fragment(html);
    assert_eq!(found, expected, "{html}");
}

fn check_markdown(markdown: &str, expected: Document) {
    let (found, _) = import::markdown::body(markdown);
    assert_eq!(found, expected, "{markdown}");
}

fn article(name: &str, source: &str) -> Article {
    import::read(name, source.as_bytes(), Format::Auto).unwrap_or_else(|error| panic!("{error}")).article
}

#[test]
fn google_docs_wrapper_and_spans() {
    check_html(
        "<meta charset='utf-8'><b style=\"font-weight:normal;\" id=\"docs-internal-guid-1\"><p dir=\"ltr\"><span style=\"font-weight:400\">Plain, </span><span style=\"font-weight:700;font-style:italic\">both</span></p><br><ul><li><p role=\"presentation\"><span>one</span></p></li><ul><li><p>deeper</p></li></ul><li><p><a href=\"https://www.google.com/url?q=https://a.example/x%3Fy&amp;sa=D&amp;source=docs\"><span style=\"text-decoration:underline\">two</span></a></p></li></ul></b>",
        doc(vec![
            p(vec![text("Plain, "), marked("both", &[Mark::Em, Mark::Strong])]),
            Block::BulletList {
                content: vec![
                    item(vec![Block::paragraph("one"), Block::BulletList { content: vec![item(vec![Block::paragraph("deeper")])] }]),
                    item(vec![p(vec![marked("two", &[link("https://a.example/x?y")])])]),
                ],
            },
        ]),
    );
}

#[test]
fn word_paragraphs_lists_and_comments() {
    check_html(
        "<html xmlns:o=\"urn:x\"><head><style>p{}</style></head><body><!--StartFragment--><p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>\
         <p class=MsoListParagraphCxSpFirst style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>first<o:p></o:p></p>\
         <p class=MsoListParagraphCxSpLast style='text-indent:-18pt;mso-list:l0 level1 lfo1'><span><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span>second</p>\
         <!--[if gte mso 9]><xml>hidden</xml><![endif]--><!--EndFragment--></body></html>",
        doc(vec![
            Block::paragraph("One"),
            Block::BulletList { content: vec![item(vec![Block::paragraph("first")]), item(vec![Block::paragraph("second")])] },
        ]),
    );
}

#[test]
fn what_is_no_story_is_left_out_and_containers_dissolve() {
    let (found, warnings) = html::fragment(
        "<div>Loose <b>text</b><section><p>One</p></section>two<br><br>three</div><nav><a href=/>Home</a></nav><form>Sign up <input></form><script>alert(1)</script><style>p{}</style>\
         <p style=\"display:none\">hidden</p><p onclick=\"x()\">see <a href=\"javascript:x()\">this</a></p><img src=\"data:image/png;base64,AA\">",
    );
    assert_eq!(
        found,
        doc(vec![
            p(vec![text("Loose "), marked("text", &[Mark::Strong])]),
            Block::paragraph("One"),
            Block::paragraph("two"),
            Block::paragraph("three"),
            Block::paragraph("see this"),
        ])
    );
    let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["link_removed", "picture_removed", "dropped"]);
}

#[test]
fn pictures_tables_code_and_boxes() {
    check_html(
        "<figure class=\"wp-block-image\"><a href=\"/big.jpg\"><img data-src=\"/small.jpg\" alt=\"A ferry\"></a><figcaption>At <em>dusk</em>. <span class=\"photo-credit\">Oda Fennick</span></figcaption></figure>\
         <p><a href=\"/big.jpg\"><img src=\"/small.jpg\"></a></p><pre><code class=\"lang-rust\">let a = 1;\n\n  b\n</code></pre>\
         <table><caption>Votes</caption><thead><tr><th>Who</th><th style=\"text-align:right\">How</th></tr></thead><tbody><tr><td colspan=2>all</td></tr></tbody></table>\
         <iframe src=\"https://video.example/1\" title=\"Film\"></iframe><blockquote><p>Said.</p></blockquote>",
        doc(vec![
            Block::Figure(Figure {
                src: "/small.jpg".into(),
                alt: "A ferry".into(),
                credit: "Oda Fennick".into(),
                caption: vec![text("At "), marked("dusk", &[Mark::Em]), text(".")],
                ..Figure::default()
            }),
            Block::Figure(Figure { src: "/small.jpg".into(), ..Figure::default() }),
            Block::CodeBlock { language: "rust".into(), text: "let a = 1;\n\n  b".into() },
            Block::paragraph("Votes"),
            Block::Table {
                widths: Vec::new(),
                content: vec![
                    stet_core::document::TableRow { content: vec![cell(true, None, 1, "Who"), cell(true, Some(Align::Right), 1, "How")] },
                    stet_core::document::TableRow { content: vec![cell(false, None, 2, "all")] },
                ],
            },
            Block::Embed { url: "https://video.example/1".into(), title: "Film".into() },
            Block::Blockquote { content: vec![Block::paragraph("Said.")] },
        ]),
    );
}

fn cell(header: bool, align: Option<Align>, colspan: u32, words: &str) -> stet_core::document::TableCell {
    stet_core::document::TableCell { header, align, colspan, rowspan: 1, content: vec![Block::paragraph(words)] }
}

#[test]
fn markdown_of_every_kind() {
    check_markdown(
        "Said.[^a] *em* **strong** ~~gone~~ <u>under</u> `a  b` H<sub>2</sub>O\\\nnext\n\n- [x] done\n- [ ] open\n\n[^a]: A note.\n\n![A ferry](/f.jpg)\n",
        doc(vec![
            p(vec![
                text("Said."),
                note("A note."),
                text(" "),
                marked("em", &[Mark::Em]),
                text(" "),
                marked("strong", &[Mark::Strong]),
                text(" "),
                marked("gone", &[Mark::Strike]),
                text(" "),
                marked("under", &[Mark::Underline]),
                text(" "),
                marked("a  b", &[Mark::Code]),
                text(" H"),
                marked("2", &[Mark::Subscript]),
                text("O"),
                Inline::HardBreak { marks: Vec::new() },
                text("next"),
            ]),
            Block::BulletList {
                content: vec![
                    ListItem { checked: Some(true), content: vec![Block::paragraph("done")] },
                    ListItem { checked: Some(false), content: vec![Block::paragraph("open")] },
                ],
            },
            Block::Figure(Figure { src: "/f.jpg".into(), alt: "A ferry".into(), ..Figure::default() }),
        ]),
    );
}

#[test]
fn front_matter_in_its_usual_shapes() {
    let yaml = article(
        "2014-04-01-ask-us.md",
        "---\nlayout: post\ntitle: \"Ask us: anything\"\ndate: 2014-04-01 15:44:00 -0400\ntags: ferries, town council\nauthor: By Ann Lee and Bo Hurst\ncategories: [News, Islands]\ndescription: Why\nexcerpt: More\nimage: /a.jpg\nslug: Ask Us\ndraft: false\n---\n\nBody.\n",
    );
    assert_eq!(yaml.headline, "Ask us: anything");
    assert_eq!(yaml.published_at.map(|time| time.to_rfc3339()), Some("2014-04-01T19:44:00+00:00".into()));
    assert_eq!(yaml.tags, ["ferries", "town council"]);
    assert_eq!(yaml.byline, ["Ann Lee", "Bo Hurst"]);
    assert_eq!((yaml.section.as_str(), yaml.standfirst.as_str(), yaml.slug.as_str()), ("News", "Why", "ask-us"));
    assert_eq!(yaml.lead_image, Some(LeadImage { src: "/a.jpg".into(), ..LeadImage::default() }));
    assert_eq!(serde_json::to_string(&yaml.extra).expect("JSON"), r#"{"layout":"post","excerpt":"More","categories":["Islands"]}"#);

    let toml = article("a.md", "+++\ntitle = \"T\"\ndate = 2024-04-04T15:47:00Z\ntags = [\"a\"]\n[params]\nn = 1\n+++\nBody.\n");
    assert_eq!((toml.headline.as_str(), toml.tags.len()), ("T", 1));
    assert_eq!(toml.published_at.map(|time| time.to_rfc3339()), Some("2024-04-04T15:47:00+00:00".into()));
    assert_eq!(toml.extra["n"], 1, "a generator's table of own names is no name itself");

    let json = article("a.md", "{\"title\": \"J\", \"authors\": [{\"name\": \"Ann\"}]}\n\nBody.\n");
    assert_eq!((json.headline.as_str(), json.byline), ("J", vec!["Ann".to_owned()]));

    let none = article("a-file.md", "# The headline\n\nBody.\n");
    assert_eq!((none.headline.as_str(), none.body), ("The headline", doc(vec![Block::paragraph("Body.")])));
    let named = article("2014-04-01-a-file.md", "Body.\n");
    assert_eq!((named.headline.as_str(), named.slug.as_str()), ("A file", "a-file"));
    let rules = article("a.md", "---\n\nNot matter\n\n---\n");
    assert_eq!(rules.body.content.len(), 3, "two rules and a paragraph: {:?}", rules.body);
}

#[test]
fn a_news_page_gives_its_story() {
    let long = "The four islands of Harrow Sound have agreed on a common ferry in order to widen the service that the winter timetable can offer. ".repeat(4);
    let page = format!(
        "<!doctype html><html lang=en_GB><head><title>Islands agree | Courier</title><meta property=og:title content=\"Islands agree | Courier\"><meta name=description content=\"Four harbours, one timetable.\">\
         <meta property=article:published_time content=2024-04-04T15:47:00+01:00><meta property=article:tag content=Ferries><meta property=article:tag content=ferries><meta property=article:tag content=Hestray>\
         <meta property=og:image content=https://a.example/lead.jpg><link rel=canonical href=https://a.example/islands>\
         <script type=\"application/ld+json\">{{\"@graph\":[{{\"@type\":\"WebPage\"}},{{\"@type\":[\"NewsArticle\"],\"headline\":\"Islands agree\",\"author\":[{{\"@type\":\"Person\",\"name\":\"Ann Lee\"}}],\"articleSection\":\"News\"}}]}}</script></head>\
         <body><header><nav><a href=/>Home</a></nav></header><main><article><h1>Islands agree</h1><p>Four harbours, one timetable.</p><p>By Ann Lee</p><time datetime=2024-04-04>4 April 2024</time>\
         <figure><img src=https://a.example/lead.jpg alt=\"A ferry\"><figcaption>At dusk</figcaption></figure><p>{long}</p><h2>Why</h2><p>{long}</p><aside><button>Share</button></aside></article></main><footer>Imprint</footer></body></html>"
    );
    let story = article("page.html", &page);
    assert_eq!((story.headline.as_str(), story.standfirst.as_str()), ("Islands agree", "Four harbours, one timetable."));
    assert_eq!((story.byline, story.tags), (vec!["Ann Lee".to_owned()], vec!["Ferries".to_owned(), "Hestray".to_owned()]));
    assert_eq!(
        (story.section.as_str(), story.language.as_str(), story.canonical_url.as_str()),
        ("News", "en-GB", "https://a.example/islands")
    );
    assert_eq!(story.published_at.map(|time| time.to_rfc3339()), Some("2024-04-04T14:47:00+00:00".into()));
    assert_eq!(
        story.lead_image,
        Some(LeadImage {
            src: "https://a.example/lead.jpg".into(),
            alt: "A ferry".into(),
            caption: "At dusk".into(),
            ..LeadImage::default()
        })
    );
    let names: Vec<&str> = story.body.content.iter().map(Block::name).collect();
    assert_eq!(names, ["paragraph", "heading", "paragraph"], "{}", story.body.plain_text());

    // Without an article element, readability finds the story.
    let page = page
        .replace("<article>", "<div class=story>")
        .replace("</article>", "</div>")
        .replace("</main>", "</main><div class=sidebar><ul><li><a href=/1>Other</a></li></ul></div>");
    let story = article("page.html", &page);
    assert!(story.body.plain_text().starts_with("The four islands"), "{}", story.body.plain_text());
    assert!(!story.body.plain_text().contains("Imprint"), "{}", story.body.plain_text());
}

#[test]
fn a_body_alone_keeps_its_first_heading() {
    let body = |name: &str, source: &str| import::body(name, source.as_bytes(), Format::Auto).expect("read").0;
    let expected = doc(vec![Block::Heading { level: 1, content: vec![text("Why")] }, Block::paragraph("Because.")]);
    assert_eq!(body("a.md", "---\ntitle: x\n---\n# Why\n\nBecause.\n"), expected);
    assert_eq!(body("a.html", "<h1>Why</h1><p>Because.</p>"), expected);
    assert_eq!(body("a.txt", "Why\n\nBecause.\n"), doc(vec![Block::paragraph("Why"), Block::paragraph("Because.")]));
}

#[test]
fn notes_that_nothing_refers_to_are_kept() {
    check_markdown("One.[^a]\n\n[^a]: A note.\n\n[^b]: Lost?\n", doc(vec![p(vec![text("One."), note("A note.")]), p(vec![note("Lost?")])]));
    check_html(
        "<p>One.<sup><a href=\"#fn1\">1</a></sup></p><div class=\"notes\"><ol><li id=fn1>A note. <a class=footnote-backref href=#r>back</a></li><li id=fn2>Kept.</li></ol></div>",
        doc(vec![p(vec![text("One."), note("A note.")]), Block::paragraph("Kept.")]),
    );
    check_html("<div class=\"notes\"><p>Just text.</p></div>", doc(vec![Block::paragraph("Just text.")]));
}

#[test]
fn word_lists_nest_by_their_level() {
    let line = |level: u32, label: &str, words: &str| {
        format!("<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><span style='mso-list:Ignore'>{label}</span>{words}</p>")
    };
    let html = [line(1, "1.", "one"), line(2, "·", "deeper"), line(2, "·", "deep"), line(1, "2.", "two")].concat();
    let inner = Block::BulletList { content: vec![item(vec![Block::paragraph("deeper")]), item(vec![Block::paragraph("deep")])] };
    let expected =
        Block::OrderedList { start: 1, content: vec![item(vec![Block::paragraph("one"), inner]), item(vec![Block::paragraph("two")])] };
    check_html(&html, doc(vec![expected]));
}

#[test]
fn a_broken_line_of_front_matter_leaves_the_right_ones_alone() {
    let text = "---\ntitle: This: that\nslug: \"a-slug\" # chosen by the desk\ndescription: Short # see: the wire\nkicker: \"one\" and \"two\"\nweight: 7 # of: ten\nbox: \"first\n  second: line\"\nbase: &b x\nother: *b\n---\nBody.\n";
    let read = import::read("story.md", text.as_bytes(), Format::Markdown).expect("read");
    let article = read.article;
    assert_eq!((article.headline.as_str(), article.slug.as_str(), article.standfirst.as_str()), ("This: that", "a-slug", "Short"));
    assert_eq!(article.kicker, "\"one\" and \"two\"");
    assert_eq!(
        (&article.extra["weight"], &article.extra["box"], &article.extra["other"]),
        (&serde_json::json!(7), &serde_json::json!("first second: line"), &serde_json::json!("x"))
    );
    let warnings: Vec<_> = read.warnings.iter().filter(|warning| warning.code == "front_matter_mended").collect();
    assert_eq!(warnings.len(), 1, "{:?}", read.warnings);
    let detail = &warnings[0].detail;
    assert!(detail.contains("\"title\", \"kicker\"") && !detail.contains("slug") && !detail.contains("weight"), "{detail}");
}
