//! The published versions of a story as readers see them, inside the page and on a site; and its corrections wherever it goes.

use std::fs;

use stet_core::article::{Correction, LeadImage};
use stet_core::document::{Block, Inline, Mark};
use stet_core::export::{self, Format, Options};
use stet_core::library::PUBLIC_HISTORY;
use stet_core::{Article, Document, Stamp};

use crate::site::{Desk, options, story};

fn stamp(day: u32) -> Stamp {
    Stamp::new("Tester", format!("2024-11-{day:02}T12:00:00Z").parse().expect("a time"))
}

/// Publishes a story three times: as it was, with other words and another picture, and with a correction of which the text says nothing.
pub(crate) fn published(desk: &Desk) -> String {
    let picture = |src: &str, alt: &str| Some(LeadImage { src: src.into(), alt: alt.into(), ..LeadImage::default() });
    let paragraphs = |time: &str| {
        Document::new(vec![
            Block::Heading { level: 2, content: stet_core::document::Inline::plain("Times") },
            Block::paragraph(format!("The first boat sails at {time} every morning, whatever the weather.")),
            Block::paragraph("The last one sails at six."),
            Block::paragraph("Nobody need book."),
        ])
    };
    let id = desk.add(Article { body: paragraphs("nine"), lead_image: picture("https://a.example/1.jpg", "A quay"), ..story(1) });
    let resolved = desk.library.resolve(&id).expect("known");
    desk.library.publish(&resolved, None, &stamp(20)).expect("published");
    desk.change(&id, |article| {
        article.body = paragraphs("ten <b>o’clock</b>");
        article.headline = "The ferry & its times".into();
        article.notes = "A secret of the desk".into();
        article.lead_image = picture("https://a.example/2.jpg", "A ship");
    });
    desk.library.publish(&resolved, None, &stamp(21)).expect("published");
    desk.change(&id, |article| {
        article.corrections.push(Correction { time: stamp(22).time, text: "It said that <nobody> need pay & wait.".into() });
    });
    desk.library.publish(&resolved, None, &stamp(22)).expect("published");
    desk.library.name_revision(&resolved, 2, Some("Sent to the lawyers"), &stamp(22)).expect("named");
    id
}

