//! Walks the tree and tells each element's kind: what marks text, what is a block, what dissolves, what is left out.

use std::collections::{HashMap, HashSet};

use markup5ever_rcdom::{Handle, NodeData};
use url::Url;

use super::Origin;
use super::line::Flow;
use super::pairs::Pairs;
use super::style::{Style, add_marks};
use super::tree::{Tree, attr, attr_text, children, clean_text, find_all, has_class, parent, tag};
use crate::document::schema::{MAX_ATTRIBUTE, MAX_DEPTH};
use crate::document::{Block, Inline, LinkTarget, Mark, is_allowed_url};
use crate::import::Warning;

/// A form with this many characters of text holds a page.
const WHOLE_PAGE: usize = 400;

/// What surrounds the node that is being read.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) marks: Vec<Mark>,
    /// The depth of the blocks that are made here, 1 in the body.
    pub(super) depth: usize,
    /// Whether white space stands as it is.
    pub(super) verbatim: bool,
    /// Whether a lone picture stays in its line (cells, headings, captions).
    pub(super) keeps_pictures: bool,
}

/// Turns a tree into blocks and notes what it had to leave out.
pub(super) struct Reader {
    pub(super) origin: Origin,
    notes: HashMap<String, Handle>,
    pairs: Pairs,
    /// Where relative addresses count from, in a page that says where it was.
    base: Option<Url>,
    /// Whether a whole page is read, so that parts around the story may stand in it.
    is_page: bool,
    open_notes: Vec<String>,
    read_notes: HashSet<String>,
    links_removed: Vec<String>,
    pictures_removed: usize,
    dropped: Vec<&'static str>,
    flattened: bool,
    /// Marks of a Markdown outline, and how many blocks stood before each; none where it stood inside one.
    pub(super) seams: Vec<(usize, Option<usize>)>,
}

impl Reader {
    pub(super) fn new(tree: &Tree, origin: Origin) -> Self {
        let pairs = if origin == Origin::Html { Pairs::of(&tree.root) } else { Pairs::default() };
        Self { notes: notes(&tree.root), pairs, flattened: tree.flattened, ..Self::bare(origin) }
    }

    /// As [`Reader::new`], for nodes that were never HTML.
    pub(super) fn bare(origin: Origin) -> Self {
        Self {
            origin,
            notes: HashMap::new(),
            pairs: Pairs::default(),
            base: None,
            is_page: false,
            open_notes: Vec::new(),
            read_notes: HashSet::new(),
            links_removed: Vec::new(),
            pictures_removed: 0,
            dropped: Vec::new(),
            flattened: false,
            seams: Vec::new(),
        }
    }

    /// As [`Reader::new`], for a whole page: what stands around the story is left out, and addresses lead to where the page was.
    pub(super) fn of_page(tree: &Tree, base: Option<Url>) -> Self {
        Self { base, is_page: true, ..Self::new(tree, Origin::Html) }
    }

    pub(super) fn body(&mut self, node: &Handle) -> Vec<Block> {
        let place = Place { marks: Vec::new(), depth: 1, verbatim: false, keeps_pictures: false };
        let mut flow = self.new_flow(&place);
        flow.is_outermost = true;
        self.walk_children(node, &place, &mut flow);
        let mut blocks = flow.finish();
        // The rule or heading above the notes, which have gone to where they are referred to.
        while !self.pairs.is_empty() && matches!(blocks.last(), Some(Block::HorizontalRule | Block::Heading { .. })) {
            blocks.pop();
        }
        blocks
    }

    /// Returns what was left out, as warnings.
    pub(super) fn finish(self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if let Some(first) = self.links_removed.first() {
            let shown: String = first.chars().take(80).collect();
            let detail = match self.links_removed.len() {
                1 => format!("A link was removed, its text kept: {shown:?} is not an address that a story may point at."),
                many => format!(
                    "{many} links were removed, their text kept: {shown:?} and the like are not addresses that a story may point at."
                ),
            };
            warnings.push(Warning { code: "link_removed".into(), detail });
        }
        if self.pictures_removed > 0 {
            let detail = format!("{} pictures were left out: they had no address that a story may point at.", self.pictures_removed);
            warnings.push(Warning { code: "picture_removed".into(), detail });
        }
        if !self.dropped.is_empty() {
            let detail = format!("Left out: {}.", self.dropped.join(", "));
            warnings.push(Warning { code: "dropped".into(), detail });
        }
        if self.flattened {
            let detail = "The nesting was too deep; what stood deeper was laid flat, and no text was lost.".to_owned();
            warnings.push(Warning { code: "flattened".into(), detail });
        }
        warnings
    }

