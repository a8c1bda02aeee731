//! The gestures of History one by one: keys, stepper, rail, moves, fields, restores by keyboard alone, links, redline, filters, thinning,
//! purge; and how it looks where a story, a name or the window is out of the common.

use std::fs;

use serde_json::json;

use crate::harness::{Desk, Home};
use crate::history::{LINE, PAGE, compared, open};
use crate::past;

/// Presses a key until the focus is where `script` says.
async fn until_focus(desk: &Desk, key: &str, what: &str, script: &str) {
    for _ in 0..60 {
        if desk.js(&format!("const e = document.activeElement; return Boolean({script})"), vec![]).await == json!(true) {
            return;
        }
        desk.press(key).await;
    }
    panic!("{key} never comes to {what}");
}

/// Chooses a command in the palette by its words, by keyboard.
async fn command(desk: &Desk, words: &str) {
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.type_text(words).await;
    desk.until_with(
        "the command to be first",
        "return document.querySelector('[role=dialog] [role=option]')?.textContent.toLowerCase().includes(arguments[0].toLowerCase())",
        vec![json!(words)],
    )
    .await;
    desk.press("Enter").await;
    desk.gone("[role=dialog] input").await;
}

async fn stands_at(desk: &Desk, words: &str) {
    let script = "return document.querySelector('.history-page .step b')?.textContent.trim() === arguments[0]";
    desk.until_with(&format!("the stepper to say {words}"), script, vec![json!(words)]).await;
}

#[tokio::test]
async fn one_key_each_compares_and_the_stepper_goes_round() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    let count = "return document.querySelectorAll('.history-page [data-step]').length > 0 && Number(/of (\\d+)/.exec(document.querySelector('.history-page .step b').textContent)[1])";
    let count = desk.until("steps", count).await.as_u64().expect("a count");
    assert!(count >= 8, "fields, a heading, words, a move, a change of form: {count}");
    stands_at(&desk, &format!("1 of {count}")).await;
    desk.press("F7").await;
    stands_at(&desk, &format!("2 of {count}")).await;
    desk.press("Shift+F7").await;
    desk.press("Shift+F7").await;
    stands_at(&desk, &format!("{count} of {count}")).await;
    // Fields that only the strip shows come last; before them the page's last change, in sight and ringed.
    desk.press("Shift+F7").await;
    desk.press("Shift+F7").await;
    desk.until("the last change in sight", "const now = document.querySelector('.history-page .body .now'); const view = document.querySelector('.history-page .scroller').getBoundingClientRect(); if (!now) return false; const box = now.getBoundingClientRect(); return box.top >= view.top && box.top < view.bottom").await;
    // A mark on the rail leads to its change.
    let marks = "return document.querySelectorAll('.history-page .rail i').length";
    assert!(desk.js(marks, vec![]).await.as_u64() >= Some(6), "the rail shows where changes are");
    desk.click_at(".history-page .rail i:nth-of-type(3)").await;
    stands_at(&desk, &format!("3 of {count}")).await;
    // 2 is the current draft, from whichever revision is looked at.
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("1").await;
    desk.press("Down").await;
    desk.press("Enter").await;
    compared(&desk, "Revision 10", "Revision 11").await;
    desk.press("2").await;
    compared(&desk, "Revision 11", "Current draft").await;
}

#[tokio::test]
async fn what_moved_and_what_changed_its_form_say_so() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    desk.says("Moved up").await;
    desk.says("Format only").await;
    desk.click("button", "Show where it was").await;
    desk.until("the place that it left", "return document.querySelector('.history-page .departed.lit, .history-page .lit') !== null").await;
    desk.shot("history-moved").await;
    // Taken as nothing but a move: no paragraph went and came.
    let words =
        "return [...document.querySelectorAll('.history-page .body del')].some((e) => /Nobody moves to an island/.test(e.textContent))";
    assert_eq!(desk.js(words, vec![]).await, json!(false), "a move is no removal");
}

#[tokio::test]
async fn a_field_is_taken_back_from_the_strip_and_undone() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    desk.find("[aria-label='Changed fields']").await;
    desk.click("button", "Tags, changed").await;
    desk.click("button", "Restore the tags").await;
    desk.says("Restored the tags of revision 7").await;
    assert!(home.printed(&["show", "hestray-winter-ferry"]).contains("Budget"), "the tags of the first edition stand again");
    desk.shot("history-field").await;
    desk.click("button", "Undo").await;
    desk.says("Taken back").await;
    assert!(!home.printed(&["show", "hestray-winter-ferry"]).contains("Budget"), "and are gone again");
}

