//! Libraries with a past, made in core before the window opens: a story of some days by two people, and one of very many revisions.

use std::fs;

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use stet_core::article::Status;
use stet_core::document::{Block, Document};
use stet_core::library::Reason;
use stet_core::{Article, ArticleId, Library, Stamp};
use stet_testkit::{doc, em, h2, link, note, p, para, t};

use crate::harness::Home;

const VOTE: &str = "The last boat of the day will still leave for Hestray at 5.40 this winter, after councillors voted narrowly on Tuesday night to keep a service that its own operator had called finished.";
const VOTED: &str = "The last boat of the day will still leave for Hestray at 5.40 this winter, after councillors voted six to five on Tuesday night to keep a service that its own operator had called finished.";
const MONEY: &str = "The vote came at eight minutes to midnight, in a chamber with its heating off. It keeps the Kittiwake on four crossings a day until 6 April and will cost the town £186,000, most of it set aside for the roof of the bandstand.";
const HAMMER: &str = "Outside, the people who had come over on the afternoon boat had nowhere to go until the morning, and most of them sat through all of it.";
const LETTER: &str = "A letter from the operator, read aloud at the start, gave three reasons for stopping: fuel, a gearbox, and the weather of the last two winters.";
const FISH: &str = "The harbour master said that the fish van, the vet and the library box would come over as they always had.";
const TIDE: &str = "On Wednesday morning the first boat left nine minutes late, with the tide and a school trip on board.";
const MARSH: &str = "“Nobody moves to an island to be told when winter starts,” said Bettine Marsh, a councillor. “A boat is not a favour. It is the road.”";
const CHAIRS: &str = "“Nobody moves to an island to be told when winter starts,” said Bettine Marsh, who chairs the harbour committee and cast the deciding vote. “A boat is not a favour. It is the road.”";
const PEOPLE: &str = "Hestray has 412 residents, one shop and a school of ninety. In the five months that the Kittiwake was to be laid up, the way across would have been a chartered launch on Mondays and Fridays, weather allowing.";
const SCHOOL: &str = "Hestray has 412 residents, one shop and a school of nineteen. In the five months that the Kittiwake was to be laid up, the way across would have been a chartered launch on Mondays and Fridays, weather allowing.";
const PLAN: &str = "The council will look at the service again in March. Nobody in the chamber used the word plan.";

/// Writes a story of four days by two people into the library of `home`: edits of words, a move, a change of form, names, a
/// publication, a restore. Returns its id.
pub(crate) fn of_some_days(home: &Home) -> ArticleId {
    let today = Utc::now().with_second(0).and_then(|now| now.with_nanosecond(0)).expect("a whole minute");
    let mut past = Past::begin(home, today - TimeDelta::days(3), article(vec![p(VOTE), p(MONEY)]));
    let bandstand = [p(VOTE), p(MONEY), p(HAMMER), p(LETTER)];
    past.save("Ilse Tarrant", 60, Reason::Saved, None, |story| story.body = doc(bandstand.clone()));
    past.save("Ilse Tarrant", 27, Reason::Saved, Some("Before the vote"), |story| {
        story.body = doc(bandstand.clone().into_iter().chain([p(FISH), p(TIDE), p(MARSH)]));
    });
    past.save("Ilse Tarrant", 45, Reason::Autosaved, None, |story| {
        story.body = doc(bandstand.clone().into_iter().chain([p(FISH), p(TIDE), p(MARSH), p(PEOPLE), p(PLAN)]));
    });
    past.status("Bram Ostley", 20 * 60, Status::Ready);
    past.save("Ilse Tarrant", 3, Reason::Saved, None, |story| {
        story.standfirst = "Sailings will run until April, paid for by putting off the bandstand roof.".into()
    });
    past.publish("Bram Ostley", 29, Some("First edition"));
    past.status("Bram Ostley", 9 * 60, Status::Draft);
    past.save("Bram Ostley", 38, Reason::Saved, Some("After the call"), |story| replace(story, 0, p(VOTED)));
    past.save("Ilse Tarrant", 200, Reason::Saved, None, |story| {
        let quote = story.body.content.remove(6);
        story.body.content.insert(2, quote);
        replace(story, 2, p(CHAIRS));
        let (before, rest) = MONEY.split_once("Kittiwake").expect("the boat");
        let (middle, end) = rest.split_once("cost the town £186,000").expect("the sum");
        replace(
            story,
            1,
            para([t(before), em("Kittiwake"), t(middle), link("cost the town £186,000", "https://example.org/budget"), t(end)]),
        );
    });
    past.save("Ilse Tarrant", 17, Reason::Autosaved, None, |story| {
        story.headline = "Hestray keeps its winter ferry, by a single vote".into();
        story.standfirst =
            "Sailings will run until April, paid for by putting off the bandstand roof. Islanders call it a reprieve, not a plan.".into();
        story.tags = vec!["Hestray".into(), "Ferries".into()];
        story.slug = "hestray-winter-ferry".into();
    });
    past.save("Ilse Tarrant", 5, Reason::Saved, None, |story| {
        story.body.content.insert(3, h2("A road that happens to be wet"));
        let people = story.body.content.iter().position(|block| *block == p(PEOPLE)).expect("the residents");
        replace(story, people, p(SCHOOL));
    });
    past.id
}

