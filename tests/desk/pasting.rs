//! Pastes into the real window: another program holds the clipboard with what Word, Docs, LibreOffice and others put there, a real
//! Ctrl+V brings it in through WebKit, and what stands on the page and in the file is compared with what core reads of it.

use std::fs;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use stet_core::Library;
use stet_core::document::Document;

use crate::harness::{Desk, Home, eventually, root};
use crate::neighbour::{Clipboard, Neighbour};

fn fixture(name: &str) -> String {
    fs::read_to_string(root().join("tests/fixtures/paste").join(name)).expect("the fixture")
}

/// A new story with this headline and the caret in its empty body.
async fn new_story(desk: &Desk, home: &Home, headline: &str) {
    desk.begin_story().await;
    desk.type_text(headline).await;
    eventually("the story in the library", || home.printed(&["list"]).lines().any(|line| line.ends_with(&format!("\t{headline}")))).await;
    desk.caret_in("body").await;
}

/// Reads the body that is in the library.
fn body(home: &Home, headline: &str) -> Value {
    home.saved(&home.id_of(headline))["body"].clone()
}

/// Waits until the body in the library is this one.
async fn comes_in(desk: &Desk, home: &Home, headline: &str, expected: &Value) {
    let expected = Document::from_json(expected).expect("a document");
    let mut last = Value::Null;
    for _ in 0..150 {
        last = body(home, headline);
        if Document::from_json(&last).is_ok_and(|found| found == expected) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    desk.shot("paste-differs").await;
    panic!("{headline}: not as core reads it\nexpected: {}\nfound: {last}", expected.to_json());
}

fn doc(blocks: Value) -> Value {
    json!({ "type": "doc", "content": blocks })
}

fn words(text: &str) -> Value {
    json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] })
}

#[tokio::test]
async fn what_each_program_copies_comes_in_as_plain_structure() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    for source in ["word", "google-docs", "libreoffice", "outlook", "web-page", "excel", "google-sheets"] {
        let headline = format!("Pasted from {source}");
        new_story(&desk, &home, &headline).await;
        let _held = Clipboard::html(&desk, &fixture(&format!("{source}.html")), "The winter ferry");
        desk.press("Control+v").await;
        let golden: Value = serde_json::from_str(&fixture(&format!("{source}.json"))).expect("JSON");
        comes_in(&desk, &home, &headline, &golden).await;
        // What the page shows carries no style and no class of the other program.
        let junk = "return [...document.querySelectorAll('main .body *')].filter((e) => /mso|docs-internal|western|css-/i.test(e.className + e.id) || /font-family|mso-/.test(e.getAttribute('style') ?? '')).map((e) => e.outerHTML.slice(0, 200))";
        assert_eq!(desk.js(junk, vec![]).await, json!([]), "{source}");
        desk.shot(&format!("paste-{source}")).await;
    }

    // One step of undo takes the last paste back whole.
    desk.press("Control+z").await;
    desk.until("an empty body", "return document.querySelector('main .body').textContent === ''").await;
}

#[tokio::test]
async fn without_formatting_only_the_words_come() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    new_story(&desk, &home, "Only words").await;
    let _held = Clipboard::html(&desk, "<h2>A <b>bold</b> head</h2><p>https://a.example/</p>", "A bold head\nhttps://a.example/");
    desk.press("Control+Shift+v").await;
    comes_in(&desk, &home, "Only words", &doc(json!([words("A bold head"), words("https://a.example/")]))).await;
}

