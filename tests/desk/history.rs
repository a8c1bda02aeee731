//! Journeys through History, gesture by gesture, in the real window.

use std::ops::Range;

use serde_json::{Value, json};

use crate::harness::{Desk, Home, eventually};
use crate::past;

pub(crate) const PAGE: &str = "[aria-label='History of the page, read-only']";
pub(crate) const LINE: &str = "[role=listbox][aria-label^=Revisions]";

pub(crate) async fn open(home: &Home) -> Desk {
    let desk = Desk::open(home).await;
    desk.until("the story's page", "return document.querySelector('main .ProseMirror .headline')?.textContent !== ''").await;
    desk.press("Control+h").await;
    desk.find(PAGE).await;
    desk.find(&format!("{LINE} [role=option]")).await;
    desk
}

/// Returns what the two pickers of the page's bar say.
async fn ends(desk: &Desk) -> Value {
    let script = "return [...document.querySelectorAll('.history-page .pick')].map((e) => e.getAttribute('aria-label'))";
    desk.js(script, vec![]).await
}

/// Waits until the page shows what lies between two sides: chosen in its bar, and come.
pub(crate) async fn compared(desk: &Desk, from: &str, to: &str) {
    let script = "if (document.querySelector('.history-page')?.getAttribute('aria-busy') === 'true') return false; const said = [...document.querySelectorAll('.history-page .pick')].map((e) => e.getAttribute('aria-label')); return said[0] === `From: ${arguments[0]}` && said[1] === `To: ${arguments[1]}`";
    desk.until_with(&format!("{from} to stand beside {to}"), script, vec![json!(from), json!(to)]).await;
}

/// Keeps pictures of the window in light and in dark.
async fn both(desk: &Desk, name: &str) {
    desk.shot(name).await;
    desk.theme("dark").await;
    desk.shot(&format!("{name}-dark")).await;
    desk.theme("light").await;
}

/// Waits for words on the page that is written on and selects a part of them, or puts the caret there.
async fn select(desk: &Desk, words: &str, part: Range<usize>) {
    let script = "const body = document.querySelector('main .ProseMirror .body'); if (!body?.textContent.includes(arguments[0])) return false; const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT); let text = walk.nextNode(); while (text && !text.data.includes(arguments[0])) text = walk.nextNode(); if (!text) return false; const at = text.data.indexOf(arguments[0]); document.querySelector('main .ProseMirror').focus(); const r = document.createRange(); r.setStart(text, at + arguments[1]); r.setEnd(text, at + arguments[2]); getSelection().removeAllRanges(); getSelection().addRange(r); return true";
    desk.until_with(&format!("{words:?} on the page"), script, vec![json!(words), json!(part.start), json!(part.end)]).await;
}

#[tokio::test]
async fn entering_and_leaving_moves_nothing() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = Desk::open(&home).await;
    let place = "const s = document.querySelector('.page-scroll'); const p = document.querySelectorAll('main .ProseMirror .body > p')[4].getBoundingClientRect(); const g = getSelection(); return JSON.stringify([s.scrollTop, p.top, p.left, g.anchorNode?.textContent.slice(0, 20), g.anchorOffset])";
    desk.until("a page", "return document.querySelectorAll('main .ProseMirror .body > p').length > 4").await;
    desk.js(
        "const p = document.querySelectorAll('main .ProseMirror .body > p')[4]; document.querySelector('main .ProseMirror').focus({ preventScroll: true }); const r = document.createRange(); r.setStart(p.firstChild, 12); r.collapse(true); getSelection().removeAllRanges(); getSelection().addRange(r); document.querySelector('.page-scroll').scrollTop = 180",
        vec![],
    )
    .await;
    desk.until("the page to rest", "const top = document.querySelector('.page-scroll').scrollTop; const still = window.__top === top; window.__top = top; return still && top > 0").await;
    let before = desk.js(place, vec![]).await;
    desk.press("Control+h").await;
    desk.find(PAGE).await;
    desk.find(".history-page [data-to]").await;
    // The paragraph with the caret stands where it stood.
    let there = "const p = document.querySelectorAll('.history-page .body > p')[4].getBoundingClientRect(); return [Math.round(p.left)]";
    let left = desk
        .js("return [Math.round(document.querySelectorAll('main .ProseMirror .body > p')[4].getBoundingClientRect().left)]", vec![])
        .await;
    assert_eq!(left, desk.js(there, vec![]).await, "the column stays where it is");
    desk.press("Escape").await;
    desk.gone(PAGE).await;
    desk.until("the focus to be back", "return document.activeElement?.classList.contains('ProseMirror')").await;
    let same = format!("return (() => {{ {place} }})() === arguments[0]");
    desk.until_with("scroll and caret to be back, to the pixel", &same, vec![before]).await;
}

