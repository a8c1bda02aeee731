//! Documents of every kind for property tests, biased to what goes wrong: marks at edges, white space, signs of Markdown.

use proptest::prelude::*;
use stet_core::document::{Align, Block, Crop, Document, Figure, Focal, Inline, ListItem, Mark, TableCell, TableRow, WHOLE};

/// Text with a bias to what Markdown and HTML would misread. No NUL and no carriage return: parsers replace them.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        3 => Just(" ".to_owned()),
        2 => prop::sample::select(vec![
            "*", "**", "_", "__", "`", "``", "~", "~~", "[", "]", "](", "![", "!", "<", "</p>", "<b>", "&amp;", "&", "#", "##", "1.", "2)", "-", "+", ">", "|", "=", "===",
            ":", "---", "\\", "(", ")", "\"", "'", "  ", "\u{a0}", "\t", "{%", "$x$", "[^1]", "[x] ", "https://a.example/_b_", "<!--", "^", "==", "&#10;", ".",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["é", "e\u{301}", "שלום", "東京", "👩🏽‍🚒", "“", "”", "—", "…", "\u{200d}", "\u{2028}", "ß"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..10).prop_map(|pieces| pieces.concat())
}

fn address() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "https://a.example/",
        "https://a.example/b_(c)?d=e&f=g&copy=1#h",
        "https://a.example/é*x*[y]",
        "stet:0190a000-0000-7000-8000-000000000000",
        "mailto:desk@a.example",
        "/a/b.html",
        "#n1",
        "a|b",
        "https://a.example/`x`",
    ])
    .prop_map(str::to_owned)
}

fn source() -> impl Strategy<Value = (String, String)> {
    let hash = "0123456789abcdef".repeat(4);
    prop_oneof![
        3 => prop::sample::select(vec!["https://a.example/b.jpg", "lead (1).jpg".replace(' ', "%20").leak(), "/é/x_y.png?a=1&b=2"]).prop_map(|src| (String::new(), src.to_owned())),
        1 => Just((hash.clone(), String::new())),
        1 => Just((hash, "lead.jpg".to_owned())),
    ]
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let link = (address(), prop_oneof![Just(String::new()), text()]).prop_map(|(href, title)| Mark::Link { href, title });
    let any = prop_oneof![
        2 => link,
        3 => Just(Mark::Em),
        3 => Just(Mark::Strong),
        1 => Just(Mark::Underline),
        1 => Just(Mark::Strike),
        1 => Just(Mark::Highlight),
        1 => Just(Mark::Superscript),
        1 => Just(Mark::Subscript),
        1 => Just(Mark::Code),
    ];
    prop_oneof![3 => Just(Vec::new()), 4 => prop::collection::vec(any, 1..4)]
}

/// Marks that a footnote's reference may carry; a link around a link is no HTML.
fn note_marks() -> impl Strategy<Value = Vec<Mark>> {
    prop::collection::vec(prop_oneof![Just(Mark::Em), Just(Mark::Strong)], 0..2)
}

fn inline(notes: bool) -> BoxedStrategy<Inline> {
    let words = (text(), marks()).prop_map(|(text, marks)| Inline::Text { text, marks });
    let brk = marks().prop_map(|marks| Inline::HardBreak { marks });
    let image = (source(), text(), prop_oneof![Just(String::new()), text()], marks())
        .prop_map(|((asset, src), alt, title, marks)| Inline::Image { asset, src, alt, title, marks });
    if notes {
        let note =
            (prop::collection::vec(block(1, false), 1..3), note_marks()).prop_map(|(content, marks)| Inline::Footnote { content, marks });
        prop_oneof![12 => words, 1 => brk, 1 => image, 1 => note].boxed()
    } else {
        prop_oneof![12 => words, 1 => brk, 1 => image].boxed()
    }
}

fn line(notes: bool) -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(notes), 0..6)
}

