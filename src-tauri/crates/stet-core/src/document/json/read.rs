//! Reads ProseMirror JSON, node by node, with the path of whatever is refused.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{DocumentError, Parsed, rank};
use crate::document::schema::{MAX_ATTRIBUTE, MAX_DEPTH, MAX_SHARE, MAX_SPAN};
use crate::document::{
    Align, Block, Document, Figure, Inline, LinkTarget, ListItem, Mark, Suggestion, TableCell, TableRow, is_allowed_url,
};

impl Document {
    /// Reads ProseMirror JSON (`{"type":"doc","content":[…]}`).
    ///
    /// # Errors
    /// [`DocumentError`] where the schema refuses the value; nothing is repaired silently but for text runs of
    /// equal marks, which are joined.
    pub fn from_json(value: &Value) -> Parsed<Self> {
        let at = Path::Root;
        let node = Node::read(value, &at)?;
        if node.name != "doc" {
            return Err(at.fault(format!("expected a doc, found {:?}", node.name)));
        }
        node.no_attrs()?;
        if node.marks.is_some() {
            return Err(at.fault("the doc carries no marks"));
        }
        let content = blocks(&node, 1, Holder::Body)?;
        Ok(Self::new(content))
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value).map_err(D::Error::custom)
    }
}

impl Inline {
    /// Reads a line of inlines, as the content of a paragraph.
    ///
    /// # Errors
    /// [`DocumentError`] where the schema refuses the value.
    pub fn line_from_json(value: &Value) -> Parsed<Vec<Self>> {
        let wrapped = json!({ "type": "doc", "content": [{ "type": "paragraph", "content": value }] });
        let mut document = Document::from_json(&wrapped)?;
        match document.content.pop() {
            Some(Block::Paragraph { content }) => Ok(content),
            _ => Ok(Vec::new()),
        }
    }
}

/// A place in the JSON, kept as links to parents so that nothing is allocated until something is wrong.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn fault(&self, reason: impl Into<String>) -> DocumentError {
        DocumentError { path: self.text(), reason: reason.into() }
    }

    fn text(&self) -> String {
        match self {
            Self::Root => "doc".to_owned(),
            Self::Key(parent, key) => format!("{}.{key}", parent.text()),
            Self::Index(parent, index) => format!("{}[{index}]", parent.text()),
        }
    }
}

/// What a list of blocks stands in; the body alone may hold fact boxes.
#[derive(Clone, Copy, PartialEq)]
enum Holder {
    Body,
    Inner,
}

struct Node<'a> {
    name: &'a str,
    attrs: Option<&'a Map<String, Value>>,
    content: &'a [Value],
    marks: Option<&'a Vec<Value>>,
    text: Option<&'a str>,
    at: &'a Path<'a>,
}

impl<'a> Node<'a> {
    fn read(value: &'a Value, at: &'a Path<'a>) -> Parsed<Self> {
        let object = value.as_object().ok_or_else(|| at.fault("expected an object"))?;
        let mut node = Node { name: "", attrs: None, content: &[], marks: None, text: None, at };
        for (key, value) in object {
            let wrong = |what: &str| Path::Key(at, key).fault(format!("expected {what}"));
            match key.as_str() {
                "type" => node.name = value.as_str().ok_or_else(|| wrong("a name"))?,
                "attrs" => node.attrs = Some(value.as_object().ok_or_else(|| wrong("an object"))?),
                "content" => node.content = value.as_array().ok_or_else(|| wrong("a list"))?,
                "marks" => node.marks = Some(value.as_array().ok_or_else(|| wrong("a list"))?),
                "text" => node.text = Some(value.as_str().ok_or_else(|| wrong("text"))?),
                _ => return Err(Path::Key(at, key).fault("unknown key")),
            }
        }
        if node.name.is_empty() {
            return Err(at.fault("a node needs a type"));
        }
        if node.text.is_some() && node.name != "text" {
            return Err(at.fault("only text nodes hold text"));
        }
        Ok(node)
    }

    fn attrs(&self) -> Attrs<'_> {
        Attrs { map: self.attrs, at: self.at, seen: 0 }
    }

    fn no_attrs(&self) -> Parsed<()> {
        self.attrs().done()
    }

    fn no_content(&self) -> Parsed<()> {
        if self.content.is_empty() { Ok(()) } else { Err(self.at.fault(format!("{} holds nothing", self.name))) }
    }
}

/// Reads attributes one by one and refuses, at the end, those that nobody asked for.
struct Attrs<'a> {
    map: Option<&'a Map<String, Value>>,
    at: &'a Path<'a>,
    seen: usize,
}

