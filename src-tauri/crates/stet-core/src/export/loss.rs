//! What a format cannot show as it was written, counted over a story.

use super::Loss;
use crate::document::{Block, Document, Inline, Mark};

/// Adds `count` of a loss to a list.
pub(super) fn add(losses: &mut Vec<Loss>, what: &str, becomes: &str, count: u32) {
    if count == 0 {
        return;
    }
    match losses.iter_mut().find(|loss| loss.what == what) {
        Some(loss) => loss.count += count,
        None => losses.push(Loss { what: what.to_owned(), becomes: becomes.to_owned(), count }),
    }
}

/// Adds the losses of one story to those of others.
pub(super) fn merge(all: &mut Vec<Loss>, of_one: Vec<Loss>) {
    for loss in of_one {
        add(all, &loss.what, &loss.becomes, loss.count);
    }
}

/// Returns what readers of plain Markdown will not see as it was written.
pub(super) fn markdown(body: &Document) -> Vec<Loss> {
    let mut losses = Vec::new();
    visit(&body.content, &mut |block| match block {
        Block::FactBox { .. } => add(&mut losses, "fact_box", "becomes HTML around its text", 1),
        Block::PullQuote { .. } => add(&mut losses, "pull_quote", "becomes HTML", 1),
        Block::Embed { .. } => add(&mut losses, "embed", "becomes a link in HTML", 1),
        Block::Figure(figure) => {
            if !figure.caption.is_empty() || !figure.credit.is_empty() {
                add(&mut losses, "figure", "keeps its caption and credit as HTML", 1);
            }
            if figure.src.is_empty() {
                add(&mut losses, "asset", "stays in the library; the text names it", 1);
            }
        }
        Block::Table { content, .. } => {
            let cells = || content.iter().flat_map(|row| &row.content);
            if cells().any(|cell| cell.colspan > 1 || cell.rowspan > 1 || cell.content.len() > 1) {
                add(&mut losses, "colspan", "becomes a table in HTML", 1);
            }
        }
        _ => {}
    });
    inlines(&body.content, &mut |inline| {
        for mark in inline.marks() {
            match mark {
                Mark::Underline => add(&mut losses, "underline", "becomes HTML", 1),
                Mark::Highlight => add(&mut losses, "highlight", "becomes HTML", 1),
                Mark::Superscript => add(&mut losses, "superscript", "becomes HTML", 1),
                Mark::Subscript => add(&mut losses, "subscript", "becomes HTML", 1),
                _ => {}
            }
        }
        if matches!(inline, Inline::Image { src, .. } if src.is_empty()) {
            add(&mut losses, "asset", "stays in the library; the text names it", 1);
        }
    });
    losses
}

/// Returns what a page cannot show.
pub(super) fn html(body: &Document) -> Vec<Loss> {
    let mut losses = Vec::new();
    visit(&body.content, &mut |block| match block {
        Block::Figure(figure) if figure.src.is_empty() => add(&mut losses, "asset", "stays in the library; the page shows what it says", 1),
        Block::Embed { .. } => add(&mut losses, "embed", "becomes a link", 1),
        _ => {}
    });
    inlines(&body.content, &mut |inline| {
        if matches!(inline, Inline::Image { src, .. } if src.is_empty()) {
            add(&mut losses, "asset", "stays in the library; the page shows what it says", 1);
        }
    });
    losses
}

/// Returns what plain text drops.
pub(super) fn text(body: &Document) -> Vec<Loss> {
    let mut losses = Vec::new();
    visit(&body.content, &mut |block| match block {
        Block::Figure(_) => add(&mut losses, "figure", "leaves its caption", 1),
        Block::Table { .. } => add(&mut losses, "table", "becomes lines of text", 1),
        Block::Embed { .. } => add(&mut losses, "embed", "leaves its title", 1),
        _ => {}
    });
    inlines(&body.content, &mut |inline| {
        for mark in inline.marks() {
            match mark {
                Mark::Link { .. } => add(&mut losses, "link", "leaves its text", 1),
                _ => add(&mut losses, "marks", "are dropped", 1),
            }
        }
    });
    losses
}

fn visit(blocks: &[Block], seen: &mut dyn FnMut(&Block)) {
    for block in blocks {
        seen(block);
        match block {
            Block::Blockquote { content } | Block::FactBox { content, .. } => visit(content, seen),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter().for_each(|item| visit(&item.content, seen))
            }
            Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).for_each(|cell| visit(&cell.content, seen)),
            _ => {}
        }
        for inline in block.inlines().unwrap_or_default() {
            if let Inline::Footnote { content, .. } = inline {
                visit(content, seen);
            }
        }
    }
}

fn inlines(blocks: &[Block], seen: &mut dyn FnMut(&Inline)) {
    visit(blocks, &mut |block| block.inlines().unwrap_or_default().iter().for_each(&mut *seen));
}
