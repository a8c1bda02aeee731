//! Strategies for property tests, biased to what breaks editors: empty text, combining marks, emoji, right-to-left text,
//! scripts without spaces, nesting, footnotes. No carriage returns: no document holds any.

use proptest::collection::vec;
use proptest::prelude::*;
use stet_core::Article;
use stet_core::article::Source;
use stet_core::document::{Align, Block, Document, Figure, Inline, ListItem, Mark, TableCell, TableRow};

/// Text as editors type and paste it.
pub fn text() -> impl Strategy<Value = String> + Clone {
    let odd = prop::sample::select(vec![
        "",
        " ",
        "e\u{301}te\u{301}",
        "é",
        "👩‍👩‍👧‍👦 🇩🇰",
        "שלום עולם",
        "مرحبا",
        "東京都の船",
        "a\u{200b}b",
        "“quoted” – it’s",
        "<b>&amp;</b>",
        "*not* _marks_ [x](y)",
        "line\nbreak",
        "\u{feff}start",
        "1. not a list",
        "\\\"'`",
    ]);
    prop_oneof![
        3 => odd.prop_map(str::to_owned),
        5 => "[a-z]{1,8}( [a-z]{1,8}){0,12}",
        2 => "\\PC{0,24}",
    ]
}

fn mark() -> impl Strategy<Value = Mark> + Clone {
    prop_oneof![
        Just(Mark::Em),
        Just(Mark::Strong),
        Just(Mark::Strike),
        Just(Mark::Code),
        Just(Mark::Highlight),
        Just(Mark::Superscript),
        Just(Mark::Link { href: "https://example.org/a?b=c&d".to_owned(), title: "T \"quoted\"".to_owned() }),
        Just(Mark::Comment { thread: "t1".to_owned() }),
    ]
}

fn plain() -> impl Strategy<Value = Inline> + Clone {
    (text(), vec(mark(), 0..3)).prop_map(|(text, marks)| Inline::Text { text, marks })
}

fn line() -> impl Strategy<Value = Vec<Inline>> + Clone {
    let inline = prop_oneof![
        8 => plain(),
        1 => Just(Inline::HardBreak { marks: Vec::new() }),
        1 => vec(vec(plain(), 0..3), 1..3).prop_map(|lines| Inline::Footnote {
            content: lines.into_iter().map(|content| Block::Paragraph { content }).collect(),
            marks: Vec::new(),
        }),
    ];
    vec(inline, 0..4)
}

fn paragraph() -> impl Strategy<Value = Block> + Clone {
    line().prop_map(|content| Block::Paragraph { content })
}

fn leaf() -> impl Strategy<Value = Block> {
    prop_oneof![
        8 => paragraph(),
        2 => (1_u8..=6, line()).prop_map(|(level, content)| Block::Heading { level, content }),
        1 => (text(), line()).prop_map(|(attribution, content)| Block::PullQuote { attribution, content }),
        1 => text().prop_map(|text| Block::CodeBlock { language: "rust".to_owned(), text }),
        1 => Just(Block::HorizontalRule),
        1 => (text(), line()).prop_map(|(alt, caption)| Block::Figure(Figure { src: "https://example.org/a.jpg".to_owned(), alt, caption, ..Figure::default() })),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let item = (prop::option::of(any::<bool>()), paragraph(), vec(inner.clone(), 0..2))
            .prop_map(|(checked, first, rest)| ListItem { checked, content: std::iter::once(first).chain(rest).collect() });
        let cell = (any::<bool>(), vec(paragraph(), 1..2)).prop_map(|(header, content)| TableCell {
            header,
            align: header.then_some(Align::Center),
            colspan: 1,
            rowspan: 1,
            content,
        });
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(|content| Block::Blockquote { content }),
            vec(item.clone(), 1..3).prop_map(|content| Block::BulletList { content }),
            (0_u32..12, vec(item, 1..3)).prop_map(|(start, content)| Block::OrderedList { start, content }),
            (vec(1_u32..=100, 0..3), vec(vec(cell, 1..3).prop_map(|content| TableRow { content }), 1..3))
                .prop_map(|(widths, content)| Block::Table { widths, content }),
        ]
    })
}

/// A body of up to six blocks, normalised.
pub fn documents() -> impl Strategy<Value = Document> {
    vec(block(), 0..6).prop_map(Document::new)
}

/// A story with every field that a person writes; no slug, so that the library makes it.
pub fn articles() -> impl Strategy<Value = Article> {
    let tag = prop::sample::select(vec!["Ferries", "ferries", "Éire", "North Sea", "東京", "a b"]);
    let source = prop::option::of((0..3_u8, text(), text()).prop_map(|(asset, name, slug)| Source {
        asset: asset.to_string().repeat(64),
        name,
        slug,
    }));
    let fields = (text(), text(), text(), vec(text(), 0..3), vec(tag, 0..4), text(), source);
    (fields, documents()).prop_map(|((headline, standfirst, section, byline, tags, notes, source), body)| Article {
        headline,
        standfirst,
        section,
        byline,
        notes,
        tags: tags.into_iter().map(str::to_owned).collect(),
        source,
        body,
        ..Article::default()
    })
}
