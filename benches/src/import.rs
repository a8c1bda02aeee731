//! Files in: a folder of Markdown through the import of a library, database and fsync and all, beside reading the same files' bytes
//! alone. The corpus of real posts where it is there (`STET_CORPUS`, a folder of Markdown), else text made here.

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::Utc;
use stet_core::import::sources::Sources;
use stet_core::library::{ImportOptions, ImportOutcome};
use stet_core::{Library, Stamp};

use crate::Place;
use crate::figure::Figures;
use crate::save::paragraphs;

/// As many stories as the corpus of posts has.
const STORIES: usize = 672;
/// Stories a second that an import is to reach.
const GOAL: f64 = 500.0;

/// Goals: at least 500 stories a second the first time; the same again at least three times as fast.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let corpus =
        std::env::var_os("STET_CORPUS").map(PathBuf::from).filter(|path| Sources::of_paths(std::slice::from_ref(path)).all.len() > 1);
    let (posts, of) = match corpus {
        Some(posts) => (posts, "posts of the corpus"),
        None => (made(folder.path())?, "posts made here"),
    };
    let library = Library::create(&folder.path().join("import.stet"), &stamp())?;
    let paths = [posts];
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
    figures.limit(&format!("import of {stories} {of}, a story"), each(seconds[0]), "ms", beside, 1_000.0 / GOAL);
    figures.ratio(&format!("the same {stories} again, a story"), each(seconds[1]), "ms", ("the first time", each(seconds[0])), 0.34);
    Ok(())
}

/// Writes posts of 200 to 1,800 words, with front matter, a list, a quotation and a link each.
fn made(folder: &Path) -> anyhow::Result<PathBuf> {
    let posts = folder.join("posts");
    std::fs::create_dir(&posts)?;
    for number in 0..STORIES {
        let body: Vec<String> = paragraphs(200 + number * 37 % 1_600).collect();
        let text = format!(
            "---\ntitle: Post {number} of many\ndate: 2020-01-{:02}\ntags:\n- one\n- tag {}\nauthors: [Ann Lee]\n---\n\n{}\n\n- a [link](https://example.org/{number})\n- *two*\n\n> A quotation.\n",
            1 + number % 28,
            number % 40,
            body.join("\n\n")
        );
        std::fs::write(posts.join(format!("2020-01-{:02}-post-{number}.md", 1 + number % 28)), text)?;
    }
    Ok(posts)
}

fn stamp() -> Stamp {
    Stamp::new("Bench", Utc::now())
}
