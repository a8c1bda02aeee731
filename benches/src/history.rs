//! What history costs: bytes a revision beside git and xz, and how long any of ten thousand revisions takes to come back.
//!
//! The revisions are those of `18f-posts.jsonl.zst` where `STET_CORPUS` or `../shared/corpus` has it, else generated ones of the same kind.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use stet_core::document::Block;
use stet_core::import::{self, Format};
use stet_core::library::{HistoryFilter, Reason, Side};
use stet_core::{Article, ArticleId, Document, Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::paragraphs;

/// Revisions of the long story.
const LONG: u32 = 10_000;
/// Revisions that are asked for, all over the long story.
const ASKED: u32 = 2_000;

#[derive(Deserialize)]
struct Post {
    name: String,
    revisions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    time: i64,
    text: String,
}

/// Goals: at most 0.65 of git's bytes, 1.15 of xz's; 2 ms for the slowest hundredth of restores.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let (posts, kind) = match corpus()? {
        Some(path) => (read(&path)?, "corpus"),
        None => (generated(), "generated, no corpus here"),
    };
    bytes(folder.path(), &posts, kind, figures)?;
    long(folder.path(), figures)
}

fn corpus() -> anyhow::Result<Option<PathBuf>> {
    let folders = [std::env::var_os("STET_CORPUS").map(PathBuf::from), Some(PathBuf::from("../shared/corpus"))];
    Ok(folders.into_iter().flatten().map(|folder| folder.join("18f-posts.jsonl.zst")).find(|path| path.is_file()))
}

fn read(path: &Path) -> anyhow::Result<Vec<Post>> {
    let lines = BufReader::new(zstd::stream::read::Decoder::new(fs::File::open(path)?)?).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Returns posts of 800 words, each edited here and there forty times.
fn generated() -> Vec<Post> {
    let post = |number: usize| {
        let mut lines: Vec<String> = paragraphs(800).map(|line| format!("{line} Story {number}.")).collect();
        let version = |turn: usize| {
            let at = (turn * 7 + number) % lines.len();
            lines[at] = format!("{} Turn {turn} said so.", lines[at].replacen("Tuesday", "Monday", turn % 2));
            Version { time: 1_700_000_000 + i64::try_from(turn).unwrap_or(0) * 600, text: lines.join("\n\n") }
        };
        Post { name: format!("story-{number}.md"), revisions: (0..40).map(version).collect() }
    };
    (0..60).map(post).collect()
}

fn bytes(folder: &Path, posts: &[Post], kind: &str, figures: &mut Figures) -> anyhow::Result<()> {
    let path = folder.join("history.stet");
    let mut contents: Vec<Vec<u8>> = Vec::new();
    {
        let library = Library::create(&path, &stamp(0))?;
        for post in posts {
            let mut made: Option<(ArticleId, i64)> = None;
            let mut whole = Vec::new();
            for version in &post.revisions {
                let Ok(imported) = import::read(&post.name, version.text.as_bytes(), Format::Markdown) else { continue };
                let mut article = Article { slug: String::new(), ..imported.article };
                made = Some(match made {
                    None => {
                        let story = library.create_story(article, Reason::Imported, &stamp(version.time))?;
                        whole.extend(story.article.to_bytes());
                        (story.id, story.version)
                    }
                    Some((id, base)) => {
                        article.slug = library.story(&id)?.article.slug;
                        let saved = library.save_revision(&id, Some((base, article)), Reason::Saved, None, &stamp(version.time))?;
                        if let Some(number) = saved.revision {
                            whole.extend(library.revision(&id, number)?.to_bytes());
                        }
                        (id, saved.version)
                    }
                });
            }
            contents.push(whole);
        }
        while library.tidy()? {}
    }
    let connection = rusqlite::Connection::open(&path)?;
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, f64>(0));
    let revisions = number("SELECT CAST(count(*) AS REAL) FROM revision")?;
    let tables = "SELECT CAST(sum(pgsize) AS REAL) FROM dbstat('main', 1) WHERE name IN \
                  (SELECT name FROM sqlite_schema WHERE tbl_name IN ('revision', 'revision_name', 'snapshot', 'repack_queue', 'pack', 'pack_queue'))";
    let name = format!("bytes a revision ({kind}, {revisions} revisions)");
    match git(&folder.join("git"), posts) {
        Ok(git) => figures.ratio(&name, number(tables)? / revisions, "B", (".git/objects after gc --aggressive", git / revisions), 0.65),
        Err(error) => figures.missing(&name, &format!("git: {error:#}")),
    }
    let snapshots =
        number("SELECT CAST((SELECT sum(length(bytes)) FROM snapshot) + (SELECT sum(length(guard) + length(bytes)) FROM pack) AS REAL)")?;
    match contents.iter().map(|whole| xz(whole)).sum::<anyhow::Result<f64>>() {
        Ok(xz) => figures.ratio("bytes of snapshots a revision", snapshots / revisions, "B", ("solid xz a story", xz / revisions), 1.15),
        Err(error) => figures.missing("bytes of snapshots a revision", &format!("xz: {error:#}")),
    }
    Ok(())
}

