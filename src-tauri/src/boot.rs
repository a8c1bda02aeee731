//! What the page has before it loads: the first rows, the last story, and the script that carries them.

use stet_core::library::{PUBLIC_HISTORY, Story, StoryQuery};
use stet_core::{ArticleId, Library};

use crate::desk::Desk;
use crate::ipc::{Boot, Failure, LibraryInfo};

/// Rows of the list that the first paint may show.
const FIRST_ROWS: u32 = 60;

/// The setting that holds the id of the story that was open last.
pub(crate) const LAST_STORY: &str = "last_story";

/// The query of a page that is loaded again by the shell, which has to ask for what the library has now.
pub(crate) const AGAIN: &str = "again";

/// Settings that the page gets at once. Core keeps any key; the window uses these.
const SETTINGS: [&str; 13] = [
    LAST_STORY,
    crate::desk::AUTHOR,
    "publication",
    "language",
    "targets",
    "base_url",
    "site_description",
    "export_folder",
    "export_theme",
    "export_format",
    "export_preset",
    "export_front_matter",
    PUBLIC_HISTORY,
];

/// Gathers what the desk shows at once. A part that cannot be read is left out and told in `failure`.
pub(crate) fn gather(desk: &Desk) -> Boot {
    let mut boot = Boot { author: desk.author(), platform: std::env::consts::OS.into(), first_run: desk.first_run(), ..Boot::default() };
    let filled = desk.library().and_then(|library| fill(&mut boot, &library).map_err(Failure::from));
    boot.failure = filled.err();
    boot
}

fn fill(boot: &mut Boot, library: &Library) -> stet_core::Result<()> {
    boot.library = Some(info(library)?);
    for key in SETTINGS {
        if let Some(value) = library.setting(key)? {
            boot.settings.insert(key.into(), value.into());
        }
    }
    let page = library.list(&StoryQuery::default(), 0, FIRST_ROWS)?;
    boot.counts = library.counts()?;
    boot.tags = library.tags()?;
    boot.searches = library.saved_searches()?;
    boot.story = last_story(library, page.rows.first().map(|row| &row.id))?;
    boot.page = Some(page);
    Ok(())
}

/// Returns the story that was open last; where it is gone, the newest.
fn last_story(library: &Library, newest: Option<&ArticleId>) -> stet_core::Result<Option<Story>> {
    let last = library.setting(LAST_STORY)?.and_then(|id| library.resolve(&id).ok());
    match last.as_ref().or(newest) {
        Some(id) => library.story(id).map(Some),
        None => Ok(None),
    }
}

/// Returns what the window says of the open library.
pub(crate) fn info(library: &Library) -> stet_core::Result<LibraryInfo> {
    let path = library.path();
    let publication = library.setting("publication")?.filter(|name| !name.trim().is_empty());
    let file = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(LibraryInfo {
        name: publication.unwrap_or_else(file),
        path: path.display().to_string(),
        read_only: std::fs::metadata(path).is_ok_and(|file| file.permissions().readonly()),
    })
}

/// Returns the script that puts `boot` into the page. A page that is loaded anew asks for a fresh one instead.
///
/// The JSON stands in a string: as a literal a key `__proto__` would be read as something else, and parsing is faster.
pub(crate) fn script(boot: &Boot) -> serde_json::Result<String> {
    let text = serde_json::to_string(&serde_json::to_string(boot)?)?;
    let safe = text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Ok(format!("if (performance.navigation.type !== 1 && location.search !== '?{AGAIN}') window.__STET_BOOT__ = JSON.parse({safe});"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_story_can_end_the_script() {
        let mut boot = Boot { author: "</script><!-- \u{2028} \u{2029} \" \\ ` ${1}".into(), ..Boot::default() };
        boot.settings.insert("__proto__".into(), "x".into());
        let script = script(&boot).expect("a boot can be written");
        assert!(!script.contains('<') && !script.contains(['\u{2028}', '\u{2029}']), "no character ends script or line: {script}");
        let inner = script.split_once("JSON.parse(").and_then(|(_, rest)| rest.strip_suffix(");")).expect("one call");
        let text: String = serde_json::from_str(inner).expect("a JavaScript string that is JSON too");
        let read: serde_json::Value = serde_json::from_str(&text).expect("the boot again");
        assert_eq!(read["author"], serde_json::json!(boot.author), "the text comes through whole");
    }
}