#[tokio::test]
async fn plain_text_markdown_addresses_and_cells() {
    let home = Home::new();
    let desk = Desk::open(&home).await;

    new_story(&desk, &home, "Plain text").await;
    let held = Clipboard::text(&desk, "First paragraph.\nStill the first.\n\nThe second.\n");
    desk.press("Control+v").await;
    let first = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "First paragraph." }, { "type": "hard_break" }, { "type": "text", "text": "Still the first." }] });
    comes_in(&desk, &home, "Plain text", &doc(json!([first, words("The second.")]))).await;
    drop(held);

    // Markdown comes as it is, with the offer to make structure of it; one Undo goes back to the text.
    new_story(&desk, &home, "Markdown").await;
    let held = Clipboard::text(&desk, "## A road\n\nThe *vote* was [close](https://courier.example/vote).\n\n- One\n- Two\n");
    desk.press("Control+v").await;
    desk.says("This reads like Markdown").await;
    desk.shot("paste-markdown").await;
    desk.click("button", "Format it").await;
    let item = |text: &str| json!({ "type": "list_item", "attrs": { "checked": null }, "content": [words(text)] });
    let close = json!({ "type": "text", "text": "close", "marks": [{ "type": "link", "attrs": { "href": "https://courier.example/vote", "title": "" } }] });
    let vote = json!({ "type": "paragraph", "content": [{ "type": "text", "text": "The " }, { "type": "text", "text": "vote", "marks": [{ "type": "em" }] },
        { "type": "text", "text": " was " }, close, { "type": "text", "text": "." }] });
    let road = json!({ "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": "A road" }] });
    let list = json!({ "type": "bullet_list", "content": [item("One"), item("Two")] });
    comes_in(&desk, &home, "Markdown", &doc(json!([road, vote, list]))).await;
    desk.press("Control+z").await;
    desk.until("the text again", "return /^## A road/.test(document.querySelector('main .body')?.textContent)").await;
    drop(held);

    // An address over selected words links them; alone it is its own words.
    new_story(&desk, &home, "Addresses").await;
    desk.type_text("See the minutes").await;
    for _ in 0.."minutes".len() {
        desk.press("Shift+Left").await;
    }
    let held = Clipboard::text(&desk, "https://courier.example/minutes");
    desk.press("Control+v").await;
    let linked = |text: &str| json!({ "type": "text", "text": text, "marks": [{ "type": "link", "attrs": { "href": "https://courier.example/minutes", "title": "" } }] });
    let see = json!({ "type": "text", "text": "See the " });
    comes_in(&desk, &home, "Addresses", &doc(json!([{ "type": "paragraph", "content": [see, linked("minutes")] }]))).await;
    desk.press("Right").await;
    desk.type_text(" at ").await;
    desk.press("Control+v").await;
    desk.until(
        "the address as words",
        "return [...document.querySelectorAll('main .body a')].some((a) => a.textContent === 'https://courier.example/minutes')",
    )
    .await;
    drop(held);

    // Rows of cells with tabs between, as a data base copies them.
    new_story(&desk, &home, "Cells").await;
    let _held = Clipboard::text(&desk, "Month\tSailings\nJanuary\t3\n");
    desk.press("Control+v").await;
    let cell =
        |text: &str| json!({ "type": "table_cell", "attrs": { "align": null, "colspan": 1, "rowspan": 1 }, "content": [words(text)] });
    let row = |a: &str, b: &str| json!({ "type": "table_row", "content": [cell(a), cell(b)] });
    desk.find("main .body table").await;
    desk.saved().await;
    let found = body(&home, "Cells");
    let table = Document::from_json(&doc(json!([{ "type": "table", "content": [row("Month", "Sailings"), row("January", "3")] }])))
        .expect("a document");
    let found = Document::from_json(&doc(json!([found["content"][0]]))).expect("a document");
    assert_eq!(found, table);
}

