//! Files in: a folder of Markdown through the import of a library, database and fsync and all, beside reading the same files' bytes
//! alone. The corpus of real posts where it is there, else text made here ([`crate::posts`]).

use std::time::Instant;

use chrono::Utc;
use stet_core::import::sources::Sources;
use stet_core::library::{ImportOptions, ImportOutcome};
use stet_core::{Library, Stamp};

use crate::Place;
use crate::figure::Figures;
use crate::posts::posts;

/// Stories a second that an import is to reach.
const GOAL: f64 = 500.0;

/// Goals: at least 500 stories a second the first time; the same again at least three times as fast.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let posts = posts()?;
    let within = folder.path().join("posts");
    std::fs::create_dir(&within)?;
    for (name, text) in &posts.newest {
        std::fs::write(within.join(name), text)?;
    }
    let library = Library::create(&folder.path().join("import.stet"), &stamp())?;
    let paths = [within];
    let mut seconds = Vec::new();
    let mut stories = 0;
    for _ in 0..2 {
        let begun = Instant::now();
        let report = library.import(&Sources::of_paths(&paths), &ImportOptions::default(), &stamp(), &mut |_, _, _| true);
        seconds.push(begun.elapsed().as_secs_f64());
        stories = report.files.iter().filter(|line| line.outcome != ImportOutcome::Failed).count();
    }
    let begun = Instant::now();
    let bytes: usize = Sources::of_paths(&paths).all.iter().filter_map(|source| source.bytes().ok()).map(|bytes| bytes.len()).sum();
    let reading = begun.elapsed().as_secs_f64();
    anyhow::ensure!(stories > 0 && bytes > 0, "nothing came in");
    #[allow(clippy::cast_precision_loss, reason = "a count of files")]
    let each = |seconds: f64| seconds * 1_000.0 / stories as f64;
    let beside = ("reading the bytes alone", each(reading));
    let (of, rate) = (posts.of, 1_000.0 / each(seconds[0]));
    figures.limit(
        &format!("import of {stories} {of} ({rate:.0} stories a second), a story"),
        each(seconds[0]),
        "ms",
        beside,
        1_000.0 / GOAL,
    );
    figures.ratio(&format!("the same {stories} again, a story"), each(seconds[1]), "ms", ("the first time", each(seconds[0])), 0.34);
    Ok(())
}

fn stamp() -> Stamp {
    Stamp::new("Bench", Utc::now())
}
