//! Any single byte of a library flipped: whatever is read is either what it was, or damage is reported. Never silently wrong.
//!
//! Every page of the file is tried; `STET_MUTATIONS` says how many bytes of each (3 without it).

use std::fs;
use std::path::Path;

use stet_core::article::Status;
use stet_core::library::{Reason, StoryQuery};
use stet_core::{ArticleId, Library};
use stet_testkit::{TempLibrary, story};

const PAGE: usize = 4_096;

/// Makes a library of everything that there is, with all of it in the one file.
fn library() -> (TempLibrary, Vec<ArticleId>) {
    let library = TempLibrary::new();
    let mut ids = Vec::new();
    for number in 0..4 {
        let mut article =
            story(&format!("Story {number} of the winter ferry"), &["It sails at nine.", "Nobody came.", "The harbour is closed."]);
        article.tags = vec!["Ferries".into(), format!("Place {number}")];
        let made = library.create_story(article, Reason::Created, &library.stamp()).unwrap();
        for turn in 0..8 {
            let now = library.story(&made.id).unwrap();
            let text = format!("It sails at {turn}, said the council, and nobody was there to see it in story {number}.");
            let mut article = story(&now.article.headline, &[&text, "Nobody came.", "The harbour is closed."]);
            (article.tags, article.slug) = (now.article.tags, now.article.slug);
            library.save_revision(&made.id, Some((now.version, article)), Reason::Saved, None, &library.stamp()).unwrap();
        }
        library.name_revision(&made.id, 3, Some("Sent to law"), &library.stamp()).unwrap();
        ids.push(made.id);
    }
    library.publish(&ids[0], None, &library.stamp()).unwrap();
    library.set_status(&ids[1..2], Status::Spiked, &library.stamp()).unwrap();
    library.create_tag("Islands", Some("Ferries")).unwrap();
    library.rename_tag("Place 2", "Harbour").unwrap();
    library.set_setting("publication", "The Hestray Courier").unwrap();
    library.save_search("Ferries", "tag:ferries nine").unwrap();
    let now = library.story(&ids[2]).unwrap();
    let body = story("", &["It sails at 7, said nobody.", "Nobody came.", "The harbour is closed."]).body;
    library.save_working_copy(&ids[2], now.version, stet_core::Article { body, ..now.article }, &library.stamp()).unwrap();
    library.pack(3_000).unwrap();
    library.tidy().unwrap();
    (library, ids)
}

/// Everything that can be read, each by itself; none where it says that it cannot be.
fn all(library: &Library, ids: &[ArticleId]) -> Vec<Option<String>> {
    fn told<T: std::fmt::Debug, E>(result: Result<T, E>) -> Option<String> {
        result.ok().map(|value| format!("{value:?}"))
    }
    let mut read = vec![
        told(library.list(&StoryQuery::default(), 0, 50)),
        told(library.list(&StoryQuery { text: "council".into(), ..StoryQuery::default() }, 0, 50)),
        told(library.list(&StoryQuery { tag: Some("Ferries".into()), ..StoryQuery::default() }, 0, 50)),
        told(library.counts()),
        told(library.tags()),
        told(library.saved_searches()),
        told(library.setting("publication")),
        told(library.resolve("story-1-of-the-winter-ferry")),
    ];
    for id in ids {
        read.push(told(library.story(id)));
        let history = library.history(id);
        let last = history.as_ref().map_or(0, |rows| rows.len() as u32).clamp(9, 20);
        read.push(told(history));
        read.extend((1..=last).map(|number| told(library.revision(id, number))));
    }
    read
}