#[tokio::test]
async fn a_picture_on_the_clipboard_becomes_a_figure() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    new_story(&desk, &home, "A picture").await;
    let mut png = Cursor::new(Vec::new());
    let sky = |x: u32, y: u32| Rgb([40 + (y / 3) as u8, 70 + (x / 4) as u8, 140]);
    DynamicImage::ImageRgb8(RgbImage::from_fn(240, 150, sky)).write_to(&mut png, ImageFormat::Png).expect("a picture");
    let png = png.into_inner();
    let held = Clipboard::hold(&desk, &[("image/png", &png)]);
    desk.type_text("Before it.").await;
    desk.press("Control+v").await;
    desk.until(
        "the picture",
        "const img = document.querySelector('main figure .picture img'); return img?.complete && img.naturalWidth === 240",
    )
    .await;
    desk.type_text("The pier at dusk").await;
    desk.saved().await;
    desk.shot("paste-picture").await;
    let body = body(&home, "A picture");
    assert_eq!(body["content"][0], words("Before it."));
    assert_eq!(body["content"][1]["type"], json!("figure"));
    assert_ne!(body["content"][1]["attrs"]["asset"], json!(""), "it is in the library");
    drop(held);
}

#[tokio::test]
async fn a_picture_on_the_clipboard_that_cannot_come_in_says_why() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    new_story(&desk, &home, "No picture").await;
    desk.type_text("The pier").await;
    desk.saved().await;
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_pixel(240, 150, Rgb([40, 70, 140]))).write_to(&mut png, ImageFormat::Png).expect("a picture");
    let png = png.into_inner();
    let refused: [(&str, &[u8], &str, &str); 4] = [
        ("image/png", &png[..100], "The picture is broken.", "picture_broken"),
        ("image/png", b"", "The picture is empty.", "picture_empty"),
        ("image/png", b"no picture at all", "Stet does not know this kind of picture.", "picture_format"),
        ("image/tiff", b"II*\0\x08\0\0\0\0\0", "Stet does not know this kind of picture.", "picture_format"),
    ];
    let close = "document.querySelectorAll('[data-sonner-toast] button').forEach((b) => /close|dismiss/i.test(b.getAttribute('aria-label') ?? b.textContent) && b.click())";
    for (kind, bytes, says, code) in refused {
        let held = Clipboard::hold(&desk, &[(kind, bytes)]);
        desk.press("Control+v").await;
        desk.says(says).await;
        let told = "return document.querySelector('[data-sonner-toast]').textContent.includes(arguments[0])";
        desk.until_with(&format!("the code {code}"), told, vec![json!(code)]).await;
        desk.shot(&format!("paste-{code}")).await;
        drop(held);
        desk.js(close, vec![]).await;
        desk.until_with("the notice to go", "return !document.body.innerText.includes(arguments[0])", vec![json!(says)]).await;
    }
    assert_eq!(desk.js("return document.querySelectorAll('main figure, main .picture-coming').length", vec![]).await, json!(0));
    // The page is as it was, the caret too, and nothing of it went into a step of undo.
    desk.type_text(" at dusk").await;
    comes_in(&desk, &home, "No picture", &doc(json!([words("The pier at dusk")]))).await;

    // What is no PNG comes in as it is: the file itself, not a copy of its pixels.
    let mut jpeg = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_pixel(120, 60, Rgb([40, 70, 140]))).write_to(&mut jpeg, ImageFormat::Jpeg).expect("a picture");
    let jpeg = jpeg.into_inner();
    let held = Clipboard::hold(&desk, &[("image/jpeg", &jpeg)]);
    desk.press("Control+v").await;
    let shown = "const img = document.querySelector('main figure .picture img'); return img?.complete && img.naturalWidth === 120";
    desk.until("the JPEG", shown).await;
    desk.saved().await;
    let asset = body(&home, "No picture")["content"][1]["attrs"]["asset"].clone();
    let library = Library::open(&home.library()).expect("the library");
    assert_eq!(library.asset(asset.as_str().expect("a hash")).expect("a picture").1, jpeg);
    drop(held);

    // A figure that was copied on the page is pasted as it is, although no words stand in it.
    desk.js("document.querySelector('main figure .picture').scrollIntoView({ block: 'center' })", vec![]).await;
    desk.click_at("main figcaption").await;
    desk.press("Escape").await;
    desk.find("main figure.ProseMirror-selectednode").await;
    desk.press("Control+c").await;
    desk.press("Control+End").await;
    desk.press("Control+v").await;
    desk.until("a second figure", "return document.querySelectorAll('main figure .picture img').length === 2").await;
}

