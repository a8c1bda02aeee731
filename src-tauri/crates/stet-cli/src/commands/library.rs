//! The library file as a whole: made, checked, copied, counted.

use std::path::Path;

use chrono::TimeDelta;
use serde_json::json;
use stet_core::library::{CheckReport, Fault};
use stet_core::{Error, Library};

use super::Desk;
use crate::args::{Age, Check, Thin};
use crate::failure::{Done, Failure};
use crate::output::Output;
use crate::place;

pub(super) fn init(desk: &Desk, output: &mut Output) -> Done {
    let path = place::library(desk.named.clone());
    if desk.named.is_none() {
        place::make_folder(&path)?;
    }
    Library::create(&path, &place::stamp())?;
    let shown = path.display().to_string();
    if output.json { output.value(&json!({ "library": shown })) } else { output.row(&[&shown]) }
}

pub(super) fn check(desk: &Desk, check: &Check, output: &mut Output) -> Done {
    let report = match desk.open() {
        Ok(library) => library.check(check.deep)?,
        // What cannot even be opened is damage too, and is told as such.
        Err(Failure::Core(Error::LibraryDamaged { reason })) => {
            let fault = Fault { kind: "database".into(), story: None, revision: None, detail: reason };
            CheckReport { faults: vec![fault], ..CheckReport::default() }
        }
        Err(failure) => return Err(failure),
    };
    if output.json {
        output.value(&report)?;
    } else if report.faults.is_empty() {
        output.row(&["sound", &report.stories.to_string(), &report.revisions.to_string(), &report.snapshots.to_string()])?;
    } else {
        faults(&report.faults, output)?;
    }
    match report.faults.len() {
        0 => Ok(()),
        1 => Err(Error::LibraryDamaged { reason: "one fault, named above".to_owned() }.into()),
        faults => Err(Error::LibraryDamaged { reason: format!("{faults} faults, named above") }.into()),
    }
}

pub(super) fn thin(desk: &Desk, thin: &Thin, output: &mut Output) -> Done {
    let library = desk.open()?;
    let before = thin.older_than.map(|age| match age {
        Age::Days(days) => place::stamp().time - TimeDelta::days(days.into()),
        Age::Since(time) => time,
    });
    let thinned = if thin.dry_run {
        library.thin_preview(before)?
    } else {
        let bar = output.progress(library.stats()?.stories as usize, "thinning");
        let thinned = library.thin(before, &mut |done, _| {
            bar.set_position(done as u64);
            true
        })?;
        bar.finish_and_clear();
        thinned
    };
    if output.json {
        return output.value(&thinned);
    }
    output.row(&[&thinned.stories.to_string(), &thinned.revisions.to_string(), &thinned.bytes.to_string()])
}

pub(super) fn backup(desk: &Desk, file: &Path, output: &mut Output) -> Done {
    desk.open()?.backup(file)?;
    let shown = file.display().to_string();
    if output.json { output.value(&json!({ "backup": shown })) } else { output.row(&[&shown]) }
}

pub(super) fn recover(damaged: &Path, out: &Path, output: &mut Output) -> Done {
    let recovered = Library::recover(damaged, out, &place::stamp())?;
    if output.json {
        return output.value(&recovered);
    }
    faults(&recovered.faults, output)?;
    output.row(&["recovered", &recovered.stories.to_string(), &recovered.revisions.to_string(), &recovered.faults.len().to_string()])
}

fn faults(faults: &[Fault], output: &mut Output) -> Done {
    for fault in faults {
        let story = fault.story.as_ref().map(ToString::to_string).unwrap_or_default();
        let revision = fault.revision.map(|number| number.to_string()).unwrap_or_default();
        output.row(&[&fault.kind, &story, &revision, &fault.detail])?;
    }
    Ok(())
}

pub(super) fn stats(desk: &Desk, output: &mut Output) -> Done {
    let stats = desk.open()?.stats()?;
    if output.json {
        return output.value(&stats);
    }
    output.row(&["stories", &stats.stories.to_string()])?;
    output.row(&["revisions", &stats.revisions.to_string()])?;
    output.row(&["words", &stats.words.to_string()])
}
