//! Words through the revisions: passages, blame, the dots of a block, searches of the past; and what follows a publication.

use stet_core::article::Correction;
use stet_core::diff::BlockAt;
use stet_core::library::{BlameRun, PUBLIC_HISTORY, PassageChange, PassageEvent, Reason, Side, Spot};
use stet_core::{Article, ArticleId, ErrorCode, RevisionNumber};
use stet_testkit::{TempLibrary, doc, note, p, para, story, t};

const ONE: &str = "The ferry to Hestray sails at nine every morning, even in winter.";
const TWO: &str = "Councillors voted on Tuesday to keep the subsidy for another year.";
const THREE: &str = "Fishermen had warned that the harbour would close for good.";

const YES: &dyn Fn() -> bool = &|| true;

/// Makes a story whose revisions have these bodies, one after the other.
fn drafted(library: &TempLibrary, bodies: &[&[&str]]) -> ArticleId {
    let made = library.create_story(story("Ferry", bodies[0]), Reason::Created, &library.stamp()).unwrap();
    for body in &bodies[1..] {
        write(library, &made.id, body);
    }
    made.id
}

fn write(library: &TempLibrary, id: &ArticleId, body: &[&str]) {
    let now = library.story(id).unwrap();
    let article = Article { body: story("", body).body, ..now.article };
    library.save_revision(id, Some((now.version, article)), Reason::Saved, None, &library.stamp()).unwrap();
}

fn told(events: &[PassageEvent]) -> Vec<(RevisionNumber, PassageChange)> {
    events.iter().map(|event| (event.revision.unwrap_or(0), event.change)).collect()
}

#[test]
fn a_passage_comes_changes_moves_goes_and_comes_back() {
    use PassageChange::{Came, Changed, Went};
    let library = TempLibrary::new();
    let ten = ONE.replace("nine", "ten");
    let split = ["The ferry to Hestray sails at ten every morning.", "Even in winter it goes."];
    let id = drafted(
        &library,
        &[
            &[TWO],
            &[TWO, ONE],
            &[ONE, TWO],
            &[&ten, TWO, THREE],
            &[split[0], split[1], TWO, THREE],
            &[TWO, THREE],
            &[TWO, THREE, "Something else."],
            &[TWO, ONE, THREE],
        ],
    );
    let events = library.passage(&id, "sails at NINE  every", YES).unwrap();
    assert_eq!(told(&events), [(8, Came), (6, Went), (4, Changed), (2, Came)]);
    assert_eq!(events[2].text, "sails at ten every");
    assert_eq!(events[0].place, Some(Spot::Block { index: 1 }));
    assert_eq!(told(&library.passage(&id, "Ferry", YES).unwrap())[0], (1, Came), "a headline is followed too");
    assert_eq!(
        told(&library.passage(&id, "another year. Fishermen had", YES).unwrap()),
        [(8, Went), (4, Came)],
        "over the end of a paragraph"
    );
    assert_eq!(library.passage(&id, "nobody wrote this", YES).unwrap(), []);
    assert_eq!(library.passage(&id, " \n", YES).unwrap_err().code(), ErrorCode::FieldInvalid);
    assert_eq!(library.passage(&id, "ferry", &|| false).map(|_| ()).ok(), Some(()), "what is known needs no walk");
}

#[test]
fn a_passage_of_the_draft_is_not_yet_in_a_revision() {
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE]]);
    let now = library.story(&id).unwrap();
    library.save_working_copy(&id, now.version, story("Ferry", &[ONE, TWO]), &library.stamp()).unwrap();
    let events = library.passage(&id, "voted on Tuesday", YES).unwrap();
    assert_eq!(events.iter().map(|event| event.revision).collect::<Vec<_>>(), [None]);
    write(&library, &id, &[ONE, TWO]);
    assert_eq!(told(&library.passage(&id, "voted on Tuesday", YES).unwrap()), [(2, PassageChange::Came)]);
    let other = TempLibrary::new();
    let id = drafted(&other, &[&[ONE]]);
    assert_eq!(other.passage(&id, "ferry", &|| false).unwrap_err().code(), ErrorCode::Cancelled);
    assert_eq!(told(&other.passage(&id, "ferry", YES).unwrap())[0].0, 1);
}

