//! What each block element becomes: headings, quotations, lists, tables, figures, code, boxes.

use markup5ever_rcdom::Handle;

use super::Origin;
use super::flow::{Place, Reader, clean_address, cut, is_notes};
use super::line::Flow;
use super::style::Style;
use super::tree::{attr, attr_text, children, clean_text, find, find_all, has_class, raw_text, tag};
use crate::document::schema::{MAX_SHARE, MAX_SPAN};
use crate::document::text::line_text;
use crate::document::{Align, Block, Crop, Figure, Focal, Inline, LinkTarget, ListItem, Mark, TableCell, TableRow, is_allowed_url};

const PULL_QUOTES: &[&str] = &["pull-quote", "pullquote", "pull_quote", "wp-block-pullquote"];
const FACT_BOXES: &[&str] = &["fact-box", "factbox", "facts", "fact_box", "infobox"];

impl Reader {
    /// Reads `node` if it is a block element; returns whether it was.
    pub(super) fn block(&mut self, node: &Handle, place: &Place, flow: &mut Flow) -> bool {
        if matches!(tag(node), "blockquote" | "aside" | "figure" | "div") && has_class(node, PULL_QUOTES) {
            let block = self.pull_quote(node, place);
            flow.block(block);
            return true;
        }
        match tag(node) {
            "p" if has_class(node, &["blank"]) && clean_text(node).is_empty() => flow.block(Block::Paragraph { content: Vec::new() }),
            "section" | "div" | "ol" | "aside" | "footer" if is_notes(node) && self.notes_were_read(node) => {
                flow.flush();
                self.unread_notes(node, place, flow);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag(node)[1..].parse().unwrap_or(2);
                let mut inner = place.clone();
                // Pages set headings in bold and say so; the heading says it already.
                if self.origin == Origin::Html {
                    inner.marks.retain(|mark| *mark != Mark::Strong);
                }
                let mut content = self.line_in(node, &inner);
                if self.origin == Origin::Html {
                    content.iter_mut().for_each(not_bold);
                }
                if !content.is_empty() || self.origin == Origin::Markdown {
                    flow.block(Block::Heading { level, content });
                }
            }
            "hr" => flow.block(Block::HorizontalRule),
            "pre" | "listing" | "xmp" => flow.block(code_block(node)),
            "blockquote" => self.blockquote(node, place, flow),
            "ul" | "ol" | "menu" | "dir" => self.list(node, place, flow),
            "table" => self.table(node, place, flow),
            "figure" => self.figure(node, place, flow),
            "aside" if has_class(node, FACT_BOXES) => self.fact_box(node, place, flow),
            "dt" => {
                flow.flush();
                let mut inner = place.clone();
                inner.marks.push(Mark::Strong);
                self.walk_children(node, &inner, flow);
                flow.flush();
            }
            "p" if self.word_list_item(node, place, flow) => {}
            name if is_container(name) => {
                flow.flush();
                self.dissolve(node, place, flow);
                flow.flush();
            }
            _ => return false,
        }
        true
    }

    /// Reads the notes of a section that nothing referred to.
    fn unread_notes(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        for note in find_all(node, &|node| tag(node) == "li" && attr(node, "id").is_some()) {
            if !self.was_read(&attr_text(&note, "id")) {
                self.walk_children(&note, place, flow);
                flow.flush();
            }
        }
    }

    /// Reads what is in a container as if the container were not there, but for what its style says of the text.
    fn dissolve(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        let style = Style::of(node);
        let mut inner = place.clone();
        super::style::add_marks(node, &style, &mut inner.marks);
        inner.verbatim |= style.keeps_white_space();
        flow.keeps_pictures = place.keeps_pictures;
        self.walk_children(node, &inner, flow);
    }

    fn inner(place: &Place, more: usize) -> Place {
        Place { depth: place.depth + more, keeps_pictures: false, ..place.clone() }
    }

    fn blockquote(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        flow.flush();
        if !self.has_room(place, 1) {
            self.walk_children(node, place, flow);
            return flow.flush();
        }
        let content = self.blocks_in(node, &Self::inner(place, 1));
        if !content.is_empty() || self.origin == Origin::Markdown {
            flow.block(Block::Blockquote { content });
        }
    }

    fn pull_quote(&mut self, node: &Handle, place: &Place) -> Block {
        let is_foot = |node: &Handle| matches!(tag(node), "footer" | "cite" | "figcaption");
        let foot = find_all(node, &is_foot).into_iter().next();
        let attribution = foot.map(|foot| line_text(&self.line_in(&foot, place))).unwrap_or_default();
        let mut flow = Flow::new(true, false);
        let inner = Place { keeps_pictures: true, ..place.clone() };
        self.walk_without(node, &is_foot, &inner, &mut flow);
        Block::PullQuote { attribution: cut(attribution), content: flow.finish_line() }
    }

