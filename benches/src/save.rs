//! An acknowledged save of the working copy beside the physical limit: one 4 KB write with `fdatasync` on the same disk.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::time::Instant;

use chrono::Utc;
use stet_core::document::Block;
use stet_core::library::Reason;
use stet_core::{Article, Document, Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};

const SAVES: usize = 400;
/// Saves before those that count: until SQLite's log is written over from its start, as it is in a library that is in use.
const BEFORE: usize = 400;

/// Goal: median at most 1.5 times that of the bare write.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    // Beside the results and not in the system's temporary folder, which may be memory.
    std::fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let library = Library::create(&folder.path().join("save.stet"), &stamp())?;
    for words in [800, 10_000] {
        let mut story = library.create_story(article(words, 0), Reason::Created, &stamp())?;
        let mut bare = File::create(folder.path().join("bare"))?;
        bare.write_all(&[0; 4096 * SAVES])?;
        bare.sync_all()?;
        let (mut saves, mut writes) = (Vec::new(), Vec::new());
        for turn in 0..BEFORE + SAVES {
            let next = article(words, turn + 1);
            let begun = Instant::now();
            story.version = library.save_working_copy(&story.id, story.version, next, &stamp())?.version;
            let took = millis(begun);
            let Some(turn) = turn.checked_sub(BEFORE) else { continue };
            saves.push(took);
            let block = [u8::try_from(turn % 251)?; 4096];
            let begun = Instant::now();
            bare.seek(SeekFrom::Start((turn * 4096).try_into()?))?;
            bare.write_all(&block)?;
            bare.sync_data()?;
            writes.push(millis(begun));
        }
        let (save, write) = (percentile(&saves, 0.5), percentile(&writes, 0.5));
        figures.ratio(&format!("save of {words} words, p50"), save, "ms", ("4 KB write + fdatasync", write), 1.5);
    }
    Ok(())
}

fn stamp() -> Stamp {
    Stamp::new("Bench", Utc::now())
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

/// Returns a story of about `words` words whose last paragraph tells `turn`.
pub(crate) fn article(words: usize, turn: usize) -> Article {
    let mut content: Vec<Block> = paragraphs(words).map(Block::paragraph).collect();
    content.push(Block::paragraph(format!("Turn {turn}.")));
    Article { headline: format!("A story of {words} words"), body: Document::new(content), ..Article::default() }
}

/// Returns paragraphs of 50 words, `words` in all.
pub(crate) fn paragraphs(words: usize) -> impl Iterator<Item = String> {
    const WORDS: [&str; 16] = [
        "harbour", "the", "council", "voted", "on", "Tuesday", "night", "to", "keep", "a", "winter", "ferry", "that", "its", "operator",
        "finished",
    ];
    (0..words.div_ceil(50)).map(|paragraph| {
        let words: Vec<&str> = (0..50).map(|word| WORDS[(paragraph * 7 + word * 3 + word / 5) % WORDS.len()]).collect();
        format!("{}.", words.join(" "))
    })
}
