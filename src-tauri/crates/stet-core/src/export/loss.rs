//! What a format cannot carry as it was written, and where it stands.
//!
//! Owns the report and the walk that finds places; what becomes of a thing is said by whoever writes it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::presets::Dialect;
use crate::document::{Block, Document, Inline, Mark, text};

/// A report names this many places of each loss; `count` counts them all.
pub const MAX_PLACES: usize = 100;

/// Of several stories, a report names this many places in one, so that others are named too.
pub(super) const PLACES_OF_ONE: usize = 10;

/// The length of an excerpt, in characters.
const EXCERPT: usize = 60;

/// Something that a format cannot carry as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Loss {
    /// A stable name: `fact_box`, `pull_quote`, `underline`, `colspan` …
    pub what: String,
    /// What becomes of it, a short clause: `becomes a titled quote`.
    pub becomes: String,
    /// How often it occurs.
    pub count: u32,
    /// In how many stories.
    pub stories: u32,
    /// Whether the file still says all of it, in another form (HTML in Markdown, say), so that Stet reads it back as it was. A
    /// strict export refuses only what is not kept.
    pub kept: bool,
    /// Where it stands; the first hundred, and of several stories ten of each at most.
    pub places: Vec<Place>,
}

/// A place in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Place {
    /// The story's id.
    pub story: String,
    /// Its headline; may be empty.
    pub headline: String,
    /// The field of the story, e.g. `lead_image`; empty for the body.
    pub field: String,
    /// In the body: the block's place from 0, then the child's place in it, and so on inwards, as in the document's JSON.
    pub path: Vec<u32>,
    /// The beginning of the text that stands there, at most 60 characters.
    pub excerpt: String,
}

/// Collects losses of one story.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) losses: Vec<Loss>,
}

impl Tally {
    /// Notes a loss that Stet cannot undo.
    pub(super) fn lost(&mut self, what: &str, becomes: &str, path: &[u32], excerpt: &str) {
        self.add(what, becomes, false, "", path, excerpt);
    }

    /// Notes a thing that is written in another form.
    pub(super) fn kept(&mut self, what: &str, becomes: &str, path: &[u32], excerpt: &str) {
        self.add(what, becomes, true, "", path, excerpt);
    }

    /// Notes what becomes of a field of the story.
    pub(super) fn field(&mut self, field: &str, becomes: &str, kept: bool, excerpt: &str) {
        self.add(field, becomes, kept, field, &[], excerpt);
    }

    fn add(&mut self, what: &str, becomes: &str, kept: bool, field: &str, path: &[u32], excerpt: &str) {
        let place =
            Place { story: String::new(), headline: String::new(), field: field.to_owned(), path: path.to_vec(), excerpt: short(excerpt) };
        let loss = Loss { what: what.to_owned(), becomes: becomes.to_owned(), count: 1, stories: 1, kept, places: vec![place] };
        join(&mut self.losses, vec![loss]);
    }
}

/// Says of which story losses are.
pub(super) fn name(losses: &mut [Loss], story: &str, headline: &str) {
    for place in losses.iter_mut().flat_map(|loss| &mut loss.places) {
        story.clone_into(&mut place.story);
        headline.clone_into(&mut place.headline);
    }
}

/// Adds losses of a story to others of the same.
pub(super) fn join(all: &mut Vec<Loss>, more: Vec<Loss>) {
    for loss in more {
        match same(all, &loss) {
            Some(other) => {
                other.count += loss.count;
                other.kept &= loss.kept;
                other.take(loss.places, MAX_PLACES);
            }
            None => all.push(loss),
        }
    }
}

/// Adds the losses of one story to those of others.
pub(super) fn merge(all: &mut Vec<Loss>, of_one: Vec<Loss>) {
    for loss in of_one {
        match same(all, &loss) {
            Some(other) => {
                if other.stories == 1 {
                    other.places.truncate(PLACES_OF_ONE);
                }
                other.count += loss.count;
                other.stories += loss.stories;
                other.kept &= loss.kept;
                other.take(loss.places, PLACES_OF_ONE);
            }
            None => all.push(loss),
        }
    }
}

fn same<'a>(all: &'a mut [Loss], loss: &Loss) -> Option<&'a mut Loss> {
    all.iter_mut().find(|other| other.what == loss.what && other.becomes == loss.becomes)
}

impl Loss {
    /// Takes so many places over, as far as there is room.
    fn take(&mut self, places: Vec<Place>, most: usize) {
        let room = MAX_PLACES.saturating_sub(self.places.len());
        self.places.extend(places.into_iter().take(room.min(most)));
    }
}

