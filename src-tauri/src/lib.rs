//! The shell: a window, its commands and its menu around core. Thin on purpose: what a story is, core knows.

mod boot;
mod clipboard;
mod closing;
mod commands;
#[cfg(target_os = "linux")]
mod curtain;
mod desk;
mod dropping;
mod error;
pub mod ipc;
mod media;
mod menu;
mod place;
mod spelling;
mod watch;
mod welcome;
mod window;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::Context;
use tauri_plugin_log::{Target, TargetKind};
use tauri_plugin_window_state::StateFlags;

use crate::closing::Closing;
use crate::desk::Desk;
use crate::place::Place;

/// Opens the desk and returns when its window is closed.
///
/// # Errors
/// Where the system has no web view or no display.
pub fn run() -> anyhow::Result<()> {
    use commands::{exchange, history, imports, library, pictures, spelling as words, stories, system, tags};
    let place = Place::find();
    let alone = single_instance(&place.library);
    // The library is opened while the system's own parts come up.
    let opening = std::thread::spawn(move || {
        let desk = Desk::open(place);
        let script = boot::script(&boot::gather(&desk));
        (desk, script)
    });
    let builder = media::serve(tauri::Builder::default());
    #[cfg(not(target_os = "linux"))]
    let builder = menu::hang(builder);
    builder
        .plugin(alone)
        .plugin(log())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::all() - StateFlags::VISIBLE).build())
        .manage(Closing::default())
        .manage(spelling::Spelling::default())
        .manage(dropping::Dropped::default())
        .on_menu_event(|app, event| menu::chosen(app, &event))
        .invoke_handler(tauri::generate_handler![
            library::boot,
            library::library_info,
            library::open_library,
            library::create_library,
            library::backup_library,
            library::set_setting,
            stories::list_stories,
            stories::list_ids,
            stories::counts,
            stories::sections,
            stories::open_story,
            stories::create_story,
            stories::save_working_copy,
            stories::save_revision,
            stories::keep_both,
            stories::set_status,
            stories::publish,
            stories::purge,
            stories::check_story,
            stories::linked_story,
            stories::saved_searches,
            stories::save_search,
            stories::delete_saved_search,
            tags::tags,
            tags::tag_stories,
            tags::create_tag,
            tags::rename_tag,
            tags::merge_tags,
            tags::move_tag,
            tags::set_tag_colour,
            tags::delete_tag,
            history::revision,
            history::compare,
            history::export_redline,
            history::name_revision,
            history::restore,
            history::restore_field,
            history::revision_markdown,
            history::restore_block,
            history::history_page,
            history::passage,
            history::appeared,
            history::block_history,
            history::blame,
            history::search_revisions,
            history::changes_since_publication,
            history::draft_correction,
            history::undo_publish,
            history::public_history,
            history::thin_preview,
            history::thin,
            exchange::preview_export,
            exchange::export_stories,
            exchange::export_losses,
            exchange::export_site,
            imports::import_files,
            imports::import_bytes,
            imports::import_dropped,
            imports::dropped_file,
            imports::read_html,
            exchange::cancel,
            pictures::add_asset,
            pictures::choose_picture,
            pictures::paste_picture,
            pictures::asset_info,
            pictures::story_assets,
            pictures::unused_assets,
            pictures::remove_unused_assets,
            pictures::open_asset,
            words::check_spelling,
            words::suggest_spelling,
            words::count_words,
            words::own_words,
            words::add_own_word,
            words::remove_own_word,
            system::choose_folder,
            system::choose_theme,
            system::copy_theme,
            system::choose_files,
            system::choose_import_folder,
            system::choose_library,
            system::choose_page,
            system::open_link,
            system::copy_text,
            system::copy_html,
            system::show_exported,
            system::show_theme,
            system::zoom,
            system::remember_theme,
            system::ready_to_close,
            system::stay_open,
        ])
        .setup(move |app| {
            use tauri::Manager;
            let (desk, script) = opening.join().map_err(|_| anyhow::anyhow!("the library could not be looked at"))?;
            desk.log_failure();
            app.manage(desk);
            window::open(app, script?)?;
            watch::start(app.handle().clone())?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .context("the desk could not open its window")
}

/// A second start with the same library raises the window that has it; another library opens a window of its own.
fn single_instance(library: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let mut hasher = DefaultHasher::new();
    library.hash(&mut hasher);
    let id = format!("app.stet.desk.library{:016x}", hasher.finish());
    tauri_plugin_single_instance::Builder::new().callback(|app, _, _| window::raise(app)).dbus_id(id).build()
}

/// Logs to the system's folder for logs and to standard error; never what a story says.
fn log() -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_log::Builder::new()
        .clear_targets()
        .targets([Target::new(TargetKind::Stderr), Target::new(TargetKind::LogDir { file_name: None })])
        .level(log::LevelFilter::Warn)
        .level_for("stet_desk", log::LevelFilter::Info)
        .build()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bindings_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/backend/bindings.ts");
        let now = super::ipc::bindings();
        if std::env::var_os("STET_WRITE_BINDINGS").is_some() {
            std::fs::write(path, &now).expect("bindings can be written");
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), now, "run `make bindings`");
    }
}
