//! A library against a plain model: whatever happens, acknowledged revisions read back, history only grows, counts are exact.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use stet_core::article::Status;
use stet_core::diff::BlockAt;
use stet_core::library::{Reason, Saved, Side, StoryQuery};
use stet_core::{Article, ArticleId, ErrorCode};
use stet_testkit::{TempLibrary, articles};

/// A step. Numbers choose a story or a revision, whatever there is.
#[derive(Debug, Clone)]
enum Step {
    Create(Box<Article>),
    Save(usize, Box<Article>),
    Revise(usize, Option<Box<Article>>, Option<String>),
    KeepBoth(usize, Box<Article>),
    Restore(usize, usize),
    RestoreField(usize, usize, usize),
    RestoreBlock(usize, usize, usize),
    TakeBackBlock(usize, usize, usize),
    Autosave(usize, Box<Article>),
    Thin,
    Clock(i64),
    Name(usize, usize, Option<String>),
    Status(usize, Status),
    Publish(usize),
    Tag(usize, usize, usize),
    RenameTag(usize, usize),
    MergeTags(usize, usize),
    MoveTag(usize, Option<usize>),
    DeleteTag(usize),
    Purge(usize),
    Reopen,
    Crash,
    Tidy,
    Pack(usize),
}

const TAGS: [&str; 6] = ["Ferries", "Éire", "North Sea", "東京", "a b", "New"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let article = || articles().prop_map(Box::new);
    let name = || prop::option::of(prop::sample::select(vec!["Before lunch", "Sent to law"]).prop_map(str::to_owned));
    let any = 0..16_usize;
    let step = prop_oneof![
        3 => article().prop_map(Step::Create),
        6 => (any.clone(), article()).prop_map(|(at, article)| Step::Save(at, article)),
        6 => (any.clone(), prop::option::of(article()), name()).prop_map(|(at, article, name)| Step::Revise(at, article, name)),
        1 => (any.clone(), article()).prop_map(|(at, article)| Step::KeepBoth(at, article)),
        4 => (any.clone(), any.clone()).prop_map(|(at, number)| Step::Restore(at, number)),
        3 => (any.clone(), any.clone(), 0..17_usize).prop_map(|(at, number, field)| Step::RestoreField(at, number, field)),
        3 => (any.clone(), any.clone(), any.clone()).prop_map(|(at, number, block)| Step::RestoreBlock(at, number, block)),
        2 => (any.clone(), any.clone(), any.clone()).prop_map(|(at, number, block)| Step::TakeBackBlock(at, number, block)),
        4 => (any.clone(), article()).prop_map(|(at, article)| Step::Autosave(at, article)),
        1 => Just(Step::Thin),
        1 => prop::sample::select(vec![-315_576_000_i64, -1, 86_400]).prop_map(Step::Clock),
        2 => (any.clone(), any.clone(), name()).prop_map(|(at, number, name)| Step::Name(at, number, name)),
        3 => (any.clone(), prop::sample::select(Status::ALL.to_vec())).prop_map(|(at, status)| Step::Status(at, status)),
        2 => any.clone().prop_map(Step::Publish),
        2 => (any.clone(), any.clone(), any.clone()).prop_map(|(at, add, remove)| Step::Tag(at, add, remove)),
        1 => (any.clone(), any.clone()).prop_map(|(from, to)| Step::RenameTag(from, to)),
        1 => (any.clone(), any.clone()).prop_map(|(from, to)| Step::MergeTags(from, to)),
        2 => (any.clone(), prop::option::of(any.clone())).prop_map(|(tag, parent)| Step::MoveTag(tag, parent)),
        1 => any.clone().prop_map(Step::DeleteTag),
        1 => any.prop_map(Step::Purge),
        1 => Just(Step::Reopen),
        1 => Just(Step::Crash),
        1 => Just(Step::Tidy),
        3 => prop::sample::select(vec![1_000, 4_000, 16_000]).prop_map(Step::Pack),
    ];
    vec(step, 1..30)
}

/// A story in the model.
#[derive(Debug, Clone)]
struct Model {
    working: Article,
    version: i64,
    status: Status,
    revisions: Vec<(Article, Status, Option<String>)>,
}

impl Model {
    fn head(&self) -> &Article {
        &self.revisions.last().expect("a story has a revision").0
    }

    /// Makes a revision unless the head holds the same.
    fn keep(&mut self, name: Option<String>) {
        if *self.head() != self.working {
            self.revisions.push((self.working.clone(), self.status, None));
        }
        if name.is_some() {
            self.revisions.last_mut().expect("a story has a revision").2 = name;
        }
    }
}