fn page(desk: &Desk, id: &str) -> String {
    let outgoing = desk.library.outgoing(&desk.library.resolve(id).expect("known")).expect("read");
    let options = Options { format: Format::Html, publication: "The Courier".into(), ..Options::default() };
    let mut out = Vec::new();
    export::write(outgoing.piece(&desk.library), &options, &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_page_carries_its_versions_where_readers_may_see_them() {
    let desk = Desk::new();
    let id = published(&desk);
    assert!(!page(&desk, &id).contains("class=\"versions\""), "nobody said that readers may");
    desk.library.set_setting(PUBLIC_HISTORY, "true").expect("kept");
    let html = page(&desk, &id);
    let section = &html[html.find("<section class=\"versions\">").expect("a section")..];
    let section = &section[..section.find("</section>").expect("its end")];
    for part in [
        "<time datetime=\"2024-11-22T12:00:00Z\">22 November 2024, 12.00</time> <bdi lang=\"en\">Correction added</bdi>",
        "<b>Correction:</b> It said that &lt;nobody&gt; need pay &amp; wait.",
        "<details><summary><time datetime=\"2024-11-21T12:00:00Z\">",
        "sails at <del>nine</del><ins>ten &lt;b&gt;o’clock&lt;/b&gt;</ins> every morning",
        "<dt>Headline</dt>",
        "another picture",
        "2 paragraphs as they were",
        "<bdi lang=\"en\">First published</bdi>",
    ] {
        assert!(section.contains(part), "{part} in {section}");
    }
    for never in ["secret", "lawyers", "Tester", "1.jpg", "<h2>Times", "<script"] {
        assert!(!section.contains(never), "{never} in {section}");
    }
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(section.find("Correction added") < section.find("First published"), "newest first");
    // The story's own word goes before the library's.
    desk.change(&id, |article| drop(article.extra.insert(PUBLIC_HISTORY.into(), false.into())));
    assert!(!page(&desk, &id).contains("class=\"versions\""));
    // A story that is not out has no versions, whatever anyone says.
    let draft = desk.add(Article { headline: "A draft".into(), ..story(2) });
    assert!(!page(&desk, &draft).contains("class=\"versions\""));
}

#[test]
fn a_site_has_a_page_of_versions_that_comes_and_goes_with_the_switch() {
    let desk = Desk::new();
    let id = published(&desk);
    let once = desk.add(Article { headline: "Once".into(), ..story(3) });
    desk.library.publish(&desk.library.resolve(&once).expect("known"), None, &stamp(20)).expect("published");
    desk.export(&options()).expect("exported");
    let read = |path: &str| fs::read_to_string(desk.site().join(path)).unwrap_or_default();
    let own = "stories/the-ferry-its-times.html";
    let own = if desk.site().join(own).exists() { own } else { "stories/story-number-1.html" };
    let history = own.replace("stories/", "history/");
    assert!(!desk.site().join(&history).exists());
    desk.library.set_setting(PUBLIC_HISTORY, "true").expect("kept");
    let report = desk.export(&options()).expect("exported");
    assert_eq!(report.written, 3, "two stories and the versions of one: {report:?}");
    assert!(read(own).contains(&format!("<a href=\"../{history}\">See what changed in each version</a>")), "{}", read(own));
    assert!(read("stories/once.html").contains("First published") && read("stories/once.html").contains("not changed since"));
    let page = read(&history);
    assert!(page.contains("<del>nine</del><ins>ten &lt;b&gt;o’clock&lt;/b&gt;</ins>") && page.contains("noindex"), "{page}");
    assert!(page.contains(&format!("<h1><a href=\"../{own}\">The ferry &amp; its times</a></h1>")), "{page}");
    assert!(!page.contains("secret") && !page.contains("lawyers"), "{page}");
    assert_eq!(desk.export(&options()).expect("exported").written, 0, "nothing changed");
    // What is written on in private changes no page; publishing it changes both.
    desk.change(&id, |article| article.body = Document::new(vec![Block::paragraph("Unpublished.")]));
    assert_eq!(desk.export(&options()).expect("exported").written, 0);
    desk.library.publish(&desk.library.resolve(&id).expect("known"), None, &stamp(23)).expect("published");
    desk.export(&options()).expect("exported");
    assert!(read(&history).contains("Unpublished."));
    let incremental = read(&history);
    desk.export(&stet_core::export::site::SiteOptions { fresh: true, ..options() }).expect("exported");
    assert_eq!(read(&history), incremental);
    // The switch of one story holds at once, without publishing it again.
    desk.change(&id, |article| drop(article.extra.insert(PUBLIC_HISTORY.into(), false.into())));
    let report = desk.export(&options()).expect("exported");
    assert_eq!((report.written, report.removed), (1, 1), "{report:?}");
    assert!(!desk.site().join(&history).exists() && !read(own).contains("class=\"versions\""));
}

#[test]
fn corrections_are_carried_by_page_feeds_and_linked_data() {
    let desk = Desk::new();
    let id = published(&desk);
    desk.export(&options()).expect("exported");
    let read = |path: &str| fs::read_to_string(desk.site().join(path)).unwrap_or_default();
    let story = fs::read_dir(desk.site().join("stories")).expect("stories").next().expect("one").expect("readable").path();
    for html in [page(&desk, &id), fs::read_to_string(story).expect("the story")] {
        assert!(html.contains("<section class=\"correction\"><h2>Correction</h2><div><p>It said that &lt;nobody&gt; need pay &amp; wait.</p><time datetime=\"2024-11-22T12:00:00Z\">"), "{html}");
        let data = &html[html.find("ld+json\">").expect("linked data") + 9..];
        let data: serde_json::Value = serde_json::from_str(&data[..data.find("</script>").expect("its end")]).expect("JSON");
        assert_eq!(data["correction"][0]["text"], "It said that <nobody> need pay & wait.");
        assert_eq!(data["correction"][0]["datePublished"], "2024-11-22T12:00:00Z");
    }
    let said = "<strong>Correction, <time datetime=\"2024-11-22T12:00:00Z\">22 November 2024</time>:</strong> It said that &lt;nobody&gt; need pay &amp; wait.";
    let escaped = said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    assert!(read("atom.xml").contains(&escaped), "{}", read("atom.xml"));
    assert!(read("feed.xml").contains(&escaped), "{}", read("feed.xml"));
    let feed: serde_json::Value = serde_json::from_str(&read("feed.json")).expect("JSON");
    assert!(feed["items"][0]["content_html"].as_str().is_some_and(|html| html.contains(said)), "{feed}");
}

#[test]
fn a_theme_from_before_versions_still_makes_a_site() {
    let desk = Desk::new();
    published(&desk);
    desk.library.set_setting(PUBLIC_HISTORY, "true").expect("kept");
    let own = desk.folder.path().join("theme");
    export::theme::write_new(&own).expect("copied");
    fs::remove_file(own.join("templates/history.html")).expect("removed");
    desk.export(&stet_core::export::site::SiteOptions { theme: Some(own), ..options() }).expect("exported");
    assert_eq!(fs::read_dir(desk.site().join("history")).expect("there").count(), 1);
}

#[test]
fn a_version_that_cannot_be_read_keeps_nothing_else_from_readers() {
    let desk = Desk::new();
    let id = published(&desk);
    desk.library.set_setting(PUBLIC_HISTORY, "true").expect("kept");
    let resolved = desk.library.resolve(&id).expect("known");
    let versions = desk.library.public_history(&resolved).expect("read");
    assert_eq!(versions.len(), 3);
    let raw = rusqlite::Connection::open(desk.folder.path().join("l.stet")).expect("the file");
    let sql = "UPDATE snapshot SET bytes = x'00' WHERE key = (SELECT snapshot FROM revision WHERE number = ?1)";
    raw.execute(sql, [versions[0].revision]).expect("damaged");
    drop(raw);
    assert_eq!(desk.library.revision(&resolved, versions[0].revision).expect_err("damaged").code(), stet_core::ErrorCode::RevisionDamaged);
    let left: Vec<_> = desk.library.public_history(&resolved).expect("read").into_iter().map(|version| version.revision).collect();
    assert_eq!(left, [versions[1].revision, versions[2].revision]);
    let outgoing = desk.library.outgoing(&resolved).expect("read");
    let markdown = export::preview(outgoing.piece(&desk.library), &Options::default()).expect("rendered");
    assert!(markdown.text.contains("title: \"The ferry & its times\""), "{}", markdown.text);
    assert!(page(&desk, &id).contains("class=\"versions\""));
    desk.export(&options()).expect("exported");
    assert!(fs::read_to_string(desk.site().join("history/story-number-1.html")).expect("a page").contains("Correction added"));
}

#[test]
fn links_into_the_library_stay_inside_however_they_are_spelt() {
    let desk = Desk::new();
    let linked = |words: &str| {
        let mark = |href: &str| vec![Mark::Link { href: href.into(), title: String::new() }];
        let link = |href: &str| Inline::Text { text: format!("{words} {href} "), marks: mark(href) };
        Document::new(vec![Block::Paragraph { content: vec![link("stet:0190-a"), link("STET:0190-b"), link("https://a.example/")] }])
    };
    let id = desk.add(Article { body: linked("before"), ..story(1) });
    let resolved = desk.library.resolve(&id).expect("known");
    desk.library.set_setting(PUBLIC_HISTORY, "true").expect("kept");
    desk.library.publish(&resolved, None, &stamp(20)).expect("published");
    desk.change(&id, |article| article.body = linked("after"));
    desk.library.publish(&resolved, None, &stamp(21)).expect("published");
    let html = page(&desk, &id);
    assert!(html.matches("href=\"https://a.example/\"").count() > 1, "the page and the redline: {html}");
    assert!(!html.to_ascii_lowercase().contains("href=\"stet:"), "{html}");
}