    /// Walks the children of `node` but leaves out those that `unwanted` names, at any depth of plain containers.
    fn walk_without(&mut self, node: &Handle, unwanted: &dyn Fn(&Handle) -> bool, place: &Place, flow: &mut Flow) {
        for child in children(node) {
            if unwanted(&child) {
                continue;
            }
            if matches!(tag(&child), "blockquote" | "div") {
                flow.flush();
                self.walk_without(&child, unwanted, place, flow);
                flow.flush();
            } else {
                self.walk(&child, place, flow);
            }
        }
    }

    fn fact_box(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        let is_title = |node: &Handle| tag(node).len() == 2 && tag(node).starts_with('h') && tag(node) != "hr";
        let first = children(node).into_iter().find(|child| !tag(child).is_empty() || !clean_text(child).is_empty());
        let title =
            first.filter(is_title).or_else(|| find_all(node, &|child| has_class(child, &["title"])).into_iter().next().filter(is_title));
        if place.depth != 1 || !self.has_room(place, 1) {
            self.flatten();
            flow.flush();
            self.walk_children(node, place, flow);
            return flow.flush();
        }
        let name = title.as_ref().map(|title| line_text(&self.line_in(title, place))).unwrap_or_default();
        let inner = Self::inner(place, 1);
        let mut content = self.new_flow(&inner);
        for child in children(node) {
            if title.as_ref().is_some_and(|title| std::rc::Rc::ptr_eq(title, &child)) {
                continue;
            }
            self.walk(&child, &inner, &mut content);
        }
        flow.block(Block::FactBox { title: cut(name), content: content.finish() });
    }

    fn list(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        flow.flush();
        if !self.has_room(place, 2) {
            for child in children(node) {
                flow.flush();
                self.walk_children(&child, place, flow);
            }
            return flow.flush();
        }
        let inner = Self::inner(place, 2);
        let mut items: Vec<ListItem> = Vec::new();
        let mut loose = self.new_flow(&inner);
        for child in children(node) {
            match tag(&child) {
                // A note stands where it is referred to.
                "li" if self.is_set_aside(&child) => {}
                "li" => {
                    take_loose(&mut items, &mut loose);
                    items.push(self.item(&child, &inner));
                }
                "ul" | "ol" => {
                    // A list straight inside a list, as Google Docs and Word write it, belongs to the item before it.
                    take_loose(&mut items, &mut loose);
                    let mut nested = self.new_flow(&inner);
                    self.list(&child, &inner, &mut nested);
                    match items.last_mut() {
                        Some(item) => item.content.extend(nested.finish()),
                        None => items.push(ListItem { checked: None, content: nested.finish() }),
                    }
                }
                _ => self.walk(&child, &inner, &mut loose),
            }
        }
        take_loose(&mut items, &mut loose);
        if items.is_empty() {
            return;
        }
        if tag(node) == "ol" {
            let start = attr_text(node, "start").trim().parse::<u32>().ok().filter(|start| *start <= 999_999_999).unwrap_or(1);
            flow.block(Block::OrderedList { start, content: items });
        } else {
            flow.block(Block::BulletList { content: items });
        }
    }

    fn item(&mut self, node: &Handle, place: &Place) -> ListItem {
        let mut flow = self.new_flow(place);
        self.walk_children(node, place, &mut flow);
        let checked = flow.checked;
        ListItem { checked, content: flow.finish() }
    }

    /// Reads a paragraph that Word means as an item of a list; returns whether it was one.
    fn word_list_item(&mut self, node: &Handle, place: &Place, flow: &mut Flow) -> bool {
        let style = attr_text(node, "style");
        if !style.contains("mso-list") || !style.contains("level") {
            return false;
        }
        let level = style.split("level").nth(1).and_then(|rest| rest.trim_start().chars().next()).and_then(|c| c.to_digit(10)).unwrap_or(1);
        let level = (level as usize).max(1);
        if !self.has_room(place, 2 * level) {
            return false;
        }
        let is_bullet = |node: &Handle| attr_text(node, "style").replace(' ', "").to_ascii_lowercase().contains("mso-list:ignore");
        let label = find_all(node, &is_bullet).first().map(clean_text).unwrap_or_default();
        let ordered = is_number(&label);
        let inner = Self::inner(place, 2 * level);
        let mut own = self.new_flow(&inner);
        self.walk_word_item(node, &is_bullet, &inner, &mut own);
        let item = ListItem { checked: None, content: own.finish() };
        let start = label.trim_end_matches(['.', ')']).parse().unwrap_or(1);
        flow.item(item, ordered.then_some(start), level);
        true
    }

