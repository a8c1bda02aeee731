//! The tour of `make run` where there is no display: walks an editor's main job through the real window and leaves what it
//! did in `target/tour`: a picture of each step, in light and in dark, and the exported pieces.

#[allow(dead_code, reason = "the journeys use all of it, the tour a part")]
mod harness;
mod screen;
mod walk;

use std::fs;

use harness::{Desk, Home, target};
use walk::{choose_folder, export_dialog, export_now, write_story};

/// Counts the pictures, so that they sort in the order of the walk.
struct Album {
    count: usize,
}

impl Album {
    async fn keep(&mut self, desk: &Desk, step: &str) {
        self.count += 1;
        let folder = target().join("tour");
        for theme in ["dark", "light"] {
            desk.theme(theme).await;
            desk.shot_to(&folder, &format!("{:02}-{step}-{theme}", self.count)).await;
        }
        println!("{:2}. {}", self.count, step.replace('-', " "));
    }
}

#[tokio::test]
async fn the_tour() {
    let folder = target().join("tour");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last tour can be cleared away");
    }
    let home = Home::with_exports(folder.join("exported"));
    let mut album = Album { count: 0 };
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    album.keep(&desk, "the-first-start").await;

    desk.press("Control+h").await;
    desk.find(".marked ins").await;
    album.keep(&desk, "what-the-editor-changed").await;
    desk.press("F7").await;
    album.keep(&desk, "change-by-change").await;
    desk.press("Escape").await;
    desk.gone(".marked").await;

    write_story(&desk).await;
    album.keep(&desk, "a-story-from-nothing").await;
    desk.click("button", "Add a tag").await;
    desk.type_text("Transport").await;
    desk.press("Enter").await;
    desk.press("Escape").await;
    desk.saved().await;
    desk.press("Control+s").await;
    desk.until("a second revision", "return /Rev 2/.test(document.querySelector('main').innerText)").await;
    album.keep(&desk, "tagged-and-saved").await;

    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.press("Enter").await;
    desk.type_text("The ferry company did not answer.").await;
    desk.saved().await;
    desk.press("Control+h").await;
    desk.find(".marked ins").await;
    album.keep(&desk, "compared-with-the-last-version").await;
    desk.press("Escape").await;
    desk.gone(".marked").await;

    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.type_text("the").await;
    album.keep(&desk, "the-palette").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;

    for (format, extension) in [("Markdown", "md"), ("HTML page", "html")] {
        export_dialog(&desk).await;
        desk.click("radio", format).await;
        choose_folder(&desk).await;
        let preview = format!("return /hestray.*\\.{extension}/.test(document.querySelector('[role=dialog] .path')?.textContent)");
        desk.until("the preview", &preview).await;
        album.keep(&desk, &format!("export-to-{extension}")).await;
        export_now(&desk).await;
    }
    let exported: Vec<_> = fs::read_dir(home.answer())
        .expect("exports")
        .map(|entry| entry.expect("a file").file_name())
        .filter(|name| !name.to_string_lossy().starts_with('.'))
        .collect();
    assert_eq!(exported.len(), 2, "one Markdown file and one page: {exported:?}");
    println!("exported: {exported:?}");
}
