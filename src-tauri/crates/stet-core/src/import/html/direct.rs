//! Markdown without HTML in it, straight from comrak's tree into blocks.
//!
//! Most Markdown has no HTML, no notes and no figures of Hugo's. Writing it as HTML only to read that again costs more than all the
//! rest; here each node becomes what [`super::flow`] would have made of its HTML. What is not known here is left to that way, so
//! that nothing means two things (`tests/inout/specification.rs` and `corpus.rs` hold both ways against each other).

use comrak::nodes::{AstNode, ListType, NodeValue, TableAlignment};

use super::Origin;
use super::flow::{Place, Reader, address_of, clean_address, cut};
use super::line::Flow;
use crate::document::{Align, Block, Inline, LinkTarget, ListItem, Mark, TableCell, TableRow, is_allowed_url};
use crate::import::Warning;
use crate::import::markdown::{needs_keeping, spoken};

/// Nodes nest so deep at most; deeper ones are laid flat the other way.
const MAX_NESTING: usize = 40;

type Node<'a> = &'a AstNode<'a>;

/// Returns the blocks of a document, and what was left out; none where something in it has to go the other way.
pub(in crate::import) fn read<'a>(root: Node<'a>) -> Option<(Vec<Block>, Vec<Warning>)> {
    let mut reader = Reader::bare(Origin::Markdown);
    let place = Place { marks: Vec::new(), depth: 1, verbatim: false, keeps_pictures: false };
    let mut flow = reader.new_flow(&place);
    reader.nodes(root, &place, &mut flow, 0)?;
    Some((flow.finish(), reader.finish()))
}

