//! Pages, sites and feeds before judges that are not Stet's: the Nu HTML checker and feedparser, where `tests/tools.sh` could bring
//! them; otherwise a line says that they were skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use stet_core::Article;
use stet_core::article::Status;
use stet_core::export::{self, Format, Options, Piece};

use crate::site::{Desk, options, story};

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools")
}

/// Runs the Nu HTML checker over files and folders; panics with what it finds.
fn check_html(paths: &[&Path]) {
    let jar = tools().join("node_modules/vnu-jar/build/dist/vnu.jar");
    if !jar.exists() || !Command::new("java").arg("-version").output().is_ok_and(|out| out.status.success()) {
        println!("skipped: the Nu HTML checker, or Java for it, is not here");
        return;
    }
    let out = Command::new("java")
        .arg("-jar")
        .arg(&jar)
        .args(["--errors-only", "--skip-non-html", "--stdout"])
        .args(paths)
        .output()
        .expect("java runs");
    let found = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "the Nu HTML checker found: {}", found.chars().take(4_000).collect::<String>());
}

/// A story with one of everything that a page can show, and text that tries to be markup.
fn rich() -> Article {
    let markdown = "# Deep\n\nText with **bold**, *soft*, ~~struck~~, <u>under</u>, <mark>high</mark>, H<sub>2</sub>O and a note[^1].\n\n##### Deeper\n\n\
        | A | B |\n|:--|--:|\n| 1 | 2 |\n\n<aside class=\"fact-box\"><h3 class=\"title\">Facts</h3><ul><li>One</li></ul></aside>\n\n\
        <aside class=\"pull-quote\"><p>Quoted.</p><footer>Somebody</footer></aside>\n\n\
        <figure><img src=\"https://a.example/a b[1].jpg?x=1&y=%zz\" alt=\"A\"><figcaption>Seen <small class=\"credit\">Oda</small></figcaption></figure>\n\n\
        - [x] done\n- [ ] open\n\n1. one\n\n```rust\nfn main() {}\n```\n\n[link](https://a.example/ä|b{c}#d#e)\n\n[^1]: The note.\n";
    let (body, _) = stet_core::import::body("x.md", markdown.as_bytes(), stet_core::import::Format::Markdown).expect("read");
    let mut article = Article { headline: "</title>]]> <b>&amp; “quoted” 'text'".into(), body, ..story(4) };
    article
        .corrections
        .push(stet_core::article::Correction { time: article.published_at.expect("a time"), text: "It was <not> so & so.".into() });
    article.lead_image = Some(stet_core::article::LeadImage {
        src: "https://a.example/lead.jpg".into(),
        alt: "Lead".into(),
        caption: "Caption".into(),
        credit: "Oda".into(),
        ..Default::default()
    });
    article.updated_at = article.published_at;
    article.kicker = "Kicker".into();
    article.dateline = "Harrowmouth".into();
    article
}

#[test]
fn the_checker_finds_no_error_in_pages_and_site() {
    let desk = Desk::new();
    for n in 0..40 {
        desk.add(story(n));
    }
    desk.add(rich());
    desk.add(Article { language: "ar".into(), headline: "عنوان".into(), ..story(41) });
    desk.add(Article::default());
    let versions = crate::versions::published(&desk);
    desk.library.set_setting(stet_core::library::PUBLIC_HISTORY, "true").expect("kept");
    desk.export(&options()).expect("exported");
    let page = desk.folder.path().join("page.html");
    for (name, article) in [("page.html", rich()), ("empty.html", Article::default())] {
        let mut out = Vec::new();
        let options = Options { format: Format::Html, publication: "The Courier".into(), ..Options::default() };
        export::write(Piece::new("0190", Status::Draft, &article), &options, &mut out).expect("written");
        std::fs::write(page.with_file_name(name), out).expect("written");
    }
    let outgoing = desk.library.outgoing(&desk.library.resolve(&versions).expect("known")).expect("read");
    let mut out = Vec::new();
    let redline =
        desk.library.redline(&desk.library.resolve(&versions).expect("known"), None, stet_core::library::Side::Draft).expect("made");
    std::fs::write(page.with_file_name("redline.html"), redline).expect("written");
    export::write(outgoing.piece(&desk.library), &Options { format: Format::Html, ..Options::default() }, &mut out).expect("written");
    std::fs::write(page.with_file_name("versions.html"), out).expect("written");
    check_html(&[&page.with_file_name("versions.html"), &page.with_file_name("redline.html")]);
    check_html(&[&page, &page.with_file_name("empty.html"), &desk.site()]);
}

#[test]
fn feeds_are_read_without_a_complaint() {
    let desk = Desk::new();
    for n in 0..30 {
        desk.add(story(n));
    }
    desk.add(Article { headline: "]]> </content> \u{8} \u{fffe} &amp; 👩‍🚒".into(), ..rich() });
    desk.export(&options()).expect("exported");
    let feed: serde_json::Value = serde_json::from_slice(&std::fs::read(desk.site().join("feed.json")).expect("there")).expect("JSON");
    assert_eq!((feed["version"].as_str(), feed["items"].as_array().map(Vec::len)), (Some("https://jsonfeed.org/version/1.1"), Some(20)));
    let python = tools().join("python/bin/python3");
    let script = "import sys, feedparser\nfor path in sys.argv[1:]:\n    feed = feedparser.parse(path)\n    assert not feed.bozo, (path, feed.bozo_exception)\n    \
        assert len(feed.entries) == 20, path\n    assert all(e.title and e.link.startswith('https://courier.example/paper/stories/') and e.id and e.content[0].value for e in feed.entries), path\n    \
        assert all(e.get('published_parsed') for e in feed.entries), path\n";
    let out = Command::new(&python).arg("-c").arg(script).arg(desk.site().join("atom.xml")).arg(desk.site().join("feed.xml")).output();
    match out {
        Ok(out) if String::from_utf8_lossy(&out.stderr).contains("No module named") => println!("skipped: feedparser is not here"),
        Ok(out) => assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr)),
        Err(_) => println!("skipped: feedparser is not here"),
    }
}