impl<'a> Attrs<'a> {
    fn get(&mut self, key: &str) -> Option<&'a Value> {
        let value = self.map?.get(key)?;
        self.seen += 1;
        Some(value)
    }

    fn fault(&self, key: &str, reason: impl Into<String>) -> DocumentError {
        Path::Key(&Path::Key(self.at, "attrs"), key).fault(reason)
    }

    fn string(&mut self, key: &str) -> Parsed<String> {
        match self.get(key) {
            None => Ok(String::new()),
            Some(Value::String(text)) if text.len() > MAX_ATTRIBUTE => Err(self.fault(key, format!("longer than {MAX_ATTRIBUTE} bytes"))),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(self.fault(key, "expected text")),
        }
    }

    fn required(&mut self, key: &str) -> Parsed<String> {
        let text = self.string(key)?;
        if text.is_empty() { Err(self.fault(key, "must not be empty")) } else { Ok(text) }
    }

    fn number(&mut self, key: &str, default: u32, range: std::ops::RangeInclusive<u32>) -> Parsed<u32> {
        let Some(value) = self.get(key) else { return Ok(default) };
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| range.contains(n));
        number.ok_or_else(|| self.fault(key, format!("expected a whole number from {} to {}", range.start(), range.end())))
    }

    fn url(&mut self, key: &str, target: LinkTarget) -> Parsed<String> {
        let url = self.string(key)?;
        if url.is_empty() || is_allowed_url(&url, target) {
            Ok(url)
        } else {
            Err(self.fault(key, "not an address that a story may point at"))
        }
    }

    fn framing<T: DeserializeOwned>(&mut self, key: &str, expected: &str) -> Parsed<Option<T>> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value.clone()).map(Some).map_err(|_| self.fault(key, expected)),
        }
    }

    fn done(self) -> Parsed<()> {
        let Some(map) = self.map else { return Ok(()) };
        if map.len() == self.seen {
            return Ok(());
        }
        let at = Path::Key(self.at, "attrs");
        Err(at.fault(format!("unknown attribute among {:?}", map.keys().collect::<Vec<_>>())))
    }
}

fn blocks(node: &Node<'_>, depth: usize, holder: Holder) -> Parsed<Vec<Block>> {
    if depth > MAX_DEPTH {
        return Err(node.at.fault(format!("nested deeper than {MAX_DEPTH}")));
    }
    if node.content.is_empty() {
        return Err(node.at.fault(format!("{} needs at least one block", node.name)));
    }
    let list = Path::Key(node.at, "content");
    node.content.iter().enumerate().map(|(i, value)| block(value, &Path::Index(&list, i), depth, holder)).collect()
}

fn block(value: &Value, at: &Path<'_>, depth: usize, holder: Holder) -> Parsed<Block> {
    let node = Node::read(value, at)?;
    if node.marks.is_some_and(|marks| !marks.is_empty()) {
        return Err(at.fault("blocks carry no marks"));
    }
    let mut attrs = node.attrs();
    let block = match node.name {
        "paragraph" => Block::Paragraph { content: line(&node, depth)? },
        "heading" => Block::Heading { level: attrs.number("level", 2, 1..=6)? as u8, content: line(&node, depth)? },
        "blockquote" => Block::Blockquote { content: blocks(&node, depth + 1, Holder::Inner)? },
        "pull_quote" => Block::PullQuote { attribution: attrs.string("attribution")?, content: line(&node, depth)? },
        "bullet_list" => Block::BulletList { content: items(&node, depth + 1)? },
        "ordered_list" => Block::OrderedList { start: attrs.number("start", 1, 0..=999_999_999)?, content: items(&node, depth + 1)? },
        "code_block" => Block::CodeBlock { language: attrs.string("language")?, text: code(&node)? },
        "horizontal_rule" => {
            node.no_content()?;
            Block::HorizontalRule
        }
        "table" => Block::Table { widths: widths(&mut attrs)?, content: rows(&node, depth + 1)? },
        "figure" => Block::Figure(figure(&node, &mut attrs, depth)?),
        "embed" => {
            node.no_content()?;
            let url = attrs.url("url", LinkTarget::Source)?;
            if url.is_empty() {
                return Err(attrs.fault("url", "must not be empty"));
            }
            Block::Embed { url, title: attrs.string("title")? }
        }
        "fact_box" if holder == Holder::Body => {
            Block::FactBox { title: attrs.string("title")?, content: blocks(&node, depth + 1, Holder::Inner)? }
        }
        "fact_box" => return Err(at.fault("a fact box stands only in the body itself")),
        other => return Err(at.fault(format!("{other:?} is not a block"))),
    };
    attrs.done()?;
    Ok(block)
}