/// Writes a story of `revisions` revisions, one every few minutes over the years, three of a hundred of them named.
pub(crate) fn of_many_revisions(home: &Home, revisions: u32) -> ArticleId {
    let begun = Utc::now() - TimeDelta::minutes(i64::from(revisions) * 31);
    let mut past = Past::begin(home, begun, article(vec![p(VOTE), p(MONEY), p(FISH)]));
    for turn in 1..revisions {
        let author = if turn % 7 == 0 { "Bram Ostley" } else { "Ilse Tarrant" };
        let reason = if turn % 4 == 0 { Reason::Saved } else { Reason::Autosaved };
        let name = (turn % 33 == 0).then(|| format!("Version {turn}"));
        past.save(author, if turn % 9 == 0 { 240 } else { 4 }, reason, name.as_deref(), |story| {
            replace(story, 2, p(&format!("{FISH} That was said {turn} times.")));
        });
    }
    past.id
}

/// Writes a story in which nothing but a footnote changed.
pub(crate) fn of_a_footnote(home: &Home) {
    let said = |day: &str| {
        let note = note([p(&format!("In the log of the {day} of May, which the harbour master keeps."))]);
        para([t("It was said so in the chamber"), note, t(" and nobody doubted it, though nobody had read it either.")])
    };
    let story = Article { headline: "The log".into(), slug: "the-log".into(), ..article(vec![p(VOTE), said("ninth"), p(PLAN)]) };
    let mut past = Past::begin(home, Utc::now() - TimeDelta::days(1), story);
    past.save("Ilse Tarrant", 30, Reason::Saved, None, |story| replace(story, 1, said("tenth")));
}

/// Writes a story that was autosaved often, two years ago.
pub(crate) fn of_old_autosaves(home: &Home) -> ArticleId {
    let story = Article { headline: "Autosaved for years".into(), ..article(vec![p(VOTE), p(MONEY)]) };
    let mut past = Past::begin(home, Utc::now() - TimeDelta::days(800), story);
    for turn in 0..30 {
        past.save("Ilse Tarrant", 12, Reason::Autosaved, None, |story| replace(story, 1, p(&format!("{MONEY} Noted {turn} times."))));
    }
    past.save("Ilse Tarrant", 60, Reason::Saved, None, |story| replace(story, 1, p(MONEY)));
    past.id
}

/// Spikes a story, as another window would.
pub(crate) fn spike(home: &Home, id: &ArticleId) {
    let library = Library::open(&home.library()).expect("the library");
    library.set_status(std::slice::from_ref(id), Status::Spiked, &Stamp::new("Ilse Tarrant", Utc::now())).expect("a spiked story");
}

/// Writes a story that has one revision.
pub(crate) fn of_one_revision(home: &Home) {
    Past::begin(home, Utc::now() - TimeDelta::hours(2), article(vec![p(VOTE), p(MONEY)]));
}