fn items(depth: u32, notes: bool) -> impl Strategy<Value = Vec<ListItem>> {
    let rest = prop_oneof![3 => Just(Vec::new()).boxed(), 1 => prop::collection::vec(block(depth - 1, notes), 0..2).boxed()];
    let item = (prop::option::weighted(0.2, any::<bool>()), line(notes), rest).prop_map(|(checked, first, rest)| {
        let mut content = vec![Block::Paragraph { content: first }];
        content.extend(rest);
        ListItem { checked, content }
    });
    prop::collection::vec(item, 1..4)
}

fn table(notes: bool) -> impl Strategy<Value = Block> {
    let align = prop::option::of(prop::sample::select(vec![Align::Left, Align::Center, Align::Right]));
    let plain = (1usize..4, 1usize..4, prop::collection::vec(align.clone(), 4), prop::collection::vec(line(notes), 16)).prop_map(
        |(columns, rows, aligns, lines)| {
            let cell = |row: usize, column: usize| TableCell {
                header: row == 0,
                align: aligns[column],
                colspan: 1,
                rowspan: 1,
                content: vec![Block::Paragraph { content: lines[row * 4 + column].clone() }],
            };
            Block::Table {
                widths: Vec::new(),
                content: (0..rows).map(|row| TableRow { content: (0..columns).map(|column| cell(row, column)).collect() }).collect(),
            }
        },
    );
    let odd = (any::<bool>(), align, 1u32..4, 1u32..4, line(notes)).prop_map(|(header, align, colspan, rowspan, line)| {
        let cell =
            TableCell { header, align, colspan, rowspan, content: vec![Block::Paragraph { content: line }, Block::paragraph("two")] };
        Block::Table { widths: Vec::new(), content: vec![TableRow { content: vec![cell] }, TableRow { content: Vec::new() }] }
    });
    prop_oneof![3 => plain, 1 => odd]
}

/// How a picture is framed.
fn framing() -> impl Strategy<Value = (Option<Focal>, Option<Crop>)> {
    let part = || (0..WHOLE, 1..=WHOLE).prop_map(|(from, length)| (from, length.min(WHOLE - from)));
    let focal = (0..=WHOLE, 0..=WHOLE).prop_map(|(x, y)| Focal::new(x, y).expect("inside"));
    let crop = (part(), part()).prop_map(|((x, width), (y, height))| Crop::new(x, y, width, height).expect("inside"));
    (prop::option::weighted(0.3, focal), prop::option::weighted(0.3, crop))
}

fn block(depth: u32, notes: bool) -> BoxedStrategy<Block> {
    let code = (prop::sample::select(vec!["", "rust", "c++", "odd `one"]), "[a-z `~<>&\\n\\t]{0,40}")
        .prop_map(|(language, text)| Block::CodeBlock { language: language.into(), text });
    let some_text = || prop_oneof![Just(String::new()), text()];
    let figure = (source(), some_text(), some_text(), some_text(), framing(), line(notes)).prop_map(
        |((asset, src), alt, credit, licence, (focal, crop), caption)| {
            Block::Figure(Figure { asset, src, alt, credit, licence, focal, crop, caption })
        },
    );
    let leaf = prop_oneof![
        10 => line(notes).prop_map(|content| Block::Paragraph { content }),
        2 => (1u8..7, line(notes)).prop_map(|(level, content)| Block::Heading { level, content }),
        1 => (prop_oneof![Just(String::new()), text()], line(notes)).prop_map(|(attribution, content)| Block::PullQuote { attribution, content }),
        1 => code,
        1 => Just(Block::HorizontalRule),
        2 => figure,
        1 => prop_oneof![Just(String::new()), text()].prop_map(|title| Block::Embed { url: "https://a.example/v?w=1&x=2".into(), title }),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    prop_oneof![
        12 => leaf,
        1 => prop::collection::vec(block(depth - 1, notes), 1..3).prop_map(|content| Block::Blockquote { content }),
        2 => items(depth, notes).prop_map(|content| Block::BulletList { content }),
        1 => (0u32..30, items(depth, notes)).prop_map(|(start, content)| Block::OrderedList { start, content }),
        1 => table(notes),
    ]
    .boxed()
}

/// Documents as the editor can make them.
pub(crate) fn document() -> impl Strategy<Value = Document> {
    let fact_box = (prop_oneof![Just(String::new()), text()], prop::collection::vec(block(2, true), 1..3))
        .prop_map(|(title, content)| Block::FactBox { title, content });
    prop::collection::vec(prop_oneof![8 => block(3, true), 1 => fact_box], 1..6).prop_map(Document::new)
}

/// One line or more of any text but what no text file holds.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        4 => text(),
        2 => "[a-zA-Z0-9 .,:;#'\"\\[\\]{}!?&*|>%@`~-]{0,24}",
        1 => prop::sample::select(vec!["yes", "null", "~", "2024-04-04", "1e3", "0x1F", "---", "- a", "? b", "a:\n b", "  ", "\n", "\u{85}", "\u{7f}", "=", "<<", "*x", "&x", "!!str x", "%a", ".inf", "12:30:45"]).prop_map(str::to_owned),
    ]
}

