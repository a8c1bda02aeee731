//! What is written is read: documents as JSON, stories as revisions.

use proptest::prelude::*;
use stet_core::Article;
use stet_core::document::Document;
use stet_core::library::Reason;
use stet_testkit::{TempLibrary, articles, documents};

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_document_reads_back_from_its_json(document in documents()) {
        prop_assert_eq!(&Document::from_json(&document.to_json()).unwrap(), &document);
    }

    #[test]
    fn a_story_reads_back_from_its_bytes(article in articles()) {
        let bytes = article.to_bytes();
        let back = Article::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&back, &article);
        prop_assert_eq!(back.to_bytes(), bytes, "equal stories are equal bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: (ProptestConfig::default().cases / 10).max(1), ..ProptestConfig::default() })]

    #[test]
    fn a_story_survives_the_library(before in articles(), after in articles()) {
        let library = TempLibrary::new();
        let made = library.create_story(before.clone(), Reason::Created, &library.stamp()).unwrap();
        prop_assert_eq!(&made.article.body, &before.body);
        let mut after = after;
        after.slug = made.article.slug.clone();
        let saved = library.save_revision(&made.id, Some((1, after.clone())), Reason::Saved, None, &library.stamp()).unwrap();
        after.tags = saved.tags;
        after.slug = saved.slug;
        prop_assert_eq!(&library.story(&made.id).unwrap().article, &after);
        prop_assert_eq!(&library.revision(&made.id, saved.head).unwrap(), &after);
        prop_assert_eq!(&library.revision(&made.id, 1).unwrap(), &made.article);
        prop_assert!(library.check(true).unwrap().faults.is_empty());
    }
}
