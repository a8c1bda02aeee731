//! Thinning old autosaves, purging for good, and what odd clocks, long names and long stories do to a history.

use std::fs;

use chrono::TimeDelta;
use stet_core::article::Status;
use stet_core::library::{Reason, Side, StoryQuery};
use stet_core::{Article, ArticleId, ErrorCode};
use stet_testkit::{TempLibrary, story};

fn save(library: &TempLibrary, id: &ArticleId, text: &str, reason: Reason) -> u32 {
    let now = library.story(id).unwrap();
    let article = Article { body: story("", &[text, "A paragraph that stays as it was, all along."]).body, ..now.article };
    library.save_revision(id, Some((now.version, article)), reason, None, &library.stamp()).unwrap().head
}

#[test]
fn thinning_takes_old_autosaves_and_nothing_else() {
    let library = TempLibrary::new();
    let id = library.create_story(story("One", &["First."]), Reason::Autosaved, &library.stamp()).unwrap().id;
    for turn in 0..6 {
        save(&library, &id, &format!("Autosaved {turn}"), Reason::Autosaved);
    }
    save(&library, &id, "Saved on purpose", Reason::Saved);
    library.name_revision(&id, 4, Some("Sent to law"), &library.stamp()).unwrap();
    library.publish(&id, None, &library.stamp()).unwrap();
    let moment = library.history(&id).unwrap().iter().find(|row| row.number == 6).unwrap().time;
    save(&library, &id, "Head, an autosave", Reason::Autosaved);
    // The same words again: content that somebody saved stays, whoever has it too.
    save(&library, &id, "Saved on purpose", Reason::Autosaved);
    save(&library, &id, "The newest", Reason::Autosaved);
    assert_eq!(library.thin_preview(Some(moment)).unwrap().revisions, 3, "2, 3 and 5 are older");
    let rows = library.history(&id).unwrap();
    let promised = library.thin_preview(None).unwrap();
    assert!(promised.bytes > 0);
    assert_eq!(library.thin(None, &mut |_, _| true).unwrap(), promised);
    let thinned: Vec<u32> = library.history(&id).unwrap().iter().filter(|row| row.thinned).map(|row| row.number).collect();
    assert_eq!(thinned, [10, 7, 6, 5, 3, 2]);
    for (row, before) in library.history(&id).unwrap().iter().zip(&rows) {
        assert_eq!((row.number, &row.author, row.time, row.added), (before.number, &before.author, before.time, before.added));
        let read = library.revision(&id, row.number);
        assert_eq!(read.is_err(), row.thinned, "revision {}", row.number);
        if let Err(error) = read {
            assert_eq!(error.code(), ErrorCode::RevisionThinned);
        }
    }
    assert_eq!(library.check(true).unwrap().faults, [], "the chain is whole");
    assert_eq!(library.thin_preview(None).unwrap().revisions, 0);
    assert!(library.blame(&id, Side::Draft, &|| true).unwrap().blocks[0].iter().all(|run| run.revision.is_some()));
}

