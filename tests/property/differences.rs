//! A difference leaves nothing out, says nothing where nothing changed, marks hardly more than it must, and finds what moved.

use proptest::prelude::*;
use stet_core::Article;
use stet_core::checks::{Led, story_checks};
use stet_core::diff::{ArticleDiff, FieldChange};
use stet_core::diff::{BlockDiff, Budget, Change, Lines, Op, Origin, Summary, carry, diff, render_html, render_text, word_counts};
use stet_core::document::{Block, Document, ListItem};
use stet_testkit::articles;

/// A story, and another that has some of its blocks, in another order, cut, joined and in containers, among others.
fn related() -> impl Strategy<Value = (Article, Article)> {
    let turns = prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 0..8);
    (articles(), articles(), any::<prop::sample::Index>(), any::<u64>(), turns).prop_map(|(a, mut b, cut, pick, turns)| {
        let mut blocks = b.body.content.clone();
        for (at, block) in a.body.content.iter().enumerate() {
            if pick >> (at % 64) & 1 == 1 {
                blocks.insert(cut.index(blocks.len() + 1), block.clone());
            }
        }
        for (at, turn) in turns {
            if !blocks.is_empty() {
                let at = at.index(blocks.len());
                turned(&mut blocks, at, turn);
            }
        }
        b.body = Document::new(blocks);
        (a, b)
    })
}

/// Does to the block at `at` what editors do.
fn turned(blocks: &mut Vec<Block>, at: usize, turn: u8) {
    let block = blocks[at].clone();
    match (turn, &block) {
        (0, _) => blocks[at] = Block::Blockquote { content: vec![block] },
        (1, _) => blocks[at] = Block::FactBox { title: "In brief".into(), content: vec![unboxed(block)] },
        (2, Block::Paragraph { .. }) => blocks[at] = Block::BulletList { content: vec![ListItem { checked: None, content: vec![block] }] },
        (3, Block::Blockquote { content } | Block::FactBox { content, .. }) => drop(blocks.splice(at..=at, content.clone())),
        (4, Block::BulletList { content } | Block::OrderedList { content, .. }) => {
            let inner: Vec<Block> = content.iter().flat_map(|item| item.content.clone()).collect();
            blocks.splice(at..=at, inner);
        }
        (5, Block::Paragraph { content }) => {
            let (first, second) = content.split_at(content.len() / 2);
            let halves = [first, second].map(|line| Block::Paragraph { content: line.to_vec() });
            blocks.splice(at..=at, halves);
        }
        (6, Block::Paragraph { content: first }) => {
            if let Some(Block::Paragraph { content: second }) = blocks.get(at + 1) {
                let whole = Block::Paragraph { content: [first.clone(), second.clone()].concat() };
                blocks.splice(at..=at + 1, [whole]);
            }
        }
        (_, _) => {
            blocks.remove(at);
            blocks.push(block);
        }
    }
}

