//! Markdown that came in and goes out again: what nobody touched, byte for byte.
//!
//! The text that a story came from is taken apart anew, its blocks are aligned with those that the story has now, and the lines of
//! equal ones are copied; the others are written. Front matter likewise, name by name. The result is read back: where it is not
//! the story, nothing of it is used, and the story is written as if it had never been a file.

use super::blocks::{KnownNote, ListMark};
use super::front_matter::{self, edit};
use super::loss::{self, Met};
use super::markdown::faithful;
use super::presets::Preset;
use super::{Piece, loss::Tally};
use crate::article::{Source, Status};
use crate::document::{Block, Document, Inline};
use crate::import::outline::{Outline, Segment, outline};
use crate::import::{self, Format};
use crate::library::slug::slugify;
use crate::{Article, diff};

/// Returns the file of a story that came from `source`, whose bytes are given, if it can be had from it.
pub(super) fn splice(piece: Piece<'_>, standing: &Document, bytes: &[u8], source: &Source) -> Option<String> {
    let raw = std::str::from_utf8(bytes).ok()?;
    let read = |text: &str| Some(import::read(&source.name, text.as_bytes(), Format::Markdown).ok()?.article);
    // A number may lose its last digit in JSON; the story has it from there.
    let was = Article::from_bytes(&read(raw)?.to_bytes()).ok()?;
    let mut now = Article { body: standing.clone(), source: None, notes: String::new(), ..piece.article.clone() };
    bare(&mut now);
    if has_own_slug(&was, &now, &source.slug) {
        now.slug.clone_from(&was.slug);
    }
    let lines = split_lines(raw);
    let text: String = lines.iter().map(|line| line.trim_end_matches(['\r', '\n'])).flat_map(|line| [line, "\n"]).collect();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let parts = import::front_matter::split(text);
    let head = text[..text.len() - parts.body.len()].matches('\n').count();
    let turns_public = piece.status == Status::Published && edit::says_draft(parts.matter);
    if is_same(&was, &now) && !turns_public {
        return Some(raw.to_owned());
    }
    let eol = if raw.contains("\r\n") { "\r\n" } else { "\n" };
    let found = outline(parts.body);
    let takes_headline = found.document != was.body && matches!(found.document.content.first(), Some(Block::Heading { level: 1, .. }));
    // Blocks are compared without the library's copies of pictures, and written with them.
    let (mut blocks, mut bared) = (Vec::new(), Vec::new());
    if takes_headline {
        blocks.push(match found.document.content.first() {
            Some(own) if was.headline == now.headline => own.clone(),
            _ => Block::Heading { level: 1, content: Inline::plain(now.headline.clone()) },
        });
    }
    if standing.content != Document::default().content {
        bared.clone_from(&blocks);
        blocks.extend(standing.content.iter().cloned());
        bared.extend(now.body.content.iter().cloned());
    } else {
        bared.clone_from(&blocks);
    }
    let matched = diff::places(&found.document.content, &bared);
    let body = body(&lines[head..], &found, &matched, &blocks, eol);
    let now = Article { body: standing.clone(), ..now };
    let is_right = |text: &String| read(text).is_some_and(|read| is_same(&read, &now)) && !(turns_public && still_draft(text));
    let by_name = edit::edit(&lines[..head], parts.matter, &was, &now, turns_public, takes_headline, eol);
    if let Some(text) = by_name.map(|matter| format!("{matter}{body}")).filter(is_right) {
        return Some(text);
    }
    let anew = front_matter::write(piece, &now, Preset::Stet.profile(), &mut Tally::default()).replace('\n', eol);
    let gap = if body.starts_with(['\n', '\r']) || body.is_empty() { "" } else { eol };
    Some(format!("{anew}{gap}{body}")).filter(is_right)
}

fn still_draft(text: &str) -> bool {
    edit::says_draft(import::front_matter::split(&import::with_newlines(text.trim_start_matches('\u{feff}'))).matter)
}

/// Tells whether a file says what the story says. What the library makes by itself does not count: the spelling of tags that differ
/// in case, the library's own copy of a picture beside the file.
fn is_same(file: &Article, story: &Article) -> bool {
    let (mut file, mut story) = (file.clone(), story.clone());
    if same_tags(&file.tags, &story.tags) {
        story.tags.clone_from(&file.tags);
    }
    bare(&mut file);
    bare(&mut story);
    file == story
}