    pub(super) fn new_flow(&self, place: &Place) -> Flow {
        Flow::new(place.keeps_pictures, self.origin == Origin::Html)
    }

    /// Reads the children of `node` as blocks.
    pub(super) fn blocks_in(&mut self, node: &Handle, place: &Place) -> Vec<Block> {
        let mut flow = self.new_flow(place);
        self.walk_children(node, place, &mut flow);
        flow.finish()
    }

    /// Reads the children of `node` as one line.
    pub(super) fn line_in(&mut self, node: &Handle, place: &Place) -> Vec<Inline> {
        let mut flow = Flow::new(true, false);
        let place = Place { keeps_pictures: true, ..place.clone() };
        self.walk_children(node, &place, &mut flow);
        flow.finish_line()
    }

    pub(super) fn walk_children(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        for child in children(node) {
            self.walk(&child, place, flow);
        }
    }

    pub(super) fn walk(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        match &node.data {
            NodeData::Text { contents } => flow.text(&contents.borrow(), &place.marks, place.verbatim),
            NodeData::Element { .. } => self.element(node, place, flow),
            NodeData::Comment { contents } if flow.is_outermost => {
                if let Some(mark) = contents.strip_prefix("stet:").and_then(|number| number.parse().ok()) {
                    self.seams.push((mark, flow.seam()));
                }
            }
            _ => {}
        }
    }

    fn element(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        let style = Style::of(node);
        if style.is_hidden() || attr(node, "hidden").is_some() || has_class(node, &["footnote-backref", "screen-reader-text", "sr-only"]) {
            return;
        }
        if self.pairs.is_set_aside(node) {
            return;
        }
        if self.origin == Origin::Html && matches!(tag(node), "a" | "span" | "i") && attr_text(node, "aria-hidden") == "true" {
            return;
        }
        if self.is_page && tag(node) == "header" && !find_all(node, &|node| matches!(tag(node), "h1" | "h2")).is_empty() {
            // The head has said all of it but the pictures.
            find_all(node, &|node| tag(node) == "figure").iter().for_each(|figure| self.walk(figure, place, flow));
            return;
        }
        if self.is_page && is_furniture(node) {
            return self.note_dropped("parts of the page around the story");
        }
        match tag(node) {
            "br" => flow.hard_break(&place.marks),
            "img" => self.picture(node, place, flow),
            "input" if attr_text(node, "type").eq_ignore_ascii_case("checkbox") => flow.checked = Some(attr(node, "checked").is_some()),
            "wbr" | "head" | "link" | "meta" | "base" | "title" | "col" | "colgroup" | "track" | "source" | "param" | "area" | "input" => {}
            // In a page a script is furniture; in Markdown somebody wrote it.
            "script" if self.origin == Origin::Markdown => self.note_dropped("a script"),
            "style" if self.origin == Origin::Markdown => self.note_dropped("a style sheet"),
            "script" | "style" | "template" | "noscript" | "dialog" => {}
            "nav" => self.drop_element(node, "navigation"),
            // A form may hold a whole page, as some servers write it; a small one asks for something.
            "form" if clean_text(node).chars().count() >= WHOLE_PAGE => {
                flow.flush();
                self.walk_children(node, place, flow);
                flow.flush();
            }
            "form" | "select" | "textarea" | "button" | "datalist" => self.drop_element(node, "a form"),
            "svg" | "canvas" | "map" => self.drop_element(node, "a drawing"),
            "object" | "applet" => self.drop_element(node, "an embedded object"),
            "math" => flow.text(&clean_text(node), &place.marks, false),
            "iframe" | "video" | "audio" | "embed" => self.embed(node, flow),
            "q" => {
                flow.text("“", &place.marks, true);
                self.walk_children(node, place, flow);
                flow.text("”", &place.marks, true);
            }
            "a" => self.link(node, &style, place, flow),
            "sup" if self.note(node, place, flow) => {}
            _ if self.block(node, place, flow) => {}
            _ => {
                let mut inner = place.clone();
                add_marks(node, &style, &mut inner.marks);
                inner.verbatim |= style.keeps_white_space();
                self.walk_children(node, &inner, flow);
            }
        }
    }

