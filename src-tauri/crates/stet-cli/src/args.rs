//! The arguments, as people and scripts write them. Stable: what stands here is a promise.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use stet_core::RevisionNumber;

/// Draft, tag, look back and export, from the command line.
///
/// STORY is a story's id, a unique beginning of it, or its slug.
#[derive(Debug, Parser)]
#[command(name = "stet", version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The library file [default: stet/library.stet in the platform's data folder]
    #[arg(long, global = true, value_name = "FILE", env = "STET_LIBRARY", hide_env_values = true)]
    pub(crate) library: Option<PathBuf>,
    /// Results and errors as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No warnings and no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an empty library
    Init,
    /// Make a story; prints its id
    New(New),
    /// Bring in files, folders or zips, again too; a line a story: id, headline
    Import(Import),
    /// List stories: id, status, updated, words, headline
    List(List),
    /// Print a story
    Show(Show),
    /// Save a new body as a revision; prints its number
    Save(Save),
    /// Add (+NAME) and remove (-NAME) tags of a story
    Tag(Tag),
    /// List the library's tags, or change them
    Tags(Tags),
    /// Change a story's status
    Status(Status),
    /// Publish a story, or publish it again; prints the revision's number
    Publish(Publish),
    /// List revisions, newest first: number, time, reason, author, +words, -words, name
    History(History),
    /// Compare two revisions; without FROM and TO the previous and the newest
    Diff(Diff),
    /// Take back a revision, or a part of one; prints the new revision's number
    Restore(Restore),
    /// Write stories to files; what goes out is the working copy
    Export(Export),
    /// Themes of websites and pages
    #[command(subcommand)]
    Theme(Theme),
    /// Search stories, best first: id, headline, snippet
    Search(Search),
    /// Take the words of old autosaves away: stories, revisions, bytes; named, saved and published ones always stay
    Thin(Thin),
    /// Print a correction drafted from what changed since publication, or put one on the story
    Correct(Correct),
    /// Look for damage; exit 1 if there is any
    Check(Check),
    /// Copy the whole library while it is in use
    Backup { file: PathBuf },
    /// Save what can be saved of a damaged library
    Recover {
        damaged: PathBuf,
        /// The new library
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Count stories, revisions, words; with --json also bytes
    Stats,
    /// Print completions for a shell
    Completions { shell: Shell },
    /// Print the manual page, or write one a command into a folder
    Man {
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct New {
    #[arg(long)]
    pub(crate) headline: String,
    #[arg(long)]
    pub(crate) standfirst: Option<String>,
    /// A writer; give it again for another
    #[arg(long)]
    pub(crate) byline: Vec<String>,
    #[arg(long)]
    pub(crate) section: Option<String>,
    #[arg(long)]
    pub(crate) tag: Vec<String>,
    /// The body; - reads standard input
    #[arg(long, value_name = "FILE|-")]
    pub(crate) body: Option<PathBuf>,
    /// What the body is: auto, markdown, html, text or json
    #[arg(long, default_value = "auto")]
    pub(crate) format: String,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(required = true)]
    pub(crate) path: Vec<PathBuf>,
    /// auto, markdown, html, text or json
    #[arg(long, default_value = "auto")]
    pub(crate) format: String,
    /// A tag for every story that comes in
    #[arg(long)]
    pub(crate) tag: Vec<String>,
    /// Say what would come in, and change nothing; a line a file: new, updated, unchanged or both_kept, the file, the headline
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[arg(long, value_name = "Q")]
    pub(crate) query: Option<String>,
    #[arg(long)]
    pub(crate) tag: Option<String>,
    #[arg(long, value_name = "S")]
    pub(crate) status: Option<AnyStatus>,
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    pub(crate) story: String,
    #[arg(long, value_name = "N", value_parser = revision)]
    pub(crate) revision: Option<RevisionNumber>,
    /// markdown, html, json or text [default: markdown]
    #[arg(long)]
    pub(crate) format: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Save {
    pub(crate) story: String,
    /// The new body; - reads standard input
    #[arg(long, value_name = "FILE|-")]
    pub(crate) body: PathBuf,
    /// What the body is: auto, markdown, html, text or json
    #[arg(long, default_value = "auto")]
    pub(crate) format: String,
    #[arg(long)]
    pub(crate) headline: Option<String>,
    /// A name for the revision
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Save only if the story is still at this version (see `stet show STORY --json`)
    #[arg(long, value_name = "VERSION")]
    pub(crate) base: Option<i64>,
}

#[derive(Debug, Args)]
pub(crate) struct Tag {
    pub(crate) story: String,
    #[arg(required = true, allow_hyphen_values = true, value_name = "+NAME|-NAME")]
    pub(crate) change: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Tags {
    #[command(subcommand)]
    pub(crate) command: Option<TagsCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TagsCommand {
    /// A line a tag: name, parent, stories, colour
    List,
    /// Give a tag another name; the old one still finds it
    Rename { old: String, new: String },
    /// Make one tag of two
    Merge { from: String, into: String },
    /// Put a tag under another, or under "" for none
    Move { name: String, parent: String },
    /// Take a tag off all stories and forget it
    Delete { name: String },
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    pub(crate) story: String,
    pub(crate) status: SettableStatus,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SettableStatus {
    Draft,
    Review,
    Ready,
    Spiked,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AnyStatus {
    Draft,
    Review,
    Ready,
    Published,
    Spiked,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    pub(crate) story: String,
    /// When readers are told it was published: RFC 3339, or a date
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    pub(crate) story: String,
    /// Only revisions in which this text came, changed or went, with the text as it read then
    #[arg(long, value_name = "TEXT")]
    pub(crate) passage: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    pub(crate) story: String,
    /// A revision's number, or `draft` for the working copy
    #[arg(value_parser = side)]
    pub(crate) from: Option<Side>,
    #[arg(value_parser = side)]
    pub(crate) to: Option<Side>,
    /// text, html or json [default: text]
    #[arg(long)]
    pub(crate) format: Option<DiffFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Draft,
    Revision(RevisionNumber),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Text,
    Html,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    pub(crate) story: String,
    #[arg(value_parser = revision)]
    pub(crate) number: RevisionNumber,
    /// Only this field, by its name in `stet show --format json`
    #[arg(long, value_name = "NAME", conflicts_with = "block")]
    pub(crate) field: Option<String>,
    /// Only this block of the revision: its place in the body from 0, and after a dot the place inside it (2, 2.0)
    #[arg(long, value_name = "PATH", value_parser = block_path)]
    pub(crate) block: Option<BlockPath>,
}

/// Where a block stands: places from 0, from the body inwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockPath(pub(crate) Vec<usize>);

#[derive(Debug, Args)]
pub(crate) struct Export {
    pub(crate) story: Vec<String>,
    /// Every story that is not spiked
    #[arg(long, conflicts_with_all = ["story", "query", "tag", "status"])]
    pub(crate) all: bool,
    #[arg(long, value_name = "Q", conflicts_with = "story")]
    pub(crate) query: Option<String>,
    #[arg(long, conflicts_with = "story")]
    pub(crate) tag: Option<String>,
    #[arg(long, value_name = "S", conflicts_with = "story")]
    pub(crate) status: Option<AnyStatus>,
    /// markdown, html, site, text or json
    #[arg(long)]
    pub(crate) format: String,
    /// With html: the body alone, to paste into another system
    #[arg(long)]
    pub(crate) bare: bool,
    /// For whom Markdown is written: stet, hugo, jekyll, zola, eleventy, astro, commonmark or gfm [default: stet]
    #[arg(long)]
    pub(crate) preset: Option<String>,
    /// Write nothing where anything would be lost
    #[arg(long)]
    pub(crate) strict: bool,
    /// With html and site: a folder of templates instead of the built-in theme
    #[arg(long, value_name = "DIR")]
    pub(crate) theme: Option<PathBuf>,
    /// With html and site: the publication's name [default: the library's setting publication]
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// With site: a line about the publication [default: the setting site_description]
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// With site: where it will be, for feeds, maps and search engines [default: the setting base_url]
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// With site: write every file anew, not only what changed
    #[arg(long)]
    pub(crate) fresh: bool,
    /// The folder to write to; made if need be
    #[arg(long, value_name = "DIR", required_unless_present = "stdout")]
    pub(crate) out: Option<PathBuf>,
    /// Write to standard output
    #[arg(long, conflicts_with = "out")]
    pub(crate) stdout: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Theme {
    /// Copy the built-in theme into a folder, to be changed there; prints its files
    New { folder: PathBuf },
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    #[arg(allow_hyphen_values = true)]
    pub(crate) query: String,
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: u32,
    /// Search older revisions too; each line ends with the newest revision that matches
    #[arg(long)]
    pub(crate) revisions: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Thin {
    /// Only those older than this: a number of days (30d) or a date
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(crate) older_than: Option<Age>,
    /// Only say what would go
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// How old a thing is: a number of days, or since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    Days(u32),
    Since(DateTime<Utc>),
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    pub(crate) story: String,
    /// What readers are told; the story keeps it as a correction
    #[arg(long)]
    pub(crate) text: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Read back and hash every revision
    #[arg(long)]
    pub(crate) deep: bool,
}

impl Arguments {
    /// `-NAME` after `stet tag STORY` takes everything that follows; global options there are given back.
    pub(crate) fn take_trailing_globals(&mut self) {
        let Command::Tag(tag) = &mut self.command else { return };
        let mut names = Vec::new();
        let mut given = std::mem::take(&mut tag.change).into_iter();
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--json" => self.json = true,
                "--quiet" => self.quiet = true,
                "--library" => self.library = given.next().map(PathBuf::from),
                other => match other.strip_prefix("--library=") {
                    Some(file) => self.library = Some(PathBuf::from(file)),
                    None => names.push(argument),
                },
            }
        }
        tag.change = names;
    }
}

impl From<AnyStatus> for stet_core::article::Status {
    fn from(status: AnyStatus) -> Self {
        match status {
            AnyStatus::Draft => Self::Draft,
            AnyStatus::Review => Self::Review,
            AnyStatus::Ready => Self::Ready,
            AnyStatus::Published => Self::Published,
            AnyStatus::Spiked => Self::Spiked,
        }
    }
}

impl From<SettableStatus> for stet_core::article::Status {
    fn from(status: SettableStatus) -> Self {
        match status {
            SettableStatus::Draft => Self::Draft,
            SettableStatus::Review => Self::Review,
            SettableStatus::Ready => Self::Ready,
            SettableStatus::Spiked => Self::Spiked,
        }
    }
}

/// Reads `14` or `r14`.
fn revision(text: &str) -> Result<RevisionNumber, String> {
    let digits = text.strip_prefix('r').unwrap_or(text);
    digits.parse().map_err(|_| "a revision is a number, such as 14 or r14".to_owned())
}

/// Reads `2` or `2.0`.
fn block_path(text: &str) -> Result<BlockPath, String> {
    let places = text.split('.').map(str::parse).collect::<Result<Vec<usize>, _>>();
    places.map(BlockPath).map_err(|_| "a block is named by its place, such as 2, or 2.0 for the first inside it".to_owned())
}

fn side(text: &str) -> Result<Side, String> {
    if text == "draft" { Ok(Side::Draft) } else { revision(text).map(Side::Revision) }
}

/// Reads `30d`, `30` or a moment.
fn age(text: &str) -> Result<Age, String> {
    match text.strip_suffix('d').unwrap_or(text).parse() {
        Ok(days) => Ok(Age::Days(days)),
        Err(_) => time(text).map(Age::Since).map_err(|_| "an age is a number of days, such as 30d, or a date".to_owned()),
    }
}

/// Reads a moment in RFC 3339, or a date, which stands for its first moment in UTC.
fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "a time is written like 2024-04-04T15:47:00Z or 2024-04-04")?;
    Ok(date.and_time(chrono::NaiveTime::MIN).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn names_of_tags_and_global_options_are_told_apart() {
        let mut arguments = Arguments::parse_from(["stet", "tag", "a", "+b", "-c", "--json", "--library", "x.stet"]);
        arguments.take_trailing_globals();
        let Command::Tag(tag) = &arguments.command else { panic!("expected tag") };
        assert_eq!(tag.change, ["+b", "-c"]);
        assert!(arguments.json);
        assert_eq!(arguments.library.as_deref(), Some(std::path::Path::new("x.stet")));
    }

    #[test]
    fn revisions_and_times_are_read() {
        assert_eq!(revision("r14"), Ok(14));
        assert_eq!(revision("14"), Ok(14));
        assert!(revision("x").is_err());
        assert_eq!(block_path("2.0"), Ok(BlockPath(vec![2, 0])));
        assert!(block_path("2.").is_err());
        assert_eq!(time("2024-04-04").map(|time| time.to_rfc3339()).as_deref(), Ok("2024-04-04T00:00:00+00:00"));
        assert!(time("yesterday").is_err());
    }
}
