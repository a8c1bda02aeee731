//! The library file: bad ones told apart and left untouched, damage named, copies proved.

use std::fs;
use std::path::Path;

use stet_core::library::{Reason, StoryQuery};
use stet_core::store::APPLICATION_ID;
use stet_core::{ErrorCode, Library};
use stet_testkit::{Clock, TempLibrary, doc, file_of, p, story};

/// Opens `path`, expects a failure, and that the file is byte for byte what it was.
fn refused(path: &Path, code: ErrorCode) {
    let before = fs::read(path).ok();
    let error = Library::open(path).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert!(!error.to_string().is_empty());
    assert_eq!(fs::read(path).ok(), before, "{} should be left untouched", path.display());
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(suffix);
        assert!(!Path::new(&beside).exists(), "nothing should come to stand beside {}", path.display());
    }
}

/// Changes a number in the header of a copy of the library.
fn with_header(library: &TempLibrary, name: &str, at: usize, number: i32) -> std::path::PathBuf {
    let copy = library.beside(name);
    library.backup(&copy).unwrap();
    let mut bytes = fs::read(&copy).unwrap();
    bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
    file_of(&copy, &bytes)
}

#[test]
fn what_is_no_library_is_told_apart() {
    let library = TempLibrary::new();
    refused(&library.beside("nothing.stet"), ErrorCode::LibraryMissing);
    refused(&library.beside("nothing/here.stet"), ErrorCode::LibraryMissing);
    let folder = library.beside("folder.stet");
    fs::create_dir(&folder).unwrap();
    assert_eq!(Library::open(&folder).map(|_| ()).unwrap_err().code(), ErrorCode::IsAFolder);
    refused(&file_of(&library.beside("empty.stet"), b""), ErrorCode::NotALibrary);
    refused(&file_of(&library.beside("text.stet"), "A story, not a library.".repeat(20).as_bytes()), ErrorCode::NotALibrary);
    refused(&with_header(&library, "other.stet", 68, 0), ErrorCode::OtherApplication);
    refused(&with_header(&library, "fossil.stet", 68, 252_006_673), ErrorCode::OtherApplication);
    refused(&with_header(&library, "newer.stet", 60, 999), ErrorCode::NewerLibrary);
    let same = with_header(&library, "same.stet", 68, APPLICATION_ID);
    Library::open(&same).unwrap();
}

#[test]
fn a_library_that_cannot_be_written_to_says_so() {
    let library = TempLibrary::new();
    let copy = library.beside("read-only.stet");
    library.backup(&copy).unwrap();
    let mut permissions = fs::metadata(&copy).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&copy, permissions).unwrap();
    refused(&copy, ErrorCode::LibraryReadOnly);
}

#[test]
fn a_library_is_never_written_over() {
    let library = TempLibrary::new();
    let stamp = Clock::default().stamp();
    let create = |path: &Path| Library::create(path, &stamp).map(|_| ()).unwrap_err().code();
    assert_eq!(create(&library.path()), ErrorCode::LibraryExists);
    assert_eq!(create(&file_of(&library.beside("notes.txt"), b"mine")), ErrorCode::LibraryExists);
    assert_eq!(create(library.path().parent().unwrap()), ErrorCode::IsAFolder);
    assert_eq!(create(&library.beside("notes.txt").join("x.stet")), ErrorCode::Io);
    assert_eq!(fs::read(library.beside("notes.txt")).unwrap(), b"mine");
    let deep = library.beside("a/b/c.stet");
    Library::create(&deep, &stamp).unwrap();
    let names: Vec<_> = fs::read_dir(deep.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["c.stet"], "no half-made file should be left");
}

