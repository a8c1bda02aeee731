//! From a key press to the frame that shows it: the desk's page beside a plain `contenteditable` with the same text.
//!
//! WebKitGTK offers no Event Timing, so the page itself measures: the key's own time stamp, the next animation frame, and a
//! message and a timer set from it, of which the first to be handled ends it: both come after that frame is done, but either may
//! come behind the next key as well, whose work is not this key's. Times are whole milliseconds there.

use std::path::Path;

use anyhow::Context as _;
use chrono::Utc;
use stet_core::library::Reason;
use stet_core::{Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::{article, paragraphs};
use crate::window::Window;

const KEYS: usize = 2_000;
/// Keys of one WebDriver request.
const BATCH: usize = 20;

const MEASURE: &str = r"
  window.__latencies = []
  const after = new MessageChannel()
  const waiting = []
  const done = () => { const now = performance.now(); for (const then of waiting.splice(0)) window.__latencies.push(now - then) }
  after.port1.onmessage = done
  window.__longest = 0
  let frame = 0
  const count = (now) => { if (frame) window.__longest = Math.max(window.__longest, now - frame); frame = now; requestAnimationFrame(count) }
  requestAnimationFrame(count)
  addEventListener('keydown', (event) => {
    const then = event.timeStamp
    requestAnimationFrame(() => { waiting.push(then); after.port2.postMessage(0); setTimeout(done) })
  }, true)
";

/// What was measured in one window.
struct Typed {
    /// From each key to after its frame, in milliseconds.
    times: Vec<f64>,
    /// The longest time between two frames while typing, in milliseconds.
    longest: f64,
}

/// Goals: p99 at most 16 ms; p50 at most twice that of the plain `contenteditable`; no frame over 50 ms.
pub(crate) fn measure(place: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for words in [1_000, 10_000, 100_000] {
        let (desk, plain) = runtime.block_on(async {
            let desk = in_desk(place, folder.path(), words).await?;
            let plain = in_plain(place, folder.path(), words).await?;
            anyhow::Ok((desk, plain))
        })?;
        let name = |what: &str| format!("key to after-frame, {words} words, {what}");
        let [desk50, desk99, plain50, plain99] =
            [percentile(&desk.times, 0.5), percentile(&desk.times, 0.99), percentile(&plain.times, 0.5), percentile(&plain.times, 0.99)];
        figures.ratio(&name("p50"), desk50, "ms", ("plain contenteditable", plain50), 2.0);
        figures.limit(&name("p99"), desk99, "ms", ("plain contenteditable", plain99), 16.0);
        figures.limit(&name("longest frame"), desk.longest, "ms", ("plain contenteditable", plain.longest), 50.0);
    }
    let opening = runtime.block_on(opening(place, folder.path()))?;
    figures.limit(
        "opening a story of 100000 words, to its first painted screen",
        opening.0,
        "ms",
        ("a story of 100 words", opening.1),
        500.0,
    );
    Ok(())
}

/// From the click on a story in the list to after the frame that shows it: a long one, and a short one beside it.
async fn opening(place: &Place, folder: &Path) -> anyhow::Result<(f64, f64)> {
    let path = folder.join("opening.stet");
    let stamp = Stamp::new("Bench", Utc::now());
    let library = Library::create(&path, &stamp)?;
    for words in [100_000, 100, 50] {
        library.create_story(article(words, 0), Reason::Created, &stamp)?;
    }
    drop(library);
    let window = Window::open(&place.programs.join("stet-desk"), &["--library", &path.to_string_lossy()], folder).await?;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..5 {
        for words in [100_000, 100] {
            let took = open_story(&window, &format!("A story of {words} words")).await?;
            if words == 100 {
                times.1.push(took)
            } else {
                times.0.push(took)
            }
            open_story(&window, "A story of 50 words").await?;
        }
    }
    window.close().await?;
    Ok((percentile(&times.0, 0.5), percentile(&times.1, 0.5)))
}

/// Clicks on a story and returns how long it took until its words were painted, in milliseconds.
async fn open_story(window: &Window, headline: &str) -> anyhow::Result<f64> {
    let script = "const headline = arguments[0]
      const row = [...document.querySelectorAll('[data-pane=list] [role=option]')].find((row) => row.textContent.includes(headline))
      const after = new MessageChannel(); const begun = performance.now(); window.__opened = null
      after.port1.onmessage = () => { window.__opened = performance.now() - begun }
      const look = () => {
        const there = document.querySelector('main .headline')?.textContent === headline && document.querySelector('main .body > p')
        if (there) requestAnimationFrame(() => after.port2.postMessage(0)); else requestAnimationFrame(look)
      }
      row.click(); look()";
    window.driver.execute(script, vec![serde_json::json!(headline)]).await?;
    for _ in 0..400 {
        if let Some(took) = window.ask("return window.__opened").await?.as_f64() {
            return Ok(took);
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    anyhow::bail!("{headline:?} never came up")
}

async fn in_desk(place: &Place, folder: &Path, words: usize) -> anyhow::Result<Typed> {
    let path = folder.join(format!("typing-{words}.stet"));
    let stamp = Stamp::new("Bench", Utc::now());
    Library::create(&path, &stamp)?.create_story(article(words, 0), Reason::Created, &stamp)?;
    let window = Window::open(&place.programs.join("stet-desk"), &["--library", &path.to_string_lossy()], folder).await?;
    let times = type_keys(&window, "main .ProseMirror", "main [data-field=body]").await;
    window.close().await?;
    times
}

async fn in_plain(place: &Place, folder: &Path, words: usize) -> anyhow::Result<Typed> {
    let window = Window::open(&place.programs.join("bare-window"), &[], folder).await?;
    let text: Vec<String> = paragraphs(words).collect();
    let fill = "const page = document.getElementById('page'); page.replaceChildren(...arguments[0].map((text) => {
        const p = document.createElement('p'); p.textContent = text; return p }))";
    window.driver.execute(fill, vec![serde_json::json!(text)]).await?;
    let times = type_keys(&window, "#page", "#page").await;
    window.close().await?;
    times
}