#[tokio::test]
async fn both_handles_move_by_keyboard_and_by_pointer() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    compared(&desk, "Revision 11", "Current draft").await;
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("Shift+Down").await;
    compared(&desk, "Revision 10", "Current draft").await;
    desk.press("Shift+Down").await;
    compared(&desk, "After the call", "Current draft").await;
    desk.press("Alt+Down").await;
    compared(&desk, "After the call", "Revision 11").await;
    desk.press("Alt+Up").await;
    compared(&desk, "After the call", "Current draft").await;
    desk.press("1").await;
    compared(&desk, "Revision 11", "Current draft").await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    desk.shot("history-handles").await;
    desk.drag(".rev .dot.handle", 1, ".rev .dot", 9).await;
    desk.until(
        "From to have moved",
        "return !document.querySelector('.history-page .pick').getAttribute('aria-label').includes('First edition')",
    )
    .await;
    desk.drag(".rev .dot.handle", 0, ".rev .dot", 2).await;
    desk.until(
        "To to have moved",
        "return document.querySelectorAll('.history-page .pick')[1].getAttribute('aria-label') !== 'To: Current draft'",
    )
    .await;
    assert_eq!(ends(&desk).await.as_array().map(Vec::len), Some(2), "two ends");
}

#[tokio::test]
async fn a_version_is_named_renamed_and_its_name_removed() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("Down").await;
    desk.press("F2").await;
    desk.find("[aria-label='Name of revision 11']").await;
    desk.type_text("Sent to the lawyer").await;
    desk.press("Enter").await;
    desk.says("Sent to the lawyer").await;
    desk.until("the field to go", "return !document.querySelector('[aria-label^=\"Name of revision\"]')").await;
    eventually("the library to have it", || home.printed(&["history", "hestray-winter-ferry"]).contains("Sent to the lawyer")).await;
    desk.press("F2").await;
    desk.find("[aria-label='Name of revision 11']").await;
    desk.press("Control+a").await;
    desk.type_text("Read by the lawyer").await;
    desk.press("Enter").await;
    desk.says("Read by the lawyer").await;
    desk.press("F2").await;
    desk.find("[aria-label='Name of revision 11']").await;
    desk.press("Control+a").await;
    desk.press("Delete").await;
    desk.press("Enter").await;
    desk.until("the name to be gone", "return !document.body.innerText.includes('lawyer')").await;
    eventually("the library to have no name", || !home.printed(&["history", "hestray-winter-ferry"]).contains("lawyer")).await;
}

#[tokio::test]
async fn a_paragraph_and_the_whole_are_taken_back_and_undone() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    let revisions = || home.printed(&["history", "hestray-winter-ferry"]).lines().count();
    let before = revisions();
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    // To the first changed paragraph, by keyboard.
    desk.until("a paragraph to be current", "if (document.querySelector('.history-page .body .now')) return true; document.querySelector('[aria-label=\"Next change\"]').click(); return false").await;
    desk.click("button", "Restore this paragraph").await;
    desk.says("Restored a paragraph of “First edition”").await;
    desk.until("the draft to have it", "return /voted narrowly/.test(document.querySelector('main .ProseMirror .body').textContent)").await;
    assert_eq!(revisions(), before + 1, "a restore adds a revision");
    desk.shot("history-restored").await;
    desk.click("button", "Undo").await;
    desk.until("Undo to take it back", "return /voted six to five/.test(document.querySelector('main .ProseMirror .body').textContent)")
        .await;
    assert_eq!(revisions(), before + 2, "and so does its undoing");
}