impl Reader {
    fn nodes<'a>(&mut self, node: Node<'a>, place: &Place, flow: &mut Flow, nesting: usize) -> Option<()> {
        if nesting > MAX_NESTING {
            return None;
        }
        node.children().try_for_each(|child| self.node(child, place, flow, nesting + 1))
    }

    fn node<'a>(&mut self, node: Node<'a>, place: &Place, flow: &mut Flow, nesting: usize) -> Option<()> {
        let data = node.data();
        match &data.value {
            NodeValue::Paragraph => {
                if is_tight(node) {
                    return self.nodes(node, place, flow, nesting);
                }
                flow.flush();
                flow.keeps_pictures = place.keeps_pictures;
                self.nodes(node, place, flow, nesting)?;
                flow.flush();
            }
            NodeValue::Heading(heading) => {
                let inner = Place { keeps_pictures: true, ..place.clone() };
                let mut line = Flow::new(true, false);
                self.nodes(node, &inner, &mut line, nesting)?;
                flow.block(Block::Heading { level: heading.level, content: line.finish_line() });
            }
            NodeValue::ThematicBreak => flow.block(Block::HorizontalRule),
            NodeValue::CodeBlock(code) => {
                if code.info.contains('\u{b}') {
                    return None;
                }
                let language =
                    code.info.split_ascii_whitespace().next().filter(|_| !code.info.starts_with(|c: char| c.is_ascii_whitespace()));
                let text = code.literal.strip_suffix('\n').unwrap_or(&code.literal);
                flow.block(Block::CodeBlock { language: cut(language.unwrap_or_default().to_owned()), text: text.to_owned() });
            }
            NodeValue::BlockQuote => {
                let inner = within(place, 1, false)?;
                flow.flush();
                let content = self.inside(node, &inner, nesting)?;
                flow.block(Block::Blockquote { content });
            }
            NodeValue::List(list) => {
                let inner = within(place, 2, false)?;
                flow.flush();
                let mut content = Vec::new();
                for item in node.children() {
                    let checked = match &item.data().value {
                        NodeValue::Item(_) => None,
                        NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                        _ => return None,
                    };
                    content.push(ListItem { checked, content: self.inside(item, &inner, nesting + 1)? });
                }
                flow.block(match list.list_type {
                    ListType::Bullet => Block::BulletList { content },
                    ListType::Ordered => {
                        let start = u32::try_from(list.start).ok().filter(|start| *start <= 999_999_999).unwrap_or(1);
                        Block::OrderedList { start, content }
                    }
                });
            }
            NodeValue::Table(table) => {
                let inner = within(place, 3, true)?;
                flow.flush();
                let mut rows = Vec::new();
                for row in node.children() {
                    let NodeValue::TableRow(header) = row.data().value else { return None };
                    let mut cells = Vec::new();
                    for (at, cell) in row.children().enumerate() {
                        let align = match table.alignments.get(at) {
                            Some(TableAlignment::Left) => Some(Align::Left),
                            Some(TableAlignment::Center) => Some(Align::Center),
                            Some(TableAlignment::Right) => Some(Align::Right),
                            _ => None,
                        };
                        let content = self.inside(cell, &inner, nesting + 2)?;
                        cells.push(TableCell { header, align, colspan: 1, rowspan: 1, content });
                    }
                    rows.push(TableRow { content: cells });
                }
                if rows.iter().any(|row| !row.content.is_empty()) {
                    flow.block(Block::Table { widths: Vec::new(), content: rows });
                }
            }
            NodeValue::Text(text) => {
                let is_edge = |beside: Option<Node<'a>>| {
                    beside.is_none_or(|node| matches!(node.data().value, NodeValue::LineBreak | NodeValue::SoftBreak))
                };
                // White space that HTML would collapse is told apart piece by piece the other way.
                if needs_keeping(text, is_edge(node.previous_sibling()), is_edge(node.next_sibling())) {
                    return None;
                }
                flow.text(text, &place.marks, false);
            }
            NodeValue::Code(code) => {
                if needs_keeping(&code.literal, true, true) {
                    return None;
                }
                flow.text(&code.literal, &marked(&place.marks, Mark::Code), false);
            }
            NodeValue::SoftBreak => flow.text("\n", &place.marks, false),
            NodeValue::LineBreak => {
                flow.hard_break(&place.marks);
                flow.text("\n", &place.marks, false);
            }
            NodeValue::Emph => self.nodes(node, &marking(place, Mark::Em), flow, nesting)?,
            NodeValue::Strong => self.nodes(node, &marking(place, Mark::Strong), flow, nesting)?,
            NodeValue::Strikethrough => self.nodes(node, &marking(place, Mark::Strike), flow, nesting)?,
            NodeValue::Link(link) => {
                let href = clean_address(&link.url);
                let mut inner = place.clone();
                if is_allowed_url(&href, LinkTarget::Link) {
                    inner.marks.retain(|mark| !matches!(mark, Mark::Link { .. }));
                    inner.marks.push(Mark::Link { href, title: cut(link.title.clone()) });
                } else if !href.is_empty() {
                    self.link_removed(href);
                }
                self.nodes(node, &inner, flow, nesting)?;
            }
            NodeValue::Image(link) => match address_of(&link.url) {
                Some((asset, src)) => {
                    let alt: String = node.descendants().filter_map(spoken).collect();
                    let title = cut(link.title.clone());
                    flow.put(Inline::Image { asset, src, alt: cut(alt), title, marks: place.marks.clone() });
                }
                None => self.picture_removed(),
            },
            _ => return None,
        }
        Some(())
    }

    /// Reads the children of a node as blocks.
    fn inside<'a>(&mut self, node: Node<'a>, place: &Place, nesting: usize) -> Option<Vec<Block>> {
        let mut flow = self.new_flow(place);
        self.nodes(node, place, &mut flow, nesting)?;
        Some(flow.finish())
    }
}

/// Returns the place of blocks that stand `more` deeper; none where the schema has no room for them.
fn within(place: &Place, more: usize, keeps_pictures: bool) -> Option<Place> {
    (place.depth + more <= crate::document::schema::MAX_DEPTH).then(|| Place { depth: place.depth + more, keeps_pictures, ..place.clone() })
}

fn marking(place: &Place, mark: Mark) -> Place {
    Place { marks: marked(&place.marks, mark), ..place.clone() }
}

fn marked(marks: &[Mark], mark: Mark) -> Vec<Mark> {
    marks.iter().filter(|own| **own != mark).cloned().chain([mark.clone()]).collect()
}

/// Tells whether a paragraph stands in its item without being one: comrak writes no tags around it.
fn is_tight<'a>(node: Node<'a>) -> bool {
    let list = node.parent().and_then(|item| item.parent());
    list.is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}