    fn drop_element(&mut self, node: &Handle, what: &'static str) {
        if !clean_text(node).is_empty() {
            self.note_dropped(what);
        }
    }

    fn note_dropped(&mut self, what: &'static str) {
        if !self.dropped.contains(&what) {
            self.dropped.push(what);
        }
    }

    pub(super) fn flatten(&mut self) {
        self.flattened = true;
    }

    /// Tells whether blocks may nest `more` deeper here; if not, that the nesting is laid flat is remembered.
    pub(super) fn has_room(&mut self, place: &Place, more: usize) -> bool {
        let has_room = place.depth + more <= MAX_DEPTH;
        self.flattened |= !has_room;
        has_room
    }

    fn link(&mut self, node: &Handle, style: &Style, place: &Place, flow: &mut Flow) {
        if self.note(node, place, flow) {
            return;
        }
        let mut inner = place.clone();
        let href = self.absolute(clean_address(&attr_text(node, "href")));
        let title: String = cut(attr_text(node, "title"));
        // A place in a page that was left behind leads nowhere.
        let is_gone = self.origin == Origin::Html && href.starts_with('#');
        if is_allowed_url(&href, LinkTarget::Link) && !is_gone {
            inner.marks.retain(|mark| !matches!(mark, Mark::Link { .. }));
            inner.marks.push(Mark::Link { href, title });
        } else if !href.is_empty() && !is_gone {
            self.links_removed.push(href);
        }
        add_marks(node, style, &mut inner.marks);
        self.walk_children(node, &inner, flow);
    }

    /// Reads a reference to a footnote, with the note it refers to; returns whether it was one.
    fn note(&mut self, node: &Handle, place: &Place, flow: &mut Flow) -> bool {
        if let Some(target) = self.paired(node) {
            if self.has_room(place, 2) {
                let inner = Place { marks: Vec::new(), depth: place.depth + 2, verbatim: false, keeps_pictures: false };
                // Its children: the block itself is set aside where it stands.
                let mut content = self.new_flow(&inner);
                self.walk_children(&target, &inner, &mut content);
                flow.put(Inline::Footnote { content: content.finish(), marks: plain_marks(&place.marks) });
            } else {
                flow.text(&format!(" ({})", clean_text(&target)), &place.marks, true);
            }
            return true;
        }
        let anchor = if tag(node) == "a" {
            let is_reference = attr(node, "data-footnote-ref").is_some()
                || has_class(node, &["footnote-ref", "footnote", "footnote-anchor", "footnote-reference"])
                || attr_text(node, "role") == "doc-noteref"
                || attr_text(node, "epub:type") == "noteref";
            if !is_reference {
                return false;
            }
            node.clone()
        } else {
            let anchors = find_all(node, &|node| tag(node) == "a");
            match anchors.as_slice() {
                [anchor] if clean_text(anchor) == clean_text(node) => anchor.clone(),
                _ => return false,
            }
        };
        let href = attr_text(&anchor, "href");
        let Some(id) = href.strip_prefix('#') else { return false };
        let Some(target) = self.notes.get(id).cloned() else { return false };
        if self.open_notes.iter().any(|open| open == id) {
            return true;
        }
        if !self.has_room(place, 2) {
            let mut inner = place.clone();
            inner.marks.clear();
            flow.text(" (", &place.marks, true);
            flow.text(&clean_text(&target), &inner.marks, true);
            flow.text(")", &place.marks, true);
            return true;
        }
        self.open_notes.push(id.to_owned());
        self.read_notes.insert(id.to_owned());
        let inner = Place { marks: Vec::new(), depth: place.depth + 2, verbatim: false, keeps_pictures: false };
        let content = self.blocks_in(&target, &inner);
        self.open_notes.pop();
        flow.put(Inline::Footnote { content, marks: place.marks.clone() });
        true
    }

