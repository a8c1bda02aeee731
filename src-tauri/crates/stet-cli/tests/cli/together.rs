//! Several at work on one library, and readers that leave early.

use std::process::Stdio;

use crate::harness::Desk;

#[test]
fn a_stale_save_overwrites_nothing() {
    let desk = Desk::new();
    let id = desk.story("One", "The first words.\n");
    let version = desk.json(&["show", &id])["version"].to_string();
    let (mine, theirs) = (desk.file("mine.md", "My words.\n"), desk.file("theirs.md", "Their words.\n"));
    desk.ok(&["save", &id, "--body", &theirs]);
    desk.fails(1, "stale_save", &["save", &id, "--body", &mine, "--base", &version]);
    assert!(desk.ok(&["show", &id]).contains("Their words."));
}

#[test]
fn two_processes_write_to_one_library_at_once() {
    let desk = Desk::new();
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let headlines: Vec<String> = (0..5).map(|story| format!("Story {worker} {story}")).collect();
            let desk = &desk;
            let library = desk.library();
            move || {
                for headline in &headlines {
                    let done = desk.command(&library, &["new", "--headline", headline]).output().unwrap();
                    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
                }
            }
        })
        .collect();
    std::thread::scope(|scope| workers.into_iter().for_each(|work| drop(scope.spawn(work))));
    assert_eq!(desk.ok(&["list"]).lines().count(), 20);
    desk.ok(&["check", "--deep"]);
}

#[test]
fn two_saves_of_one_story_keep_both_or_refuse_one() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    let bodies: Vec<String> = (0..6).map(|at| desk.file(&format!("{at}.md"), format!("Version {at}.\n"))).collect();
    let saves: Vec<_> = bodies
        .iter()
        .map(|body| {
            desk.command(&desk.library(), &["save", &id, "--body", body, "--json"])
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut saved = 0;
    for save in saves {
        let done = save.wait_with_output().unwrap();
        if done.status.success() {
            saved += 1;
        } else {
            assert!(String::from_utf8_lossy(&done.stderr).contains("stale_save"), "{}", String::from_utf8_lossy(&done.stderr));
        }
    }
    assert!(saved >= 1);
    assert_eq!(desk.ok(&["history", &id]).lines().count(), 1 + saved, "each save that was acknowledged is a revision");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let desk = Desk::without_library();
    let mut child = desk.command(&desk.library(), &["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(0), [].as_slice()));
}
