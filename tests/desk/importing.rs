//! Stories in through the real window: chosen from the menu, dropped by another program; the report, progress and cancel.

use std::fs;
use std::io::{Cursor, Write as _};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Desk, Home, root};
use crate::neighbour::Neighbour;

const FERRY: &str = "---\ntitle: Ferry to Hestray stops\ndate: 2024-11-14 14:03\ntags: [Ferries, Hestray]\n---\n\nSixty people live on *Hestray*.\n\n\
    ![The pier at dusk](pier.png)\n\nThe [minutes](javascript:alert(1)) say so.\n";

fn png() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let sky = |x: u32, y: u32| Rgb([40 + (y / 3) as u8, 70 + (x / 4) as u8, 140]);
    DynamicImage::ImageRgb8(RgbImage::from_fn(240, 150, sky)).write_to(&mut out, ImageFormat::Png).expect("a picture");
    out.into_inner()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

fn story(number: usize) -> String {
    format!(
        "---\ntitle: Log entry {number}\ndate: 2024-03-{:02}T09:00:00Z\n---\n\nEntry {number}: wind from the *west*.\n",
        1 + number % 28
    )
}

/// The report as one line of words.
const REPORT: &str = "return (document.querySelector('[role=dialog]')?.innerText ?? '').replace(/\\s+/g, ' ')";

/// Waits for the report under this heading and returns its words.
async fn report(desk: &Desk, heading: &str) -> String {
    desk.named("dialog", heading).await;
    desk.js(REPORT, vec![]).await.as_str().unwrap_or_default().to_owned()
}

/// The focus stands in the dialog, on the button that ends it.
async fn done_has_the_focus(desk: &Desk) {
    desk.until(
        "Done to have the focus",
        "const at = document.activeElement; return at?.closest('[role=dialog]') && at.textContent.trim() === 'Done'",
    )
    .await;
}