fn figure(node: &Node<'_>, attrs: &mut Attrs<'_>, depth: usize) -> Parsed<Figure> {
    let figure = Figure {
        asset: asset(attrs)?,
        src: attrs.url("src", LinkTarget::Source)?,
        alt: attrs.string("alt")?,
        credit: attrs.string("credit")?,
        licence: attrs.string("licence")?,
        focal: attrs.framing("focal", "expected the two places of a point inside the picture")?,
        crop: attrs.framing("crop", "expected left, top, width and height inside the picture")?,
        caption: line(node, depth)?,
    };
    if figure.asset.is_empty() && figure.src.is_empty() {
        return Err(attrs.fault("src", "a figure needs an asset or an address"));
    }
    Ok(figure)
}

fn asset(attrs: &mut Attrs<'_>) -> Parsed<String> {
    let asset = attrs.string("asset")?;
    let is_hash = asset.len() == 64 && asset.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if asset.is_empty() || is_hash { Ok(asset) } else { Err(attrs.fault("asset", "expected a BLAKE3 hash in hex")) }
}

fn code(node: &Node<'_>) -> Parsed<String> {
    let list = Path::Key(node.at, "content");
    let mut text = String::new();
    for (i, value) in node.content.iter().enumerate() {
        let at = Path::Index(&list, i);
        let child = Node::read(value, &at)?;
        child.no_attrs()?;
        child.no_content()?;
        match child.text {
            Some(run) if child.name == "text" && !run.is_empty() && child.marks.is_none_or(|marks| marks.is_empty()) => text.push_str(run),
            _ => return Err(at.fault("code holds only plain text")),
        }
    }
    Ok(text)
}

fn items(node: &Node<'_>, depth: usize) -> Parsed<Vec<ListItem>> {
    children(node, "list_item", depth, |item, depth| {
        let mut attrs = item.attrs();
        let checked = match attrs.get("checked") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(done)) => Some(*done),
            Some(_) => return Err(attrs.fault("checked", "expected true, false or null")),
        };
        attrs.done()?;
        let content = blocks(item, depth + 1, Holder::Inner)?;
        if !matches!(content.first(), Some(Block::Paragraph { .. })) {
            return Err(item.at.fault("a list item begins with a paragraph"));
        }
        Ok(ListItem { checked, content })
    })
}

/// Reads the shares of a table's columns; none, null and the empty list are the same.
fn widths(attrs: &mut Attrs<'_>) -> Parsed<Vec<u32>> {
    let Some(value) = attrs.get("widths").filter(|value| !value.is_null()) else { return Ok(Vec::new()) };
    let shares = value.as_array().filter(|list| list.len() <= MAX_SPAN as usize);
    let share = |value: &Value| value.as_u64().and_then(|share| u32::try_from(share).ok()).filter(|share| (1..=MAX_SHARE).contains(share));
    let shares = shares.and_then(|list| list.iter().map(share).collect::<Option<Vec<_>>>());
    shares.ok_or_else(|| attrs.fault("widths", format!("expected whole numbers from 1 to {MAX_SHARE}, one a column")))
}

fn rows(node: &Node<'_>, depth: usize) -> Parsed<Vec<TableRow>> {
    children(node, "table_row", depth, |row, depth| {
        row.no_attrs()?;
        let list = Path::Key(row.at, "content");
        let cells = row.content.iter().enumerate().map(|(i, value)| cell(value, &Path::Index(&list, i), depth + 1));
        Ok(TableRow { content: cells.collect::<Parsed<_>>()? })
    })
}

fn cell(value: &Value, at: &Path<'_>, depth: usize) -> Parsed<TableCell> {
    let node = Node::read(value, at)?;
    let header = match node.name {
        "table_header" => true,
        "table_cell" => false,
        other => return Err(at.fault(format!("{other:?} is not a table cell"))),
    };
    let mut attrs = node.attrs();
    let align = match attrs.get("align") {
        None | Some(Value::Null) => None,
        Some(value) => Some(Align::deserialize(value).map_err(|_| attrs.fault("align", "expected left, center, right or null"))?),
    };
    let (colspan, rowspan) = (attrs.number("colspan", 1, 1..=MAX_SPAN)?, attrs.number("rowspan", 1, 1..=MAX_SPAN)?);
    attrs.done()?;
    Ok(TableCell { header, align, colspan, rowspan, content: blocks(&node, depth + 1, Holder::Inner)? })
}

