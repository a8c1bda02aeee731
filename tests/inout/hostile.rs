//! Input that is broken, huge, deep, binary or in an encoding of its own: an answer in good time, and never a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use stet_core::article::Status;
use stet_core::document::{Block, Document};
use stet_core::export::{self, NoAssets, Options, Outgoing, Piece, Preset};
use stet_core::import::sources::Sources;
use stet_core::import::{self, Format, Imported};
use stet_core::library::ImportOptions;
use stet_core::{Article, ErrorCode};
use stet_testkit::TempLibrary;

fn read(name: &str, bytes: &[u8]) -> Imported {
    import::read(name, bytes, Format::Auto).unwrap_or_else(|error| panic!("{name} should be read: {error}"))
}

fn refused(name: &str, bytes: &[u8]) -> ErrorCode {
    import::read(name, bytes, Format::Auto).map(|imported| imported.article.body.plain_text()).expect_err("should be refused").code()
}

fn codes(imported: &Imported) -> Vec<&str> {
    imported.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// Reads, checks that the result is a document that the schema takes, and that it took no longer than a debug build may.
fn check_quick(name: &str, text: &str) -> Imported {
    let start = Instant::now();
    let imported = read(name, text.as_bytes());
    let took = start.elapsed();
    assert!(took < Duration::from_secs(20), "{name} took {took:?}");
    let body = &imported.article.body;
    assert_eq!(Document::from_json(&body.to_json()).as_ref(), Ok(body), "{name} should be a valid document");
    imported
}

#[test]
fn deep_nesting_is_laid_flat_and_no_word_is_lost() {
    let lists = format!("{}deep{}", "<ul><li>a".repeat(10_000), "</li></ul>".repeat(10_000));
    let imported = check_quick("lists.html", &lists);
    let text = imported.article.body.plain_text();
    assert!(text.contains("deep"));
    assert_eq!(text.matches('a').count(), 10_000, "every item is there");
    assert!(codes(&imported).contains(&"flattened"));
    for open in ["<div>", "<blockquote>", "<b>", "<table><tr><td>", "<a href=x>", "<span>", "<p><ul>", "<font><i>", "<svg>", "<button>"] {
        check_quick("deep.html", &format!("{}deep", open.repeat(20_000)));
        check_quick("deep.html", &format!("<!doctype html><p>{}deep", open.repeat(20_000)));
    }
}

#[test]
fn markdown_that_is_built_to_hurt_is_read_in_time() {
    for (name, text) in [
        ("quotes", format!("{}deep", ">".repeat(50_000))),
        ("spaced quotes", format!("{}deep", "> ".repeat(20_000))),
        ("lists", format!("{}deep", "- ".repeat(20_000))),
        ("brackets", "[".repeat(50_000)),
        ("links", "[a](".repeat(20_000)),
        ("stars", "*a **b ".repeat(10_000)),
        ("backticks", (1..400).map(|n| "`".repeat(n) + "a").collect::<String>()),
        ("html", "<a ".repeat(50_000)),
        ("comments", "<!-- ".repeat(20_000)),
        ("table", format!("|{}\n|{}\n", "a|".repeat(2_000), "-|".repeat(2_000))),
        ("footnotes", (0..2_000).map(|n| format!("[^{n}]\n\n[^{n}]: [^{}]\n\n", n + 1)).collect()),
        ("a footnote in itself", "a[^1]\n\n[^1]: b[^1]\n".to_owned()),
        ("one line", "word ".repeat(200_000)),
        ("yaml", format!("---\na: {}\n---\nbody", "[".repeat(10_000))),
        (
            "anchors",
            format!(
                "---\na: &a [x,x,x,x,x,x,x,x,x]\n{}---\nbody",
                ('b'..='m')
                    .map(|c| {
                        let before = char::from(c as u8 - 1);
                        format!("{c}: &{c} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n")
                    })
                    .collect::<String>()
            ),
        ),
    ] {
        let start = Instant::now();
        let read = import::read("x.md", text.as_bytes(), Format::Markdown);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
        if let Ok(imported) = read {
            let body = &imported.article.body;
            assert_eq!(Document::from_json(&body.to_json()).as_ref(), Ok(body), "{name} should be a valid document");
        }
    }
}

#[test]
fn what_is_no_text_is_refused_by_its_own_name() {
    assert_eq!(refused("a.md", b""), ErrorCode::ImportEmpty);
    assert_eq!(refused("a.md", b" \n\t\r\n \xef\xbb\xbf".as_slice()), ErrorCode::ImportEmpty);
    assert_eq!(refused("a.txt", b"\xef\xbb\xbf \n"), ErrorCode::ImportEmpty);
    assert_eq!(refused("a.txt", b"PK\x03\x04\x00\x00"), ErrorCode::ImportBinary);
    assert_eq!(refused("a.txt", b"\x01\x02\x03\x04\x05\x06abc"), ErrorCode::ImportBinary);
    assert_eq!(refused("a.md", b"%PDF-1.7 and so on"), ErrorCode::ImportBinary);
    assert_eq!(refused("a.md", b"---\ntitle: [\n---\nx"), ErrorCode::ImportFrontMatter);
    assert_eq!(refused("a.json", b"{\"type\":\"doc\",\"content\":[]}"), ErrorCode::DocumentInvalid);
    assert_eq!(refused("a.txt", &vec![b'a'; import::MAX_BYTES as usize + 1]), ErrorCode::ImportTooLarge);
}

#[test]
fn files_are_refused_before_they_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let large = folder.path().join("large.txt");
    std::fs::File::create(&large).and_then(|file| file.set_len(50 * 1024 * 1024)).expect("a sparse file");
    let code = |path: &std::path::Path| import::read_file(path, Format::Auto).expect_err("should be refused").code();
    assert_eq!(code(&large), ErrorCode::ImportTooLarge);
    assert_eq!(code(&folder.path().join("none.md")), ErrorCode::ImportMissing);
    assert_eq!(code(folder.path()), ErrorCode::IsAFolder);
    std::fs::create_dir(folder.path().join("sub")).expect("a folder");
    for name in ["b.md", "a.html", ".hidden.md", "picture.jpg", "sub/c.txt"] {
        std::fs::write(folder.path().join(name), "x").expect("written");
    }
    let found = Sources::of_paths(&[folder.path().to_owned()]);
    let names: Vec<&str> = found.all.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["a.html", "b.md", "large.txt", "sub/c.txt"]);
    assert_eq!(found.passed_over, 1, "the picture");
    let missing = Sources::of_paths(&[folder.path().join("none")]);
    assert_eq!(missing.all[0].bytes().expect_err("missing").code(), ErrorCode::ImportMissing);
}

