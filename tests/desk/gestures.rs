//! The page's other gestures: tables, blocks with fields, lists, links, selection and Undo, search in a part, how the page looks.

use serde_json::{Value, json};

use crate::harness::Desk;
use crate::page::{STORY, caret, line, place, select, with_story};
use crate::walk::run_command;

/// The words that are selected.
const SELECTED: &str = "return getSelection().toString()";

async fn paste(desk: &Desk, html: &str, text: &str) {
    let script = "const data = new DataTransfer(); data.setData('text/html', arguments[0]); data.setData('text/plain', arguments[1]); document.querySelector('main .ProseMirror').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    desk.js(script, vec![json!(html), json!(text)]).await;
}

async fn cells(desk: &Desk, expected: &[&str]) {
    let script = "const cells = [...document.querySelectorAll('main .body table :is(td, th)')].map((e) => e.innerText.trim().replace(/\\s+/g, ' ')); return JSON.stringify(cells) === JSON.stringify(arguments[0])";
    desk.until_with(&format!("the cells {expected:?}"), script, vec![json!(expected)]).await;
}

#[tokio::test]
async fn cells_are_merged_and_split_and_a_sheet_is_pasted_into_a_table() {
    let (_home, desk) = with_story(STORY).await;
    cells(&desk, &["Name", "Fare", "Puffin", "£3", "Tern", "£4"]).await;
    // Cells are selected by dragging over them.
    let from = place(&desk, "main td", 0, 0.5, 0.5).await;
    let to = place(&desk, "main td", 1, 0.5, 0.5).await;
    desk.drag_through(from, &[(from.0 + 12, from.1), to]).await;
    desk.until("two cells", "return document.querySelectorAll('main .selectedCell').length === 2").await;
    desk.find("main .format").await;
    desk.click("button", "Table").await;
    desk.click("menuitem", "Merge cells").await;
    cells(&desk, &["Name", "Fare", "Puffin £3", "Tern", "£4"]).await;
    assert_eq!(desk.js("return document.querySelector('main td').colSpan", vec![]).await, 2);
    desk.click("button", "Table").await;
    desk.click("menuitem", "Split cell").await;
    desk.until("a cell more", "return document.querySelectorAll('main .body table td').length === 4").await;
    desk.press("Control+z").await;
    desk.press("Control+z").await;
    cells(&desk, &["Name", "Fare", "Puffin", "£3", "Tern", "£4"]).await;

    // A sheet goes into the cells from the caret on, and the table grows for what does not fit.
    caret(&desk, "Tern").await;
    paste(&desk, "<table><tr><td>Gull</td><td>£5</td></tr><tr><td>Skua</td><td>£6</td></tr></table>", "Gull\t£5\nSkua\t£6").await;
    cells(&desk, &["Name", "Fare", "Puffin", "£3", "Gull", "£5", "Skua", "£6"]).await;
    desk.press("Control+z").await;
    cells(&desk, &["Name", "Fare", "Puffin", "£3", "Tern", "£4"]).await;

    // Rows and columns by the menu.
    caret(&desk, "Puffin").await;
    for (entry, count) in [("Row below", 8), ("Column after", 12), ("Delete column", 8), ("Delete row", 6)] {
        desk.click("button", "Table").await;
        desk.click("menuitem", entry).await;
        desk.until_with(
            entry,
            "return document.querySelectorAll('main .body table :is(td, th)').length === arguments[0]",
            vec![json!(count)],
        )
        .await;
    }
}

#[tokio::test]
async fn each_block_has_its_fields_and_lists_their_levels() {
    let (home, desk) = with_story("Begin.\n").await;
    caret(&desk, "Begin.").await;
    for typed in ["- one", "two"] {
        desk.press("Enter").await;
        desk.type_text(typed).await;
    }
    desk.press("Tab").await;
    desk.until("a list in the list", "return document.querySelector('main .body ul ul li')?.innerText.trim() === 'two'").await;
    desk.press("Shift+Tab").await;
    desk.until(
        "one list",
        "return document.querySelectorAll('main .body ul > li').length === 2 && !document.querySelector('main .body ul ul')",
    )
    .await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("[] do it").await;
    desk.find("main .body li.task[data-checked=false]").await;
    desk.press("Control+Enter").await;
    desk.find("main .body li.task[data-checked=true]").await;
    // Its box is drawn before the words.
    let (left, top) = place(&desk, "main .body li.task", 0, 0.0, 0.0).await;
    desk.drag_through((left - 16, top + 14), &[(left - 16, top + 14)]).await;
    desk.find("main .body li.task[data-checked=false]").await;
    desk.drag_through((left - 16, top + 14), &[(left - 16, top + 14)]).await;
    desk.find("main .body li.task[data-checked=true]").await;
    caret(&desk, "do it").await;
    desk.press("Enter").await;
    desk.press("Enter").await;

    // Quotation, pull quote with who said it, fact box with its title, code with its language, rule, embed.
    desk.type_text("> Nobody moves.").await;
    desk.find("main .body blockquote").await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("/pull").await;
    desk.press("Enter").await;
    desk.type_text("Lifted out").await;
    desk.click_at("main .pull-quote .attribution").await;
    desk.type_text("Oda Fennick").await;
    desk.press("Enter").await;
    desk.press("End").await;
    desk.press("Enter").await;
    desk.type_text("/fact").await;
    desk.press("Enter").await;
    desk.type_text("Nine miles").await;
    desk.click_at("main .fact-box .title").await;
    desk.type_text("In figures").await;
    desk.press("Enter").await;
    desk.press("Control+End").await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.until("the caret below the box", "return !document.querySelector('main .fact-box')?.contains(getSelection().anchorNode)").await;
    desk.type_text("```").await;
    desk.press("Enter").await;
    desk.type_text("let x").await;
    desk.find("main .code-block").await;
    desk.press("Down").await;
    desk.type_text("/embed").await;
    desk.press("Enter").await;
    desk.until("the field", "return /Address of the/.test(document.activeElement?.getAttribute('aria-label'))").await;
    desk.type_text("https://example.org/film").await;
    desk.press("Enter").await;
    desk.find("main .embed").await;
    assert_eq!(desk.js("return document.querySelectorAll('main iframe, main .embed img').length", vec![]).await, 0, "nothing is fetched");
    desk.saved().await;
    desk.both_themes("blocks").await;
    let story = home.printed(&["show", "winter-ferry", "--format", "json"]);
    for part in ["Oda Fennick", "In figures", "\"checked\":true", "https://example.org/film", "code_block", "Nobody moves."] {
        assert!(story.replace(": ", ":").contains(part), "{part} is saved:\n{story}");
    }
}

