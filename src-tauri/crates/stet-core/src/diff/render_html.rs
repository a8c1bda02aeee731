//! A difference as one page of HTML that can be sent to a writer: marked in the running text as a sub-editor marks a proof, light,
//! dark and on paper, no script, nothing fetched.
//!
//! Everything that a story holds is escaped here, text and attributes alike; the page is closed by its own policy besides.

use std::fmt::Write as _;

use super::node::NodeRef;
use super::{ArticleDiff, AttrDiff, BlockDiff, Change, FieldChange, FieldDiff, LineOp, LinePiece, Op, TextPiece, wording};
use crate::Article;
use crate::document::address;
use crate::document::{Block, Inline, LinkTarget, Mark, is_allowed_url};

/// What the page says beside the difference.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The newer story.
    pub story: &'a Article,
    /// The older side, as people read it: `Rev 3, 4 May 2024`.
    pub from: &'a str,
    /// The newer side.
    pub to: &'a str,
}

const STYLE: &str = include_str!("redline.css");

/// Fields that stand in the page itself, above the body.
const IN_PAGE: [&str; 4] = ["headline", "standfirst", "byline", "dateline"];

/// Returns the whole page.
pub fn render(diff: &ArticleDiff, page: &Page<'_>) -> String {
    let mut out = Out { html: String::with_capacity(16 * 1024), is_part: false };
    let story = page.story;
    let title = if story.headline.is_empty() { "Untitled" } else { &story.headline };
    out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").text(title).raw(" – changes</title>\n");
    out.raw("<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n<main>\n<header>\n<div class=\"about\"><p><strong>Changes</strong> ");
    out.text(page.from).raw(" → ").text(page.to).raw("</p><p>").text(&wording::totals(diff.summary)).raw("</p></div>\n");
    out.raw("<p class=\"legend\"><ins>added</ins> <del>removed</del> ");
    if diff.summary.moved > 0 {
        out.raw("<span class=\"went\">moved</span> ");
    }
    if has_form(&diff.blocks) {
        out.raw("<span class=\"fmt\">form changed</span> ");
    }
    if diff.summary.recut > 0 {
        out.raw("<span>¶ end of a paragraph</span>");
    }
    out.raw("</p>\n</header>\n");
    let others: Vec<&FieldDiff> = diff.fields.iter().filter(|field| !IN_PAGE.contains(&field.field.as_str())).collect();
    if !others.is_empty() {
        out.raw("<section aria-label=\"Changed fields\">\n");
        out.fields(others.into_iter());
        out.raw("</section>\n");
    }
    out.raw("<article");
    if !story.language.is_empty() {
        out.raw(" lang=\"").text(&story.language).raw("\"");
    }
    out.raw(" dir=\"auto\">\n");
    out.head(diff, story);
    if diff.blocks.iter().all(|block| block.change == Change::Same) && diff.fields.is_empty() {
        out.raw("<p class=\"note\">Nothing differs between the two.</p>\n");
    }
    diff.blocks.iter().for_each(|block| out.block(block));
    out.raw("</article>\n<footer>").text(&wording::totals(diff.summary)).raw("</footer>\n</main>\n</body>\n</html>\n");
    out.html
}

fn has_form(blocks: &[BlockDiff]) -> bool {
    blocks.iter().any(|block| block.pieces.iter().any(|piece| piece.op == LineOp::Format) || has_form(&block.children))
}

/// Writes the markup of a difference.
pub(super) struct Out {
    pub(super) html: String,
    /// Whether it stands inside a page with an outline of its own, in which no old heading should turn up.
    pub(super) is_part: bool,
}

