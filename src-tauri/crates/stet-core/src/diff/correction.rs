//! A correction for readers, drafted from a difference: what a story said, and what it says now, sentence by sentence.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{ArticleDiff, BlockDiff, Change, FieldChange, LineOp, LinePiece, Node, Op, TextPiece};
use crate::document::{Block, Document, text};

/// Longer quotations are cut in the middle, in words.
const LONGEST: usize = 45;

/// Something that a story said, and what stands in its place; empty where it went.
struct Said {
    what: &'static str,
    then: String,
    now: String,
}

/// Returns the note; empty where only new words came, which correct nothing.
pub(crate) fn draft(diff: &ArticleDiff) -> String {
    let mut said = Vec::new();
    for field in &diff.fields {
        let FieldChange::Text { pieces, .. } = &field.change else { continue };
        let what = match field.field.as_str() {
            "headline" => "An earlier headline of this story was",
            "standfirst" => "An earlier summary of this story said",
            _ => continue,
        };
        let side = |gone| pieces.iter().filter(|piece| piece.op != gone).map(|piece| piece.text.as_str()).collect::<String>();
        let (then, now) = (side(Op::Insert), side(Op::Delete));
        if !then.trim().is_empty() {
            said.push(Said { what, then, now });
        }
    }
    diff.blocks.iter().for_each(|block| changed(block, &mut said));
    let mut out = String::new();
    let mut last = "";
    for Said { what, then, now } in said {
        if !out.is_empty() {
            out.push(' ');
        }
        let (then, now) = (quote(&then), quote(&now));
        out.push_str(if last == what && what == BODY { "It also said" } else { what });
        out.push_str(&match now.is_empty() {
            true => format!(" {then} That has been removed."),
            false if what.ends_with("was") => format!(" {then} It is now {now}"),
            false => format!(" {then} It now says {now}"),
        });
        last = what;
    }
    out
}

const BODY: &str = "An earlier version of this story said";

fn changed(block: &BlockDiff, said: &mut Vec<Said>) {
    let whole = |node: &Option<Node>| node.as_ref().map(plain).unwrap_or_default();
    let (then, now) = match block.change {
        Change::Inserted | Change::Deleted | Change::Edited | Change::Wrapped | Change::Unwrapped if !block.children.is_empty() => {
            return block.children.iter().for_each(|child| changed(child, said));
        }
        Change::Deleted => (whole(&block.before), String::new()),
        Change::Replaced => (whole(&block.before), whole(&block.after)),
        Change::Edited | Change::Split | Change::Joined | Change::Reflowed => sentences(&pieces(&block.pieces)),
        _ => return,
    };
    if !then.trim().is_empty() {
        said.push(Said { what: BODY, then, now });
    }
}

fn pieces(line: &[LinePiece]) -> Vec<TextPiece> {
    let op = |op| match op {
        LineOp::Insert => Op::Insert,
        LineOp::Delete => Op::Delete,
        LineOp::Equal | LineOp::Format | LineOp::Note => Op::Equal,
    };
    let text = |piece: &LinePiece| if piece.paragraph { " ".to_owned() } else { text::line_text(&piece.content) };
    line.iter().map(|piece| TextPiece { op: op(piece.op), text: text(piece) }).collect()
}

/// Returns the sentences of a line in which something changed: as they were and as they are.
fn sentences(pieces: &[TextPiece]) -> (String, String) {
    let (mut then, mut now) = (String::new(), String::new());
    // Changes as ranges on either side; one that only came is an empty range on the older side.
    let (mut old, mut new): (Vec<Range<usize>>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    for piece in pieces {
        let (from, to) = (then.len(), now.len());
        match piece.op {
            Op::Equal => {
                then.push_str(&piece.text);
                now.push_str(&piece.text);
                continue;
            }
            Op::Delete => then.push_str(&piece.text),
            Op::Insert => now.push_str(&piece.text),
        }
        old.push(from..then.len());
        new.push(to..now.len());
    }
    let of = |text: &str, changes: &[Range<usize>]| -> String {
        let inside = |start: usize, end: usize| {
            changes.iter().any(|change| match change.is_empty() {
                true => start < change.start && change.start < end,
                false => change.start < end && start < change.end,
            })
        };
        let sentences = text.split_sentence_bound_indices();
        sentences.filter(|(at, sentence)| inside(*at, at + sentence.trim_end().len())).map(|(_, sentence)| sentence).collect()
    };
    (of(&then, &old), of(&now, &new))
}

fn plain(node: &Node) -> String {
    let blocks: Vec<Block> = match node {
        Node::Block(block) => vec![block.clone()],
        Node::Item(item) => item.content.clone(),
        Node::Row(row) => row.content.iter().flat_map(|cell| cell.content.clone()).collect(),
        Node::Cell(cell) => cell.content.clone(),
    };
    Document { content: blocks }.plain_text()
}

/// Returns a text in quotation marks, closed by a full stop where it has no sign of its own; nothing for nothing.
fn quote(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return String::new();
    }
    let text = match words.len() > LONGEST {
        true => format!("{} … {}", words[..LONGEST / 2].join(" "), words[words.len() - LONGEST / 2..].join(" ")),
        false => words.join(" "),
    };
    // Inside double quotes, quotes are single.
    let text = text.replace('“', "‘").replace('”', "’");
    let end = if text.ends_with(['.', '!', '?', '…', '。']) { "" } else { "." };
    format!("“{text}{end}”")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::story;
    use crate::diff::{Budget, diff};

    #[track_caller]
    fn check(before: (&str, &[&str]), after: (&str, &[&str]), expected: &str) {
        assert_eq!(draft(&diff(&story(before.0, before.1), &story(after.0, after.1), Budget::default())), expected);
    }

    #[test]
    fn a_correction_says_what_was_said_and_what_is_said_now() {
        check(
            ("Ferry", &["It rained all day. The ferry to Hestray sails at nine every morning. Nobody came to see it."]),
            ("Ferry", &["It rained all day. The ferry to Hestray sails at ten every morning. Nobody came to see it."]),
            "An earlier version of this story said “The ferry to Hestray sails at nine every morning.” It now says “The ferry to Hestray sails at ten every morning.”",
        );
        check(
            ("Ferry sunk", &["One stays as it was here.", "The captain was drunk, police said."]),
            ("Ferry aground", &["One stays as it was here."]),
            "An earlier headline of this story was “Ferry sunk.” It is now “Ferry aground.” An earlier version of this story said “The captain was drunk, police said.” That has been removed.",
        );
    }

    #[test]
    fn what_only_came_corrects_nothing() {
        check(("A", &["One came."]), ("A", &["One came. Two more followed at noon.", "And a new paragraph."]), "");
        check(("A", &["One came."]), ("A", &["One came."]), "");
        check(
            ("A", &["The minister did resign on Monday."]),
            ("A", &["The minister did not resign on Monday."]),
            "An earlier version of this story said “The minister did resign on Monday.” It now says “The minister did not resign on Monday.”",
        );
    }
}
