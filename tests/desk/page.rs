//! The page's gestures, each by mouse or by real keys: blocks, tables, links, find and replace, typographic signs, counts.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Desk, Home};
use crate::walk::{choose_folder, export_dialog, export_now};

pub(crate) const STORY: &str = "The last boat of the day leaves at five.\n\nThe vote came at midnight, and the vote was close.\n\n## A road\n\n- One\n- Two\n- Three\n\n| Name | Fare |\n| --- | --- |\n| Puffin | £3 |\n| Tern | £4 |\n\n### Small print\n\nThe end of it.\n";

/// Puts the caret behind the first `text` of the page, as a click there would.
const CARET: &str = "const page = document.querySelector('main .ProseMirror'); const walk = document.createTreeWalker(page, 4)
for (let node = walk.nextNode(); node; node = walk.nextNode()) { const at = node.data.indexOf(arguments[0]); if (at < 0) continue
  page.focus(); const range = document.createRange(); range.setStart(node, arguments[1] ? at : at + arguments[0].length); range.setEnd(node, at + arguments[0].length)
  getSelection().removeAllRanges(); getSelection().addRange(range); node.parentElement.scrollIntoView({ block: 'center' }); return true } return false";

/// The body as lines: the element's name and its text.
pub(crate) const BODY: &str = "return [...document.querySelector('main .body').children].map((e) => `${e.tagName.toLowerCase()}: ${e.innerText.trim().replace(/\\s+/g, ' ')}`)";

/// Opens a library that has this story and another one.
pub(crate) async fn with_story(markdown: &str) -> (Home, Desk) {
    let home = Home::new();
    let path = home.answer().join("story.md");
    fs::write(&path, markdown).expect("a story");
    home.printed(&["init"]);
    home.printed(&["new", "--headline", "The night the gauges lied"]);
    home.printed(&["new", "--headline", "Winter ferry", "--body", &path.display().to_string()]);
    let desk = Desk::open(&home).await;
    desk.until("the story", "return document.querySelector('main .headline')?.textContent === 'Winter ferry'").await;
    (home, desk)
}

pub(crate) async fn caret(desk: &Desk, behind: &str) {
    assert_eq!(desk.js(CARET, vec![json!(behind), json!(false)]).await, json!(true), "{behind:?} stands on the page");
    // The page's own selection follows the browser's.
    desk.until_with(
        "the caret",
        "return getSelection().isCollapsed && getSelection().anchorNode?.data?.includes(arguments[0])",
        vec![json!(behind)],
    )
    .await;
}

pub(crate) async fn select(desk: &Desk, words: &str) {
    assert_eq!(desk.js(CARET, vec![json!(words), json!(true)]).await, json!(true), "{words:?} stands on the page");
    desk.find("main .format").await;
}

/// Waits until a line of the body is so.
pub(crate) async fn line(desk: &Desk, index: usize, expected: &str) {
    let script = format!("const lines = (() => {{ {BODY} }})(); return lines[arguments[0]] === arguments[1]");
    desk.until_with(&format!("line {index} to be {expected:?}"), &script, vec![json!(index), json!(expected)]).await;
}

/// Returns the middle of the first element that fits, or a place in it.
pub(crate) async fn place(desk: &Desk, selector: &str, index: usize, right: f64, down: f64) -> (i64, i64) {
    let script = "const e = document.querySelectorAll(arguments[0])[arguments[1]]; if (!e) return null; e.scrollIntoView({ block: 'nearest' }); const b = e.getBoundingClientRect(); return [Math.round(b.left + b.width * arguments[2]), Math.round(b.top + b.height * arguments[3])]";
    let at = desk.until_with(selector, script, vec![json!(selector), json!(index), json!(right), json!(down)]).await;
    (at[0].as_i64().expect("a number"), at[1].as_i64().expect("a number"))
}