#[test]
fn text_is_decoded_as_it_declares_and_says_so() {
    let words = "“Café” — £5";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bare: Vec<u8> = "The last boat leaves at five.".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cp1252: &[u8] = b"\x93Caf\xe9\x94 \x97 \xa35";
    let body = |imported: &Imported| imported.article.body.plain_text();
    for (name, bytes, warns) in [
        ("utf8.txt", words.as_bytes().to_vec(), false),
        ("bom.txt", [b"\xef\xbb\xbf", words.as_bytes()].concat(), false),
        ("utf16.txt", utf16, true),
        ("cp1252.txt", cp1252.to_vec(), true),
        ("latin1.html", [b"<meta charset=\"iso-8859-1\"><p>".as_slice(), cp1252].concat(), true),
        (
            "declared.html",
            [b"<p><meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\">".as_slice(), cp1252].concat(),
            true,
        ),
        ("wrong.html", [b"<meta charset=windows-1251><p>".as_slice(), words.as_bytes()].concat(), true),
    ] {
        let imported = read(name, &bytes);
        assert_eq!(body(&imported), words, "{name}");
        assert_eq!(codes(&imported).contains(&"encoding"), warns, "{name}: {:?}", imported.warnings);
    }
    assert_eq!(body(&read("bare.txt", &bare)), "The last boat leaves at five.");
    let russian = [b"<?xml version=\"1.0\" encoding=\"koi8-r\"?><html><body><p>".as_slice(), b"\xf0\xd2\xc9\xd7\xc5\xd4"].concat();
    assert_eq!(body(&read("koi.html", &russian)), "Привет");
}

