//! The Checks in the real window: each leads to its place, what can be put right is put right by one press and taken back by
//! one Undo, and publishing shows what stands.

use std::fs;

use serde_json::json;

use crate::harness::{Desk, Home};

const STORY: &str = "It was the the best boat of the day, \"the Puffin\".\n\nHe said \"It's late\" (and left.\n\nSee [the vote](stet:0190ffff-0000-7000-8000-000000000000).\n";

/// The titles that the Checks show.
const SHOWN: &str = "return [...document.querySelectorAll('.checks .title')].map((e) => e.textContent)";

async fn shows(desk: &Desk, title: &str, is_there: bool) {
    let script = format!(
        "const shown = (() => {{ {SHOWN} }})(); return shown.some((t) => t.startsWith(arguments[0])) === arguments[1] && document.querySelector('.checks') !== null"
    );
    desk.until_with(&format!("{title:?} to stand in the Checks: {is_there}"), &script, vec![json!(title), json!(is_there)]).await;
}

/// Presses the button of a check's row: the row itself, or what puts it right.
async fn press(desk: &Desk, title: &str, part: &str) {
    let script = "const row = [...document.querySelectorAll('.checks li')].find((e) => e.querySelector('.title').textContent.startsWith(arguments[0])); const button = row?.querySelector(arguments[1]); button?.focus(); return button !== undefined && button !== null";
    desk.until_with(&format!("{part} of {title:?}"), script, vec![json!(title), json!(part)]).await;
    desk.press("Enter").await;
}

#[tokio::test]
async fn checks_lead_to_their_place_and_put_right_what_is_safe() {
    let home = Home::new();
    let path = home.answer().join("story.md");
    fs::write(&path, STORY).expect("a story");
    home.printed(&["init"]);
    home.printed(&["new", "--headline", "The boat stays", "--body", &path.display().to_string()]);
    let desk = Desk::open(&home).await;
    desk.until("the story", "return /boat stays/.test(document.querySelector('main .headline')?.textContent)").await;
    desk.js("[...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Checks')).click()", vec![]).await;
    for title in
        ["A word stands twice: “the”", "Straight quotation marks", "A bracket is not closed", "A link leads to no story: “the vote”"]
    {
        shows(&desk, title, true).await;
    }
    desk.both_themes("checks").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");

    // Each leads to its words.
    press(&desk, "A word stands twice", ".row").await;
    desk.until("the words", "return getSelection().toString() === 'the the'").await;
    press(&desk, "A bracket is not closed", ".row").await;
    desk.until("the bracket", "return getSelection().toString() === '('").await;
    press(&desk, "A link leads to no story", ".row").await;
    desk.until("the link", "return getSelection().toString() === 'the vote'").await;

    // One press puts it right, one Undo takes that back.
    press(&desk, "A word stands twice", ".fix").await;
    desk.until("the word to stand once", "return document.querySelector('main .body').innerText.includes('was the best')").await;
    shows(&desk, "A word stands twice", false).await;
    desk.press("Control+z").await;
    desk.until("Undo", "return document.querySelector('main .body').innerText.includes('was the the best')").await;
    desk.js("[...document.querySelectorAll('.checks h2 .fix')].find((e) => /Curl all/.test(e.textContent)).click()", vec![]).await;
    desk.until(
        "all signs to be curled",
        "const text = document.querySelector('main .body').innerText; return text.includes('“the Puffin”') && text.includes('“It’s late”')",
    )
    .await;
    shows(&desk, "Straight quotation marks", false).await;
    desk.press("Control+z").await;
    desk.until("one Undo for all", "const text = document.querySelector('main .body').innerText; return text.includes('\"the Puffin\"') && text.includes('\"It\\'s late\"')").await;

    // Publishing shows what stands, and leads there.
    desk.click("button", "Publish").await;
    desk.says("Before publishing").await;
    desk.says("A link leads to no story").await;
    desk.shot("before-publishing").await;
    desk.press("Escape").await;
    desk.saved().await;

    // Checks of style can be switched off; what must be seen stays.
    desk.press("Control+,").await;
    desk.named("dialog", "Settings").await;
    desk.js("[...document.querySelectorAll('[role=dialog] .switch')].find((e) => e.textContent.startsWith('Style checks')).querySelector('input').click()", vec![]).await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    shows(&desk, "A bracket is not closed", false).await;
    shows(&desk, "A link leads to no story", true).await;
}