    /// Returns the note that a link, or a superscript that holds nothing else, refers to.
    fn paired(&self, node: &Handle) -> Option<Handle> {
        if self.pairs.is_empty() {
            return None;
        }
        if tag(node) == "a" {
            return self.pairs.note(node).cloned();
        }
        match find_all(node, &|node| tag(node) == "a").as_slice() {
            [anchor] if clean_text(anchor) == clean_text(node) => self.pairs.note(anchor).cloned(),
            _ => None,
        }
    }

    pub(super) fn is_set_aside(&self, node: &Handle) -> bool {
        self.pairs.is_set_aside(node)
    }

    /// Tells whether the story referred to the note `id`, so that it has been read where it belongs.
    pub(super) fn was_read(&self, id: &str) -> bool {
        self.read_notes.contains(id)
    }

    /// Tells whether any note of a section has been read where it belongs.
    pub(super) fn notes_were_read(&self, section: &Handle) -> bool {
        !find_all(section, &|node| attr(node, "id").is_some_and(|id| self.was_read(&id))).is_empty()
    }

    fn picture(&mut self, node: &Handle, place: &Place, flow: &mut Flow) {
        let Some((asset, src)) = self.source(node) else {
            self.pictures_removed += 1;
            return;
        };
        let (alt, title) = (cut(attr_text(node, "alt")), cut(attr_text(node, "title")));
        flow.put(Inline::Image { asset, src, alt, title, marks: place.marks.clone() });
        flow.keeps_pictures |= has_class(node, &["inline"]);
    }

    /// Returns where a picture is. One that lies beside a saved page keeps its relative address; one of the site leads there.
    pub(super) fn source(&self, node: &Handle) -> Option<(String, String)> {
        let (asset, src) = source(node)?;
        let src = if src.starts_with('/') { self.absolute(src) } else { src };
        Some((asset, src))
    }

    /// Returns a relative address as one of the web, where the page says where it was.
    fn absolute(&self, address: String) -> String {
        let Some(base) = &self.base else { return address };
        if address.is_empty() || address.starts_with('#') || Url::parse(&address).is_ok() {
            return address;
        }
        base.join(&address).map_or(address, String::from)
    }

    pub(super) fn link_removed(&mut self, href: String) {
        self.links_removed.push(href);
    }

    pub(super) fn picture_removed(&mut self) {
        self.pictures_removed += 1;
    }

    pub(super) fn embed(&mut self, node: &Handle, flow: &mut Flow) {
        let inner = find_all(node, &|node| tag(node) == "source").into_iter().next();
        let src = ["src", "data-src"].iter().find_map(|key| attr(node, key)).or_else(|| inner.and_then(|inner| attr(&inner, "src")));
        let url = clean_address(&src.unwrap_or_default());
        if is_allowed_url(&url, LinkTarget::Source) {
            flow.block(Block::Embed { url, title: cut(attr_text(node, "title")) });
        } else {
            self.note_dropped("an embedded piece");
        }
    }
}

/// Tells whether an element of a page is one of those around a story: it is called so, and it is small or mostly links.
fn is_furniture(node: &Handle) -> bool {
    const CALLED: &[&str] = &[
        "ad",
        "ads",
        "advert",
        "advertisement",
        "byline",
        "meta",
        "adslot",
        "breadcrumb",
        "breadcrumbs",
        "comments",
        "cookie",
        "cookies",
        "editsection",
        "navbox",
        "newsletter",
        "noprint",
        "outbrain",
        "promo",
        "recirc",
        "recirculation",
        "related",
        "relatedposts",
        "share",
        "sharedaddy",
        "sharing",
        "sitesub",
        "social",
        "sponsor",
        "sponsored",
        "subscribe",
        "subscription",
        "taboola",
        "teaser",
        "toolbar",
        "paywall",
    ];
    if !matches!(tag(node), "div" | "section" | "aside" | "ul" | "p" | "span" | "header" | "footer" | "nav" | "article" | "figure") {
        return false;
    }
    let names = format!("{} {}", attr_text(node, "class"), attr_text(node, "id")).to_ascii_lowercase();
    let is_foot =
        tag(node) == "footer" && parent(node).is_some_and(|above| matches!(tag(&above), "article" | "main" | "div" | "body" | "section"));
    if !is_foot && !names.split(|c: char| !c.is_ascii_alphanumeric()).any(|name| CALLED.contains(&name)) {
        return false;
    }
    let length = clean_text(node).chars().count();
    let in_links: usize = find_all(node, &|node| tag(node) == "a").iter().map(|link| clean_text(link).chars().count()).sum();
    length < 300 || in_links * 2 > length
}