/// Returns the first characters of a text on one line.
pub(super) fn short(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut out = String::new();
    for word in words.by_ref() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.chars().count() > EXCERPT {
            break;
        }
    }
    match out.char_indices().nth(EXCERPT) {
        Some((end, _)) => {
            out.truncate(end);
            out.push('…');
            out
        }
        None => out,
    }
}

/// Returns the text that a block begins with.
pub(super) fn block_excerpt(block: &Block) -> String {
    match block {
        Block::Figure(figure) if figure.caption.is_empty() => {
            if figure.alt.is_empty() {
                figure.src.clone()
            } else {
                figure.alt.clone()
            }
        }
        Block::Embed { url, title } => {
            if title.is_empty() {
                url.clone()
            } else {
                title.clone()
            }
        }
        Block::Blockquote { content } => content.first().map(block_excerpt).unwrap_or_default(),
        Block::FactBox { title, content } => {
            if title.is_empty() {
                content.first().map(block_excerpt).unwrap_or_default()
            } else {
                title.clone()
            }
        }
        Block::BulletList { content } | Block::OrderedList { content, .. } => {
            content.first().and_then(|item| item.content.first()).map(block_excerpt).unwrap_or_default()
        }
        Block::Table { content, .. } => {
            let cells = content.iter().flat_map(|row| &row.content).take(3);
            cells.filter_map(|cell| cell.content.first()).map(block_excerpt).collect::<Vec<_>>().join(" · ")
        }
        Block::CodeBlock { text, .. } => text.chars().take(2 * EXCERPT).collect(),
        Block::HorizontalRule => String::new(),
        Block::Paragraph { .. } | Block::Heading { .. } | Block::PullQuote { .. } | Block::Figure(_) => {
            text::line_text(block.inlines().unwrap_or_default())
        }
    }
}

/// Returns the text of an inline.
pub(super) fn inline_excerpt(inline: &Inline) -> String {
    match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::HardBreak { .. } => String::new(),
        Inline::Image { alt, src, .. } => {
            if alt.is_empty() {
                src.clone()
            } else {
                alt.clone()
            }
        }
        Inline::Footnote { content, .. } => content.first().map(block_excerpt).unwrap_or_default(),
    }
}

/// Something met on a walk.
pub(super) enum Met<'a> {
    Block(&'a Block),
    Inline(&'a Inline),
}

/// Walks all blocks and inlines with the path of the block that they are or stand in.
pub(super) fn walk<'a>(blocks: &'a [Block], path: &mut Vec<u32>, seen: &mut dyn FnMut(Met<'a>, &[u32])) {
    for (at, block) in blocks.iter().enumerate() {
        path.push(index(at));
        seen(Met::Block(block), path);
        match block {
            Block::Blockquote { content } | Block::FactBox { content, .. } => walk(content, path, seen),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                for (at, item) in content.iter().enumerate() {
                    path.push(index(at));
                    walk(&item.content, path, seen);
                    path.pop();
                }
            }
            Block::Table { content, .. } => {
                for (at, row) in content.iter().enumerate() {
                    path.push(index(at));
                    for (at, cell) in row.content.iter().enumerate() {
                        path.push(index(at));
                        walk(&cell.content, path, seen);
                        path.pop();
                    }
                    path.pop();
                }
            }
            _ => {}
        }
        for (at, inline) in block.inlines().unwrap_or_default().iter().enumerate() {
            seen(Met::Inline(inline), path);
            if let Inline::Footnote { content, .. } = inline {
                path.push(index(at));
                walk(content, path, seen);
                path.pop();
            }
        }
        path.pop();
    }
}

pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns what readers of plain Markdown will not see as it was written; Stet reads all of it back.
pub(super) fn markdown(body: &Document, dialect: &Dialect) -> Tally {
    let mut tally = Tally::default();
    if !dialect.html {
        return tally;
    }
    walk(&body.content, &mut Vec::new(), &mut |met, path| match met {
        Met::Block(block) => {
            let mut kept = |what: &str, becomes: &str| tally.kept(what, becomes, path, &block_excerpt(block));
            match block {
                Block::FactBox { .. } => kept("fact_box", "becomes HTML around its text"),
                Block::PullQuote { .. } => kept("pull_quote", "becomes HTML"),
                Block::Embed { .. } => kept("embed", "becomes a link in HTML"),
                Block::Figure(figure) => {
                    if !figure.caption.is_empty() || !figure.credit.is_empty() {
                        kept("figure", "keeps its caption and credit as HTML");
                    }
                    if figure.src.is_empty() {
                        kept("asset", "stays in the library; the text names it");
                    }
                }
                Block::BulletList { content } | Block::OrderedList { content, .. }
                    if !dialect.tasks && content.iter().any(|item| item.checked.is_some()) =>
                {
                    kept("checked", "becomes HTML");
                }
                Block::Table { widths, content }
                    if !dialect.tables || !widths.is_empty() || super::blocks::alignments(content).is_none() =>
                {
                    kept("table", "becomes HTML")
                }
                _ => {}
            }
        }
        Met::Inline(inline) => {
            let mut kept = |what: &str, becomes: &str| tally.kept(what, becomes, path, &inline_excerpt(inline));
            for mark in inline.marks() {
                match mark {
                    Mark::Strike if !dialect.strike => kept("strike", "becomes HTML"),
                    Mark::Underline => kept("underline", "becomes HTML"),
                    Mark::Highlight => kept("highlight", "becomes HTML"),
                    Mark::Superscript => kept("superscript", "becomes HTML"),
                    Mark::Subscript => kept("subscript", "becomes HTML"),
                    _ => {}
                }
            }
            if !dialect.notes && matches!(inline, Inline::Footnote { .. }) {
                kept("footnote", "becomes HTML");
            }
            if matches!(inline, Inline::Image { src, .. } if src.is_empty()) {
                kept("asset", "stays in the library; the text names it");
            }
        }
    });
    tally
}

