//! Themes: a folder of templates and static files, or Broadsheet, which is built in. Owns how templates are read, what they may
//! do and how their mistakes are told. A template has no way out: it reads nothing, and its work is bounded.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use minijinja::{Environment, Value};
use serde::Deserialize;

use crate::{Error, Result};

/// What one page may cost, in instructions of a template; a page of a long list takes some ten thousand.
const FUEL: u64 = 2_000_000;
/// The largest file of a theme, in bytes.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The most files of a theme.
const MAX_FILES: usize = 2_000;

/// The page of a story's versions, which came later than the first themes: one that lacks it gets this.
const HISTORY: (&str, &str) = ("templates/history.html", include_str!("theme/broadsheet/templates/history.html"));

/// The files of Broadsheet.
const BROADSHEET: [(&str, &str); 18] = [
    ("README.md", include_str!("theme/broadsheet/README.md")),
    ("theme.toml", include_str!("theme/broadsheet/theme.toml")),
    ("static/search.js", include_str!("theme/broadsheet/static/search.js")),
    ("static/style.css", include_str!("theme/broadsheet/static/style.css")),
    ("templates/404.html", include_str!("theme/broadsheet/templates/404.html")),
    ("templates/archive.html", include_str!("theme/broadsheet/templates/archive.html")),
    ("templates/article.html", include_str!("theme/broadsheet/templates/article.html")),
    ("templates/base.html", include_str!("theme/broadsheet/templates/base.html")),
    ("templates/card.html", include_str!("theme/broadsheet/templates/card.html")),
    ("templates/front.html", include_str!("theme/broadsheet/templates/front.html")),
    HISTORY,
    ("templates/list.html", include_str!("theme/broadsheet/templates/list.html")),
    ("templates/meta.html", include_str!("theme/broadsheet/templates/meta.html")),
    ("templates/page.html", include_str!("theme/broadsheet/templates/page.html")),
    ("templates/redirect.html", include_str!("theme/broadsheet/templates/redirect.html")),
    ("templates/search.html", include_str!("theme/broadsheet/templates/search.html")),
    ("templates/story.html", include_str!("theme/broadsheet/templates/story.html")),
    ("templates/terms.html", include_str!("theme/broadsheet/templates/terms.html")),
];

/// The folder of a copy.
const COPY: &str = "broadsheet";

/// The templates that a theme must have.
const NEEDED: [&str; 10] = [
    "page.html",
    "story.html",
    "front.html",
    "list.html",
    "terms.html",
    "archive.html",
    "search.html",
    "404.html",
    "redirect.html",
    "base.html",
];

/// What `theme.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) name: String,
    /// Stories on the front page.
    pub(super) front: usize,
    /// Stories on a page of a list.
    pub(super) list: usize,
    /// Sections in the bar.
    pub(super) sections: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { name: String::new(), front: 24, list: 30, sections: 8 }
    }
}

/// A theme that is ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    pub(super) settings: Settings,
    /// Files that go into a site as they are, by their path.
    pub(super) statics: BTreeMap<String, Vec<u8>>,
    /// BLAKE3 of all of it.
    pub(super) hash: [u8; 32],
}

impl Theme {
    /// Returns Broadsheet, the theme that is built in.
    ///
    /// # Errors
    /// [`Error::TemplateInvalid`], which its tests rule out.
    pub fn broadsheet() -> Result<Self> {
        let files = BROADSHEET.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        Self::of(files, Path::new("Broadsheet"))
    }

