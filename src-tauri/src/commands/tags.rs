//! Tags: the tree, and which stories carry which.

use stet_core::tag::{Colour, Tag};

use super::{Answer, OnDesk, resolve_all};

#[tauri::command]
pub(crate) async fn tags(desk: OnDesk<'_>) -> Answer<Vec<Tag>> {
    desk.with(|library, _| library.tags()).await
}

#[tauri::command]
pub(crate) async fn tag_stories(desk: OnDesk<'_>, ids: Vec<String>, add: Vec<String>, remove: Vec<String>) -> Answer<()> {
    desk.with(move |library, stamp| library.tag_stories(&resolve_all(library, &ids)?, &add, &remove, stamp)).await
}

#[tauri::command]
pub(crate) async fn create_tag(desk: OnDesk<'_>, name: String, parent: Option<String>) -> Answer<()> {
    desk.with(move |library, _| library.create_tag(&name, parent.as_deref())).await
}

#[tauri::command]
pub(crate) async fn rename_tag(desk: OnDesk<'_>, old: String, name: String) -> Answer<()> {
    desk.with(move |library, _| library.rename_tag(&old, &name)).await
}

#[tauri::command]
pub(crate) async fn merge_tags(desk: OnDesk<'_>, from: String, into: String) -> Answer<()> {
    desk.with(move |library, _| library.merge_tags(&from, &into)).await
}

#[tauri::command]
pub(crate) async fn move_tag(desk: OnDesk<'_>, name: String, parent: Option<String>) -> Answer<()> {
    desk.with(move |library, _| library.move_tag(&name, parent.as_deref())).await
}

#[tauri::command]
pub(crate) async fn set_tag_colour(desk: OnDesk<'_>, name: String, colour: Option<Colour>) -> Answer<()> {
    desk.with(move |library, _| library.set_tag_colour(&name, colour)).await
}

#[tauri::command]
pub(crate) async fn delete_tag(desk: OnDesk<'_>, name: String) -> Answer<()> {
    desk.with(move |library, _| library.delete_tag(&name)).await
}
