//! Strict presets: what goes out comes back equal but for what the report of losses named.

use proptest::prelude::*;
use stet_core::Article;
use stet_core::article::{LeadImage, Status};
use stet_core::document::{Block, Document, Figure, Inline, ListItem, Mark};
use stet_core::export::{self, AssetBytes, Assets, Loss, NoAssets, Options, Outgoing, Piece, Preset, Preview};
use stet_core::import::{self, Format};

const STRICT: [Preset; 7] = [Preset::Hugo, Preset::Jekyll, Preset::Zola, Preset::Eleventy, Preset::Astro, Preset::CommonMark, Preset::Gfm];

fn preview(article: &Article, preset: Preset) -> Preview {
    let options = Options { preset, ..Options::default() };
    export::preview(Piece::new("0190", Status::Draft, article), &options).expect("rendered")
}

fn back(text: &str) -> Article {
    import::read("0190.md", text.as_bytes(), Format::Markdown).unwrap_or_else(|error| panic!("{error}\n{text}")).article
}

fn lost(losses: &[Loss]) -> impl Iterator<Item = &Loss> {
    losses.iter().filter(|loss| !loss.kept)
}

/// Returns the runs of blocks of which the report names nothing: what stands beside each other goes out beside each other. Lists at
/// the edge of a run may run together with others once what stood between them is gone, so that they are left out.
fn unnamed<'a>(body: &'a Document, losses: &[&Loss]) -> Vec<&'a [Block]> {
    let is_named = |at: usize| {
        let at = u32::try_from(at).expect("few");
        losses.iter().any(|loss| loss.places.iter().any(|place| place.field.is_empty() && place.path.first() == Some(&at)))
    };
    let is_list = |block: &Block| matches!(block, Block::BulletList { .. } | Block::OrderedList { .. });
    let blocks = &body.content;
    let mut runs = Vec::new();
    let mut from = 0;
    for end in 0..=blocks.len() {
        if end < blocks.len() && !is_named(end) {
            continue;
        }
        let (mut first, mut last) = (from, end);
        while first < last && first > 0 && is_list(&blocks[first]) {
            first += 1;
        }
        while first < last && last < blocks.len() && is_list(&blocks[last - 1]) {
            last -= 1;
        }
        runs.push(&blocks[first..last]);
        from = end + 1;
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Tells whether the runs stand in `many`, each in one piece, in their order.
fn stand_in_order(runs: &[&[Block]], many: &[Block]) -> bool {
    let mut rest = many;
    runs.iter().all(|run| match rest.windows(run.len()).position(|window| window == *run) {
        Some(at) => {
            rest = &rest[at + run.len()..];
            true
        }
        None => false,
    })
}

/// Returns how often each letter occurs in a body, with what some attributes say: a note that goes into brackets may part a word.
fn letters(body: &Document, keys: &[&str]) -> std::collections::BTreeMap<char, usize> {
    fn said(value: &serde_json::Value, keys: &[&str], out: &mut String) {
        match value {
            serde_json::Value::Array(list) => list.iter().for_each(|value| said(value, keys, out)),
            serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| match value.as_str() {
                Some(text) if keys.contains(&key.as_str()) => out.extend([" ", text]),
                _ => said(value, keys, out),
            }),
            _ => {}
        }
    }
    let mut text = body.plain_text();
    said(&body.to_json(), keys, &mut text);
    let mut counts = std::collections::BTreeMap::new();
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        *counts.entry(letter).or_default() += 1;
    }
    counts
}