#[tokio::test]
async fn a_link_to_a_revision_opens_it_from_the_palette() {
    let home = Home::new();
    let id = past::of_some_days(&home);
    let desk = Desk::open(&home).await;
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.type_text(&format!("stet:{id}@r9")).await;
    desk.says("Open revision 9 of this story").await;
    desk.press("Enter").await;
    desk.find(PAGE).await;
    desk.until(
        "revision 9",
        "return document.querySelectorAll('.history-page .pick')[1]?.getAttribute('aria-label') === 'To: After the call'",
    )
    .await;
}

#[tokio::test]
async fn an_old_revision_stands_beside_the_draft() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    desk.press("b").await;
    desk.find("[aria-label='An old revision beside the draft']").await;
    desk.says("voted narrowly").await;
    desk.until("the draft beside it to be editable", "const page = document.querySelector('main .ProseMirror'); return page.isContentEditable && page.getBoundingClientRect().width > 300 && !page.closest('[inert]')").await;
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.type_text("Written beside the first edition.").await;
    desk.saved().await;
    both(&desk, "history-beside").await;
    desk.press("Control+s").await;
    let shown = home.printed(&["show", "hestray-winter-ferry", "--format", "text"]);
    assert!(shown.contains("Written beside the first edition."), "the draft was saved:\n{shown}");
    desk.click("button", "Close the old revision").await;
    desk.gone("[aria-label='An old revision beside the draft']").await;
}

#[tokio::test]
async fn the_drafting_plays_as_a_film() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("p").await;
    desk.find("[aria-label='The drafting as a film']").await;
    desk.until("the film to go on by itself", "return document.querySelector('[aria-label=\"Place in the film\"]').valueAsNumber >= 2")
        .await;
    desk.press("Space").await;
    desk.named("button", "Play").await;
    desk.press("End").await;
    desk.until(
        "the last frame",
        "const film = document.querySelector('[aria-label=\"Place in the film\"]'); return film.value === film.max",
    )
    .await;
    both(&desk, "history-film").await;
    desk.press("Left").await;
    desk.until(
        "one frame back",
        "const film = document.querySelector('[aria-label=\"Place in the film\"]'); return Number(film.value) === Number(film.max) - 1",
    )
    .await;
    let number = desk
        .js(
            "return /Revision (\\d+)/.exec(document.querySelector('[aria-label=\"Place in the film\"]').getAttribute('aria-valuetext'))[1]",
            vec![],
        )
        .await;
    desk.press("Escape").await;
    desk.gone("[aria-label='The drafting as a film']").await;
    desk.until_with(
        "the page to show where the film stopped",
        "return document.querySelector(`#revision-r${arguments[0]}`)?.getAttribute('aria-selected') === 'true'",
        vec![number],
    )
    .await;
    desk.press("Escape").await;
    desk.gone(PAGE).await;
}

#[tokio::test]
async fn the_dots_show_where_a_paragraph_changed() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    let touched = "return [...document.querySelectorAll('.rev .dot.touched')].map((e) => e.closest('.rev').id).join(' ')";
    let over =
        "document.querySelector('.history-page .body > [data-to=\"0\"]').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))";
    desk.js(over, vec![]).await;
    desk.until("the dots of the first paragraph", &format!("{touched} === 'revision-r9 revision-r1'")).await;
    desk.shot("history-dots").await;
    // By keyboard alone: Tab into the text, arrows from paragraph to paragraph.
    desk.js("document.querySelector('.history-page .scroller').dispatchEvent(new PointerEvent('pointerleave')); document.querySelector('.history-page .body > [tabindex=\"0\"]').focus()", vec![]).await;
    desk.press("Down").await;
    desk.until("the dots of the second", &format!("{touched} === 'revision-r10 revision-r1'")).await;
}