    /// Reads a theme from a folder. Links out of the folder are not followed.
    ///
    /// # Errors
    /// [`Error::ThemeMissing`] where there is no such folder, [`Error::ThemeInvalid`] where it is no theme;
    /// [`Error::TemplateInvalid`] with file and line of a mistake.
    pub fn read(folder: &Path) -> Result<Self> {
        let fault = |reason: String| Error::ThemeInvalid { path: folder.to_owned(), reason };
        let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Error::ThemeMissing { path: folder.to_owned() },
            _ => fault(error.to_string()),
        })?;
        let mut files = BTreeMap::new();
        let settings = dir.read("theme.toml").map_err(|_| fault("it has no theme.toml".to_owned()))?;
        files.insert("theme.toml".to_owned(), settings);
        for part in ["templates", "static"] {
            let within = match dir.open_dir(part) {
                Ok(within) => within,
                Err(_) if part == "static" => continue,
                Err(_) => return Err(fault("it has no folder “templates”".to_owned())),
            };
            collect(&within, part, 0, &mut files).map_err(fault)?;
        }
        Self::of(files, folder)
    }

    fn of(files: BTreeMap<String, Vec<u8>>, path: &Path) -> Result<Self> {
        let fault = |reason: String| Error::ThemeInvalid { path: path.to_owned(), reason };
        let mut hasher = blake3::Hasher::new();
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        // The engine's own escaping writes every slash as a code; addresses should stay readable.
        environment.set_formatter(|out, _, value| {
            if value.is_undefined() || value.is_none() {
                return Ok(());
            }
            let written = match value.as_str() {
                Some(text) if value.is_safe() => out.write_str(text),
                Some(text) => out.write_str(&super::body::attribute(text)),
                None => out.write_str(&super::body::attribute(&value.to_string())),
            };
            written.map_err(minijinja::Error::from)
        });
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
        let mut settings = Settings::default();
        let mut statics = BTreeMap::new();
        for (name, bytes) in files {
            hasher.update(name.as_bytes()).update(&[0]).update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
            if name == "theme.toml" {
                let text = String::from_utf8(bytes).map_err(|_| fault("theme.toml is not UTF-8".to_owned()))?;
                settings = toml::from_str(&text).map_err(|error| fault(format!("theme.toml: {}", error.message())))?;
            } else if let Some(template) = name.strip_prefix("templates/") {
                let text = String::from_utf8(bytes).map_err(|_| Error::TemplateInvalid {
                    name: name.clone(),
                    line: 1,
                    reason: "it is not UTF-8".to_owned(),
                })?;
                if template.ends_with(".html") {
                    environment.add_template_owned(template.to_owned(), text).map_err(|error| told(&error))?;
                }
            } else if let Some(file) = name.strip_prefix("static/") {
                statics.insert(file.to_owned(), bytes);
            }
        }
        settings.front = settings.front.clamp(1, 500);
        settings.list = settings.list.clamp(1, 500);
        if let Some(missing) = NEEDED.iter().find(|name| environment.get_template(name).is_err()) {
            return Err(fault(format!("it has no templates/{missing}")));
        }
        if environment.get_template("history.html").is_err() {
            environment.add_template("history.html", HISTORY.1).map_err(|error| told(&error))?;
            hasher.update(HISTORY.1.as_bytes());
        }
        Ok(Self { environment, settings, statics, hash: *hasher.finalize().as_bytes() })
    }

    /// Renders a template. Errors: TemplateInvalid, TemplateEndless.
    pub(super) fn render(&self, template: &str, context: Value) -> Result<String> {
        self.environment.get_template(template).and_then(|template| template.render(context)).map_err(|error| told(&error))
    }

    /// Returns the style that a page carries inside it.
    pub(super) fn style(&self) -> String {
        let style = self.statics.get("style.css").map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        // What ends the element would let the rest of the style out as markup.
        style.replace("</", "<\\/")
    }
}