/// WebKit tells of a move where the page scrolls under a pointer that rests. A handle that came for that would lay out the whole story.
#[tokio::test]
async fn a_page_that_scrolls_as_it_is_written_brings_no_handle() {
    let story: String = (1..=40).map(|number| format!("Paragraph {number} of the story.\n\n")).collect();
    let (_home, desk) = with_story(&story).await;
    let over = place(&desk, "main .body > p", 2, 0.3, 0.5).await;
    desk.point(&[over]).await;
    desk.find(".handle").await;
    caret(&desk, "Paragraph 8 of the story.").await;
    desk.type_text(".").await;
    desk.gone(".handle").await;
    let count = "window.handles = 0; new MutationObserver((all) => all.forEach(({ addedNodes }) => addedNodes.forEach((node) => { if (node.classList?.contains('handle')) window.handles += 1 })))
      .observe(document.querySelector('.page-canvas'), { childList: true }); return document.querySelector('.page-scroll').scrollTop";
    let was = desk.js(count, vec![]).await;
    for _ in 0..24 {
        desk.press("Enter").await;
    }
    desk.until_with(
        "the page to follow the caret",
        "return document.querySelector('.page-scroll').scrollTop > arguments[0] + 100",
        vec![was],
    )
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(desk.js("return window.handles", vec![]).await, 0, "nobody moved the pointer");
    desk.point(&[(over.0, over.1 + 4)]).await;
    desk.find(".handle").await;
}

#[tokio::test]
async fn a_block_is_dragged_moved_by_key_and_turned_into_another() {
    let (_home, desk) = with_story(STORY).await;
    let over = place(&desk, "main .body > p", 1, 0.3, 0.5).await;
    desk.point(&[over]).await;
    let handle = place(&desk, ".handle", 0, 0.5, 0.5).await;
    let above = place(&desk, "main .body > p", 0, 0.3, 0.1).await;
    desk.drag_through(handle, &[(handle.0 + 12, handle.1 - 16), above]).await;
    line(&desk, 0, "p: The vote came at midnight, and the vote was close.").await;
    desk.press("Control+z").await;
    line(&desk, 0, "p: The last boat of the day leaves at five.").await;

    // An item of a list, by its own handle, to the end of the list.
    desk.point(&[place(&desk, "main li", 0, 0.5, 0.5).await]).await;
    let handle = place(&desk, ".handle", 0, 0.5, 0.5).await;
    let below = place(&desk, "main li", 2, 0.3, 0.9).await;
    desk.drag_through(handle, &[(handle.0 + 12, handle.1 + 16), below]).await;
    line(&desk, 3, "ul: Two Three One").await;

    caret(&desk, "A road").await;
    desk.press("Alt+Up").await;
    line(&desk, 1, "h2: A road").await;
    desk.press("Control+z").await;
    line(&desk, 2, "h2: A road").await;

    // The menu of the block, by key: the caret stays where it was.
    caret(&desk, "The end of it.").await;
    desk.press("Control+/").await;
    desk.find("[role=menu]").await;
    desk.click("menuitem", "Pull quote").await;
    desk.find("main .pull-quote").await;
    desk.press("Control+z").await;
    desk.gone("main .pull-quote").await;

    // Escape selects the block, again the one around it; Enter goes back into the text.
    caret(&desk, "Three").await;
    desk.press("Escape").await;
    desk.find("main li.ProseMirror-selectednode").await;
    desk.press("Escape").await;
    desk.find("main ul.ProseMirror-selectednode").await;
    desk.press("Enter").await;
    desk.gone("main .ProseMirror-selectednode").await;
}

#[tokio::test]
async fn words_are_found_and_replaced_and_an_expression_cannot_freeze_the_page() {
    let (_home, desk) = with_story(STORY).await;
    let count = "return document.querySelector('.page-find .count')?.innerText";
    caret(&desk, "The last boat").await;
    desk.press("Control+f").await;
    desk.type_text("the").await;
    desk.until("a count", &format!("return /^\\d of 5$/.test((() => {{ {count} }})() ?? '')")).await;
    desk.press("Alt+w").await;
    desk.press("Alt+c").await;
    desk.until("whole words in this case", &format!("return /of 2$/.test((() => {{ {count} }})())")).await;
    desk.press("Alt+w").await;
    desk.press("Alt+c").await;
    desk.press("Alt+x").await;
    desk.press("Control+a").await;
    desk.type_text("(\\w+) vote").await;
    desk.until("hits of an expression", &format!("return /of 2$/.test((() => {{ {count} }})())")).await;
    desk.press("Escape").await;

    caret(&desk, "The vote").await;
    desk.press("Control+f").await;
    desk.press("Control+a").await;
    desk.type_text("vote").await;
    desk.until("both to be found", &format!("return /of 2$/.test((() => {{ {count} }})())")).await;
    desk.press("Control+Alt+r").await;
    desk.until("the field for the replacement", "return document.activeElement?.getAttribute('aria-label') === 'Replace with'").await;
    desk.type_text("ballot").await;
    desk.press("Control+Enter").await;
    desk.until("both to be replaced", &format!("return /^2 replaced/.test((() => {{ {count} }})())")).await;
    line(&desk, 1, "p: The ballot came at midnight, and the ballot was close.").await;
    desk.press("Escape").await;
    desk.press("Control+z").await;
    line(&desk, 1, "p: The vote came at midnight, and the vote was close.").await;

    caret(&desk, "The end of it.").await;
    desk.type_text(&format!(" {}", "a".repeat(40))).await;
    desk.press("Control+f").await;
    desk.press("Alt+x").await;
    desk.press("Control+a").await;
    desk.type_text("(a+)+b").await;
    desk.until("the expression to be given up", &format!("return /too long/.test((() => {{ {count} }})())")).await;
    desk.press("Escape").await;
    desk.type_text("!").await;
    desk.until("the page to go on", "return document.querySelector('main .body').innerText.includes('!')").await;
}