    fn walk_word_item(&mut self, node: &Handle, is_bullet: &dyn Fn(&Handle) -> bool, place: &Place, flow: &mut Flow) {
        for child in children(node) {
            if is_bullet(&child) {
                continue;
            }
            if tag(&child) == "span" && !find_all(&child, is_bullet).is_empty() {
                self.walk_word_item(&child, is_bullet, place, flow);
            } else {
                self.walk(&child, place, flow);
            }
        }
    }

    fn table(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        flow.flush();
        let is_layout = matches!(attr_text(node, "role").as_str(), "presentation" | "none");
        if is_layout || !self.has_room(place, 3) {
            for row in rows_of(node) {
                for cell in children(&row) {
                    self.walk_children(&cell, place, flow);
                    flow.flush();
                }
            }
            return;
        }
        if let Some(caption) = children(node).into_iter().find(|child| tag(child) == "caption") {
            self.walk_children(&caption, place, flow);
            flow.flush();
        }
        let inner = Place { keeps_pictures: true, ..Self::inner(place, 3) };
        let mut rows = Vec::new();
        for row in rows_of(node) {
            let cells = children(&row).into_iter().filter(|child| matches!(tag(child), "td" | "th"));
            rows.push(TableRow { content: cells.map(|cell| self.cell(&cell, &inner)).collect() });
        }
        if rows.iter().any(|row| !row.content.is_empty()) {
            let shares = attr(node, "data-widths").unwrap_or_default();
            let shares: Option<Vec<u32>> =
                shares.split_whitespace().map(|share| share.parse().ok().filter(|share| (1..=MAX_SHARE).contains(share))).collect();
            let widths = shares.filter(|shares| shares.len() <= MAX_SPAN as usize).unwrap_or_default();
            flow.block(Block::Table { widths, content: rows });
        }
    }

    fn cell(&mut self, node: &Handle, place: &Place) -> TableCell {
        let style = Style::of(node);
        let said = style.get("text-align").map(str::to_owned).or_else(|| attr(node, "align")).unwrap_or_default();
        let align = match said.trim().to_ascii_lowercase().as_str() {
            "left" | "start" => Some(Align::Left),
            "center" => Some(Align::Center),
            "right" | "end" => Some(Align::Right),
            _ => None,
        };
        let span = |key: &str| attr_text(node, key).trim().parse::<u32>().unwrap_or(1).clamp(1, MAX_SPAN);
        let content = self.blocks_in(node, place);
        TableCell { header: tag(node) == "th", align, colspan: span("colspan"), rowspan: span("rowspan"), content }
    }

    fn figure(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        let caption = find(node, &["figcaption"]);
        if has_class(node, &["embed"])
            && let Some(link) = find(node, &["a"])
        {
            let (url, text) = (clean_address(&attr_text(&link, "href")), line_text(&self.line_in(&link, place)));
            if is_allowed_url(&url, LinkTarget::Source) {
                let title = if text == url { String::new() } else { cut(text) };
                return flow.block(Block::Embed { url, title });
            }
        }
        let in_caption = caption.as_ref().map(|caption| find_all(caption, &|child| tag(child) == "img")).unwrap_or_default();
        let is_own = |child: &Handle| tag(child) == "img" && !in_caption.iter().any(|other| std::rc::Rc::ptr_eq(other, child));
        let pictures = find_all(node, &is_own);
        let is_data = find(node, &["table", "pre"]).is_some();
        if pictures.is_empty() || is_data {
            flow.flush();
            self.walk_children(node, place, flow);
            return flow.flush();
        }
        let (line, credit, licence) = caption.map(|caption| self.caption(&caption, place)).unwrap_or_default();
        let last = pictures.len() - 1;
        for (i, picture) in pictures.iter().enumerate() {
            let Some((asset, src)) = self.source(picture) else {
                self.picture_removed();
                continue;
            };
            let mut figure = Figure {
                asset,
                src,
                alt: cut(attr_text(picture, "alt")),
                focal: Focal::parse(&attr_text(picture, "data-focal")),
                crop: Crop::parse(&attr_text(picture, "data-crop")),
                ..Figure::default()
            };
            if i == last {
                figure.caption = line.clone();
                figure.credit = credit.clone();
                figure.licence = licence.clone();
            }
            flow.block(Block::Figure(figure));
        }
    }