/// Returns what is wrong about a file with this byte flipped, if that is silent.
fn silent(file: &Path, bytes: &[u8], at: usize, mask: u8, ids: &[ArticleId], sound: &[Option<String>]) -> Option<String> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= mask;
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", file.display()));
    }
    fs::write(file, &bytes).unwrap();
    let Ok(library) = Library::open(file) else { return None };
    let read = all(&library, ids);
    let wrong: Vec<&String> =
        read.iter().zip(sound).filter(|(now, before)| now.is_some() && now != before).filter_map(|(now, _)| now.as_ref()).collect();
    let lost = read.len() != sound.len() || read.iter().zip(sound).any(|(now, before)| now.is_none() && before.is_some());
    if wrong.is_empty() && !lost {
        return None;
    }
    let reported = library.check(true).map_or(true, |report| !report.faults.is_empty());
    (!reported).then(|| {
        format!(
            "byte {at} of page {} ^ {mask:#x}: {:.600}",
            at / PAGE + 1,
            wrong.first().map_or("something is lost", |wrong| wrong.as_str())
        )
    })
}

#[test]
fn a_flipped_byte_is_harmless_or_reported() {
    let (library, ids) = library();
    let sound = all(&library, &ids);
    assert_eq!(library.check(true).unwrap().faults, []);
    let file = library.beside("copy.stet");
    library.backup(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    let each: usize = std::env::var("STET_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    // A generator of its own (Knuth's MMIX), so that a failure can be repeated.
    let mut state = 0x5374_6574_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut failed = Vec::new();
    for page in 0..bytes.len() / PAGE {
        let mut places: Vec<usize> = (0..each).map(|_| page * PAGE + next(PAGE)).collect();
        // What lies in use: the header of the page, and where its cells are.
        places.push(page * PAGE + next(12));
        let used: Vec<usize> = (page * PAGE..(page + 1) * PAGE).filter(|at| bytes[*at] != 0).collect();
        places.extend((0..each).filter(|_| !used.is_empty()).map(|_| used[next(used.len().max(1))]));
        for at in places {
            failed.extend(silent(&file, &bytes, at, 1 << next(8), &ids, &sound));
        }
    }
    assert!(failed.is_empty(), "{} silent: {}", failed.len(), failed.join("\n"));
}

/// A snapshot that says it was lost before a recovery is passed over by a check; none may come to say so by a flipped bit.
#[test]
fn a_flipped_coding_of_a_snapshot_is_reported() {
    let (library, ids) = library();
    let sound = all(&library, &ids);
    let file = library.beside("copy.stet");
    library.backup(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    let raw = rusqlite::Connection::open(&file).unwrap();
    let mut statement = raw.prepare("SELECT pageno FROM dbstat WHERE name = 'snapshot' AND pagetype = 'leaf'").unwrap();
    let pages = statement.query_map([], |row| row.get::<_, u32>(0)).unwrap().map(|page| page.unwrap() as usize).collect::<Vec<_>>();
    // Codings from 2 on are bytes of their own; 1 is said by the kind of the column.
    let places: Vec<usize> = pages.iter().flat_map(|page| (page - 1) * PAGE..page * PAGE).filter(|at| bytes[*at] == 2).collect();
    assert!(places.len() >= 8, "there are steps, each with its coding: {}", places.len());
    let failed: Vec<String> = places.into_iter().filter_map(|at| silent(&file, &bytes, at, 1, &ids, &sound)).collect();
    assert!(failed.is_empty(), "{} silent: {}", failed.len(), failed.join("\n"));
}

#[test]
fn a_file_cut_off_anywhere_is_reported() {
    let (library, ids) = library();
    let sound = all(&library, &ids);
    let file = library.beside("copy.stet");
    library.backup(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    for length in [0, 1, 99, 100, 512, PAGE - 1, PAGE, bytes.len() / 2, bytes.len() - PAGE, bytes.len() - 1] {
        fs::write(&file, &bytes[..length]).unwrap();
        let _ = fs::remove_file(library.beside("copy.stet-wal"));
        let _ = fs::remove_file(library.beside("copy.stet-shm"));
        if let Ok(cut) = Library::open(&file) {
            let same = all(&cut, &ids) == sound;
            assert!(same || cut.check(true).map_or(true, |report| !report.faults.is_empty()), "cut to {length} bytes");
        }
    }
}
