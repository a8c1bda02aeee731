//! Recovery of damaged libraries: whatever page is lost, what is left comes over, and the damaged file stays as it is.

use std::collections::BTreeSet;
use std::fs;

use stet_core::article::Status;
use stet_core::library::{Reason, StoryQuery};
use stet_core::tag::Colour;
use stet_core::{ErrorCode, Library};
use stet_testkit::{TempLibrary, doc, file_of, p, tagged};

const STORIES: usize = 12;

/// A library with something of everything, and the bytes of a copy of it.
fn library() -> (TempLibrary, Vec<u8>) {
    let library = TempLibrary::new();
    library.create_tag("Transport", None).unwrap();
    library.create_tag("Ferries", Some("Transport")).unwrap();
    library.set_tag_colour("Ferries", Some(Colour::Teal)).unwrap();
    library.set_setting("publication", "The Herald").unwrap();
    library.save_search("Boats", "tag:ferries").unwrap();
    for number in 0..STORIES {
        let mut article = tagged(&format!("Story {number}"), &["Ferries"]);
        article.body = doc([p(&format!("Paragraph of {number}. ").repeat(300))]);
        let made = library.create_story(article.clone(), Reason::Created, &library.stamp()).unwrap();
        article = made.article.clone();
        for base in 1..=3_i64 {
            article.body.content.push(p(&format!("Line {base}.")));
            let name = (base == 2).then_some("Second");
            library.save_revision(&made.id, Some((base, article.clone())), Reason::Saved, name, &library.stamp()).unwrap();
        }
        library.restore(&made.id, 2, 4, &library.stamp()).unwrap();
        library.name_revision(&made.id, 3, Some("Third"), &library.stamp()).unwrap();
        if number == 1 {
            library.publish(&made.id, None, &library.stamp()).unwrap();
        }
        if number == 2 {
            library.set_status(&[made.id], Status::Spiked, &library.stamp()).unwrap();
        }
    }
    library.rename_tag("Ferries", "Boats").unwrap();
    library.tidy().unwrap();
    let copy = library.beside("copy.stet");
    library.backup(&copy).unwrap();
    let bytes = fs::read(copy).unwrap();
    (library, bytes)
}