#[test]
fn each_word_belongs_to_the_revision_that_brought_it() {
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE], &[TWO, ONE], &[TWO, &ONE.replace("at nine", "at about ten")]]);
    let now = library.story(&id).unwrap();
    library
        .save_working_copy(
            &id,
            now.version,
            story("Ferry", &[&format!("{TWO} So be it."), &ONE.replace("at nine", "at about ten")]),
            &library.stamp(),
        )
        .unwrap();
    let blame = library.blame(&id, Side::Draft, YES).unwrap();
    let read = |runs: &[BlameRun], text: &str| -> Vec<(String, u32)> {
        runs.iter().map(|run| (text[run.from as usize..run.to as usize].to_owned(), run.revision.unwrap_or(0))).collect()
    };
    let owned = |runs: &[(&str, u32)]| runs.iter().map(|(text, number)| ((*text).to_owned(), *number)).collect::<Vec<_>>();
    assert_eq!(read(&blame.headline, "Ferry"), owned(&[("Ferry", 1)]));
    assert_eq!(read(&blame.blocks[0], &format!("{TWO} So be it.")), owned(&[(TWO, 2), (" So be it.", 0)]));
    assert_eq!(
        read(&blame.blocks[1], &ONE.replace("at nine", "at about ten")),
        owned(&[("The ferry to Hestray sails at ", 1), ("about ten", 3), (" every morning, even in winter.", 1)])
    );
    let old = library.blame(&id, Side::Revision { number: 1 }, YES).unwrap();
    assert_eq!(read(&old.blocks[0], ONE), owned(&[(ONE, 1)]));
    let unknown = library.blame(&id, Side::Revision { number: 9 }, YES).unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::RevisionUnknown);
}

#[test]
fn the_dots_of_a_block_are_where_it_changed() {
    let library = TempLibrary::new();
    let ten = ONE.replace("nine", "ten");
    let id = drafted(
        &library,
        &[&[TWO], &[TWO, ONE], &[ONE, TWO], &[&ten, TWO], &[&ten, &TWO.replace("Tuesday", "Monday")], &[&TWO.replace("Tuesday", "Monday")]],
    );
    let dots = |number, index| library.block_history(&id, Side::Revision { number }, &Spot::Block { index }, YES).unwrap();
    assert_eq!(dots(3, 0), [6, 4, 2]);
    assert_eq!(dots(6, 0), [5, 1]);
    assert_eq!(dots(1, 0), [5, 1]);
    let headline = Spot::Field { name: "headline".into() };
    assert_eq!(library.block_history(&id, Side::Draft, &headline, YES).unwrap(), [1]);
    let none = library.block_history(&id, Side::Draft, &Spot::Block { index: 7 }, YES).unwrap_err();
    assert_eq!(none.code(), ErrorCode::FieldInvalid);
    let appeared = library.appeared(&id, Side::Revision { number: 4 }, &Spot::Block { index: 0 }, (4, 20), YES).unwrap();
    assert_eq!(told(&appeared), [(6, PassageChange::Went), (2, PassageChange::Came)]);
}

#[test]
fn a_search_of_the_past_finds_what_is_gone() {
    let library = TempLibrary::new();
    let gone = drafted(&library, &[&["The zeppelin never came. Café closed."], &[ONE], &[TWO]]);
    let there = drafted(&library, &[&["A zeppelin, a zeppelin!"]]);
    let found = library.search_revisions("zeppelin", 20, &mut |_, _| true).unwrap();
    let hits: Vec<_> = found.hits.iter().map(|hit| (hit.id.clone(), hit.revision, hit.hits, hit.gone)).collect();
    assert_eq!(hits, [(gone.clone(), 1, 1, true), (there, 1, 2, false)]);
    assert_eq!(library.search_revisions("cafe zeppelin", 20, &mut |_, _| true).unwrap().hits.len(), 1);
    assert_eq!(library.search_revisions("\"never came\"", 20, &mut |_, _| true).unwrap().hits[0].id, gone);
    assert_eq!(library.search_revisions("zeppelin", 1, &mut |_, _| true).unwrap().hits.len(), 1);
    assert_eq!(library.search_revisions("zeppelin", 20, &mut |_, _| false).unwrap().hits, []);
    assert_eq!(library.search_revisions("status:nonsense", 20, &mut |_, _| true).unwrap_err().code(), ErrorCode::QueryInvalid);
}