/// Tells whether the words of a revision (counted from 0) were thinned out.
fn thinned(library: &TempLibrary, id: &ArticleId, number: usize) -> bool {
    library.history(id).unwrap().iter().any(|row| row.number as usize == number + 1 && row.thinned)
}

#[derive(Debug, Default)]
struct Run {
    stories: BTreeMap<ArticleId, Model>,
    order: Vec<ArticleId>,
}

impl Run {
    fn pick(&self, at: usize) -> Option<ArticleId> {
        (!self.order.is_empty()).then(|| self.order[at % self.order.len()].clone())
    }

    /// Takes over what a save settled (slug, tags), and that it counted the version up if and only if something changed.
    fn saved(&mut self, id: &ArticleId, mut article: Article, saved: &Saved) {
        let model = self.stories.get_mut(id).expect("a known story");
        article.slug = saved.slug.clone();
        article.tags = saved.tags.clone();
        model.working = article;
        assert!(saved.version >= model.version);
        model.version = saved.version;
    }

    fn step(&mut self, library: &mut TempLibrary, step: Step) {
        match step {
            Step::Create(article) => {
                let body = article.body.clone();
                let story = library.create_story(*article, Reason::Created, &library.stamp()).unwrap();
                assert_eq!(story.article.body, body);
                let revisions = vec![(story.article.clone(), Status::Draft, None)];
                self.order.push(story.id.clone());
                self.stories.insert(story.id, Model { working: story.article, version: 1, status: Status::Draft, revisions });
            }
            Step::Save(at, article) => {
                let Some(id) = self.pick(at) else { return };
                let mut article = *article;
                article.slug = self.stories[&id].working.slug.clone();
                let version = self.stories[&id].version;
                assert!(library.save_working_copy(&id, version - 1, article.clone(), &library.stamp()).is_err(), "a stale save");
                let saved = library.save_working_copy(&id, version, article.clone(), &library.stamp()).unwrap();
                self.saved(&id, article, &saved);
            }
            Step::Revise(at, article, name) => {
                let Some(id) = self.pick(at) else { return };
                let version = self.stories[&id].version;
                let change = article.map(|mut article| {
                    article.slug = self.stories[&id].working.slug.clone();
                    (version, *article)
                });
                let article = change.as_ref().map_or_else(|| self.stories[&id].working.clone(), |(_, article)| article.clone());
                let saved = library.save_revision(&id, change, Reason::Saved, name.as_deref(), &library.stamp()).unwrap();
                self.saved(&id, article, &saved);
                self.stories.get_mut(&id).unwrap().keep(name);
            }
            Step::KeepBoth(at, mine) => {
                let Some(id) = self.pick(at) else { return };
                let number = library.keep_both(&id, (*mine).clone(), "Kept", &library.stamp()).unwrap();
                let model = self.stories.get_mut(&id).unwrap();
                model.keep(None);
                model.revisions.push((*mine, model.status, Some("Kept".to_owned())));
                assert_eq!(number as usize, model.revisions.len());
            }
            Step::Restore(at, number) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let number = number % model.revisions.len();
                if thinned(library, &id, number) {
                    let error = library.restore(&id, u32::try_from(number).unwrap() + 1, model.version, &library.stamp()).unwrap_err();
                    assert_eq!(error.code(), ErrorCode::RevisionThinned);
                    return;
                }
                let saved = library.restore(&id, u32::try_from(number).unwrap() + 1, model.version, &library.stamp()).unwrap();
                model.keep(None);
                let now = library.story(&id).unwrap().article;
                let old = &model.revisions[number].0;
                assert_eq!((&now.body, &now.headline, &now.notes), (&old.body, &old.headline, &old.notes));
                (model.working, model.version) = (now, saved.version);
                model.keep(None);
                assert_eq!(saved.head as usize, model.revisions.len());
            }
            Step::RestoreField(at, number, field) => {
                // All but the slug, which another story may have taken, and tags, which may be called something else by now.
                const FIELDS: [&str; 17] = [
                    "headline",
                    "standfirst",
                    "notes",
                    "section",
                    "body",
                    "kicker",
                    "byline",
                    "dateline",
                    "language",
                    "seo_title",
                    "seo_description",
                    "canonical_url",
                    "lead_image",
                    "corrections",
                    "published_at",
                    "updated_at",
                    "extra",
                ];
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let number = number % model.revisions.len();
                if thinned(library, &id, number) {
                    return;
                }
                let field = FIELDS[field % FIELDS.len()];
                let others = |article: &Article| {
                    let mut value = serde_json::to_value(article).unwrap();
                    let fields = value.as_object_mut().unwrap();
                    // A slug may follow its headline.
                    fields.retain(|name, _| name != field && name != "slug");
                    value
                };
                let untouched = others(&model.working);
                let saved = library.restore_field(&id, u32::try_from(number).unwrap() + 1, field, model.version, &library.stamp()).unwrap();
                model.keep(None);
                let now = library.story(&id).unwrap().article;
                let of = |article: &Article| serde_json::to_value(article).unwrap()[field].clone();
                assert_eq!(of(&now), of(&model.revisions[number].0));
                assert_eq!(others(&now), untouched, "nothing but {field} should change");
                (model.working, model.version) = (now, saved.version);
                model.keep(None);
            }
            Step::RestoreBlock(at, number, block) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let number = number % model.revisions.len();
                if thinned(library, &id, number) {
                    return;
                }
                let blocks = model.revisions[number].0.body.content.clone();
                let block = block % blocks.len();
                let taken = BlockAt::Older { path: vec![block] };
                let saved =
                    library.restore_block(&id, u32::try_from(number).unwrap() + 1, &taken, model.version, &library.stamp()).unwrap();
                model.keep(None);
                let now = library.story(&id).unwrap().article;
                assert!(now.body.content.contains(&blocks[block]), "the block should be there again");
                assert_eq!((&now.headline, &now.notes), (&model.working.headline, &model.working.notes));
                (model.working, model.version) = (now, saved.version);
                model.keep(None);
            }
            Step::TakeBackBlock(at, number, block) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let number = number % model.revisions.len();
                if thinned(library, &id, number) {
                    return;
                }
                let taken = BlockAt::Newer { path: vec![block % model.working.body.content.len()] };
                let saved =
                    library.restore_block(&id, u32::try_from(number).unwrap() + 1, &taken, model.version, &library.stamp()).unwrap();
                model.keep(None);
                let now = library.story(&id).unwrap().article;
                assert_eq!((&now.headline, &now.notes), (&model.working.headline, &model.working.notes));
                (model.working, model.version) = (now, saved.version);
                model.keep(None);
            }
            Step::Autosave(at, article) => {
                let Some(id) = self.pick(at) else { return };
                let mut article = *article;
                article.slug = self.stories[&id].working.slug.clone();
                let change = Some((self.stories[&id].version, article.clone()));
                let saved = library.save_revision(&id, change, Reason::Autosaved, None, &library.stamp()).unwrap();
                self.saved(&id, article, &saved);
                self.stories.get_mut(&id).unwrap().keep(None);
            }
            Step::Thin => {
                let promised = library.thin_preview(None).unwrap();
                assert_eq!(library.thin(None, &mut |_, _| true).unwrap(), promised);
                assert_eq!(library.thin_preview(None).unwrap().revisions, 0);
            }
            Step::Clock(seconds) => library.clock.jump(chrono::TimeDelta::seconds(seconds)),
            Step::Name(at, number, name) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let number = number % model.revisions.len();
                let stamp = library.stamp();
                library.name_revision(&id, u32::try_from(number).unwrap() + 1, name.as_deref(), &stamp).unwrap();
                model.revisions[number].2 = name;
            }
            Step::Status(at, status) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let was_out = library.history(&id).unwrap().iter().any(|row| row.published);
                let done = library.set_status(std::slice::from_ref(&id), status, &library.stamp());
                if status == model.status {
                    done.unwrap();
                } else if status == Status::Published && !was_out {
                    done.unwrap_err();
                } else {
                    done.unwrap();
                    model.status = status;
                    model.revisions.push((model.working.clone(), status, None));
                }
            }
            Step::Publish(at) => {
                let Some(id) = self.pick(at) else { return };
                let model = self.stories.get_mut(&id).unwrap();
                let published = library.publish(&id, None, &library.stamp());
                if model.status == Status::Spiked {
                    published.unwrap_err();
                    return;
                }
                let saved = published.unwrap();
                model.status = Status::Published;
                (model.working, model.version) = (library.story(&id).unwrap().article, saved.version);
                assert!(model.working.published_at.is_some());
                if saved.revision.is_some() {
                    model.revisions.push((model.working.clone(), Status::Published, None));
                }
            }
            Step::Tag(at, add, remove) => {
                let Some(id) = self.pick(at) else { return };
                let (add, remove) = (TAGS[add % TAGS.len()], TAGS[remove % TAGS.len()]);
                let known = library.tags().unwrap().iter().any(|tag| tag.name == remove);
                let remove: Vec<String> = known.then(|| remove.to_owned()).into_iter().collect();
                library.tag_stories(std::slice::from_ref(&id), &[add.to_owned()], &remove, &library.stamp()).unwrap();
                self.reread(library);
            }
            Step::RenameTag(from, to) => {
                let names: Vec<String> = library.tags().unwrap().into_iter().map(|tag| tag.name).collect();
                if let Some(from) = names.get(from) {
                    let _ = library.rename_tag(from, TAGS[to % TAGS.len()]);
                    self.reread(library);
                }
            }
            Step::MergeTags(from, to) => {
                let names: Vec<String> = library.tags().unwrap().into_iter().map(|tag| tag.name).collect();
                if let (Some(from), Some(to)) = (names.get(from), names.get(to)) {
                    library.merge_tags(from, to).unwrap();
                    self.reread(library);
                }
            }
            Step::MoveTag(tag, parent) => {
                let names: Vec<String> = library.tags().unwrap().into_iter().map(|tag| tag.name).collect();
                if let Some(tag) = names.get(tag) {
                    let _ = library.move_tag(tag, parent.and_then(|parent| names.get(parent)).map(String::as_str));
                }
            }
            Step::DeleteTag(tag) => {
                let names: Vec<String> = library.tags().unwrap().into_iter().map(|tag| tag.name).collect();
                if let Some(tag) = names.get(tag) {
                    library.delete_tag(tag).unwrap();
                    self.reread(library);
                }
            }
            Step::Purge(at) => {
                let Some(id) = self.pick(at) else { return };
                let spiked = self.stories[&id].status == Status::Spiked;
                assert_eq!(library.purge(std::slice::from_ref(&id)).is_ok(), spiked);
                if spiked {
                    self.stories.remove(&id);
                    self.order.retain(|other| *other != id);
                }
            }
            Step::Reopen => library.reopen(),
            Step::Crash => library.crash(),
            Step::Tidy => {
                library.tidy().unwrap();
            }
            Step::Pack(full) => {
                library.pack(full).unwrap();
            }
        }
    }

    /// After a change of tags: their names come from the tree, everything else stays.
    fn reread(&mut self, library: &TempLibrary) {
        for (id, model) in &mut self.stories {
            let story = library.story(id).unwrap();
            model.working.tags = story.article.tags.clone();
            model.version = story.version;
        }
    }

    fn compare(&self, library: &TempLibrary) {
        for (id, model) in &self.stories {
            let story = library.story(id).unwrap();
            assert_eq!(story.article, model.working);
            assert_eq!((story.version, story.status, story.head as usize), (model.version, model.status, model.revisions.len()));
            assert_eq!(story.dirty, model.working != *model.head());
            let rows = library.history(id).unwrap();
            let rows: Vec<_> = rows.into_iter().rev().map(|row| (row.number, row.status, row.name)).collect();
            let expected: Vec<_> =
                (1_u32..).zip(&model.revisions).map(|(number, (_, status, name))| (number, *status, name.clone())).collect();
            assert_eq!(rows, expected);
            for row in library.history(id).unwrap() {
                let (article, _, name) = &model.revisions[row.number as usize - 1];
                if row.thinned {
                    assert_eq!((row.reason, name), (Reason::Autosaved, &None), "only autosaves without a name go");
                    assert!(row.number != 1 && row.number != story.head);
                    assert_eq!(library.revision(id, row.number).unwrap_err().code(), ErrorCode::RevisionThinned);
                } else {
                    assert_eq!(&library.revision(id, row.number).unwrap(), article, "revision {}", row.number);
                }
            }
            let blame = library.blame(id, Side::Draft, &|| true).unwrap();
            assert_eq!(blame.blocks.len(), model.working.body.content.len());
            for runs in &blame.blocks {
                assert!(runs.first().is_none_or(|run| run.from == 0), "a blame begins at the beginning");
                assert!(runs.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].from < pair[0].to), "and leaves nothing out");
            }
        }
        let counts = library.counts().unwrap();
        let count = |status| self.stories.values().filter(|model| model.status == status).count() as u32;
        assert_eq!(counts.spiked, count(Status::Spiked));
        assert_eq!(counts.all as usize + counts.spiked as usize, self.stories.len());
        let listed: BTreeSet<ArticleId> = library.list_ids(&StoryQuery::default()).unwrap().into_iter().collect();
        let expected = self.stories.iter().filter(|(_, model)| model.status != Status::Spiked).map(|(id, _)| id.clone()).collect();
        assert_eq!(listed, expected);
        for tag in library.tags().unwrap() {
            let page = library.list(&StoryQuery { tag: Some(tag.name.clone()), ..StoryQuery::default() }, 0, 100).unwrap();
            assert_eq!((page.total, page.rows.len()), (tag.stories, tag.stories as usize), "stories of {}", tag.name);
        }
        assert_eq!(library.check(true).unwrap().faults, []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: (ProptestConfig::default().cases / 10).max(1), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_library_is_its_model(steps in steps()) {
        let mut library = TempLibrary::new();
        let mut run = Run::default();
        for step in steps {
            run.step(&mut library, step);
        }
        run.compare(&library);
        library.crash();
        run.compare(&library);
    }
}