impl Out {
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    /// Writes text of the story, escaped for both content and quoted attributes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\0' => self.html.push('\u{FFFD}'),
                c => self.html.push(c),
            }
        }
        self
    }

    /// Writes the fields above the body, with what changed in them.
    fn head(&mut self, diff: &ArticleDiff, story: &Article) {
        let byline = story.byline.join(", ");
        let texts =
            [("headline", story.headline.as_str()), ("standfirst", &story.standfirst), ("byline", &byline), ("dateline", &story.dateline)];
        for (name, whole) in texts {
            let change = diff.fields.iter().find(|field| field.field == name);
            if change.is_none() && whole.is_empty() {
                continue;
            }
            let (open, close) = match name {
                "headline" => ("<h1>", "</h1>\n"),
                "standfirst" => ("<p class=\"standfirst\">", "</p>\n"),
                _ => ("<p class=\"by\">", "</p>\n"),
            };
            self.raw(open);
            match change {
                Some(field) => self.change(&field.change),
                None => {
                    self.text(whole);
                }
            }
            self.raw(close);
        }
        self.raw("<hr class=\"rule\">\n");
    }

    pub(super) fn fields<'d>(&mut self, fields: impl Iterator<Item = &'d FieldDiff>) {
        self.raw("<dl>\n");
        for field in fields {
            let name = field.field.parse::<usize>().map_or_else(|_| wording::field(&field.field), |at| format!("no. {}", at + 1));
            self.raw("<div><dt>").text(&wording::sentence(&name)).raw("</dt><dd>");
            self.change(&field.change);
            self.raw("</dd></div>\n");
        }
        self.raw("</dl>\n");
    }

    fn change(&mut self, change: &FieldChange) {
        match change {
            FieldChange::Text { pieces, .. } => self.pieces_of_text(pieces),
            FieldChange::List { items, reordered } => {
                for (at, item) in items.iter().enumerate() {
                    self.raw(if at > 0 { ", " } else { "" });
                    self.piece(item.op, &item.text);
                }
                if *reordered {
                    self.raw(" <small>only the order changed</small>");
                }
            }
            FieldChange::Value { before, after, parts } if parts.is_empty() => {
                for (op, value) in [(Op::Delete, before), (Op::Insert, after)] {
                    if !value.is_null() {
                        self.value(op, value);
                        self.raw(" ");
                    }
                }
            }
            FieldChange::Value { parts, .. } => self.fields(parts.iter()),
        }
    }

    /// Writes a value whole; a record as its texts, which is what people wrote in it.
    fn value(&mut self, op: Op, value: &serde_json::Value) {
        let texts = |value: &serde_json::Value| match value {
            serde_json::Value::Object(fields) => {
                let texts = fields.iter().filter_map(|(name, value)| Some((name, value.as_str().filter(|text| !text.is_empty())?)));
                texts.map(|(name, text)| format!("{}: {text}", wording::field(name))).collect::<Vec<_>>().join("; ")
            }
            other => wording::value(other),
        };
        match value {
            serde_json::Value::Array(items) => self.piece(op, &items.iter().map(texts).collect::<Vec<_>>().join("; ")),
            other => self.piece(op, &texts(other)),
        }
    }

    fn pieces_of_text(&mut self, pieces: &[TextPiece]) {
        pieces.iter().for_each(|piece| self.piece(piece.op, &piece.text));
    }

    fn piece(&mut self, op: Op, text: &str) {
        match op {
            Op::Equal => self.text(text),
            Op::Insert => self.raw("<ins>").text(text).raw("</ins>"),
            Op::Delete => self.raw("<del>").text(text).raw("</del>"),
        };
    }

    /// Writes a block of the body: a bar in the margin and a line of words where it changed.
    pub(super) fn block(&mut self, block: &BlockDiff) {
        if block.change == Change::Same && block.moved.is_none() {
            self.content(block);
            return;
        }
        if let (Change::Departed, Some(moved)) = (block.change, &block.moved) {
            let _ = write!(self.html, "<div class=\"departed\">{}: <q>", wording::sentence(&wording::moved(moved, block.change)));
            let text = block.before.as_ref().map(|node| opening(node.as_ref())).unwrap_or_default();
            self.text(&text).raw("</q></div>\n");
            return;
        }
        let tone = match block.change {
            _ if block.moved.is_some() => " moved",
            Change::Formatted | Change::Wrapped | Change::Unwrapped => " form",
            Change::Deleted => " gone",
            _ => "",
        };
        let _ = writeln!(self.html, "<div class=\"ch{tone}\">");
        let notes = notes(block);
        if !notes.is_empty() {
            self.raw("<p class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</p>\n");
        }
        self.content(block);
        self.texts(&block.attrs);
        self.raw("</div>\n");
    }

    /// Writes a block inside a container; its words stand before it, or inside what may hold nothing else.
    fn child(&mut self, block: &BlockDiff) {
        let node = block.after.as_ref().or(block.before.as_ref()).map(super::Node::as_ref);
        let holds_itself = matches!(node, Some(NodeRef::Row(_) | NodeRef::Cell(_) | NodeRef::Item(_)));
        let notes = notes(block);
        if block.change == Change::Departed {
            if let (Some(moved), Some(NodeRef::Item(_))) = (&block.moved, node) {
                self.raw("<li class=\"departed\">").text(&wording::sentence(&wording::moved(moved, block.change))).raw("</li>\n");
            } else if let (Some(moved), Some(NodeRef::Block(_))) = (&block.moved, node) {
                self.raw("<p class=\"departed\">").text(&wording::sentence(&wording::moved(moved, block.change))).raw("</p>\n");
            }
            return;
        }
        if !notes.is_empty() && !holds_itself {
            self.raw("<p class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</p>\n");
        }
        self.content(block);
        if !holds_itself {
            self.texts(&block.attrs);
        }
    }

    fn content(&mut self, block: &BlockDiff) {
        let old = block.before.as_ref().map(super::Node::as_ref);
        let new = block.after.as_ref().map(super::Node::as_ref);
        match block.change {
            Change::Same => self.whole(new, None),
            Change::Departed => {}
            Change::Inserted | Change::Wrapped if !block.children.is_empty() => self.holder(block, new),
            Change::Deleted if !block.children.is_empty() => self.holder(block, old),
            Change::Inserted | Change::Wrapped => self.whole(new, Some("ins")),
            Change::Deleted => self.whole(old, Some("del")),
            Change::Unwrapped => block.children.iter().for_each(|child| self.child(child)),
            Change::Replaced => {
                self.whole(old, Some("del"));
                self.whole(new, Some("ins"));
            }
            Change::Split | Change::Joined | Change::Reflowed => self.recut(block, new),
            Change::Edited | Change::Formatted => self.holder(block, new),
        }
    }

    /// Writes a node with its pieces or children.
    fn holder(&mut self, block: &BlockDiff, node: Option<NodeRef<'_>>) {
        let Some(node) = node else { return };
        self.open(node);
        if matches!(node, NodeRef::Cell(_) | NodeRef::Item(_)) {
            let notes = notes(block);
            if !notes.is_empty() {
                self.raw("<small class=\"note\">").text(&wording::sentence(&notes.join(", "))).raw("</small> ");
            }
        }
        self.pieces(&block.pieces);
        block.children.iter().for_each(|child| self.child(child));
        self.close(node);
    }

    /// Writes paragraphs that were cut or joined: those of the newer text, with a sign where a cut came or went.
    fn recut(&mut self, block: &BlockDiff, node: Option<NodeRef<'_>>) {
        let Some(node) = node else { return };
        let mut start = 0;
        for (at, piece) in block.pieces.iter().enumerate() {
            if piece.paragraph && piece.op != LineOp::Delete {
                self.open(node);
                self.pieces(&block.pieces[start..=at]);
                self.close(node);
                start = at + 1;
            }
        }
        self.open(node);
        self.pieces(&block.pieces[start..]);
        self.close(node);
    }

    fn pieces(&mut self, pieces: &[LinePiece]) {
        for (at, piece) in pieces.iter().enumerate() {
            let cut = |place: Option<usize>| place.and_then(|place| pieces.get(place)).is_some_and(|piece| piece.paragraph);
            match piece.op {
                LineOp::Insert if piece.paragraph => {
                    self.raw("<ins class=\"cut\">¶</ins>");
                }
                LineOp::Delete if piece.paragraph => {
                    self.raw("<del class=\"cut\">¶</del>");
                }
                // The space that made way for a cut says nothing beside its sign.
                LineOp::Delete if is_blank(&piece.content) && (cut(at.checked_sub(1)) || cut(Some(at + 1))) => {}
                LineOp::Equal => self.line(&piece.content),
                LineOp::Insert => {
                    self.raw("<ins>").line(&piece.content);
                    self.raw("</ins>");
                }
                LineOp::Delete => {
                    self.raw("<del>").line(&piece.content);
                    self.raw("</del>");
                }
                LineOp::Format => {
                    let marks: Vec<&str> = piece.marks.iter().map(|name| wording::mark(name)).collect();
                    self.raw("<span class=\"fmt\" title=\"").text(&wording::sentence(&marks.join(", "))).raw("\">").line(&piece.content);
                    self.raw("</span>");
                }
                LineOp::Note => {
                    self.raw("<small class=\"note\"> [Footnote: ");
                    piece.children.iter().for_each(|child| self.inline(child));
                    self.raw("]</small>");
                }
            }
        }
    }

    /// Writes a block within a line, as a footnote has it.
    fn inline(&mut self, block: &BlockDiff) {
        let old = block.before.as_ref().map(|node| plain(node.as_ref())).unwrap_or_default();
        let new = block.after.as_ref().map(|node| plain(node.as_ref())).unwrap_or_default();
        match block.change {
            Change::Same => {
                self.text(&new);
            }
            Change::Inserted => self.piece(Op::Insert, &new),
            Change::Deleted => self.piece(Op::Delete, &old),
            Change::Departed => {}
            _ if !block.pieces.is_empty() => self.pieces(&block.pieces),
            _ if !block.children.is_empty() => block.children.iter().for_each(|child| self.inline(child)),
            _ => {
                self.piece(Op::Delete, &old);
                self.piece(Op::Insert, &new);
            }
        }
        self.raw(" ");
    }

    /// Writes attributes that are text, with what changed in them.
    fn texts(&mut self, attrs: &[AttrDiff]) {
        for attr in attrs.iter().filter(|attr| !attr.pieces.is_empty()) {
            self.raw("<p class=\"note\">").text(&wording::sentence(&wording::attribute(&attr.name))).raw(": ");
            self.pieces_of_text(&attr.pieces);
            self.raw("</p>\n");
        }
    }

    /// Writes a whole node, inside `mark` where it came or went.
    fn whole(&mut self, node: Option<NodeRef<'_>>, mark: Option<&str>) {
        let Some(node) = node else { return };
        // Rows, cells and items may stand only in what holds them, so their marks go inside.
        let inner = matches!(node, NodeRef::Row(_) | NodeRef::Cell(_) | NodeRef::Item(_));
        if let Some(mark) = mark.filter(|_| !inner) {
            let _ = write!(self.html, "<{mark} class=\"block\">");
        }
        self.open(node);
        let inside = mark.filter(|_| inner && !matches!(node, NodeRef::Row(_)));
        if let Some(mark) = inside {
            let _ = write!(self.html, "<{mark} class=\"block\">");
        }
        if let Some(line) = node.line() {
            self.line(&line);
        }
        for child in node.children() {
            self.whole(Some(child), mark.filter(|_| matches!(node, NodeRef::Row(_))));
        }
        if let Some(mark) = inside {
            let _ = write!(self.html, "</{mark}>");
        }
        self.close(node);
        if let Some(mark) = mark.filter(|_| !inner) {
            let _ = writeln!(self.html, "</{mark}>");
        }
    }

    fn open(&mut self, node: NodeRef<'_>) {
        match node {
            NodeRef::Block(Block::Heading { .. }) if self.is_part => {
                self.raw("<p class=\"heading\">");
            }
            NodeRef::Block(Block::Heading { level, .. }) => {
                let _ = write!(self.html, "<h{}>", (*level).clamp(2, 6));
            }
            NodeRef::Block(Block::OrderedList { start, .. }) => {
                let _ = write!(self.html, "<ol start=\"{start}\">");
            }
            NodeRef::Block(Block::Figure(figure)) => {
                self.raw("<figure><p class=\"note\">Picture: ").text(&figure.alt).raw("</p><figcaption>");
            }
            NodeRef::Block(Block::Embed { url, title }) => {
                self.raw("<p class=\"note\">Embed: ").text(title).raw(" ").text(url);
            }
            NodeRef::Block(Block::FactBox { title, .. }) => {
                self.raw("<aside>");
                if !title.is_empty() {
                    let (open, close) = if self.is_part { ("<p class=\"heading\">", "</p>") } else { ("<h2>", "</h2>") };
                    self.raw(open).text(title).raw(close);
                }
            }
            NodeRef::Block(Block::PullQuote { .. }) => {
                self.raw("<blockquote class=\"pull\">");
            }
            NodeRef::Block(Block::HorizontalRule) => {
                self.raw("<hr>");
            }
            NodeRef::Cell(cell) => {
                let _ = write!(self.html, "<{} colspan=\"{}\" rowspan=\"{}\">", tag(node), cell.colspan, cell.rowspan);
            }
            NodeRef::Item(item) => {
                self.raw("<li>").raw(item.checked.map_or("", |done| if done { "☑ " } else { "☐ " }));
            }
            _ => {
                let _ = write!(self.html, "<{}>", tag(node));
            }
        }
    }

    fn close(&mut self, node: NodeRef<'_>) {
        match node {
            NodeRef::Block(Block::Heading { .. }) if self.is_part => {
                self.raw("</p>\n");
            }
            NodeRef::Block(Block::Heading { level, .. }) => {
                let _ = writeln!(self.html, "</h{}>", (*level).clamp(2, 6));
            }
            NodeRef::Block(Block::Figure(figure)) => {
                self.raw(" <small>").text(&figure.credit).raw("</small></figcaption></figure>\n");
            }
            NodeRef::Block(Block::PullQuote { attribution, .. }) => {
                self.raw(" <small>").text(attribution).raw("</small></blockquote>\n");
            }
            NodeRef::Block(Block::HorizontalRule) => {
                self.raw("\n");
            }
            _ => {
                let _ = writeln!(self.html, "</{}>", tag(node));
            }
        }
    }

    fn line(&mut self, line: &[Inline]) {
        for inline in line {
            let marks = inline.marks();
            marks.iter().for_each(|mark| self.mark(mark, true));
            match inline {
                Inline::Text { text, .. } => {
                    self.text(text);
                }
                Inline::HardBreak { .. } => {
                    self.raw("<br>");
                }
                Inline::Image { alt, .. } => {
                    self.raw("<em>[picture: ").text(alt).raw("]</em>");
                }
                Inline::Footnote { content, .. } => {
                    let words: Vec<String> = content.iter().map(|block| plain(NodeRef::Block(block))).collect();
                    self.raw("<small class=\"note\"> [Footnote: ").text(&words.join(" ")).raw("]</small>");
                }
            }
            marks.iter().rev().for_each(|mark| self.mark(mark, false));
        }
    }

    fn mark(&mut self, mark: &Mark, open: bool) {
        let name = match mark {
            Mark::Link { href, .. } => {
                let allowed = is_allowed_url(href, LinkTarget::Link) && !href.starts_with("stet:");
                match (open, allowed) {
                    (true, true) => self.raw("<a rel=\"noopener noreferrer\" href=\"").raw(&address(href)).raw("\">"),
                    (true, false) => self.raw("<a>"),
                    (false, _) => self.raw("</a>"),
                };
                return;
            }
            Mark::Em => "em",
            Mark::Strong => "strong",
            Mark::Underline => "u",
            Mark::Strike => "s",
            Mark::Highlight => "mark",
            Mark::Superscript => "sup",
            Mark::Subscript => "sub",
            Mark::Code => "code",
            Mark::Insertion(_) | Mark::Deletion(_) | Mark::Modification(_) | Mark::Comment { .. } => return,
        };
        let _ = write!(self.html, "<{}{name}>", if open { "" } else { "/" });
    }
}

