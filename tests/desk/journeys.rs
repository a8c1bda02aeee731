//! What an editor does on a working day, from nothing to an exported page, through the real window.

use std::fs;

use serde_json::json;

use crate::harness::{Desk, Home, eventually};
use crate::neighbour::{Neighbour, X};
use crate::walk::{choose_folder, export_dialog, export_now, write_story};

#[tokio::test]
async fn a_story_goes_from_nothing_to_an_exported_page() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.find("main .body h2").await;
    desk.find("main .body strong").await;
    desk.find("main .body blockquote").await;
    desk.press("Control+s").await;
    desk.until("a second revision", "return /Rev 2/.test(document.querySelector('main').innerText)").await;
    desk.shot("written").await;

    export_dialog(&desk).await;
    desk.click("radio", "HTML page").await;
    choose_folder(&desk).await;
    desk.until("a preview of the page", "return /\\.html/.test(document.querySelector('[role=dialog] .path')?.textContent)").await;
    desk.shot("export").await;
    export_now(&desk).await;
    let page = fs::read_to_string(home.answer().join("ferry-to-hestray-stops-for-the-winter.html")).expect("the page was written");
    for part in ["<h1", "Ferry to Hestray stops for the winter", "What happens now", "<strong>nothing</strong>", "<blockquote"] {
        assert!(page.contains(part), "the page has {part:?}");
    }
    let scripts = page.matches("<script").count();
    assert_eq!(
        scripts,
        page.matches("<script type=\"application/ld+json\"").count(),
        "a page carries facts for search engines and nothing that runs"
    );
}

#[tokio::test]
async fn a_tag_is_added_and_filters_the_list() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    desk.click("button", "Add a tag").await;
    desk.type_text("Transport").await;
    desk.press("Enter").await;
    desk.press("Escape").await;
    desk.saved().await;
    desk.until("the sidebar to count the tag", "return /Transport\\s*1/.test(document.querySelector('[data-pane=sidebar]').innerText)")
        .await;
    let tagged = home.printed(&["list", "--tag", "Transport"]);
    assert!(tagged.lines().count() == 1 && tagged.contains("Ferry to Hestray"), "one story carries the tag:\n{tagged}");
    let row = desk.until("the tag's row", "return [...document.querySelectorAll('[data-pane=sidebar] [data-row], [data-pane=sidebar] button')].some((e) => /^Transport/.test(e.textContent.trim()))").await;
    assert!(row.as_bool().unwrap_or(false), "the tag stands in the sidebar");
    desk.js("[...document.querySelectorAll('[data-pane=sidebar] [data-row], [data-pane=sidebar] button')].find((e) => /^Transport/.test(e.textContent.trim())).click()", vec![]).await;
    desk.until("only tagged stories", "const list = document.querySelector('[data-pane=list]').innerText; return list.includes('Ferry to Hestray') && !list.includes('Let it stand')").await;
    desk.shot("tagged").await;
}

/// Lets `arguments[0]`, which must be draggable, fall on `arguments[1]`: WebDriver's own pointer begins no drag. Answers whether it is taken there.
const DRAG: &str = "const [from, to] = [arguments[0], arguments[1]].map((words) => [...document.querySelectorAll('[data-pane=sidebar] button, [data-pane=sidebar] h2, [data-pane=list] [role=option]')]
      .find((element) => element.textContent.trim().startsWith(words)))
    if (!from?.draggable || !to) return 'nothing to drag'
    const dataTransfer = new DataTransfer()
    const send = (element, kind) => element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }))
    send(from, 'dragstart')
    const taken = !send(to.firstElementChild ?? to, 'dragover')
    if (taken) send(to.firstElementChild ?? to, 'drop')
    send(from, 'dragend')
    return taken";

