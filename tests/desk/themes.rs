//! A theme for the website, chosen in the export dialog: a copy of the built-in one, its mistakes, and the way back.

use std::fs;

use serde_json::json;

use crate::exporting::snapshot;
use crate::harness::{Desk, Home, eventually};
use crate::walk::{choose_folder, export_dialog, run_command, write_story};

/// Chooses an entry of the menu of themes.
async fn theme(desk: &Desk, entry: &str) {
    desk.click("button", "Theme: ").await;
    desk.click("menuitem", entry).await;
}

/// Waits until the preview's place says this.
async fn told(desk: &Desk, text: &str) {
    let script = "return document.querySelector('[role=dialog] .preview [role=alert]')?.innerText.includes(arguments[0])";
    desk.until_with("the theme's mistake in words", script, vec![json!(text)]).await;
}

/// Waits until the preview shows the story.
async fn previewed(desk: &Desk) {
    desk.until("the preview", "return /<title>Ferry to Hestray/.test(document.querySelector('[role=dialog] .code')?.textContent)").await;
}

#[tokio::test]
async fn a_theme_is_copied_changed_and_used_and_its_mistakes_are_told_with_file_and_line() {
    let home = Home::new();
    fs::write(home.answer().join("CNAME"), "courier.example").expect("a file");
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    choose_folder(&desk).await;
    desk.click("button", "Theme: Broadsheet").await;
    desk.find("[role=menu]").await;
    desk.both_themes("theme-menu").await;
    desk.click("menuitem", "Copy Broadsheet to edit…").await;
    desk.says("A copy of Broadsheet, yours to change, is in").await;
    desk.named("button", "Theme: broadsheet").await;
    desk.named("button", "Show in folder").await;
    let own = home.answer().join("broadsheet");
    eventually("the theme to be kept with the library", || home.setting("export_theme").as_deref() == own.to_str()).await;
    previewed(&desk).await;
    desk.sound("theme-own").await;

    // What is changed in it is on the website.
    let templates = own.join("templates");
    let read = |name: &str| fs::read_to_string(templates.join(name)).expect("a template");
    let write = |name: &str, text: &str| fs::write(templates.join(name), text).expect("written");
    write("base.html", &read("base.html").replace("<footer class=\"foot\">", "<footer class=\"foot\"><p>Printed on Hestray</p>"));
    desk.press("Control+Enter").await;
    desk.says("The website has").await;
    let page = || fs::read_to_string(home.answer().join("stories/ferry-to-hestray-stops-for-the-winter.html")).expect("the page");
    assert!(page().contains("Printed on Hestray"), "{}", page());
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    export_dialog(&desk).await;
    desk.named("button", "Theme: broadsheet").await;

    // A template that cannot be read: the preview says so, the export too, and the website stays.
    let (before, whole) = (snapshot(home.answer()), read("story.html"));
    write("story.html", "<p>\n{% if %}\n");
    desk.js("window.dispatchEvent(new Event('focus'))", vec![]).await;
    told(&desk, "templates/story.html, line 2").await;
    desk.sound("theme-broken").await;
    desk.resize(900, 600).await;
    desk.both_themes("theme-broken-small").await;
    let reach = "const note = document.querySelector('[role=dialog] .preview [role=alert]'); const all = note.getBoundingClientRect(); \
                 return all.right <= innerWidth && note.scrollWidth <= note.clientWidth";
    assert_eq!(desk.js(reach, vec![]).await, json!(true), "it is read whole in a small window");
    desk.resize(1440, 900).await;
    desk.press("Control+Enter").await;
    told(&desk, "templates/story.html, line 2").await;
    write("story.html", &whole);
    assert!(snapshot(home.answer()) == before, "the old website is whole");
    desk.click("button", "Look again").await;
    previewed(&desk).await;

    // A mistake that only shows when the front page is made.
    let whole = read("front.html");
    write("front.html", "one\ntwo\n{{ title | nothing }}");
    desk.press("Control+Enter").await;
    told(&desk, "templates/front.html, line 3").await;
    write("front.html", &whole);
    assert!(snapshot(home.answer()) == before, "the old website is whole");
    desk.press("Control+Enter").await;
    desk.says("The website is up to date.").await;
    previewed(&desk).await;

    // The theme is gone, and what is chosen in its place is none.
    fs::rename(&own, home.path("elsewhere")).expect("moved");
    desk.js("window.dispatchEvent(new Event('focus'))", vec![]).await;
    told(&desk, "The theme is not where it was.").await;
    desk.shot("theme-gone").await;
    desk.press("Control+Enter").await;
    told(&desk, "The theme is not where it was.").await;
    desk.click("button", "Choose the theme…").await;
    desk.until("the refusal", "return /not a theme/.test(document.querySelector('[role=dialog] .failed')?.innerText)").await;
    desk.both_themes("theme-none").await;
    desk.click("button", "Use Broadsheet").await;
    desk.gone("[role=dialog] .failed").await;
    previewed(&desk).await;
    desk.press("Control+Enter").await;
    desk.says("The website has").await;
    assert!(!page().contains("Printed on Hestray"), "Broadsheet as it is built in");
    eventually("Broadsheet to be kept", || home.setting("export_theme").as_deref() == Some("")).await;
}

#[tokio::test]
async fn a_theme_of_ones_own_is_chosen_and_kept_for_the_next_window() {
    let home = Home::new();
    home.printed(&["theme", "new", &home.answer().display().to_string()]);
    let desk = Desk::open(&home).await;
    write_story(&desk).await;
    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    theme(&desk, "Use a theme of your own…").await;
    desk.named("button", "Theme: exported").await;
    previewed(&desk).await;
    eventually("the theme to be kept", || home.setting("export_theme").as_deref() == home.answer().to_str()).await;
    desk.kill().await;
    let desk = Desk::open(&home).await;
    desk.until("the story", "return document.querySelector('main .headline')?.textContent !== ''").await;
    export_dialog(&desk).await;
    desk.click("radio", "Website").await;
    desk.named("button", "Theme: exported").await;
    // By keyboard back to the one that is built in.
    desk.js("document.querySelector('[role=dialog] .choose .drop').focus()", vec![]).await;
    desk.press("Down").await;
    desk.find("[role=menu]").await;
    desk.until("the keyboard to be in the menu", "return document.activeElement?.closest('[role=menu]') !== null").await;
    desk.press("Home").await;
    desk.press("Enter").await;
    desk.named("button", "Theme: Broadsheet").await;
    eventually("Broadsheet to be kept", || home.setting("export_theme").as_deref() == Some("")).await;
}

#[tokio::test]
async fn a_dark_desk_is_dark_again_and_its_window_too() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    run_command(&desk, "Switch between light").await;
    desk.until("the dark", "return document.documentElement.dataset.theme === 'dark'").await;
    eventually("the window to know", || fs::read_to_string(home.path("stet/theme")).is_ok_and(|theme| theme == "dark\n")).await;
    desk.close().await;
    let desk = Desk::open(&home).await;
    desk.until("the dark", "return document.documentElement.dataset.theme === 'dark'").await;
}
