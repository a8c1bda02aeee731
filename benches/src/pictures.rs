//! A photograph of sixty megapixels coming in: the work in core beside a plain decode of the same file, and what the page feels
//! of it while somebody goes on typing.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::Utc;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use stet_core::library::Reason;
use stet_core::{Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::article;
use crate::window::Window;

/// As cameras of the press take them: 9504 by 6336 pixels.
const SIZE: (u32, u32) = (9_504, 6_336);
const ROUNDS: usize = 3;

/// Notes the longest time between two frames in `window.__longest`.
const FRAMES: &str = "window.__longest = 0; let frame = 0
  const count = (now) => { if (frame) window.__longest = Math.max(window.__longest, now - frame); frame = now; requestAnimationFrame(count) }
  requestAnimationFrame(count)";

/// Goals: taken in within twice the time of a plain decode; no frame over 50 ms meanwhile.
pub(crate) fn measure(place: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let path = folder.path().join("photograph.jpg");
    photograph(&path)?;
    let bytes = std::fs::read(&path)?;
    let stamp = Stamp::new("Bench", Utc::now());
    let (mut taken, mut decoded) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let library = Library::create(&folder.path().join(format!("core-{round}.stet")), &stamp)?;
        taken.push(timed(|| Ok(library.add_asset_file(&path, &stamp).map(drop)?))?);
        decoded.push(timed(|| Ok(image::load_from_memory(&bytes).map(drop)?))?);
    }
    let (taken, decoded) = (percentile(&taken, 0.5), percentile(&decoded, 0.5));
    figures.ratio("a picture of 60 megapixels, taken in by core", taken, "ms", ("plain decode", decoded), 2.0);

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (with, without, took) = runtime.block_on(in_window(place, folder.path(), &path))?;
    figures.limit("a picture of 60 megapixels, longest frame while typing goes on", with, "ms", ("typing alone", without), 50.0);
    figures.ratio("a picture of 60 megapixels, from Enter to its being shown", took, "ms", ("taken in by core", taken), 2.0);
    Ok(())
}

/// Writes a picture with the grain of a photograph, so that its file is about as large as one.
fn photograph(path: &Path) -> anyhow::Result<()> {
    let mut grain = 7_u32;
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (grain >> 28) as u8;
        Rgb([(x / 48) as u8 / 2 + noise, (y / 32) as u8 / 2 + noise, ((x + y) / 80) as u8 / 2 + noise])
    });
    let file = std::io::BufWriter::new(std::fs::File::create(path)?);
    Ok(picture.write_with_encoder(JpegEncoder::new_with_quality(file, 88))?)
}

fn timed(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// Returns the longest frame while the picture comes in, that of typing alone, and how long the picture took; in milliseconds.
async fn in_window(place: &Place, folder: &Path, picture: &Path) -> anyhow::Result<(f64, f64, f64)> {
    let path = folder.join("window.stet");
    let stamp = Stamp::new("Bench", Utc::now());
    Library::create(&path, &stamp)?.create_story(article(1_000, 0), Reason::Created, &stamp)?;
    let desk = place.programs.join("stet-desk");
    let answer = [("STET_DIALOG_ANSWER", picture)];
    let window = Window::open_with(&desk, &["--library", &path.to_string_lossy()], folder, &answer).await?;
    let end = "const page = document.querySelector('main .ProseMirror'); page.focus(); const last = page.querySelector('.body').lastElementChild; last.scrollIntoView()
      const range = document.createRange(); range.selectNodeContents(last); range.collapse(false); getSelection().removeAllRanges(); getSelection().addRange(range)";
    window.ask(end).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.ask(FRAMES).await?;
    for _ in 0..6 {
        window.driver.action_chain().send_keys("and the bandstand ").perform().await?;
    }
    let without = longest(&window).await?;

    window.driver.action_chain().send_keys("\u{e007}/picture").perform().await?;
    tokio::time::sleep(Duration::from_millis(800)).await;
    // The page's own clock says when the picture is there: asking takes time too.
    let shown = "window.__longest = 0; window.__shown = null; const begun = performance.now()
      const look = () => { const img = document.querySelector('main figure .picture img'); if (img?.complete && img.naturalWidth > 0) window.__shown = performance.now() - begun; else requestAnimationFrame(look) }
      look()";
    window.ask(shown).await?;
    window.driver.action_chain().send_keys("\u{e007}").perform().await?;
    for _ in 0..600 {
        if let Some(took) = window.ask("return window.__shown").await?.as_f64() {
            let with = longest(&window).await?;
            window.close().await?;
            return Ok((with, without, took));
        }
        window.driver.action_chain().send_keys("so it goes ").perform().await?;
    }
    anyhow::bail!("the picture never came up")
}

async fn longest(window: &Window) -> anyhow::Result<f64> {
    window.ask("return window.__longest").await?.as_f64().context("a time")
}
