//! The difference of two long stories, beside `git diff --no-index --word-diff` on the same texts.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use stet_core::diff::{Budget, diff};
use stet_core::document::Block;
use stet_core::{Article, Document};
use stet_testkit::Dice;

use crate::Place;
use crate::figure::{Figures, percentile};

/// Paragraphs, and words in each: 100,000 words in all.
const SHAPE: (usize, usize) = (1_000, 100);
/// Runs of a figure, ours and git's in turn, so that both have the same neighbours; the median counts.
const RUNS: usize = 41;

/// Goals: 100,000 words with 1 % scattered edits in 30 ms, wholly rewritten in 250 ms, and three times as fast as git.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    let mut dice = Dice(1);
    let old = story(&mut dice);
    let mut edited = old.clone();
    for _ in 0..SHAPE.0 * SHAPE.1 / 100 {
        let (at, word) = (dice.roll(SHAPE.0), dice.roll(SHAPE.1));
        edited[at][word] = format!("edited{}", dice.roll(500));
    }
    let rewritten = story(&mut dice);
    for (name, new, goal) in [("1 % scattered edits", &edited, 30.0), ("wholly rewritten", &rewritten, 250.0)] {
        let (a, b) = (article(&old), article(new));
        let texts = Texts::write(&old, new)?;
        let (mut ours, mut theirs) = (Vec::new(), Ok(Vec::new()));
        for _ in 0..RUNS {
            let begun = Instant::now();
            let found = diff(&a, &b, Budget::default());
            ours.push(millis(begun));
            ensure!(found.apply(&a)? == b, "the difference gives the newer story");
            theirs = theirs.and_then(|times| texts.compare(times));
        }
        let ours = percentile(&ours, 0.5);
        let name = format!("diff of 100,000 words, {name}, p50");
        match theirs {
            Ok(theirs) => {
                let theirs = percentile(&theirs, 0.5);
                figures.limit(&name, ours, "ms", ("git diff --word-diff", theirs), goal);
                figures.ratio(&format!("{name}, beside git"), ours, "ms", ("git diff --word-diff", theirs), 1.0 / 3.0);
            }
            Err(error) => {
                figures.limit(&name, ours, "ms", ("nothing", 0.0), goal);
                figures.missing("git diff --word-diff", &format!("{error:#}"));
            }
        }
    }
    Ok(())
}

/// The two stories as git reads them, a paragraph a line.
struct Texts(tempfile::TempDir);

impl Texts {
    fn write(old: &[Vec<String>], new: &[Vec<String>]) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let text = |story: &[Vec<String>]| story.iter().map(|words| words.join(" ") + "\n").collect::<String>();
        fs::write(folder.path().join("a.txt"), text(old))?;
        fs::write(folder.path().join("b.txt"), text(new))?;
        Ok(Self(folder))
    }

    /// Adds to `times` how long git takes, in milliseconds.
    fn compare(&self, mut times: Vec<f64>) -> anyhow::Result<Vec<f64>> {
        let begun = Instant::now();
        let status = Command::new("git")
            .args(["diff", "--no-index", "--word-diff", "a.txt", "b.txt"])
            .current_dir(self.0.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("git")?;
        times.push(millis(begun));
        ensure!(status.code() == Some(1), "git found no difference");
        Ok(times)
    }
}

fn article(story: &[Vec<String>]) -> Article {
    Article { body: Document::new(story.iter().map(|words| Block::paragraph(words.join(" "))).collect()), ..Article::default() }
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// Prose of which a third of the words are rare.
fn story(dice: &mut Dice) -> Vec<Vec<String>> {
    (0..SHAPE.0).map(|_| (0..SHAPE.1).map(|_| word(dice)).collect()).collect()
}

fn word(dice: &mut Dice) -> String {
    if dice.roll(3) == 0 {
        return format!("w{}", dice.roll(9_000));
    }
    format!("{}{}", ["ferry", "the", "harbour", "of", "and", "storm", "vote"][dice.roll(7)], ["", "s", "ing"][dice.roll(3)])
}
