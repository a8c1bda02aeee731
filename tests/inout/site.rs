//! Websites: what is in them, what an edit touches, and what never happens to a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use stet_core::article::Status;
use stet_core::document::{Block, Inline, Mark};
use stet_core::export::site::{SiteOptions, SiteReport, export};
use stet_core::export::{Options as ExportOptions, theme};
use stet_core::library::{Reason, Selection, StoryQuery};
use stet_core::{Article, Document, Error, ErrorCode, Library, Stamp};

/// A library of stories in a folder of its own, and a place for its site.
pub(crate) struct Desk {
    pub(crate) library: Library,
    pub(crate) folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let library = Library::create(&folder.path().join("l.stet"), &stamp()).expect("a library");
        Self { library, folder }
    }

    pub(crate) fn add(&self, article: Article) -> String {
        self.library.create_story(article, Reason::Created, &stamp()).expect("a story").id.to_string()
    }

    pub(crate) fn change(&self, id: &str, change: impl FnOnce(&mut Article)) {
        let id = self.library.resolve(id).expect("known");
        let mut story = self.library.story(&id).expect("read");
        change(&mut story.article);
        self.library.save_working_copy(&id, story.version, story.article, &stamp()).expect("saved");
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub(crate) fn export(&self, options: &SiteOptions) -> Result<SiteReport, Error> {
        let all = Selection::Query(StoryQuery::default());
        export(&self.library, &all, options, &self.site(), &mut |_, _| true)
    }
}

fn stamp() -> Stamp {
    Stamp::new("Tester", "2024-11-20T12:00:00Z".parse().expect("a time"))
}

pub(crate) fn options() -> SiteOptions {
    SiteOptions { title: "The Harrow Sound Courier".into(), base_url: "https://courier.example/paper".into(), ..SiteOptions::default() }
}

/// Returns story `n` of a newspaper.
pub(crate) fn story(n: usize) -> Article {
    Article {
        headline: format!("Story number {n}"),
        standfirst: format!("What number {n} is about."),
        byline: vec![["Ilse Tarrant", "Oda Fennick"][n % 2].into()],
        section: ["Transport", "Council", "Culture"][n % 3].into(),
        language: "en-GB".into(),
        tags: vec![["Ferries", "Roads"][n % 2].into(), "Hestray".into()],
        published_at: Some(chrono::DateTime::from_timestamp(1_700_000_000 + 7_200 * i64::try_from(n).expect("small"), 0).expect("a time")),
        body: Document::new(vec![Block::paragraph(format!("The text of number {n}."))]),
        ..Article::default()
    }
}

/// Returns every file of a folder but the manifest.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, within: &str, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("readable") {
            let entry = entry.expect("readable");
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), out);
            } else if name != ".stet-site" {
                out.insert(name, fs::read(entry.path()).expect("readable"));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(folder, "", &mut out);
    out
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_site_has_every_page_and_the_same_input_gives_the_same_bytes() {
    let desk = Desk::new();
    for n in 0..70 {
        desk.add(story(n));
    }
    let report = desk.export(&options()).expect("exported");
    assert_eq!((report.stories, report.written), (70, report.files));
    let found = files(&desk.site());
    assert_eq!(found.len(), report.files as usize);
    for path in [
        "index.html",
        "404.html",
        "search.html",
        "search.js",
        "search/0.js",
        "style.css",
        "atom.xml",
        "feed.xml",
        "feed.json",
        "sitemap.xml",
        "sitemap-1.xml",
        "sitemap-news.xml",
        "stories/story-number-7.html",
        "sections/transport.html",
        "sections/index.html",
        "tags/ferries.html",
        "tags/index.html",
        "authors/ilse-tarrant.html",
        "archive/index.html",
        "archive/2023-11.html",
        "tags/hestray.1.html",
    ] {
        assert!(found.contains_key(path), "{path} is missing of {:?}", found.keys());
    }
    let page = text(&desk.site(), "stories/story-number-7.html");
    for part in [
        "<link rel=\"canonical\" href=\"https://courier.example/paper/stories/story-number-7.html\">",
        "rel=\"prev\" href=\"../stories/story-number-6.html\"",
        "rel=\"next\" href=\"../stories/story-number-8.html\"",
        "href=\"../sections/council.html\" aria-current=\"true\"",
        "href=\"../authors/oda-fennick.html\"",
        "href=\"../tags/roads.html\"",
    ] {
        assert!(page.contains(part), "{part} should be in {page}");
    }
    assert!(!page.contains("<script src"), "a page works without a script");
    // Every address inside the site leads somewhere.
    for (path, bytes) in found.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
        let html = String::from_utf8_lossy(bytes).into_owned();
        for target in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if !target.contains("://") && !target.starts_with('#') {
                let target = target.strip_prefix("../").map_or_else(
                    || match path.rsplit_once('/') {
                        Some((parent, _)) => format!("{parent}/{target}"),
                        None => target.to_owned(),
                    },
                    str::to_owned,
                );
                assert!(found.contains_key(&target), "{path} leads to {target}");
            }
        }
    }
    let other = desk.folder.path().join("other");
    export(&desk.library, &Selection::Query(StoryQuery::default()), &options(), &other, &mut |_, _| true).expect("exported");
    assert!(files(&other) == found, "the same library gives the same bytes");
    assert_eq!(desk.export(&options()).expect("exported").written, 0, "nothing changed, so nothing is written");
    assert!(desk.export(&SiteOptions { fresh: true, ..options() }).expect("exported").written > 70);
    assert!(files(&desk.site()) == found);
}

