//! What was acknowledged survives a SIGKILL: a child process saves without pause and says so; then it is killed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use stet_core::library::Reason;
use stet_core::{ArticleId, Library};
use stet_testkit::{Clock, TempLibrary, doc, p, story};

const LIBRARY: &str = "STET_TEST_KILL_LIBRARY";

/// Not a test by itself: what the child does. Every acknowledged save is a line: story, version, number of the text.
#[test]
#[ignore = "runs only as the child of the test below"]
fn child() {
    let Ok(path) = std::env::var(LIBRARY) else { return };
    let library = Library::open(Path::new(&path)).unwrap();
    let clock = Clock::default();
    for number in 0_u32.. {
        let made = library.create_story(story(&format!("Story {number}"), &[]), Reason::Created, &clock.stamp()).unwrap();
        let mut article = made.article;
        for text in 0..20_u32 {
            article.body = doc([p(&format!("Text {text}. ").repeat(50))]);
            let base = i64::from(text) + 1;
            let saved = if text % 5 == 4 {
                library.save_revision(&made.id, Some((base, article.clone())), Reason::Saved, None, &clock.stamp()).unwrap()
            } else {
                library.save_working_copy(&made.id, base, article.clone(), &clock.stamp()).unwrap()
            };
            println!("saved\t{}\t{}\t{}\t{text}", made.id, saved.version, saved.revision.unwrap_or(0));
        }
        // So that some of the kills come while contents are packed together.
        library.pack(3_000).unwrap();
    }
}

#[test]
fn every_acknowledged_save_survives_a_kill() {
    for round in 0..3_usize {
        let library = TempLibrary::new();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--ignored", "--nocapture"])
            .env(LIBRARY, library.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut saved: Vec<String> = lines.by_ref().filter(|line| line.contains("saved\t")).take(30 + 37 * round).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts too, but for a line that is cut off.
        saved.extend(lines.filter(|line| line.split('\t').count() == 5));
        /// Version and text of the last save, revisions with their texts.
        type Acknowledged = (i64, u32, Vec<(u32, u32)>);
        let mut last: BTreeMap<String, Acknowledged> = BTreeMap::new();
        for line in &saved {
            let fields: Vec<&str> = line[line.find("saved\t").unwrap()..].split('\t').collect();
            let (version, revision, text) = (fields[2].parse().unwrap(), fields[3].parse().unwrap(), fields[4].parse().unwrap());
            let entry = last.entry(fields[1].to_owned()).or_default();
            (entry.0, entry.1) = (version, text);
            if revision > 0 {
                entry.2.push((revision, text));
            }
        }
        assert!(!last.is_empty());
        let body = |text: u32| doc([p(&format!("Text {text}. ").repeat(50))]);
        for (id, (version, text, revisions)) in last {
            let id: ArticleId = library.resolve(&id).unwrap();
            let story = library.story(&id).unwrap();
            assert!(story.version >= version, "an acknowledged save is missing");
            if story.version == version {
                assert_eq!(story.article.body, body(text));
            }
            for (number, text) in revisions {
                assert_eq!(library.revision(&id, number).unwrap().body, body(text));
            }
        }
        assert_eq!(library.check(true).unwrap().faults, []);
    }
}

#[test]
fn two_processes_share_one_library() {
    let library = TempLibrary::new();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--ignored", "--nocapture"])
        .env(LIBRARY, library.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let made = patiently(|| library.create_story(story("Mine", &[]), Reason::Created, &library.stamp()));
    for base in 1..=20 {
        assert!(lines.next().is_some(), "the other process goes on saving");
        let mut article = made.article.clone();
        article.body = doc([p(&format!("Version {base}"))]);
        // The other process saves without a pause, so on a slow machine a turn may not come in time: that is said, and tried again.
        patiently(|| library.save_working_copy(&made.id, base, article.clone(), &library.stamp()));
        patiently(|| library.flush_index());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(library.story(&made.id).unwrap().article.body, doc([p("Version 20")]));
    assert_eq!(library.check(true).unwrap().faults, []);
}

/// Does what may find the library busy until it does not.
fn patiently<T>(mut work: impl FnMut() -> stet_core::Result<T>) -> T {
    for _ in 0..20 {
        match work() {
            Err(stet_core::Error::LibraryBusy) => {}
            result => return result.unwrap(),
        }
    }
    panic!("the library stayed busy")
}