/// Tells whether nobody gave the story another slug than it has by the file: the one that the file says, the one that the library
/// `gave` it when it came in, or that of its headline where the file says none.
fn has_own_slug(file: &Article, story: &Article, gave: &str) -> bool {
    let says_none = file.slug.is_empty() && (story.slug.is_empty() || story.slug == slugify(&story.headline));
    file.slug == story.slug || (!gave.is_empty() && story.slug == gave) || says_none
}

/// Tells whether two lists of tags differ in case and repetition at most.
pub(super) fn same_tags(file: &[String], story: &[String]) -> bool {
    let folded = |tags: &[String]| {
        let mut seen: Vec<String> = Vec::new();
        for tag in tags.iter().map(|tag| crate::tag::fold(tag)) {
            if !seen.contains(&tag) {
                seen.push(tag);
            }
        }
        seen
    };
    file == story || folded(file) == folded(story)
}

/// Takes the library's own copies off pictures that have an address.
fn bare(article: &mut Article) {
    article.each_picture_mut(&mut |asset, src| {
        if !src.is_empty() {
            asset.clear();
        }
    });
}

/// Parts a text after each line end, whichever it is.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.find(['\n', '\r']) {
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        lines.push(&rest[..end]);
        rest = &rest[end..];
    }
    lines
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Returns the body's text: lines of the blocks that are as they were, and the others written.
fn body(lines: &[&str], found: &Outline, matched: &[Option<usize>], now: &[Block], eol: &str) -> String {
    let known = known_notes(lines, found);
    let mut out = Joined { out: String::new(), eol, after_fresh: false };
    let mut fresh = Fresh { known: &known, next_note: first_note(lines), list: ListMark::default(), definitions: String::new() };
    let mut next = 0;
    let first = found.segments.first().map_or(lines.len(), |segment| segment.lines.start);
    out.original(lines.get(..first).unwrap_or_default());
    for (at, segment) in found.segments.iter().enumerate() {
        let end = trimmed_end(lines, segment);
        let tail_end = found.segments.get(at + 1).map_or(lines.len(), |after| after.lines.start);
        let (core, tail) = (lines.get(segment.lines.start..end).unwrap_or_default(), lines.get(end..tail_end).unwrap_or_default());
        if segment.blocks.is_empty() {
            out.original(core);
            out.original(tail);
            continue;
        }
        if let Some(place) = intact(segment, matched) {
            out.fresh(&fresh.blocks(&now[next.min(place)..place]));
            out.original(core);
            out.original(tail);
            fresh.list = ListMark::default();
            next = place + segment.blocks.len();
            continue;
        }
        // The blocks that stand here now: as many as stood here, or all before the next that is as it was.
        let limit = found.segments[at + 1..].iter().find_map(|later| intact(later, matched)).unwrap_or(now.len());
        let is_last =
            found.segments[at + 1..].iter().find(|later| !later.blocks.is_empty()).is_none_or(|later| intact(later, matched).is_some());
        let until = if is_last { limit } else { (next + segment.blocks.len()).min(limit) };
        let until = until.max(next);
        out.fresh(&fresh.blocks(&now[next..until]));
        if until > next {
            out.original(tail);
        } else {
            // Nothing stands here any more; notes and links that are defined here stay.
            out.original(&tail[tail.iter().position(|line| !is_blank(line)).unwrap_or(tail.len())..]);
        }
        next = until;
    }
    out.fresh(&fresh.blocks(&now[next.min(now.len())..]));
    out.fresh(fresh.definitions.trim_end());
    without_orphans(out.out, found)
}

/// Returns where the blocks of a segment stand now, if they stand there unchanged and together.
fn intact(segment: &Segment, matched: &[Option<usize>]) -> Option<usize> {
    let mut places = matched.get(segment.blocks.clone())?.iter();
    let first = (*places.next()?)?;
    places.enumerate().all(|(at, place)| *place == Some(first + at + 1)).then_some(first)
}

/// Returns where a segment ends without blank lines.
fn trimmed_end(lines: &[&str], segment: &Segment) -> usize {
    let mut end = segment.lines.end.min(lines.len());
    while end > segment.lines.start + 1 && is_blank(lines[end - 1]) {
        end -= 1;
    }
    end
}