fn named() -> impl Strategy<Value = String> {
    field().prop_filter("an empty entry says nothing", |text| !text.is_empty())
}

fn time() -> impl Strategy<Value = Option<chrono::DateTime<chrono::Utc>>> {
    let moment = (0i64..4_000_000_000, prop_oneof![Just(0u32), 0u32..1_000])
        .prop_map(|(seconds, millis)| chrono::DateTime::from_timestamp(seconds, millis * 1_000_000));
    prop_oneof![Just(None), moment]
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        (-1_000i32..1_000).prop_map(|n| (f64::from(n) / 8.0).into()),
        field().prop_map(Into::into),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Into::into),
            prop::collection::vec((field(), inner), 0..3).prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A story with its fields filled at random; its body is short.
pub(crate) fn article() -> impl Strategy<Value = stet_core::Article> {
    use stet_core::article::{Correction, LeadImage};
    let lead = (source(), field(), field(), field(), field(), framing()).prop_map(
        |((asset, src), alt, caption, credit, licence, (focal, crop))| LeadImage { asset, src, alt, caption, credit, licence, focal, crop },
    );
    let texts = prop::collection::vec(field(), 7);
    let lists = (prop::collection::vec(named(), 0..3), prop::collection::vec(named(), 0..3));
    let times = (time(), time(), prop::collection::vec((time(), field()), 0..2));
    let keys = prop_oneof![
        3 => "[a-z_]{1,8}",
        2 => prop::sample::select(vec!["title", "draft", "description", "date", "published", "images", "image", "categories", "section", "extra", "tags", "author", "a b", "on", "", "1"]).prop_map(str::to_owned),
    ];
    let extra = prop::collection::vec((keys, value()), 0..4);
    (texts, lists, times, prop::option::of(lead), extra, any::<bool>()).prop_map(
        |(texts, (byline, tags), (published_at, updated_at, corrections), lead_image, extra, has_slug)| {
            let [headline, standfirst, kicker, dateline, section, seo_title, seo_description] =
                <[String; 7]>::try_from(texts).expect("seven");
            stet_core::Article {
                headline,
                standfirst,
                kicker,
                dateline,
                section,
                seo_title,
                seo_description,
                byline,
                tags,
                published_at,
                updated_at,
                lead_image,
                slug: if has_slug { "a-slug-1".into() } else { String::new() },
                language: "en-GB".into(),
                canonical_url: "https://a.example/?b=c#d".into(),
                corrections: corrections.into_iter().filter_map(|(time, text)| Some(Correction { time: time?, text })).collect(),
                extra: extra.into_iter().collect(),
                body: Document::new(vec![Block::paragraph("Body.")]),
                ..stet_core::Article::default()
            }
        },
    )
}