#[tokio::test]
async fn a_table_is_written_widened_and_grows_by_key_and_mouse() {
    let (home, desk) = with_story(STORY).await;
    let edge = place(&desk, "main th", 0, 1.0, 0.5).await;
    desk.point(&[(edge.0 - 1, edge.1)]).await;
    desk.drag_through((edge.0 - 1, edge.1), &[(edge.0 + 30, edge.1), (edge.0 + 90, edge.1 + 2)]).await;
    let widths = "return [...document.querySelectorAll('main col')].map((c) => Number.parseFloat(c.style.width))";
    let dragged =
        desk.until("widths", &format!("const all = (() => {{ {widths} }})(); return all.length === 2 && all[0] > 55 ? all : null")).await;
    caret(&desk, "Puffin").await;
    desk.press("Alt+Shift+Left").await;
    let before = dragged[0].as_f64().expect("a width");
    desk.until_with("a narrower column", &format!("return (() => {{ {widths} }})()[0] < arguments[0]"), vec![json!(before)]).await;
    caret(&desk, "£4").await;
    desk.press("Tab").await;
    desk.type_text("Gull").await;
    desk.press("Tab").await;
    desk.type_text("£5").await;
    line(&desk, 4, "div: Name Fare Puffin £3 Tern £4 Gull £5").await;
    desk.saved().await;
    desk.until("the save", "return /Saved/.test(document.querySelector('main .bar').innerText)").await;
    let json = home.printed(&["show", "winter-ferry", "--format", "json"]);
    assert!(json.contains("\"widths\""), "the widths are part of the story:\n{json}");
    desk.press("Control+z").await;
}

#[tokio::test]
async fn a_link_leads_to_another_story_and_words_become_links() {
    let (_home, desk) = with_story(STORY).await;
    select(&desk, "midnight").await;
    desk.press("Control+Shift+k").await;
    desk.until("the field", "return document.activeElement?.getAttribute('aria-label') === 'Address of the link'").await;
    desk.type_text("gauges").await;
    desk.find("[role=listbox] [role=option][aria-selected=true]").await;
    desk.until("the other story", "return /gauges lied/.test(document.querySelector('.found [aria-selected=true]')?.textContent)").await;
    desk.press("Enter").await;
    desk.until("a link to the story", "return document.querySelector('main .body a')?.getAttribute('href')?.startsWith('stet:')").await;
    // An address pasted over words links them.
    select(&desk, "close").await;
    let paste = "const data = new DataTransfer(); data.setData('text/plain', 'https://example.org/vote'); document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    desk.until("the selection", "return getSelection().toString() === 'close'").await;
    desk.js(paste, vec![]).await;
    desk.find("main .body a[href='https://example.org/vote']").await;
    // And never one that runs.
    select(&desk, "boat").await;
    desk.press("Control+Shift+k").await;
    desk.type_text("javascript:alert(1)").await;
    desk.press("Enter").await;
    desk.says("neither an address").await;
    desk.press("Escape").await;
    let hrefs: Vec<String> = serde_json::from_value(
        desk.js("return [...document.querySelectorAll('main .body a')].map((a) => a.getAttribute('href'))", vec![]).await,
    )
    .expect("addresses");
    assert_eq!(hrefs.len(), 2, "two links: {hrefs:?}");
}

