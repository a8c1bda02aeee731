//! Markdown to HTML: a thousand files by Stet (its import, then its body as HTML, in this process) beside pandoc, started once a
//! file as scripts do, and beside comrak alone, which Stet reads Markdown with, on the same texts in this process.
//!
//! Stet's way holds the story in between: front matter, every block checked against the schema, notes and addresses looked at.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;
use stet_core::Article;
use stet_core::article::Status;
use stet_core::export::{self, Format, Options, Piece};
use stet_core::import;

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::posts::posts;

const FILES: usize = 1_000;
/// Files that pandoc is started for; its time is told a file, so that a thousand need not be waited for.
const BY_PANDOC: usize = 50;
const TURNS: usize = if cfg!(debug_assertions) { 1 } else { 7 };

/// Goals: a hundredth of pandoc's time; at most twice comrak's.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    let posts = posts()?;
    let texts: Vec<(String, String)> = posts.newest.into_iter().chain(posts.older).take(FILES).collect();
    let (mut stet, mut comrak) = (Vec::new(), Vec::new());
    // Turn by turn, so that a busy moment of the machine falls on both.
    for _ in 0..TURNS {
        stet.push(millis(&texts, by_stet)?);
        comrak.push(millis(&texts, |_, text| Ok(by_comrak(text)))?);
    }
    let (stet, comrak) = (percentile(&stet, 0.5), percentile(&comrak, 0.5));
    let name = format!("{} Markdown files ({}) to HTML, a file", texts.len(), posts.of);
    figures.ratio(&name, stet, "ms", ("comrak alone", comrak), 2.0);
    match by_pandoc(&texts) {
        Ok(pandoc) => {
            let beside = format!("pandoc started once a file, {BY_PANDOC} of them measured");
            figures.ratio(&name, stet, "ms", (&beside, pandoc), 0.01);
        }
        Err(error) => figures.missing(&name, &format!("pandoc: {error:#}")),
    }
    Ok(())
}

/// Returns the milliseconds that one text takes.
#[allow(clippy::cast_precision_loss, reason = "a count of files")]
fn millis(texts: &[(String, String)], mut make: impl FnMut(&str, &str) -> anyhow::Result<usize>) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut bytes = 0;
    for (name, text) in texts {
        bytes += make(name, text)?;
    }
    anyhow::ensure!(bytes > texts.len() * 100, "so little HTML cannot be right: {bytes} bytes");
    Ok(begun.elapsed().as_secs_f64() * 1_000.0 / texts.len() as f64)
}

/// Returns the length of a text's HTML. One whose front matter is refused goes as its body alone.
fn by_stet(name: &str, text: &str) -> anyhow::Result<usize> {
    let article = match import::read(name, text.as_bytes(), import::Format::Markdown) {
        Ok(imported) => imported.article,
        Err(_) => Article { body: import::markdown::body(text).0, ..Article::default() },
    };
    let options = Options { format: Format::Bare, ..Options::default() };
    Ok(export::preview(Piece::new("", Status::Draft, &article), &options)?.text.len())
}

/// Returns the length of a text's HTML by comrak, with the extensions that Stet reads, past the front matter.
fn by_comrak(text: &str) -> usize {
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.front_matter_delimiter = Some("---".to_owned());
    options.render.r#unsafe = true;
    comrak::markdown_to_html(text, &options).len()
}

/// Returns the milliseconds that pandoc takes for a file, started anew for each.
#[allow(clippy::cast_precision_loss, reason = "a count of files")]
fn by_pandoc(texts: &[(String, String)]) -> anyhow::Result<f64> {
    Command::new("pandoc").arg("--version").output().context("it is not installed")?;
    fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let step = (texts.len() / BY_PANDOC).max(1);
    let files: Vec<(&str, &str)> = texts.iter().step_by(step).take(BY_PANDOC).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    for (name, text) in &files {
        fs::write(folder.path().join(name), text)?;
    }
    let begun = Instant::now();
    for (name, _) in &files {
        pandoc(&folder.path().join(name))?;
    }
    Ok(begun.elapsed().as_secs_f64() * 1_000.0 / files.len() as f64)
}

fn pandoc(file: &Path) -> anyhow::Result<()> {
    let out = Command::new("pandoc").args(["--from", "gfm+yaml_metadata_block+footnotes", "--to", "html"]).arg(file).output()?;
    // A front matter that pandoc refuses took its time all the same.
    anyhow::ensure!(out.status.success() || !out.stderr.is_empty(), "it failed without a word");
    Ok(())
}