/// Returns what a page cannot show.
pub(super) fn html(body: &Document) -> Tally {
    let mut tally = Tally::default();
    walk(&body.content, &mut Vec::new(), &mut |met, path| match met {
        Met::Block(block @ Block::Figure(figure)) if figure.src.is_empty() => {
            tally.lost("asset", "stays in the library; the page shows what it says", path, &block_excerpt(block));
        }
        Met::Block(block @ Block::Embed { .. }) => tally.lost("embed", "becomes a link", path, &block_excerpt(block)),
        Met::Inline(inline @ Inline::Image { src, .. }) if src.is_empty() => {
            tally.lost("asset", "stays in the library; the page shows what it says", path, &inline_excerpt(inline));
        }
        _ => {}
    });
    tally
}

/// Returns what plain text drops.
pub(super) fn text(body: &Document) -> Tally {
    let mut tally = Tally::default();
    walk(&body.content, &mut Vec::new(), &mut |met, path| match met {
        Met::Block(block) => {
            let mut lost = |what: &str, becomes: &str| tally.lost(what, becomes, path, &block_excerpt(block));
            match block {
                Block::Figure(_) => lost("figure", "leaves its caption"),
                Block::Table { .. } => lost("table", "becomes lines of text"),
                Block::Embed { .. } => lost("embed", "leaves its title"),
                _ => {}
            }
        }
        Met::Inline(inline) => {
            for mark in inline.marks() {
                match mark {
                    Mark::Link { .. } => tally.lost("link", "leaves its text", path, &inline_excerpt(inline)),
                    _ => tally.lost("marks", "are dropped", path, &inline_excerpt(inline)),
                }
            }
        }
    });
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_and_counted() {
        let item = |text: &str| crate::document::ListItem {
            checked: None,
            content: vec![Block::Paragraph { content: vec![Inline::Text { text: text.into(), marks: vec![Mark::Underline] }] }],
        };
        let body = Document::new(vec![Block::paragraph("a"), Block::BulletList { content: vec![item("one"), item(&"two ".repeat(40))] }]);
        let mut losses = markdown(&body, &super::super::Preset::Stet.profile().dialect).losses;
        name(&mut losses, "s", "One");
        let [loss] = losses.as_slice() else { panic!("{losses:?}") };
        assert_eq!((loss.what.as_str(), loss.count, loss.kept), ("underline", 2, true));
        assert_eq!(
            loss.places[0],
            Place { story: "s".into(), headline: "One".into(), field: String::new(), path: vec![1, 0, 0], excerpt: "one".into() }
        );
        assert_eq!((loss.places[1].path.as_slice(), loss.places[1].excerpt.chars().count()), ([1, 1, 0].as_slice(), 61));
    }

    #[test]
    fn of_several_stories_each_has_a_few_places_and_all_are_counted() {
        let of = |story: &str, count: u32| {
            let mut tally = Tally::default();
            (0..count).for_each(|at| tally.lost("embed", "becomes a link", &[at], "x"));
            name(&mut tally.losses, story, story);
            tally.losses
        };
        let mut all = Vec::new();
        merge(&mut all, of("a", 250));
        assert_eq!((all[0].count, all[0].stories, all[0].places.len()), (250, 1, MAX_PLACES), "a story alone has all the room");
        merge(&mut all, Vec::new());
        (0..30).for_each(|number| merge(&mut all, of(&format!("b{number}"), 4)));
        let [loss] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((loss.count, loss.stories, loss.places.len()), (370, 31, MAX_PLACES));
        let named = |story: &str| loss.places.iter().filter(|place| place.story == story).count();
        assert_eq!((named("a"), named("b0"), named("b21")), (PLACES_OF_ONE, 4, 4));
    }
}
