//! One file a noun. Each command binds its arguments, calls the façade once or a few times, and prints what came back.

mod export;
mod history;
mod import;
mod library;
mod manual;
mod search;
mod story;
mod tags;

use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use stet_core::Library;

use crate::args::{Arguments, Command, Theme};
use crate::failure::{Done, Failure};
use crate::output::Output;
use crate::place;

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: Arguments, output: &mut Output) -> Done {
    let Arguments { library, command, .. } = arguments;
    let desk = Desk { named: library };
    match command {
        Command::Init => library::init(&desk, output),
        Command::New(new) => story::new(&desk, new, output),
        Command::Import(import) => import::import(&desk, import, output),
        Command::List(list) => story::list(&desk, list, output),
        Command::Show(show) => story::show(&desk, &show, output),
        Command::Save(save) => story::save(&desk, save, output),
        Command::Tag(tag) => tags::tag(&desk, &tag, output),
        Command::Tags(tags) => tags::tags(&desk, tags, output),
        Command::Status(status) => story::status(&desk, &status, output),
        Command::Publish(publish) => story::publish(&desk, &publish, output),
        Command::History(history) => history::history(&desk, &history, output),
        Command::Diff(diff) => history::diff(&desk, &diff, output),
        Command::Restore(restore) => history::restore(&desk, &restore, output),
        Command::Export(export) => export::export(&desk, export, output),
        Command::Theme(Theme::New { folder }) => export::new_theme(&folder, output),
        Command::Search(search) => search::search(&desk, search, output),
        Command::Thin(thin) => library::thin(&desk, &thin, output),
        Command::Correct(correct) => story::correct(&desk, correct, output),
        Command::Check(check) => library::check(&desk, &check, output),
        Command::Backup { file } => library::backup(&desk, &file, output),
        Command::Recover { damaged, out } => library::recover(&damaged, &out, output),
        Command::Stats => library::stats(&desk, output),
        Command::Completions { shell } => manual::completions(shell, output),
        Command::Man { out } => manual::man(out.as_deref(), output),
    }
}

/// Which library the command is for.
pub(crate) struct Desk {
    named: Option<PathBuf>,
}

impl Desk {
    /// Opens the library.
    pub(crate) fn open(&self) -> Done<Library> {
        Ok(Library::open(&place::library(self.named.clone()))?)
    }
}

/// Returns a moment as RFC 3339 in UTC, to the second.
fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads the kind of a source. Kinds that later issues bring are named as such, others are wrong usage.
fn import_format(text: &str) -> Done<stet_core::import::Format> {
    use stet_core::import::Format;
    match text {
        "auto" => Ok(Format::Auto),
        "markdown" => Ok(Format::Markdown),
        "html" => Ok(Format::Html),
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        other => Err(unknown_format(other)),
    }
}

/// Reads the format of an export, as [`import_format`].
fn export_format(text: &str) -> Done<stet_core::export::Format> {
    use stet_core::export::Format;
    match text {
        "markdown" => Ok(Format::Markdown),
        "html" => Ok(Format::Html),
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        other => Err(unknown_format(other)),
    }
}

fn unknown_format(name: &str) -> Failure {
    const LATER: [&str; 17] = [
        "amp", "atom", "docx", "epub", "feed", "gemini", "icml", "jsonfeed", "latex", "newsml", "ninjs", "nitf", "odt", "pdf", "rss",
        "rtf", "wxr",
    ];
    if LATER.contains(&name) {
        return Failure::not_yet(format!("the format {name}"));
    }
    Failure::Usage(format!("{name:?} is not a format; there are markdown, html, text and json; exports have site too"))
}
