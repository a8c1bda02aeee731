//! Markdown that came in goes out as it came, byte for byte, but for what somebody changed.

use proptest::prelude::*;
use stet_core::document::{Block, Document, Figure, Inline, Mark};
use stet_core::export::{self, Options};
use stet_core::import::sources::Sources;
use stet_core::import::{self, Format};
use stet_core::library::{ImportOptions, Story};
use stet_core::{Article, ArticleId};
use stet_testkit::TempLibrary;

struct Desk(TempLibrary);

impl Desk {
    fn new() -> Self {
        Self(TempLibrary::new())
    }

    fn bring(&self, name: &str, text: &str) -> ArticleId {
        let sources = Sources::of_bytes(vec![(name.to_owned(), text.as_bytes().to_vec())]);
        let report = self.0.import(&sources, &ImportOptions::default(), &self.0.stamp(), &mut |_, _, _| true);
        let line = report.files.into_iter().next().expect("a line");
        line.story.unwrap_or_else(|| panic!("{name}: {:?}", line.error))
    }

    fn story(&self, id: &ArticleId) -> Story {
        self.0.story(id).expect("a story")
    }

    fn out(&self, id: &ArticleId) -> String {
        let outgoing = self.0.outgoing(id).expect("a story");
        export::preview(outgoing.piece(&*self.0), &Options::default()).expect("rendered").text
    }

    fn change(&self, id: &ArticleId, change: impl FnOnce(&mut Article)) {
        let story = self.story(id);
        let mut article = story.article;
        change(&mut article);
        self.0.save_working_copy(id, story.version, article, &self.0.stamp()).expect("saved");
    }
}

const ODD: &[(&str, &str)] = &[
    ("plain.md", "Just a line without an end"),
    (
        "crlf.md",
        "---\r\ntitle: \"It's\"\r\nlayout:   post\r\n# why\r\ntags:\r\n- One\r\n- one\r\n---\r\n\r\nOne  \r\ntwo.\r\n\r\n\r\n\r\nThree.\r\n",
    ),
    ("bom.md", "\u{feff}---\ntitle: BOM\n---\nText\n"),
    (
        "setext.md",
        "A headline\n==========\n\nText *with* __odd__ `` code `` and [a link][x].\n\nMore\n----\n* a\n* b\n\n+ c\n\n[x]: /y 'Title'\n",
    ),
    ("2014-04-01-ask-us.markdown", "---\nlayout: post\ntitle: Ask us\nexcerpt: \"More\"\ndraft: true\n---\nBody.\n"),
    (
        "toml.md",
        "+++\ntitle = 'T'\nzeta = 1\nalpha = [ 1,2 ]\n\n[params]\n  b = 1\n  a = 2\n+++\n\nBody.[^n] And [^m].\n\n[^n]:\n    Note.\n\nMore.\n\n[^m]: Other\n  lazy\n",
    ),
    ("json.md", "{\n  \"title\": \"J\",\n  \"x\": {\"b\":1,\"a\":2}\n}\n\nBody.\n"),
    (
        "html.md",
        "---\ntitle: H\n---\n<!-- a comment -->\n\n<div class=\"x\">\n\n*In* it.\n\n</div>\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n    code\n\n***\nEnd\n\n[^lost]: Nobody asked.\n",
    ),
    ("spaces.md", "\n\n   Indented a little.\t\n\n1) one\n3) three\n\n\n- [x] done\n- [ ] open\n\n> quote\nlazy\n\n"),
    ("cr.md", "Old.\r\rMac.\r"),
];

#[test]
fn what_nobody_touched_goes_out_as_it_came() {
    let desk = Desk::new();
    for (name, text) in ODD {
        let id = desk.bring(name, text);
        assert_eq!(desk.out(&id), *text, "{name}");
        desk.0.save_revision(&id, None, stet_core::library::Reason::Saved, Some("kept"), &desk.0.stamp()).expect("saved");
        assert_eq!(desk.out(&id), *text, "{name}, after a revision");
    }
}