#[tokio::test]
async fn undo_brings_the_selection_back_and_a_link_is_edited_and_taken_off() {
    let (home, desk) = with_story(STORY).await;
    select(&desk, "came at midnight").await;
    desk.press("Control+b").await;
    desk.until("bold", "return document.querySelector('main .body strong')?.textContent === 'came at midnight'").await;
    desk.press("Control+z").await;
    desk.gone("main .body strong").await;
    select(&desk, "came at midnight").await;
    desk.press("Delete").await;
    line(&desk, 1, "p: The vote , and the vote was close.").await;
    caret(&desk, "Small print").await;
    desk.press("Control+z").await;
    desk.until("the words to be selected again", &format!("return (() => {{ {SELECTED} }})() === 'came at midnight'")).await;

    select(&desk, "midnight").await;
    desk.press("Control+Shift+k").await;
    desk.until("the field", "return document.activeElement?.getAttribute('aria-label') === 'Address of the link'").await;
    desk.type_text("gauges").await;
    desk.until("the other story", "return /gauges lied/.test(document.querySelector('.found [aria-selected=true]')?.textContent)").await;
    desk.press("Enter").await;
    desk.find("main .body a[href^='stet:']").await;
    desk.saved().await;
    desk.close().await;
    // The bubble names the story, in a desk that never looked for it too.
    let desk = Desk::open(&home).await;
    desk.until("the story", "return document.querySelector('main .headline')?.textContent === 'Winter ferry'").await;
    caret(&desk, "midnight").await;
    desk.press("Left").await;
    desk.until(
        "the headline in the bubble",
        "return document.querySelector('main .bubble, main [aria-label=Link]')?.innerText.includes('The night the gauges lied')",
    )
    .await;
    desk.shot("link-bubble").await;
    desk.click("button", "Unlink").await;
    desk.gone("main .body a").await;
}

#[tokio::test]
async fn a_search_keeps_to_the_selection() {
    let (_home, desk) = with_story(STORY).await;
    let count = "return document.querySelector('.page-find .count')?.innerText ?? ''";
    select(&desk, "The vote came at midnight, and the vote was close.").await;
    desk.press("Control+f").await;
    desk.until("the field", "return document.activeElement?.getAttribute('aria-label') === 'Find in the story'").await;
    desk.press("Alt+l").await;
    desk.press("Control+a").await;
    desk.type_text("the").await;
    desk.until("the two of the selection", &format!("return /of 2$/.test((() => {{ {count} }})())")).await;
    desk.press("Alt+l").await;
    desk.until("all of the story", &format!("return /of 5$/.test((() => {{ {count} }})())")).await;
}

#[tokio::test]
async fn words_are_counted_in_the_selection_and_in_chinese() {
    let (_home, desk) = with_story("The ferry sails.\n\n渡轮停航了。\n").await;
    let foot = "return document.querySelector('main .foot button')?.innerText";
    desk.until("eight words", &format!("return (() => {{ {foot} }})() === '8 words'")).await;
    select(&desk, "ferry sails").await;
    desk.until("those of the selection", &format!("return (() => {{ {foot} }})() === '2 of 8 words'")).await;
    select(&desk, "停航了").await;
    desk.until("signs of the selection", &format!("return (() => {{ {foot} }})() === '3 of 8 words'")).await;
}

