//! Spelling in the real window: a word is underlined after a pause, put right by key, and known to the library for good.

use crate::harness::{Desk, Home};

/// The text of what is underlined.
const MARKED: &str = "return [...document.querySelectorAll('main .misspelt')].map((e) => e.textContent).join(' ')";

#[tokio::test]
async fn a_misspelt_word_is_marked_put_right_or_learnt() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.begin_story().await;
    desk.caret_in("body").await;
    desk.type_text("The ferri from Hestray sails at nine. ").await;
    let marked = desk.until("the words to be marked", "return document.querySelectorAll('main .misspelt').length === 2").await;
    assert_eq!(marked, true);
    assert_eq!(desk.js(MARKED, vec![]).await, "ferri Hestray");

    // By key: the first is put right, the second is the name of a place.
    desk.press("F8").await;
    desk.named("menu", "Spelling of “ferri”").await;
    desk.click("menuitem", "ferry").await;
    desk.until("the word put right", "return document.querySelector('main .body').innerText.includes('The ferry from')").await;
    desk.press("F8").await;
    desk.named("menu", "Spelling of “Hestray”").await;
    desk.click("menuitem", "Add to the library’s dictionary").await;
    desk.until("nothing marked", "return document.querySelectorAll('main .misspelt').length === 0").await;
    desk.press("Control+z").await;
    desk.until("one undo", "return document.querySelector('main .body').innerText.includes('The ferri from')").await;
    desk.close().await;

    // Another desk on the same library knows the name.
    let desk = Desk::open(&home).await;
    desk.until(
        "only the other word",
        "return [...document.querySelectorAll('main .misspelt')].map((e) => e.textContent).join(' ') === 'ferri'",
    )
    .await;
}
