//! The first minute: the window opens, teaches, takes words and keeps them.

use crate::harness::{Desk, Home};

#[tokio::test]
async fn the_first_start_shows_the_welcome_story_and_keeps_what_is_typed() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.caret_in("body").await;
    desk.press("Enter").await;
    desk.type_text("The ferry left at nine.").await;
    desk.says("The ferry left at nine.").await;
    desk.saved().await;
    desk.shot("opening").await;
    let shown = home.printed(&["show", "let-it-stand", "--format", "text"]);
    assert!(shown.contains("The ferry left at nine."), "what the page calls saved is in the file:\n{shown}");
}