#[tokio::test]
async fn arabic_runs_from_right_to_left_and_mixed_lines_keep_their_order() {
    let (home, desk) = with_story("العبّارة تتوقف في الشتاء.\n\nقال: iPhone 15 رائع.\n\n- واحد\n\n> اقتباس\n").await;
    // The foot is whole, so that nothing moves under the pointer.
    desk.says("¶ Headline").await;
    desk.click("button", "No language").await;
    desk.until("the field", "return document.activeElement?.getAttribute('data-field') === 'language'").await;
    desk.press("Control+a").await;
    desk.type_text("ar").await;
    desk.press("Enter").await;
    desk.until("the page to turn", "const page = document.querySelector('main .ProseMirror'); return page.dir === 'rtl' && getComputedStyle(page.querySelector('.body p')).direction === 'rtl'").await;
    caret(&desk, "الشتاء.").await;
    desk.type_text(" و2024").await;
    line(&desk, 0, "p: العبّارة تتوقف في الشتاء. و2024").await;
    // A letter with its vowel sign goes as one.
    desk.type_text(" ب\u{64e}").await;
    desk.press("Backspace").await;
    line(&desk, 0, "p: العبّارة تتوقف في الشتاء. و2024").await;
    // Bars, bullets and handles stand on the side where lines begin.
    let sides = "const body = document.querySelector('main .body'); const bar = (e) => { const all = ['', '::before', '::after'].map((part) => getComputedStyle(e, part || null)); return { \
                 right: all.some((style) => parseFloat(style.borderRightWidth) > 0 || (style.position === 'absolute' && style.right === '0px' && style.left !== '0px')), \
                 left: all.some((style) => parseFloat(style.borderLeftWidth) > 0) } }; \
                 return [bar(body.querySelector('blockquote')), getComputedStyle(body.querySelector('ul')).direction, getComputedStyle(body.querySelector('ul')).paddingRight !== '0px']";
    let sides: Value = desk.js(sides, vec![]).await;
    assert_eq!(sides, json!([{ "right": true, "left": false }, "rtl", true]), "the quotation's bar and the bullets stand on the right");
    desk.both_themes("arabic").await;
    desk.saved().await;
    assert!(home.printed(&["show", "winter-ferry", "--format", "json"]).contains("\"ar\""), "the language is the story's");
}

#[tokio::test]
async fn the_page_keeps_its_line_its_size_and_its_width() {
    let long: String = (1..60).map(|n| format!("Line {n} of a long story.\n\n")).collect();
    let (_home, desk) = with_story(&long).await;
    // The line that is written stays at one height.
    run_command(&desk, "Typewriter").await;
    desk.gone("[role=dialog]").await;
    let height = "const range = getSelection().getRangeAt(0); const box = (range.getClientRects()[0] ?? range.startContainer.parentElement.getBoundingClientRect()); return Math.round(box.top)";
    caret(&desk, "Line 20 of a long story.").await;
    desk.type_text("x").await;
    desk.until("the line to come to its height", &format!("const at = (() => {{ {height} }})(); const scroll = document.querySelector('.page-scroll').getBoundingClientRect(); return Math.abs(at - scroll.top - scroll.height * 0.42) < 24")).await;
    let before = desk.js(height, vec![]).await.as_i64().expect("a height");
    for _ in 0..4 {
        desk.press("Enter").await;
        desk.type_text("new").await;
    }
    desk.until_with("the same height", &format!("return Math.abs((() => {{ {height} }})() - arguments[0]) < 4"), vec![json!(before)]).await;

    // Text and column by the settings.
    let size = "const p = document.querySelector('main .body p'); return [Number.parseFloat(getComputedStyle(p).fontSize), Math.round(p.getBoundingClientRect().width)]";
    let was = desk.js(size, vec![]).await;
    desk.press("Control+,").await;
    desk.named("dialog", "Settings").await;
    desk.click("radio", "Larger").await;
    desk.click("radio", "Wide").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.until_with(
        "larger text in a wider column",
        &format!("const now = (() => {{ {size} }})(); return now[0] > arguments[0][0] && now[1] > arguments[0][1]"),
        vec![was.clone()],
    )
    .await;
}

#[tokio::test]
async fn a_small_window_keeps_the_page_whole() {
    let (_home, desk) = with_story(STORY).await;
    for (width, height) in [(900, 600), (720, 560)] {
        desk.resize(width, height).await;
        let fits = "const main = document.querySelector('main').getBoundingClientRect(); const p = document.querySelector('main .body p').getBoundingClientRect(); return document.documentElement.scrollWidth <= innerWidth && p.left >= main.left && p.right <= main.right && p.right <= innerWidth && p.width > 280";
        desk.until("the column to fit", fits).await;
        desk.both_themes(&format!("small-{width}")).await;
    }
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "{faults:#?}");
    caret(&desk, "The end of it.").await;
    desk.type_text(" Still typing.").await;
    desk.until("the words", "return document.querySelector('main .body').innerText.includes('Still typing.')").await;
    desk.press("Control+f").await;
    desk.until(
        "the bar to fit",
        "const bar = document.querySelector('.page-find')?.getBoundingClientRect(); return bar && bar.left >= 0 && bar.right <= innerWidth",
    )
    .await;
}
