//! A difference as one page of HTML that can be sent to a writer: `ins` and `del`, light and dark, no script, nothing fetched.
//!
//! Everything that a story holds is escaped here, text and attributes alike; the page is closed by its own policy besides.

use std::fmt::Write as _;

use super::node::NodeRef;
use super::{ArticleDiff, BlockDiff, Change, FieldChange, LineOp, Op};
use crate::document::{Block, Inline, LinkTarget, Mark, is_allowed_url};

/// What the page says beside the difference.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'a> {
    /// The story's headline.
    pub headline: &'a str,
    /// The older side, as people read it: `r3, Monday`.
    pub from: &'a str,
    /// The newer side.
    pub to: &'a str,
    /// BCP 47 language tag of the story; may be empty.
    pub language: &'a str,
}

const STYLE: &str = ":root{color-scheme:light dark;--ink:#1c1b19;--soft:#6b675f;--paper:#fffdf9;--in:#d8f0dc;--out:#fbdcd8;--in-ink:#0d5320;--out-ink:#8c1d13;--form:#dfe9f7;--line:#e2ddd2;--violet:#6b4bb3}\
@media(prefers-color-scheme:dark){:root{--ink:#ece8e0;--soft:#a09a8d;--paper:#191817;--in:#17391f;--out:#4a1d18;--in-ink:#a5e3b3;--out-ink:#ffb9af;--form:#1f2f47;--line:#3a3733;--violet:#b6a0ee}}\
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:18px/1.65 'Source Serif 4',Charter,Georgia,serif}\
main{max-width:38rem;margin:0 auto;padding:3rem 1.25rem 5rem;overflow-wrap:break-word}h1{font-size:2rem;line-height:1.15;margin:0 0 .5rem}\
header p,footer,dt,.note,figcaption small{color:var(--soft);font:14px/1.5 system-ui,sans-serif}header{border-bottom:1px solid var(--line);margin-bottom:2rem}\
dl{margin:0 0 2rem;padding:0 0 1rem;border-bottom:1px solid var(--line)}dd{margin:0 0 .75rem}\
ins{background:var(--in);color:var(--in-ink);text-decoration:underline;text-underline-offset:.18em}del{background:var(--out);color:var(--out-ink);text-decoration:line-through}\
.form{background:var(--form)}.note{margin:0}.moved{border-inline-start:3px solid var(--violet);padding-inline-start:1rem}.departed{color:var(--soft)}\
td p,th p,li p,.note+p{margin:0}li{margin:.4rem 0}li>ins,li>del,td>ins,td>del,th>ins,th>del{display:block}ins.block>*,del.block>*{margin:0}a{color:inherit}ins.block,del.block{display:block;padding:.25rem .5rem;margin:1rem 0}table{border-collapse:collapse}td,th{border:1px solid var(--line);padding:.3rem .6rem;vertical-align:top;text-align:start}\
blockquote,figure,aside{margin:1rem 0;padding-inline-start:1rem;border-inline-start:2px solid var(--line)}pre{white-space:pre-wrap;font-size:.85em}@media print{body{font-size:11pt}}";

