//! Typing at random in the real window, from a fixed seed: keys, pastes, undos, blocks that move. After each batch the story is
//! valid in core, equals what the page shows, and at the end undo goes back to the first text.
//!
//! `STET_TYPING_KEYS` sets how many keys (400 in `make test`), `STET_TYPING_SEED` the seed.

use std::time::Duration;

use serde_json::{Value, json};
use stet_testkit::Dice;

use crate::harness::{Desk, Home};

/// Keys of one request; after it the page is compared with the library.
const BATCH: usize = 50;

/// The story that random typing begins with: one of each block.
const STORY: &str = "The last boat leaves at *five*.[^1]\n\n## A road\n\n> Nobody moves to an island.\n\n- One\n- Two\n    - Nested\n\n1. First\n2. Second\n\n- [ ] to do\n- [x] done\n\n| Name | Fare |\n| --- | --- |\n| Puffin | £3 |\n| Tern | £4 |\n\n```rust\nfn main() {}\n```\n\n---\n\nThe end of it.\n\n[^1]: The log.\n";

fn pick<'a, T: ?Sized>(dice: &mut Dice, among: &[&'a T]) -> &'a T {
    among[dice.roll(among.len())]
}

const WORDS: &[&str] = &[
    "a",
    "ferry ",
    "\"so\" ",
    "don't ",
    " -- ",
    "...",
    "## ",
    "- ",
    "1. ",
    "> ",
    "[] ",
    "**b** ",
    "*i* ",
    "`c` ",
    "[w](https://example.org) ",
    "é",
    "漢字",
    "مرحبا",
    "👩‍👩‍👧‍👦",
    "e\u{301}",
    "---",
    "```",
    "/",
    " ",
    "x.",
];
const CHORDS: &[&str] = &[
    "Enter",
    "Enter",
    "Enter",
    "Backspace",
    "Backspace",
    "Backspace",
    "Delete",
    "Tab",
    "Shift+Tab",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "Shift+Down",
    "Shift+Right",
    "Shift+Home",
    "Control+z",
    "Control+z",
    "Control+Shift+z",
    "Control+b",
    "Control+i",
    "Alt+Up",
    "Alt+Down",
    "Escape",
    "Shift+Enter",
    "Control+d",
    "Control+Alt+2",
    "Control+Alt+0",
    "Control+Shift+8",
    "Control+Shift+7",
    "Control+Shift+6",
    "Control+Shift+9",
    "Control+Alt+c",
    "Control+Alt+f",
    "Control+Home",
    "Control+End",
    "Control+a",
    "Control+Alt+3",
];
const PASTES: &[&str] = &[
    "<p>pasted</p><p>twice</p>",
    "<ul><li>one<ul><li>two</li></ul></li></ul>",
    "<table><tr><th>a</th><td colspan=2>b</td></tr><tr><td>c</td></tr></table>",
    "<h2>head</h2><blockquote><p>said</p></blockquote><pre><code>x\ny</code></pre>",
    "<b>bold</b> and <a href='https://example.org'>a link</a>",
];

/// Pastes HTML as the clipboard would bring it.
const PASTE: &str = "const data = new DataTransfer(); data.setData('text/html', arguments[0]); data.setData('text/plain', 'plain');
document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";

/// Puts the focus back on the page where a key took it to a field or a tool.
const BACK: &str = "const page = document.querySelector('main .ProseMirror'); if (document.activeElement !== page) { document.activeElement?.blur(); page.focus() }";

/// What the page shows: the text of each block of the body, fields beside the text left out.
const SHOWN: &str = "const read = (node) => { let out = ''; for (const child of node.childNodes) {
  if (child.nodeType === 3) out += child.data
  else if (child.nodeName === 'BR') out += child.classList.contains('ProseMirror-trailingBreak') ? '' : '\\n'
  else if (child.nodeName === 'SUP' && child.classList.contains('footnote')) out += ''
  else if (child.nodeName !== 'INPUT' && child.nodeName !== 'IMG' && !child.classList.contains('picture') && !child.classList.contains('figure-fields') && !child.classList.contains('ProseMirror-widget') && !child.classList.contains('ProseMirror-gapcursor')) out += read(child)
} return out }
return [...document.querySelector('main .ProseMirror > .body').children].filter((e) => !e.classList.contains('ProseMirror-widget') && !e.classList.contains('ProseMirror-gapcursor')).map((e) => read(e).replace(/\\ufeff/g, ''))";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Returns the text of a block as the page shows it.
fn text_of(node: &Value) -> String {
    match node["type"].as_str() {
        Some("text") => node["text"].as_str().unwrap_or_default().to_owned(),
        Some("hard_break") => "\n".into(),
        Some("footnote" | "image") => String::new(),
        Some("embed") => node["attrs"]["url"].as_str().unwrap_or_default().to_owned(),
        _ => node["content"].as_array().into_iter().flatten().map(text_of).collect(),
    }
}