    /// Reads a caption and, apart from it, who made the picture and on what terms it may be used.
    fn caption(&mut self, node: &Handle, place: &Place) -> (Vec<Inline>, String, String) {
        let is_credit = |node: &Handle| {
            let class = attr_text(node, "class").to_ascii_lowercase();
            !tag(node).is_empty() && (class.contains("credit") || class.contains("copyright") || (tag(node) == "small" && class.is_empty()))
        };
        let is_licence = |node: &Handle| has_class(node, &["licence", "license"]);
        let is_aside = |node: &Handle| has_class(node, &["label"]) || is_licence(node);
        let mut text_of = |node: Option<Handle>| {
            let Some(node) = node else { return String::new() };
            let mut flow = Flow::new(true, false);
            self.walk_without(&node, &is_aside, place, &mut flow);
            cut(line_text(&flow.finish_line()))
        };
        let credit = text_of(find_all(node, &is_credit).into_iter().next());
        let licence = text_of(find_all(node, &is_licence).into_iter().next());
        let mut flow = Flow::new(true, false);
        let inner = Place { marks: Vec::new(), keeps_pictures: true, ..place.clone() };
        self.walk_without(node, &|node| is_credit(node) || is_licence(node), &inner, &mut flow);
        (flow.finish_line(), credit, licence)
    }
}

fn take_loose(items: &mut Vec<ListItem>, loose: &mut Flow) {
    let content = std::mem::take(loose).finish();
    if !content.is_empty() {
        items.push(ListItem { checked: None, content });
    }
}

fn rows_of(table: &Handle) -> Vec<Handle> {
    let mut rows = Vec::new();
    for child in children(table) {
        match tag(&child) {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(children(&child).into_iter().filter(|child| tag(child) == "tr")),
            _ => {}
        }
    }
    rows
}

fn code_block(node: &Handle) -> Block {
    let code = children(node).into_iter().find(|child| tag(child) == "code");
    let of_class = |node: &Handle| {
        let class = attr_text(node, "class");
        class
            .split_ascii_whitespace()
            .find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-")))
            .map(str::to_owned)
    };
    let language = attr(node, "data-language").or_else(|| code.as_ref().and_then(of_class)).or_else(|| of_class(node)).unwrap_or_default();
    let mut text = raw_text(node);
    if text.ends_with('\n') {
        text.pop();
    }
    Block::CodeBlock { language: cut(language), text }
}

/// Tells whether an element is a block that means nothing by itself. Word's paragraphs (`o:p`) are inline.
fn is_container(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "address"
            | "center"
            | "details"
            | "summary"
            | "dl"
            | "dd"
    ) || matches!(
        name,
        "fieldset" | "legend" | "hgroup" | "figcaption" | "li" | "body" | "html" | "search" | "caption" | "tbody" | "tr" | "td" | "th"
    )
}

impl Flow {
    /// Adds an item to the list that ends the flow, `level` lists deep, or begins one.
    fn item(&mut self, item: ListItem, start: Option<u32>, level: usize) {
        self.flush();
        add_item(self.blocks_mut(), item, start, level);
    }
}

fn add_item(blocks: &mut Vec<Block>, item: ListItem, start: Option<u32>, level: usize) {
    if level > 1
        && let Some(Block::BulletList { content } | Block::OrderedList { content, .. }) = blocks.last_mut()
        && let Some(last) = content.last_mut()
    {
        return add_item(&mut last.content, item, start, level - 1);
    }
    match (blocks.last_mut(), start) {
        (Some(Block::BulletList { content }), None) | (Some(Block::OrderedList { content, .. }), Some(_)) => content.push(item),
        (_, None) => blocks.push(Block::BulletList { content: vec![item] }),
        (_, Some(start)) => blocks.push(Block::OrderedList { start, content: vec![item] }),
    }
}

/// Tells whether the label of an item counts: `1.`, `b)`, `iv.`
fn is_number(label: &str) -> bool {
    let Some(number) = label.strip_suffix(['.', ')']) else { return false };
    let is_roman = || number.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
    let is_letter = || number.len() == 1 && number.bytes().all(|b| b.is_ascii_alphabetic());
    !number.is_empty() && (number.len() <= 9 && number.bytes().all(|b| b.is_ascii_digit()) || is_letter() || is_roman())
}

/// Takes the bold off: a heading says it already.
fn not_bold(inline: &mut Inline) {
    let (Inline::Text { marks, .. } | Inline::HardBreak { marks } | Inline::Image { marks, .. } | Inline::Footnote { marks, .. }) = inline;
    marks.retain(|mark| *mark != Mark::Strong);
}