/// Commits every version of every post, packs it as tight as git can, and returns the bytes of its objects.
fn git(folder: &Path, posts: &[Post]) -> anyhow::Result<f64> {
    run(Command::new("git").args(["init", "-q", "--bare"]).arg(folder))?;
    let mut import = Command::new("git").arg("-C").arg(folder).args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn()?;
    let mut out = std::io::BufWriter::new(import.stdin.take().context("a pipe")?);
    for post in posts {
        for version in &post.revisions {
            writeln!(out, "commit refs/heads/main\ncommitter Bench <bench@example.org> {} +0000\ndata 1\ns", version.time)?;
            writeln!(out, "M 100644 inline {}\ndata {}\n{}", post.name.replace('"', "'"), version.text.len(), version.text)?;
        }
    }
    out.flush()?;
    drop(out);
    anyhow::ensure!(import.wait()?.success(), "fast-import failed");
    run(Command::new("git").arg("-C").arg(folder).args(["gc", "--aggressive", "--prune=now", "--quiet"]))?;
    fn size(folder: &Path) -> std::io::Result<u64> {
        let mut sum = 0;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            sum += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
        }
        Ok(sum)
    }
    #[allow(clippy::cast_precision_loss, reason = "a size")]
    Ok(size(&folder.join("objects"))? as f64)
}

/// Returns the size of `content` packed by xz at its best.
fn xz(content: &[u8]) -> anyhow::Result<f64> {
    let mut xz = Command::new("xz").args(["-9e", "--stdout"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut pipe = xz.stdin.take().context("a pipe")?;
    let content = content.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(&content));
    let out = xz.wait_with_output()?;
    writer.join().map_err(|_| anyhow::anyhow!("the writer stopped"))??;
    #[allow(clippy::cast_precision_loss, reason = "a size")]
    Ok(out.stdout.len() as f64)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    anyhow::ensure!(command.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success(), "{command:?} failed");
    Ok(())
}

/// A story of ten thousand revisions: how long any of them takes, and what is asked of all of them at once.
fn long(folder: &Path, figures: &mut Figures) -> anyhow::Result<()> {
    let library = Library::create(&folder.join("long.stet"), &stamp(0))?;
    let mut lines: Vec<String> = paragraphs(800).collect();
    let body = |lines: &[String]| Document::new(lines.iter().map(|line| Block::paragraph(line.as_str())).collect());
    let article = |lines: &[String]| Article { headline: "Long".into(), body: body(lines), ..Article::default() };
    let mut story = library.create_story(article(&lines), Reason::Created, &stamp(0))?;
    for turn in 1..LONG {
        let at = usize::try_from(turn * 7)? % lines.len();
        let kept: Vec<&str> = lines[at].split(' ').take(55).collect();
        lines[at] = format!("{} turn {turn}", kept.join(" "));
        let article = Article { slug: story.article.slug.clone(), ..article(&lines) };
        let saved =
            library.save_revision(&story.id, Some((story.version, article)), Reason::Autosaved, None, &stamp(i64::from(turn) * 60))?;
        story.version = saved.version;
    }
    while library.tidy()? {}
    let mut times = Vec::new();
    for turn in 0..ASKED {
        // All over the story, in no order that a cache would like.
        let number = turn.wrapping_mul(2_654_435_761) % LONG + 1;
        let begun = Instant::now();
        library.revision(&story.id, number)?;
        times.push(millis(begun));
    }
    let p50 = percentile(&times, 0.5);
    figures.limit(&format!("restore of any of {LONG} revisions, p99"), percentile(&times, 0.99), "ms", ("p50", p50), 2.0);
    let ask = |what: &dyn Fn() -> stet_core::Result<()>| -> anyhow::Result<f64> {
        let begun = Instant::now();
        what()?;
        Ok(millis(begun))
    };
    let page = ask(&|| library.history_page(&story.id, &HistoryFilter::default(), None, 200).map(|_| ()))?;
    let all = ask(&|| library.history(&story.id).map(|_| ()))?;
    figures.limit("first 200 rows of the timeline", page, "ms", ("all rows", all), 10.0);
    let blame = || library.blame(&story.id, Side::Draft, &|| true).map(|_| ());
    let (first, again) = (ask(&blame)?, ask(&blame)?);
    figures.limit(&format!("blame over {LONG} revisions, asked again"), again, "ms", ("the first time", first), 50.0);
    let passage = ask(&|| library.passage(&story.id, "keep a winter ferry", &|| true).map(|_| ()))?;
    figures.limit(&format!("a passage through {LONG} revisions"), passage, "ms", ("blame, the first time", first), 500.0);
    Ok(())
}

fn stamp(seconds: i64) -> Stamp {
    Stamp::new("Bench", DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default())
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}
