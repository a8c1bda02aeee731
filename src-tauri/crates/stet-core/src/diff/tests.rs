//! What a difference promises, on small stories that can be read and on many random ones.

use self::dice::Dice;
use super::*;
use crate::Document;
use crate::article::Source;
use crate::document::{Figure, ListItem, Mark, TableCell, TableRow};

// The file itself: the test equipment depends on this crate, so this crate cannot depend on it without being built twice.
#[path = "../../../stet-testkit/src/dice.rs"]
#[allow(unreachable_pub, reason = "there it is reached")]
mod dice;

pub(super) fn story(headline: &str, paragraphs: &[&str]) -> Article {
    let content = paragraphs.iter().map(|text| Block::paragraph(*text)).collect();
    Article { headline: headline.into(), body: Document::new(content), ..Article::default() }
}

fn body(blocks: Vec<Block>) -> Article {
    Article { body: Document::new(blocks), ..Article::default() }
}

/// Compares, proves that nothing is left out, and returns a line a block: its change, and by how much it moved.
fn shape(a: &Article, b: &Article) -> Vec<String> {
    let found = diff(a, b, Budget::default());
    assert_eq!(found.apply(a).expect("applies"), *b);
    found
        .blocks
        .iter()
        .map(|block| format!("{:?}{}", block.change, block.moved.as_ref().map_or(String::new(), |moved| format!(" {:+}", moved.by))))
        .collect()
}

const FERRY: &str = "The ferry to Hestray sails at nine every morning, even in winter.";
const COUNCIL: &str = "Councillors voted on Tuesday to keep the subsidy for another year.";
const FISH: &str = "Fishermen had warned that without it the harbour would close for good.";
const WEATHER: &str = "A storm is expected by the weekend, with gusts of ninety miles an hour.";

#[test]
fn a_story_does_not_differ_from_itself() {
    let a = story("One", &[FERRY, COUNCIL, "", FERRY]);
    let found = diff(&a, &a, Budget::default());
    assert_eq!((found.summary, found.fields.len()), (Summary::default(), 0));
    assert!(found.blocks.iter().all(|block| block.change == Change::Same && block.moved.is_none() && block.before.is_none()));
}

#[test]
fn blocks_come_go_and_change() {
    let a = story("", &[FERRY, COUNCIL, WEATHER]);
    assert_eq!(shape(&a, &story("", &[FERRY, COUNCIL, FISH, WEATHER])), ["Same", "Same", "Inserted", "Same"]);
    assert_eq!(shape(&a, &story("", &[FERRY, WEATHER])), ["Same", "Deleted", "Same"]);
    assert_eq!(shape(&a, &story("", &[FERRY, &COUNCIL.replace("Tuesday", "Monday"), WEATHER])), ["Same", "Edited", "Same"]);
    assert_eq!(shape(&a, &story("", &[FERRY, FISH, WEATHER])), ["Same", "Replaced", "Same"]);
    assert_eq!(shape(&Article::default(), &a), ["Edited", "Inserted", "Inserted"], "the empty paragraph was written into");
    assert_eq!(shape(&a, &Article::default()), ["Edited", "Deleted", "Deleted"]);
}

#[test]
fn a_block_that_moved_is_moved_and_the_fewest_move() {
    let a = story("", &[FERRY, COUNCIL, FISH, WEATHER]);
    assert_eq!(shape(&a, &story("", &[COUNCIL, FISH, WEATHER, FERRY])), ["Departed +3", "Same", "Same", "Same", "Same +3"]);
    assert_eq!(shape(&a, &story("", &[WEATHER, FERRY, COUNCIL, FISH])), ["Same -3", "Same", "Same", "Same", "Departed -3"]);
    let edited = FERRY.replace("nine", "ten");
    assert_eq!(shape(&a, &story("", &[COUNCIL, FISH, &edited, WEATHER])), ["Departed +2", "Same", "Same", "Edited +2", "Same"]);
    let summary = diff(&a, &story("", &[COUNCIL, FISH, &edited, WEATHER]), Budget::default()).summary;
    assert_eq!(summary, Summary { changes: 1, words_added: 1, words_removed: 1, moved: 1, ..Summary::default() });
}

