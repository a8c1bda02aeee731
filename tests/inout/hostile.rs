//! Input that is broken, huge, deep, binary or in an encoding of its own: an answer in good time, and never a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use stet_core::ErrorCode;
use stet_core::document::Document;
use stet_core::import::sources::Sources;
use stet_core::import::{self, Format, Imported};

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