#[tokio::test]
async fn stories_and_tags_are_dragged_onto_the_sidebar() {
    let home = Home::new();
    home.printed(&["init"]);
    for (story, tag) in [("Ferry to Hestray", "+Transport"), ("The night the gauges lied", "+Rain")] {
        let id = home.printed(&["new", "--headline", story]);
        home.printed(&["tag", id.trim(), tag]);
    }
    let desk = Desk::open(&home).await;
    desk.until("the tags", "return /Rain\\s*1/.test(document.querySelector('[data-pane=sidebar]').innerText)").await;
    let drag = |from: &str, to: &str| desk.js(DRAG, vec![json!(from), json!(to)]);
    assert_eq!(drag("Ferry to Hestray", "Rain").await, true, "a story falls on a tag");
    desk.until("the tag to count it", "return /Rain\\s*2/.test(document.querySelector('[data-pane=sidebar]').innerText)").await;
    assert_eq!(drag("The night", "In review").await, true, "a story falls on a status");
    desk.until("the status", "return /In review\\s*1/.test(document.querySelector('[data-pane=sidebar]').innerText)").await;
    assert_eq!(drag("Rain", "Transport").await, true, "a tag falls on a tag");
    desk.until("the tag to go under it", "return !!document.querySelector('[data-pane=sidebar] [aria-label=\"Unfold Transport\"]')").await;
    assert_eq!(drag("Transport", "Drafts").await, false, "a tag is no story");
    assert_eq!(drag("Ferry to Hestray", "Tags").await, false, "a story is no tag");
    desk.js("document.querySelector('[aria-label=\"Unfold Transport\"]').click()", vec![]).await;
    desk.until("the tag to be unfolded", "return !!document.querySelector('[aria-label=\"Fold Transport\"]')").await;
    assert_eq!(drag("Transport", "Rain").await, false, "a tag does not go under what it holds");
    assert_eq!(drag("Rain", "Tags").await, true, "a tag falls on the heading");
    desk.until("the tag to stand by itself", "return !document.querySelector('[aria-label=\"Fold Transport\"]')").await;
    assert_eq!(home.printed(&["list", "--tag", "Rain"]).lines().count(), 2);
}

#[tokio::test]
async fn a_change_is_seen_compared_and_taken_back() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.press("Control+h").await;
    desk.find("[aria-label='History of the page, read-only']").await;
    desk.find(".marked ins").await;
    desk.find(".marked del").await;
    desk.shot("history").await;
    desk.until(
        "the older revision to be looked at",
        "const rows = document.querySelectorAll('[role=listbox][aria-label^=Revisions] [role=option]'); if (rows.length < 2) return false; if (rows[rows.length - 1].getAttribute('aria-selected') === 'true') return true; rows[rows.length - 1].click(); return false",
    )
    .await;
    desk.click("button", "Restore").await;
    desk.until(
        "the restored revision to be the draft",
        "return /Welcome to Stet/.test(document.querySelector('main .headline')?.textContent)",
    )
    .await;
    let history = home.printed(&["history", "let-it-stand"]);
    assert!(history.lines().count() >= 3 && history.contains("restored"), "a restore adds a revision:\n{history}");
    assert!(home.printed(&["check", "--deep"]).is_empty() || home.stet(&["check", "--deep"]).status.success(), "the library is sound");
}

#[tokio::test]
async fn a_kill_while_typing_loses_at_most_two_seconds() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.caret_in("body").await;
    desk.press("Enter").await;
    // The page notes when each word came to stand on it, so that what was there two seconds before the kill is known.
    desk.js(
        "window.__typed = []; const body = document.querySelector('main .ProseMirror [data-field=body]')
         new MutationObserver(() => window.__typed.push([performance.now(), body.lastElementChild.textContent])).observe(body, { childList: true, characterData: true, subtree: true })",
        vec![],
    )
    .await;
    for sentence in 0..14 {
        desk.type_text(&format!("Sentence {sentence} of a long night. ")).await;
    }
    let safe = "const limit = performance.now() - 2000; return window.__typed.filter(([time]) => time <= limit).at(-1)?.[1].trim() ?? ''";
    let safe = desk.until("words that stand there for two seconds", safe).await;
    desk.kill().await;

    let safe = safe.as_str().unwrap_or_default();
    let shown = home.printed(&["show", "let-it-stand", "--format", "text"]);
    assert!(shown.contains(safe), "what stood on the page two seconds before the kill is kept:\n{safe}\nthe library has:\n{shown}");
    let desk = Desk::open(&home).await;
    desk.says("Sentence 0 of a long night.").await;
    assert!(home.stet(&["check", "--deep"]).status.success(), "the library is sound after the kill");
}

