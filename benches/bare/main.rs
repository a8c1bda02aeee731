//! The least that Tauri can show: a window, a page, a `contenteditable`. What the desk costs is told beside it.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
