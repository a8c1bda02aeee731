//! Pictures in the real window: dropped, chosen, framed, said something of; broken ones refused in words.

use std::fs;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use stet_core::{Library, Stamp};

use crate::harness::{Desk, Home};
use crate::walk::write_story;

fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let sky = |x: u32, y: u32| Rgb([(40 + y * 120 / height) as u8, (70 + x * 60 / width) as u8, (140 - y * 60 / height) as u8]);
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, sky)).write_to(&mut out, format).expect("a picture can be written");
    out.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    drawn(width, height, ImageFormat::Jpeg)
}

/// Drops a file of these bytes at the end of the story, as the system would.
async fn drop_file(desk: &Desk, name: &str, bytes: &[u8]) {
    let script = "const [name, bytes] = arguments; const data = new DataTransfer(); \
        data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' })); \
        const page = document.querySelector('.ProseMirror'); const box = page.querySelector('.body > p:last-child, .body > :last-child').getBoundingClientRect(); \
        page.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data, clientX: box.left + 20, clientY: box.top + 8 }))";
    desk.js(script, vec![name.into(), bytes.to_vec().into()]).await;
}

const SHOWN: &str = "const img = document.querySelector('main figure .picture img'); return img && img.complete && img.naturalWidth > 0 ? [img.naturalWidth, img.naturalHeight] : null";

#[tokio::test]
async fn a_picture_is_dropped_captioned_and_goes_into_the_library() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    drop_file(&desk, "ferry.jpg", &jpeg(320, 200)).await;
    let size = desk.until("the picture", SHOWN).await;
    assert_eq!(size, serde_json::json!([320, 200]), "it is shown as it is");
    desk.type_text("The last boat, at dusk").await;
    desk.saved().await;
    desk.until("the strip", "return document.querySelector('[data-pane=inspector] ul img')?.naturalWidth > 0").await;
    desk.both_themes("picture").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");
    let found = home.printed(&["search", "dusk"]);
    assert!(found.contains("Ferry to Hestray"), "captions are searched:\n{found}");

    drop_file(&desk, "broken.jpg", &jpeg(320, 200)[..900]).await;
    desk.says("The picture is broken.").await;
    let count = desk.js("return document.querySelectorAll('main figure').length", vec![]).await;
    assert_eq!(count, 1, "nothing came of the broken one, and the words stay");
}

/// A story in which a picture was chosen; it lies where the dialog answers.
async fn with_chosen_picture(picture: Vec<u8>) -> (Home, Desk) {
    let home = Home::new();
    fs::remove_dir(home.answer()).expect("an empty folder");
    fs::write(home.answer(), picture).expect("a file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("/picture").await;
    desk.press("Enter").await;
    (home, desk)
}

#[tokio::test]
async fn a_picture_is_chosen_and_framed() {
    let (_home, desk) = with_chosen_picture(jpeg(800, 600)).await;
    desk.until("the picture", SHOWN).await;
    desk.js("document.querySelector('main .figure-tools .frame').click()", vec![]).await;
    desk.named("dialog", "Frame the picture").await;
    desk.until("the whole of it", "return document.querySelector('[role=dialog] .box img')?.naturalWidth > 0").await;
    desk.js(
        "const corner = [...document.querySelectorAll('[role=dialog] .corner')].at(-1); corner.focus(); \
         for (let i = 0; i < 5; i++) corner.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true, cancelable: true }))",
        vec![],
    )
    .await;
    desk.shot("framing").await;
    desk.click("button", "Done").await;
    desk.gone("[role=dialog]").await;
    desk.until(
        "the part",
        "const img = document.querySelector('main figure .picture img'); return img.complete && img.naturalWidth === 400",
    )
    .await;
    desk.saved().await;
    desk.shot("framed").await;
}

/// Pastes a file of these bytes as the clipboard would bring it.
const PASTE: &str = "const [name, bytes, type] = arguments; const data = new DataTransfer(); data.items.add(new File([new Uint8Array(bytes)], name, { type })); \
    document.querySelector('main .ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";

/// The natural sizes of the page's pictures.
const SIZES: &str = "return [...document.querySelectorAll('main figure .picture img')].map((img) => img.complete ? [img.naturalWidth, img.naturalHeight] : null)";

async fn sizes(desk: &Desk, expected: Value) {
    let script = format!("return JSON.stringify((() => {{ {SIZES} }})()) === JSON.stringify(arguments[0])");
    desk.until_with(&format!("pictures of {expected}"), &script, vec![expected.clone()]).await;
}

#[tokio::test]
async fn pictures_of_each_kind_are_pasted_and_one_undo_takes_one_back() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.caret_in("body").await;
    let avif = include_bytes!("../../src-tauri/crates/stet-core/src/picture/fixtures/plain.avif");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='150'><script>parent.__ran = 1</script><rect width='300' height='150' fill='#335' onload='parent.__ran = 2'/></svg>";
    let mut expected = Vec::new();
    let files = [
        ("a.jpg", "image/jpeg", jpeg(90, 60), [90, 60]),
        ("b.png", "image/png", drawn(80, 60, ImageFormat::Png), [80, 60]),
        ("c.webp", "image/webp", drawn(70, 60, ImageFormat::WebP), [70, 60]),
        ("d.gif", "image/gif", drawn(60, 50, ImageFormat::Gif), [60, 50]),
        ("e.avif", "image/avif", avif.to_vec(), [64, 48]),
        ("f.svg", "image/svg+xml", svg.to_vec(), [1_440, 720]),
    ];
    for (name, kind, bytes, size) in files {
        desk.caret_in("body").await;
        desk.js(PASTE, vec![json!(name), json!(bytes), json!(kind)]).await;
        expected.push(json!(size));
        sizes(&desk, json!(expected)).await;
    }
    assert_eq!(desk.js("return window.__ran ?? null", vec![]).await, Value::Null, "no script of a drawing runs");
    desk.press("Control+z").await;
    expected.pop();
    sizes(&desk, json!(expected)).await;
    desk.saved().await;
}