#[test]
fn form_is_told_from_words() {
    let strong = |text: &str| Block::Paragraph { content: vec![Inline::Text { text: text.into(), marks: vec![Mark::Strong] }] };
    let a = body(vec![Block::paragraph(FERRY), Block::paragraph("Winter timetable"), Block::paragraph(FISH)]);
    let heading = Block::Heading { level: 2, content: Inline::plain("Winter timetable") };
    let b = body(vec![strong(FERRY), heading, Block::paragraph(FISH)]);
    assert_eq!(shape(&a, &b), ["Formatted", "Formatted", "Same"]);
    let found = diff(&a, &b, Budget::default());
    assert_eq!(found.blocks[0].pieces[0].marks, ["strong"]);
    assert_eq!(found.blocks[1].attrs[0].name, "type");
    assert_eq!((found.summary.format_only, found.summary.words_added, found.summary.changes), (2, 0, 2));
}

#[test]
fn lists_tables_and_boxes_change_inside() {
    let item = |text: &str| ListItem { checked: None, content: vec![Block::paragraph(text)] };
    let list = |texts: &[&str]| Block::BulletList { content: texts.iter().map(|text| item(text)).collect() };
    let cell = |text: &str| TableCell { header: false, align: None, colspan: 1, rowspan: 1, content: vec![Block::paragraph(text)] };
    let table = |rows: &[&[&str]]| Block::Table {
        widths: Vec::new(),
        content: rows.iter().map(|row| TableRow { content: row.iter().map(|text| cell(text)).collect() }).collect(),
    };
    let boxed = |title: &str, text: &str| Block::FactBox { title: title.into(), content: vec![Block::paragraph(text)] };
    let a = body(vec![
        list(&["Bring a coat", "Bring a torch"]),
        table(&[&["Port", "Time"], &["Hestray", "9.00"], &["Sule", "10.15"]]),
        boxed("In brief", FERRY),
    ]);
    let b = body(vec![
        list(&["Bring a coat", "Bring some food", "Bring a torch"]),
        table(&[&["Port", "Time"], &["Hestray", "9.30"], &["Sule", "10.15"]]),
        boxed("At a glance", FERRY),
    ]);
    assert_eq!(shape(&a, &b), ["Edited", "Edited", "Edited"]);
    let found = diff(&a, &b, Budget::default());
    let changes = |block: &BlockDiff| block.children.iter().map(|child| child.change).collect::<Vec<_>>();
    assert_eq!(changes(&found.blocks[0]), [Change::Same, Change::Inserted, Change::Same]);
    assert_eq!(changes(&found.blocks[1]), [Change::Same, Change::Edited, Change::Same]);
    let cells = &found.blocks[1].children[1].children;
    assert_eq!(cells.iter().map(|cell| cell.change).collect::<Vec<_>>(), [Change::Same, Change::Edited]);
    assert_eq!(found.blocks[2].attrs[0].name, "title");
    assert_eq!((found.summary.words_added, found.summary.words_removed), (3 + 1 + 3, 1 + 2));
}

#[test]
fn fields_of_every_kind_differ() {
    let a = Article { tags: vec!["ferry".into(), "sea".into()], slug: "a-b".into(), ..story("The old headline", &[FERRY]) };
    let mut b = Article { tags: vec!["ferry".into(), "winter".into()], slug: "a-c".into(), ..story("The new headline", &[FERRY]) };
    b.lead_image = Some(crate::article::LeadImage { src: "https://a.example/x.jpg".into(), ..Default::default() });
    b.extra.insert("layout".into(), "wide".into());
    b.source = Some(Source { asset: "aa".into(), name: "ferry.md".into(), slug: String::new() });
    let found = diff(&a, &b, Budget::default());
    assert_eq!(
        found.fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(),
        ["headline", "slug", "lead_image", "tags", "extra.layout", "source"]
    );
    assert_eq!(found.apply(&a).expect("applies"), b);
    assert_eq!(diff(&b, &a, Budget::default()).apply(&b).expect("applies"), a);
    assert_eq!(found.summary.changes, 6);
}