#[tokio::test]
async fn a_selection_says_when_it_appeared_and_a_passage_is_followed() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = Desk::open(&home).await;
    select(&desk, "six to five", 0..11).await;
    desk.press("Control+Shift+a").await;
    desk.find(PAGE).await;
    desk.until("the revision that brought it", "return document.querySelector('#revision-r9')?.getAttribute('aria-selected') === 'true'")
        .await;
    desk.find("[aria-label='History of a passage']").await;
    desk.until("the passage to be marked", "return CSS.highlights.has('passage')").await;
    both(&desk, "history-passage").await;
    // Words that no text has any more, typed.
    desk.click_at("[aria-label='Words to follow through the history']").await;
    desk.press("Control+a").await;
    desk.type_text("voted narrowly on Tuesday").await;
    desk.until("what became of it", "return [...document.querySelectorAll('.passage li b')].map((e) => e.textContent).join(' ') === 'Went Came' || [...document.querySelectorAll('.passage li b')].map((e) => e.textContent).join(' ') === 'Changed Came'").await;
    desk.press("Down").await;
    desk.until("the newest of them to be shown", "return document.querySelector('#revision-r9')?.getAttribute('aria-selected') === 'true'")
        .await;
    desk.press("Escape").await;
    desk.gone("[aria-label='History of a passage']").await;
}

#[tokio::test]
async fn what_was_written_since_publication_is_shown_corrected_and_updated() {
    let home = Home::new();
    let id = past::of_some_days(&home);
    home.printed(&["publish", id.as_str()]);
    let desk = Desk::open(&home).await;
    select(&desk, "six to five", 0..11).await;
    desk.type_text("seven to four").await;
    desk.says("1 change since publication").await;
    desk.shot("since-publication").await;
    desk.click("button", "1 change since publication").await;
    desk.find("[aria-label='Since publication']").await;
    desk.find(".history-page .body ins").await;
    both(&desk, "history-since").await;
    desk.click("button", "Draft a correction").await;
    desk.until("a drafted correction", "return /six to five/.test(document.querySelector('#correction-text')?.value)").await;
    desk.shot("correction").await;
    desk.press("Control+Home").await;
    desk.press("Control+Enter").await;
    desk.says("The correction is in the story").await;
    desk.until("the bar to offer the update", "const b = [...document.querySelectorAll('.history-page button')].find((e) => e.textContent.trim() === 'Update'); return b && !b.disabled").await;
    desk.click_at(".since .primary").await;
    desk.says("Published again").await;
    let shown = home.printed(&["show", id.as_str(), "--format", "json"]);
    assert!(shown.contains("seven to four") && shown.contains("corrections"), "{shown}");
}

#[tokio::test]
async fn the_margin_says_who_wrote_what() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = Desk::open(&home).await;
    desk.until("the story's page", "return /six to five/.test(document.querySelector('main .ProseMirror .body')?.textContent)").await;
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.type_text("who wrote what").await;
    desk.press("Enter").await;
    desk.find("[aria-label='Who wrote what'] button").await;
    desk.until("each paragraph to be signed", "return document.querySelectorAll('[aria-label=\"Who wrote what\"] button').length >= 10")
        .await;
    // The word at the caret has its own.
    select(&desk, "six to five", 2..2).await;
    desk.until("the word's revision", "return /^Bram Ostley.*revision 9$/.test(document.querySelector('[aria-label=\"Who wrote what\"] .here')?.getAttribute('data-tip'))").await;
    desk.shot("blame").await;
    desk.theme("dark").await;
    desk.shot("blame-dark").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    desk.theme("light").await;
    desk.click_at("[aria-label='Who wrote what'] .here").await;
    desk.find(PAGE).await;
    desk.until("that revision", "return document.querySelector('#revision-r9')?.getAttribute('aria-selected') === 'true'").await;
}

