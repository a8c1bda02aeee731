//! A difference leaves nothing out, and says nothing where nothing changed.

use proptest::prelude::*;
use stet_core::Article;
use stet_core::checks::story_checks;
use stet_core::diff::{Budget, Change, Summary, diff, render_html, render_text, word_counts};
use stet_core::document::Document;
use stet_testkit::articles;

/// A story, and another that has some of its blocks, in another order, among others.
fn related() -> impl Strategy<Value = (Article, Article)> {
    (articles(), articles(), any::<prop::sample::Index>(), any::<u64>()).prop_map(|(a, mut b, cut, pick)| {
        let mut blocks = b.body.content.clone();
        for (at, block) in a.body.content.iter().enumerate() {
            if pick >> (at % 64) & 1 == 1 {
                blocks.insert(cut.index(blocks.len() + 1), block.clone());
            }
        }
        b.body = Document::new(blocks);
        (a, b)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_difference_gives_the_newer_story((a, b) in related(), steps in prop::option::of(0u64..3_000)) {
        let budget = steps.map_or(Budget::default(), |steps| Budget { steps });
        let found = diff(&a, &b, budget);
        prop_assert_eq!(found.apply(&a).unwrap().to_bytes(), b.to_bytes());
        prop_assert_eq!(found.summary.changes == 0, a == b);
        prop_assert_eq!(&found, &diff(&a, &b, budget), "the same input gives the same result");
        render_text::render(&found, true);
        let page = render_html::render(&found, &render_html::Page { headline: &b.headline, ..Default::default() });
        prop_assert!(!page.contains("<script"));
    }

    #[test]
    fn a_story_does_not_differ_from_itself(a in articles()) {
        let found = diff(&a, &a, Budget::default());
        prop_assert_eq!(found.summary, Summary::default());
        prop_assert!(found.fields.is_empty() && found.blocks.iter().all(|block| block.change == Change::Same));
        prop_assert_eq!(word_counts(&a, &a), (0, 0));
        story_checks(&a);
    }
}