#[test]
fn a_file_that_came_in_again_is_a_change_told_without_its_hash() {
    let from = |asset: &str| Some(Source { asset: asset.into(), name: "ferry.md".into(), slug: String::new() });
    let a = Article { source: from("aaaa"), ..story("One", &[FERRY]) };
    let b = Article { source: from("bbbb"), ..a.clone() };
    let found = diff(&a, &b, Budget::default());
    assert_eq!((found.apply(&a).expect("applies"), found.summary.changes), (b.clone(), 1));
    let text = render_text::render(&found, false);
    assert!(text.contains("ferry.md, another version of the file") && !text.contains("aaaa"), "{text}");
    let html = render_html::render(&found, &render_html::Page { story: &b, from: "r1", to: "r2" });
    assert!(html.contains("<dt>Source</dt><dd>ferry.md, another version of the file</dd>") && !html.contains("bbbb"), "{html}");
}

#[test]
fn a_long_story_gives_the_same_result_on_one_core_and_on_many() {
    let mut dice = Dice(11);
    let old: Vec<String> = (0..300).map(|at| format!("{at} {FERRY} {COUNCIL} {FISH}")).collect();
    let new: Vec<String> =
        old.iter().map(|text| text.replacen(["nine", "Tuesday", "harbour", "x"][dice.roll(4)], "other words", 1)).collect();
    let (a, b) = [old, new].map(|texts| body(texts.into_iter().map(Block::paragraph).collect())).into();
    let on = |threads: usize, steps: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| diff(&a, &b, Budget { steps }))
    };
    let (whole, spent) = (on(1, 50_000_000), on(1, 8_000));
    assert!(whole.summary.coarse == 0 && spent.summary.coarse > 0 && spent.summary.coarse < spent.summary.changes, "{:?}", spent.summary);
    for _ in 0..8 {
        assert_eq!((on(4, 50_000_000), on(4, 8_000)), (whole.clone(), spent.clone()));
    }
}

#[test]
fn a_spent_budget_gives_coarser_blocks_and_never_a_missing_change() {
    let a = story("One two three four five", &[FERRY, COUNCIL, FISH]);
    let b = story("One two three four six", &[&FERRY.replace("nine", "ten"), COUNCIL, WEATHER, FISH]);
    for steps in [0, 1, 10, 50, 100, 500] {
        assert_eq!(diff(&a, &b, Budget { steps }).apply(&a).expect("applies"), b, "with {steps} steps");
    }
}