#[tokio::test]
async fn words_of_the_past_are_found_and_their_revision_opened() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = Desk::open(&home).await;
    desk.press("Control+Shift+f").await;
    desk.find("[role=search] input").await;
    desk.click("radio", "In old revisions").await;
    desk.click_at("[role=search] input").await;
    desk.type_text("narrowly").await;
    desk.says("no longer in the story").await;
    desk.shot("search-past").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    desk.press("Enter").await;
    desk.find(".hits:focus").await;
    desk.press("Enter").await;
    desk.find(PAGE).await;
    desk.until(
        "the newest revision that says it",
        "return document.querySelector('#revision-r8')?.getAttribute('aria-selected') === 'true'",
    )
    .await;
}

#[tokio::test]
async fn a_damaged_revision_says_so_and_all_else_is_read() {
    let home = Home::new();
    past::of_some_days(&home);
    past::damage(&home, 1);
    let desk = open(&home).await;
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("End").await;
    desk.press("Enter").await;
    desk.says("This revision is damaged and cannot be read").await;
    desk.says("Only revision 1 is marked as damaged").await;
    desk.shot("history-damaged").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // The two above it are read and compared as ever.
    desk.press("Up").await;
    desk.press("Up").await;
    desk.press("Enter").await;
    compared(&desk, "Revision 2", "Before the vote").await;
    desk.find(".history-page .body ins").await;
}

#[tokio::test]
async fn every_view_of_history_is_sound_in_light_and_dark() {
    let home = Home::new();
    past::of_some_days(&home);
    let desk = open(&home).await;
    desk.press("3").await;
    compared(&desk, "First edition", "Current draft").await;
    for (view, name) in [("In place", "in-place"), ("Side by side", "side-by-side"), ("Source", "source")] {
        desk.click("radio", view).await;
        desk.find(".history-page ins").await;
        for theme in ["light", "dark"] {
            desk.theme(theme).await;
            desk.shot(&format!("history-{name}-{theme}")).await;
            let faults = desk.accessibility_faults().await;
            assert!(faults.is_empty(), "{view}, {theme}: {}", faults.join("\n"));
        }
        desk.press("F7").await;
        desk.press("Shift+F7").await;
    }
    desk.click("radio", "In place").await;
    desk.press("/").await;
    desk.find("[aria-label='History of a passage']").await;
    desk.type_text("fish van").await;
    desk.find(".passage li").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "passages: {}", faults.join("\n"));
    desk.press("Escape").await;
    desk.gone("[aria-label='History of a passage']").await;
    desk.press("p").await;
    desk.find("[aria-label='The drafting as a film']").await;
    desk.press("Space").await;
    desk.named("button", "Play").await;
    desk.until("the words to have come", "return document.getAnimations().every((a) => a.playState !== 'running')").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "film: {}", faults.join("\n"));
    desk.press("Escape").await;
    desk.gone("[aria-label='The drafting as a film']").await;
    desk.press("b").await;
    desk.find("[aria-label='An old revision beside the draft'] h1").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "beside: {}", faults.join("\n"));
}

#[tokio::test]
async fn a_long_history_opens_scrolls_filters_and_plays() {
    let home = Home::new();
    past::of_many_revisions(&home, 600);
    let desk = open(&home).await;
    desk.until("all rows to have come", &format!("return document.querySelector(\"{LINE}\").scrollHeight > 600 * 44")).await;
    desk.js(&format!("document.querySelector(\"{LINE}\").focus()"), vec![]).await;
    desk.press("End").await;
    desk.find("#revision-r1").await;
    desk.press("Enter").await;
    desk.until("the first revision", "return document.querySelector('#revision-r1')?.getAttribute('aria-selected') === 'true'").await;
    desk.says("nothing stands before it").await;
    desk.click("radio", "Named").await;
    desk.until("only named ones", "return [...document.querySelectorAll('.rev b')].every((e) => /^Version/.test(e.textContent.trim())) && document.querySelectorAll('.rev').length > 5").await;
    desk.click("radio", "All").await;
    desk.press("p").await;
    desk.find("[aria-label='The drafting as a film']").await;
    desk.says("left out").await;
    desk.press("End").await;
    desk.until("the last frame", "const film = document.querySelector('[aria-label=\"Place in the film\"]'); return film.value === film.max && /Revision 600/.test(film.getAttribute('aria-valuetext'))").await;
    desk.press("Escape").await;
}
