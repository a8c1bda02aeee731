//! Stories out through the real window: a website, what a preset cannot carry, and a file of somebody else in the way.

use std::fs;

use serde_json::json;

use crate::harness::{Desk, Home};
use crate::walk::{choose_folder, export_dialog, export_now, write_story};

#[tokio::test]
async fn a_website_is_made_shows_how_far_it_is_and_is_brought_up_to_date() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    choose_folder(&desk).await;
    for (label, text) in [("Title", "The Harrow Sound Courier"), ("Address", "https://courier.example")] {
        desk.click("textbox", label).await;
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
    export_dialog(&desk).await;
    desk.click("radio", "Plain").await;
    desk.until("the report", "return /cannot carry/.test(document.querySelector('[role=dialog] .report')?.innerText)").await;
    desk.click("button", "Show them").await;
    desk.until(
        "the pull quote's place",
        "const part = [...document.querySelectorAll('[role=dialog] .report details')].find((e) => /pull quote/.test(e.textContent)); if (part) part.open = true; return part && /Nobody moves/.test(part.querySelector('li button')?.textContent)",
    )
    .await;
    desk.both_themes("losses").await;
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
async fn what_several_stories_lose_is_shown_with_the_way_to_each() {
    let home = Home::new();
    let stories = 130;
    for number in 0..stories {
        let text = format!(
            "---\ntitle: Log entry {number}, of a day on which the wind came from the west and would not stop\n---\n\nWind.\n\nThe ~~evening~~ night boat {number} is late.\n"
        );
        home.put(&format!("in/entry-{number}.md"), text);
    }
    home.put("in/much.md", format!("---\ntitle: Much is struck\n---\n\n{}", "Some ~~word~~ more.\n\n".repeat(40)));
    home.printed(&["init"]);
    home.printed(&["import", &home.path("in").display().to_string()]);
    let desk = Desk::open(&home).await;
    let listed = async || {
        export_dialog(&desk).await;
        desk.click("radio", "All stories").await;
        desk.click("radio", "Plain").await;
        desk.until("the report", "return /cannot carry/.test(document.querySelector('[role=dialog] .report')?.innerText)").await;
        desk.click("button", "Show them").await;
    };
    let open = "const part = [...document.querySelectorAll('[role=dialog] .report details')].find((e) => e.textContent.includes(arguments[0])); if (part) part.open = true; return part?.querySelectorAll('li button').length";
    listed().await;
    assert_eq!(
        desk.js("return document.querySelectorAll('[role=dialog] .report li').length", vec![]).await,
        json!(0),
        "nothing is laid out unasked"
    );
    desk.until_with("the places", open, vec![json!("strike-through")]).await;
    let said = "const part = [...document.querySelectorAll('[role=dialog] .report details')].find((e) => /strike-through/.test(e.textContent)); \
                return { head: part.querySelector('summary').innerText, rows: part.querySelectorAll('li button').length, more: part.querySelector('.more').textContent, much: [...part.querySelectorAll('li button')].filter((e) => /Much is struck/.test(e.textContent)).length }";
    let report = desk.js(said, vec![]).await;
    assert!(report["head"].as_str().is_some_and(|head| head.contains("170") && head.contains("in 131 stories")), "{report}");
    assert_eq!(report["rows"], json!(100), "a hundred are named");
    assert!(report["more"].as_str().is_some_and(|more| more.starts_with("And 70 more")), "{report}");
    assert!(report["much"].as_i64() <= Some(10), "one story does not take all the room: {report}");
    desk.sound("losses-several").await;
    desk.resize(900, 600).await;
    desk.both_themes("losses-several-small").await;
    desk.resize(1440, 900).await;

    // By the pointer, to a story that is not open.
    let name = "const part = [...document.querySelectorAll('[role=dialog] .report details')].find((e) => e.textContent.includes(arguments[0])); \
                const row = [...part.querySelectorAll('li button')].filter((e) => /Log entry/.test(e.textContent))[arguments[1]]; row.scrollIntoView(); row.focus(); \
                if (arguments[2]) row.click(); return row.querySelector('bdi').textContent";
    let there = "return document.querySelector('main .headline')?.textContent === arguments[0]";
    let caret = "return /night boat/.test(getSelection().anchorNode?.parentElement?.closest('main .body > *')?.textContent) && document.hasFocus() && document.activeElement?.closest('main') !== null";
    let headline = desk.js(name, vec![json!("strike-through"), json!(57), json!(true)]).await;
    desk.gone("[role=dialog]").await;
    desk.until_with("the story", there, vec![headline]).await;
    desk.until("the caret to stand there", caret).await;
    desk.shot("losses-there").await;

    // By the keyboard, to a field.
    listed().await;
    desk.until_with("the places", open, vec![json!("slug")]).await;
    let headline = desk.js(name, vec![json!("slug"), json!(12), json!(false)]).await;
    desk.press("Enter").await;
    desk.gone("[role=dialog]").await;
    desk.until_with("the story", there, vec![headline]).await;
    desk.until("the field", "return document.activeElement?.dataset.field === 'slug'").await;
}

#[tokio::test]
async fn a_file_of_somebody_else_is_not_written_over() {
    let home = Home::new();
    fs::write(home.answer().join("index.html"), "mine").expect("a file");
    fs::write(home.answer().join("ferry-to-hestray-stops-for-the-winter.html"), "mine too").expect("a file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    desk.click("radio", "HTML page").await;
    choose_folder(&desk).await;
    let said = export_now(&desk).await;
    assert!(said.contains("One has a number"), "{said}");
    let read = |name: &str| fs::read_to_string(home.answer().join(name)).expect("a file");
    assert_eq!(read("ferry-to-hestray-stops-for-the-winter.html"), "mine too");
    assert!(read("ferry-to-hestray-stops-for-the-winter-2.html").contains("Sixty people"));

    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    choose_folder(&desk).await;
    desk.press("Control+Enter").await;
    desk.until("the refusal in words", "return /did not write/.test(document.querySelector('[role=dialog] .failed')?.innerText)").await;
    desk.shot("in-the-way").await;
    assert_eq!(read("index.html"), "mine");
    assert!(!home.answer().join("stories").exists(), "nothing of the site was written");
}

#[tokio::test]
async fn each_format_and_preset_shows_the_very_file_and_writes_it() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    choose_folder(&desk).await;
    let slug = "ferry-to-hestray-stops-for-the-winter";
    let presets = [
        ("Stet", format!("{slug}.md")),
        ("Hugo", format!("content/posts/{slug}.md")),
        ("Zola", format!("content/{slug}.md")),
        ("Plain", format!("{slug}.md")),
        ("GitHub", format!("{slug}.md")),
    ];
    for (preset, _) in &presets {
        desk.click("radio", preset).await;
        desk.until_with("the preset", "return [...document.querySelectorAll('[role=dialog] [role=radio][aria-checked=true]')].some((e) => e.textContent === arguments[0])", vec![json!(preset)]).await;
        desk.until(
            "its preview",
            "return /The council says \\*\\*nothing\\*\\* yet\\./.test(document.querySelector('[role=dialog] .code')?.textContent)",
        )
        .await;
        desk.shot(&format!("export-{}", preset.to_lowercase())).await;
    }
    for (format, name, text) in [
        ("HTML page", "html", "<strong>nothing</strong>"),
        ("Bare HTML", "html", "<strong>nothing</strong>"),
        ("Plain text", "txt", "The council says nothing yet."),
        ("JSON", "json", "\"blockquote\""),
    ] {
        desk.click("radio", format).await;
        let path = format!("{slug}.{name}");
        desk.until_with(
            "the file's name",
            "return document.querySelector('[role=dialog] .path')?.textContent === arguments[0]",
            vec![json!(path)],
        )
        .await;
        desk.shot(&format!("export-{}", format.to_lowercase().replace(' ', "-"))).await;
        desk.press("Control+Enter").await;
        desk.until("the export to be done", "return document.querySelector('[role=dialog] .done')?.innerText.trim()").await;
        let written = fs::read_to_string(home.answer().join(&path)).expect("the file");
        assert!(written.contains(text), "{format}: {written}");
        fs::remove_file(home.answer().join(&path)).expect("the file goes");
    }
    // As read, by the keyboard.
    desk.click("radio", "HTML page").await;
    desk.click("radio", "As read").await;
    desk.find("[role=dialog] iframe").await;
    desk.both_themes("export-as-read").await;
    desk.resize(900, 600).await;
    desk.both_themes("export-small").await;
    desk.click("radio", "Markdown").await;
    desk.both_themes("export-small-markdown").await;
    let reach = "const go = document.querySelector('[role=dialog] footer .primary').getBoundingClientRect(); return go.bottom <= innerHeight && go.right <= innerWidth";
    assert_eq!(desk.js(reach, vec![]).await, json!(true), "the button is in sight in a small window");

    // What was chosen is chosen again, in another window too.
    desk.click("radio", "Hugo").await;
    desk.until("the preview", "return document.querySelector('[role=dialog] .path')?.textContent.endsWith('.md')").await;
    desk.press("Control+Enter").await;
    desk.until("the export to be done", "return /\\.md is in/.test(document.querySelector('[role=dialog] .done')?.innerText ?? '')").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.kill().await;
    let desk = Desk::open(&home).await;
    desk.until("the story", "return document.querySelector('main .headline')?.textContent !== ''").await;
    export_dialog(&desk).await;
    desk.until("what was chosen", "return ['Markdown', 'Hugo'].every((name) => [...document.querySelectorAll('[role=dialog] [role=radio][aria-checked=true]')].some((e) => e.textContent.trim() === name)) && /exported/.test(document.querySelector('[role=dialog] .folder').textContent)").await;
    desk.until("its preview", "return /The council says/.test(document.querySelector('[role=dialog] .code')?.textContent)").await;
    desk.shot("export-remembered").await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_named_and_nothing_is_lost() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    choose_folder(&desk).await;
    // What was a folder is a file by now, as where a disk was taken out.
    fs::remove_dir_all(home.answer()).expect("the folder goes");
    fs::write(home.answer(), "in the way").expect("a file");
    desk.press("Control+Enter").await;
    desk.until("the refusal in words", "return /cannot be written to/.test(document.querySelector('[role=dialog] .failed')?.innerText)")
        .await;
    desk.both_themes("export-failed").await;
    desk.click("radio", "Website").await;
    desk.press("Control+Enter").await;
    desk.until("the refusal in words", "return /cannot be written to/.test(document.querySelector('[role=dialog] .failed')?.innerText)")
        .await;
    assert_eq!(fs::read_to_string(home.answer()).expect("the file"), "in the way", "it is as it was");
    // Once it is a folder again, choosing it takes the words away, and the export goes through.
    fs::remove_file(home.answer()).expect("the file goes");
    fs::create_dir(home.answer()).expect("a folder");
    desk.click("button", "Choose another folder").await;
    desk.gone("[role=dialog] .failed").await;
    desk.press("Control+Enter").await;
    desk.says("The website has").await;
    assert!(home.answer().join("index.html").is_file());
}

#[tokio::test]
async fn a_website_of_many_stories_shows_progress_and_stopping_leaves_the_old_one_whole() {
    let home = Home::new();
    // So many that stopping comes in time on a fast machine too.
    for number in 0..2_500 {
        home.put(&format!("in/entry-{number}.md"), format!("---\ntitle: Log entry {number}\n---\n\nWind from the *west*.\n"));
    }
    home.printed(&["init"]);
    home.printed(&["import", &home.path("in").display().to_string()]);
    let first = home.id_of("Log entry 7");
    let old_one = || {
        home.printed(&["export", &first, "--format", "site", "--title", "The old one", "--out", &home.answer().display().to_string()]);
        snapshot(home.answer())
    };
    let desk = Desk::open(&home).await;
    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    desk.click("radio", "All stories").await;
    choose_folder(&desk).await;
    desk.js(
        "window.__bars = []; new MutationObserver(() => { const bar = document.querySelector('[role=dialog] footer progress'); if (!bar) return; \
         window.__bars.push(document.querySelector('[role=dialog] footer [role=status]').textContent); \
         if (window.__stop) { window.__stop = false; [...document.querySelectorAll('[role=dialog] footer button')].find((b) => b.textContent.trim() === 'Cancel').click() } }) \
         .observe(document.querySelector('[role=dialog]'), { subtree: true, childList: true, attributes: true, characterData: true })",
        vec![],
    )
    .await;
    // The page itself stops it as soon as the bar stands. On a machine that is busy elsewhere it may be done by then, and is begun again.
    let mut before = old_one();
    for attempt in 1.. {
        desk.js("window.__stop = true", vec![]).await;
        desk.press("Control+Enter").await;
        let ended = "return document.body.innerText.match(/Stopped. The website is as it was.|The website has/)?.[0]";
        if desk.until("the export to end", ended).await == json!("Stopped. The website is as it was.") {
            break;
        }
        assert!(attempt < 5, "the website is done each time before it can be stopped");
        before = old_one();
    }
    assert_eq!(snapshot(home.answer()), before, "the old website is whole");
    let focused = desk.js("return document.activeElement?.textContent.trim().startsWith('Export')", vec![]).await;
    assert_eq!(focused, json!(true), "the keyboard stands on Export again");

    desk.js("window.__bars = []", vec![]).await;
    desk.press("Control+Enter").await;
    desk.says("The website has").await;
    let bars = desk.js("return window.__bars", vec![]).await;
    assert!(bars.to_string().contains(" of 2"), "how many there are: {bars}");
    assert_ne!(snapshot(home.answer()), before);
    assert!(fs::read_dir(home.answer().join("stories")).expect("pages").count() >= 2_500);
}

/// The files of a folder and their bytes.
pub(crate) fn snapshot(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.display().to_string(), fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    files
}

#[tokio::test]
async fn a_selection_a_tag_and_a_search_go_out_from_the_list() {
    let home = Home::new();
    home.printed(&["init"]);
    for (headline, section, tag) in [
        ("The pier", "Transport", "Ferries"),
        ("The road", "Transport", "Roads"),
        ("The choir", "Culture", "Ferries"),
        ("The school", "Culture", "Roads"),
    ] {
        home.printed(&["new", "--headline", headline, "--section", section, "--tag", tag]);
    }
    let desk = Desk::open(&home).await;
    let written = || {
        let mut names: Vec<String> =
            fs::read_dir(home.answer()).expect("a folder").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        for name in &names {
            fs::remove_file(home.answer().join(name)).expect("a file");
        }
        names
    };
    let chosen =
        "return document.querySelector('[role=dialog] .card [role=radio][aria-checked=true]')?.innerText.replace(/\\s+/g, ' ').trim()";

    // Two rows selected.
    desk.find("[data-pane=list] [role=option]").await;
    let rows = desk.js("return [...document.querySelectorAll('[data-pane=list] .rows [role=option]')].length", vec![]).await;
    assert_eq!(rows, json!(4));
    desk.click("option", "The school").await;
    desk.press("Shift+Down").await;
    desk.find("[role=toolbar][aria-label='2 stories selected']").await;
    export_dialog(&desk).await;
    assert_eq!(desk.js(chosen, vec![]).await, json!("Selection 2 stories"));
    choose_folder(&desk).await;
    export_now(&desk).await;
    assert_eq!(written(), ["the-choir.md", "the-school.md"]);
    desk.press("Escape").await;

    // A section, by the search.
    desk.press("Control+Shift+f").await;
    desk.find("[role=search] input").await;
    desk.type_text("section:transport ").await;
    desk.until("what is found", "return document.querySelectorAll('[data-pane=list] .rows [role=option]').length === 2").await;
    export_dialog(&desk).await;
    desk.click("radio", "Search results").await;
    desk.both_themes("export-list").await;
    export_now(&desk).await;
    assert_eq!(written(), ["the-pier.md", "the-road.md"]);
}

#[tokio::test]
async fn odd_stories_go_out_too() {
    let home = Home::new();
    home.printed(&["init"]);
    home.printed(&["new", "--headline", &"A headline that never ends, and ends never ".repeat(12)]);
    home.put("rtl.md", "---\ntitle: العبّارة لن تبحر هذا الشتاء\nlanguage: ar\n---\n\nستون شخصًا يعيشون في الجزيرة.\n");
    home.printed(&["import", &home.path("rtl.md").display().to_string()]);
    home.printed(&["new", "--headline", ""]);
    let desk = Desk::open(&home).await;
    desk.find("[data-pane=list] [role=option]").await;
    for (at, name) in [(0, "empty"), (1, "rtl"), (2, "long")] {
        desk.js("document.querySelectorAll('[data-pane=list] [role=option]')[arguments[0]].click()", vec![json!(at)]).await;
        desk.until_with(
            "the story",
            "return document.querySelectorAll('[data-pane=list] [role=option]')[arguments[0]].getAttribute('aria-selected') === 'true'",
            vec![json!(at)],
        )
        .await;
        export_dialog(&desk).await;
        choose_folder(&desk).await;
        desk.until("the preview", "return document.querySelector('[role=dialog] .code')?.textContent.length > 0").await;
        desk.shot(&format!("export-{name}")).await;
        desk.click("radio", "HTML page").await;
        desk.click("radio", "As read").await;
        desk.find("[role=dialog] iframe").await;
        desk.shot(&format!("export-{name}-page")).await;
        let wide = desk
            .js("const dialog = document.querySelector('[role=dialog]'); return dialog.scrollWidth <= dialog.clientWidth", vec![])
            .await;
        assert_eq!(wide, json!(true), "nothing pushes the dialog apart");
        desk.click("radio", "Source").await;
        desk.click("radio", "Markdown").await;
        export_now(&desk).await;
    }
    let names: Vec<String> =
        fs::read_dir(home.answer()).expect("a folder").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names.iter().filter(|name| name.ends_with(".md")).count(), 3, "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 200), "{names:?}");
}
