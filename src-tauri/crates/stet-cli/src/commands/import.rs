//! Files, folders and zips in. One that fails stops none of the others; the same again updates and never doubles.

use serde_json::{Value, json};
use stet_core::import::sources::Sources;
use stet_core::library::{ImportLine, ImportOptions, ImportOutcome};

use super::{Desk, import_format};
use crate::args::Import;
use crate::failure::{Done, Failure};
use crate::interrupt::Interrupt;
use crate::output::Output;
use crate::place;

pub(super) fn import(desk: &Desk, arguments: Import, output: &mut Output) -> Done {
    let format = import_format(&arguments.format)?;
    let library = desk.open()?;
    let sources = Sources::of_paths(&arguments.path);
    let options = ImportOptions { format, tags: arguments.tag, dry_run: arguments.dry_run, run: 0 };
    // What cannot be printed is brought in all the same; that it was not printed is said at the end.
    let mut printed = Done::Ok(());
    let bar = output.progress(sources.all.len(), "importing");
    let interrupt = Interrupt::listen()?;
    let report = library.import(&sources, &options, &place::stamp(), &mut |line, done, total| {
        // A library among the sources counts as all its stories.
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        line.warnings.iter().for_each(|warning| output.warning(&line.name, &warning.code, &warning.detail));
        if !output.json && printed.is_ok() && line.error.is_none() {
            printed = bar.suspend(|| row(output, line, options.dry_run));
        }
        interrupt.goes_on()
    });
    bar.finish_and_clear();
    if output.json {
        printed = output.value(&report.files.iter().map(entry).collect::<Vec<_>>());
    }
    let counts = summary(&report.files, report.passed_over, options.dry_run);
    let of = sources.all.len();
    if let Some(error) = report.stopped {
        return Err(error.into());
    }
    if report.cancelled {
        output.note(&counts);
        return Err(stet_core::Error::Cancelled.into());
    }
    let mut failures: Vec<Failure> = report.files.into_iter().filter_map(|line| line.error).map(Failure::from).collect();
    // One thing asked for, one failure: it is the command's own. Of several, each is said.
    if failures.len() == 1 && of == 1 {
        return failures.pop().map_or(Ok(()), Err);
    }
    printed = printed.and_then(|()| Ok(output.flush()?));
    if of > 1 || options.dry_run {
        output.note(&counts);
    }
    failures.iter().for_each(|failure| output.failure(failure));
    if failures.is_empty() { printed } else { Err(Failure::Partly { failed: failures.len(), of }) }
}

fn row(output: &mut Output, line: &ImportLine, dry_run: bool) -> Done {
    match &line.story {
        _ if dry_run => output.row(&[outcome(line.outcome), &line.name, &line.headline]),
        Some(id) => output.row(&[id.as_str(), &line.headline]),
        None => Ok(()),
    }
}

/// A source's line as JSON. A name on disk need not be text; it is shown as well as can be.
fn entry(line: &ImportLine) -> Value {
    let mut entry = json!({
        "id": line.story, "headline": line.headline, "file": line.name, "outcome": outcome(line.outcome),
        "revision": line.revision, "warnings": line.warnings,
    });
    if let Some(error) = &line.error {
        entry["error"] = json!({ "code": error.code(), "message": error.to_string() });
    }
    entry
}

fn outcome(outcome: ImportOutcome) -> &'static str {
    match outcome {
        ImportOutcome::New => "new",
        ImportOutcome::Updated => "updated",
        ImportOutcome::Unchanged => "unchanged",
        ImportOutcome::BothKept => "both_kept",
        ImportOutcome::Failed => "failed",
    }
}

/// Says in a line how many files became what: `3 new, 1 updated, 12 unchanged; 4 other files passed over`.
fn summary(lines: &[ImportLine], passed_over: u32, dry_run: bool) -> String {
    let kinds = [
        (ImportOutcome::New, "new"),
        (ImportOutcome::Updated, "updated"),
        (ImportOutcome::Unchanged, "unchanged"),
        (ImportOutcome::BothKept, "changed on both sides, both kept"),
        (ImportOutcome::Failed, "failed"),
    ];
    let count = |kind: ImportOutcome| lines.iter().filter(|line| line.outcome == kind).count();
    let counts: Vec<String> =
        kinds.into_iter().map(|(kind, word)| (count(kind), word)).filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let mut text = if counts.is_empty() { "no stories".to_owned() } else { counts.join(", ") };
    if passed_over > 0 {
        text += &format!("; {passed_over} other files passed over");
    }
    if dry_run { format!("would be: {text}") } else { text }
}
