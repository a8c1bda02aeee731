//! Builds ProseMirror JSON, with keys in ProseMirror's own order.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::document::{Block, Document, Figure, Inline, ListItem, Mark, TableCell, TableRow};

impl Document {
    /// Returns the document as ProseMirror JSON, in canonical form: every attribute present, keys in one order.
    pub fn to_json(&self) -> Value {
        json!({ "type": "doc", "content": self.content.iter().map(block_json).collect::<Vec<_>>() })
    }
}

impl Inline {
    /// Returns a line of inlines as a JSON array.
    pub fn line_to_json(line: &[Self]) -> Value {
        Value::Array(line.iter().map(inline_json).collect())
    }
}

// A save writes the whole story, so the common nodes are written straight to the serializer, key by key as the functions below
// build them; the others go by way of a `Value`. A test holds the two to the same bytes.

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", "doc")?;
        map.serialize_entry("content", &self.content)?;
        map.end()
    }
}

impl Serialize for Block {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self::Paragraph { content } = self else { return block_json(self).serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.name())?;
        if !content.is_empty() {
            map.serialize_entry("content", content)?;
        }
        map.end()
    }
}

impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self::Text { text, marks } = self else { return inline_json(self).serialize(serializer) };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "text")?;
        if !marks.is_empty() {
            map.serialize_entry("marks", &marks.iter().map(mark_json).collect::<Vec<_>>())?;
        }
        map.serialize_entry("text", text)?;
        map.end()
    }
}

impl Serialize for ListItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        item_json(self).serialize(serializer)
    }
}

impl Serialize for TableRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        row_json(self).serialize(serializer)
    }
}

impl Serialize for TableCell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        cell_json(self).serialize(serializer)
    }
}

/// Builds a node with its keys in ProseMirror's own order: type, attrs, content, marks.
fn node_json(name: &str, attrs: Value, content: Vec<Value>, marks: &[Mark]) -> Value {
    let mut object = Map::new();
    object.insert("type".into(), name.into());
    if attrs.as_object().is_some_and(|attrs| !attrs.is_empty()) {
        object.insert("attrs".into(), attrs);
    }
    if !content.is_empty() {
        object.insert("content".into(), Value::Array(content));
    }
    if !marks.is_empty() {
        object.insert("marks".into(), Value::Array(marks.iter().map(mark_json).collect()));
    }
    Value::Object(object)
}

fn block_json(block: &Block) -> Value {
    let name = block.name();
    let none = || json!({});
    match block {
        Block::Paragraph { content } => node_json(name, none(), line_json(content), &[]),
        Block::Heading { level, content } => node_json(name, json!({ "level": level }), line_json(content), &[]),
        Block::Blockquote { content } => node_json(name, none(), blocks_json(content), &[]),
        Block::PullQuote { attribution, content } => node_json(name, json!({ "attribution": attribution }), line_json(content), &[]),
        Block::BulletList { content } => node_json(name, none(), content.iter().map(item_json).collect(), &[]),
        Block::OrderedList { start, content } => node_json(name, json!({ "start": start }), content.iter().map(item_json).collect(), &[]),
        Block::CodeBlock { language, text } => {
            let content = if text.is_empty() { Vec::new() } else { vec![json!({ "type": "text", "text": text })] };
            node_json(name, json!({ "language": language }), content, &[])
        }
        Block::HorizontalRule => node_json(name, none(), Vec::new(), &[]),
        Block::Table { widths, content } => {
            // Left out where nobody set any, so that older stories keep the bytes that their revisions are known by.
            let attrs = if widths.is_empty() { none() } else { json!({ "widths": widths }) };
            node_json(name, attrs, content.iter().map(row_json).collect(), &[])
        }
        Block::Figure(figure) => node_json(name, figure_attrs(figure), line_json(&figure.caption), &[]),
        Block::Embed { url, title } => node_json(name, json!({ "url": url, "title": title }), Vec::new(), &[]),
        Block::FactBox { title, content } => node_json(name, json!({ "title": title }), blocks_json(content), &[]),
    }
}

/// Returns a figure's attributes. What came later than the first documents stands only where it is set, so that a document
/// that says nothing of it is still the same bytes.
fn figure_attrs(figure: &Figure) -> Value {
    let Figure { asset, src, alt, credit, licence, focal, crop, caption: _ } = figure;
    let mut attrs = json!({ "asset": asset, "src": src, "alt": alt, "credit": credit });
    if !licence.is_empty() {
        attrs["licence"] = json!(licence);
    }
    if let Some(focal) = focal {
        attrs["focal"] = json!(focal);
    }
    if let Some(crop) = crop {
        attrs["crop"] = json!(crop);
    }
    attrs
}

fn blocks_json(blocks: &[Block]) -> Vec<Value> {
    blocks.iter().map(block_json).collect()
}

fn line_json(line: &[Inline]) -> Vec<Value> {
    line.iter().map(inline_json).collect()
}

fn item_json(item: &ListItem) -> Value {
    node_json("list_item", json!({ "checked": item.checked }), blocks_json(&item.content), &[])
}

fn row_json(row: &TableRow) -> Value {
    node_json("table_row", json!({}), row.content.iter().map(cell_json).collect(), &[])
}

fn cell_json(cell: &TableCell) -> Value {
    let name = if cell.header { "table_header" } else { "table_cell" };
    let attrs = json!({ "align": cell.align, "colspan": cell.colspan, "rowspan": cell.rowspan });
    node_json(name, attrs, blocks_json(&cell.content), &[])
}

fn inline_json(inline: &Inline) -> Value {
    match inline {
        Inline::Text { text, marks } => {
            let mut node = node_json("text", json!({}), Vec::new(), marks);
            node["text"] = text.as_str().into();
            node
        }
        Inline::HardBreak { marks } => node_json("hard_break", json!({}), Vec::new(), marks),
        Inline::Image { asset, src, alt, title, marks } => {
            node_json("image", json!({ "asset": asset, "src": src, "alt": alt, "title": title }), Vec::new(), marks)
        }
        Inline::Footnote { content, marks } => node_json("footnote", json!({}), blocks_json(content), marks),
    }
}

fn mark_json(mark: &Mark) -> Value {
    let attrs = match mark {
        Mark::Link { href, title } => json!({ "href": href, "title": title }),
        Mark::Insertion(s) | Mark::Deletion(s) | Mark::Modification(s) => json!({ "id": s.id, "author": s.author, "time": s.time }),
        Mark::Comment { thread } => json!({ "thread": thread }),
        _ => return json!({ "type": mark.name() }),
    };
    json!({ "type": mark.name(), "attrs": attrs })
}
