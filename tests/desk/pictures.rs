//! Pictures in the real window: dropped, chosen, framed, said something of; broken ones refused in words.

use std::fs;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::harness::{Desk, Home};
use crate::walk::write_story;

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let sky = |x: u32, y: u32| Rgb([(40 + y * 120 / height) as u8, (70 + x * 60 / width) as u8, (140 - y * 60 / height) as u8]);
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, sky)).write_to(&mut out, ImageFormat::Jpeg).expect("a picture can be written");
    out.into_inner()
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
    for theme in ["light", "dark"] {
        desk.theme(theme).await;
        desk.shot(&format!("picture-{theme}")).await;
    }
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");
    let found = home.printed(&["search", "dusk"]);
    assert!(found.contains("Ferry to Hestray"), "captions are searched:\n{found}");

    drop_file(&desk, "broken.jpg", &jpeg(320, 200)[..900]).await;
    desk.says("The picture is broken.").await;
    let count = desk.js("return document.querySelectorAll('main figure').length", vec![]).await;
    assert_eq!(count, 1, "nothing came of the broken one, and the words stay");
}

#[tokio::test]
async fn a_picture_is_chosen_and_framed() {
    let home = Home::new();
    // What the dialog answers is a picture here.
    fs::remove_dir(home.answer()).expect("an empty folder");
    fs::write(home.answer(), jpeg(800, 600)).expect("a file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("/picture").await;
    desk.press("Enter").await;
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