/// Writes a story that runs from right to left, by people and with versions whose names are long.
pub(crate) fn from_right_to_left(home: &Home) {
    const LEAD: &str =
        "تبقى آخر عبّارة إلى الجزيرة في موعدها هذا الشتاء بعد أن صوّت المجلس البلدي مساء الثلاثاء على إبقاء الخدمة حتى نهاية الموسم.";
    const LATER: &str = "تبقى آخر عبّارة إلى الجزيرة في موعدها هذا الشتاء بعد أن صوّت المجلس البلدي بفارق صوت واحد مساء الثلاثاء على إبقاء الخدمة حتى نهاية الموسم.";
    const COST: &str = "وستكلّف الخدمة البلدة 186,000 جنيه، كان معظمها مخصّصًا لسقف المنصّة الموسيقية.";
    let story = Article {
        headline: "العبّارة باقية هذا الشتاء".into(),
        standfirst: "قرار متأخر من المجلس".into(),
        byline: vec!["ليلى عبد الرحمن".into()],
        dateline: String::new(),
        section: "محليات".into(),
        language: "ar".into(),
        tags: vec!["عبّارات".into()],
        body: Document::new(vec![p(LEAD), p(COST), p(LEAD)]),
        ..Article::default()
    };
    let mut past = Past::begin(home, Utc::now() - TimeDelta::days(2), story);
    let long = "Maximiliana Featherstonehaugh-Cholmondeley of the Northern Isles Bureau";
    let name = "The version that went to the lawyer, the second lawyer and everybody at the harbour committee before noon";
    past.save(long, 50, Reason::Saved, Some(name), |story| replace(story, 0, p(LATER)));
    past.save(long, 500, Reason::Saved, None, |story| {
        story.headline = "العبّارة باقية هذا الشتاء بفارق صوت واحد".into();
        story.body.content.swap(1, 2);
    });
    past.save("ليلى عبد الرحمن", 7, Reason::Autosaved, None, |story| replace(story, 1, p(COST)));
}

/// Flips a byte in the stored text of a revision, as a failing disk would.
pub(crate) fn damage(home: &Home, number: u32) {
    let library = rusqlite::Connection::open(home.library()).expect("the library file");
    // What is kept whole lies in a pack, what differs little from the next in its own row.
    let whole: Option<i64> = library
        .query_row("SELECT s.pack FROM snapshot s JOIN revision r ON r.snapshot = s.key WHERE r.number = ?1", [number], |row| row.get(0))
        .expect("its snapshot");
    let (table, key) = match whole {
        Some(pack) => ("pack", pack),
        None => {
            let sql = "SELECT snapshot FROM revision WHERE number = ?1";
            ("snapshot", library.query_row(sql, [number], |row| row.get(0)).expect("its snapshot"))
        }
    };
    let sql = format!("SELECT bytes FROM {table} WHERE key = ?1");
    let mut bytes: Vec<u8> = library.query_row(&sql, [key], |row| row.get(0)).expect("its bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    let sql = format!("UPDATE {table} SET bytes = ?1 WHERE key = ?2");
    library.execute(&sql, rusqlite::params![bytes, key]).expect("a damaged snapshot");
}

fn article(body: Vec<Block>) -> Article {
    Article {
        headline: "Hestray keeps its winter ferry, after a late vote".into(),
        byline: vec!["Ilse Tarrant".into()],
        dateline: "Harrowmouth".into(),
        section: "Transport".into(),
        language: "en-GB".into(),
        tags: vec!["Budget".into(), "Ferries".into()],
        body: Document::new(body),
        ..Article::default()
    }
}

fn replace(story: &mut Article, at: usize, block: Block) {
    story.body.content[at] = block;
}

struct Past {
    library: Library,
    id: ArticleId,
    now: DateTime<Utc>,
}

impl Past {
    fn begin(home: &Home, now: DateTime<Utc>, story: Article) -> Self {
        let path = home.library();
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the library");
        let stamp = Stamp::new("Ilse Tarrant", now);
        let library = Library::create(&path, &stamp).expect("a library");
        let id = library.create_story(story, Reason::Created, &stamp).expect("a story").id;
        Self { library, id, now }
    }

    fn stamp(&mut self, author: &str, minutes: i64) -> Stamp {
        self.now += TimeDelta::minutes(minutes);
        Stamp::new(author, self.now)
    }

    fn save(&mut self, author: &str, minutes: i64, reason: Reason, name: Option<&str>, edit: impl FnOnce(&mut Article)) {
        let stamp = self.stamp(author, minutes);
        let story = self.library.story(&self.id).expect("the story");
        let mut article = story.article;
        edit(&mut article);
        self.library.save_revision(&self.id, Some((story.version, article)), reason, name, &stamp).expect("a revision");
    }

    fn status(&mut self, author: &str, minutes: i64, status: Status) {
        let stamp = self.stamp(author, minutes);
        self.library.set_status(std::slice::from_ref(&self.id), status, &stamp).expect("a status");
    }

    fn publish(&mut self, author: &str, minutes: i64, name: Option<&str>) {
        let stamp = self.stamp(author, minutes);
        let saved = self.library.publish(&self.id, None, &stamp).expect("a publication");
        self.library.name_revision(&self.id, saved.head, name, &stamp).expect("a name");
    }
}