/// Joins lines as they were with text that was written, with a blank line where the two meet.
struct Joined<'a> {
    out: String,
    eol: &'a str,
    after_fresh: bool,
}

impl Joined<'_> {
    fn original(&mut self, lines: &[&str]) {
        let Some(first) = lines.first() else { return };
        if self.after_fresh && !is_blank(first) {
            self.part();
        }
        self.out.extend(lines.iter().copied());
        self.after_fresh = false;
    }

    fn fresh(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.part();
        self.out.push_str(&text.replace('\n', self.eol));
        self.out.push_str(self.eol);
        self.after_fresh = true;
    }

    /// Sees to it that a blank line ends the text so far.
    fn part(&mut self) {
        if self.out.is_empty() {
            return;
        }
        if !self.out.ends_with(['\n', '\r']) {
            self.out.push_str(self.eol);
        }
        if split_lines(&self.out).last().is_some_and(|line| !is_blank(line)) {
            self.out.push_str(self.eol);
        }
    }
}

/// Writes blocks that are not as they were.
struct Fresh<'a> {
    known: &'a [KnownNote],
    next_note: usize,
    list: ListMark,
    definitions: String,
}

impl Fresh<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> String {
        let mut pieces = Vec::with_capacity(blocks.len());
        for block in blocks {
            let written = faithful(block, self.next_note, &mut self.list, &Preset::Stet.profile().dialect, self.known);
            self.next_note += written.notes_count;
            self.definitions.push_str(&written.html_notes);
            self.definitions.push_str(&written.notes);
            pieces.push(written.text);
        }
        pieces.join("\n\n")
    }
}

/// Returns the first number that no note of the text has.
fn first_note(lines: &[&str]) -> usize {
    let numbers = lines.iter().flat_map(|line| line.split("[^").skip(1)).filter_map(|rest| rest.split(']').next()?.parse::<usize>().ok());
    numbers.max().unwrap_or(0).saturating_add(1)
}

/// Returns the notes that the text defines, with their names: the references of each segment in their order.
fn known_notes(lines: &[&str], found: &Outline) -> Vec<KnownNote> {
    let mut known: Vec<KnownNote> = Vec::new();
    for segment in &found.segments {
        let text = lines.get(segment.lines.clone()).unwrap_or_default().concat();
        let names = text.split("[^").skip(1).filter_map(|rest| rest.split_once(']')).map(|(name, _)| name.to_owned());
        let names: Vec<String> = names.filter(|name| found.notes.iter().any(|note| note.eq_ignore_ascii_case(name))).collect();
        let mut notes: Vec<Vec<Block>> = Vec::new();
        let blocks = found.document.content.get(segment.blocks.clone()).unwrap_or_default();
        loss::walk(blocks, &mut Vec::new(), &mut |met, _| {
            if let Met::Inline(Inline::Footnote { content, .. }) = met {
                notes.push(content.clone());
            }
        });
        if names.len() == notes.len() {
            known.extend(notes.into_iter().zip(names).map(|(content, name)| KnownNote { name, content }));
        }
    }
    known
}

/// Takes out definitions of notes that the text referred to and now does not.
fn without_orphans(text: String, found: &Outline) -> String {
    if found.notes.is_empty() {
        return text;
    }
    let plain = import::with_newlines(&text);
    let orphans = import::markdown::orphans(&plain, &import::markdown::to_html(&plain, false).notes);
    let mut out = String::with_capacity(text.len());
    let mut lines = split_lines(&text).into_iter().peekable();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name);
        let is_lost = name.is_some_and(|name| {
            orphans.iter().any(|orphan| orphan == name) && found.notes.iter().any(|note| note.eq_ignore_ascii_case(name))
        });
        if !is_lost {
            out.push_str(line);
            continue;
        }
        let mut after_blank = false;
        while let Some(next) = lines.peek() {
            let goes_on = is_blank(next) || next.starts_with("    ") || next.starts_with('\t') || (!after_blank && !next.starts_with("[^"));
            if !goes_on {
                break;
            }
            after_blank |= is_blank(next);
            lines.next();
        }
    }
    out
}