#[test]
fn one_edit_rewrites_what_it_touches_and_ends_where_a_fresh_export_ends() {
    let desk = Desk::new();
    let ids: Vec<String> = (0..120).map(|n| desk.add(story(n))).collect();
    desk.export(&options()).expect("exported");
    // An old story's body: its page and the date of the map are all that can change; it is in no feed.
    desk.change(&ids[40], |article| article.body = Document::new(vec![Block::paragraph("Changed.")]));
    assert_eq!(desk.export(&options()).expect("exported").written, 1);
    desk.change(&ids[40], |article| article.headline = "Another headline".into());
    let report = desk.export(&options()).expect("exported");
    assert!((5..20).contains(&report.written), "{report:?}");
    // A tag with another name: those that carry it, and no others.
    desk.library.rename_tag("Ferries", "Boats").expect("renamed");
    let report = desk.export(&options()).expect("exported");
    assert!(report.written < 120 && report.removed > 0 && !desk.site().join("tags/ferries.html").exists(), "{report:?}");
    // A story that goes takes its files with it.
    desk.library.set_status(&[desk.library.resolve(&ids[3]).expect("known")], Status::Spiked, &stamp()).expect("spiked");
    assert!(desk.export(&options()).expect("exported").removed >= 1);
    assert!(!desk.site().join("stories/story-number-3.html").exists());
    let incremental = files(&desk.site());
    desk.export(&SiteOptions { fresh: true, ..options() }).expect("exported");
    let fresh = files(&desk.site());
    for (path, bytes) in &fresh {
        assert!(incremental.get(path) == Some(bytes), "{path} differs from a fresh export");
    }
    assert_eq!(incremental.len(), fresh.len());
}

#[test]
fn readers_see_what_is_out_and_old_addresses_lead_to_new_ones() {
    let desk = Desk::new();
    let id = desk.add(story(1));
    let resolved = desk.library.resolve(&id).expect("known");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.change(&id, |article| article.body = Document::new(vec![Block::paragraph("Not yet agreed.")]));
    let report = desk.export(&options()).expect("exported");
    assert_eq!(report.unpublished_changes, 1);
    let page = text(&desk.site(), "stories/story-number-1.html");
    assert!(page.contains("The text of number 1.") && !page.contains("Not yet agreed."), "{page}");
    desk.change(&id, |article| article.slug = "another-address".into());
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.export(&options()).expect("exported");
    assert!(text(&desk.site(), "stories/another-address.html").contains("Not yet agreed."));
    assert!(text(&desk.site(), "stories/story-number-1.html").contains("url=../stories/another-address.html"));
    assert_eq!(text(&desk.site(), "_redirects"), "/stories/story-number-1.html /stories/another-address.html 301\n");
}