/// No box of facts holds another.
fn unboxed(block: Block) -> Block {
    match block {
        Block::FactBox { content, .. } => Block::Blockquote { content },
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn a_difference_gives_the_newer_story((a, b) in related(), steps in prop::option::of(0u64..3_000)) {
        let budget = steps.map_or(Budget::default(), |steps| Budget { steps });
        let found = diff(&a, &b, budget);
        prop_assert_eq!(found.apply(&a).unwrap().to_bytes(), b.to_bytes());
        prop_assert_eq!(found.summary.changes == 0, a == b);
        prop_assert_eq!(&found, &diff(&a, &b, budget), "the same input gives the same result");
        let back = diff(&b, &a, budget);
        prop_assert_eq!(back.apply(&b).unwrap().to_bytes(), a.to_bytes(), "and so it is backwards");
        render_text::render(&found, true);
        let page = render_html::render(&found, &render_html::Page { story: &b, from: "r1", to: "r2" });
        prop_assert!(!page.contains("<script"));
    }

    #[test]
    fn a_story_does_not_differ_from_itself(a in articles()) {
        let found = diff(&a, &a, Budget::default());
        prop_assert_eq!(found.summary, Summary::default());
        prop_assert!(found.fields.is_empty() && found.blocks.iter().all(|block| block.change == Change::Same));
        prop_assert_eq!(word_counts(&a, &a), (0, 0));
        story_checks(&a, &mut |_| Led::Nowhere);
    }

    #[test]
    fn a_word_is_carried_to_the_same_word((a, b) in related()) {
        let (old, new) = (Lines::of(&a.body), Lines::of(&b.body));
        let carried = carry(&a.body, &b.body, Budget::default());
        prop_assert_eq!(carried.lines.len(), new.lines.len());
        let mut taken = std::collections::HashSet::new();
        for (line, origin) in new.lines.iter().zip(&carried.lines) {
            let places: Vec<Option<(usize, usize)>> = match origin {
                Origin::Same { line: from } => (0..line.words.len()).map(|word| Some((*from, word))).collect(),
                Origin::Words { words, .. } => words.clone(),
            };
            prop_assert_eq!(places.len(), line.words.len());
            for (word, (from, place)) in line.words.iter().zip(places).filter_map(|(word, place)| Some((word, place?))) {
                let older = &old.lines[from];
                prop_assert_eq!(&older.text[older.words[place].clone()], &line.text[word.clone()]);
                prop_assert!(taken.insert((from, place)), "no word comes from another's place");
            }
        }
    }

    #[test]
    fn what_moved_is_found(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let before: Vec<Block> = (0..12).map(sentence).map(Block::paragraph).collect();
        let after: Vec<Block> = order.iter().map(|at| before[*at].clone()).collect();
        let found = diff(&body(before), &body(after), Budget::default());
        prop_assert_eq!((found.summary.words_added, found.summary.words_removed), (0, 0), "every block is known again");
        prop_assert!(found.blocks.iter().all(|block| matches!(block.change, Change::Same | Change::Departed)));
        let stays = longest_rise(&order);
        prop_assert_eq!(found.summary.moved as usize, 12 - stays, "as few as possible move");
    }

    #[test]
    fn what_went_into_a_box_is_found(at in 0..8_usize) {
        let mut blocks: Vec<Block> = (0..8).map(sentence).map(Block::paragraph).collect();
        let boxed = |more: Vec<Block>| Block::FactBox { title: "Facts".into(), content: [vec![Block::paragraph(sentence(20))], more].concat() };
        let before = body([blocks.clone(), vec![boxed(Vec::new())]].concat());
        let gone = blocks.remove(at);
        let after = body([blocks, vec![boxed(vec![gone])]].concat());
        let found = diff(&before, &after, Budget::default());
        prop_assert_eq!((found.summary.moved, found.summary.words_added, found.summary.words_removed), (1, 0, 0));
    }

    #[test]
    fn cuts_and_joins_are_found(at in 0..6_usize, parts in 2..5_usize) {
        let sentences: Vec<String> = (30..30 + parts).map(sentence).collect();
        let mut cut: Vec<Block> = (0..6).map(sentence).map(Block::paragraph).collect();
        let mut whole = cut.clone();
        cut.splice(at..at, sentences.iter().cloned().map(Block::paragraph));
        whole.insert(at, Block::paragraph(sentences.join(" ")));
        for (a, b, change) in [(&whole, &cut, Change::Split), (&cut, &whole, Change::Joined)] {
            let found = diff(&body(a.clone()), &body(b.clone()), Budget::default());
            prop_assert_eq!(found.blocks.iter().filter(|block| block.change == change).count(), 1);
            prop_assert_eq!((found.summary.changes, found.summary.recut, found.summary.words_added, found.summary.words_removed), (1, 1, 0, 0));
        }
    }
}

const VOCABULARY: [&str; 40] = [
    "ferry",
    "harbour",
    "council",
    "storm",
    "winter",
    "island",
    "captain",
    "morning",
    "subsidy",
    "fishermen",
    "vote",
    "pier",
    "crossing",
    "timetable",
    "passengers",
    "lighthouse",
    "village",
    "mainland",
    "engine",
    "weather",
    "minister",
    "report",
    "budget",
    "contract",
    "reporter",
    "tide",
    "anchor",
    "bell",
    "cargo",
    "deck",
    "evening",
    "fog",
    "gale",
    "hull",
    "inlet",
    "journey",
    "keel",
    "lantern",
    "mast",
    "north",
];

/// A sentence that has few words in common with those of other numbers.
fn sentence(number: usize) -> String {
    let word = |step: usize| VOCABULARY[(number * 7 + step * (number % 11 + 1)) % VOCABULARY.len()];
    format!("Report {number} of the {} says that {} {number}a met {} {number}b near the {} {number}c.", word(1), word(2), word(3), word(4))
}

fn body(blocks: Vec<Block>) -> Article {
    Article { body: Document::new(blocks), ..Article::default() }
}

/// Returns the length of the longest common subsequence, by the table of all pairs.
fn longest_common(a: &[usize], b: &[usize]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            table[i + 1][j + 1] = if x == y { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
        }
    }
    table[a.len()][b.len()]
}

fn longest_rise(order: &[usize]) -> usize {
    longest_common(order, &(0..order.len()).collect::<Vec<_>>())
}

