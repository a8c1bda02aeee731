//! What axe-core says of the desk, its history view and its dialogs, in light and in dark, in the real window.

use crate::harness::{Desk, Home};

async fn check(desk: &Desk, place: &str) {
    for theme in ["light", "dark"] {
        desk.theme(theme).await;
        desk.shot(&format!("{place}-{theme}")).await;
        let faults = desk.accessibility_faults().await;
        assert!(faults.is_empty(), "{place}, {theme}: {}", faults.join("\n"));
    }
}

#[tokio::test]
async fn no_serious_fault_in_the_desk() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    check(&desk, "desk").await;
}

#[tokio::test]
async fn no_serious_fault_in_history() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.press("Control+h").await;
    desk.find(".marked ins").await;
    check(&desk, "history").await;
}

#[tokio::test]
async fn no_serious_fault_in_dialogs() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
    check(&desk, "export").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    check(&desk, "palette").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.press("F1").await;
    desk.find("[role=dialog]").await;
    check(&desk, "shortcuts").await;
}