/// Returns the marks without those that only set a note's number.
fn plain_marks(marks: &[Mark]) -> Vec<Mark> {
    marks.iter().filter(|mark| **mark != Mark::Superscript).cloned().collect()
}

/// Collects the targets of footnotes by id: what lies in a section of notes, or is marked as a note itself.
fn notes(root: &Handle) -> HashMap<String, Handle> {
    let mut notes = HashMap::new();
    for section in find_all(root, &is_notes) {
        for note in find_all(&section, &|node| matches!(tag(node), "li" | "p" | "div" | "aside" | "dd") && attr(node, "id").is_some()) {
            notes.entry(attr_text(&note, "id")).or_insert(note);
        }
    }
    for note in find_all(root, &|node| matches!(attr_text(node, "role").as_str(), "doc-footnote" | "doc-endnote")) {
        if let Some(id) = attr(&note, "id") {
            notes.entry(id).or_insert(note);
        }
    }
    notes
}

/// Tells whether the element is a section of notes, which stands in the story where each note is referred to.
pub(super) fn is_notes(node: &Handle) -> bool {
    matches!(tag(node), "section" | "div" | "ol" | "aside" | "footer")
        && (attr(node, "data-footnotes").is_some()
            || has_class(node, &["footnotes", "endnotes", "footnote-list", "wp-block-footnotes", "notes"])
            || attr_text(node, "role") == "doc-endnotes")
}

/// Returns where a picture with one address is: in the library or at an allowed address.
pub(super) fn address_of(address: &str) -> Option<(String, String)> {
    let address = clean_address(address);
    if let Some(hash) = hash_of(&address) {
        return Some((hash.to_owned(), String::new()));
    }
    is_allowed_url(&address, LinkTarget::Source).then(|| (String::new(), address))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns the hash that an address calls a picture by: Stet's own Markdown takes its pictures with it under such names.
fn hash_of(address: &str) -> Option<&str> {
    let beside = address.strip_prefix("pictures/").and_then(|name| name.split_once('.')).map(|(stem, _)| stem);
    address.strip_prefix("stet-asset:").or(beside).filter(|hash| is_hash(hash))
}

/// Returns where a picture is: in the library or at an allowed address.
pub(super) fn source(node: &Handle) -> Option<(String, String)> {
    let mut asset = attr(node, "data-asset").filter(|text| is_hash(text)).unwrap_or_default();
    let mut src = String::new();
    let set = ["data-srcset", "srcset"]
        .iter()
        .find_map(|key| attr(node, key))
        .map(|set| set.split([' ', ',']).next().unwrap_or_default().to_owned());
    let candidates = ["src", "data-src", "data-original", "data-lazy-src"].iter().filter_map(|key| attr(node, key)).chain(set);
    for candidate in candidates {
        let candidate = clean_address(&candidate);
        if let Some(hash) = hash_of(&candidate) {
            asset = hash.to_owned();
        } else if is_allowed_url(&candidate, LinkTarget::Source) {
            src = candidate;
            break;
        }
    }
    (!asset.is_empty() || !src.is_empty()).then_some((asset, src))
}

/// Returns an address without outer white space and line breaks, inner spaces encoded, Google's redirects taken off.
pub(super) fn clean_address(address: &str) -> String {
    let trimmed: String = address.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    let clean = trimmed.replace(' ', "%20");
    match clean.strip_prefix("https://www.google.com/url?q=") {
        Some(rest) => percent_decode(rest.split("&sa=").next().unwrap_or_default()),
        None => clean,
    }
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Cuts an attribute to what the schema takes.
pub(super) fn cut(mut text: String) -> String {
    let mut end = text.len().min(MAX_ATTRIBUTE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}
