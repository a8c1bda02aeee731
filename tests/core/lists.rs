//! Lists, counts, searches and tags.

use stet_core::article::Status;
use stet_core::library::{Reason, Sort, StoryQuery};
use stet_core::tag::Colour;
use stet_core::{ArticleId, ErrorCode};
use stet_testkit::{TempLibrary, article, story, tagged};

fn headlines(library: &TempLibrary, query: &StoryQuery) -> Vec<String> {
    let page = library.list(query, 0, 100).unwrap();
    assert_eq!(page.total as usize, page.rows.len(), "the total should be that of {query:?}");
    let ids: Vec<ArticleId> = page.rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(library.list_ids(query).unwrap(), ids);
    page.rows.into_iter().map(|row| row.headline).collect()
}

fn query(text: &str) -> StoryQuery {
    StoryQuery { text: text.into(), ..StoryQuery::default() }
}

#[test]
fn lists_are_ordered_and_leave_out_the_bin() {
    let library = TempLibrary::new();
    let make = |headline: &str, text: &str| library.create_story(story(headline, &[text]), Reason::Created, &library.stamp()).unwrap();
    let (b, a, c) = (make("“Beta”", "one two three"), make("alpha", "one"), make("Éclair", "one two"));
    library.save_working_copy(&b.id, 1, story("“Beta”", &["one two three four"]), &library.stamp()).unwrap();
    let sorted = |sort| headlines(&library, &StoryQuery { sort, ..StoryQuery::default() });
    assert_eq!(sorted(Sort::Updated), ["“Beta”", "Éclair", "alpha"]);
    assert_eq!(sorted(Sort::Created), ["Éclair", "alpha", "“Beta”"]);
    assert_eq!(sorted(Sort::Headline), ["alpha", "“Beta”", "Éclair"]);
    assert_eq!(sorted(Sort::Words), ["“Beta”", "Éclair", "alpha"]);
    library.set_status(std::slice::from_ref(&a.id), Status::Spiked, &library.stamp()).unwrap();
    library.set_status(std::slice::from_ref(&c.id), Status::Review, &library.stamp()).unwrap();
    for sort in [Sort::Updated, Sort::Created, Sort::Headline, Sort::Words] {
        let with = |status| headlines(&library, &StoryQuery { status: Some(status), sort, ..StoryQuery::default() });
        assert_eq!(sorted(sort).len(), 2);
        assert_eq!(with(Status::Spiked), ["alpha"]);
        assert_eq!(with(Status::Review), ["Éclair"]);
        assert!(with(Status::Ready).is_empty());
    }
    let counts = library.counts().unwrap();
    assert_eq!((counts.all, counts.draft, counts.review, counts.spiked), (2, 1, 1, 1));
    let page = library.list(&StoryQuery::default(), 1, 1).unwrap();
    assert_eq!((page.total, page.offset, page.rows[0].headline.as_str()), (2, 1, "Éclair"));
}

#[test]
fn searches_see_what_was_just_saved() {
    let library = TempLibrary::new();
    let made = library.create_story(story("Winter ferry", &["It sails to Hestray at dawn."]), Reason::Created, &library.stamp()).unwrap();
    library.create_story(story("東京都の船", &["水"]), Reason::Created, &library.stamp()).unwrap();
    for text in ["ferry", "hestr", "\"sails to\"", "ferry -summer", "status:draft dawn", "WINTER"] {
        assert_eq!(headlines(&library, &query(text)), ["Winter ferry"], "{text:?}");
    }
    assert_eq!(headlines(&library, &query("京都")), ["東京都の船"]);
    let hit = &library.list(&query("hestray"), 0, 10).unwrap().rows[0].snippet;
    assert!(hit.iter().any(|piece| piece.hit && piece.text == "Hestray"), "{hit:?}");
    library.save_working_copy(&made.id, 1, story("Winter ferry", &["It stays."]), &library.stamp()).unwrap();
    assert!(headlines(&library, &query("hestray")).is_empty());
    library.set_status(std::slice::from_ref(&made.id), Status::Spiked, &library.stamp()).unwrap();
    assert!(headlines(&library, &query("ferry")).is_empty());
    assert_eq!(headlines(&library, &query("ferry status:spiked")), ["Winter ferry"]);
    library.save_search("Ferries", "ferry status:spiked").unwrap();
    library.save_search("ferries", "ferry").unwrap();
    let saved = library.saved_searches().unwrap();
    assert_eq!((saved.len(), saved[0].name.as_str(), saved[0].stories), (1, "ferries", 0));
    library.delete_saved_search("FERRIES").unwrap();
    assert!(library.saved_searches().unwrap().is_empty());
    library.purge(&[made.id]).unwrap();
    assert!(library.check(true).unwrap().faults.is_empty());
}