/// A picture alone in a line of a note would be a figure of its own, and a note in a caption is words alone.
#[test]
fn what_a_picture_in_the_note_of_a_caption_shows_is_said() {
    let shown =
        |alt: &str| Inline::Image { asset: String::new(), src: "b.jpg".into(), alt: alt.into(), title: String::new(), marks: Vec::new() };
    let note = |blocks: Vec<Block>| Inline::Footnote { content: blocks, marks: Vec::new() };
    let inner = note(vec![Block::Paragraph { content: vec![shown("The inner pier")] }]);
    let mut text = Inline::plain("The log.");
    text.push(inner);
    let list = Block::BulletList {
        content: vec![ListItem { checked: None, content: vec![Block::Paragraph { content: vec![shown("The pier")] }] }],
    };
    let mut caption = Inline::plain("At dusk");
    caption.push(note(vec![list, Block::Paragraph { content: text }]));
    let body = Document::new(vec![Block::Figure(Figure { src: "a.jpg".into(), caption, ..Figure::default() })]);
    let article = Article { headline: "Headline".into(), body, ..Article::default() };
    for preset in STRICT {
        let said = preview(&article, preset).text;
        for words in ["At dusk", "The log.", "The pier", "The inner pier"] {
            assert_eq!(said.matches(words).count(), 1, "{preset:?} says {words:?} once: {said}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn bodies_come_back_but_for_what_was_named(body in crate::strategies::document(), has_pictures in any::<bool>()) {
        for preset in STRICT {
            let article = Article { headline: "Headline".into(), body: body.clone(), ..Article::default() };
            let options = Options { preset, ..Options::default() };
            let shelf = shelf();
            let assets: &dyn Assets = if has_pictures { &shelf } else { &NoAssets };
            let piece = Piece { assets, ..Piece::new("0190", Status::Draft, &article) };
            let Preview { text, losses, .. } = export::preview(piece, &options).expect("rendered");
            let returned = back(&text);
            // A copied picture is kept, but is known by its address from then on.
            let named: Vec<&Loss> = losses.iter().filter(|loss| !loss.kept || loss.what == "asset").collect();
            if named.is_empty() {
                prop_assert_eq!(&returned.body, &article.body, "{:?}\n{}", preset, text);
                continue;
            }
            let runs = unnamed(&body, &named);
            prop_assert!(stand_in_order(&runs, &returned.body.content), "{:?} {:#?}\n{}\n{:#?}", preset, named, text, returned.body);
            // Whatever form it takes, no word of a body's text is dropped, but beside a picture that is nowhere and
            // where the report says that the form itself is in doubt.
            let is_gone = |at: usize| {
                let places = lost(&losses).filter(|loss| ["asset", "form"].contains(&loss.what.as_str())).flat_map(|loss| &loss.places);
                places.map(|place| place.path.first().copied()).any(|first| first == u32::try_from(at).ok())
            };
            let rest = body.content.iter().enumerate().filter(|(at, _)| !is_gone(*at)).map(|(_, block)| block.clone()).collect();
            let before = letters(&Document::new(rest), &[]);
            let after = letters(&returned.body, &["alt", "title", "language", "licence"]);
            let missing: Vec<_> = before.iter().filter(|(letter, count)| after.get(*letter).copied().unwrap_or(0) < **count).collect();
            prop_assert!(missing.is_empty(), "{:?} lost {:?}: {:#?}\n{}\n{:#?}", preset, missing, named, text, body);
            for place in named.iter().flat_map(|loss| &loss.places).filter(|place| place.field.is_empty()) {
                let first = place.path.first().map(|at| *at as usize);
                prop_assert!(first.is_some_and(|at| at < body.content.len()), "{:?} names no place: {:?}", preset, place);
            }
        }
    }

    #[test]
    fn without_front_matter_every_field_that_says_something_is_named(article in crate::strategies::article()) {
        for preset in [Preset::CommonMark, Preset::Gfm] {
            let losses = preview(&article, preset).losses;
            let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(&article) else { panic!("an object") };
            for (field, value) in fields {
                let says = match &value {
                    serde_json::Value::Null => false,
                    serde_json::Value::String(text) => !text.is_empty(),
                    serde_json::Value::Array(list) => !list.is_empty(),
                    serde_json::Value::Object(map) => !map.is_empty(),
                    _ => true,
                };
                if says && !["headline", "body", "notes", "source"].contains(&field.as_str()) {
                    prop_assert!(lost(&losses).any(|loss| loss.what == field), "{:?}: {} = {} is not named", preset, field, value);
                }
            }
        }
    }

    #[test]
    fn fields_come_back_but_for_what_was_named(article in crate::strategies::article()) {
        for preset in [Preset::Hugo, Preset::Jekyll, Preset::Zola, Preset::Eleventy, Preset::Astro] {
            let Preview { text, losses, .. } = preview(&article, preset);
            let mut returned = back(&text);
            let mut article = article.clone();
            for field in lost(&losses).flat_map(|loss| &loss.places) {
                match field.field.as_str() {
                    "extra" => drop((returned.extra.clear(), article.extra.clear())),
                    "lead_image" => drop((returned.lead_image.take(), article.lead_image.take())),
                    other => prop_assert!(false, "{} was not expected to be lost", other),
                }
            }
            returned.extra.sort_keys();
            article.extra.sort_keys();
            prop_assert_eq!(&returned, &article, "{:?}\n{}", preset, text);
        }
    }
}

#[derive(Debug)]
struct Shelf(Vec<(String, AssetBytes)>);

impl Assets for Shelf {
    fn asset(&self, hash: &str) -> stet_core::Result<Option<AssetBytes>> {
        Ok(self.0.iter().find(|(own, _)| own == hash).map(|(_, asset)| asset.clone()))
    }
}

fn hash() -> String {
    "0123456789abcdef".repeat(4)
}

fn shelf() -> Shelf {
    Shelf(vec![(hash(), AssetBytes { extension: "jpg".into(), bytes: b"picture".to_vec() })])
}

fn figure() -> Block {
    let caption = vec![Inline::Text { text: "The ".into(), marks: vec![] }, Inline::Text { text: "Hestray".into(), marks: vec![Mark::Em] }];
    Block::Figure(Figure { asset: hash(), alt: "A “ferry”".into(), credit: "Oda Fennick".into(), caption, ..Figure::default() })
}

fn story(status: Status) -> Outgoing {
    let article = Article {
        headline: "The winter ferry".into(),
        standfirst: "Sailings run until April.".into(),
        slug: "winter-ferry".into(),
        section: "Transport".into(),
        byline: vec!["Ann Lee".into()],
        tags: vec!["Ferries".into()],
        kicker: "Harbours".into(),
        published_at: Some("2024-11-14T09:30:00Z".parse().expect("a time")),
        lead_image: Some(LeadImage { asset: hash(), alt: "A ferry".into(), ..LeadImage::default() }),
        extra: serde_json::from_str(r#"{"weight":3,"theme_colour":"blue"}"#).expect("JSON"),
        body: Document::new(vec![
            Block::paragraph("It sails."),
            figure(),
            Block::FactBox { title: "Facts".into(), content: vec![Block::paragraph("9 miles")] },
        ]),
        ..Article::default()
    };
    Outgoing { id: "0190".into(), status, article, redirects: vec!["ferry".into()] }
}

/// Exports one story, and returns the paths that were written and the story's text.
fn written(preset: Preset, status: Status) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { preset, ..Options::default() };
    let pieces = [story(status)];
    let report =
        export::write_folder(pieces.iter().cloned().map(Ok), &shelf(), &options, folder.path(), &mut |_, _| true).expect("written");
    let text = std::fs::read_to_string(folder.path().join(&report.written[0])).expect("text");
    for path in &report.written[1..] {
        assert_eq!(std::fs::read(folder.path().join(path)).expect("a copy"), b"picture");
    }
    (report.written, text)
}

#[test]
fn files_lie_where_each_generator_looks_for_them() {
    for (preset, expected) in [
        (Preset::Hugo, ["content/posts/winter-ferry/index.md", "content/posts/winter-ferry/winter-ferry-01234567.jpg"]),
        (Preset::Zola, ["content/winter-ferry/index.md", "content/winter-ferry/winter-ferry-01234567.jpg"]),
        (Preset::Jekyll, ["_posts/2024-11-14-winter-ferry.md", "assets/images/winter-ferry-01234567.jpg"]),
        (Preset::Eleventy, ["posts/winter-ferry.md", "img/winter-ferry-01234567.jpg"]),
        (Preset::Astro, ["src/content/posts/winter-ferry.md", "public/images/winter-ferry-01234567.jpg"]),
        (Preset::Gfm, ["winter-ferry.md", "pictures/winter-ferry-01234567.jpg"]),
        (Preset::CommonMark, ["winter-ferry.md", "pictures/winter-ferry-01234567.jpg"]),
    ] {
        assert_eq!(written(preset, Status::Published).0, expected, "{preset:?}");
    }
    let own = format!("pictures/{}.jpg", hash());
    assert_eq!(written(Preset::Stet, Status::Published).0, ["winter-ferry.md", own.as_str()]);
    assert_eq!(written(Preset::Jekyll, Status::Draft).0[0], "_drafts/winter-ferry.md");
}

#[test]
fn front_matter_is_spelt_as_each_generator_wants_it() {
    let hugo = written(Preset::Hugo, Status::Published).1;
    let expected = "+++\ntitle = \"The winter ferry\"\nslug = \"winter-ferry\"\ndate = 2024-11-14T09:30:00Z\ndraft = false\n\
        description = \"Sailings run until April.\"\naliases = [\"/posts/ferry/\"]\ncategories = [\"Transport\"]\ntags = [\"Ferries\"]\n\
        images = [\"winter-ferry-01234567.jpg\"]\nweight = 3\n\n[params]\nauthors = [\"Ann Lee\"]\nimage_alt = \"A ferry\"\nkicker = \"Harbours\"\ntheme_colour = \"blue\"\n+++\n";
    assert!(hugo.starts_with(expected), "{hugo}");
    let shortcode = "{{< figure src=\"winter-ferry-01234567.jpg\" alt=\"A “ferry”\" caption=\"The *Hestray*\" attr=\"Oda Fennick\" >}}";
    assert!(hugo.contains(shortcode), "{hugo}");
    let zola = written(Preset::Zola, Status::Draft).1;
    assert!(
        zola.contains("draft = true\n") && zola.contains("[taxonomies]\ncategories = [\"Transport\"]\ntags = [\"Ferries\"]\n"),
        "{zola}"
    );
    assert!(zola.contains("[extra]\nimage = \"winter-ferry-01234567.jpg\"") && zola.contains("theme_colour = \"blue\""), "{zola}");
    let jekyll = written(Preset::Jekyll, Status::Published).1;
    assert!(jekyll.contains("author: Ann Lee\n") && jekyll.contains("redirect_from: [/transport/2024/11/14/ferry.html]\n"), "{jekyll}");
    let astro = written(Preset::Astro, Status::Published).1;
    assert!(
        astro.contains("pubDate: 2024-11-14T09:30:00Z\n") && astro.contains("heroImage: /images/winter-ferry-01234567.jpg\n"),
        "{astro}"
    );
}

#[test]
fn a_strict_export_refuses_before_it_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let pieces = [story(Status::Published)];
    let strict = |preset| {
        let options = Options { preset, strict: true, ..Options::default() };
        export::write_folder(pieces.iter().cloned().map(Ok), &shelf(), &options, &folder.path().join("out"), &mut |_, _| true)
    };
    let error = strict(Preset::Hugo).expect_err("Hugo has no fact boxes");
    assert_eq!(error.code(), stet_core::ErrorCode::ExportLossy);
    assert!(error.to_string().contains("Facts"), "{error}");
    assert!(!folder.path().join("out").exists(), "nothing was written");
    for preset in [Preset::Stet, Preset::Jekyll, Preset::Zola, Preset::Eleventy, Preset::Astro] {
        strict(preset).unwrap_or_else(|error| panic!("{preset:?}: {error}"));
    }
    let losses =
        export::losses(pieces.iter().cloned().map(Ok), &NoAssets, &Options { preset: Preset::Gfm, ..Options::default() }).expect("looked");
    let names: Vec<&str> = lost(&losses).map(|loss| loss.what.as_str()).collect();
    let fields =
        ["asset", "lead_image", "standfirst", "kicker", "byline", "section", "slug", "lead_image", "tags", "published_at", "extra"];
    assert_eq!(names, fields, "GitHub reads no front matter");
}

#[test]
fn stets_own_names_the_pictures_that_go_with_it() {
    let (_, text) = written(Preset::Stet, Status::Published);
    assert!(text.contains(&format!("<img src=\"pictures/{}.jpg\"", hash())), "{text}");
    assert_eq!(back(&text).body, story(Status::Published).article.body, "{text}");
}