#[tokio::test]
async fn files_chosen_from_the_menu_come_in_and_the_report_says_what_was_dropped_and_why() {
    let home = Home::choosing(&["in/ferry.md", "in/magazine.html", "in/note.txt", "in/film.md"]);
    home.put("in/ferry.md", FERRY);
    home.put("in/pier.png", png());
    home.put("in/magazine.html", fs::read(root().join("tests/fixtures/webpages/magazine.html")).expect("the fixture"));
    home.put("in/note.txt", "The night the gauges lied\n\nNobody saw the water come.\n");
    home.put("in/film.md", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00");
    let desk = Desk::open(&home).await;
    desk.caret_in("body").await;
    Neighbour::of(&desk).choose_from_the_first_menu(desk.inner_height().await, 2);
    let said = report(&desk, "3 stories came in").await;
    for words in [
        "Ferry to Hestray stops",
        "no time zone",
        "javascript:",
        "The night the gauges lied",
        "1 file could not be read",
        "The file is not text.",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    done_has_the_focus(&desk).await;
    desk.both_themes("import-report").await;

    // By keyboard alone: Tab goes round in the dialog, Escape ends it, and the caret is where it was.
    for _ in 0..14 {
        desk.press("Tab").await;
        let inside = desk.js("return document.activeElement?.closest('[role=dialog]') !== null", vec![]).await;
        assert_eq!(inside, json!(true), "Tab stays in the dialog");
    }
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.type_text(" And so it stood.").await;
    desk.until("the words where the caret was", "return / And so it stood\\.$/.test(document.querySelector('main .body')?.textContent)")
        .await;

    let ferry = home.saved(&home.id_of("Ferry to Hestray stops"));
    assert_eq!(ferry["tags"], json!(["Ferries", "Hestray"]));
    let body = ferry["body"].to_string();
    assert!(body.contains("\"asset\":\"") && !body.contains("javascript"), "the picture beside it came in, the address did not: {body}");
    home.id_of("The night the gauges lied");
}

#[tokio::test]
async fn a_folder_comes_in_and_the_same_again_is_unchanged_updated_or_kept_twice() {
    let home = Home::choosing(&["posts"]);
    for number in 0..12 {
        home.put(&format!("posts/2024/entry-{number}.md"), story(number));
    }
    home.put("posts/broken.md", b"\xff\xfe\x00\xd8\x00\x00 half a letter \x00\x00\x00\x00");
    home.put("posts/style.css", "body { color: red }");
    home.put("posts/.git/HEAD.md", "not a story");
    let desk = Desk::open(&home).await;
    desk.press("Control+Alt+o").await;
    let said = report(&desk, "12 stories came in").await;
    assert!(said.contains("1 file could not be read") && said.contains("1 other file is no story"), "{said}");
    done_has_the_focus(&desk).await;
    // What wants a look stands first, and can be looked at alone.
    desk.click("button", "Not read").await;
    desk.until("the one that was not read", "const rows = document.querySelectorAll('[role=dialog] [role=listitem]'); return rows.length === 1 && /broken\\.md/.test(rows[0].innerText)").await;
    desk.both_themes("import-folder").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;

    desk.press("Control+Alt+o").await;
    let said = report(&desk, "Nothing new").await;
    assert!(said.contains("12 files as before"), "{said}");
    desk.press("Enter").await;
    desk.gone("[role=dialog]").await;

    // One changes outside, one here, one on both sides.
    home.put("posts/2024/entry-1.md", story(1).replace("west", "east"));
    home.put("posts/2024/entry-3.md", story(3).replace("west", "north"));
    for number in [2, 3] {
        home.put("mine.md", "I saw it myself.\n");
        home.printed(&["save", &home.id_of(&format!("Log entry {number}")), "--body", &home.path("mine.md").display().to_string()]);
    }
    desk.press("Control+Alt+o").await;
    let said = report(&desk, "2 stories came in").await;
    for words in ["1 story updated", "10 files as before", "1 story was edited here and changed outside: both texts are kept"] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    desk.shot("import-again").await;
    let text = |number: usize| home.printed(&["show", &home.id_of(&format!("Log entry {number}")), "--format", "text"]);
    assert!(text(1).contains("east"), "the newer text is in");
    assert!(text(2).contains("I saw it myself"), "what was written here stays");
    assert!(text(3).contains("I saw it myself"), "what was written here stays");
    let kept = home.printed(&["search", "north", "--revisions"]);
    assert!(kept.contains("Log entry 3"), "the file's text is a revision beside it: {kept}");

    desk.click("button", "Show stories").await;
    desk.gone("[role=dialog]").await;
    desk.until(
        "both to be selected",
        "return document.querySelectorAll('[data-pane=list] [role=option][aria-selected=true]').length === 2",
    )
    .await;
}

#[tokio::test]
async fn a_zip_comes_in_and_what_climbs_out_of_it_does_not() {
    let home = Home::choosing(&["posts.zip"]);
    let inner = zipped(&[("deep.md", b"Deep.")]);
    let ferry = FERRY.as_bytes();
    let bomb = vec![b' '; 80_000_000];
    let files: [(&str, &[u8]); 6] = [
        ("posts/ferry.md", ferry),
        ("posts/pier.png", &png()),
        ("posts/second.html", b"<h1>A second one</h1><p>Words.</p>"),
        ("../../climbed.md", b"# Climbed\n\nOut."),
        ("inner.zip", &inner),
        ("swollen.md", &bomb),
    ];
    home.put("posts.zip", zipped(&files));
    let desk = Desk::open(&home).await;
    desk.press("Control+o").await;
    let said = report(&desk, "2 stories came in").await;
    for words in [
        "Ferry to Hestray stops",
        "A second one",
        "It leads out of what was chosen.",
        "It is an archive inside another",
        "It swells to far more than a story",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    desk.both_themes("import-zip").await;
    for out in [home.path("climbed.md"), home.path("../climbed.md"), home.path("../../climbed.md")] {
        assert!(!out.exists(), "nothing is written to {}", out.display());
    }
    assert!(
        home.saved(&home.id_of("Ferry to Hestray stops"))["body"].to_string().contains("\"asset\":\""),
        "the picture came out of the zip"
    );
}

#[tokio::test]
async fn thousands_of_files_show_how_far_they_are_and_can_be_stopped() {
    const FILES: usize = 3_000;
    let home = Home::choosing(&["archive"]);
    for number in 0..FILES {
        home.put(&format!("archive/{}/entry-{number}.md", number / 500), story(number));
    }
    let desk = Desk::open(&home).await;
    desk.js("window.__said = []; new MutationObserver(() => { const words = document.querySelector('[role=dialog] [role=status]')?.innerText; if (words && window.__said.at(-1) !== words) window.__said.push(words) }).observe(document.body, { subtree: true, childList: true, characterData: true })", vec![]).await;
    desk.press("Control+Alt+o").await;
    desk.named("dialog", "Importing").await;
    desk.until("some to be in", "return document.querySelector('[role=dialog] progress')?.value > 0").await;
    desk.shot("import-progress").await;
    let at = desk.js("return document.activeElement?.textContent.trim()", vec![]).await;
    assert_eq!(at, json!("Cancel"), "the keyboard stands on Cancel");
    desk.press("Enter").await;
    desk.says("You stopped the import; what had come in by then is in the library.").await;
    done_has_the_focus(&desk).await;
    desk.shot("import-stopped").await;
    let said = desk.js("return window.__said", vec![]).await;
    let said: Vec<String> = serde_json::from_value(said).expect("lines");
    assert!(said.iter().any(|words| words.ends_with("of 3,000 files")), "{said:?}");
    let stories = || home.printed(&["list", "--limit", "100000", "--query", "log entry"]).lines().count();
    let came = stories();
    assert!(came > 0 && came < FILES, "{came} came in");
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;

    // The rest comes in with the next import, and nothing twice.
    desk.press("Control+Alt+o").await;
    desk.named("dialog", "Importing").await;
    for _ in 0..6 {
        if desk.js("return document.querySelector('[role=dialog] progress') === null", vec![]).await == json!(true) {
            break;
        }
        let before = desk.js("return document.querySelector('[role=dialog] progress')?.value ?? 0", vec![]).await;
        desk.until_with("more to be in", "const bar = document.querySelector('[role=dialog] progress'); return !bar || bar.value > Math.min(arguments[0] + 600, bar.max - 1)", vec![before]).await;
    }
    let rest = FILES - came;
    let heading = format!("{} {} came in", spaced(rest), if rest == 1 { "story" } else { "stories" });
    let said = report(&desk, &heading).await;
    assert!(said.contains(&format!("{} {} as before", spaced(came), if came == 1 { "file" } else { "files" })), "{said}");
    assert_eq!(stories(), FILES, "each once");
    desk.both_themes("import-thousands").await;
}

/// 3,000
fn spaced(count: usize) -> String {
    if count < 1_000 { count.to_string() } else { format!("{},{:03}", count / 1_000, count % 1_000) }
}

/// The middle of an element, in pixels of the screen.
async fn on_screen(desk: &Desk, neighbour: &Neighbour, selector: &str) -> (i16, i16) {
    let script = "const box = document.querySelector(arguments[0])?.getBoundingClientRect(); return box && [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]";
    let at = desk.until_with(selector, script, vec![json!(selector)]).await;
    let page = [0, 1].map(|axis| i16::try_from(at[axis].as_i64().unwrap_or_default()).expect("on the screen"));
    let frame = neighbour.frame();
    let bar = i16::try_from(frame.height - desk.inner_height().await).expect("a menu bar");
    (frame.x + page[0], frame.y + bar + page[1])
}

#[tokio::test]
async fn files_a_folder_and_a_zip_are_dropped_on_the_window() {
    let home = Home::new();
    home.put("in/ferry å 1.md", FERRY);
    home.put("in/pier.png", png());
    home.put("in/note.txt", "The night the gauges lied\n\nNobody saw the water come.\n");
    for number in 0..9 {
        home.put(&format!("in/posts/2024/entry-{number}.md"), story(number));
    }
    home.put("in/posts/style.css", "body {}");
    home.put("in/more.zip", zipped(&[("a.md", b"# From the zip\n\nWords."), ("../b.md", b"# Climbed")]));
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    let neighbour = Neighbour::of(&desk);
    let list = on_screen(&desk, &neighbour, "[data-pane=list]").await;

    // Over the window it says what would happen; taken away again, it was nothing.
    let drag = neighbour.drag(&[home.path("in/note.txt")], list);
    desk.says("Drop to import").await;
    desk.both_themes("drop").await;
    drag.leave();
    desk.gone(".drop").await;

    // Files, with a picture that one of them shows.
    neighbour.drag(&[home.path("in/ferry å 1.md"), home.path("in/pier.png"), home.path("in/note.txt")], list).release();
    let said = report(&desk, "2 stories came in").await;
    assert!(said.contains("ferry å 1.md") && said.contains("no time zone"), "{said}");
    done_has_the_focus(&desk).await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    assert!(home.saved(&home.id_of("Ferry to Hestray stops"))["body"].to_string().contains("\"asset\":\""), "the picture came in");

    // A folder, on the page itself: files that are no pictures are stories there too.
    let page = on_screen(&desk, &neighbour, "main .body > p").await;
    neighbour.drag(&[home.path("in/posts")], page).release();
    let said = report(&desk, "9 stories came in").await;
    assert!(said.contains("1 other file is no story"), "{said}");
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;

    neighbour.drag(&[home.path("in/more.zip")], page).release();
    let said = report(&desk, "1 story came in").await;
    assert!(said.contains("From the zip") && said.contains("It leads out of what was chosen."), "{said}");
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;

    // The same once more: nothing is doubled.
    neighbour.drag(&[home.path("in/posts")], list).release();
    let said = report(&desk, "Nothing new").await;
    assert!(said.contains("9 files as before"), "{said}");
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    let welcome = home.printed(&["show", "let-it-stand", "--format", "text"]);
    assert!(!welcome.contains("file:") && !welcome.contains("posts"), "no address of a file stands in the story: {welcome}");
}

#[tokio::test]
async fn one_clean_file_opens_without_a_report() {
    let home = Home::choosing(&["note.md"]);
    home.put("note.md", "# The night the gauges lied\n\nNobody saw the water come.\n");
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.js("window.__dialogs = 0; new MutationObserver(() => { if (document.querySelector('[role=dialog]')) window.__dialogs += 1 }).observe(document.body, { subtree: true, childList: true })", vec![]).await;
    desk.press("Control+o").await;
    desk.until("the story on the page", "return document.querySelector('main .headline')?.textContent === 'The night the gauges lied'")
        .await;
    assert_eq!(desk.js("return window.__dialogs", vec![]).await, json!(0), "no dialog flashes by");
}

#[tokio::test]
async fn pictures_dropped_on_the_page_stand_where_they_fell() {
    let home = Home::new();
    home.put("pier.png", png());
    home.put("broken.png", &png()[..200]);
    let desk = Desk::open(&home).await;
    let neighbour = Neighbour::of(&desk);
    let first = on_screen(&desk, &neighbour, "main .body > p").await;
    neighbour.drag(&[home.path("pier.png")], first).release();
    desk.until(
        "the picture",
        "const img = document.querySelector('main figure .picture img'); return img?.complete && img.naturalWidth === 240",
    )
    .await;
    let after = desk.js("return [...document.querySelector('main .body').children].findIndex((e) => e.matches('figure'))", vec![]).await;
    assert_eq!(after, json!(1), "behind the paragraph that it fell on");
    desk.type_text("The pier at dusk").await;
    desk.saved().await;
    desk.shot("picture-dropped").await;
    let again = on_screen(&desk, &neighbour, "main .body > p").await;
    neighbour.drag(&[home.path("broken.png")], again).release();
    desk.says("The picture is broken.").await;
    assert_eq!(desk.js("return document.querySelectorAll('main figure').length", vec![]).await, json!(1));
    let body = home.saved(&home.id_of("Let it stand"))["body"].to_string();
    assert!(body.contains("The pier at dusk") && body.contains("\"asset\":\""), "{body}");
}