#[test]
fn links_between_stories_follow_them() {
    let desk = Desk::new();
    let target = desk.add(story(1));
    let link = |href: String| Inline::Text { text: "there".into(), marks: vec![Mark::Link { href, title: String::new() }] };
    desk.add(Article {
        body: Document::new(vec![Block::Paragraph { content: vec![link(format!("stet:{target}")), link("stet:0190nowhere".into())] }]),
        ..story(2)
    });
    desk.export(&options()).expect("exported");
    let page = text(&desk.site(), "stories/story-number-2.html");
    assert!(page.contains("<a href=\"../stories/story-number-1.html\">there</a><a>there</a>"), "{page}");
    desk.change(&target, |article| article.slug = "moved".into());
    desk.export(&options()).expect("exported");
    assert!(text(&desk.site(), "stories/story-number-2.html").contains("href=\"../stories/moved.html\""));
    assert!(text(&desk.site(), "atom.xml").contains("https://courier.example/paper/stories/moved.html"), "feeds carry whole addresses");
}

#[test]
fn links_between_stories_follow_them_however_they_are_spelt() {
    let desk = Desk::new();
    let target = desk.add(story(1));
    let link = |href: &str| Inline::Text { text: "there".into(), marks: vec![Mark::Link { href: href.into(), title: String::new() }] };
    let forms =
        [format!("stet:{target}@r1"), format!("STET:{target}"), format!("stet:{target}#part"), format!("Stet:{}", target.to_uppercase())];
    for (n, href) in (2..).zip(&forms) {
        desk.add(Article { body: Document::new(vec![Block::Paragraph { content: vec![link(href)] }]), ..story(n) });
    }
    for slug in ["story-number-1", "moved"] {
        desk.change(&target, |article| article.slug = slug.into());
        desk.export(&options()).expect("exported");
        for (n, href) in (2..).zip(&forms) {
            let page = text(&desk.site(), &format!("stories/story-number-{n}.html"));
            assert!(page.contains(&format!("<a href=\"../stories/{slug}.html\">there</a>")), "{href} to {slug}: {page}");
        }
    }
}

/// A paragraph with one link, `there`.
fn linking(href: &str) -> Document {
    let link = Inline::Text { text: "there".into(), marks: vec![Mark::Link { href: href.into(), title: String::new() }] };
    Document::new(vec![Block::Paragraph { content: vec![link] }])
}

#[test]
fn links_by_an_old_slug_lead_to_the_page_that_the_story_has_now() {
    let desk = Desk::new();
    let target = desk.add(story(1));
    let resolved = desk.library.resolve(&target).expect("known");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    // Addresses inside the site count as much as links to the story itself; what is elsewhere, or leads on inside a page, stays.
    let forms = [
        ("stet:story-number-1", true),
        ("STET:Story-Number-1#part", true),
        ("story-number-1.html", true),
        ("./story-number-1.html#part", true),
        ("../stories/story-number-1.html?from=list", true),
        ("/paper/stories/story-number-1.html", true),
        ("https://courier.example/paper/stories/story-number-1.html", true),
        ("https://elsewhere.example/paper/stories/story-number-1.html", false),
        ("../story-number-1.html", false),
        ("story-number-1", false),
        ("../../../stories/story-number-1.html", false),
    ];
    for (n, (href, _)) in (2..).zip(forms) {
        desk.add(Article { body: linking(href), ..story(n) });
    }
    desk.export(&options()).expect("exported");
    for (n, slug) in ["first-move", "second-move"].into_iter().enumerate() {
        desk.change(&target, |article| article.slug = slug.into());
        desk.export(&options()).expect("exported");
        // What is out still has its old address, and the new one is nobody's yet.
        let before = ["story-number-1", "first-move"][n];
        assert!(text(&desk.site(), "stories/story-number-2.html").contains(&format!("<a href=\"../stories/{before}.html\">there</a>")));
        desk.library.publish(&resolved, None, &stamp()).expect("published");
        desk.export(&options()).expect("exported");
        for (n, (href, leads)) in (2..).zip(forms) {
            let page = text(&desk.site(), &format!("stories/story-number-{n}.html"));
            let rest = if href.starts_with("stet") || href.starts_with("STET") {
                ""
            } else {
                href.split_once(".html").map_or("", |(_, rest)| rest)
            };
            let wanted = if leads { format!("../stories/{slug}.html{rest}") } else { href.to_owned() };
            assert!(page.contains(&format!("<a href=\"{wanted}\">there</a>")), "{href}: {page}");
        }
        assert!(text(&desk.site(), "stories/story-number-1.html").contains(&format!("url=../stories/{slug}.html")), "the old page stays");
    }
    let feed = text(&desk.site(), "atom.xml");
    assert!(feed.contains("https://courier.example/paper/stories/second-move.html#part") && !feed.contains("first-move"), "{feed}");
    let incremental = files(&desk.site());
    fs::remove_dir_all(desk.site()).expect("gone");
    desk.export(&options()).expect("exported");
    assert!(files(&desk.site()) == incremental, "an edit ends where a fresh export ends");
}