#[test]
fn what_was_written_since_publication_is_told_and_corrected() {
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE, TWO]]);
    assert_eq!(library.changes_since_publication(&id).unwrap(), None);
    library.publish(&id, None, &library.stamp()).unwrap();
    assert_eq!(library.changes_since_publication(&id).unwrap().unwrap().diff.summary.changes, 0);
    assert_eq!(library.draft_correction(&id).unwrap(), "");
    write(&library, &id, &[&ONE.replace("nine", "ten"), TWO, THREE]);
    assert_eq!(library.changes_since_publication(&id).unwrap().unwrap().diff.summary.changes, 2);
    let note = library.draft_correction(&id).unwrap();
    assert!(note.starts_with("An earlier version of this story said “The ferry to Hestray sails at nine"), "{note}");
    assert!(!note.contains("Fishermen"), "{note}");
}

#[test]
fn a_publication_is_taken_back_with_its_dates() {
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE]]);
    let before = library.story(&id).unwrap();
    library.publish(&id, None, &library.stamp()).unwrap();
    library.undo_publish(&id, &library.stamp()).unwrap();
    let after = library.story(&id).unwrap();
    assert_eq!((after.article.clone(), after.status, after.published_revision), (before.article, before.status, None));
    assert_eq!(library.undo_publish(&id, &library.stamp()).unwrap_err().code(), ErrorCode::StatusRefused);
    // An update is taken back to what was out before it.
    library.publish(&id, None, &library.stamp()).unwrap();
    let out = library.story(&id).unwrap();
    write(&library, &id, &[TWO]);
    library.publish(&id, None, &library.stamp()).unwrap();
    library.undo_publish(&id, &library.stamp()).unwrap();
    let back = library.story(&id).unwrap();
    assert_eq!((back.status, back.published_revision), (out.status, out.published_revision));
    assert_eq!((back.article.published_at, back.article.updated_at), (out.article.published_at, out.article.updated_at));
    assert_eq!(back.article.body, story("", &[TWO]).body, "what was written stays");
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn readers_see_published_versions_where_they_may_and_no_notes() {
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE]]);
    library.publish(&id, None, &library.stamp()).unwrap();
    write(&library, &id, &["A private draft."]);
    let now = library.story(&id).unwrap();
    let corrections = vec![Correction { time: library.stamp().time, text: "It sails at ten.".into() }];
    let article = Article { corrections, notes: "Libel?".into(), body: story("", &[&ONE.replace("nine", "ten")]).body, ..now.article };
    library.save_revision(&id, Some((now.version, article)), Reason::Saved, None, &library.stamp()).unwrap();
    library.publish(&id, None, &library.stamp()).unwrap();
    assert_eq!(library.public_history(&id).unwrap(), []);
    library.set_setting(PUBLIC_HISTORY, "1").unwrap();
    let versions = library.public_history(&id).unwrap();
    assert_eq!(versions.iter().map(|version| (version.revision, version.corrections.len())).collect::<Vec<_>>(), [(2, 0), (5, 1)]);
    let changes = versions[1].changes.as_ref().unwrap();
    assert_eq!(changes.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["corrections"]);
    assert_eq!((changes.summary.words_added, changes.summary.words_removed), (1, 1));
}

#[test]
fn one_block_is_taken_back_wherever_it_is() {
    let library = TempLibrary::new();
    let ten = ONE.replace("nine", "ten");
    let restored = |now: &[&str], block: BlockAt| {
        let id = drafted(&library, &[&[ONE, TWO, THREE], now]);
        let base = library.story(&id).unwrap().version;
        let saved = library.restore_block(&id, 1, &block, base, &library.stamp()).unwrap();
        let row = library.history(&id).unwrap().remove(0);
        assert_eq!((row.reason, row.restored_from, Some(row.number)), (Reason::Restored, Some(1), saved.revision));
        assert!(row.restored_part.unwrap().starts_with("block "));
        library.story(&id).unwrap().article.body
    };
    let newer = |at| BlockAt::Newer { path: vec![at] };
    assert_eq!(restored(&[&ten, TWO, THREE], newer(0)), story("", &[ONE, TWO, THREE]).body);
    assert_eq!(restored(&[ONE, "New.", TWO, THREE], newer(1)), story("", &[ONE, TWO, THREE]).body);
    assert_eq!(restored(&[TWO, THREE, ONE], newer(2)), story("", &[ONE, TWO, THREE]).body);
    assert_eq!(restored(&[ONE, THREE], BlockAt::Older { path: vec![1] }), story("", &[ONE, TWO, THREE]).body);
}