#[test]
fn front_matter_that_is_none_stays_text_and_broken_one_is_named() {
    let text = |bytes: &str| read("a.md", bytes.as_bytes()).article.body.plain_text();
    assert_eq!(text("---\nJust prose under a rule.\n"), "Just prose under a rule.");
    assert_eq!(text("---\n\nProse.\n\n---\n\nMore prose.\n"), "Prose.\n\nMore prose.");
    assert_eq!(text("--- not a fence\n\nProse.\n"), "--- not a fence\n\nProse.");
    assert_eq!(text("{not: json}\n\nProse.\n"), "{not: json}\n\nProse.");
    assert_eq!(text("{\"quoted\"} words begin here.\n"), "{\"quoted\"} words begin here.");
    let imported = read("a.md", b"{\n  \"title\": \"J\",\n  \"tags\": [\"a\", \"b\"],\n  \"odd\": {\"deep\": [1, 2]}\n}\n\nBody.\n");
    assert_eq!((imported.article.headline.as_str(), imported.article.tags.len()), ("J", 2));
    assert_eq!(imported.article.body.plain_text(), "Body.");
    assert_eq!(imported.article.extra["odd"]["deep"][1], 2);
    for broken in [
        "{\n  \"title\": \"J\",\n  \"tags\": [\"a\"\n}\n\nBody.\n",
        "{\n  \"title\": \"J\"\n  \"slug\": \"j\"\n}\n\nBody.\n",
        "{ \"title\": \"J\",\n",
        "---\ntitle: [open\n---\nBody.\n",
        "---\ntitle: a\n\tslug: b\n---\nBody.\n",
        "---\n? [a\n: b\n---\nBody.\n",
        "---\na: *nowhere\nb: {\n---\nBody.\n",
        "+++\ntitle = J\n+++\nBody.\n",
        "+++\ntitle = 'a'\ntitle = 'b'\n+++\nBody.\n",
    ] {
        let read = import::read("a.md", broken.as_bytes(), Format::Auto);
        assert_eq!(read.as_ref().err().map(stet_core::Error::code), Some(ErrorCode::ImportFrontMatter), "{broken}\n{read:?}");
    }
    let deep = format!("{{\n\"a\": {}\n}}\n\nBody.\n", "[".repeat(50_000));
    assert_eq!(refused("a.md", deep.as_bytes()), ErrorCode::ImportFrontMatter);
}

#[test]
fn unclosed_tags_and_ragged_tables_lose_no_word() {
    for (name, text) in [
        (
            "tags.html",
            "<p>One <b>two <i>three<p>four <a href=/x>five<ul><li>six<li>seven<table><tr><td>eight<td>nine<tr><td>ten <div>eleven",
        ),
        ("tags.md", "One <b>two <i>three\n\nfour <div><ul><li>five\n\nsix </p></div> seven\n\n<table><tr><td>eight\n\nnine ten eleven\n"),
        (
            "ragged.html",
            "<table><tr><td>One<tr><td>two<td>three<td colspan=9>four<tr><tr><th rowspan=70000>five<td>six</table>seven eight nine ten eleven",
        ),
        ("ragged.md", "| One | two |\n|---|---|\n| three |\n| four | five |\n| six | |\n|\n\nseven eight nine ten eleven\n"),
    ] {
        let imported = check_quick(name, text);
        let found = imported.article.body.plain_text().to_lowercase();
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"] {
            assert!(found.contains(word), "{name} lost {word}: {found}");
        }
        let written = stet_core::export::markdown::render_body(&imported.article.body);
        assert_eq!(import::markdown::body(&written).0, imported.article.body, "{name}: {written}");
        for preset in Preset::ALL {
            let options = Options { preset, ..Options::default() };
            let text = export::preview(Piece::new("1", Status::Draft, &imported.article), &options).expect("rendered").text.to_lowercase();
            assert!(text.contains("eleven"), "{name} {preset:?}: {text}");
        }
    }
    // GFM drops what a row has beyond its head; nothing else may.
    let wide = check_quick("wide.md", "| a | b |\n|---|---|\n| c | d | e |\n");
    assert_eq!(wide.article.body.plain_text(), "a\n\nb\n\nc\n\nd");
}

#[test]
fn lists_ten_thousand_deep_come_in_and_go_out() {
    let markdown: String = (0..10_000).map(|depth| format!("{}- item {depth}\n", "  ".repeat(depth.min(400)))).collect();
    for (name, text) in [("deep.md", markdown), ("deep.html", format!("{}word{}", "<ol><li>a".repeat(10_000), "</ol>".repeat(10_000)))] {
        let imported = check_quick(name, &text);
        for preset in Preset::ALL {
            let options = Options { preset, ..Options::default() };
            let start = Instant::now();
            export::preview(Piece::new("1", Status::Draft, &imported.article), &options).expect("rendered");
            let took = start.elapsed();
            assert!(took < Duration::from_secs(60), "{name} {preset:?} took {took:?}");
        }
    }
}