#[test]
fn links_by_a_slug_that_is_not_out_yet_lead_to_the_page_that_is() {
    let desk = Desk::new();
    let target = desk.add(story(1));
    let resolved = desk.library.resolve(&target).expect("known");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.change(&target, |article| article.slug = "to-be".into());
    desk.add(Article { body: linking("stet:to-be"), ..story(2) });
    desk.export(&options()).expect("exported");
    let linked = || text(&desk.site(), "stories/story-number-2.html");
    assert!(linked().contains("<a href=\"../stories/story-number-1.html\">there</a>"), "{}", linked());
    assert!(!desk.site().join("stories/to-be.html").exists(), "nobody else is told of it");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.export(&options()).expect("exported");
    assert!(linked().contains("<a href=\"../stories/to-be.html\">there</a>"), "{}", linked());
}

#[test]
fn an_old_slug_that_another_story_has_now_means_that_story() {
    let desk = Desk::new();
    let target = desk.add(story(1));
    let resolved = desk.library.resolve(&target).expect("known");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.change(&target, |article| article.slug = "moved".into());
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.add(Article { body: linking("stet:story-number-1"), ..story(2) });
    let heir = desk.add(story(3));
    desk.change(&heir, |article| article.slug = "story-number-1".into());
    desk.change(&heir, |article| article.headline = "The heir".into());
    desk.export(&options()).expect("exported");
    assert!(text(&desk.site(), "stories/story-number-2.html").contains("<a href=\"../stories/story-number-1.html\">there</a>"));
    assert!(text(&desk.site(), "stories/story-number-1.html").contains("The heir"));
}

#[test]
fn what_a_website_shows_of_a_story_can_be_asked_for() {
    let desk = Desk::new();
    let id = desk.add(Article { tags: vec!["Ferries".into()], ..story(1) });
    let resolved = desk.library.resolve(&id).expect("known");
    let site = ExportOptions { as_published: true, ..ExportOptions::default() };
    let headlines =
        || [&site, &ExportOptions::default()].map(|options| desk.library.outgoing_for(&resolved, options).expect("read").article.headline);
    assert_eq!(headlines(), ["Story number 1", "Story number 1"], "a draft goes out as it stands");
    desk.library.publish(&resolved, None, &stamp()).expect("published");
    desk.change(&id, |article| article.headline = "Not yet agreed".into());
    assert_eq!(headlines(), ["Story number 1", "Not yet agreed"]);
    desk.library.rename_tag("Ferries", "Boats").expect("renamed");
    assert_eq!(desk.library.outgoing_for(&resolved, &site).expect("read").article.tags, ["Boats"], "tags as they are called now");
    desk.export(&options()).expect("exported");
    assert!(text(&desk.site(), "stories/story-number-1.html").contains("Story number 1"));
}

