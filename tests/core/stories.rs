//! Stories: made, saved, kept as revisions, taken back, published, purged.

use stet_core::article::Status;
use stet_core::library::{Reason, Side};
use stet_core::{Error, ErrorCode};
use stet_testkit::{TempLibrary, article, doc, h2, p, story};

#[test]
fn a_new_story_has_a_revision_and_a_slug_of_its_own() {
    let library = TempLibrary::new();
    let first = library.create_story(story("Winter ferry returns", &["It sails."]), Reason::Created, &library.stamp()).unwrap();
    let second = library.create_story(article("Winter ferry returns"), Reason::Created, &library.stamp()).unwrap();
    assert_eq!((first.version, first.head, first.dirty, first.status), (1, 1, false, Status::Draft));
    assert_eq!(first.article.slug, "winter-ferry-returns");
    assert_eq!(second.article.slug, "winter-ferry-returns-2");
    let history = library.history(&first.id).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].reason, history[0].parent, history[0].author.as_str()), (Reason::Created, None, "Ada Lovelace"));
    assert_eq!(library.revision(&first.id, 1).unwrap(), first.article);
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn a_save_is_compare_and_set() {
    let library = TempLibrary::new();
    let other = library.second();
    let made = library.create_story(article("One"), Reason::Created, &library.stamp()).unwrap();
    let saved = library.save_working_copy(&made.id, 1, story("One", &["mine"]), &library.stamp()).unwrap();
    assert_eq!((saved.version, saved.head, saved.revision), (2, 1, None));
    let stale = other.save_working_copy(&made.id, 1, story("One", &["theirs"]), &library.stamp()).unwrap_err();
    assert!(matches!(stale, Error::StaleSave { base: 1, current: 2 }));
    let now = other.story(&made.id).unwrap();
    assert_eq!(now.article.body, doc([p("mine")]));
    assert!(now.dirty, "the working copy is ahead of revision 1");
    let kept = other.keep_both(&made.id, story("One", &["theirs"]), "Kept from the other window", &library.stamp()).unwrap();
    assert_eq!(library.revision(&made.id, kept).unwrap().body, doc([p("theirs")]));
    assert_eq!(library.story(&made.id).unwrap().article.body, doc([p("mine")]), "the other text stays the working copy");
    let texts: Vec<_> = library.history(&made.id).unwrap().iter().map(|row| (row.number, row.reason, row.name.clone())).collect();
    let name = Some("Kept from the other window".to_owned());
    assert_eq!(texts, [(3, Reason::Saved, name), (2, Reason::Autosaved, None), (1, Reason::Created, None)]);
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn revisions_are_made_only_where_something_differs() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["alpha beta"]), Reason::Created, &library.stamp()).unwrap();
    let same = library.save_revision(&made.id, None, Reason::Saved, None, &library.stamp()).unwrap();
    assert_eq!(same.revision, None);
    let mut changed = made.article.clone();
    changed.body = doc([h2("Head"), p("alpha gamma")]);
    let saved = library.save_revision(&made.id, Some((1, changed)), Reason::Saved, Some(" Before lunch "), &library.stamp()).unwrap();
    assert_eq!((saved.version, saved.revision, saved.words), (2, Some(2), 3));
    let named = library.save_revision(&made.id, None, Reason::Saved, Some("After lunch"), &library.stamp()).unwrap();
    assert_eq!(named.revision, None, "a name makes no revision where nothing differs");
    let row = &library.history(&made.id).unwrap()[0];
    assert_eq!((row.added, row.removed, row.name.as_deref()), (2, 1, Some("After lunch")));
    library.name_revision(&made.id, 2, None, &library.stamp()).unwrap();
    assert_eq!(library.history(&made.id).unwrap()[0].name, None);
    assert_eq!(library.name_revision(&made.id, 9, None, &library.stamp()).unwrap_err().code(), ErrorCode::RevisionUnknown);
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn a_restore_adds_and_keeps_what_was_unsaved() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["first"]), Reason::Created, &library.stamp()).unwrap();
    let id = &made.id;
    let mut article = made.article.clone();
    article.body = doc([p("second")]);
    let saved = library.save_revision(id, Some((1, article.clone())), Reason::Saved, None, &library.stamp()).unwrap();
    article.body = doc([p("third, never saved as a version")]);
    article.headline = "Two".into();
    let saved = library.save_working_copy(id, saved.version, article.clone(), &library.stamp()).unwrap();
    assert!(matches!(library.restore(id, 1, 1, &library.stamp()), Err(Error::StaleSave { .. })));
    let restored = library.restore(id, 1, saved.version, &library.stamp()).unwrap();
    assert_eq!((restored.revision, restored.head), (Some(4), 4));
    assert_eq!(library.story(id).unwrap().article, made.article);
    assert!(!library.story(id).unwrap().dirty);
    assert_eq!(library.revision(id, 3).unwrap().body, article.body, "the unsaved text became a revision");
    let rows = library.history(id).unwrap();
    assert_eq!((rows[0].reason, rows[0].restored_from, rows[1].reason), (Reason::Restored, Some(1), Reason::Autosaved));
    let field = library.restore_field(id, 3, "headline", restored.version, &library.stamp()).unwrap();
    let now = library.story(id).unwrap();
    assert_eq!((now.article.headline.as_str(), &now.article.body), ("Two", &doc([p("first")])));
    assert_eq!(library.history(id).unwrap()[0].restored_part.as_deref(), Some("headline"));
    let unknown = library.restore_field(id, 3, "colour", field.version, &library.stamp()).unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::FieldInvalid);
    let diff = library.compare(id, Side::Revision { number: 1 }, Side::Draft).unwrap();
    assert_eq!(diff.fields.len(), 1);
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn publishing_pins_a_revision_and_withdrawing_lets_it_go() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["first"]), Reason::Created, &library.stamp()).unwrap();
    let id = std::slice::from_ref(&made.id);
    let refused = library.set_status(id, Status::Published, &library.stamp()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::StatusRefused);
    let out = library.publish(&made.id, None, &library.stamp()).unwrap();
    assert_eq!(out.revision, Some(2));
    let story = library.story(&made.id).unwrap();
    assert_eq!((story.status, story.published_revision), (Status::Published, Some(2)));
    assert!(story.article.published_at.is_some() && story.article.updated_at.is_none());
    assert_eq!(library.publish(&made.id, None, &library.stamp()).unwrap().revision, None, "what is out is the same");
    let mut article = story.article.clone();
    article.slug = "another".into();
    article.body = doc([p("second")]);
    library.save_working_copy(&made.id, story.version, article, &library.stamp()).unwrap();
    assert!(library.list(&Default::default(), 0, 10).unwrap().rows[0].changed_since_publication);
    assert_eq!(library.resolve("one").unwrap(), made.id, "the old slug of a published story still finds it");
    library.publish(&made.id, None, &library.stamp()).unwrap();
    let again = library.story(&made.id).unwrap();
    assert_eq!(again.published_revision, Some(3));
    assert!(again.article.updated_at.is_some() && again.article.published_at == story.article.published_at);
    library.set_status(id, Status::Draft, &library.stamp()).unwrap();
    assert_eq!(library.story(&made.id).unwrap().published_revision, None);
    let out: Vec<_> = library.history(&made.id).unwrap().iter().rev().map(|row| (row.status, row.published)).collect();
    assert_eq!(out, [(Status::Draft, false), (Status::Published, true), (Status::Published, true), (Status::Draft, false)]);
}

