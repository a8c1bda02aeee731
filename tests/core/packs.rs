//! Contents that are packed together: all read back, a damaged byte is mended, damage beyond that is told by revision and spares the others.

use stet_core::article::Status;
use stet_core::library::{PassageChange, Reason};
use stet_core::{Article, ArticleId, ErrorCode, Library};
use stet_testkit::{TempLibrary, story};

/// Bytes of content in a pack of these tests.
const PACK: usize = 16_000;

fn text(story: usize, turn: usize) -> String {
    let paragraph =
        |at: usize| format!("In story {story} the {at}th ferry of turn {turn} sails at {}. ", (story * 31 + at * 17 + turn) % 24);
    (0..20).map(paragraph).collect()
}

/// Makes stories of three revisions each, packs them, and returns their ids.
fn packed(library: &TempLibrary) -> Vec<ArticleId> {
    packed_of(library, 12)
}

fn packed_of(library: &TempLibrary, stories: usize) -> Vec<ArticleId> {
    let mut ids = Vec::new();
    for number in 0..stories {
        let made = library.create_story(story(&format!("Story {number}"), &[&text(number, 0)]), Reason::Created, &library.stamp()).unwrap();
        for turn in 1..3 {
            save(library, &made.id, &text(number, turn));
        }
        ids.push(made.id);
    }
    while library.pack(PACK).unwrap() {}
    ids
}

fn save(library: &Library, id: &ArticleId, text: &str) {
    let now = library.story(id).unwrap();
    let article = Article { body: story("", &[text]).body, ..now.article };
    let stamp = stet_testkit::Clock::default().stamp();
    library.save_revision(id, Some((now.version, article)), Reason::Saved, None, &stamp).unwrap();
}

fn raw(library: &TempLibrary) -> rusqlite::Connection {
    rusqlite::Connection::open(library.path()).unwrap()
}

fn all(library: &Library, ids: &[ArticleId]) -> Vec<Result<Article, ErrorCode>> {
    let read = |id, number| library.revision(id, number).map_err(|error| error.code());
    ids.iter().flat_map(|id| (1..=3).map(move |number| read(id, number))).collect()
}