impl Dice {
    fn text(&mut self) -> String {
        const WORDS: [&str; 22] = [
            "ferry",
            "the",
            "a",
            "Hestray",
            "sails",
            "nine.",
            "council,",
            "“vote”",
            "世界",
            "東京都に行く",
            "ทุกสองสัปดาห์",
            "e\u{301}te\u{301}",
            "مرحبا",
            "👩‍👩‍👧",
            "\u{FFFC}",
            "don't",
            "3.14",
            "",
            "—",
            "harbour",
            "storm",
            "line\nfeed",
        ];
        let count = self.roll(14);
        (0..count).map(|_| WORDS[self.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    fn marks(&mut self) -> Vec<Mark> {
        let link = |at: usize| Mark::Link { href: format!("https://{at}.example"), title: String::new() };
        match self.roll(8) {
            0 => vec![Mark::Em],
            1 => vec![Mark::Em, Mark::Strong],
            2 => vec![link(self.roll(3))],
            3 => vec![Mark::Comment { thread: self.roll(3).to_string() }],
            _ => Vec::new(),
        }
    }

    fn line(&mut self, depth: usize) -> Vec<Inline> {
        let count = self.roll(4);
        (0..count)
            .map(|_| match self.roll(9) {
                0 => Inline::HardBreak { marks: self.marks() },
                1 => {
                    Inline::Image { asset: String::new(), src: "x.png".into(), alt: self.text(), title: String::new(), marks: self.marks() }
                }
                2 if depth < 2 => Inline::Footnote { content: self.blocks(depth + 1, 2), marks: Vec::new() },
                _ => Inline::Text { text: self.text(), marks: self.marks() },
            })
            .collect()
    }

    fn blocks(&mut self, depth: usize, most: usize) -> Vec<Block> {
        let count = 1 + self.roll(most);
        (0..count).map(|_| self.block(depth)).collect()
    }

    fn item(&mut self, depth: usize) -> ListItem {
        let checked = [None, Some(true), Some(false)][self.roll(3)];
        let mut content = vec![Block::Paragraph { content: self.line(depth) }];
        if depth < 2 && self.roll(3) == 0 {
            content.push(self.block(depth + 1));
        }
        ListItem { checked, content }
    }

    fn cell(&mut self, depth: usize) -> TableCell {
        let content = self.blocks(depth + 2, 1);
        TableCell { header: self.roll(2) == 0, align: None, colspan: 1 + self.roll(2) as u32, rowspan: 1, content }
    }

    fn block(&mut self, depth: usize) -> Block {
        let most = if depth < 2 { 11 } else { 6 };
        match self.roll(most) {
            0 | 1 => Block::Paragraph { content: self.line(depth) },
            2 => Block::Heading { level: 1 + self.roll(3) as u8, content: self.line(depth) },
            3 => Block::CodeBlock { language: ["", "rust"][self.roll(2)].into(), text: self.text() },
            4 => Block::PullQuote { attribution: self.text(), content: self.line(depth) },
            5 => match self.roll(3) {
                0 => Block::HorizontalRule,
                1 => Block::Embed { url: format!("https://{}.example", self.roll(3)), title: self.text() },
                _ => Block::Figure(Figure {
                    src: "y.png".into(),
                    alt: self.text(),
                    credit: self.text(),
                    caption: self.line(depth),
                    ..Figure::default()
                }),
            },
            6 => Block::Blockquote { content: self.blocks(depth + 1, 3) },
            7 => Block::BulletList { content: (0..1 + self.roll(4)).map(|_| self.item(depth)).collect() },
            8 => Block::OrderedList { start: self.roll(3) as u32, content: (0..1 + self.roll(3)).map(|_| self.item(depth)).collect() },
            9 => {
                let columns = 1 + self.roll(3);
                let rows = (0..1 + self.roll(3)).map(|_| TableRow { content: (0..columns).map(|_| self.cell(depth)).collect() });
                Block::Table { widths: Vec::new(), content: rows.collect() }
            }
            _ => Block::FactBox { title: self.text(), content: self.blocks(depth + 1, 2) },
        }
    }

    fn article(&mut self) -> Article {
        let mut article = Article { headline: self.text(), standfirst: self.text(), notes: self.text(), ..body(self.blocks(0, 8)) };
        article.tags = (0..self.roll(4)).map(|_| self.text()).collect();
        if self.roll(4) > 0 {
            article.source = Some(Source { asset: self.roll(2).to_string(), name: self.text(), slug: self.text() });
        }
        for _ in 0..self.roll(3) {
            article.extra.insert(self.roll(4).to_string(), [serde_json::Value::Null, 1.into(), "x".into()][self.roll(3)].clone());
        }
        article
    }

    /// Returns `article` after a few edits: blocks moved, removed, repeated, rewritten, words changed.
    fn edited(&mut self, article: &Article) -> Article {
        let mut article = article.clone();
        for _ in 0..1 + self.roll(5) {
            let content = &mut article.body.content;
            let at = self.roll(content.len());
            match self.roll(13) {
                7 => content[at] = Block::Blockquote { content: vec![content[at].clone()] },
                8 => {
                    let item = |block: Block| ListItem { checked: None, content: vec![block] };
                    let end = (at + 1 + self.roll(3)).min(content.len());
                    let items: Vec<_> = content.drain(at..end).map(item).collect();
                    content.insert(at, Block::BulletList { content: items });
                }
                9 => {
                    let inner = match &content[at] {
                        Block::Blockquote { content } | Block::FactBox { content, .. } => content.clone(),
                        Block::BulletList { content } | Block::OrderedList { content, .. } => {
                            content.iter().flat_map(|item| item.content.clone()).collect()
                        }
                        other => vec![other.clone()],
                    };
                    content.splice(at..=at, inner);
                }
                10 => {
                    if let Block::Paragraph { content: line } = &content[at] {
                        let cut = self.roll(line.len() + 1);
                        let (first, second) = line.split_at(cut);
                        let halves = [first, second].map(|line| Block::Paragraph { content: line.to_vec() });
                        content.splice(at..=at, halves);
                    }
                }
                11 => {
                    if let (Block::Paragraph { content: a }, Some(Block::Paragraph { content: b })) = (&content[at], content.get(at + 1)) {
                        let whole = Block::Paragraph { content: [a.clone(), b.clone()].concat() };
                        content.splice(at..=at + 1, [whole]);
                    }
                }
                12 => {
                    let block = content[at].clone();
                    if let Some(Block::FactBox { content: inner, .. } | Block::Blockquote { content: inner }) = content.last_mut() {
                        inner.push(block);
                        if content.len() > 1 && at + 1 < content.len() {
                            content.remove(at);
                        }
                    }
                }
                0 if content.len() > 1 => drop(content.remove(at)),
                1 => {
                    let block = content.remove(at);
                    let to = self.roll(content.len() + 1);
                    content.insert(to, block);
                }
                2 => content.insert(at, content[at].clone()),
                3 => content[at] = self.block(0),
                4 => content.insert(at, self.block(0)),
                5 => article.headline = self.text(),
                _ => self.touch(&mut content[at]),
            }
        }
        article.body.normalise();
        article
    }

    fn touch(&mut self, block: &mut Block) {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => {
                let at = self.roll(content.len() + 1);
                content.insert(at, Inline::Text { text: self.text(), marks: self.marks() });
            }
            Block::Blockquote { content } | Block::FactBox { content, .. } => {
                let at = self.roll(content.len());
                self.touch(&mut content[at]);
            }
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                let at = self.roll(content.len() + 1);
                content.insert(at, self.item(1));
            }
            Block::Table { content, .. } => {
                let cell = self.cell(1);
                let at = self.roll(content.len());
                content[at].content.push(cell);
            }
            Block::CodeBlock { text, .. } => text.push_str(" more"),
            other => *other = Block::Paragraph { content: self.line(0) },
        }
    }
}

#[test]
fn nothing_is_ever_left_out() {
    for seed in 0..1_500 {
        let mut dice = Dice(seed);
        let a = dice.article();
        let b = if seed % 3 == 0 { dice.article() } else { dice.edited(&a) };
        let budget = if seed % 7 == 0 { Budget { steps: dice.roll(2_000) as u64 } } else { Budget::default() };
        let found = diff(&a, &b, budget);
        assert_eq!(found.apply(&a).expect("applies").to_bytes(), b.to_bytes(), "seed {seed}");
        assert_eq!(found, diff(&a, &b, budget), "the same input gives the same result, seed {seed}");
        consistent(&found.blocks, seed);
        let (mut departed, mut arrived) = (Vec::new(), Vec::new());
        across(&found.blocks, &mut departed, &mut arrived);
        departed.sort();
        arrived.sort();
        assert_eq!(departed, arrived, "seed {seed}");
        assert_eq!(found.summary.changes == 0, a.to_bytes() == b.to_bytes(), "seed {seed}");
        assert_eq!(diff(&b, &b, budget).summary, Summary::default(), "seed {seed}");
        render_text::render(&found, true);
        render_html::render(&found, &render_html::Page { story: &b, from: "r1", to: "r2" });
    }
}

/// Every sibling stands once on its side, moves have two ends, and what is said of a block is said in full.
fn consistent(blocks: &[BlockDiff], seed: u64) {
    let places = |from: bool| {
        let mut places: Vec<usize> = Vec::new();
        for block in blocks {
            // What moved among its siblings stands in the list twice; where it was is not counted.
            let twice = block.change == Change::Departed && block.moved.as_ref().is_some_and(|moved| moved.across.is_none());
            let count = block.parts.as_ref().map_or(1, |parts| if from { parts.before.len() } else { parts.after.len() });
            if let Some(first) = if from { block.from } else { block.to }.filter(|_| !twice || !from) {
                places.extend(first..first + count);
            }
        }
        places
    };
    let mut older = places(true);
    older.sort_unstable();
    assert!(older.iter().copied().eq(0..older.len()), "older siblings once each, seed {seed}: {older:?}");
    assert!(
        places(false).into_iter().eq(0..places(false).len()),
        "newer siblings once each and in order, seed {seed}: {:?}",
        places(false)
    );
    let ends = |departed: bool| {
        let among = |block: &&BlockDiff| (block.change == Change::Departed) == departed;
        let mut ends: Vec<_> = blocks.iter().filter(among).filter_map(|b| b.moved.clone()).filter(|moved| moved.across.is_none()).collect();
        ends.sort_unstable_by_key(|moved| (moved.from, moved.to));
        ends
    };
    assert_eq!(ends(true), ends(false), "each departure arrives, seed {seed}");
    for block in blocks {
        assert!(block.moved.as_ref().is_none_or(|moved| moved.by != 0), "a block that passed none did not move, seed {seed}");
        assert!(block.before.is_none() || block.before != block.after, "seed {seed}");
        match block.change {
            // The blocks that stay are some of the siblings.
            Change::Unwrapped => block.children.iter().for_each(|child| consistent(&child.children, seed)),
            _ => consistent(&block.children, seed),
        }
    }
}

/// Each block that left a container arrived in another.
fn across(blocks: &[BlockDiff], departed: &mut Vec<Vec<usize>>, arrived: &mut Vec<Vec<usize>>) {
    for block in blocks {
        if let Some(moved) = block.moved.as_ref().filter(|moved| moved.across.is_some()) {
            if block.change == Change::Departed { &mut *departed } else { &mut *arrived }.push(moved.from_path.clone());
        }
        across(&block.children, departed, arrived);
    }
}

/// Prints how long large stories take: `cargo test --release -p stet-core --lib large -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn large_stories_are_compared_quickly() {
    let mut dice = Dice(1);
    let word = |dice: &mut Dice| {
        format!("{}{}", ["ferry", "the", "harbour", "of", "and", "storm", "vote"][dice.roll(7)], ["", "s", "ing"][dice.roll(3)])
    };
    let rare = |dice: &mut Dice| if dice.roll(3) == 0 { format!("w{}", dice.roll(9_000)) } else { word(dice) };
    let make = |dice: &mut Dice| -> Vec<Vec<String>> { (0..1_700).map(|_| (0..59).map(|_| rare(dice)).collect()).collect() };
    let build = |text: &[Vec<String>]| body(text.iter().map(|words| Block::paragraph(words.join(" "))).collect());
    let old = make(&mut dice);
    let mut new = old.clone();
    for _ in 0..1_000 {
        let (at, word) = (dice.roll(new.len()), dice.roll(59));
        new[at][word] = format!("new{}", dice.roll(500));
    }
    let other = make(&mut dice);
    let one = |text: &[Vec<String>]| body(vec![Block::paragraph(text.concat().join(" "))]);
    let lines = |text: &[Vec<String>]| body(text.concat().into_iter().take(20_000).map(Block::paragraph).collect());
    let few =
        |words: &[&str]| body(vec![Block::paragraph((0..100_000).map(|at| words[at * at % words.len()]).collect::<Vec<_>>().join(" "))]);
    for (name, a, b) in [
        ("1 % scattered", build(&old), build(&new)),
        ("rewritten", build(&old), build(&other)),
        ("one paragraph, 1 % scattered", one(&old), one(&new)),
        ("one paragraph, rewritten", one(&old), one(&other)),
        ("20,000 one-word paragraphs, 1 % scattered", lines(&old), lines(&new)),
        ("20,000 one-word paragraphs, rewritten", lines(&old), lines(&other)),
        ("few different words", few(&["a", "b", "c", "d", "e"]), few(&["c", "a", "d", "b", "f", "e", "a"])),
    ] {
        let run = || {
            let start = std::time::Instant::now();
            let found = diff(&a, &b, Budget::default());
            (start.elapsed(), found.summary)
        };
        // The quickest of several: what else the machine does only ever adds.
        let best = (0..3).map(|_| run()).min_by_key(|(time, _)| *time);
        println!("{name}: {best:?}");
    }
}
