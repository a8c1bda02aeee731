//! Which lines of a Markdown text became which blocks of its story.

use std::ops::Range;

use super::html::read_seams;
use super::markdown::{Marked, limit_nesting, whole};
use crate::document::Document;

/// A run of lines that became a run of blocks, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Lines from 0.
    pub(crate) lines: Range<usize>,
    /// Blocks of the body; none for a comment.
    pub(crate) blocks: Range<usize>,
}

/// A text, taken apart. Lines between the segments hold blank lines, notes and definitions of links.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) document: Document,
    pub(crate) segments: Vec<Segment>,
    /// Names of the notes that are defined and referred to.
    pub(crate) notes: Vec<String>,
}

/// Takes a text without front matter apart. What came of the text but stands in no line of it (notes that nothing refers to)
/// belongs to no segment.
pub(crate) fn outline(text: &str) -> Outline {
    let limited = limit_nesting(text);
    let Marked { html, notes, lines, .. } = whole(&limited, true);
    let (document, seams) = read_seams(&html);
    let last_line = text.lines().count();
    let blocks = document.content.len();
    let mut segments: Vec<Segment> = Vec::new();
    let seams: std::collections::HashMap<usize, usize> = seams.into_iter().filter_map(|(number, at)| Some((number, at?))).collect();
    let mut open: Option<(usize, usize)> = None;
    let mut end = 0;
    for (number, (first, last)) in lines.iter().enumerate() {
        let seam = seams.get(&number).copied();
        if let (Some(at), Some((line, block))) = (seam, open) {
            segments.push(Segment { lines: line..end, blocks: block..at });
            open = None;
        }
        if *first >= last_line {
            // The references that were added stand in no line.
            return Outline { document, segments, notes };
        }
        if open.is_none() {
            open = Some((*first, seam.unwrap_or(0)));
        }
        end = (last + 1).min(last_line);
    }
    if let Some((line, block)) = open {
        segments.push(Segment { lines: line..end, blocks: block..blocks });
    }
    Outline { document, segments, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_of_lines_has_its_blocks() {
        let text = "One.[^a]\n\n[^a]: Note.\n\nTwo\n===\n<!-- c -->\n\n<aside class=\"fact-box\">\n\nIn *it*.\n\n</aside>\n\n- a\n- b\n\n[x]: /y\n";
        let found = outline(text);
        let segments: Vec<(Range<usize>, Range<usize>)> = found.segments.into_iter().map(|own| (own.lines, own.blocks)).collect();
        assert_eq!(segments, [(0..1, 0..1), (4..6, 1..2), (6..7, 2..2), (8..13, 2..3), (14..16, 3..4)], "{:?}", found.document);
        assert_eq!(found.notes, ["a"]);
    }
}
