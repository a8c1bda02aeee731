//! Nodes of a story written whole, and the tags around those that are not.

use std::fmt::Write as _;

use super::super::node::NodeRef;
use super::Out;
use crate::document::{Block, Inline, LinkTarget, Mark, attribute_address, is_allowed_url, story_link};

impl Out {
    /// Writes a whole node, inside `mark` where it came or went.
    pub(super) fn whole(&mut self, node: Option<NodeRef<'_>>, mark: Option<&str>) {
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

    pub(super) fn open(&mut self, node: NodeRef<'_>) {
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

    pub(super) fn close(&mut self, node: NodeRef<'_>) {
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

    pub(super) fn line(&mut self, line: &[Inline]) {
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
                let allowed = is_allowed_url(href, LinkTarget::Link) && story_link(href).is_none();
                match (open, allowed) {
                    (true, true) => self.raw("<a rel=\"noopener noreferrer\" href=\"").raw(&attribute_address(href)).raw("\">"),
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

/// Returns the text of a node without its form.
pub(super) fn plain(node: NodeRef<'_>) -> String {
    let mut out = String::new();
    node.each_text(&mut |text| out.push_str(text));
    out
}

/// Returns the beginning of the text of a node.
pub(super) fn opening(node: NodeRef<'_>) -> String {
    let text = plain(node);
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
