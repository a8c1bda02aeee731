//! Many files at once, again and again: what is new, updated, unchanged or kept beside; and archives that mean harm.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use chrono::{Duration, TimeZone as _, Utc};
use stet_core::import::sources::Sources;
use stet_core::library::{ImportOptions, ImportOutcome as Outcome, ImportReport, Reason, StoryQuery};
use stet_core::{ArticleId, ErrorCode, Library, Stamp};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

/// A library and a folder of files to bring into it. Each import is an hour after the one before.
pub(crate) struct Intake {
    pub(crate) folder: TempDir,
    pub(crate) library: Library,
    turn: std::cell::Cell<i64>,
}

impl Intake {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("a folder");
        let library = Library::create(&folder.path().join("x.stet"), &stamp(0)).expect("a library");
        Self { folder, library, turn: std::cell::Cell::new(0) }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("in").join(name)
    }

    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("written");
        path
    }

    pub(crate) fn stamp(&self) -> Stamp {
        self.turn.set(self.turn.get() + 1);
        stamp(self.turn.get())
    }

    pub(crate) fn bring(&self, sources: &Sources) -> ImportReport {
        self.library.import(sources, &ImportOptions::default(), &self.stamp(), &mut |_, _, _| true)
    }

    pub(crate) fn folder(&self) -> ImportReport {
        self.bring(&Sources::of_paths(&[self.folder.path().join("in")]))
    }

    pub(crate) fn stories(&self) -> Vec<ArticleId> {
        self.library.list_ids(&StoryQuery::default()).expect("a list")
    }

    /// Edits the story's body as an editor would.
    pub(crate) fn edit(&self, id: &ArticleId, words: &str) {
        let story = self.library.story(id).expect("a story");
        let mut article = story.article;
        article.body.content.push(stet_core::document::Block::paragraph(words));
        self.library.save_working_copy(id, story.version, article, &self.stamp()).expect("saved");
    }

    pub(crate) fn text(&self, id: &ArticleId) -> String {
        self.library.story(id).expect("a story").article.body.plain_text()
    }
}

pub(crate) fn stamp(hour: i64) -> Stamp {
    Stamp::new("Intake", Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().expect("a time") + Duration::hours(hour))
}

/// `new a.md, failed:import_empty b.md`: what became of each file.
pub(crate) fn told(report: &ImportReport) -> String {
    let line = |line: &stet_core::library::ImportLine| {
        let name = line.name.rsplit("/in/").next().unwrap_or_default();
        let outcome = match line.outcome {
            Outcome::New => "new".to_owned(),
            Outcome::Updated => "updated".to_owned(),
            Outcome::Unchanged => "unchanged".to_owned(),
            Outcome::BothKept => "both".to_owned(),
            Outcome::Failed => code(line.error.as_ref().expect("why").code()),
        };
        format!("{outcome} {name}")
    };
    report.files.iter().map(line).collect::<Vec<_>>().join(", ")
}