#[tokio::test]
async fn two_writers_meet_and_both_texts_are_kept() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    let body = home.answer().join("elsewhere.md");
    fs::write(&body, "The command line wrote this.\n").expect("a body");
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.type_text("The window wrote this").await;
    home.printed(&["save", "let-it-stand", "--body", &body.display().to_string()]);
    desk.type_text(" and went on.").await;
    desk.says("The command line wrote this.").await;
    desk.until("the desk to notice", "return /changed elsewhere/.test(document.body.innerText)").await;
    desk.shot("conflict").await;
    let head = home.printed(&["history", "let-it-stand"]);
    let mut found = false;
    for line in head.lines() {
        let number = line.split('\t').next().unwrap_or_default().trim_start_matches('r');
        let text = home.printed(&["show", "let-it-stand", "--revision", number, "--format", "text"]);
        found |= text.contains("The window wrote this");
    }
    assert!(found, "the window's text is a revision of its own:\n{head}");
    assert!(
        home.printed(&["show", "let-it-stand", "--format", "text"]).contains("The command line wrote this."),
        "and the other one stands"
    );
}

#[tokio::test]
async fn a_file_that_is_no_library_still_opens_a_desk_that_says_so() {
    let home = Home::new();
    fs::write(home.library(), "This is a shopping list.\n").expect("a file");
    let desk = Desk::open(&home).await;
    desk.until("the failure in words", "return document.body.innerText.trim().length > 40").await;
    desk.shot("no-library").await;
    assert_eq!(fs::read_to_string(home.library()).expect("the file"), "This is a shopping list.\n", "the file is left as it was");
}

/// The driver loses a page whose process ends, so what follows is done by the real pointer and keyboard, and read from the library.
#[tokio::test]
async fn a_page_that_crashes_comes_back_with_what_was_saved() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.caret_in("headline").await;
    desk.type_text(" again").await;
    desk.saved().await;
    let place = desk.js("const box = document.querySelector('main .headline').getBoundingClientRect(); return [box.left + 20, box.top + box.height / 2, innerHeight]", Vec::new()).await;
    let number = |index: usize| place[index].as_f64().map(f64::round).unwrap_or_default() as i16;
    desk.crash_the_page().await;
    let neighbour = Neighbour::of(&desk);
    let frame = neighbour.frame();
    let bar = i16::try_from(frame.height).unwrap_or_default() - number(2);
    let headline = || home.printed(&["list"]).lines().next().unwrap_or_default().to_owned();
    // Until the page takes keys, they go nowhere.
    eventually("a key in the page that came back", || {
        neighbour.click(frame.x + number(0), frame.y + bar + number(1));
        neighbour.press(X);
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        headline().contains('x')
    })
    .await;
    assert!(headline().contains("again"), "what was saved before stands: {}", headline());
    let history = home.printed(&["history", "let-it-stand"]);
    assert!(!history.contains("Kept from this desk"), "the page began with what the library has:\n{history}");
}

#[tokio::test]
async fn closing_the_window_keeps_what_was_just_typed() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.type_text("Typed in the last second.").await;
    Neighbour::of(&desk).click_its_cross();
    desk.goes().await;
    let shown = home.printed(&["show", "let-it-stand", "--format", "text"]);
    assert!(shown.contains("Typed in the last second."), "the page saves before the window goes:\n{shown}");
}
