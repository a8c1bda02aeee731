//! The first minute: the window opens, teaches, takes words and keeps them.

use std::time::Duration;

use crate::harness::{Desk, Home, eventually};

#[tokio::test]
async fn the_first_start_shows_the_welcome_story_and_keeps_what_is_typed() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.type_text("The ferry left at nine.").await;
    desk.says("The ferry left at nine.").await;
    desk.saved().await;
    desk.shot("opening").await;
    let shown = home.printed(&["show", "let-it-stand", "--format", "text"]);
    assert!(shown.contains("The ferry left at nine."), "what the page calls saved is in the file:\n{shown}");
}

/// A desk that is left alone leaves the machine alone: without tags and sections, an empty answer was once asked for again and again.
#[tokio::test]
async fn a_desk_that_is_left_alone_asks_for_nothing() {
    let home = Home::new();
    home.printed(&["init"]);
    home.printed(&["new", "--headline", "Alone"]);
    let desk = Desk::open(&home).await;
    desk.says("Alone").await;
    desk.caret_in("body").await;
    desk.type_text("Words.").await;
    desk.saved().await;
    // What follows a save has come; then whatever is asked is counted.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let count = "window.asked = []; const real = window.fetch; window.fetch = (to, ...rest) => { window.asked.push(String(to)); return real(to, ...rest) }; \
                 const timer = window.setTimeout; window.timers = 0; window.setTimeout = (...all) => { window.timers++; return timer(...all) }; return true";
    desk.js(count, Vec::new()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let asked = desk.js("return window.asked", Vec::new()).await;
    assert_eq!(asked, serde_json::json!([]), "questions to the library while nobody does anything");
    let timers = desk.js("return window.timers", Vec::new()).await;
    // The timer of the driver's own script is among them.
    assert!(timers.as_u64().is_some_and(|timers| timers < 10), "timers that were set in two seconds: {timers}");
    // And a question would have been counted.
    desk.press("Control+n").await;
    desk.until("a question is counted", "return window.asked.length > 0").await;
}

/// The palette is loaded when it is first wanted; what is typed meanwhile is for it, and never for the story.
#[tokio::test]
async fn words_typed_right_after_the_key_of_the_palette_are_for_the_palette() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.caret_in("body").await;
    let before = desk.js("return document.querySelector('main .ProseMirror').textContent", Vec::new()).await;
    desk.press("Control+k").await;
    desk.type_text("typewriterx").await;
    desk.press("Backspace").await;
    desk.until("the palette has it all", "return document.querySelector('[role=dialog] input')?.value === 'typewriter'").await;
    desk.says("Typewriter scrolling").await;
    let after = desk.js("return document.querySelector('main .ProseMirror').textContent", Vec::new()).await;
    assert_eq!(before, after, "the story");
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    // Enter is for it too.
    desk.press("Control+k").await;
    desk.type_text("zoom in").await;
    desk.press("Enter").await;
    desk.says("Zoom 110%").await;
    let after = desk.js("return document.querySelector('main .ProseMirror').textContent", Vec::new()).await;
    assert_eq!(before, after, "the story");
}

/// Whether readers see versions is the library's; a desk that is opened again says what the exports do.
#[tokio::test]
async fn what_readers_may_see_is_remembered() {
    let home = Home::new();
    let shown = "return [...document.querySelectorAll('[role=dialog] label')].find((label) => /Public version history/.test(label.textContent))?.control.checked";
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.press("Control+,").await;
    desk.click("checkbox", "Public version history").await;
    desk.until("it is on", shown).await;
    eventually("the library has it", || home.setting("public_history").as_deref() == Some("true")).await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.close().await;
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.press("Control+,").await;
    desk.until("it is still on", shown).await;
}