/// Flips a byte in the middle of a pack's bytes, and `more` bytes after it.
fn damage(library: &TempLibrary, pack: i64, more: usize) {
    let raw = raw(library);
    let mut bytes: Vec<u8> = raw.query_row("SELECT bytes FROM pack WHERE key = ?1", [pack], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    let end = (middle + 1 + more).min(bytes.len());
    bytes[middle..end].iter_mut().for_each(|byte| *byte ^= 0x55);
    raw.execute("UPDATE pack SET bytes = ?2 WHERE key = ?1", rusqlite::params![pack, bytes]).unwrap();
}

fn biggest(library: &TempLibrary) -> i64 {
    raw(library).query_row("SELECT key FROM pack WHERE guard <> x'' ORDER BY length(bytes) DESC LIMIT 1", [], |row| row.get(0)).unwrap()
}

#[test]
fn packed_revisions_read_back_and_are_smaller() {
    let library = TempLibrary::new();
    let ids = packed(&library);
    let raw = raw(&library);
    let number = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert!(number("SELECT max(held) FROM (SELECT count(*) AS held FROM snapshot WHERE pack IS NOT NULL GROUP BY pack)") > 3);
    assert_eq!(number("SELECT count(*) FROM pack WHERE key NOT IN (SELECT pack FROM snapshot WHERE pack IS NOT NULL)"), 0);
    for (number, id) in ids.iter().enumerate() {
        for turn in 0..3 {
            let read = library.revision(id, u32::try_from(turn).unwrap() + 1).unwrap();
            assert_eq!(read.body, story("", &[&text(number, turn)]).body);
        }
    }
    assert_eq!(library.check(true).unwrap().faults, []);
    assert!(!library.pack(PACK).unwrap(), "there is nothing left to do");
    // A head that leaves its pack is a small step from the new one; once enough of a pack has left, it is packed anew.
    for (number, id) in ids.iter().enumerate() {
        save(&library, id, &text(number, 3));
    }
    while library.pack(PACK).unwrap() {}
    assert_eq!(number("SELECT count(*) FROM pack WHERE key NOT IN (SELECT pack FROM snapshot WHERE pack IS NOT NULL)"), 0);
    assert_eq!(library.revision(&ids[0], 3).unwrap().body, story("", &[&text(0, 2)]).body);
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn a_flipped_byte_in_a_pack_is_mended_and_told() {
    let library = TempLibrary::new();
    let ids = packed(&library);
    let sound = all(&library, &ids);
    damage(&library, biggest(&library), 0);
    assert_eq!(all(&library, &ids), sound);
    let faults = library.check(true).unwrap().faults;
    assert_eq!(faults.iter().map(|fault| fault.kind.as_str()).collect::<Vec<_>>(), ["database"]);
    assert!(faults[0].detail.contains("parity"), "{}", faults[0].detail);
    // A recovery writes it anew.
    let out = library.beside("out.stet");
    assert_eq!(Library::recover(&library.path(), &out, &library.stamp()).unwrap().faults, []);
    let recovered = Library::open(&out).unwrap();
    assert_eq!(all(&recovered, &ids), sound);
    assert_eq!(recovered.check(true).unwrap().faults, []);
}

#[test]
fn a_pack_beyond_mending_names_every_revision_in_it_and_spares_the_others() {
    let library = TempLibrary::new();
    let ids = packed(&library);
    let sound = all(&library, &ids);
    damage(&library, biggest(&library), 2_000);
    let now = all(&library, &ids);
    let lost = now.iter().filter(|read| **read == Err(ErrorCode::RevisionDamaged)).count();
    assert!(lost > 0 && lost < now.len(), "{lost} of {}", now.len());
    assert!(now.iter().zip(&sound).all(|(now, sound)| now == sound || *now == Err(ErrorCode::RevisionDamaged)));
    let faults = library.check(true).unwrap().faults;
    assert_eq!(faults.len(), lost, "each is named: {faults:?}");
    assert!(faults.iter().all(|fault| fault.story.is_some() && fault.revision.is_some()));
    // The words at hand are whole; a save goes on, and a restore of a damaged revision says which.
    let at = now.iter().rposition(Result::is_err).unwrap();
    let (id, number) = (&ids[at / 3], u32::try_from(at % 3).unwrap() + 1);
    let base = library.story(id).unwrap().version;
    let error = library.restore(id, number, base, &library.stamp()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::RevisionDamaged);
    assert!(error.to_string().contains(&format!("revision {number} ")), "{error}");
    save(&library, id, "Something else.");
    assert_eq!(library.revision(id, 4).unwrap().body, story("", &["Something else."]).body);
    let passage = library.passage(id, "something else", &|| true).unwrap();
    assert_eq!((passage[0].revision, passage[0].change), (Some(4), PassageChange::Came));
    assert!(passage.iter().any(|event| (event.revision, event.change) == (Some(number), PassageChange::Unreadable)), "{passage:?}");
}

#[test]
fn a_missing_base_is_told_by_the_revisions_that_lean_on_it() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &[&text(1, 0)]), Reason::Created, &library.stamp()).unwrap();
    for turn in 1..4 {
        save(&library, &made.id, &text(1, turn));
    }
    let raw = raw(&library);
    raw.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM snapshot WHERE key = (SELECT snapshot FROM revision WHERE number = 3)")
        .unwrap();
    drop(raw);
    for number in 1..=3 {
        let error = library.revision(&made.id, number).unwrap_err();
        assert_eq!(error.code(), ErrorCode::RevisionDamaged);
        assert!(error.to_string().starts_with(&format!("revision {number} is damaged: a snapshot is missing")), "{error}");
    }
    assert_eq!(library.revision(&made.id, 4).unwrap().body, story("", &[&text(1, 3)]).body);
    assert_eq!(library.story(&made.id).unwrap().article.body, story("", &[&text(1, 3)]).body);
    let told: Vec<_> = library.check(true).unwrap().faults;
    assert!(told.iter().any(|fault| fault.kind == "foreign_key"), "{told:?}");
}