#[test]
fn a_truncated_or_overwritten_file_is_damaged_and_check_says_where() {
    let library = TempLibrary::new();
    for number in 0..30 {
        let text = format!("Paragraph {number} ").repeat(200);
        library.create_story(story(&format!("Story {number}"), &[&text]), Reason::Created, &library.stamp()).unwrap();
    }
    library.tidy().unwrap();
    let whole = library.beside("whole.stet");
    library.backup(&whole).unwrap();
    let bytes = fs::read(&whole).unwrap();
    let cut = file_of(&library.beside("cut.stet"), &bytes[..4096 * 3]);
    let error = Library::open(&cut).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LibraryDamaged, "{error}");
    // Overwrite one page after another: either opening or `check` must notice whatever a page of the tree was, and nothing may panic.
    let mut noticed = 0;
    let pages = bytes.len() / 4096;
    for page in (1..pages).step_by(7) {
        let mut broken = bytes.clone();
        broken[page * 4096..(page + 1) * 4096].fill(0xA5);
        let path = file_of(&library.beside("broken.stet"), &broken);
        let found = match Library::open(&path) {
            Err(error) => {
                assert_eq!(error.code(), ErrorCode::LibraryDamaged, "{error}");
                true
            }
            Ok(library) => !library.check(true).unwrap().faults.is_empty(),
        };
        noticed += usize::from(found);
        assert!(found, "damage in page {} should be noticed", page + 1);
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(library.beside(&format!("broken.stet{suffix}")));
        }
    }
    assert!(noticed > 3);
}

#[test]
fn a_damaged_revision_names_itself_and_spares_the_others() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["first text"]), Reason::Created, &library.stamp()).unwrap();
    for (base, text) in [(1, "second text"), (2, "third text")] {
        let mut article = made.article.clone();
        article.body = doc([p(text)]);
        library.save_revision(&made.id, Some((base, article)), Reason::Saved, None, &library.stamp()).unwrap();
    }
    let raw = rusqlite::Connection::open(library.path()).unwrap();
    raw.execute("UPDATE snapshot SET bytes = x'00' WHERE key = (SELECT snapshot FROM revision WHERE number = 1)", []).unwrap();
    raw.execute("UPDATE revision SET author = 'Somebody else' WHERE number = 2", []).unwrap();
    drop(raw);
    assert_eq!(library.revision(&made.id, 1).unwrap_err().code(), ErrorCode::RevisionDamaged);
    assert_eq!(library.revision(&made.id, 2).unwrap().body, doc([p("second text")]));
    let faults: Vec<_> = library.check(true).unwrap().faults.into_iter().map(|fault| (fault.kind, fault.revision)).collect();
    assert_eq!(faults, [("snapshot".to_owned(), Some(1)), ("chain".to_owned(), Some(2))]);
    let head = library.check(false).unwrap().faults.len();
    assert_eq!(head, 1, "without `deep` only heads are unpacked, but every chain is followed");
}

#[test]
fn a_backup_is_the_library_and_one_file() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["text"]), Reason::Created, &library.stamp()).unwrap();
    let copy = library.beside("copy.stet");
    library.backup(&copy).unwrap();
    assert_eq!(library.backup(&copy).unwrap_err().code(), ErrorCode::LibraryExists);
    assert_eq!(library.backup(&library.beside("no/folder.stet")).unwrap_err().code(), ErrorCode::ExportUnwritable);
    assert!(!library.beside("copy.stet-wal").exists());
    let opened = Library::open(&copy).unwrap();
    assert_eq!(opened.story(&made.id).unwrap(), library.story(&made.id).unwrap());
    assert!(opened.check(true).unwrap().faults.is_empty());
    let stats = opened.stats().unwrap();
    assert_eq!((stats.stories, stats.revisions, stats.words), (1, 1, 1));
    assert!(stats.history_bytes > 0 && stats.file_bytes > stats.history_bytes);
}

#[test]
fn old_revisions_are_small_and_all_read_back() {
    let library = TempLibrary::new();
    let mut text: Vec<String> = (0..60).map(|n| format!("Paragraph {n}: the ferry {} sails at {n} o’clock.", n * n)).collect();
    let lines = |text: &[String]| text.iter().map(|line| p(line)).collect::<Vec<_>>();
    let mut article = story("Ferries", &[]);
    article.body = doc(lines(&text));
    let made = library.create_story(article.clone(), Reason::Created, &library.stamp()).unwrap();
    article.slug = made.article.slug.clone();
    let mut kept = vec![made.article.clone()];
    for number in 0..150_usize {
        text[number % 60] = format!("Paragraph {number} was changed.");
        article.body = doc(lines(&text));
        let base = library.story(&made.id).unwrap().version;
        library.save_revision(&made.id, Some((base, article.clone())), Reason::Saved, None, &library.stamp()).unwrap();
        kept.push(article.clone());
    }
    while library.tidy().unwrap() {}
    for (number, kept) in (1..).zip(&kept) {
        assert_eq!(&library.revision(&made.id, number).unwrap(), kept, "revision {number}");
    }
    let raw = rusqlite::Connection::open(library.path()).unwrap();
    let sql = "SELECT (SELECT sum(length(bytes)) FROM snapshot) + (SELECT sum(length(guard) + length(bytes)) FROM pack)";
    let bytes: i64 = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    let whole = article.to_bytes().len() as i64 * 151;
    assert!(bytes * 20 < whole, "151 revisions take {bytes} bytes of {whole}");
}