/// Returns what the line of words above a changed block says.
fn notes(block: &BlockDiff) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(block.moved.as_ref().map(|moved| wording::moved(moved, block.change)));
    notes.extend(wording::group(block));
    match block.change {
        Change::Replaced if block.coarse => notes.push("replaced: too long to compare word by word".to_owned()),
        Change::Replaced => notes.push("rewritten".to_owned()),
        Change::Formatted => {
            let mut marks: Vec<&str> = block
                .pieces
                .iter()
                .filter(|piece| piece.op == LineOp::Format)
                .flat_map(|piece| &piece.marks)
                .map(|mark| wording::mark(mark))
                .collect();
            marks.dedup();
            if !marks.is_empty() {
                notes.push(format!("form only: {}", marks.join(", ")));
            }
        }
        _ => {}
    }
    // An attribute that only one of two kinds of block has goes unsaid beside the change of kind.
    let other_kind = block.attrs.iter().any(|attr| attr.name == "type");
    let said = block.attrs.iter().filter(|attr| attr.pieces.is_empty() && (!other_kind || !attr.before.is_null() && !attr.after.is_null()));
    notes.extend(said.map(wording::attribute_change));
    notes
}

fn is_blank(line: &[Inline]) -> bool {
    line.iter().all(|inline| matches!(inline, Inline::Text { text, .. } if text.trim().is_empty()))
}