/// Over many small edits, hardly more words are marked than the longest common subsequence, found by brute force, asks for.
#[test]
fn hardly_more_words_are_marked_than_must_be() {
    let mut seed = 7_u64;
    let mut roll = |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % sides
    };
    let (mut marked, mut least) = (0, 0);
    for _ in 0..600 {
        let words: Vec<usize> = (0..30 + roll(30)).map(|_| roll(VOCABULARY.len())).collect();
        let mut newer = words.clone();
        for _ in 0..1 + roll(4) {
            let (at, word) = (roll(newer.len()), roll(VOCABULARY.len()));
            match roll(3) {
                0 => newer[at] = word,
                1 => newer.insert(at, word),
                _ => drop(newer.remove(at)),
            }
        }
        let text = |words: &[usize]| words.iter().map(|word| VOCABULARY[*word]).collect::<Vec<_>>().join(" ");
        let story = |words: &[usize]| body(vec![Block::paragraph(text(words))]);
        let summary = diff(&story(&words), &story(&newer), Budget::default()).summary;
        let here = words.len() + newer.len() - 2 * longest_common(&words, &newer);
        let found = (summary.words_added + summary.words_removed) as usize;
        assert!(found >= here, "{found} marked, {here} must be");
        (marked, least) = (marked + found, least + here);
    }
    assert!(marked * 100 <= least * 105, "{marked} words marked, {least} must be");
}

#[test]
fn two_wholly_different_stories_and_empty_ones() {
    let texts = |from: usize| (from..from + 40).map(sentence).map(Block::paragraph).collect::<Vec<_>>();
    let foreign = |at: usize| Block::paragraph(format!("Äußerst {at} rätselhafte {at}x Zeilen {at}y über {at}z Gänse"));
    let stories = [body(texts(0)), body((0..30).map(foreign).collect()), Article::default(), body(vec![Block::HorizontalRule])];
    for a in &stories {
        for b in &stories {
            let found = diff(a, b, Budget::default());
            assert_eq!(&found.apply(a).unwrap(), b);
            assert_eq!(found.summary.changes == 0, a == b);
        }
    }
    let found = diff(&stories[0], &stories[1], Budget::default());
    assert!(!found.blocks.iter().any(|block| block.change == Change::Edited), "what has nothing in common is not read word by word");
}

/// A million words, rewritten here and there and then wholly: bounded by the budget, coarse where it must be, never wrong.
#[test]
fn a_million_words_are_compared_within_the_budget() {
    let paragraph = |at: usize, salt: usize| {
        let word = |step: usize| VOCABULARY[(at * 31 + step * 17 + salt * step * step) % VOCABULARY.len()];
        Block::paragraph((0..200).map(word).collect::<Vec<_>>().join(" "))
    };
    let old = body((0..5_000).map(|at| paragraph(at, 0)).collect());
    let new = body((0..5_000).map(|at| paragraph(at, usize::from(at % 50 == 0))).collect());
    let budget = Budget { steps: 20_000_000 };
    assert_eq!(diff(&old, &new, budget).apply(&old).unwrap(), new);
    let one = |blocks: &Article| {
        let texts: Vec<String> = blocks.body.content.iter().map(|block| Document { content: vec![block.clone()] }.plain_text()).collect();
        body(vec![Block::paragraph(texts.join(" "))])
    };
    let (old, new) = (one(&old), one(&new));
    let found = diff(&old, &new, Budget { steps: 1_000 });
    assert_eq!((found.blocks[0].change, found.blocks[0].coarse, found.summary.coarse), (Change::Replaced, true, 1));
    assert_eq!(found.apply(&old).unwrap(), new);
}

/// Every neighbouring pair of the corpus' revisions: the difference gives the newer one, forwards and backwards.
#[test]
fn every_neighbouring_pair_of_real_revisions_is_told_in_full() {
    let Some(stories) = stet_testkit::corpus() else {
        println!("the corpus is not there (STET_CORPUS, ../shared/corpus): its revisions were not compared");
        return;
    };
    let (mut pairs, mut kinds) = (0, std::collections::BTreeMap::<String, usize>::new());
    for story in stories {
        for pair in story.windows(2) {
            let found = diff(&pair[0], &pair[1], Budget::default());
            assert_eq!(found.apply(&pair[0]).unwrap(), pair[1]);
            assert_eq!(found.summary.changes == 0, pair[0] == pair[1]);
            let back = diff(&pair[1], &pair[0], Budget::default());
            assert_eq!(back.apply(&pair[1]).unwrap(), pair[0]);
            pairs += 1;
            count(&found, &mut kinds);
        }
    }
    println!("{pairs} pairs: {kinds:?}");
    assert!(pairs > 0);
}

fn count(diff: &ArticleDiff, kinds: &mut std::collections::BTreeMap<String, usize>) {
    fn of_block(block: &BlockDiff, kinds: &mut std::collections::BTreeMap<String, usize>) {
        *kinds.entry(format!("{:?}", block.change)).or_default() += 1;
        if block.moved.as_ref().is_some_and(|moved| moved.across.is_some()) {
            *kinds.entry("across".to_owned()).or_default() += 1;
        }
        block.children.iter().for_each(|child| of_block(child, kinds));
    }
    diff.blocks.iter().for_each(|found| of_block(found, kinds));
    for field in &diff.fields {
        let kind = match &field.change {
            FieldChange::Text { pieces, .. } if pieces.iter().all(|piece| piece.op == Op::Equal) => "text without a change",
            FieldChange::Text { .. } => "text",
            FieldChange::List { .. } => "list",
            FieldChange::Value { .. } => "value",
        };
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
}