#[test]
fn a_library_that_another_program_holds_is_busy_and_nothing_is_lost() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["text"]), Reason::Created, &library.stamp()).unwrap();
    let mut changed = made.article.clone();
    changed.body = doc([p("changed")]);
    let raw = rusqlite::Connection::open(library.path()).unwrap();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = library.save_working_copy(&made.id, 1, changed.clone(), &library.stamp()).unwrap_err();
    assert_eq!(busy.code(), ErrorCode::LibraryBusy, "{busy}");
    assert_eq!(library.story(&made.id).unwrap(), made, "reading goes on meanwhile");
    assert_eq!(library.list(&StoryQuery { text: "on".into(), ..StoryQuery::default() }, 0, 9).map(|page| page.offset).unwrap(), 0);
    raw.execute_batch("ROLLBACK").unwrap();
    library.save_working_copy(&made.id, 1, changed, &library.stamp()).unwrap();
}

#[test]
fn a_library_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let library = TempLibrary::new();
    let handle: &Library = &library;
    shared(handle);
    let stamps: Vec<_> = (0..4).map(|_| library.stamp()).collect();
    std::thread::scope(|scope| {
        for stamp in &stamps {
            scope.spawn(move || {
                for number in 0..5 {
                    handle.create_story(story(&format!("Story {number}"), &["text"]), Reason::Created, stamp).unwrap();
                    handle.list(&StoryQuery { text: "text".into(), ..StoryQuery::default() }, 0, 50).unwrap();
                }
            });
        }
    });
    assert_eq!(library.counts().unwrap().all, 20);
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn long_stories_are_packed_when_the_desk_is_idle() {
    let library = TempLibrary::new();
    let text: Vec<String> =
        (0..3_000_u32).map(|n| format!("Paragraph {n} of a long story, number {}.", n.wrapping_mul(2_654_435_761))).collect();
    let mut article = story("Long", &[]);
    article.body = doc(text.iter().map(|line| p(line)));
    let mut kept = vec![library.create_story(article.clone(), Reason::Created, &library.stamp()).unwrap().article];
    let id = library.resolve("long").unwrap();
    for base in 1..=3_usize {
        article = kept[base - 1].clone();
        article.body.content[base * 100] = p("changed");
        library.save_revision(&id, Some((base as i64, article.clone())), Reason::Saved, None, &library.stamp()).unwrap();
        kept.push(article.clone());
    }
    let before = library.stats().unwrap().history_bytes;
    let bytes = || -> i64 {
        let raw = rusqlite::Connection::open(library.path()).unwrap();
        let sql = "SELECT (SELECT sum(length(bytes)) FROM snapshot) + (SELECT sum(length(guard) + length(bytes)) FROM pack)";
        raw.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let loose = bytes();
    assert!(library.tidy().unwrap());
    assert!(!library.tidy().unwrap(), "there is nothing left to do");
    assert!(bytes() * 3 < loose, "{} of {loose} bytes, {before} of file", bytes());
    for (number, article) in (1..).zip(&kept) {
        assert_eq!(&library.revision(&id, number).unwrap(), article);
    }
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn tidying_writes_the_log_back_into_the_file() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["text"]), Reason::Created, &library.stamp()).unwrap();
    library.tidy().unwrap();
    let bytes = fs::read(library.path()).unwrap();
    let copy = file_of(&library.beside("without-log.stet"), &bytes);
    assert_eq!(Library::open(&copy).unwrap().story(&made.id).unwrap(), made);
}