/// Names that are no names on some system, or too long on every one.
fn awkward() -> Vec<String> {
    let long = "long ".repeat(60);
    [
        "CON",
        "aux.md",
        ".",
        "..",
        "nul.tar.gz",
        "COM¹",
        "a/b\\c:d*e?f\"g<h>i|j",
        " trailing. ",
        "../../climb",
        "-rf",
        "\u{202e}gpj.exe",
        &long,
        &"é".repeat(300),
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn reserved_and_endless_names_become_safe_files() {
    let stories: Vec<Outgoing> = awkward()
        .into_iter()
        .enumerate()
        .flat_map(|(at, name)| {
            let article = Article { headline: name.clone(), body: Document::new(vec![Block::paragraph("Words.")]), ..Article::default() };
            let slugged = Article { slug: name, ..article.clone() };
            [article, slugged].into_iter().enumerate().map(move |(turn, article)| Outgoing {
                id: format!("{at}-{turn}"),
                status: Status::Published,
                article,
                redirects: Vec::new(),
            })
        })
        .collect();
    for format in [export::Format::Markdown, export::Format::Html, export::Format::Text, export::Format::Json] {
        for preset in Preset::ALL {
            if format != export::Format::Markdown && preset != Preset::Stet {
                continue;
            }
            let around = tempfile::tempdir().expect("a folder");
            let folder = around.path().join("out");
            let options = Options { format, preset, ..Options::default() };
            let report =
                export::write_folder(stories.iter().cloned().map(Ok), &NoAssets, &options, &folder, &mut |_, _| true).expect("written");
            assert_eq!(report.written.len(), stories.len(), "{preset:?}");
            assert_eq!(std::fs::read_dir(around.path()).expect("readable").count(), 1, "{preset:?}: nothing outside the folder");
            for path in &report.written {
                assert!(folder.join(path).is_file(), "{preset:?}: {path}");
                for part in path.split('/') {
                    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
                    assert!(part.len() <= 255 && !part.is_empty() && !part.starts_with('.') && !part.ends_with([' ', '.']), "{path}");
                    assert!(!["con", "aux", "nul", "com¹"].contains(&stem.as_str()), "{path}");
                    assert!(!part.contains(['\\', ':', '*', '?', '"', '<', '>', '|']), "{path}");
                }
            }
        }
    }
}

#[test]
fn two_stories_of_one_slug_both_stay() {
    let library = TempLibrary::new();
    let file = |name: &str, words: &str| (name.to_owned(), format!("---\ntitle: {words}\nslug: same\n---\n{words}\n").into_bytes());
    let sources =
        Sources::of_bytes(vec![file("a.md", "One"), file("b.md", "Two"), file("con.md", "Three"), file(&"n".repeat(300), "Four")]);
    let report = library.import(&sources, &ImportOptions::default(), &library.stamp(), &mut |_, _, _| true);
    let slugs: Vec<String> =
        report.files.iter().map(|line| library.story(line.story.as_ref().expect("a story")).expect("read").article.slug).collect();
    assert_eq!(slugs, ["same", "same-2", "same-3", "same-4"]);
    // Stories of two libraries may go into one folder.
    let story = |id: &str, words: &str| Outgoing {
        id: id.into(),
        status: Status::Published,
        article: Article {
            headline: words.into(),
            slug: "same".into(),
            body: Document::new(vec![Block::paragraph(words)]),
            ..Article::default()
        },
        redirects: Vec::new(),
    };
    for preset in Preset::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let options = Options { preset, ..Options::default() };
        let pieces = [story("1", "One"), story("2", "Two")];
        let report =
            export::write_folder(pieces.iter().cloned().map(Ok), &NoAssets, &options, folder.path(), &mut |_, _| true).expect("written");
        let texts: Vec<String> =
            report.written.iter().map(|path| std::fs::read_to_string(folder.path().join(path)).expect("text")).collect();
        assert!(texts[0].contains("One") && texts[1].contains("Two") && report.renamed.len() == 1, "{preset:?}: {report:?}");
    }
}

#[test]
fn a_template_that_loops_for_ever_is_stopped_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let theme = folder.path().join("theme");
    stet_core::export::theme::write_new(&theme).expect("a theme");
    for endless in [
        "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% include 'page.html' %}",
    ] {
        std::fs::write(theme.join("templates/page.html"), endless).expect("written");
        let out = folder.path().join("out");
        let options = Options { format: export::Format::Html, theme: Some(theme.clone()), ..Options::default() };
        let article = Article { headline: "H".into(), ..Article::default() };
        let pieces = [Outgoing { id: "1".into(), status: Status::Published, article, redirects: Vec::new() }];
        let start = Instant::now();
        let error = export::write_folder(pieces.iter().cloned().map(Ok), &NoAssets, &options, &out, &mut |_, _| true).expect_err("endless");
        let took = start.elapsed();
        assert!(took < Duration::from_secs(60), "{endless} took {took:?}");
        assert!(error.to_string().contains("page.html"), "{error}");
        let left = std::fs::read_dir(&out).into_iter().flatten().count();
        assert_eq!(left, 0, "nothing half written after {endless}");
    }
}

