//! The first minute: the window opens, teaches, takes words and keeps them.

use std::time::Duration;

use crate::harness::{Desk, Home};

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
}

/// The palette is loaded when it is first wanted; what is typed meanwhile is for it, and never for the story.
#[tokio::test]
async fn words_typed_right_after_the_key_of_the_palette_are_for_the_palette() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.caret_in("body").await;
    let before = desk.js("return document.querySelector('main .ProseMirror').textContent", Vec::new()).await;
    desk.press("Control+k").await;
    desk.type_text("typewriter").await;
    desk.until("the palette has it all", "return document.querySelector('[role=dialog] input')?.value === 'typewriter'").await;
    desk.says("Typewriter scrolling").await;
    let after = desk.js("return document.querySelector('main .ProseMirror').textContent", Vec::new()).await;
    assert_eq!(before, after, "the story");
}