#[tokio::test]
async fn hostile_and_enormous_pastes_leave_the_page_alive_and_the_words() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    let alive = "return document.querySelector('main .ProseMirror')?.isContentEditable === true && window.__ran === undefined";

    // Scripts, handlers, styles, conditional comments, a table in a table, addresses that run.
    new_story(&desk, &home, "Hostile").await;
    let hostile = "<!--[if gte mso 9]><xml><w:WordDocument><script>window.__ran = 1</script></w:WordDocument></xml><![endif]--><style>p{color:red}</style>\
        <p onclick=\"window.__ran = 2\">The vote <a href=\"javascript:window.__ran=3\">was close</a>.<script>window.__ran = 4</script></p>\
        <img src=x onerror=\"window.__ran = 5\"><svg onload=\"window.__ran = 6\"><text>drawn</text></svg><iframe srcdoc=\"<script>parent.__ran = 7</script>\"></iframe>\
        <table><tr><td>outer<table><tr><td>inner one</td><td>inner two</td></tr></table>after</td><td>beside</td></tr></table>\
        <p>Last <a href=\"JaVaScRiPt&#58;window.__ran=8\">words</a>.</p>";
    let held = Clipboard::html(&desk, hostile, "The vote was close.");
    desk.press("Control+v").await;
    desk.until("the words", "return /The vote was close\\./.test(document.querySelector('main .body').textContent) && /Last words\\./.test(document.querySelector('main .body').textContent)").await;
    desk.saved().await;
    let text = desk.js("return document.querySelector('main .body').textContent", vec![]).await;
    let text = text.as_str().unwrap_or_default();
    for words in ["outer", "inner one", "inner two", "after", "beside"] {
        assert!(text.contains(words), "{words:?} stays: {text}");
    }
    for junk in ["drawn", "__ran", "display:none"] {
        assert!(!text.contains(junk), "{junk:?} does not come in: {text}");
    }
    assert_eq!(desk.js(alive, vec![]).await, json!(true), "nothing ran");
    let saved = body(&home, "Hostile").to_string();
    assert!(saved.contains("inner two") && !saved.to_lowercase().contains("javascript"), "{saved}");
    desk.shot("paste-hostile").await;
    drop(held);

    // A style that hides all of it: WebKit leaves nothing of the HTML, so the words beside it come in.
    new_story(&desk, &home, "Hidden").await;
    let held = Clipboard::html(&desk, "<style>body{display:none}</style><p>The vote was close.</p>", "The vote was close.");
    desk.press("Control+v").await;
    comes_in(&desk, &home, "Hidden", &doc(json!([words("The vote was close.")]))).await;
    drop(held);

    // Ten megabytes of HTML are read away from the page; keys go on meanwhile and the words stand where the caret was.
    new_story(&desk, &home, "Ten megabytes").await;
    let paragraph = format!(
        "<p style=\"{}\"><span style=\"mso-fareast-language:EN-US\">The log of the harbour office.</span></p>\n",
        "font-family:Calibri;".repeat(100)
    );
    let large = paragraph.repeat(10_000_000 / paragraph.len() + 1);
    assert!(large.len() > 10_000_000);
    let held = Clipboard::html(&desk, &large, "The log of the harbour office.");
    desk.type_text("Before. ").await;
    desk.press("Control+v").await;
    desk.until("all of it", "return document.querySelectorAll('main .body > p').length > 4000").await;
    desk.type_text("After.").await;
    desk.until("keys after it", "return /After\\./.test(document.querySelector('main .body').textContent)").await;
    desk.saved().await;
    let saved = body(&home, "Ten megabytes");
    let blocks = saved["content"].as_array().map(Vec::len).unwrap_or_default();
    assert!(blocks + 1 >= large.len() / paragraph.len(), "{blocks} paragraphs are in the file");
    assert!(saved["content"][0].to_string().contains("Before. The log"), "{}", saved["content"][0]);
    drop(held);

    // Ten megabytes of words are more than a page can take: refused in words, and the page lives.
    new_story(&desk, &home, "Too much").await;
    let held = Clipboard::text(&desk, &"word ".repeat(2_000_000));
    desk.type_text("Kept.").await;
    desk.press("Control+v").await;
    desk.says("That is more text than a page can take at once; nothing was pasted.").await;
    desk.type_text(" And on.").await;
    comes_in(&desk, &home, "Too much", &doc(json!([words("Kept. And on.")]))).await;
    drop(held);

    // Lists nested without end are flattened by core rather than overflow a stack.
    new_story(&desk, &home, "Deep").await;
    let _held = Clipboard::html(&desk, &format!("{}the bottom{}", "<ul><li>".repeat(10_000), "</li></ul>".repeat(10_000)), "the bottom");
    desk.press("Control+v").await;
    desk.until("its words", "return /the bottom/.test(document.querySelector('main .body').textContent)").await;
    desk.saved().await;
    assert!(body(&home, "Deep").to_string().contains("the bottom"));
    assert_eq!(desk.js(alive, vec![]).await, json!(true), "the page takes keys");
}

