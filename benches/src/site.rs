//! Websites: the site of a newspaper with 10,000 stories made anew beside Hugo, which builds pages of the same text from templates
//! of the same weight; and the same site after one story was edited.
//!
//! Stet's own figure holds the whole way from the library's database; Hugo reads Markdown files. Both write to the same disk, both
//! make the same kinds of files (`benches/hugo`), and each is counted by its HTML pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use stet_core::document::Block;
use stet_core::export::site::{self, SiteOptions};
use stet_core::library::{Reason, Selection, StoryQuery};
use stet_core::{Article, ArticleId, Document, Library, Stamp};

use crate::Place;
use crate::figure::{Figures, percentile};
use crate::save::paragraphs;

/// Without optimisation the part is only tried out.
const STORIES: usize = if cfg!(debug_assertions) { 300 } else { 10_000 };
const BUILDS: usize = 3;
const EDITS: usize = 15;
/// Words of a story.
const WORDS: usize = 400;

/// Goals: five times the pages a second of Hugo; at most 50 ms for the site after one edit. Beside the first stands what the file
/// system alone takes: the same files made by `cp -r`.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let (library, ids) = library(folder.path())?;
    let (to, copy) = (folder.path().join("site"), folder.path().join("copy"));
    let hugo = Hugo::find(folder.path());
    let (mut builds, mut theirs, mut copies) = (Vec::new(), Vec::new(), Vec::new());
    // In turns, so that what the disk still has to write falls on each alike.
    for _ in 0..BUILDS {
        anew(&to)?;
        builds.push(export(&library, &to)?.0);
        anew(&copy)?;
        let begun = Instant::now();
        anyhow::ensure!(Command::new("cp").arg("-r").args([&to, &copy]).status()?.success(), "cp failed");
        copies.push(begun.elapsed().as_secs_f64() * 1_000.0);
        if let Ok(hugo) = &hugo {
            theirs.push(hugo.build()?);
        }
    }
    anew(&copy)?;
    let (build, copied, pages) = (percentile(&builds, 0.5), percentile(&copies, 0.5), pages(&to)?);
    let name = format!("site of {STORIES} stories, a page of {pages} ({build:.0} ms in all, cp -r of its files {copied:.0} ms)");
    match &hugo {
        Ok(hugo) => {
            let beside = (hugo.version.as_str(), each(percentile(&theirs, 0.5), hugo.pages()?));
            figures.ratio(&name, each(build, pages), "ms", beside, 0.2);
        }
        Err(error) => figures.missing(&name, &format!("Hugo: {error:#}")),
    }
    let mut edits = Vec::new();
    for turn in 0..EDITS {
        // From old to new, so that some stand in feeds and on first pages and most do not.
        let id = &ids[turn * (ids.len() - 1) / (EDITS - 1)];
        let mut story = library.story(id)?;
        story.article.body.content.push(Block::paragraph(format!("Added in turn {turn}.")));
        library.save_working_copy(id, story.version, story.article, &Stamp::new("Bench", Utc::now()))?;
        let (took, written) = export(&library, &to)?;
        anyhow::ensure!((1..20).contains(&written), "one edit wrote {written} files");
        edits.push(took);
    }
    let beside = ("all of it anew", build);
    figures.limit(&format!("site of {STORIES} stories after one edit, p50"), percentile(&edits, 0.5), "ms", beside, 50.0);
    figures.limit(&format!("site of {STORIES} stories after one edit, longest"), percentile(&edits, 1.0), "ms", beside, 50.0);
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a count of pages")]
fn each(millis: f64, pages: usize) -> f64 {
    millis / pages.max(1) as f64
}

/// Exports the whole site; returns the milliseconds and how many files were written.
fn export(library: &Library, to: &Path) -> anyhow::Result<(f64, u32)> {
    let options = SiteOptions { title: "The Bench".into(), base_url: "https://bench.example".into(), ..SiteOptions::default() };
    let begun = Instant::now();
    let report = site::export(library, &Selection::Query(StoryQuery::default()), &options, to, &mut |_, _| true)?;
    Ok((begun.elapsed().as_secs_f64() * 1_000.0, report.written))
}

/// Counts the HTML pages under a folder.
fn pages(folder: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += pages(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "html") {
            count += 1;
        }
    }
    Ok(count)
}

fn begun() -> DateTime<Utc> {
    DateTime::from_timestamp(1_600_000_000, 0).unwrap_or_default()
}

fn day(number: usize) -> DateTime<Utc> {
    begun() + Duration::hours(3 * i64::try_from(number).unwrap_or_default())
}

fn section(number: usize) -> &'static str {
    ["Transport", "Council", "Culture", "Sport", "Weather"][number % 5]
}

fn tags(number: usize) -> [String; 2] {
    [format!("Place {}", number % 50), format!("Subject {}", number % 30)]
}

fn byline(number: usize) -> String {
    format!("Writer {}", number % 20)
}