/// Says what the tree holds, a line a tag: two spaces a level, the name, the number of stories.
fn tree(library: &TempLibrary) -> Vec<String> {
    let tags = library.tags().unwrap();
    assert!(library.check(false).unwrap().faults.is_empty());
    tags.iter().map(|tag| format!("{}{} {}", "  ".repeat(tag.depth as usize), tag.name, tag.stories)).collect()
}

#[test]
fn tags_are_a_tree_with_exact_counts() {
    let library = TempLibrary::new();
    let make = |headline: &str, tags: &[&str]| library.create_story(tagged(headline, tags), Reason::Created, &library.stamp()).unwrap();
    library.create_tag("Transport", None).unwrap();
    library.create_tag(" Ferries ", Some("transport")).unwrap();
    let (a, b) = (make("A", &["ferries", "Hestray", "FERRIES"]), make("B", &["Transport"]));
    assert_eq!(a.article.tags, ["Ferries", "Hestray"]);
    assert_eq!(tree(&library), ["Hestray 1", "Transport 2", "  Ferries 1"]);
    let of = |tag: &str| headlines(&library, &StoryQuery { tag: Some(tag.into()), ..StoryQuery::default() });
    assert_eq!((of("transport"), of("ferries")), (vec!["B".to_owned(), "A".to_owned()], vec!["A".to_owned()]));
    assert_eq!(headlines(&library, &query("tag:transport")).len(), 2);

    library.rename_tag("Ferries", "Boats").unwrap();
    let renamed = library.story(&a.id).unwrap();
    assert_eq!(renamed.article.tags, ["Boats", "Hestray"]);
    assert_eq!(library.revision(&a.id, 1).unwrap().tags, ["Ferries", "Hestray"], "a revision keeps the name of its time");
    assert_eq!(of("ferries"), ["A"], "the old name is an alias");
    assert_eq!(library.create_tag("ferries", None).unwrap_err().code(), ErrorCode::TagExists);
    library.rename_tag("Boats", "Ferries").unwrap();

    library.move_tag("Hestray", Some("Ferries")).unwrap();
    assert_eq!(tree(&library), ["Transport 2", "  Ferries 1", "    Hestray 1"]);
    assert_eq!(library.move_tag("Transport", Some("Hestray")).unwrap_err().code(), ErrorCode::TagCycle);
    library.set_status(std::slice::from_ref(&b.id), Status::Spiked, &library.stamp()).unwrap();
    assert_eq!(tree(&library), ["Transport 1", "  Ferries 1", "    Hestray 1"]);
    library.tag_stories(std::slice::from_ref(&a.id), &["New".into()], &["Ferries".into()], &library.stamp()).unwrap();
    let now = library.story(&a.id).unwrap();
    assert_eq!((now.article.tags.as_slice(), now.version, now.dirty), (["Hestray".to_owned(), "New".to_owned()].as_slice(), 2, true));
    assert_eq!(tree(&library), ["New 1", "Transport 1", "  Ferries 1", "    Hestray 1"]);

    library.merge_tags("Ferries", "Hestray").unwrap();
    assert_eq!(tree(&library), ["New 1", "Transport 1", "  Hestray 1"]);
    library.merge_tags("new", "hestray").unwrap();
    assert_eq!(tree(&library), ["Transport 1", "  Hestray 1"]);
    assert_eq!(library.story(&a.id).unwrap().article.tags, ["Hestray"]);
    library.set_status(std::slice::from_ref(&b.id), Status::Draft, &library.stamp()).unwrap();
    library.delete_tag("Transport").unwrap();
    assert_eq!(tree(&library), ["Hestray 1"]);
    assert!(library.story(&b.id).unwrap().article.tags.is_empty());
    library.set_tag_colour("hestray", Some(Colour::Teal)).unwrap();
    assert_eq!(library.tags().unwrap()[0].colour, Some(Colour::Teal));
    assert_eq!(library.delete_tag("nothing").unwrap_err().code(), ErrorCode::TagUnknown);
    assert_eq!(library.create_tag(" ", None).unwrap_err().code(), ErrorCode::TagInvalid);
    assert_eq!(library.save_working_copy(&b.id, 1, tagged("B", &["new"]), &library.stamp()).unwrap().tags, ["Hestray"]);
}

#[test]
fn settings_and_changes_are_seen_from_another_handle() {
    let library = TempLibrary::new();
    let other = library.second();
    let before = other.data_version().unwrap();
    library.set_setting("publication", "The Hestray Herald").unwrap();
    assert_ne!(other.data_version().unwrap(), before);
    assert_eq!(other.setting("publication").unwrap().as_deref(), Some("The Hestray Herald"));
    let mine = library.data_version().unwrap();
    library.create_story(article("One"), Reason::Created, &library.stamp()).unwrap();
    assert_ne!(library.data_version().unwrap(), mine, "its own change counts too");
}