#[tokio::test]
async fn a_story_is_copied_as_markdown_as_rich_text_and_as_words() {
    let home = Home::new();
    home.put("story.md", "The last boat leaves at *five*.[^1]\n\n- One\n- Two\n\n[^1]: The log.\n");
    home.printed(&["init"]);
    home.printed(&["new", "--headline", "Winter ferry", "--body", &home.path("story.md").display().to_string()]);
    let desk = Desk::open(&home).await;
    desk.until("the story", "return document.querySelector('main .headline')?.textContent === 'Winter ferry'").await;
    desk.caret_in("body").await;
    let neighbour = Neighbour::of(&desk);

    desk.press("Control+Shift+c").await;
    desk.says("The story is on the clipboard as Markdown.").await;
    let copied = neighbour.clipboard_text("UTF8_STRING");
    assert!(copied.contains("The last boat leaves at *five*.[^1]") && copied.contains("[^1]: The log."), "{copied:?}");

    for (command, said) in
        [("Copy as rich text", "on the clipboard as rich text."), ("Copy as plain text", "on the clipboard as plain text.")]
    {
        desk.click("button", "More").await;
        desk.find("[role=menu]").await;
        desk.click("menuitem", command).await;
        desk.says(said).await;
        if command == "Copy as rich text" {
            let html = neighbour.clipboard_text("text/html");
            assert!(html.contains("<em>five</em>") && html.contains("<li>") && !html.contains("<script"), "{html}");
        }
        let text = neighbour.clipboard_text("UTF8_STRING");
        assert!(text.contains("The last boat leaves at five.") && !text.contains('<'), "{command}: {text}");
    }

    // A selection that is copied on the page and pasted into another story is the same there.
    desk.caret_in("body").await;
    desk.press("Control+a").await;
    desk.press("Control+c").await;
    desk.until("the selection", "return /The last boat/.test(getSelection().toString())").await;
    let own = neighbour.clipboard_text("text/html");
    assert!(own.contains("<em>five</em>"), "{own}");
    new_story(&desk, &home, "A copy of it").await;
    desk.press("Control+v").await;
    desk.until("the words", "return /The last boat leaves at five/.test(document.querySelector('main .body').textContent)").await;
    desk.saved().await;
    let copy = body(&home, "A copy of it").to_string();
    assert!(copy.contains("The log.") && copy.contains("bullet_list"), "footnote and list come along: {copy}");
}