/// Copies Broadsheet to be changed: into the folder itself where it is empty, else into a new one inside it. Returns the folder
/// that the theme is in; what cannot be copied whole is taken away again.
///
/// # Errors
/// As [`write_new`].
pub fn copy_into(folder: &Path) -> Result<PathBuf> {
    let is_free =
        |path: &Path| std::fs::read_dir(path).map_or_else(|error| error.kind() == ErrorKind::NotFound, |mut found| found.next().is_none());
    let names = std::iter::once(COPY.to_owned()).chain((2_u32..).map(|number| format!("{COPY}-{number}")));
    let inside = names.map(|name| folder.join(name)).find(|path| std::fs::symlink_metadata(path).is_err());
    let place = if is_free(folder) { folder.to_owned() } else { inside.unwrap_or_else(|| folder.join(COPY)) };
    write_new(&place)?;
    Ok(place)
}

/// Writes Broadsheet into a folder, to be changed there. Returns the paths written.
///
/// # Errors
/// [`Error::ExportForeign`] where the folder holds anything; [`Error::ExportUnwritable`].
pub fn write_new(folder: &Path) -> Result<Vec<String>> {
    let refuse = |error: &std::io::Error| super::folder::failure(folder, error);
    std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
    let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| refuse(&error))?;
    let found = dir.entries().map_err(|error| refuse(&error))?.flatten();
    let mut files: Vec<String> = found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    if !files.is_empty() {
        files.sort();
        return Err(Error::ExportForeign { folder: folder.to_owned(), files });
    }
    let write = |path: &str, text: &str| {
        path.rsplit_once('/').map_or(Ok(()), |(parent, _)| dir.create_dir_all(parent))?;
        dir.write(path, text)
    };
    if let Err(error) = BROADSHEET.iter().try_for_each(|(path, text)| write(path, text)) {
        // Half a theme is none. That a part of it cannot be taken away is no worse than the failure itself.
        for (path, _) in BROADSHEET {
            let _ = dir.remove_file(path);
            let _ = path.rsplit_once('/').map(|(parent, _)| dir.remove_dir(parent));
        }
        return Err(refuse(&error));
    }
    Ok(BROADSHEET.iter().map(|(path, _)| (*path).to_owned()).collect())
}

fn collect(dir: &Dir, within: &str, depth: usize, files: &mut BTreeMap<String, Vec<u8>>) -> std::result::Result<(), String> {
    let named = |name: &str, error: &std::io::Error| format!("{within}/{name}: {error}");
    for entry in dir.entries().map_err(|error| named("", &error))? {
        let entry = entry.map_err(|error| named("", &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What editors and systems leave behind is no part of a theme.
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let kind = entry.file_type().map_err(|error| named(&name, &error))?;
        let path = format!("{within}/{name}");
        if kind.is_dir() {
            if depth >= 8 {
                return Err(format!("{path} lies too deep"));
            }
            let inner = entry.open_dir().map_err(|error| named(&name, &error))?;
            collect(&inner, &path, depth + 1, files)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_err(|error| named(&name, &error))?.len();
            if size > MAX_FILE || files.len() >= MAX_FILES {
                return Err(format!("{path} is too much: a theme has up to {MAX_FILES} files of up to {} MB", MAX_FILE / 1024 / 1024));
            }
            files.insert(path, dir.read(&name).map_err(|error| named(&name, &error))?);
        }
    }
    Ok(())
}

/// Returns the engine's error as Stet's: the innermost place that has a line, and the reason.
fn told(error: &minijinja::Error) -> Error {
    let mut place = (error.name().unwrap_or_default().to_owned(), error.line().unwrap_or(1));
    let mut reason = error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
    let mut kind = error.kind();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(inner) = inner.downcast_ref::<minijinja::Error>() {
            if let (Some(name), Some(line)) = (inner.name(), inner.line()) {
                place = (name.to_owned(), line);
            }
            kind = inner.kind();
            reason = inner.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}"));
        }
        source = inner.source();
    }
    let (name, line) = (format!("templates/{}", place.0), place.1);
    match kind {
        minijinja::ErrorKind::OutOfFuel => Error::TemplateEndless { name, line },
        _ => Error::TemplateInvalid { name, line, reason },
    }
}