/// Waits until what is saved equals what the page shows.
async fn agree(desk: &Desk, home: &Home, id: &str, what: &str) -> Value {
    let mut last = (Vec::new(), Vec::new());
    for _ in 0..150 {
        let shown: Vec<String> = serde_json::from_value(desk.js(SHOWN, vec![]).await).expect("lines");
        let body = home.saved(id)["body"].clone();
        let saved: Vec<String> = body["content"].as_array().into_iter().flatten().map(text_of).collect();
        if shown == saved {
            return body;
        }
        last = (shown, saved);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    desk.shot("typing-differs").await;
    let (shown, saved) = last;
    let at = shown.iter().zip(&saved).position(|(a, b)| a != b).unwrap_or(shown.len().min(saved.len()));
    panic!(
        "{what}: block {at} differs ({} shown, {} saved)\nshown: {:?}\nsaved: {:?}",
        shown.len(),
        saved.len(),
        shown.get(at),
        saved.get(at)
    );
}

#[tokio::test]
async fn random_typing_leaves_a_valid_story_that_undo_takes_back() {
    let keys = usize::try_from(number("STET_TYPING_KEYS", 400)).unwrap_or(400);
    let seed = number("STET_TYPING_SEED", 1854);
    let home = Home::new();
    std::fs::write(home.answer().join("story.md"), STORY).expect("a story");
    home.printed(&["init"]);
    let path = home.answer().join("story.md");
    let id = home.printed(&["new", "--headline", "Typed at random", "--body", &path.display().to_string()]).trim().to_owned();
    let first = home.saved(&id)["body"].clone();
    let desk = Desk::open(&home).await;
    desk.until("the story", "return /Typed at random/.test(document.querySelector('main .headline')?.textContent)").await;
    desk.caret_in("body").await;

    let mut dice = Dice(seed);
    let mut done = 0;
    let mut log: Vec<String> = Vec::new();
    while done < keys {
        let mut batch = 0;
        while batch < BATCH {
            match dice.number() % 20 {
                0 => {
                    let html = pick(&mut dice, PASTES);
                    log.push(format!("paste {html}"));
                    desk.js(PASTE, vec![json!(html)]).await;
                    batch += 1;
                }
                1..=9 => {
                    let words: String = (0..1 + dice.number() % 4).map(|_| pick(&mut dice, WORDS)).collect();
                    log.push(format!("type {words}"));
                    desk.type_text(&words).await;
                    batch += words.chars().count();
                }
                _ => {
                    let chord = pick(&mut dice, CHORDS);
                    log.push((*chord).to_owned());
                    desk.press(chord).await;
                    batch += 1;
                }
            }
            desk.js(BACK, vec![]).await;
        }
        done += batch;
        let tail = log.iter().rev().take(40).rev().cloned().collect::<Vec<_>>().join(" · ");
        agree(&desk, &home, &id, &format!("after {done} keys of seed {seed}: {tail}")).await;
        let alive = desk.js("return document.querySelector('main .ProseMirror')?.isContentEditable === true", vec![]).await;
        assert_eq!(alive, json!(true), "the page takes keys after {done} keys of seed {seed}");
    }

    // Back to the beginning: as long as an undo changes something.
    let before = desk.js(SHOWN, vec![]).await;
    assert_ne!(before, json!(null), "the page shows something");
    let mut quiet = 0;
    while quiet < 3 {
        let was = desk.js("return document.querySelector('main .ProseMirror').textContent.length + ' ' + document.querySelector('main .ProseMirror').getElementsByTagName('*').length + document.querySelector('main .ProseMirror').textContent", vec![]).await;
        for _ in 0..25 {
            desk.press("Control+z").await;
        }
        desk.js(BACK, vec![]).await;
        let now = desk.js("return document.querySelector('main .ProseMirror').textContent.length + ' ' + document.querySelector('main .ProseMirror').getElementsByTagName('*').length + document.querySelector('main .ProseMirror').textContent", vec![]).await;
        quiet = if was == now { quiet + 1 } else { 0 };
    }
    let last = agree(&desk, &home, &id, "after undoing everything").await;
    assert_eq!(last, first, "undo goes back to the first text (seed {seed})");
    desk.js("return document.querySelector('main .headline').textContent", vec![]).await;
}