#[tokio::test]
async fn signs_are_those_of_the_language_and_what_reads_as_one_letter_goes_as_one() {
    let (_home, desk) = with_story(STORY).await;
    caret(&desk, "The end of it.").await;
    desk.type_text(" \"It's so\" -- he said...").await;
    line(&desk, 6, "p: The end of it. “It’s so” – he said…").await;
    desk.type_text(" \"").await;
    desk.press("Control+z").await;
    desk.type_text("x").await;
    line(&desk, 6, "p: The end of it. “It’s so” – he said… \"x").await;
    for letter in ["👩‍👩‍👧‍👦", "🇺🇦", "👍🏽", "e\u{301}\u{323}", "नि"] {
        desk.type_text(letter).await;
        desk.press("Backspace").await;
        line(&desk, 6, "p: The end of it. “It’s so” – he said… \"x").await;
    }
    // An input method shows what it composes, and the page takes it once.
    let compose = "const page = document.querySelector('main .ProseMirror'); page.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true, data: '' }))
      document.execCommand('insertText', false, 'に'); page.dispatchEvent(new CompositionEvent('compositionupdate', { bubbles: true, data: 'に' }))";
    desk.js(compose, vec![]).await;
    line(&desk, 6, "p: The end of it. “It’s so” – he said… \"xに").await;
    desk.js(
        "document.querySelector('main .ProseMirror').dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'に' }))",
        vec![],
    )
    .await;
    desk.type_text("日").await;
    line(&desk, 6, "p: The end of it. “It’s so” – he said… \"xに日").await;
}

#[tokio::test]
async fn a_target_shows_how_far_the_story_is_and_the_outline_leads_to_headings() {
    let (home, desk) = with_story(STORY).await;
    desk.until("words to be counted", "return /^\\d+ words$/.test(document.querySelector('main .foot button')?.innerText)").await;
    desk.js("document.querySelector('main .foot button').click()", vec![]).await;
    desk.until("the field", "return document.activeElement?.tagName === 'INPUT'").await;
    desk.type_text("60").await;
    desk.press("Enter").await;
    desk.find("[role=progressbar][aria-valuemax='60']").await;
    desk.press("Control+Shift+o").await;
    desk.until("the outline to have the keyboard", "return document.activeElement?.closest('nav.outline') !== null").await;
    desk.press("Down").await;
    desk.press("Enter").await;
    desk.until("the heading", "return /Small print/.test(getSelection().anchorNode?.textContent)").await;
    desk.shot("outline").await;
    let faults = desk.accessibility_faults().await;
    assert!(faults.is_empty(), "the outline and the counts are sound: {faults:#?}");
    drop(desk);
    // The target is the library's.
    let desk = Desk::open(&home).await;
    desk.find("[role=progressbar][aria-valuemax='60']").await;
}

#[tokio::test]
async fn a_story_is_printed_as_its_page() {
    let (_home, desk) = with_story(STORY).await;
    let seam = "document.addEventListener('load', (event) => { if (event.target.tagName !== 'IFRAME') return
      const frame = event.target; frame.contentWindow.print = () => { window.__printed = frame.contentDocument.body.innerText } }, true)";
    desk.js(seam, vec![]).await;
    caret(&desk, "The end of it.").await;
    desk.press("Control+p").await;
    let printed = desk.until("the page to be printed", "return window.__printed").await;
    let printed = printed.as_str().unwrap_or_default();
    assert!(printed.contains("Winter ferry") && printed.contains("The end of it."), "the whole page is printed:\n{printed}");
}