fn code(code: ErrorCode) -> String {
    serde_json::to_value(code).expect("JSON").as_str().expect("a name").to_owned()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn the_same_folder_twice_is_unchanged_and_a_changed_file_is_a_revision() {
    let intake = Intake::new();
    let one = intake.file("one.md", "---\ntitle: One\n---\nFirst words.\n");
    intake.file("sub/two.txt", "Two\n\nOther words, rather more of them.\n");
    intake.file("picture.png", b"\x89PNG");
    let report = intake.folder();
    assert_eq!((told(&report), report.passed_over), ("new one.md, new sub/two.txt".into(), 1));
    assert_eq!(told(&intake.folder()), "unchanged one.md, unchanged sub/two.txt");
    fs::write(&one, "---\ntitle: One\n---\nFirst words, and more.\n").expect("written");
    let report = intake.folder();
    assert_eq!(told(&report), "updated one.md, unchanged sub/two.txt");
    assert_eq!(intake.stories().len(), 2, "never doubled");
    let id = report.files[0].story.clone().expect("a story");
    assert_eq!(intake.text(&id), "First words, and more.");
    let history = intake.library.history(&id).expect("a history");
    assert_eq!(history.iter().map(|row| row.reason).collect::<Vec<_>>(), [Reason::Imported, Reason::Imported]);
    assert_eq!(told(&intake.folder()), "unchanged one.md, unchanged sub/two.txt");
    // The file by itself is the same file.
    assert_eq!(told(&intake.bring(&Sources::of_paths(&[one]))), "unchanged one.md");
}

#[test]
fn what_an_editor_wrote_since_is_never_overwritten() {
    let intake = Intake::new();
    let file = intake.file("one.md", "---\ntitle: One\n---\nFirst words.\n");
    let id = intake.folder().files[0].story.clone().expect("a story");
    intake.edit(&id, "The editor’s own.");
    assert_eq!(told(&intake.folder()), "unchanged one.md", "the file says nothing new");
    fs::write(&file, "---\ntitle: One\n---\nThe file’s own.\n").expect("written");
    let report = intake.folder();
    assert_eq!(told(&report), "both one.md");
    assert_eq!(report.files[0].warnings[0].code, "both_changed");
    assert!(intake.text(&id).ends_with("The editor’s own."), "the story stays");
    let history = intake.library.history(&id).expect("a history");
    let kept = intake.library.revision(&id, history[0].number).expect("a revision");
    assert_eq!((history[0].name.as_deref(), kept.body.plain_text().as_str()), (Some("From one.md"), "The file’s own."));
    assert!(history.iter().any(|row| intake.library.revision(&id, row.number).expect("read").body.plain_text().ends_with("own.")));
    assert_eq!(told(&intake.folder()), "unchanged one.md", "once is enough");
    // The editor takes the file's text over: from then on it follows the file again.
    let story = intake.library.story(&id).expect("a story");
    intake.library.restore(&id, history[0].number, story.version, &intake.stamp()).expect("restored");
    fs::write(&file, "---\ntitle: One\n---\nThe file’s newest.\n").expect("written");
    assert_eq!(told(&intake.folder()), "updated one.md");
    assert!(intake.library.check(true).expect("checked").faults.is_empty());
}

#[test]
fn a_zip_or_a_drop_of_the_folder_is_the_same_stories() {
    let intake = Intake::new();
    let texts = [("a.md", "---\ntitle: Aye\n---\nOne.\n"), ("posts/b.md", "---\ntitle: Bee\n---\nTwo.\n")];
    for (name, text) in texts {
        intake.file(name, text);
    }
    assert_eq!(told(&intake.folder()), "new a.md, new posts/b.md");
    let entries: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let zip = intake.folder.path().join("again.zip");
    fs::write(&zip, archive(&entries)).expect("written");
    let report = intake.bring(&Sources::of_paths(std::slice::from_ref(&zip)));
    assert!(told(&report).starts_with("unchanged ") && report.files.len() == 2, "{}", told(&report));
    let dropped = || texts.iter().map(|(name, text)| (format!("in/{name}"), text.as_bytes().to_vec())).collect::<Vec<_>>();
    assert_eq!(told(&intake.bring(&Sources::of_bytes(dropped()))), "unchanged in/a.md, unchanged in/posts/b.md");
    // A newer zip: the name inside and the headline tell which story it is.
    fs::write(&zip, archive(&[("posts/b.md", b"---\ntitle: Bee\n---\nTwo and a half.\n")])).expect("written");
    let report = intake.bring(&Sources::of_paths(&[zip]));
    assert_eq!(report.files[0].outcome, Outcome::Updated, "{}", told(&report));
    assert_eq!(intake.stories().len(), 2);
}

#[test]
fn files_that_are_alike_are_still_stories_of_their_own() {
    let intake = Intake::new();
    for name in ["one/index.md", "two/index.md", "en/tbd.txt", "fr/tbd.txt"] {
        intake.file(name, "To be done, and then some more words here.\n");
    }
    assert_eq!(intake.folder().files.iter().filter(|line| line.outcome == Outcome::New).count(), 4);
    let report = intake.folder();
    assert_eq!(report.files.iter().filter(|line| line.outcome == Outcome::Unchanged).count(), 4, "{}", told(&report));
    let stories: std::collections::BTreeSet<_> = report.files.iter().filter_map(|line| line.story.clone()).collect();
    assert_eq!(stories.len(), 4);
    // A page bundle is named after its folder.
    assert!(report.files.iter().any(|line| line.headline == "One"), "{report:?}");
}

#[test]
fn a_web_page_is_known_by_its_own_address() {
    let intake = Intake::new();
    let page = |words: &str| {
        format!(
            "<!doctype html><html><head><title>Ferry</title><link rel=canonical href=https://a.example/ferry></head><body><article><p>{words}</p></article></body></html>"
        )
    };
    intake.file("page.html", page("The boat goes at five."));
    assert_eq!(told(&intake.folder()), "new page.html");
    fs::remove_file(intake.path("page.html")).expect("removed");
    intake.file("page (1).html", page("The boat goes at six."));
    assert_eq!(told(&intake.folder()), "updated page (1).html");
    // Another page under the old name is another story.
    intake.file("page (1).html", page("Trams.").replace("/ferry", "/tram"));
    assert_eq!(told(&intake.folder()), "new page (1).html");
}

#[test]
fn stets_own_export_comes_back_as_the_story_that_it_was() {
    let intake = Intake::new();
    let article = stet_testkit::story("One", &["First words."]);
    let made = intake.library.create_story(article.clone(), Reason::Created, &intake.stamp()).expect("made");
    let json =
        |article: &stet_core::Article| serde_json::json!({ "stet": 1, "id": made.id, "status": "draft", "article": article }).to_string();
    intake.file("one.json", json(&made.article));
    intake.file("package.json", "{\"name\": \"x\"}");
    let report = intake.folder();
    assert_eq!((told(&report).as_str(), report.passed_over), ("unchanged one.json", 1));
    assert_eq!(report.files[0].story.as_ref(), Some(&made.id));
    intake.edit(&made.id, "More.");
    assert_eq!(told(&intake.folder()), "unchanged one.json", "an old export overwrites nothing");
    let mut changed = made.article.clone();
    changed.standfirst = "Written in the export.".into();
    intake.file("one.json", json(&changed));
    assert_eq!(told(&intake.folder()), "both one.json");
    assert!(intake.text(&made.id).ends_with("More."));
}

#[test]
fn a_recovered_library_still_knows_where_its_stories_came_from() {
    let intake = Intake::new();
    intake.file("one.md", "# One\n\nWords.\n");
    intake.file("two.md", "# Two\n\nWords.\n");
    intake.folder();
    let saved = intake.folder.path().join("saved.stet");
    Library::recover(intake.library.path(), &saved, &intake.stamp()).expect("recovered");
    let again = Intake { library: Library::open(&saved).expect("opens"), ..intake };
    assert_eq!(told(&again.folder()), "unchanged one.md, unchanged two.md");
    again.file("one.md", "# One\n\nOther words.\n");
    assert_eq!(told(&again.folder()), "updated one.md, unchanged two.md");
    assert_eq!(again.stories().len(), 2);
}

#[test]
fn a_file_that_says_the_same_in_other_bytes_is_a_change_that_is_told() {
    let intake = Intake::new();
    intake.file("one.md", "# One\n\nWords.\n");
    let id = intake.folder().files[0].story.clone().expect("a story");
    intake.file("one.md", "# One\n\n\nWords.\n");
    assert_eq!(told(&intake.folder()), "updated one.md");
    let sides = [1, 2].map(|number| stet_core::library::Side::Revision { number });
    let found = intake.library.compare(&id, sides[0], sides[1]).expect("compared");
    assert_eq!((found.summary.changes, found.fields[0].field.as_str()), (1, "source"));
    let [old, new] = [1, 2].map(|number| intake.library.revision(&id, number).expect("read"));
    assert_eq!(found.apply(&old).expect("applies"), new);
    let base = intake.library.story(&id).expect("read").version;
    intake.library.restore_field(&id, 1, "source", base, &intake.stamp()).expect("taken back");
    assert_eq!(intake.library.story(&id).expect("read").article, old);
}

#[test]
fn a_purged_story_takes_the_files_along_that_it_came_from() {
    const SECRET: &str = "Zwielichtkabinett";
    let intake = Intake::new();
    intake.file("one.md", format!("# One\n\nThe {SECRET} as it was.\n"));
    intake.file("two.md", "# Two\n\nThe same words.\n");
    intake.file("other/two.md", "# Two\n\nThe same words.\n");
    let made: Vec<ArticleId> = intake.folder().files.into_iter().filter_map(|line| line.story).collect();
    let one = made.iter().find(|id| intake.library.story(id).expect("read").article.headline == "One").expect("the first").clone();
    let twos: Vec<ArticleId> = made.into_iter().filter(|id| *id != one).collect();
    // The file and the story change: the file's text is kept as a revision that never was the working copy.
    intake.edit(&one, "An editor's words.");
    intake.file("one.md", format!("# One\n\nThe {SECRET} as it is now.\n"));
    assert!(told(&intake.folder()).contains("one.md"));
    let lies_there = || {
        ["x.stet", "x.stet-wal"].iter().any(|name| {
            let bytes = fs::read(intake.folder.path().join(name)).unwrap_or_default();
            bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
        })
    };
    assert!(lies_there(), "the test should see the word while it is there");
    let spike = |ids: &[ArticleId]| {
        intake.library.set_status(ids, stet_core::article::Status::Spiked, &intake.stamp()).expect("spiked");
        intake.library.purge(ids).expect("purged");
    };
    spike(std::slice::from_ref(&one));
    assert!(!lies_there(), "no word of the files stays");
    // A file that another story came from too stays for that one.
    spike(&twos[..1]);
    let source = intake.library.story(&twos[1]).expect("read").article.source.expect("a source");
    assert!(stet_core::export::Assets::text(&intake.library, &source.asset).expect("read").is_some());
    assert_eq!(intake.library.check(true).expect("checked").faults, []);
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let intake = Intake::new();
    intake.file("one.md", "# One\n\nWords.\n");
    let options = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let sources = || Sources::of_paths(&[intake.folder.path().join("in")]);
    let report = intake.library.import(&sources(), &options, &intake.stamp(), &mut |_, _, _| true);
    assert_eq!((told(&report).as_str(), report.files[0].headline.as_str()), ("new one.md", "One"));
    assert!(intake.stories().is_empty() && report.files[0].story.is_none());
    intake.folder();
    intake.file("one.md", "# One\n\nOther words.\n");
    let report = intake.library.import(&sources(), &options, &intake.stamp(), &mut |_, _, _| true);
    assert_eq!(told(&report), "updated one.md");
    assert_eq!(intake.library.history(&intake.stories()[0]).expect("a history").len(), 1);
}

#[test]
fn tags_asked_for_reach_stories_that_are_there_already() {
    let intake = Intake::new();
    intake.file("one.md", "# One\n\nWords.\n");
    intake.folder();
    let options = ImportOptions { tags: vec!["Wire".into()], ..ImportOptions::default() };
    let sources = Sources::of_paths(&[intake.folder.path().join("in")]);
    let report = intake.library.import(&sources, &options, &intake.stamp(), &mut |_, _, _| true);
    assert_eq!(told(&report), "updated one.md");
    assert_eq!(intake.library.story(&intake.stories()[0]).expect("a story").article.tags, ["Wire"]);
    let sources = Sources::of_paths(&[intake.folder.path().join("in")]);
    let report = intake.library.import(&sources, &options, &intake.stamp(), &mut |_, _, _| true);
    assert_eq!(told(&report), "unchanged one.md");
}

#[test]
fn a_spiked_story_stays_spiked_and_a_purged_one_comes_in_anew() {
    let intake = Intake::new();
    intake.file("one.md", "# One\n\nWords.\n");
    let id = intake.folder().files[0].story.clone().expect("a story");
    intake.library.set_status(std::slice::from_ref(&id), stet_core::article::Status::Spiked, &intake.stamp()).expect("spiked");
    let report = intake.folder();
    assert_eq!((told(&report).as_str(), report.files[0].warnings[0].code.as_str()), ("unchanged one.md", "spiked"));
    intake.library.purge(&[id]).expect("purged");
    assert_eq!(told(&intake.folder()), "new one.md");
}

#[test]
fn thousands_come_in_and_cancel_stops_between_chunks() {
    let intake = Intake::new();
    for number in 0..300 {
        intake.file(&format!("{number:03}.md"), format!("# Story {number}\n\nWords of story {number}.\n"));
    }
    let sources = Sources::of_paths(&[intake.folder.path().join("in")]);
    let mut heard = 0;
    let report = intake.library.import(&sources, &ImportOptions::default(), &intake.stamp(), &mut |_, done, total| {
        assert_eq!((done, total), (heard + 1, 300));
        heard = done;
        done < 100
    });
    assert!(report.cancelled && report.files.len() < 300 && report.files.len() == heard, "{heard}");
    assert_eq!(intake.stories().len(), heard, "what was told of is there, and no more");
    let report = intake.folder();
    assert_eq!((intake.stories().len(), report.files.len(), report.cancelled), (300, 300, false));
}

#[test]
fn bad_files_are_named_and_stop_none_of_the_others() {
    let intake = Intake::new();
    intake.file("a-empty.md", "");
    intake.file("b-binary.txt", [0_u8, 159, 146, 150, 0, 1, 2, 3]);
    intake.file("c-matter.md", "---\ntitle: [\n---\nx\n");
    intake.file("d-good.md", "# Good\n\nWords.\n");
    intake.file("e-tag.md", format!("---\ntitle: Tag\ntags: ['{}']\n---\nx\n", "\u{7}"));
    fs::File::create(intake.path("f-large.txt")).and_then(|file| file.set_len(50 * 1024 * 1024)).expect("a sparse file");
    intake.file("g-latin.txt", b"A caf\xe9 by the sea.\n");
    fs::write(intake.path("h.zip"), b"PK\x05\x06 but no more").expect("written");
    let report = intake.folder();
    let all = told(&report);
    for part in [
        "import_empty a-empty.md",
        "import_binary b-binary.txt",
        "import_front_matter c-matter.md",
        "new d-good.md",
        "import_too_large f-large.txt",
        "new g-latin.txt",
        "import_nested h.zip",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    assert_eq!(told(&intake.bring(&Sources::of_paths(&[intake.path("h.zip")]))), "import_damaged h.zip");
    assert!(intake.library.check(true).expect("checked").faults.is_empty());
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let intake = Intake::new();
    let secret = intake.folder.path().join("secret.md");
    fs::write(&secret, "# Secret\n").expect("written");
    intake.file("good.md", "# Good\n");
    symlink(&secret, intake.path("out.md")).expect("a link");
    symlink(intake.path("good.md"), intake.path("twice.md")).expect("a link");
    symlink(intake.path(""), intake.path("loop")).expect("a link");
    assert_eq!(told(&intake.folder()), "import_escapes out.md, new good.md");
    assert_eq!(intake.stories().len(), 1);
}

#[test]
fn an_archive_that_means_harm_does_none() {
    let intake = Intake::new();
    let bomb = vec![b'a'; 30 * 1024 * 1024];
    let inner = archive(&[("x.md", b"# X\n")]);
    let zip = archive(&[
        ("../../climb.md", b"# Climb\n"),
        ("/etc/absolute.md", b"# Absolute\n"),
        ("C:\\drive.md", b"# Drive\n"),
        ("a\\..\\..\\back.md", b"# Back\n"),
        ("bomb.md", &bomb),
        ("inner.zip", &inner),
        ("good.md", b"# Good\n"),
        ("__MACOSX/._good.md", b"junk"),
        ("picture.png", b"\x89PNG"),
    ]);
    assert!(zip.len() < 1024 * 1024);
    let before: Vec<PathBuf> = walk(intake.folder.path());
    let report = intake.bring(&Sources::of_bytes(vec![("bad.zip".into(), zip)]));
    let all = told(&report);
    for part in [
        "import_escapes bad.zip/../../climb.md",
        "import_escapes bad.zip//etc/absolute.md",
        "import_escapes bad.zip/C:/drive.md",
        "import_escapes bad.zip/a/../../back.md",
        "import_bomb bad.zip/bomb.md",
        "import_nested bad.zip/inner.zip",
        "new bad.zip/good.md",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    assert_eq!(report.files.len(), 7, "{all}");
    assert_eq!(walk(intake.folder.path()), before, "nothing was unpacked anywhere");
    assert_eq!(intake.stories().len(), 1);
}

#[test]
fn an_archive_with_a_million_entries_is_refused_before_its_list_is_read() {
    let mut zip = archive(&[("good.md", b"# Good\n")]);
    // The count in the record at the end, of this disk and altogether.
    let end = zip.len() - 22;
    zip[end + 8..end + 12].copy_from_slice(&[0xfe, 0xff, 0xfe, 0xff]);
    let intake = Intake::new();
    assert_eq!(told(&intake.bring(&Sources::of_bytes(vec![("many.zip".into(), zip)]))), "import_too_many many.zip");
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(walk(&path))
        } else if !path.display().to_string().contains(".stet") {
            found.push(path)
        }
    }
    found.sort();
    found
}

/// A white PNG of one pixel, as small as they come.
pub(crate) const PIXEL: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xf8\xff\xff\x3f\x00\x05\xfe\x02\xfe\x0d\xef\x46\xb8\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

#[test]
fn pictures_beside_a_story_come_in_with_it() {
    let text = "---\ntitle: One\nimage: /img/lead.png\n---\n![A pixel](pixel.png)\n\nWords ![inline](../img/lead.png) and more.\n\n![gone](none.png)\n\n![out](../../../secret.png)\n\n![broken](broken.png)\n";
    let intake = Intake::new();
    fs::write(intake.folder.path().join("secret.png"), PIXEL).expect("written");
    intake.file("posts/one.md", text);
    intake.file("posts/pixel.png", PIXEL);
    intake.file("posts/broken.png", "no picture");
    intake.file("static/img/lead.png", PIXEL);
    intake.file("img/lead.png", PIXEL);
    let report = intake.folder();
    assert_eq!(told(&report), "new posts/one.md");
    let story = intake.library.story(report.files[0].story.as_ref().expect("a story")).expect("a story").article;
    let hash = blake3_of(PIXEL);
    assert_eq!(story.lead_image.as_ref().map(|lead| lead.asset.as_str()), Some(hash.as_str()));
    let figures: Vec<(&str, bool)> = story
        .body
        .content
        .iter()
        .filter_map(|block| {
            if let stet_core::document::Block::Figure(figure) = block { Some((figure.src.as_str(), figure.asset == hash)) } else { None }
        })
        .collect();
    assert_eq!(figures, [("pixel.png", true), ("none.png", false), ("../../../secret.png", false), ("broken.png", false)]);
    assert!(report.files[0].warnings.iter().any(|warning| warning.code == "picture_outside" && warning.detail.contains("broken.png")));
    assert_eq!(told(&intake.folder()), "unchanged posts/one.md");
    // A zip of it, and a drop of it, are the same.
    let zip = archive(&[
        ("posts/one.md", text.as_bytes()),
        ("posts/pixel.png", PIXEL),
        ("img/lead.png", PIXEL),
        ("posts/broken.png", b"no picture"),
    ]);
    let other = Intake::new();
    let report = other.bring(&Sources::of_bytes(vec![("site.zip".into(), zip)]));
    let story = other.library.story(report.files[0].story.as_ref().expect("a story")).expect("a story").article;
    assert_eq!(story.lead_image.map(|lead| lead.asset), Some(hash));
    assert!(other.library.check(true).expect("checked").faults.is_empty());
}

pub(crate) fn blake3_of(bytes: &[u8]) -> String {
    Library::create(&tempfile::tempdir().expect("a folder").path().join("x.stet"), &stamp(0))
        .and_then(|library| library.add_asset(bytes.to_vec(), "x.png", &stamp(0)))
        .expect("a picture")
        .hash
}