#[test]
fn a_sound_library_comes_over_whole() {
    let (library, bytes) = library();
    let (from, out) = (file_of(&library.beside("sound.stet"), &bytes), library.beside("out.stet"));
    let report = Library::recover(&from, &out, &library.stamp()).unwrap();
    assert_eq!((report.stories as usize, report.faults.as_slice()), (STORIES, [].as_slice()));
    assert_eq!(fs::read(&from).unwrap(), bytes);
    let recovered = Library::open(&out).unwrap();
    assert_eq!(recovered.check(true).unwrap().faults, []);
    assert_eq!((recovered.tags().unwrap(), recovered.counts().unwrap()), (library.tags().unwrap(), library.counts().unwrap()));
    assert_eq!(recovered.list(&StoryQuery::default(), 0, 99).unwrap(), library.list(&StoryQuery::default(), 0, 99).unwrap());
    assert_eq!(recovered.saved_searches().unwrap(), library.saved_searches().unwrap());
    let all = [StoryQuery::default(), StoryQuery { status: Some(Status::Spiked), ..StoryQuery::default() }];
    for id in all.iter().flat_map(|query| library.list_ids(query).unwrap()) {
        assert_eq!(recovered.story(&id).unwrap(), library.story(&id).unwrap());
        assert_eq!(recovered.history(&id).unwrap(), library.history(&id).unwrap());
        for row in library.history(&id).unwrap() {
            assert_eq!(recovered.revision(&id, row.number).unwrap(), library.revision(&id, row.number).unwrap());
        }
    }
    let chains = |path: &std::path::Path| -> BTreeSet<Vec<u8>> {
        let raw = rusqlite::Connection::open(path).unwrap();
        let mut statement = raw.prepare("SELECT chain_hash FROM revision UNION ALL SELECT hash FROM revision_name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(chains(&out), chains(&from), "a whole history keeps its identity");
    assert_eq!(Library::recover(&from, &out, &library.stamp()).unwrap_err().code(), ErrorCode::LibraryExists);
}

#[test]
fn whatever_page_is_lost_the_rest_comes_over() {
    let (library, bytes) = library();
    let pages = bytes.len() / 4096;
    let mut whole = 0;
    for page in (0..pages).filter(|page| *page < 4 || page % 4 == 0) {
        let mut broken = bytes.clone();
        broken[page * 4096..(page + 1) * 4096].fill(0xA5);
        let (from, out) = (file_of(&library.beside("broken.stet"), &broken), library.beside("out.stet"));
        let report = Library::recover(&from, &out, &library.stamp()).unwrap_or_else(|error| panic!("page {}: {error}", page + 1));
        assert!(report.stories as usize >= STORIES - 2 && report.stories as usize <= STORIES, "page {}: {report:?}", page + 1);
        let recovered = Library::open(&out).unwrap();
        assert_eq!(recovered.check(true).unwrap().faults, [], "what comes out is sound, after page {}", page + 1);
        assert_eq!(fs::read(&from).unwrap(), broken, "the damaged file stays as it is");
        whole += usize::from(report.faults.is_empty());
        drop(recovered);
        fs::remove_file(&out).unwrap();
    }
    assert!(whole > 3, "a lost page of an index or of the search costs nothing");
}

#[test]
fn a_file_cut_short_gives_what_is_in_it() {
    let (library, bytes) = library();
    let from = file_of(&library.beside("roots.stet"), &bytes[..4096 * 20]);
    let error = Library::recover(&from, &library.beside("none.stet"), &library.stamp()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LibraryDamaged, "{error}");
    assert!(!library.beside("none.stet").exists());
    let from = file_of(&library.beside("cut.stet"), &bytes[..bytes.len() / 10 * 9]);
    let report = Library::recover(&from, &library.beside("out.stet"), &library.stamp()).unwrap();
    assert!(report.stories > 0, "{} pages: {report:?}", bytes.len() / 4096);
    assert_eq!(Library::open(&library.beside("out.stet")).unwrap().check(true).unwrap().faults, []);
    let text = file_of(&library.beside("text.stet"), &b"no library at all ".repeat(300));
    let error = Library::recover(&text, &library.beside("other.stet"), &library.stamp()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotALibrary, "{error}");
    assert!(!library.beside("other.stet").exists());
}

#[cfg(unix)]
#[test]
fn what_waits_in_the_log_comes_over_too() {
    let library = TempLibrary::new();
    let made = library.create_story(tagged("Only in the log", &["Ferries"]), Reason::Created, &library.stamp()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["test.stet", "test.stet-wal"] {
        fs::copy(library.beside(name), folder.path().join(name)).unwrap();
    }
    let link = folder.path().join("link.stet");
    std::os::unix::fs::symlink(folder.path().join("test.stet"), &link).unwrap();
    let out = folder.path().join("out.stet");
    assert_eq!(Library::recover(&link, &out, &library.stamp()).unwrap().faults, []);
    assert_eq!(Library::open(&out).unwrap().story(&made.id).unwrap().article, made.article);
}

#[test]
fn revisions_keep_their_numbers_whatever_is_lost() {
    use stet_core::library::Reason::{Autosaved, Saved};
    let library = TempLibrary::new();
    let made = library.create_story(tagged("One", &[]), Reason::Created, &library.stamp()).unwrap();
    for turn in 2..=8 {
        let now = library.story(&made.id).unwrap();
        let article = stet_core::Article { body: doc([p(&format!("Text {turn}."))]), ..now.article };
        let reason = if turn == 3 { Autosaved } else { Saved };
        library.save_revision(&made.id, Some((now.version, article)), reason, None, &library.stamp()).unwrap();
    }
    library.name_revision(&made.id, 6, Some("Sent to law"), &library.stamp()).unwrap();
    assert_eq!(library.thin(None, &mut |_, _| true).unwrap().revisions, 1);
    let (before, out) = (library.history(&made.id).unwrap(), library.beside("out.stet"));
    let recover = || {
        let _ = fs::remove_file(&out);
        let report = Library::recover(&library.path(), &out, &library.stamp()).unwrap();
        let recovered = Library::open(&out).unwrap();
        assert_eq!(recovered.check(true).unwrap().faults, [], "what comes out is sound");
        assert_eq!(recovered.revision(&made.id, 6).unwrap().body, doc([p("Text 6.")]));
        assert_eq!(recovered.history(&made.id).unwrap().iter().find(|row| row.number == 6).unwrap().name.as_deref(), Some("Sent to law"));
        (report, recovered)
    };
    let (report, recovered) = recover();
    assert_eq!((report.faults, report.revisions), (vec![], 8));
    assert_eq!(recovered.history(&made.id).unwrap(), before, "a thinned revision stays what it is");
    assert_eq!(recovered.revision(&made.id, 3).unwrap_err().code(), ErrorCode::RevisionThinned);
    // The content of the oldest is lost: what the chain proves of it comes over, and what it was is not called thinned.
    let raw = rusqlite::Connection::open(library.path()).unwrap();
    raw.execute("UPDATE snapshot SET bytes = x'00' WHERE key = (SELECT snapshot FROM revision WHERE number = 1)", []).unwrap();
    let (report, recovered) = recover();
    assert_eq!(report.faults.iter().map(|fault| fault.revision).collect::<Vec<_>>(), [Some(1)]);
    assert_eq!(recovered.history(&made.id).unwrap(), before);
    let error = recovered.revision(&made.id, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "revision 1 is damaged: its content was lost before the library was recovered; every other revision can still be read"
    );
    // Rows are lost, the newest too: the others keep their numbers, and the working copy gets a new one.
    raw.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM revision WHERE number IN (4, 8)").unwrap();
    let (report, recovered) = recover();
    let rows = recovered.history(&made.id).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.number, row.parent)).collect::<Vec<_>>(),
        [(9, Some(7)), (7, Some(6)), (6, Some(5)), (5, Some(3)), (3, Some(2)), (2, Some(1)), (1, None)]
    );
    assert!(report.faults.iter().any(|fault| fault.detail.contains("keep their numbers")), "{:?}", report.faults);
    assert_eq!(recovered.revision(&made.id, 9).unwrap().body, doc([p("Text 8.")]));
    assert_eq!(recovered.revision(&made.id, 4).unwrap_err().code(), ErrorCode::RevisionUnknown);
    assert!(recovered.blame(&made.id, stet_core::library::Side::Draft, &|| true).is_ok());
    // And it goes on from there.
    let now = recovered.story(&made.id).unwrap();
    let article = stet_core::Article { body: doc([p("Text 10.")]), ..now.article };
    assert_eq!(recovered.save_revision(&made.id, Some((now.version, article)), Saved, None, &library.stamp()).unwrap().head, 10);
    assert_eq!(recovered.check(true).unwrap().faults, []);
}

