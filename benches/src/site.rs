//! Websites: the site of a newspaper with 10,000 stories made anew beside Hugo, which builds pages of the same text from templates
//! of the same weight; and the same site after one story was edited.
//!
//! Stet's own figure holds the whole way from the library's database; Hugo reads Markdown files. Both write to the same disk. Stet
//! makes more than Hugo does here (authors, archive, three feeds, site maps, the index of the search), so each is counted by its
//! HTML pages.

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

/// Goals: five times the pages a second of Hugo; at most 50 ms for the site after one edit.
pub(crate) fn measure(_: &Place, figures: &mut Figures) -> anyhow::Result<()> {
    fs::create_dir_all("target/bench")?;
    let folder = tempfile::tempdir_in("target/bench")?;
    let (library, ids) = library(folder.path())?;
    let to = folder.path().join("site");
    let mut builds = Vec::new();
    for _ in 0..BUILDS {
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        builds.push(export(&library, &to)?.0);
    }
    let build = percentile(&builds, 0.5);
    let pages = pages(&to)?;
    let name = format!("site of {STORIES} stories, a page of {pages}");
    match hugo(folder.path()) {
        Ok((theirs, their_pages, version)) => {
            let beside = (version.as_str(), each(theirs, their_pages));
            figures.ratio(&name, each(build, pages), "ms", beside, 0.2);
        }
        Err(error) => {
            println!("{name}\t{:.3} ms, {build:.0} ms in all", each(build, pages));
            figures.missing(&name, &format!("Hugo: {error:#}"));
        }
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

/// Builds the same stories with Hugo; returns the median in milliseconds, its pages and its name.
fn hugo(folder: &Path) -> anyhow::Result<(f64, usize, String)> {
    let program = ["hugo", "target/tools/python/bin/hugo"].into_iter().find_map(|program| {
        let output = Command::new(program).arg("version").output().ok().filter(|output| output.status.success())?;
        let version = String::from_utf8_lossy(&output.stdout);
        let is_version = |word: &&str| word.starts_with('v') && word[1..].starts_with(|first: char| first.is_ascii_digit());
        let version = version.split_whitespace().find(is_version)?.split(['-', '+']).next()?.to_owned();
        Some((program, version))
    });
    let (program, version) = program.context("not on the path and not in target/tools (make tools)")?;
    let source = folder.join("hugo");
    peer(&source)?;
    let to = source.join("public");
    let mut times = Vec::new();
    for _ in 0..BUILDS {
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        let program = if program.contains('/') { PathBuf::from(program).canonicalize()? } else { program.into() };
        let begun = Instant::now();
        let output = Command::new(program)
            .args(["--quiet", "--cacheDir"])
            .arg(folder.join("cache").canonicalize().unwrap_or_else(|_| folder.join("cache")))
            .current_dir(&source)
            .output()?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok((percentile(&times, 0.5), pages(&to)?, format!("Hugo {version}")))
}

/// Writes the stories as Hugo's content, and templates that carry what Broadsheet's pages carry.
fn peer(source: &Path) -> anyhow::Result<()> {
    let write = |path: &str, text: &str| -> anyhow::Result<()> {
        let path = source.join(path);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write(
        "hugo.toml",
        "baseURL = 'https://bench.example/'\ntitle = 'The Bench'\nlanguageCode = 'en-GB'\n[pagination]\npagerSize = 50\n[taxonomies]\ntag = 'tags'\nauthor = 'authors'\n",
    )?;
    write(
        "layouts/_default/baseof.html",
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{{ .Title }} | {{ site.Title }}</title>\n<meta name=\"description\" content=\"{{ .Params.summary }}\">\n<link rel=\"canonical\" href=\"{{ .Permalink }}\">\n<meta property=\"og:title\" content=\"{{ .Title }}\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n<header><p><a href=\"/\">{{ site.Title }}</a></p></header>\n<nav><ul>{{ range site.Sections }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></nav>\n<main>{{ block \"main\" . }}{{ end }}</main>\n<footer><p>{{ site.Title }}</p></footer>\n</body>\n</html>\n",
    )?;
    write(
        "layouts/_default/single.html",
        "{{ define \"main\" }}<article><header><p>{{ .CurrentSection.Title }}</p><h1>{{ .Title }}</h1><p>{{ .Params.summary }}</p><p>By {{ range .Params.authors }}<a href=\"/authors/{{ urlize . }}/\">{{ . }}</a>{{ end }} <time datetime=\"{{ .Date.Format \"2006-01-02T15:04:05Z\" }}\">{{ .Date.Format \"2 January 2006\" }}</time></p></header>\n<div>{{ .Content }}</div>\n<ul>{{ range .Params.tags }}<li><a href=\"/tags/{{ urlize . }}/\">{{ . }}</a></li>{{ end }}</ul></article>\n<nav>{{ with .Prev }}<a rel=\"prev\" href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}{{ with .Next }}<a rel=\"next\" href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</nav>{{ end }}\n",
    )?;
    write(
        "layouts/_default/list.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>{{ range .Paginator.Pages }}<article><h2><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></h2><p>{{ .Params.summary }}</p><p>{{ delimit .Params.authors \", \" }} <time>{{ .Date.Format \"2 January 2006\" }}</time></p></article>\n{{ end }}{{ with .Paginator.Prev }}<a href=\"{{ .URL }}\">Newer</a>{{ end }}{{ with .Paginator.Next }}<a href=\"{{ .URL }}\">Older</a>{{ end }}{{ end }}\n",
    )?;
    write(
        "layouts/_default/terms.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.Alphabetical }}<li><a href=\"{{ .Page.RelPermalink }}\">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}\n",
    )?;
    for number in 0..STORIES {
        let [place, subject] = tags(number);
        let body: Vec<String> = paragraphs(WORDS + number % 7 * 50).collect();
        let text = format!(
            "---\ntitle: Story number {number}\nsummary: What number {number} is about, in a line.\ndate: {}\ntags: [{place}, {subject}]\nauthors: [{}]\n---\n\n{}\n",
            day(number).to_rfc3339_opts(SecondsFormat::Secs, true),
            byline(number),
            body.join("\n\n")
        );
        write(&format!("content/{}/story-number-{number}.md", section(number).to_lowercase()), &text)?;
    }
    Ok(())
}