#[test]
fn a_site_of_a_later_version_is_known_for_stets_own() {
    let desk = Desk::new();
    desk.add(story(1));
    desk.export(&options()).expect("exported");
    let made = files(&desk.site());
    // What a later version would leave: the same beginning, the files, a version, and what nobody knows yet.
    let mut manifest = b"stet-site\n\x03".to_vec();
    for path in ["index.html", "atom.xml", "stories/gone.html"] {
        manifest.push(u8::try_from(path.len()).expect("short"));
        manifest.extend(path.bytes().chain([7; 16]));
    }
    manifest.extend(b"\x7fwhatever it may be");
    fs::write(desk.site().join(".stet-site"), &manifest).expect("written");
    for path in ["index.html", "stories/gone.html"] {
        fs::write(desk.site().join(path), "as a later version has it").expect("written");
    }
    let report = desk.export(&options()).expect("exported");
    assert_eq!(report.removed, 1, "what is no more goes: {report:?}");
    assert!(files(&desk.site()) == made);
    assert_eq!(desk.export(&options()).expect("exported").written, 0);
}

#[test]
fn hostile_names_become_safe_files_and_no_markup() {
    let desk = Desk::new();
    let evil = "</script><script>alert(1)</script> ]]> \u{1} &amp;";
    for (slug, headline) in [("con", evil), ("aux", "x"), ("index", "y"), ("", "日本"), ("", "")] {
        let tags = vec!["CON".into(), "con-".into(), "C++".into(), "C#".into(), "🦀".into(), "é".repeat(100), evil.replace('\u{1}', "")];
        let article = Article {
            slug: slug.into(),
            headline: headline.into(),
            tags,
            section: "AUX".into(),
            byline: vec![evil.into(), "../../x".into()],
            ..story(1)
        };
        desk.add(Article { standfirst: evil.into(), ..article });
    }
    desk.export(&options()).expect("exported");
    let found = files(&desk.site());
    let outside: Vec<String> = fs::read_dir(desk.folder.path())
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(outside.iter().all(|name| name == "site" || name.starts_with("l.stet")), "{outside:?}");
    let mut folded: Vec<String> = found.keys().map(|path| path.to_lowercase()).collect();
    folded.sort();
    folded.dedup();
    assert_eq!(folded.len(), found.len(), "no two files of the same name in another case");
    for (path, bytes) in &found {
        let name = path.rsplit('/').next().expect("a name");
        assert!(name.len() <= 255 && !matches!(name.split('.').next(), Some("con" | "aux" | "nul" | "prn")), "{path}");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        // A title in JSON is plain text, never markup.
        assert!(path.ends_with(".json") || !text.contains("<script>alert"), "{path}: {text}");
        assert!(!(path.ends_with(".xml") && (text.contains("]]>") || text.contains('\u{1}'))), "{path}: {text}");
    }
}

#[test]
fn a_failed_or_stopped_export_leaves_the_old_site_whole() {
    let desk = Desk::new();
    for n in 0..300 {
        desk.add(story(n));
    }
    desk.export(&options()).expect("exported");
    let before = files(&desk.site());
    let all = Selection::Query(StoryQuery::default());
    let changed = SiteOptions { title: "Another name".into(), ..options() };
    let stopped = export(&desk.library, &all, &changed, &desk.site(), &mut |_, _| false).expect_err("stopped");
    assert_eq!(stopped.code(), ErrorCode::Cancelled);
    assert!(files(&desk.site()) == before);
    let own = desk.folder.path().join("theme");
    assert!(theme::write_new(&own).expect("copied").contains(&"templates/story.html".to_owned()));
    let broken = |template: &str, text: &str| {
        let path = own.join("templates").join(template);
        let whole = fs::read_to_string(&path).expect("readable");
        fs::write(&path, text).expect("written");
        let error = desk.export(&SiteOptions { theme: Some(own.clone()), ..options() }).expect_err("broken");
        fs::write(&path, whole).expect("written");
        assert!(files(&desk.site()) == before, "the old site is whole");
        error
    };
    let error = broken("story.html", "<p>\n{% if %}\n");
    assert!(matches!(&error, Error::TemplateInvalid { name, line: 2, .. } if name == "templates/story.html"), "{error}");
    let error = broken("list.html", "one\ntwo\n{{ title | nothing }}");
    assert!(matches!(&error, Error::TemplateInvalid { name, line: 3, .. } if name == "templates/list.html"), "{error}");
    let error = broken(
        "front.html",
        "\n{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}x{% endfor %}{% endfor %}{% endfor %}",
    );
    assert!(matches!(&error, Error::TemplateEndless { .. }), "{error}");
    let error = broken("base.html", "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}");
    assert!(matches!(error.code(), ErrorCode::TemplateInvalid | ErrorCode::TemplateEndless), "{error}");
    let error = broken("404.html", "{% include \"../../../etc/passwd\" %}");
    assert_eq!(error.code(), ErrorCode::TemplateInvalid);
    fs::remove_file(own.join("theme.toml")).expect("removed");
    assert_eq!(desk.export(&SiteOptions { theme: Some(own), ..options() }).expect_err("no theme").code(), ErrorCode::ThemeInvalid);
    assert!(files(&desk.site()) == before);
}