#[tokio::test]
async fn by_keyboard_alone_from_the_page_to_a_restore_and_back() {
    let home = Home::new();
    let id = past::of_some_days(&home);
    let history = || home.printed(&["history", id.as_str()]).lines().count();
    let desk = Desk::open(&home).await;
    desk.until("the story's page", "return /six to five/.test(document.querySelector('main .ProseMirror .body')?.textContent)").await;
    desk.press("Control+h").await;
    desk.find(PAGE).await;
    desk.find(&format!("{LINE} [role=option]")).await;
    until_focus(&desk, "F6", "the inspector", "e.closest('[data-pane=inspector]')").await;
    until_focus(&desk, "Tab", "the timeline", "e.getAttribute('role') === 'listbox' && e.closest('.timeline')").await;
    for _ in 0..4 {
        desk.press("Down").await;
    }
    desk.press("Enter").await;
    desk.until("the first edition", "return document.querySelector('#revision-r7')?.getAttribute('aria-selected') === 'true' || document.querySelector('#revision-r8')?.getAttribute('aria-selected') === 'true'").await;
    desk.press("2").await;
    desk.until(
        "beside the draft",
        "return document.querySelectorAll('.history-page .pick')[1].getAttribute('aria-label') === 'To: Current draft'",
    )
    .await;
    // The paragraphs are a tab stop, and arrows go on from it.
    until_focus(&desk, "Shift+Tab", "the text", "e.closest('.history-page .body > [data-block]') === e && e.dataset.block !== undefined")
        .await;
    let before = history();
    command(&desk, "Restore this revision").await;
    desk.says("Restored").await;
    desk.until("the draft to have it", "return /voted narrowly/.test(document.querySelector('main .ProseMirror .body').textContent)").await;
    assert_eq!(history(), before + 1, "a restore adds a revision");
    desk.press("Alt+t").await;
    until_focus(&desk, "Tab", "Undo", "e.textContent.trim() === 'Undo'").await;
    desk.press("Enter").await;
    desk.until("Undo to take it back", "return /voted six to five/.test(document.querySelector('main .ProseMirror .body').textContent)")
        .await;
    assert_eq!(history(), before + 2, "and so does its undoing");
    until_focus(&desk, "F6", "the page", "e.closest('.history-page')").await;
    desk.press("Escape").await;
    desk.gone(PAGE).await;
}

#[tokio::test]
async fn a_footnote_alone_is_taken_back() {
    let home = Home::new();
    past::of_a_footnote(&home);
    let desk = open(&home).await;
    desk.until(
        "the words of the note",
        "return [...document.querySelectorAll('.history-page ins')].some((e) => /tenth/.test(e.textContent))",
    )
    .await;
    desk.sound("history-footnote").await;
    desk.click("button", "Restore this paragraph").await;
    desk.says("Restored a paragraph").await;
    let shown = home.printed(&["show", "the-log", "--format", "markdown"]);
    assert!(shown.contains("ninth of May") && shown.contains("nobody doubted it"), "{shown}");
    desk.click("button", "Undo").await;
    desk.says("Taken back").await;
    let shown = home.printed(&["show", "the-log", "--format", "markdown"]);
    assert!(shown.contains("tenth of May"), "{shown}");
}

#[tokio::test]
async fn a_link_is_copied_and_the_comparison_sent_as_a_redline() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    desk.click_at(".history-page [aria-label=More]").await;
    desk.shot("history-menu").await;
    desk.click("menuitem", "Export as a redline").await;
    desk.says("It opens in any browser").await;
    let folder = fs::read_dir(home.answer()).expect("the folder").filter_map(Result::ok);
    let pages: Vec<_> = folder.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "html")).collect();
    let page = fs::read_to_string(pages.first().expect("a page")).expect("text");
    assert!(page.contains("<ins") && page.contains("<del") && page.contains("six to five"), "the redline says what changed");
    assert!(!page.contains("<script"), "and runs nothing");
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("1").await;
    desk.press("Down").await;
    desk.press("Enter").await;
    compared(&desk, "Revision 10", "Revision 11").await;
    command(&desk, "Copy a link to this revision").await;
    desk.says("A link to revision 11 is on the clipboard").await;
    desk.press("Escape").await;
    desk.gone(PAGE).await;
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.press("Control+v").await;
    desk.says("Open revision 11 of this story").await;
    desk.press("Enter").await;
    desk.find(PAGE).await;
    compared(&desk, "Revision 10", "Revision 11").await;
}