#[test]
fn headlines_that_would_end_what_they_stand_in_do_not() {
    let evil = "</script> ]]> </title> <!-- --> </style> {{< x >}} {% endraw %} \u{2028}";
    let article =
        Article { headline: evil.into(), standfirst: evil.into(), body: Document::new(vec![Block::paragraph(evil)]), ..Article::default() };
    let piece = Piece::new("1", Status::Published, &article);
    let page = export::preview(piece, &Options { format: export::Format::Html, ..Options::default() }).expect("rendered").text;
    assert_eq!(page.matches("</script").count(), page.matches("<script").count(), "{page}");
    assert_eq!((page.matches("</title").count(), page.matches("<!--").count(), page.matches("]]>").count()), (1, 0, 0), "{page}");
    for preset in Preset::ALL {
        let text = export::preview(piece, &Options { preset, ..Options::default() }).expect("rendered").text;
        let back = read("x.md", text.as_bytes()).article;
        let said = format!("{} {}", back.headline, back.standfirst);
        assert!(said.contains("</script> ]]>"), "{preset:?}: {text}");
        assert_eq!(
            back.body.plain_text().matches("</script> ]]> </title> <!-- -->").count(),
            if back.standfirst.is_empty() { 2 } else { 1 },
            "{preset:?}: {text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_an_importer_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in [Format::Auto, Format::Markdown, Format::Html, Format::Text, Format::Json] {
            let _ = import::read("x", &bytes, format);
        }
    }

    #[test]
    fn no_markup_makes_a_document_that_the_schema_refuses(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let text = pieces.concat();
        for format in [Format::Markdown, Format::Html, Format::Text] {
            if let Ok(imported) = import::read("x", text.as_bytes(), format) {
                let body = &imported.article.body;
                let read = Document::from_json(&body.to_json());
                prop_assert_eq!(read.as_ref(), Ok(body), "{:?}: {}", format, text);
                prop_assert!(imported.article.validate().is_ok());
            }
        }
    }
}

const PIECES: &[&str] = &[
    "word ",
    "two words. ",
    "\n",
    "\n\n",
    "  ",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<ul>",
    "</ul>",
    "<ol start=3>",
    "<li>",
    "</li>",
    "<table>",
    "<tr>",
    "<td colspan=0>",
    "<th>",
    "</table>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=\"javascript:x\">",
    "<a href=/x>",
    "</a>",
    "<img src=x>",
    "<img>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "<code>",
    "</pre>",
    "<h1>",
    "</h1>",
    "<h3>",
    "</h3>",
    "<aside class=fact-box>",
    "<aside class=pull-quote>",
    "</aside>",
    "<sup>",
    "</sup>",
    "<sub>",
    "<section class=footnotes>",
    "<li id=fn-1>",
    "<a href=#fn-1 class=footnote-ref>",
    "</section>",
    "<iframe src=https://a.example>",
    "<iframe src=data:x>",
    "</iframe>",
    "<script>",
    "</script>",
    "<style>",
    "<template>",
    "<input type=checkbox checked>",
    "<br>",
    "<hr>",
    "<p style=\"mso-list:l0 level1\">",
    "<span style=\"font-weight:700;font-style:italic\">",
    "- ",
    "1. ",
    "> ",
    "# ",
    "```\n",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "\n[^1]: ",
    "**",
    "*",
    "_",
    "[x](y)",
    "![x](y)",
    "---\n",
    "title: x\n",
    "&nbsp;",
    "&#0;",
    "\u{0}",
    "<!--",
    "-->",
    "<![CDATA[",
    "<svg><title>",
    "<math>",
    "<!doctype html>",
    "<html>",
    "<head>",
    "<body>",
    "<title>",
    "<meta property=og:title content=x>",
    "<time datetime=2024-04-04>",
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"h\",\"author\":[[{}]]}",
    "Share\n",
    "4 April 2024\n",
    "0:00\n",
    "By Ann Lee\n",
    "<q>",
    "<dl>",
    "<dt>",
];