/// Tells whether any pack holds these words.
fn holds(library: &TempLibrary, needle: &str) -> bool {
    let raw = raw(library);
    let mut statement = raw.prepare("SELECT bytes FROM pack").unwrap();
    let packs: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    packs.iter().any(|pack| {
        let content = zstd::stream::decode_all(pack.as_slice()).unwrap();
        content.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

/// Returns the pack that a story's revision is in, and its bytes; none where it is coded as a step.
fn pack_of(library: &TempLibrary, id: &ArticleId, number: u32) -> Option<(i64, Vec<u8>)> {
    let sql = "SELECT p.key, p.bytes FROM pack p JOIN snapshot s ON s.pack = p.key JOIN revision r ON r.snapshot = s.key \
               JOIN article a ON a.key = r.article WHERE a.id = ?1 AND r.number = ?2";
    raw(library).query_row(sql, (id.as_str(), number), |row| Ok((row.get(0)?, row.get(1)?))).ok()
}

/// Tells whether the library's files hold a stretch from the middle of these bytes, in use or not.
fn lies_in_the_files(library: &TempLibrary, bytes: &[u8]) -> bool {
    let stretch = &bytes[bytes.len() / 2..bytes.len() / 2 + 64];
    ["test.stet", "test.stet-wal"].iter().any(|name| {
        let file = std::fs::read(library.beside(name)).unwrap_or_default();
        file.windows(stretch.len()).any(|window| window == stretch)
    })
}

#[test]
fn what_was_packed_and_is_a_step_since_goes_with_its_story() {
    let library = TempLibrary::new();
    let ids = packed_of(&library, 60);
    let (pack, bytes) = pack_of(&library, &ids[5], 3).unwrap();
    assert!(holds(&library, "In story 5 the") && lies_in_the_files(&library, &bytes));
    // The head leaves its pack as a hole, and its story is not in that pack any more.
    save(&library, &ids[5], &text(5, 3));
    assert!(pack_of(&library, &ids[5], 3).is_none_or(|(now, _)| now != pack));
    assert!(ids.iter().any(|id| pack_of(&library, id, 3).is_some_and(|(key, _)| key == pack)), "the pack holds others too");
    // Another pack cannot be read: a purge is not refused for what it has nothing to do with.
    let other = ids.iter().filter_map(|id| pack_of(&library, id, 3)).find(|(key, _)| *key != pack).unwrap().0;
    let left = ids.iter().position(|id| pack_of(&library, id, 3).is_some_and(|(key, _)| key == other)).unwrap();
    save(&library, &ids[left], &text(left, 3));
    raw(&library).execute("UPDATE pack SET bytes = zeroblob(9) WHERE key = ?1", [other]).unwrap();
    library.set_status(&ids[5..6], Status::Spiked, &library.stamp()).unwrap();
    library.purge(&ids[5..6]).unwrap();
    assert!(!lies_in_the_files(&library, &bytes), "the pack is written anew, and the old one overwritten");
    let kept = raw(&library).query_row("SELECT count(*) FROM pack WHERE key = ?1", [other], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(kept, 1, "what cannot be read stays for a recovery");
    for (number, id) in
        ids.iter().enumerate().filter(|(number, id)| *number != 5 && pack_of(&library, id, 3).is_none_or(|(key, _)| key != other))
    {
        assert_eq!(library.revision(id, 3).unwrap().body, story("", &[&text(number, 2)]).body);
    }
}

#[test]
fn what_was_packed_and_is_a_step_since_goes_when_it_is_thinned() {
    let library = TempLibrary::new();
    let ids = packed(&library);
    let now = library.story(&ids[0]).unwrap();
    let secret = format!("{} Only an autosave.", text(0, 2));
    let article = Article { body: story("", &[&secret]).body, ..now.article };
    library.save_revision(&ids[0], Some((now.version, article)), Reason::Autosaved, None, &library.stamp()).unwrap();
    for (number, id) in ids.iter().enumerate().skip(1) {
        save(&library, id, &text(number, 3));
    }
    while library.pack(PACK).unwrap() {}
    assert!(holds(&library, "Only an autosave."));
    save(&library, &ids[0], &format!("{} Saved.", text(0, 2)));
    assert!(pack_of(&library, &ids[0], 4).is_none() && holds(&library, "Only an autosave."), "it left a hole");
    assert_eq!(library.thin(None, &mut |_, _| true).unwrap().revisions, 1);
    assert!(!holds(&library, "Only an autosave."));
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn nothing_of_what_is_purged_or_thinned_stays_in_a_pack() {
    let library = TempLibrary::new();
    let ids = packed(&library);
    let holds = |needle: &str| holds(&library, needle);
    assert!(holds("In story 5 the"));
    library.set_status(&ids[5..6], Status::Spiked, &library.stamp()).unwrap();
    library.purge(&ids[5..6]).unwrap();
    assert!(!holds("In story 5 the"), "a purge writes packs anew");
    // An autosave that is packed whole, and thinned after.
    let now = library.story(&ids[0]).unwrap();
    let article = Article { body: story("", &["Only an autosave."]).body, ..now.article };
    library.save_revision(&ids[0], Some((now.version, article)), Reason::Autosaved, None, &library.stamp()).unwrap();
    for (number, id) in ids.iter().enumerate().filter(|(number, _)| *number != 5 && *number != 0) {
        save(&library, id, &text(number, 7));
    }
    while library.pack(PACK).unwrap() {}
    assert!(holds("Only an autosave."));
    save(&library, &ids[0], &"Something else altogether. ".repeat(40));
    library.thin(None, &mut |_, _| true).unwrap();
    assert!(!holds("Only an autosave."), "thinning writes packs anew");
    assert_eq!(library.check(true).unwrap().faults, []);
    assert_eq!(library.revision(&ids[0], 4).unwrap_err().code(), ErrorCode::RevisionThinned);
    assert_eq!(library.revision(&ids[0], 1).unwrap().body, story("", &[&text(0, 0)]).body);
}