#[tokio::test]
async fn filters_show_what_is_named_what_is_published_and_whose_it_is() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    let rows = "[...document.querySelectorAll('.rev')].map((e) => e.id).join(' ')";
    desk.click("radio", "Named").await;
    desk.until("the named ones", &format!("return {rows} === 'revision-r9 revision-r7 revision-r3'")).await;
    desk.press("Right").await;
    desk.until("the published one", &format!("return {rows} === 'revision-r7'")).await;
    desk.shot("history-published").await;
    desk.press("Left").await;
    desk.press("Left").await;
    desk.until("all", "return document.querySelectorAll('.rev').length > 9").await;
    let days =
        "return document.querySelectorAll('.timeline .day').length >= 2 && document.querySelectorAll('.timeline .sitting').length >= 1";
    desk.until("days and sittings", days).await;
    desk.click("button", "Author: anyone").await;
    desk.click("menuitemcheckbox", "Bram Ostley").await;
    desk.until("his alone", "return [...document.querySelectorAll('.rev small')].every((e) => /Bram/.test(e.textContent)) && document.querySelectorAll('.rev').length === 4").await;
    desk.sound("history-author").await;
}

#[tokio::test]
async fn old_autosaves_are_thinned_and_a_spiked_story_goes_for_good() {
    let home = Home::new();
    let id = past::of_old_autosaves(&home);
    let desk = Desk::open(&home).await;
    desk.until("the story's page", "return document.querySelector('main .ProseMirror .headline')?.textContent !== ''").await;
    desk.press("Control+,").await;
    desk.click("button", "Thin old autosaves").await;
    desk.says("would go, and about").await;
    desk.sound("thinning").await;
    desk.find("[aria-label='Thin old autosaves'] .primary:not([disabled])").await;
    desk.click_at("[aria-label='Thin old autosaves'] .primary").await;
    desk.says("have been thinned").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    past::spike(&home, &id);
    desk.click("button", "Spiked").await;
    // The row as it is now, not the draft's that the list still shows for a moment.
    let row = "const row = [...document.querySelectorAll('[data-pane=list] [role=option]')].find((e) => /Autosaved for years/.test(e.innerText) && e.querySelector(\"[aria-label='Spiked']\"))";
    desk.until("the spiked story", &format!("{row}; return row !== undefined && row.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, cancelable: true, clientX: 320, clientY: 160 }})) === false")).await;
    desk.click("menuitem", "Remove for good").await;
    desk.says("This cannot be taken back").await;
    desk.sound("purge").await;
    desk.click("button", "Remove for good").await;
    desk.says("is gone for good").await;
    let bytes = fs::read(home.library()).expect("the library");
    assert!(!bytes.windows(19).any(|part| part == b"Autosaved for years"), "its words are overwritten in the file");
}

#[tokio::test]
async fn history_is_sound_in_a_small_window_from_right_to_left_and_with_long_names() {
    let home = Home::new();
    past::from_right_to_left(&home);
    let desk = open(&home).await;
    desk.press("2").await;
    desk.find(".history-page .story[dir=rtl]").await;
    desk.sound("history-rtl").await;
    desk.resize(900, 600).await;
    desk.find(LINE).await;
    desk.sound("history-rtl-small").await;
    desk.click("radio", "Side by side").await;
    desk.sound("history-rtl-small-columns").await;
    // Nothing is wider than the window, and no name pushes the numbers out.
    let wide = "return document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('.rev .n')].every((e) => e.getBoundingClientRect().right <= innerWidth)";
    assert_eq!(desk.js(wide, vec![]).await, json!(true), "nothing is pushed out of the window");
}

#[tokio::test]
async fn a_story_of_one_revision_says_what_history_is() {
    let home = Home::new();
    past::of_one_revision(&home);
    let desk = open(&home).await;
    desk.says("One revision so far").await;
    desk.says("nothing stands before it").await;
    desk.resize(1280, 800).await;
    desk.sound("history-one").await;
    desk.press("p").await;
    desk.says("there is nothing to play yet").await;
    desk.click("radio", "Named").await;
    desk.says("No revision has a name yet").await;
    desk.click("radio", "Published").await;
    desk.says("has not been published yet").await;
}