#[test]
fn a_damaged_number_of_the_newest_revision_is_not_gone_on_from() {
    let library = TempLibrary::new();
    let made = library.create_story(tagged("One", &[]), Reason::Created, &library.stamp()).unwrap();
    for turn in 2..=4 {
        let now = library.story(&made.id).unwrap();
        let article = stet_core::Article { body: doc([p(&format!("Text {turn}."))]), ..now.article };
        library.save_revision(&made.id, Some((now.version, article)), Reason::Saved, None, &library.stamp()).unwrap();
    }
    let raw = rusqlite::Connection::open(library.path()).unwrap();
    let before = library.history(&made.id).unwrap();
    for flipped in [4 ^ 1 << 22, u32::MAX] {
        raw.execute("UPDATE article SET head = ?1", [flipped]).unwrap();
        let out = library.beside(&format!("{flipped}.stet"));
        let report = Library::recover(&library.path(), &out, &library.stamp()).unwrap();
        assert!(report.faults.iter().any(|fault| fault.detail.contains("from revision 4")), "{:?}", report.faults);
        let recovered = Library::open(&out).unwrap();
        assert_eq!(recovered.history(&made.id).unwrap(), before);
        assert_eq!(recovered.check(true).unwrap().faults, []);
    }
    // The same where a revision's own number is the last that there is.
    raw.execute_batch("UPDATE article SET head = 4; UPDATE revision SET number = 4294967295 WHERE number = 4; UPDATE snapshot SET hash = zeroblob(32) WHERE key = (SELECT snapshot FROM revision WHERE number = 4294967295)").unwrap();
    let out = library.beside("last.stet");
    Library::recover(&library.path(), &out, &library.stamp()).unwrap();
    assert_eq!(Library::open(&out).unwrap().story(&made.id).unwrap().article.body, doc([p("Text 4.")]));
}
