//! Stories: lists, opening, saving, status, searches that are kept.

use stet_core::article::Status;
use stet_core::checks::Check;
use stet_core::library::{Counts, Linked, Reason, Saved, SavedSearch, Story, StoryPage, StoryQuery};
use stet_core::{Article, ArticleId, RevisionNumber};

use super::{Answer, OnDesk, resolve_all};

#[tauri::command]
pub(crate) async fn list_stories(desk: OnDesk<'_>, query: StoryQuery, offset: u32, limit: u32) -> Answer<StoryPage> {
    desk.with(move |library, _| library.list(&query, offset, limit)).await
}

#[tauri::command]
pub(crate) async fn list_ids(desk: OnDesk<'_>, query: StoryQuery) -> Answer<Vec<ArticleId>> {
    desk.with(move |library, _| library.list_ids(&query)).await
}

#[tauri::command]
pub(crate) async fn counts(desk: OnDesk<'_>) -> Answer<Counts> {
    desk.with(|library, _| library.counts()).await
}

#[tauri::command]
pub(crate) async fn sections(desk: OnDesk<'_>) -> Answer<Vec<String>> {
    desk.with(|library, _| library.sections()).await
}

#[tauri::command]
pub(crate) async fn open_story(desk: OnDesk<'_>, id: String) -> Answer<Story> {
    let story = desk.with(move |library, _| library.story(&library.resolve(&id)?)).await?;
    desk.opened(&story.id);
    Ok(story)
}

#[tauri::command]
pub(crate) async fn create_story(desk: OnDesk<'_>, article: Article) -> Answer<Story> {
    let story = desk.with(move |library, stamp| library.create_story(article, Reason::Created, stamp)).await?;
    desk.opened(&story.id);
    Ok(story)
}

#[tauri::command]
pub(crate) async fn save_working_copy(desk: OnDesk<'_>, id: String, base: i64, article: Article) -> Answer<Saved> {
    desk.with(move |library, stamp| library.save_working_copy(&library.resolve(&id)?, base, article, stamp)).await
}

#[tauri::command]
pub(crate) async fn save_revision(
    desk: OnDesk<'_>,
    id: String,
    base: i64,
    article: Article,
    reason: Reason,
    name: Option<String>,
) -> Answer<Saved> {
    desk.with(move |library, stamp| library.save_revision(&library.resolve(&id)?, Some((base, article)), reason, name.as_deref(), stamp))
        .await
}

#[tauri::command]
pub(crate) async fn keep_both(desk: OnDesk<'_>, id: String, mine: Article, name: String) -> Answer<RevisionNumber> {
    desk.with(move |library, stamp| library.keep_both(&library.resolve(&id)?, mine, &name, stamp)).await
}

#[tauri::command]
pub(crate) async fn set_status(desk: OnDesk<'_>, ids: Vec<String>, status: Status) -> Answer<()> {
    desk.with(move |library, stamp| library.set_status(&resolve_all(library, &ids)?, status, stamp)).await
}

#[tauri::command]
pub(crate) async fn publish(desk: OnDesk<'_>, id: String) -> Answer<Saved> {
    desk.with(move |library, stamp| library.publish(&library.resolve(&id)?, None, stamp)).await
}

#[tauri::command]
pub(crate) async fn purge(desk: OnDesk<'_>, ids: Vec<String>) -> Answer<()> {
    desk.with(move |library, _| library.purge(&resolve_all(library, &ids)?)).await
}

#[tauri::command]
pub(crate) async fn check_story(desk: OnDesk<'_>, article: Article) -> Answer<Vec<Check>> {
    desk.with(move |library, _| library.check_story(&article)).await
}

/// The story that a link leads to; none where there is no such story.
#[tauri::command]
pub(crate) async fn linked_story(desk: OnDesk<'_>, href: String) -> Answer<Option<Linked>> {
    desk.with(move |library, _| library.linked_story(&href)).await
}

#[tauri::command]
pub(crate) async fn saved_searches(desk: OnDesk<'_>) -> Answer<Vec<SavedSearch>> {
    desk.with(|library, _| library.saved_searches()).await
}

#[tauri::command]
pub(crate) async fn save_search(desk: OnDesk<'_>, name: String, query: String) -> Answer<()> {
    desk.with(move |library, _| library.save_search(&name, &query)).await
}

#[tauri::command]
pub(crate) async fn delete_saved_search(desk: OnDesk<'_>, name: String) -> Answer<()> {
    desk.with(move |library, _| library.delete_saved_search(&name)).await
}
