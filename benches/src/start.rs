//! From the start of the process to the first settled paint that takes a key: the desk with 100 and with 100,000 stories,
//! and the bare window, in turn.

use std::path::{Path, PathBuf};

use chrono::{TimeDelta, Utc};
use stet_core::library::Reason;
use stet_core::{Article, Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::article;
use crate::window::Window;

const STARTS: usize = 9;

/// Goals: at most 1.5 times the bare window; 100,000 stories at most 1.1 times 100.
pub(crate) fn measure(place: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let small = library(folder.path(), 100)?;
    let large = library(folder.path(), 100_000)?;
    let (mut bare, mut few, mut many) = (Vec::new(), Vec::new(), Vec::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for turn in 0..=STARTS {
            let times = [
                once(&place.programs.join("bare-window"), &[], folder.path()).await?,
                once(&place.programs.join("stet-desk"), &["--library", &small.to_string_lossy()], folder.path()).await?,
                once(&place.programs.join("stet-desk"), &["--library", &large.to_string_lossy()], folder.path()).await?,
            ];
            // The first turn warms the disk's cache and is not counted.
            if turn > 0 {
                bare.push(times[0]);
                few.push(times[1]);
                many.push(times[2]);
            }
        }
        anyhow::Ok(())
    })?;
    let [bare, few, many] = [bare, few, many].map(|times| percentile(&times, 0.5));
    figures.ratio("window start, 100 stories, p50", few, "ms", ("bare Tauri window", bare), 1.5);
    figures.ratio("window start, 100,000 stories, p50", many, "ms", ("100 stories", few), 1.1);
    Ok(())
}

async fn once(program: &Path, arguments: &[&str], folder: &Path) -> anyhow::Result<f64> {
    let window = Window::open(program, arguments, folder).await?;
    let millis = window.start_millis().await?;
    window.close().await?;
    Ok(millis)
}

/// Makes a library of `stories` short stories. It is made in memory where the system has room for that, and then copied.
fn library(folder: &Path, stories: usize) -> anyhow::Result<PathBuf> {
    let shared = Path::new("/dev/shm");
    let making = if shared.is_dir() { tempfile::tempdir_in(shared)? } else { tempfile::tempdir_in(folder)? };
    let path = making.path().join("making.stet");
    let begun = Utc::now() - TimeDelta::days(400);
    let library = Library::create(&path, &Stamp::new("Bench", begun))?;
    for turn in 0..stories {
        let story = Article {
            headline: format!("Story {turn} of the winter ferry"),
            tags: vec![format!("Tag {}", turn % 40)],
            ..article(100, turn)
        };
        let stamp = Stamp::new("Bench", begun + TimeDelta::minutes(i64::try_from(turn)?));
        library.create_story(story, Reason::Created, &stamp)?;
    }
    let to = folder.join(format!("{stories}.stet"));
    library.backup(&to)?;
    Ok(to)
}