#[test]
fn the_same_words_once_more_bring_thinned_content_back() {
    let library = TempLibrary::new();
    let id = library.create_story(story("One", &["First."]), Reason::Created, &library.stamp()).unwrap().id;
    save(&library, &id, "These words", Reason::Autosaved);
    save(&library, &id, "Others", Reason::Saved);
    assert_eq!(library.thin(None, &mut |_, _| true).unwrap().revisions, 1);
    assert!(library.revision(&id, 2).is_err());
    save(&library, &id, "These words", Reason::Saved);
    assert!(library.revision(&id, 2).is_ok());
    assert!(!library.history(&id).unwrap().iter().any(|row| row.thinned));
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn a_purged_story_leaves_no_word_in_the_file() {
    const SECRET: &str = "Zwielichtkabinett";
    let library = TempLibrary::new();
    let kept = library.create_story(story("Kept", &["Something harmless stays here."]), Reason::Created, &library.stamp()).unwrap();
    let id = library.create_story(story(&format!("{SECRET} in the headline"), &["First."]), Reason::Created, &library.stamp()).unwrap().id;
    for turn in 0..30 {
        let now = library.story(&id).unwrap();
        let body = story("", &[&format!("{SECRET} {turn} {}", "and more words ".repeat(turn * 9)), SECRET]).body;
        library.save_working_copy(&id, now.version, Article { body, ..now.article }, &library.stamp()).unwrap();
        if turn % 7 == 0 {
            save(&library, &id, &format!("{SECRET} kept {turn}"), Reason::Saved);
            library.list(&StoryQuery { text: SECRET.into(), ..StoryQuery::default() }, 0, 10).unwrap();
            library.tidy().unwrap();
        }
    }
    let lies_in_the_file = || {
        ["test.stet", "test.stet-wal"].iter().any(|name| {
            let bytes = fs::read(library.beside(name)).unwrap_or_default();
            let secret = SECRET.as_bytes();
            let folded = SECRET.to_lowercase();
            bytes.windows(secret.len()).any(|window| window == secret || window == folded.as_bytes())
        })
    };
    assert!(lies_in_the_file(), "the test should see the word while it is there");
    library.set_status(std::slice::from_ref(&id), Status::Spiked, &library.stamp()).unwrap();
    library.purge(std::slice::from_ref(&id)).unwrap();
    assert!(!lies_in_the_file(), "no word of a purged story stays");
    assert_eq!(library.story(&kept.id).unwrap(), kept);
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn the_order_of_revisions_does_not_hang_on_the_clock() {
    let library = TempLibrary::new();
    let id = library.create_story(story("One", &["First."]), Reason::Created, &library.stamp()).unwrap().id;
    save(&library, &id, "Second.", Reason::Saved);
    library.clock.stand_still();
    save(&library, &id, "Third, in the same moment.", Reason::Saved);
    library.clock.jump(TimeDelta::days(-3_650));
    save(&library, &id, "Fourth, ten years before.", Reason::Saved);
    let rows = library.history(&id).unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(rows[1].time, rows[2].time);
    assert!(rows[0].time < rows[3].time);
    assert_eq!(library.passage(&id, "ten years before", &|| true).unwrap()[0].revision, Some(4));
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn a_name_has_an_end() {
    let library = TempLibrary::new();
    let id = library.create_story(story("One", &["First."]), Reason::Created, &library.stamp()).unwrap().id;
    let error = library.name_revision(&id, 1, Some(&"n".repeat(10_000)), &library.stamp()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::RevisionNameTooLong);
    library.name_revision(&id, 1, Some(&"ñ".repeat(200)), &library.stamp()).unwrap();
    assert_eq!(library.history(&id).unwrap()[0].name.as_ref().map(|name| name.chars().count()), Some(200));
}

#[test]
fn a_very_long_story_has_a_history_too() {
    // A million words take a minute without optimisation: STET_LONG=1 asks for them.
    let lines = if std::env::var_os("STET_LONG").is_some() { 5_000 } else { 500 };
    let library = TempLibrary::new();
    let line = "the ferry sails at nine and nobody knows why ".repeat(22);
    let mut lines: Vec<String> = (0..lines).map(|number| format!("{number} {line}")).collect();
    let body = |lines: &[String]| story("Long", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let made = library.create_story(body(&lines), Reason::Created, &library.stamp()).unwrap();
    let middle = lines.len() / 2;
    lines[middle].push_str("but one");
    let saved = library.save_revision(&made.id, Some((made.version, body(&lines))), Reason::Saved, None, &library.stamp()).unwrap();
    assert!(saved.words as usize > lines.len() * 198);
    library.tidy().unwrap();
    assert_eq!(library.revision(&made.id, 1).unwrap().body, made.article.body);
    assert_eq!(library.passage(&made.id, "why but one", &|| true).unwrap()[0].revision, Some(2));
}