/// Reads the children of `node`, all of which must be of kind `name`, and at least one of them.
fn children<T>(node: &Node<'_>, name: &str, depth: usize, read: impl Fn(&Node<'_>, usize) -> Parsed<T>) -> Parsed<Vec<T>> {
    if node.content.is_empty() {
        return Err(node.at.fault(format!("{} needs at least one {name}", node.name)));
    }
    let list = Path::Key(node.at, "content");
    let mut out = Vec::with_capacity(node.content.len());
    for (i, value) in node.content.iter().enumerate() {
        let at = Path::Index(&list, i);
        let child = Node::read(value, &at)?;
        if child.name != name {
            return Err(at.fault(format!("expected a {name}, found {:?}", child.name)));
        }
        if child.marks.is_some_and(|marks| !marks.is_empty()) {
            return Err(at.fault("blocks carry no marks"));
        }
        out.push(read(&child, depth)?);
    }
    Ok(out)
}

fn line(node: &Node<'_>, depth: usize) -> Parsed<Vec<Inline>> {
    let list = Path::Key(node.at, "content");
    node.content.iter().enumerate().map(|(i, value)| inline(value, &Path::Index(&list, i), depth)).collect()
}

fn inline(value: &Value, at: &Path<'_>, depth: usize) -> Parsed<Inline> {
    let node = Node::read(value, at)?;
    let marks = marks(&node)?;
    let mut attrs = node.attrs();
    let inline = match node.name {
        "text" => {
            node.no_content()?;
            match node.text {
                Some(text) if !text.is_empty() => Inline::Text { text: text.to_owned(), marks },
                _ => return Err(at.fault("text must not be empty")),
            }
        }
        "hard_break" => {
            node.no_content()?;
            Inline::HardBreak { marks }
        }
        "image" => {
            node.no_content()?;
            let (asset, src) = (asset(&mut attrs)?, attrs.url("src", LinkTarget::Source)?);
            if asset.is_empty() && src.is_empty() {
                return Err(attrs.fault("src", "an image needs an asset or an address"));
            }
            Inline::Image { asset, src, alt: attrs.string("alt")?, title: attrs.string("title")?, marks }
        }
        // A footnote in a line is twice as deep in JSON as a block in a block, and JSON readers stop at 128 levels.
        "footnote" => Inline::Footnote { content: blocks(&node, depth + 2, Holder::Inner)?, marks },
        other => return Err(at.fault(format!("{other:?} does not stand in a line"))),
    };
    attrs.done()?;
    Ok(inline)
}

fn marks(node: &Node<'_>) -> Parsed<Vec<Mark>> {
    let Some(values) = node.marks else { return Ok(Vec::new()) };
    let list = Path::Key(node.at, "marks");
    let mut marks: Vec<Mark> = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let at = Path::Index(&list, i);
        let child = Node::read(value, &at)?;
        child.no_content()?;
        if child.marks.is_some() {
            return Err(at.fault("marks carry no marks"));
        }
        let mark = mark(&child)?;
        if let Some(last) = marks.last() {
            let comments = matches!((last, &mark), (Mark::Comment { .. }, Mark::Comment { .. }));
            let in_order = if comments { !marks.contains(&mark) } else { rank(last) < rank(&mark) };
            if !in_order {
                return Err(at.fault("marks stand in the schema's order, each once"));
            }
        }
        if mark == Mark::Subscript && marks.contains(&Mark::Superscript) {
            return Err(at.fault("text cannot be superscript and subscript at once"));
        }
        marks.push(mark);
    }
    Ok(marks)
}

fn mark(node: &Node<'_>) -> Parsed<Mark> {
    let mut attrs = node.attrs();
    let mark = match node.name {
        "link" => {
            let href = attrs.url("href", LinkTarget::Link)?;
            if href.is_empty() {
                return Err(attrs.fault("href", "must not be empty"));
            }
            Mark::Link { href, title: attrs.string("title")? }
        }
        "em" => Mark::Em,
        "strong" => Mark::Strong,
        "underline" => Mark::Underline,
        "strike" => Mark::Strike,
        "highlight" => Mark::Highlight,
        "superscript" => Mark::Superscript,
        "subscript" => Mark::Subscript,
        "code" => Mark::Code,
        "insertion" => Mark::Insertion(suggestion(&mut attrs)?),
        "deletion" => Mark::Deletion(suggestion(&mut attrs)?),
        "modification" => Mark::Modification(suggestion(&mut attrs)?),
        "comment" => Mark::Comment { thread: attrs.required("thread")? },
        other => return Err(node.at.fault(format!("{other:?} is not a mark"))),
    };
    attrs.done()?;
    Ok(mark)
}

fn suggestion(attrs: &mut Attrs<'_>) -> Parsed<Suggestion> {
    Ok(Suggestion { id: attrs.required("id")?, author: attrs.string("author")?, time: attrs.string("time")? })
}