/// Makes the library in memory where the system has room for that, and copies it to the disk.
fn library(folder: &Path) -> anyhow::Result<(Library, Vec<ArticleId>)> {
    let shared = Path::new("/dev/shm");
    let making = if shared.is_dir() { tempfile::tempdir_in(shared)? } else { tempfile::tempdir_in(folder)? };
    let stamp = Stamp::new("Bench", begun());
    let made = Library::create(&making.path().join("making.stet"), &stamp)?;
    let mut ids = Vec::with_capacity(STORIES);
    for number in 0..STORIES {
        let article = Article {
            headline: format!("Story number {number}"),
            standfirst: format!("What number {number} is about, in a line."),
            byline: vec![byline(number)],
            section: section(number).into(),
            tags: tags(number).to_vec(),
            language: "en-GB".into(),
            published_at: Some(day(number)),
            body: Document::new(paragraphs(WORDS + number % 7 * 50).map(Block::paragraph).collect()),
            ..Article::default()
        };
        ids.push(made.create_story(article, Reason::Created, &stamp)?.id);
    }
    let path = folder.join("bench.stet");
    made.backup(&path)?;
    Ok((Library::open(&path)?, ids))
}

/// Takes a folder away, if there is one.
fn anew(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() { Ok(fs::remove_dir_all(folder)?) } else { Ok(()) }
}

/// Hugo, with the same stories to build.
struct Hugo {
    program: PathBuf,
    version: String,
    source: PathBuf,
}

impl Hugo {
    fn find(folder: &Path) -> anyhow::Result<Self> {
        let (program, version) = ["hugo", "target/tools/python/bin/hugo"]
            .into_iter()
            .find_map(|program| {
                let output = Command::new(program).arg("version").output().ok().filter(|output| output.status.success())?;
                let version = String::from_utf8_lossy(&output.stdout);
                let is_version = |word: &&str| word.starts_with('v') && word[1..].starts_with(|first: char| first.is_ascii_digit());
                let version = version.split_whitespace().find(is_version)?.split(['-', '+']).next()?.to_owned();
                Some((program, version))
            })
            .context("not on the path and not in target/tools (make tools)")?;
        let program = if program.contains('/') { PathBuf::from(program).canonicalize()? } else { program.into() };
        let source = folder.join("hugo");
        peer(&source)?;
        Ok(Self { program, version: format!("Hugo {version}"), source: source.canonicalize()? })
    }

    /// Builds the whole site; returns the milliseconds.
    fn build(&self) -> anyhow::Result<f64> {
        anew(&self.source.join("public"))?;
        let begun = Instant::now();
        let mut command = Command::new(&self.program);
        let output = command.args(["--quiet", "--cacheDir"]).arg(self.source.join("cache")).current_dir(&self.source).output()?;
        let took = begun.elapsed().as_secs_f64() * 1_000.0;
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(took)
    }

    fn pages(&self) -> anyhow::Result<usize> {
        pages(&self.source.join("public"))
    }
}

/// The peer's site: what Broadsheet makes, said in Hugo's templates.
const PEER: [(&str, &str); 15] = [
    ("hugo.toml", include_str!("../hugo/hugo.toml")),
    ("layouts/404.html", include_str!("../hugo/layouts/404.html")),
    ("layouts/index.html", include_str!("../hugo/layouts/index.html")),
    ("layouts/index.atom.xml", include_str!("../hugo/layouts/index.atom.xml")),
    ("layouts/index.jsonfeed.json", include_str!("../hugo/layouts/index.jsonfeed.json")),
    ("layouts/index.news.xml", include_str!("../hugo/layouts/index.news.xml")),
    ("layouts/index.rss.xml", include_str!("../hugo/layouts/index.rss.xml")),
    ("layouts/index.words.js", include_str!("../hugo/layouts/index.words.js")),
    ("layouts/_default/baseof.html", include_str!("../hugo/layouts/_default/baseof.html")),
    ("layouts/_default/list.html", include_str!("../hugo/layouts/_default/list.html")),
    ("layouts/_default/search.html", include_str!("../hugo/layouts/_default/search.html")),
    ("layouts/_default/single.html", include_str!("../hugo/layouts/_default/single.html")),
    ("layouts/_default/terms.html", include_str!("../hugo/layouts/_default/terms.html")),
    ("layouts/partials/card.html", include_str!("../hugo/layouts/partials/card.html")),
    ("layouts/partials/sections.html", include_str!("../hugo/layouts/partials/sections.html")),
];

/// Writes the stories as Hugo's content, beside templates that make what Broadsheet makes: the same pages, lists of the same
/// length, feeds, maps, linked data, index of the search and static files.
fn peer(source: &Path) -> anyhow::Result<()> {
    let write = |path: &str, text: &str| -> anyhow::Result<()> {
        let path = source.join(path);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    PEER.iter().try_for_each(|(path, text)| write(path, text))?;
    let theme = source.join("broadsheet");
    stet_core::export::theme::write_new(&theme)?;
    fs::rename(theme.join("static"), source.join("static"))?;
    write("content/search.md", "---\ntitle: Search\nlayout: search\n---\n")?;
    for number in 0..STORIES {
        let [place, subject] = tags(number);
        let body: Vec<String> = paragraphs(WORDS + number % 7 * 50).collect();
        let text = format!(
            "---\ntitle: Story number {number}\nsummary: What number {number} is about, in a line.\ndate: {}\ntags: [{place}, {subject}]\nauthors: [{}]\nmonths: [{}]\n---\n\n{}\n",
            day(number).to_rfc3339_opts(SecondsFormat::Secs, true),
            byline(number),
            day(number).format("%Y-%m"),
            body.join("\n\n")
        );
        write(&format!("content/{}/story-number-{number}.md", section(number).to_lowercase()), &text)?;
    }
    Ok(())
}
