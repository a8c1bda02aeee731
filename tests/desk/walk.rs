//! Steps that journeys and the tour share.

use serde_json::json;

use crate::harness::Desk;

/// Writes a short story from nothing: `Ctrl+N`, headline, standfirst, a body with Markdown typed into it.
pub(crate) async fn write_story(desk: &Desk) {
    desk.begin_story().await;
    desk.type_text("Ferry to Hestray stops for the winter").await;
    desk.press("Enter").await;
    desk.type_text("The last boat leaves on Sunday, and the islanders were told on Friday.").await;
    desk.caret_in("body").await;
    desk.type_text("Sixty people live on Hestray.").await;
    desk.press("Enter").await;
    desk.type_text("## What happens now").await;
    desk.press("Enter").await;
    desk.type_text("The council says **nothing** yet.").await;
    desk.press("Enter").await;
    desk.type_text("> We will row, if we must.").await;
    desk.saved().await;
}

/// Opens the export dialog.
pub(crate) async fn export_dialog(desk: &Desk) {
    desk.press("Control+e").await;
    desk.named("dialog", "Export").await;
}

/// Chooses the folder that the dialog is made to answer, in the open export dialog.
pub(crate) async fn choose_folder(desk: &Desk) {
    let script = "const dialog = document.querySelector('[role=dialog]'); if (/exported/.test(dialog?.querySelector('.folder')?.textContent)) return true; dialog?.querySelector('.change')?.click(); return false";
    desk.until("a folder to be chosen", script).await;
}

/// Exports what the open dialog has chosen, waits until it says what was done, and closes it. Returns what it said.
pub(crate) async fn export_now(desk: &Desk) -> String {
    desk.press("Control+Enter").await;
    let said = desk.until("the export to be done", "return document.querySelector('[role=dialog] .done')?.innerText.trim()").await;
    desk.press("Escape").await;
    desk.gone("[role=dialog]").await;
    said.as_str().unwrap_or_default().to_owned()
}

/// Runs a command by the palette; `words` are the first of its name.
pub(crate) async fn run_command(desk: &Desk, words: &str) {
    desk.press("Control+k").await;
    desk.until("the palette", "return document.activeElement?.getAttribute('role') === 'combobox'").await;
    desk.type_text(words).await;
    let first = "return document.querySelector('[role=dialog] [role=option][aria-selected=true]')?.textContent.includes(arguments[0])";
    desk.until_with("the command", first, vec![json!(words)]).await;
    desk.press("Enter").await;
}