#[tokio::test]
async fn hostile_files_are_refused_with_a_reason_and_the_words_stay() {
    let home = Home::new();
    // What the dialog answers is a file of two gigabytes, none of which is on the disk.
    fs::remove_dir(home.answer()).expect("an empty folder");
    fs::File::create(home.answer()).and_then(|file| file.set_len(2 << 30)).expect("a sparse file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    let sound = drawn(20, 20, ImageFormat::Png);
    let mut vast = sound.clone();
    vast[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let mut lies = sound.clone();
    lies[16..24].copy_from_slice(&[0, 0, 0x10, 0, 0, 0, 0x10, 0]);
    let hostile: [(&str, Vec<u8>, &str); 6] = [
        ("nothing.png", Vec::new(), "The picture is empty."),
        ("vast.png", vast, "The picture has too many pixels."),
        ("lies.png", lies, "The picture is broken."),
        ("cut.jpg", jpeg(320, 200)[..900].to_vec(), "The picture is broken."),
        ("page.png", b"<html><script>parent.__ran = 1</script>".to_vec(), "Stet does not know this kind of picture."),
        (
            "bomb.svg",
            format!("<svg xmlns='http://www.w3.org/2000/svg'><g id='a'>{}</g></svg>", "<use href='#a'/>".repeat(9)).into_bytes(),
            "The picture is broken.",
        ),
    ];
    let close = "document.querySelectorAll('[data-sonner-toast] button[aria-label=\"Close\"], [data-sonner-toast] button').forEach((b) => /close|dismiss/i.test(b.getAttribute('aria-label') ?? b.textContent) && b.click())";
    for (name, bytes, says) in hostile {
        drop_file(&desk, name, &bytes).await;
        desk.says(says).await;
        desk.js(close, vec![]).await;
        desk.until_with("the notice to go", "return !document.body.innerText.includes(arguments[0])", vec![json!(says)]).await;
    }
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("/picture").await;
    desk.press("Enter").await;
    desk.says("The picture is too large a file.").await;
    desk.shot("refused").await;
    assert_eq!(desk.js(SIZES, vec![]).await, json!([]), "nothing came of any");
    desk.until("the words", "return document.querySelector('main .body').innerText.includes('We will row, if we must.')").await;
    desk.caret_in("body").await;
    desk.type_text("Still here.").await;
    desk.saved().await;
}

#[tokio::test]
async fn a_picture_is_replaced_framed_by_hand_and_found_again_in_the_strip() {
    let (home, desk) = with_chosen_picture(jpeg(400, 300)).await;
    sizes(&desk, json!([[400, 300]])).await;
    desk.type_text("At the slip").await;
    fs::write(home.answer(), drawn(500, 200, ImageFormat::Png)).expect("another file");
    desk.js("document.querySelector('main .figure-tools .replace').click()", vec![]).await;
    sizes(&desk, json!([[500, 200]])).await;
    assert_eq!(desk.js("return document.querySelector('main figcaption').innerText.trim()", vec![]).await, "At the slip");

    // A corner by the pointer, and what must stay in sight by a click.
    desk.js("document.querySelector('main .figure-tools .frame').click()", vec![]).await;
    desk.named("dialog", "Frame the picture").await;
    desk.until("the whole of it", "return document.querySelector('[role=dialog] .box img')?.naturalWidth > 0 && document.getAnimations().every((a) => a.playState !== 'running')").await;
    let box_of = "const b = document.querySelector('[role=dialog] .box').getBoundingClientRect(); return [b.left, b.top, b.width, b.height].map(Math.round)";
    let at: Vec<i64> = serde_json::from_value(desk.js(box_of, vec![]).await).expect("a place");
    let corner = (at[0] + at[2], at[1] + at[3]);
    desk.drag_through((corner.0 - 2, corner.1 - 2), &[(corner.0 - at[2] / 4, corner.1 - 2), (corner.0 - at[2] / 2, corner.1 - 2)]).await;
    let share = "return Number.parseFloat(document.querySelector('[role=dialog] .shown').style.width)";
    desk.until("half of it", &format!("const width = (() => {{ {share} }})(); return width > 47 && width < 53")).await;
    desk.drag_through((at[0] + at[2] / 8, at[1] + at[3] / 4), &[(at[0] + at[2] / 8, at[1] + at[3] / 4)]).await;
    desk.until("a focal point", "const f = document.querySelector('[role=dialog] .focal'); return f.classList.contains('set') && Math.abs(Number.parseFloat(f.style.left) - 12.5) < 2").await;
    desk.both_themes("framing").await;
    desk.click("button", "Done").await;
    desk.gone("[role=dialog]").await;
    desk.until("the part", "const img = document.querySelector('main figure .picture img'); return img.complete && img.naturalWidth > 230 && img.naturalWidth < 270").await;
    desk.saved().await;
    let story: Value =
        serde_json::from_str(&home.printed(&["show", "ferry-to-hestray-stops-for-the-winter", "--format", "json"])).expect("JSON");
    let text = story.to_string();
    assert!(text.contains("\"crop\"") && text.contains("\"focal\""), "framing is part of the story: {text}");

    // Gone from the page it stays in the strip, for an older revision shows it; a press puts it back.
    desk.press("Control+s").await;
    desk.until("the version", "return /Saved as revision|Rev [2-9]/.test(document.body.innerText)").await;
    desk.js("document.querySelector('main figcaption').scrollIntoView({ block: 'center' })", vec![]).await;
    desk.click_at("main figcaption").await;
    desk.press("Escape").await;
    desk.find("main figure.ProseMirror-selectednode").await;
    desk.press("Backspace").await;
    desk.until("no picture", "return document.querySelectorAll('main figure').length === 0").await;
    desk.click_at("[data-pane=inspector] .strip button.old").await;
    sizes(&desk, json!([[500, 200]])).await;
}

#[tokio::test]
async fn a_lead_picture_is_dropped_and_its_words_are_asked_for() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    let drop = "const [bytes] = arguments; const data = new DataTransfer(); data.items.add(new File([new Uint8Array(bytes)], 'lead.jpg', { type: 'image/jpeg' })); \
        document.querySelector('[data-pane=inspector] [data-field=lead_image]').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))";
    desk.find("[data-pane=inspector] [data-field=lead_image]").await;
    desk.js(drop, vec![json!(jpeg(320, 200))]).await;
    desk.until("the lead picture", "return document.querySelector('[data-pane=inspector] .card img')?.naturalWidth > 0").await;
    desk.js("[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Checks')).click()", vec![]).await;
    desk.says("The lead image has no alt text").await;

    // A picture on the page asks in the same place, and the check leads into its field.
    drop_file(&desk, "ferry.jpg", &jpeg(200, 100)).await;
    sizes(&desk, json!([[200, 100]])).await;
    let row = "const row = [...document.querySelectorAll('.checks li')].find((e) => e.querySelector('.title').textContent.startsWith('A picture has no alt text')); row?.querySelector('.row').click(); return row !== undefined";
    desk.until("the check", row).await;
    desk.until("the field", "return document.activeElement?.classList.contains('alt')").await;
    desk.type_text("The ferry at the slip").await;
    desk.until("the check to go", "return !document.querySelector('.checks').innerText.includes('A picture has no alt text')").await;
    assert_eq!(desk.js("return document.querySelectorAll('[role=dialog]').length", vec![]).await, 0, "nobody is nagged");
}

#[tokio::test]
async fn pictures_that_nothing_shows_are_removed_after_saying_what_would_go() {
    let home = Home::new();
    home.printed(&["init"]);
    let library = Library::open(&home.library()).expect("the library");
    let days_ago = Stamp::new("A", chrono::Utc::now() - chrono::TimeDelta::days(3));
    let unused = library.add_asset(jpeg(300, 200), "unused.jpg", &days_ago).expect("a picture").hash;
    drop(library);
    home.printed(&["new", "--headline", "A story without pictures"]);
    let desk = Desk::open(&home).await;
    desk.press("Control+,").await;
    desk.named("dialog", "Settings").await;
    desk.click("button", "Remove unused pictures…").await;
    desk.says("1 picture would go").await;
    desk.both_themes("unused").await;
    desk.click("button", "Remove 1 picture").await;
    desk.says("1 picture removed.").await;
    let library = Library::open(&home.library()).expect("the library");
    assert!(library.asset(&unused).is_err(), "it is gone");
    desk.click("button", "Remove unused pictures…").await;
    desk.says("Every picture is in use").await;
}