#[test]
fn a_paragraph_that_was_edited_changes_alone() {
    let desk = Desk::new();
    let text = "---\ntitle: 'Odd  quotes'\nweight: 007\n---\n\nFirst *one*,\nwrapped.[^a]\n\nSecond __two__.[^b]\n* a list\n* of two\n\nThird\n-----\nFourth [link][x].\n\n[x]: /y\n\n[^a]: Note *a*.\n[^b]: Note b.\n";
    let id = desk.bring("story.md", text);
    let edit = |at: usize, words: &'static str| {
        desk.change(&id, |article| match &mut article.body.content[at] {
            Block::Paragraph { content } => match &mut content[0] {
                Inline::Text { text, .. } => *text = words.to_owned(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        });
    };
    edit(1, "Changed ");
    let changed = text.replace("Second __two__.[^b]\n* a", "Changed **two**.[^b]\n\n* a");
    assert_eq!(desk.out(&id), changed);
    desk.change(&id, |article| article.body.content.insert(0, Block::paragraph("Before.")));
    let changed = changed.replace("\nFirst", "\nBefore.\n\nFirst");
    assert_eq!(desk.out(&id), changed);
    desk.change(&id, |article| drop(article.body.content.remove(1)));
    let without = changed.replace("First *one*,\nwrapped.[^a]\n\n", "").replace("[^a]: Note *a*.\n", "");
    assert_eq!(desk.out(&id), without, "the note that went with it is not left behind");
    desk.change(&id, |article| article.body.content.swap(1, 2));
    assert_eq!(
        import::read("story.md", desk.out(&id).as_bytes(), Format::Markdown).expect("read").article.body,
        desk.story(&id).article.body
    );
}

#[test]
fn a_field_that_was_edited_changes_its_line_alone() {
    let desk = Desk::new();
    let text = "---\n# on top\nlayout: post\ntitle: 'Odd  quotes'\nauthor: Ann Lee\nzeta:   [1,  2]\ndescription: >\n  folded\n  text\ntags:\n- One\n- Two\ndraft: true\n---\nBody *text*.\n";
    let id = desk.bring("story.md", text);
    desk.change(&id, |article| article.headline = "Another".into());
    assert_eq!(desk.out(&id), text.replace("title: 'Odd  quotes'", "title: \"Another\""));
    desk.change(&id, |article| article.standfirst = "Short.".into());
    let changed =
        text.replace("title: 'Odd  quotes'", "title: \"Another\"").replace("description: >\n  folded\n  text\n", "description: Short.\n");
    assert_eq!(desk.out(&id), changed);
    desk.change(&id, |article| {
        article.tags.push("Three".into());
        article.kicker = "New".into();
        article.byline = vec!["Ann Lee".into(), "Bo Hurst".into()];
    });
    let out = desk.out(&id);
    assert!(
        out.contains("# on top\nlayout: post\n") && out.contains("zeta:   [1,  2]\n") && out.contains("tags: [One, Two, Three]\n"),
        "{out}"
    );
    assert!(out.contains("kicker: New\n") && out.ends_with("---\nBody *text*.\n"), "{out}");
    desk.0.publish(&id, None, &desk.0.stamp()).expect("published");
    assert!(desk.out(&id).contains("\ndraft: false\n"), "{}", desk.out(&id));
    let back = import::read("story.md", desk.out(&id).as_bytes(), Format::Markdown).expect("read").article;
    let now = desk.story(&id).article;
    assert_eq!(
        (back.byline, back.tags, back.kicker, back.headline, back.extra),
        (now.byline, now.tags, now.kicker, now.headline, now.extra)
    );
}

/// Code that no span of backticks can hold in a table stands in an HTML element, where Markdown would still be read as such.
#[test]
fn code_with_a_bar_in_a_table_is_code_to_the_letter() {
    let desk = Desk::new();
    let id = desk.bring("story.md", "| a |\n|---|\n| b |\n\nSee.[^1]\n\n[^1]: note\n");
    for code in ["[^1]|", "*a*|", "`a`|", "[x](y)|", "a@b.example|", "www.a.example|", "\\\\|<i>&amp;"] {
        desk.change(&id, |article| {
            let Block::Table { content, .. } = &mut article.body.content[0] else { panic!("a table") };
            content[1].content[0].content =
                vec![Block::Paragraph { content: vec![Inline::Text { text: code.into(), marks: vec![Mark::Code] }] }];
        });
        let back = import::read("story.md", desk.out(&id).as_bytes(), Format::Markdown).expect("read").article.body;
        assert_eq!(back, desk.story(&id).article.body, "{}", desk.out(&id));
    }
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "One *two* three.\n",
        "Wrapped\nlines.\n",
        "\n",
        "\n",
        "\n",
        "- a\n- b\n",
        "1. x\n",
        "> q\n",
        "# H\n",
        "Set\n===\n",
        "```\ncode\n```\n",
        "[^1]",
        "[^1]: note\n",
        "[x]: /y\n",
        "See [x] and [y](z).\n",
        "<div>\n",
        "</div>\n",
        "<!-- c -->\n",
        "***\n",
        "|a|\n|-|\n|b|\n",
        "    in\n",
        "\\",
        "  \n",
        "<u>u</u>\n",
        "![p](/p.jpg)\n",
        "word ",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_text_goes_out_as_it_came_and_any_edit_comes_back(
        pieces in prop::collection::vec(piece(), 1..16),
        matter in prop::sample::select(vec!["", "---\ntitle: T\nx: 1\n---\n", "+++\ntitle = \"T\"\n+++\n", "---\r\ntitle: T\r\n---\r\n"]),
        place in any::<prop::sample::Index>(),
        kind in 0..4,
        new in crate::strategies::document(),
    ) {
        let text = format!("{matter}{}", pieces.concat());
        prop_assume!(!text.trim().is_empty());
        let desk = Desk::new();
        let id = desk.bring("story.md", &text);
        prop_assert_eq!(desk.out(&id), &text[..]);
        desk.change(&id, |article| {
            let blocks = &mut article.body.content;
            let at = place.index(blocks.len());
            match kind {
                0 => drop(blocks.remove(at)),
                1 => drop(blocks.splice(at..at, new.content)),
                2 => drop(blocks.splice(at..=at, new.content)),
                _ => article.headline = "Other *than* it was".into(),
            }
            article.body = Document::new(std::mem::take(&mut article.body.content));
        });
        let out = desk.out(&id);
        let back = import::read("story.md", out.as_bytes(), Format::Markdown).expect("read").article;
        let now = desk.story(&id).article;
        prop_assert_eq!(&back.body, &now.body, "{}\n=>\n{}", text, out);
        prop_assert_eq!(&back.headline, &now.headline, "{}\n=>\n{}", text, out);
    }
}

#[test]
fn a_mark_inside_a_wrapped_paragraph_rewrites_that_paragraph() {
    let desk = Desk::new();
    let id = desk.bring("story.md", "One\ntwo.\n\nThree\nfour.\n");
    desk.change(&id, |article| {
        article.body.content[1] =
            Block::Paragraph { content: vec![Inline::Text { text: "Three four.".into(), marks: vec![Mark::Strong] }] };
    });
    assert_eq!(desk.out(&id), "One\ntwo.\n\n**Three four.**\n");
}

#[test]
fn a_picture_that_came_later_goes_out_beside_the_text() {
    let desk = Desk::new();
    let text = "---\ntitle: 'Odd  quotes'\n---\nFirst *words*.\n\nSecond.\n";
    let id = desk.bring("story.md", text);
    let hash = desk.0.add_asset(crate::batch::PIXEL.to_vec(), "pixel.png", &desk.0.stamp()).expect("a picture").hash;
    desk.change(&id, |article| {
        let figure = Figure { asset: hash.clone(), alt: "A pixel".into(), ..Figure::default() };
        article.body.content.insert(1, Block::Figure(figure));
    });
    let folder = tempfile::tempdir().expect("a folder");
    let ids = [id];
    let pieces = ids.iter().map(|id| desk.0.outgoing(id));
    let report = export::write_folder(pieces, &*desk.0, &Options::default(), folder.path(), &mut |_, _| true).expect("written");
    let out = std::fs::read_to_string(folder.path().join(&report.written[0])).expect("readable");
    assert_eq!(out, text.replace("\n\nSecond", &format!("\n\n![A pixel](pictures/{hash}.png)\n\nSecond")));
    assert_eq!(report.written[1], format!("pictures/{hash}.png"));
}

#[test]
fn a_slug_that_an_editor_gave_goes_out_and_one_that_the_library_gave_does_not() {
    let desk = Desk::new();
    let text = |words: &str| format!("---\ntitle: 'The  budget'\nslug: budget\n---\n{words} *here*.\n");
    let (first, second) = (desk.bring("a/one.md", &text("Words")), desk.bring("b/two.md", &text("Others")));
    assert_eq!([desk.story(&first).article.slug, desk.story(&second).article.slug], ["budget", "budget-2"]);
    for (id, text) in [(&first, text("Words")), (&second, text("Others"))] {
        assert_eq!(desk.out(id), text, "the number is the library's");
    }
    for (id, slug, text) in
        [(&first, "budget-2025", text("Words")), (&second, "budget-3", text("Others")), (&second, "budget-77", text("Others"))]
    {
        desk.change(id, |article| article.slug = slug.into());
        assert_eq!(desk.out(id), text.replace("slug: budget", &format!("slug: {slug}")));
    }
    // A file that names no slug has the one of its headline.
    let text = |words: &str| format!("---\ntitle: 'Quiet  news'\n---\n{words} *here*.\n");
    let (first, second) = (desk.bring("a/three.md", &text("Words")), desk.bring("b/four.md", &text("Others")));
    assert_eq!([desk.story(&first).article.slug, desk.story(&second).article.slug], ["quiet-news", "quiet-news-2"]);
    for (id, text) in [(&first, text("Words")), (&second, text("Others"))] {
        assert_eq!(desk.out(id), text);
    }
    desk.change(&second, |article| article.slug = "quiet-news-2026".into());
    assert!(desk.out(&second).contains("\nslug: quiet-news-2026\n"), "{}", desk.out(&second));
    // The file changed too and came in again: what the editor gave stays.
    assert_eq!(desk.bring("b/four.md", &text("Still others")), second);
    assert!(desk.out(&second).contains("\nslug: quiet-news-2026\n"), "{}", desk.out(&second));
}
