//! The history of 10,000 revisions in the window: from `Ctrl+H` to the first painted timeline, and frames while it scrolls.
//!
//! The page itself measures, as for `typing`: the key's own time stamp, the frame in which the first row stands, and a message
//! posted from it, which is handled after that frame is done.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{TimeDelta, Utc};
use stet_core::library::Reason;
use stet_core::{Library, Stamp};
use thirtyfour::Key;

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::article;
use crate::window::Window;

const REVISIONS: u32 = 10_000;
const FEW: u32 = 20;
const OPENINGS: usize = 15;

const MEASURE: &str = r"
  window.__opened = []
  const after = new MessageChannel()
  let begun = null
  after.port1.onmessage = () => { window.__opened.push(performance.now() - begun); begun = null }
  const row = () => document.querySelector('[role=listbox][aria-label^=Revisions] [role=option]')
  const look = () => { if (begun === null) return; if (row()) after.port2.postMessage(0); else requestAnimationFrame(look) }
  addEventListener('keydown', (event) => {
    if (event.key !== 'h' || !event.ctrlKey || row()) return
    begun = event.timeStamp
    requestAnimationFrame(look)
  }, true)
";

const SCROLL: &str = r"
  window.__frames = null
  const list = document.querySelector('[role=listbox][aria-label^=Revisions]')
  const gaps = []
  let last = performance.now()
  let step = 0
  const go = () => {
    const now = performance.now()
    gaps.push(now - last)
    last = now
    list.scrollTop = list.scrollHeight * (step % 2 === 0 ? step / 240 : 1 - step / 240)
    step += 1
    if (step < 240) requestAnimationFrame(go)
    else window.__frames = gaps.slice(2)
  }
  requestAnimationFrame(go)
";

/// Goals: at most 150 ms to the first painted timeline; no frame over 100 ms while it is thrown from end to end.
pub(crate) fn measure(place: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let many = library(folder.path(), REVISIONS)?;
    let few = library(folder.path(), FEW)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (many, frames, few) = runtime.block_on(async {
        let (many, frames) = in_desk(place, folder.path(), &many).await?;
        let (few, _) = in_desk(place, folder.path(), &few).await?;
        anyhow::Ok((many, frames, few))
    })?;
    let few50 = percentile(&few, 0.5);
    let beside = |value| ("20 revisions, p50", value);
    figures.limit("history of 10,000 revisions to first painted timeline, p50", percentile(&many, 0.5), "ms", beside(few50), 150.0);
    figures.limit("history of 10,000 revisions to first painted timeline, longest", percentile(&many, 1.0), "ms", beside(few50), 150.0);
    let usual = percentile(&frames, 0.5);
    figures.limit(
        "timeline of 10,000 thrown from end to end, longest frame",
        percentile(&frames, 1.0),
        "ms",
        ("its usual frame", usual),
        100.0,
    );
    Ok(())
}

async fn in_desk(place: &Place, folder: &Path, library: &Path) -> anyhow::Result<(Vec<f64>, Vec<f64>)> {
    let window = Window::open(&place.programs.join("stet-desk"), &["--library", &library.to_string_lossy()], folder).await?;
    // What waits for a quiet moment is there before anybody opens the history.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    window.ask(MEASURE).await?;
    let mut frames = Vec::new();
    for opening in 0..OPENINGS {
        window.driver.action_chain().key_down(Key::Control).send_keys("h").key_up(Key::Control).perform().await?;
        let opened = format!("return window.__opened.length > {opening}");
        wait_for(&window, &opened, "the timeline").await?;
        if opening + 1 == OPENINGS {
            window.ask(SCROLL).await?;
            wait_for(&window, "return window.__frames !== null", "the scrolling").await?;
            frames = numbers(&window, "return window.__frames").await?;
        }
        window.driver.action_chain().send_keys(Key::Escape).perform().await?;
        wait_for(&window, "return document.querySelector('[role=listbox][aria-label^=Revisions]') === null", "the page").await?;
    }
    let times = numbers(&window, "return window.__opened").await?;
    window.close().await?;
    Ok((times, frames))
}

async fn numbers(window: &Window, script: &str) -> anyhow::Result<Vec<f64>> {
    let answer = window.ask(script).await?;
    Ok(answer.as_array().context("a list of times")?.iter().filter_map(serde_json::Value::as_f64).collect())
}

async fn wait_for(window: &Window, script: &str, what: &str) -> anyhow::Result<()> {
    for _ in 0..400 {
        if window.ask(script).await?.as_bool() == Some(true) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    anyhow::bail!("{what} did not come")
}

/// Makes a library with one story of so many revisions, by two people over some months. It is made in memory where the system has
/// room for that, and then copied.
fn library(folder: &Path, revisions: u32) -> anyhow::Result<PathBuf> {
    let shared = Path::new("/dev/shm");
    let making = if shared.is_dir() { tempfile::tempdir_in(shared)? } else { tempfile::tempdir_in(folder)? };
    let path = making.path().join("making.stet");
    let begun = Utc::now() - TimeDelta::minutes(i64::from(revisions) * 20);
    let library = Library::create(&path, &Stamp::new("Bench", begun))?;
    let mut story = article(800, 0);
    let created = library.create_story(story.clone(), Reason::Created, &Stamp::new("Bench", begun))?;
    let mut version = created.version;
    for turn in 1..revisions {
        story.standfirst = format!("Sailings will run until April, for the {turn}th time.");
        let author = if turn % 5 == 0 { "Bram Ostley" } else { "Ilse Tarrant" };
        let reason = if turn % 3 == 0 { Reason::Saved } else { Reason::Autosaved };
        let name = (turn % 50 == 0).then(|| format!("Version {turn}"));
        let stamp = Stamp::new(author, begun + TimeDelta::minutes(i64::from(turn) * if turn % 11 == 0 { 19 } else { 18 }));
        version = library.save_revision(&created.id, Some((version, story.clone())), reason, name.as_deref(), &stamp)?.version;
    }
    let to = folder.join(format!("{revisions}-revisions.stet"));
    library.backup(&to)?;
    Ok(to)
}
