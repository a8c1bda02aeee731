//! Stories out through the real window: a website, what a preset cannot carry, and a file of somebody else in the way.

use std::fs;

use crate::harness::{Desk, Home};
use crate::walk::{choose_folder, export_now, write_story};

#[tokio::test]
async fn a_website_is_made_shows_how_far_it_is_and_is_brought_up_to_date() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
    desk.click("radio", "Website").await;
    choose_folder(&desk).await;
    for (label, text) in [("Title", "The Harrow Sound Courier"), ("Address", "https://courier.example")] {
        let field = desk.named("textbox", label).await;
        desk.click_on(&field).await;
        desk.type_text(text).await;
    }
    // The bar may stand for a moment only: what stood is noted by the page itself.
    desk.js(
        "window.__ran = []; new MutationObserver(() => { const button = [...document.querySelectorAll('[role=dialog] footer button')].some((b) => /Cancel|Stopping/.test(b.textContent)); \
         const primary = document.querySelector('[role=dialog] footer .primary, [role=dialog] footer button:last-of-type'); if (primary?.disabled && button) window.__ran.push(1) }) \
         .observe(document.querySelector('[role=dialog]'), { subtree: true, childList: true, attributes: true, characterData: true })",
        vec![],
    )
    .await;
    desk.press("Control+Enter").await;
    desk.says("The website has").await;
    let ran = desk.js("return window.__ran.length", vec![]).await;
    assert!(ran.as_i64() > Some(0), "the dialog runs until it is done");
    desk.named("button", "Show in folder").await;
    desk.shot("website").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");
    let page = fs::read_to_string(home.answer().join("stories/ferry-to-hestray-stops-for-the-winter.html")).expect("the story's page");
    assert!(page.contains("The Harrow Sound Courier") && page.contains("<strong>nothing</strong>"), "{page}");
    for path in ["index.html", "search.html", "sitemap.xml", "404.html", "style.css"] {
        assert!(home.answer().join(path).is_file(), "{path} is there");
    }
    let feed = fs::read_to_string(home.answer().join("atom.xml")).expect("the feed");
    assert!(feed.contains("https://courier.example/stories/ferry-to-hestray"), "{feed}");
    desk.press("Control+Enter").await;
    desk.says("The website is up to date.").await;
}

#[tokio::test]
async fn what_a_preset_cannot_carry_is_shown_with_the_way_there() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("/pull").await;
    desk.press("Enter").await;
    desk.type_text("Nobody moves to an island to be told when to leave").await;
    desk.saved().await;
    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
    desk.click("radio", "Plain").await;
    desk.until("the report", "return /cannot carry/.test(document.querySelector('[role=dialog] .report')?.innerText)").await;
    desk.click("button", "Show them").await;
    desk.until(
        "the pull quote's place",
        "const part = [...document.querySelectorAll('[role=dialog] .report details')].find((e) => /pull quote/.test(e.textContent)); if (part) part.open = true; return part && /Nobody moves/.test(part.querySelector('li button')?.textContent)",
    )
    .await;
    for theme in ["light", "dark"] {
        desk.theme(theme).await;
        desk.shot(&format!("losses-{theme}")).await;
    }
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");
    desk.click("button", "Nobody moves").await;
    desk.gone("[role=dialog]").await;
    desk.until(
        "the caret to stand there",
        "return /Nobody moves/.test(getSelection().anchorNode?.parentElement?.closest('main .body > *')?.textContent)",
    )
    .await;
}

#[tokio::test]
async fn a_file_of_somebody_else_is_not_written_over() {
    let home = Home::new();
    fs::write(home.answer().join("index.html"), "mine").expect("a file");
    fs::write(home.answer().join("ferry-to-hestray-stops-for-the-winter.html"), "mine too").expect("a file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
    desk.click("radio", "HTML page").await;
    choose_folder(&desk).await;
    let said = export_now(&desk).await;
    assert!(said.contains("One has a number"), "{said}");
    let read = |name: &str| fs::read_to_string(home.answer().join(name)).expect("a file");
    assert_eq!(read("ferry-to-hestray-stops-for-the-winter.html"), "mine too");
    assert!(read("ferry-to-hestray-stops-for-the-winter-2.html").contains("Sixty people"));

    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
    desk.click("radio", "Website").await;
    choose_folder(&desk).await;
    desk.press("Control+Enter").await;
    desk.until("the refusal in words", "return /did not write/.test(document.querySelector('[role=dialog] .failed')?.innerText)").await;
    desk.shot("in-the-way").await;
    assert_eq!(read("index.html"), "mine");
    assert!(!home.answer().join("stories").exists(), "nothing of the site was written");
}