/// From nothing to an exported page without the mouse.
#[tokio::test]
async fn the_whole_journey_by_keyboard() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.begin_story().await;
    desk.type_text("By keyboard alone").await;
    desk.press("Enter").await;
    desk.type_text("Nobody touched the mouse.").await;
    for _ in 0..2 {
        desk.press("Enter").await;
    }
    desk.until("the caret in the body", "return document.querySelector('main .body').contains(getSelection().anchorNode)").await;
    for typed in ["First words with **bold** and a [link](https://example.org).", "## What it has", "- one", "two"] {
        desk.type_text(typed).await;
        desk.press("Enter").await;
    }
    desk.press("Enter").await;
    // The insert menu: a table, filled with Tab, left downwards.
    desk.type_text("/table").await;
    desk.find("#insert-menu [aria-selected=true]").await;
    desk.press("Enter").await;
    for cell in ["Name", "Sailings", "Fare", "Puffin", "2", "£3", "Tern", "4"] {
        desk.type_text(cell).await;
        desk.press("Tab").await;
    }
    desk.type_text("£4").await;
    desk.press("Down").await;
    desk.type_text("/pull").await;
    desk.press("Enter").await;
    desk.type_text("A line lifted out").await;
    desk.press("Enter").await;
    // A footnote, written in its place.
    desk.type_text("A claim").await;
    desk.press("Control+Alt+f").await;
    desk.until("the note to be open", "return document.activeElement?.closest('.note-popover') !== null").await;
    desk.type_text("Its source.").await;
    desk.press("Escape").await;
    desk.type_text(" stands.").await;
    desk.saved().await;
    desk.press("Control+s").await;
    export_dialog(&desk).await;
    choose_folder(&desk).await;
    desk.until("a preview", "return document.querySelector('[role=dialog] .path')?.textContent.trim().length > 0").await;
    export_now(&desk).await;
    let written =
        fs::read_dir(home.answer()).expect("a folder").filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file());
    let text: String = written.filter_map(|path| fs::read_to_string(path).ok()).collect();
    for part in
        ["By keyboard alone", "bold", "https://example.org", "What it has", "Puffin", "£4", "A line lifted out", "Its source.", "A claim"]
    {
        assert!(text.contains(part), "the export has {part:?}:\n{text}");
    }
    let shown: Value = desk.js(BODY, vec![]).await;
    assert!(shown.as_array().is_some_and(|lines| lines.len() >= 6), "every block is on the page: {shown}");
}

#[tokio::test]
async fn scripts_without_spaces_are_words_and_counted_as_core_counts_them() {
    let story = "เรือข้ามฟากไปเกาะจะหยุดในฤดูหนาว\n\nน้ำท่วมหนักในภาคเหนือทำให้ถนนหลายสายถูกตัดขาด and two words\n\nພາສາລາວເປັນພາສາທີ່ໃຊ້ໃນປະເທດລາວ\n\nភាសាខ្មែរជាភាសាផ្លូវការរបស់ប្រទេសកម្ពុជា\n\nမြန်မာဘာသာစကားသည် ရုံးသုံးဘာသာစကား ဖြစ်သည်\n\nผู้สื่อข่าวรายงานว่านายกรัฐมนตรีเดินทางถึงเกาะเฮสเตรย์\n";
    let (home, desk) = with_story(story).await;
    let foot = "return document.querySelector('main .foot button')?.innerText";
    let counted = || {
        let list = home.printed(&["list"]);
        list.lines().find(|line| line.ends_with("\tWinter ferry")).and_then(|line| line.split('\t').nth(3)).expect("its words").to_owned()
    };
    let same = format!("return (() => {{ {foot} }})() === arguments[0]");
    desk.until_with("core's count", &same, vec![json!(format!("{} words", counted()))]).await;

    // Word by word, by key and by double click.
    caret(&desk, "เรือ").await;
    let selected = "return getSelection().toString()";
    for words in ["ข้าม", "ข้ามฟาก", "ข้ามฟากไป"] {
        desk.press("Control+Shift+Right").await;
        assert_eq!(desk.js(selected, vec![]).await, json!(words));
    }
    let at = "const p = document.querySelector('main .body > p'); const range = document.createRange(); range.setStart(p.firstChild, 6); range.setEnd(p.firstChild, 7); const b = range.getBoundingClientRect(); return [Math.round(b.left + b.width / 2), Math.round(b.top + b.height / 2)]";
    let at: (i64, i64) = serde_json::from_value(desk.js(at, vec![]).await).expect("a place");
    desk.double_click(at).await;
    desk.until_with("a word by double click", "return getSelection().toString() === arguments[0]", vec![json!("ข้าม")]).await;

    // What is typed is counted alike once it is saved.
    desk.press("Control+End").await;
    desk.type_text(" สวัสดีครับ").await;
    desk.saved().await;
    desk.until_with("core's count again", &same, vec![json!(format!("{} words", counted()))]).await;
    desk.shot("words-without-spaces").await;
}
