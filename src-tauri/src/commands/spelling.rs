//! Words: how many there are, those that are wrong, what may be meant, and the library's own.

use std::collections::HashSet;

use stet_core::document::text;
use stet_core::spelling::folded;
use tauri::AppHandle;

use super::{Answer, OnDesk};
use crate::desk::off_thread;
use crate::ipc::Spelled;
use crate::spelling::{dictionary_for, speller};

#[tauri::command]
pub(crate) async fn check_spelling(app: AppHandle, desk: OnDesk<'_>, language: String, words: Vec<String>) -> Answer<Spelled> {
    let Some(name) = dictionary_for(&language) else { return Ok(Spelled::default()) };
    desk.with(move |library, _| {
        let own: HashSet<String> = library.own_words()?.iter().map(|word| folded(word)).collect();
        let wrong = speller(&app, name)?.wrong(&words, &own).into_iter().map(str::to_owned).collect();
        Ok(Spelled { dictionary: Some(name.to_owned()), wrong })
    })
    .await
}

#[tauri::command]
pub(crate) async fn suggest_spelling(app: AppHandle, desk: OnDesk<'_>, language: String, word: String) -> Answer<Vec<String>> {
    let Some(name) = dictionary_for(&language) else { return Ok(Vec::new()) };
    desk.with(move |_, _| Ok(speller(&app, name)?.suggest(&word))).await
}

/// How many words each text has. The page asks about scripts that run words together.
#[tauri::command]
pub(crate) async fn count_words(texts: Vec<String>) -> Answer<Vec<u32>> {
    off_thread(move || Ok(texts.iter().map(|text| text::count_words(text)).collect())).await
}

#[tauri::command]
pub(crate) async fn own_words(desk: OnDesk<'_>) -> Answer<Vec<String>> {
    desk.with(|library, _| library.own_words()).await
}

#[tauri::command]
pub(crate) async fn add_own_word(desk: OnDesk<'_>, word: String) -> Answer<()> {
    desk.with(move |library, _| library.add_own_word(&word)).await
}

#[tauri::command]
pub(crate) async fn remove_own_word(desk: OnDesk<'_>, word: String) -> Answer<()> {
    desk.with(move |library, _| library.remove_own_word(&word)).await
}
