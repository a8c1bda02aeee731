//! The file's format: its schema as it ships, and what happens to files that are older, newer or half migrated.

#![allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]

use std::fs;

use stet_core::library::Reason;
use stet_core::store::{APPLICATION_ID, FORMAT};
use stet_core::{ErrorCode, Library};
use stet_testkit::{TempLibrary, story};

fn raw(library: &TempLibrary) -> rusqlite::Connection {
    rusqlite::Connection::open(library.path()).unwrap()
}

#[test]
fn the_schema_is_the_one_that_ships() {
    let library = TempLibrary::new();
    let connection = raw(&library);
    let sql = "SELECT type || ' ' || name || coalesce(' on ' || nullif(tbl_name, name), '') FROM sqlite_schema \
               WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let golden = include_str!("schema.txt");
    assert_eq!(rows.join("\n"), golden.trim_end(), "a change of the schema is a new migration");
    let strict = "SELECT group_concat(name) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'";
    let lax: Option<String> = connection.query_row(strict, [], |row| row.get(0)).unwrap();
    assert_eq!(lax, None, "every table is STRICT");
}

#[test]
fn the_header_names_the_application_and_the_format() {
    let library = TempLibrary::new();
    let bytes = fs::read(library.path()).unwrap();
    let number = |at: usize| i32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((number(68), i64::from(number(60))), (APPLICATION_ID, FORMAT));
}

#[test]
fn a_newer_library_is_refused_even_where_only_its_log_says_so() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["text"]), Reason::Created, &library.stamp()).unwrap();
    let newer = raw(&library);
    newer.pragma_update(None, "user_version", FORMAT + 1).unwrap();
    // As a crash of a newer Stet leaves it: the file's own header is old, the log beside it is not yet written back.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("test.stet");
    let files = ["test.stet", "test.stet-wal"];
    for name in files {
        fs::copy(library.beside(name), folder.path().join(name)).unwrap();
    }
    let before = files.map(|name| fs::read(folder.path().join(name)).unwrap());
    assert_eq!(i32::from_be_bytes(before[0][60..64].try_into().unwrap()), FORMAT as i32, "the header should be the old one");
    let error = Library::open(&copy).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NewerLibrary, "{error}");
    let after = files.map(|name| fs::read(folder.path().join(name)).unwrap());
    assert!(before == after, "a newer file should be left untouched");
    newer.pragma_update(None, "user_version", FORMAT).unwrap();
    assert_eq!(library.story(&made.id).unwrap(), made);
}

#[test]
fn a_library_of_the_format_before_keeps_everything() {
    let library = TempLibrary::new();
    let mut made = Vec::new();
    for turn in 0..3 {
        let story =
            library.create_story(story(&format!("Story {turn}"), &["One text.", "Another."]), Reason::Created, &library.stamp()).unwrap();
        let change = Some((story.version, stet_testkit::story(&story.article.headline, &["One text, edited.", "Another."])));
        library.save_revision(&story.id, change, Reason::Saved, Some("Named"), &library.stamp()).unwrap();
        made.push(library.story(&story.id).unwrap());
    }
    library.tidy().unwrap();
    let revisions = |library: &Library| -> Vec<_> {
        let both = |id| [library.revision(id, 1).unwrap(), library.revision(id, 2).unwrap()];
        made.iter().map(|story| (library.history(&story.id).unwrap(), both(&story.id))).collect()
    };
    let before = revisions(&library);
    // The same rows in a file as the second format had it, where every working copy stands whole in its story's row.
    let path = library.beside("old.stet");
    let old = rusqlite::Connection::open(&path).unwrap();
    for sql in ["0001_library", "0002_import_source"] {
        let sql = fs::read_to_string(format!("../src-tauri/crates/stet-core/src/store/migrations/{sql}.sql")).unwrap();
        old.execute_batch(&sql).unwrap();
    }
    old.execute("ATTACH ?1 AS new", [library.path().to_str().unwrap()]).unwrap();
    let columns = "key, id, status, headline, headline_key, summary, section, slug, language, byline, words, created_at, updated_at, \
                   published_at, version, head, published_revision, published_hash, slug_kept, content_hash";
    let names = "json_extract('[\"created\",\"saved\",\"autosaved\",\"status\",\"published\",\"imported\",\"restored\"]', '$[' || reason || ']'), \
                 json_extract('[\"draft\",\"review\",\"ready\",\"published\",\"spiked\"]', '$[' || status || ']')";
    let revision = "key, article, number, parent, reason, status, name, author, time, snapshot, chain_hash, added, removed, words, \
                    restored_from, restored_part";
    let told = revision.replace("reason, status", names);
    old.execute_batch(&format!(
        "BEGIN; PRAGMA defer_foreign_keys = ON;
         INSERT INTO article ({columns}, content) SELECT {columns}, \
            CAST(substr(w.content, 1, patch_start) || patch || substr(w.content, patch_start + patch_cut + 1) AS BLOB) \
            FROM new.article JOIN new.working_copy w ON w.article = key;
         INSERT INTO snapshot SELECT s.key, hash, codec, base, s.size, coalesce(p.bytes, s.bytes) \
            FROM new.snapshot s LEFT JOIN new.pack p ON p.key = s.pack;
         INSERT INTO revision ({revision}) SELECT {told} FROM new.revision;
         INSERT INTO revision_name SELECT * FROM new.revision_name;
         INSERT INTO index_queue SELECT key FROM article;
         COMMIT; DETACH new;
         PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 2;"
    ))
    .unwrap();
    drop(old);
    let migrated = Library::open(&path).unwrap();
    assert_eq!(revisions(&migrated), before);
    for story in &made {
        assert_eq!(&migrated.story(&story.id).unwrap(), story);
    }
    assert_eq!(migrated.check(true).unwrap().faults, []);
}