#[test]
fn a_theme_is_copied_where_there_is_room_and_a_folder_that_is_none_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = folder.path().join("mine");
    assert_eq!(theme::copy_into(&asked).expect("copied"), asked, "a folder that is not there yet is made");
    assert_eq!(theme::copy_into(&asked).expect("copied"), asked.join("broadsheet"), "what holds anything is not written over");
    assert_eq!(theme::copy_into(&asked).expect("copied"), asked.join("broadsheet-2"));
    for path in [asked.clone(), asked.join("broadsheet"), asked.join("broadsheet-2")] {
        theme::Theme::read(&path).expect("a copy is a theme");
    }
    let code = |path: &Path| theme::Theme::read(path).expect_err("no theme").code();
    assert_eq!(code(&folder.path().join("nowhere")), ErrorCode::ThemeMissing);
    assert_eq!(code(&asked.join("theme.toml")), ErrorCode::ThemeInvalid, "a file");
    assert_eq!(code(folder.path()), ErrorCode::ThemeInvalid, "a folder of something else");
    fs::remove_file(asked.join("templates/front.html")).expect("removed");
    let error = theme::Theme::read(&asked).expect_err("a template is missing");
    assert!(matches!(&error, Error::ThemeInvalid { reason, .. } if reason.contains("templates/front.html")), "{error}");
    fs::write(folder.path().join("file"), "in the way").expect("written");
    assert_eq!(theme::copy_into(&folder.path().join("file")).expect_err("no folder").code(), ErrorCode::ExportUnwritable);
}

#[test]
fn files_that_stet_did_not_write_stay() {
    let desk = Desk::new();
    desk.add(story(1));
    fs::create_dir_all(desk.site().join("stories")).expect("made");
    fs::write(desk.site().join("CNAME"), "courier.example").expect("written");
    fs::write(desk.site().join("index.html"), "mine").expect("written");
    let refused = desk.export(&options()).expect_err("in the way");
    assert!(matches!(&refused, Error::ExportForeign { files, .. } if files == &["index.html"]), "{refused}");
    assert_eq!(files(&desk.site()).len(), 2, "nothing was written");
    fs::remove_file(desk.site().join("index.html")).expect("removed");
    desk.export(&options()).expect("exported");
    assert_eq!(text(&desk.site(), "CNAME"), "courier.example");
    // Without its manifest the site is still known by its bytes.
    fs::remove_file(desk.site().join(".stet-site")).expect("removed");
    desk.export(&options()).expect("its own files are the same");
}

#[test]
fn an_interrupted_change_of_places_is_finished_by_the_next_export() {
    let desk = Desk::new();
    let id = desk.add(story(1));
    desk.export(&options()).expect("exported");
    let old = files(&desk.site());
    // What a kill leaves before the list of moves is whole: nothing counts.
    fs::create_dir(desk.site().join(".stet-site-new")).expect("made");
    fs::write(desk.site().join(".stet-site-new/0"), "half").expect("written");
    fs::write(desk.site().join(".stet-site-new/moves.part"), "half").expect("written");
    assert_eq!(desk.export(&options()).expect("exported").written, 0);
    assert!(files(&desk.site()) == old);
    desk.change(&id, |article| article.headline = "Changed".into());
    desk.export(&options()).expect("exported");
    assert!(!desk.site().join(".stet-site-new").exists());
}