fn tag(node: NodeRef<'_>) -> &'static str {
    match node {
        NodeRef::Block(Block::Blockquote { .. } | Block::PullQuote { .. }) => "blockquote",
        NodeRef::Block(Block::BulletList { .. }) => "ul",
        NodeRef::Block(Block::OrderedList { .. }) => "ol",
        NodeRef::Block(Block::CodeBlock { .. }) => "pre",
        NodeRef::Block(Block::Table { .. }) => "table",
        NodeRef::Block(Block::FactBox { .. }) => "aside",
        NodeRef::Block(_) => "p",
        NodeRef::Item(_) => "li",
        NodeRef::Row(_) => "tr",
        NodeRef::Cell(cell) => {
            if cell.header {
                "th"
            } else {
                "td"
            }
        }
    }
}

fn plain(node: NodeRef<'_>) -> String {
    let mut out = String::new();
    node.each_text(&mut |text| out.push_str(text));
    out
}

fn opening(node: NodeRef<'_>) -> String {
    let text = plain(node);
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::story;
    use crate::diff::{Budget, diff};

    fn page(a: &Article, b: &Article) -> String {
        render(&diff(a, b, Budget::default()), &Page { story: b, from: "r1", to: "r2 \"x\"" })
    }

    #[test]
    fn the_page_marks_changes_and_lets_no_markup_through() {
        let a = story("A <b>title</b>", &["It sails at nine.", "<script>alert(1)</script>"]);
        let mut b = story("A <b>title</b>!", &["It sails at ten.", "<script>alert(2)</script> \" onload='x'"]);
        b.language = "en\"><script>".into();
        let html = page(&a, &b);
        assert!(html.contains("It sails at <del>nine</del><ins>ten</ins>."), "{html}");
        assert!(!html.contains("<script") && !html.contains("onload='"), "{html}");
    }

    #[test]
    fn fields_stand_above_and_cuts_have_their_sign() {
        let (one, two) = ("The ferry sails at nine every morning.", "Councillors voted on Tuesday to keep it.");
        let mut a = story("The old headline", &[&format!("{one} {two}")]);
        a.tags = vec!["ferry".into()];
        let mut b = story("The new headline", &[one, two]);
        b.tags = vec!["ferry".into(), "sea".into()];
        let html = page(&a, &b);
        assert!(html.contains("<h1>The <del>old</del><ins>new</ins> headline</h1>"), "{html}");
        assert!(html.contains("<dt>Tags</dt><dd>ferry, <ins>sea</ins></dd>"), "{html}");
        assert!(html.contains("Split into 2 paragraphs"), "{html}");
        assert!(html.contains("morning.<ins class=\"cut\">¶</ins></p>\n<p>Councillors"), "{html}");
    }
}
