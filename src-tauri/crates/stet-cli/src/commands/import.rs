//! Files and folders in. One that fails stops none of the others.

use std::path::{Path, PathBuf};

use serde_json::json;
use stet_core::Library;
use stet_core::import::{self, Format};
use stet_core::library::{Reason, Story};

use super::{Desk, import_format};
use crate::args::Import;
use crate::failure::{Done, Failure};
use crate::output::Output;
use crate::place;

pub(super) fn import(desk: &Desk, arguments: Import, output: &mut Output) -> Done {
    let format = import_format(&arguments.format)?;
    let library = desk.open()?;
    let mut failures = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for path in &arguments.path {
        match import::files(path) {
            Ok(found) => files.extend(found),
            Err(error) => failures.push(Failure::from(error)),
        }
    }
    let of = files.len() + failures.len();
    let mut stories = Vec::new();
    // What cannot be printed is brought in all the same; that it was not printed is said at the end.
    let mut printed = Done::Ok(());
    let bar = output.progress(files.len(), "importing");
    for file in &files {
        match one(&library, file, format, &arguments.tag, output) {
            Ok((story, warnings)) => {
                if output.json {
                    // As people see it: a name on disk need not be text.
                    let name = file.display().to_string();
                    stories.push(json!({ "id": story.id, "headline": story.article.headline, "file": name, "warnings": warnings }));
                } else if printed.is_ok() {
                    printed = bar.suspend(|| output.row(&[story.id.as_str(), &story.article.headline]));
                }
            }
            Err(failure) => failures.push(failure),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if output.json {
        printed = output.value(&stories);
    }
    // One thing asked for, one failure: it is the command's own. Of several, each is said.
    if failures.len() == 1 && of == 1 {
        return failures.pop().map_or(Ok(()), Err);
    }
    printed = printed.and_then(|()| Ok(output.flush()?));
    failures.iter().for_each(|failure| output.failure(failure));
    if failures.is_empty() { printed } else { Err(Failure::Partly { failed: failures.len(), of }) }
}

fn one(library: &Library, file: &Path, format: Format, tags: &[String], output: &Output) -> Done<(Story, Vec<import::Warning>)> {
    let mut imported = import::read_file(file, format)?;
    let name = file.display().to_string();
    imported.warnings.iter().for_each(|warning| output.warning(&name, &warning.code, &warning.detail));
    for tag in tags {
        if !imported.article.tags.contains(tag) {
            imported.article.tags.push(tag.clone());
        }
    }
    Ok((library.create_story(imported.article, Reason::Imported, &place::stamp())?, imported.warnings))
}