/// Returns the whole page.
pub fn render(diff: &ArticleDiff, page: &Page<'_>) -> String {
    let mut out = Out(String::new());
    let language = if page.language.is_empty() { "und" } else { page.language };
    out.raw("<!doctype html>\n<html lang=\"").text(language).raw("\" dir=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .text(page.headline)
        .raw(" – changes</title>\n");
    out.raw("<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>").text(page.headline).raw("</h1>\n<p>");
    out.text(page.from).raw(" → ").text(page.to).raw("</p>\n</header>\n");
    fields(&mut out, diff);
    diff.blocks.iter().for_each(|block| out.block(block));
    let s = diff.summary;
    let _ = write!(
        out.0,
        "<footer>{} {} · +{} −{} words",
        s.changes,
        if s.changes == 1 { "change" } else { "changes" },
        s.words_added,
        s.words_removed
    );
    if s.moved > 0 {
        let _ = write!(out.0, " · {} moved", s.moved);
    }
    if s.format_only > 0 {
        let _ = write!(out.0, " · {} of form only", s.format_only);
    }
    out.raw("</footer>\n");
    out.raw("</main>\n</body>\n</html>\n");
    out.0
}

fn fields(out: &mut Out, diff: &ArticleDiff) {
    if diff.fields.is_empty() {
        return;
    }
    out.raw("<dl>\n");
    for field in &diff.fields {
        out.raw("<dt>").text(&field.field.replace('_', " ")).raw("</dt>\n<dd>");
        match &field.change {
            FieldChange::Text { pieces, .. } => pieces.iter().for_each(|piece| out.piece(piece.op, &piece.text)),
            FieldChange::List { items, .. } => {
                for (at, item) in items.iter().enumerate() {
                    out.raw(if at > 0 { ", " } else { "" }).piece(item.op, &item.text);
                }
            }
            FieldChange::Value { before, after, .. } => {
                for (op, value) in [(Op::Delete, before), (Op::Insert, after)] {
                    if !value.is_null() {
                        out.piece(op, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                        out.raw(" ");
                    }
                }
            }
        }
        out.raw("</dd>\n");
    }
    out.raw("</dl>\n");
}

struct Out(String);

impl Out {
    fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Writes text of the story, escaped for both content and quoted attributes.
    fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\0' => self.0.push('\u{FFFD}'),
                c => self.0.push(c),
            }
        }
        self
    }

    fn piece(&mut self, op: Op, text: &str) {
        match op {
            Op::Equal => self.text(text),
            Op::Insert => self.raw("<ins>").text(text).raw("</ins>"),
            Op::Delete => self.raw("<del>").text(text).raw("</del>"),
        };
    }

    fn block(&mut self, block: &BlockDiff) {
        let old = block.before.as_ref().map(super::Node::as_ref);
        let new = block.after.as_ref().map(super::Node::as_ref);
        // Rows, cells and items may stand only in what holds them, so their marks go inside.
        let inner = matches!(new.or(old), Some(NodeRef::Row(_) | NodeRef::Cell(_) | NodeRef::Item(_)));
        if let Some(moved) = block.moved.as_ref().filter(|_| !inner) {
            let way = if moved.by < 0 { "up" } else { "down" };
            let gone = if block.change == Change::Departed { " departed" } else { "" };
            let _ = writeln!(
                self.0,
                "<div class=\"moved{gone}\"><p class=\"note\">Moved {way} by {}{}</p>",
                moved.by.unsigned_abs(),
                if gone.is_empty() { "" } else { " from here" }
            );
        }
        match block.change {
            Change::Same => self.each(new, None),
            Change::Departed if inner => {}
            Change::Departed => {
                let text = old.map(opening).unwrap_or_default();
                self.raw("<p>").text(&text).raw("</p>\n");
            }
            Change::Inserted => self.each(new, Some("ins")),
            Change::Deleted => self.each(old, Some("del")),
            Change::Replaced => {
                self.each(old, Some("del"));
                self.each(new, Some("ins"));
            }
            Change::Edited | Change::Formatted | Change::Wrapped => self.edited(block, new),
            Change::Unwrapped => block.children.iter().for_each(|child| self.block(child)),
            Change::Split | Change::Joined | Change::Reflowed => self.edited(block, old),
        }
        if block.moved.is_some() && !inner {
            self.raw("</div>\n");
        }
    }

    fn edited(&mut self, block: &BlockDiff, node: Option<NodeRef<'_>>) {
        let Some(node) = node else { return };
        // What holds only items or rows cannot hold a note; it stands before.
        let holds_notes = !matches!(node, NodeRef::Block(Block::BulletList { .. } | Block::OrderedList { .. } | Block::Table { .. }));
        if holds_notes {
            self.open(node);
        }
        for attr in &block.attrs {
            let value = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.raw("<small class=\"note\">").text(&attr.name).raw(": <del>").text(&value(&attr.before)).raw("</del> <ins>");
            self.text(&value(&attr.after)).raw("</ins></small> ");
        }
        if !holds_notes {
            self.open(node);
        }
        for piece in &block.pieces {
            match piece.op {
                _ if piece.paragraph => {
                    self.raw("¶<br>");
                }
                LineOp::Equal | LineOp::Note => self.line(&piece.content),
                LineOp::Insert => {
                    self.raw("<ins>").line(&piece.content);
                    self.raw("</ins>");
                }
                LineOp::Delete => {
                    self.raw("<del>").line(&piece.content);
                    self.raw("</del>");
                }
                LineOp::Format => {
                    self.raw("<span class=\"form\" title=\"").text(&piece.marks.join(", ")).raw("\">").line(&piece.content);
                    self.raw("</span>");
                }
            }
        }
        block.children.iter().for_each(|child| self.block(child));
        self.close(node);
    }

    /// Writes a whole node, inside `mark` where it came or went.
    fn each(&mut self, node: Option<NodeRef<'_>>, mark: Option<&str>) {
        let Some(node) = node else { return };
        let inner = matches!(node, NodeRef::Row(_) | NodeRef::Cell(_) | NodeRef::Item(_));
        if let Some(mark) = mark.filter(|_| !inner) {
            let _ = write!(self.0, "<{mark} class=\"block\">");
        }
        self.open(node);
        let inside = mark.filter(|_| inner);
        if let (Some(mark), false) = (inside, matches!(node, NodeRef::Row(_))) {
            let _ = write!(self.0, "<{mark}>");
        }
        if let Some(line) = node.line() {
            self.line(&line);
        }
        for child in node.children() {
            self.each(Some(child), inside.filter(|_| matches!(node, NodeRef::Row(_))));
        }
        if let (Some(mark), false) = (inside, matches!(node, NodeRef::Row(_))) {
            let _ = write!(self.0, "</{mark}>");
        }
        self.close(node);
        if let Some(mark) = mark.filter(|_| !inner) {
            let _ = writeln!(self.0, "</{mark}>");
        }
    }

    fn open(&mut self, node: NodeRef<'_>) {
        match node {
            NodeRef::Block(Block::Heading { level, .. }) => {
                let _ = write!(self.0, "<h{}>", (*level).clamp(2, 6));
            }
            NodeRef::Block(Block::OrderedList { start, .. }) => {
                let _ = write!(self.0, "<ol start=\"{start}\">");
            }
            NodeRef::Block(Block::Figure(figure)) => {
                self.raw("<figure><p class=\"note\">Picture: ").text(&figure.alt).raw("</p><figcaption>");
            }
            NodeRef::Block(Block::Embed { url, title }) => {
                self.raw("<p class=\"note\">Embed: ").text(title).raw(" ").text(url);
            }
            NodeRef::Block(Block::FactBox { title, .. }) => {
                self.raw("<aside><h2>").text(title).raw("</h2>");
            }
            NodeRef::Block(Block::HorizontalRule) => {
                self.raw("<hr>");
            }
            NodeRef::Cell(cell) => {
                let _ = write!(self.0, "<{} colspan=\"{}\" rowspan=\"{}\">", tag(node), cell.colspan, cell.rowspan);
            }
            NodeRef::Item(item) => {
                self.raw("<li>").raw(item.checked.map_or("", |done| if done { "☑ " } else { "☐ " }));
            }
            _ => {
                let _ = write!(self.0, "<{}>", tag(node));
            }
        }
    }

    fn close(&mut self, node: NodeRef<'_>) {
        match node {
            NodeRef::Block(Block::Heading { level, .. }) => {
                let _ = writeln!(self.0, "</h{}>", (*level).clamp(2, 6));
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
                let _ = writeln!(self.0, "</{}>", tag(node));
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
                    self.raw("<small class=\"note\"> [").text(&words.join(" ")).raw("]</small>");
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
                    (true, true) => self.raw("<a rel=\"noopener noreferrer\" href=\"").text(href).raw("\">"),
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
        let _ = write!(self.0, "<{}{name}>", if open { "" } else { "/" });
    }
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

    #[test]
    fn the_page_marks_changes_and_lets_no_markup_through() {
        let a = story("A <b>title</b>", &["It sails at nine.", "<script>alert(1)</script>"]);
        let b = story("A <b>title</b>!", &["It sails at ten.", "<script>alert(2)</script> \" onload='x'"]);
        let page = Page { headline: &b.headline, from: "r1", to: "r2 \"x\"", language: "en\"><script>" };
        let html = render(&diff(&a, &b, Budget::default()), &page);
        assert!(html.contains("It sails at <del>nine</del><ins>ten</ins>."), "{html}");
        assert!(!html.contains("<script") && !html.contains("onload='"), "{html}");
    }
}
