//! Stories out of another library's file: whole, again and again, while somebody writes to it, and with what it lacks named.

use std::fs;

use stet_core::import::sources::Sources;
use stet_core::library::ImportOutcome as Outcome;
use stet_core::{ArticleId, ErrorCode, Library};

use crate::batch::{Intake, PIXEL, blake3_of, stamp};

#[test]
fn stories_of_another_library_come_in_with_their_pictures_and_update() {
    let other = Intake::new();
    other.file("one.md", "---\ntitle: 'Odd  quotes'\nimage: pixel.png\n---\nFirst *words*.\n\n![A pixel](pixel.png)\n");
    other.file("pixel.png", PIXEL);
    other.file("two.md", "# Two\n\nWords.\n");
    other.file("bin.md", "# Bin\n\nNobody wants this.\n");
    let theirs: Vec<ArticleId> = other.folder().files.into_iter().filter_map(|line| line.story).collect();
    other.library.set_status(&theirs[..1], stet_core::article::Status::Spiked, &other.stamp()).expect("spiked");
    other.library.publish(&theirs[2], None, &other.stamp()).expect("published");
    let before = fs::read(other.library.path()).expect("readable");
    let intake = Intake::new();
    let file = other.library.path().to_owned();
    let sources = || Sources::of_paths(std::slice::from_ref(&file));
    let report = intake.bring(&sources());
    assert_eq!((report.files.len(), report.passed_over), (2, 1), "the spiked one stays: {report:?}");
    assert!(report.files.iter().all(|line| line.outcome == Outcome::New), "{report:?}");
    let line = report.files.iter().find(|line| line.headline == "Odd  quotes").expect("the first");
    let story = intake.library.story(line.story.as_ref().expect("a story")).expect("read").article;
    assert_eq!(story.lead_image.as_ref().map(|lead| lead.asset.clone()), Some(blake3_of(PIXEL)));
    assert_eq!(intake.library.asset(&blake3_of(PIXEL)).expect("the picture came too").1, PIXEL);
    let outgoing = intake.library.outgoing(line.story.as_ref().expect("a story")).expect("read");
    let options = stet_core::export::Options::default();
    let out = stet_core::export::preview(outgoing.piece(&intake.library), &options).expect("rendered").text;
    assert!(out.starts_with("---\ntitle: 'Odd  quotes'\n"), "what it was made of came too: {out}");
    assert!(report.files.iter().any(|line| line.warnings.iter().any(|warning| warning.code == "status")), "{report:?}");
    assert!(intake.bring(&sources()).files.iter().all(|line| line.outcome == Outcome::Unchanged));
    other.edit(&theirs[1], "More.");
    let report = intake.bring(&sources());
    let outcomes: Vec<Outcome> = report.files.iter().map(|line| line.outcome).collect();
    assert!(outcomes.contains(&Outcome::Updated) && outcomes.contains(&Outcome::Unchanged), "{report:?}");
    assert!(intake.library.check(true).expect("checked").faults.is_empty());
    // Dropped on the window, the file comes as its bytes.
    let saved = other.folder.path().join("copy.stet");
    other.library.backup(&saved).expect("copied");
    let dropped = intake.bring(&Sources::of_bytes(vec![("other.stet".into(), fs::read(&saved).expect("readable"))]));
    assert!(dropped.files.len() == 2 && dropped.files.iter().all(|line| line.outcome == Outcome::Unchanged), "{dropped:?}");
    // Its own file is nothing new, and one that is no library says so and stops nothing.
    let own = intake.library.path().to_owned();
    assert!(intake.bring(&Sources::of_paths(&[own])).files.iter().all(|line| line.outcome == Outcome::Unchanged));
    fs::write(intake.path("not.stet"), "no library").expect("written");
    intake.file("z.md", "# Z\n\nComes in.\n");
    let report = intake.bring(&Sources::of_paths(&[intake.path("not.stet"), intake.path("z.md")]));
    assert_eq!(
        report.files.iter().map(|line| line.error.as_ref().map(stet_core::Error::code)).collect::<Vec<_>>(),
        [Some(ErrorCode::ImportLibrary), None]
    );
    let left: Vec<_> = fs::read_dir(intake.folder.path()).expect("readable").flatten().map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "no copy stays: {left:?}");
    assert!(fs::read(other.library.path()).expect("readable").len() >= before.len());
}

#[test]
fn a_library_that_is_written_to_meanwhile_comes_in_as_of_one_moment() {
    let other = Intake::new();
    other.file("one.md", "# One\n\nFirst words.\n");
    other.file("two.md", "# Two\n\nFirst words.\n");
    let ids: Vec<ArticleId> = other.folder().files.into_iter().filter_map(|line| line.story).collect();
    let (file, folder) = (other.library.path().to_owned(), other.folder.path().to_owned());
    let beside = || {
        let names = fs::read_dir(&folder).expect("readable").flatten().map(|entry| entry.file_name());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let before = beside();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let writer = Library::open(&file).expect("opens");
            for turn in 0.. {
                if done.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                let id = &ids[usize::try_from(turn % 2).expect("small")];
                let story = writer.story(id).expect("a story");
                let mut article = story.article;
                article.body = stet_core::Document::new(vec![stet_core::document::Block::paragraph(format!("{turn} ").repeat(9_000))]);
                writer
                    .save_revision(id, Some((story.version, article)), stet_core::library::Reason::Saved, None, &stamp(turn))
                    .expect("saved");
                writer.tidy().expect("tidied");
            }
        });
        for _ in 0..10 {
            let intake = Intake::new();
            let report = intake.bring(&Sources::of_paths(std::slice::from_ref(&file)));
            let failed: Vec<_> = report.files.iter().filter_map(|line| line.error.as_ref()).collect();
            assert!(failed.is_empty() && report.files.len() == 2, "{report:?}");
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(beside(), before, "nothing is left beside it");
    // Nobody has it open: two plain copies, and no index comes to lie beside it.
    drop(other.library);
    let closed = beside();
    let intake = Intake::new();
    assert_eq!(intake.bring(&Sources::of_paths(std::slice::from_ref(&file))).files[0].outcome, Outcome::New);
    assert_eq!(beside(), closed);
}

#[test]
fn a_picture_that_another_library_lacks_is_named() {
    let other = Intake::new();
    other.file("one.md", "# One\n\n![A pixel](pixel.png)\n");
    other.file("pixel.png", PIXEL);
    other.folder();
    let raw = rusqlite::Connection::open(other.library.path()).expect("the file");
    raw.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM asset WHERE media_type = 'image/png'").expect("gone");
    drop(raw);
    let intake = Intake::new();
    let report = intake.bring(&Sources::of_paths(&[other.library.path().to_owned()]));
    let line = &report.files[0];
    assert_eq!(line.outcome, Outcome::New);
    let warning = line.warnings.iter().find(|warning| warning.code == "picture_outside").expect("a warning");
    assert!(warning.detail.contains(&blake3_of(PIXEL)), "{warning:?}");
    let story = intake.library.story(line.story.as_ref().expect("a story")).expect("read").article;
    let figure = |block: &stet_core::document::Block| match block {
        stet_core::document::Block::Figure(figure) => Some((figure.asset.clone(), figure.src.clone())),
        _ => None,
    };
    let figures: Vec<_> = story.body.content.iter().filter_map(figure).collect();
    assert_eq!(figures, [(String::new(), "pixel.png".to_owned())], "its address is all that is left");
}