/// Types at the end of a paragraph in the middle of the text.
async fn type_keys(window: &Window, page: &str, body: &str) -> anyhow::Result<Typed> {
    let middle = format!(
        "const all = [...document.querySelectorAll('{body} > p')].filter((p) => p.textContent.length > 100)
         const p = all[Math.floor(all.length / 2)]; p.scrollIntoView({{ block: 'center' }}); p.id = 'typed'
         document.querySelector('{page}').focus()
         const range = document.createRange(); range.selectNodeContents(p); range.collapse(false)
         getSelection().removeAllRanges(); getSelection().addRange(range)"
    );
    window.ask(&middle).await?;
    // The first frames show where the caret went.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    window.ask(MEASURE).await?;
    let line = " and the roof of the bandstand can wait until spring";
    let mut left = KEYS;
    while left > 0 {
        let batch: String = line.chars().cycle().skip(KEYS - left).take(BATCH.min(left)).collect();
        left -= batch.chars().count();
        window.driver.action_chain().send_keys(&batch).perform().await?;
    }
    let typed = window.ask("return document.getElementById('typed')?.textContent.length ?? -1").await?;
    let times = window.ask("return window.__latencies").await?;
    let times: Vec<f64> = times.as_array().context("a list of times")?.iter().filter_map(serde_json::Value::as_f64).collect();
    anyhow::ensure!(
        times.len() >= KEYS * 9 / 10,
        "only {} of {KEYS} keys reached the page (the paragraph has {typed} characters)",
        times.len()
    );
    let longest = window.ask("return window.__longest").await?.as_f64().context("a time")?;
    Ok(Typed { times, longest })
}