#[test]
fn a_withdrawn_story_goes_back_out_with_what_was_out() {
    let library = TempLibrary::new();
    let made = library.create_story(story("One", &["first"]), Reason::Created, &library.stamp()).unwrap();
    let id = std::slice::from_ref(&made.id);
    library.publish(&made.id, None, &library.stamp()).unwrap();
    library.set_status(id, Status::Review, &library.stamp()).unwrap();
    library.set_status(id, Status::Published, &library.stamp()).unwrap();
    let back = library.story(&made.id).unwrap();
    assert_eq!((back.status, back.published_revision, back.head), (Status::Published, Some(4), 4), "the same text is out again");
    let mut article = back.article.clone();
    article.body = doc([p("second")]);
    library.save_working_copy(&made.id, back.version, article, &library.stamp()).unwrap();
    library.set_status(id, Status::Spiked, &library.stamp()).unwrap();
    library.set_status(id, Status::Published, &library.stamp()).unwrap();
    let back = library.story(&made.id).unwrap();
    assert_eq!((back.status, back.published_revision, back.head), (Status::Published, Some(2), 6), "what was written since is not out");
    assert_eq!(back.article.body, doc([p("second")]));
    assert!(library.list(&Default::default(), 0, 10).unwrap().rows[0].changed_since_publication);
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn only_spiked_stories_are_purged_and_others_keep_what_they_share() {
    let library = TempLibrary::new();
    let one = library.create_story(story("One", &["same"]), Reason::Created, &library.stamp()).unwrap();
    let mut copy = one.article.clone();
    copy.slug = "two".into();
    let two = library.create_story(copy, Reason::Created, &library.stamp()).unwrap();
    for (number, story) in [(2, &one), (2, &two)] {
        let mut article = story.article.clone();
        article.body = doc([p("later")]);
        article.slug = format!("{}-{number}", story.article.slug);
        library.save_revision(&story.id, Some((1, article)), Reason::Saved, None, &library.stamp()).unwrap();
    }
    let ids = [one.id.clone(), two.id.clone()];
    assert_eq!(library.purge(&ids).unwrap_err().code(), ErrorCode::StatusRefused);
    library.set_status(&ids[..1], Status::Spiked, &library.stamp()).unwrap();
    assert_eq!(library.purge(&ids).unwrap_err().code(), ErrorCode::StatusRefused, "all or none");
    library.purge(&ids[..1]).unwrap();
    assert_eq!(library.story(&one.id).unwrap_err().code(), ErrorCode::StoryUnknown);
    assert_eq!(library.revision(&two.id, 1).unwrap(), two.article);
    let report = library.check(true).unwrap();
    assert_eq!((report.stories, report.faults), (1, vec![]));
}

#[test]
fn stories_are_found_by_what_people_type() {
    let library = TempLibrary::new();
    let made = library.create_story(article("Winter ferry"), Reason::Created, &library.stamp()).unwrap();
    let _other = library.create_story(article("Summer"), Reason::Created, &library.stamp()).unwrap();
    let id = made.id.as_str();
    for given in [id, &id.to_uppercase(), "winter-ferry", " winter-ferry ", &format!("stet:{id}")] {
        assert_eq!(library.resolve(given).unwrap(), made.id, "{given:?}");
    }
    assert_eq!(library.resolve("").unwrap_err().code(), ErrorCode::StoryEmpty);
    assert_eq!(library.resolve("0").unwrap_err().code(), ErrorCode::StoryAmbiguous);
    for given in ["nothing", "ffff", "%", "'"] {
        assert_eq!(library.resolve(given).unwrap_err().code(), ErrorCode::StoryUnknown, "{given:?}");
    }
}

#[test]
fn a_slug_follows_the_headline_until_a_revision_has_kept_it() {
    let library = TempLibrary::new();
    let made = library.create_story(article(""), Reason::Created, &library.stamp()).unwrap();
    assert_eq!(made.article.slug, "");
    let mut typed = made.article.clone();
    typed.headline = "Wint".into();
    let saved = library.save_working_copy(&made.id, 1, typed.clone(), &library.stamp()).unwrap();
    assert_eq!(saved.slug, "wint");
    (typed.headline, typed.slug) = ("Winter ferry".into(), saved.slug);
    let saved = library.save_revision(&made.id, Some((2, typed.clone())), Reason::Saved, None, &library.stamp()).unwrap();
    assert_eq!(saved.slug, "winter-ferry");
    (typed.headline, typed.slug) = ("Summer ferry".into(), saved.slug);
    let saved = library.save_working_copy(&made.id, 3, typed.clone(), &library.stamp()).unwrap();
    assert_eq!(saved.slug, "winter-ferry");
    library.create_story(article("Taken"), Reason::Created, &library.stamp()).unwrap();
    typed.slug = "taken".into();
    assert_eq!(library.save_working_copy(&made.id, 4, typed, &library.stamp()).unwrap_err().code(), ErrorCode::SlugTaken);
}

#[test]
fn front_matter_numbers_do_not_make_a_story_look_unsaved() {
    let library = TempLibrary::new();
    let mut article = article("Numbers");
    for (key, number) in [("a", 0.1 + 0.2), ("b", 1.0e-308), ("c", 123_456_789.123_456_79), ("d", f64::MAX)] {
        article.extra.insert(key.into(), number.into());
    }
    let made = library.create_story(article, Reason::Created, &library.stamp()).unwrap();
    let story = library.story(&made.id).unwrap();
    assert!(!story.dirty);
    assert_eq!(story.article, made.article);
    assert_eq!(library.save_revision(&made.id, None, Reason::Autosaved, None, &library.stamp()).unwrap().revision, None);
}

#[test]
fn links_between_stories_are_followed_and_those_that_readers_cannot_follow_are_named() {
    use stet_core::document::{Block, Document, Inline, Mark};
    let library = TempLibrary::new();
    let make = |headline: &str| library.create_story(article(headline), Reason::Created, &library.stamp()).unwrap();
    let (out, draft, bin) = (make("Out"), make("Draft"), make("Bin"));
    library.publish(&out.id, None, &library.stamp()).unwrap();
    library.set_status(std::slice::from_ref(&bin.id), Status::Spiked, &library.stamp()).unwrap();
    let linked = |href: String| library.linked_story(&href).unwrap().map(|linked| linked.headline);
    assert_eq!(linked(format!("stet:{}", out.id)), Some("Out".into()));
    assert_eq!(linked("stet:draft".into()), Some("Draft".into()), "by its slug");
    assert_eq!(linked(format!("stet:{}@r1", draft.id)), Some("Draft".into()));
    for nowhere in [format!("stet:{}@r9", draft.id), format!("stet:{}@rx", draft.id), "stet:nobody".into(), "stet:".into()] {
        assert_eq!(linked(nowhere.clone()), None, "{nowhere}");
    }
    let link = |href: String| Block::Paragraph {
        content: vec![Inline::Text { text: "here".into(), marks: vec![Mark::Link { href, title: String::new() }] }],
    };
    let addresses = [format!("stet:{}", out.id), format!("stet:{}", draft.id), "stet:bin".into(), "stet:nobody".into()];
    let mut story = article("Links");
    story.body = Document::new(addresses.map(link).to_vec());
    let found = library.check_story(&story).unwrap().into_iter().filter(|check| check.code.starts_with("link_"));
    let found: Vec<_> = found.map(|check| (check.code, check.block.unwrap())).collect();
    assert_eq!(found, [("link_unpublished".into(), 1), ("link_spiked".into(), 2), ("link_dead".into(), 3)]);
}
