//! What axe-core says of the desk, its history view and its dialogs, in light and in dark, in the real window.

use crate::harness::{Desk, Home};
use crate::walk::export_dialog;

#[tokio::test]
async fn no_serious_fault_in_the_desk() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.says("Let it stand").await;
    desk.sound("desk").await;
}

#[tokio::test]
async fn no_serious_fault_in_history() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    desk.press("Control+h").await;
    desk.find(".marked ins").await;
    desk.sound("history").await;
}

#[tokio::test]
async fn no_serious_fault_in_dialogs() {
    let home = Home::new();
    let desk = Desk::open(&home).await;
    export_dialog(&desk).await;
    desk.sound("export").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.press("Control+k").await;
    desk.find("[role=dialog] input").await;
    desk.sound("palette").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    desk.press("F1").await;
    desk.find("[role=dialog]").await;
    desk.sound("shortcuts").await;
}