#[test]
fn a_page_of_the_timeline_has_what_was_asked_for() {
    use stet_core::library::HistoryFilter;
    let library = TempLibrary::new();
    let id = drafted(&library, &[&[ONE], &[TWO], &[THREE], &[ONE, TWO]]);
    library.name_revision(&id, 2, Some("Sent to law"), &library.stamp()).unwrap();
    let page = library.history_page(&id, &HistoryFilter::default(), None, 2).unwrap();
    assert_eq!((page.total, page.rows.iter().map(|row| row.number).collect::<Vec<_>>()), (4, vec![4, 3]));
    assert_eq!(page.authors, ["Ada Lovelace"]);
    let page = library.history_page(&id, &HistoryFilter::default(), Some(3), 9).unwrap();
    assert_eq!(page.rows, library.history(&id).unwrap()[2..]);
    let named = library.history_page(&id, &HistoryFilter { named: true, ..HistoryFilter::default() }, None, 9).unwrap();
    assert_eq!((named.total, named.rows[0].number), (1, 2));
    let nobody = HistoryFilter { author: Some("Nobody".into()), ..HistoryFilter::default() };
    assert_eq!(library.history_page(&id, &nobody, None, 9).unwrap().total, 0);
}

#[test]
fn a_footnote_alone_is_taken_back_with_its_paragraph() {
    let library = TempLibrary::new();
    let with = |words: &str, source: &str| doc([para([t(words), note([p(source)]), t(" as was said.")]), p(TWO)]);
    let made = library
        .create_story(Article { body: with(ONE, "Minutes of March."), ..story("Ferry", &[]) }, Reason::Created, &library.stamp())
        .unwrap();
    let id = made.id;
    let body = |body| {
        let now = library.story(&id).unwrap();
        library.save_revision(&id, Some((now.version, Article { body, ..now.article })), Reason::Saved, None, &library.stamp()).unwrap();
    };
    let restore = |block: &BlockAt| {
        let base = library.story(&id).unwrap().version;
        library.restore_block(&id, 1, block, base, &library.stamp()).unwrap();
        library.story(&id).unwrap().article.body
    };
    // Only the footnote differs; another paragraph, changed since, stays as it is.
    let mut now = with(ONE, "Minutes of April.");
    now.content[1] = p(THREE);
    body(now);
    let back = restore(&BlockAt::Newer { path: vec![0] });
    assert_eq!(back.content, [with(ONE, "Minutes of March.").content[0].clone(), p(THREE)]);
    // It is gone altogether.
    body(doc([para([t(ONE), t(" as was said.")]), p(THREE)]));
    let back = restore(&BlockAt::Older { path: vec![0] });
    assert_eq!(back.content, [with(ONE, "Minutes of March.").content[0].clone(), p(THREE)]);
    assert_eq!(library.check(true).unwrap().faults, []);
}

#[test]
fn an_empty_story_has_a_history() {
    let library = TempLibrary::new();
    let id = library.create_story(Article::default(), Reason::Created, &library.stamp()).unwrap().id;
    write(&library, &id, &[ONE]);
    write(&library, &id, &[]);
    assert_eq!(library.history(&id).unwrap().iter().map(|row| row.words).collect::<Vec<_>>(), [0, 12, 0]);
    assert_eq!(told(&library.passage(&id, "sails at nine", YES).unwrap()), [(3, PassageChange::Went), (2, PassageChange::Came)]);
    let base = library.story(&id).unwrap().version;
    library.restore(&id, 1, base, &library.stamp()).unwrap();
    assert_eq!(library.story(&id).unwrap().article.body, library.revision(&id, 1).unwrap().body);
    assert_eq!(library.check(true).unwrap().faults, []);
}
