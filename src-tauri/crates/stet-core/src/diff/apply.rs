//! From the older story and a difference to the newer one: the proof that a difference leaves nothing out.
//!
//! Builds on what a reader is shown (pieces, children, attributes) and takes a newer node whole only where it is shown whole.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::across::at_path;
use super::fields::{EXTRA, SOURCE};
use super::node::NodeRef;
use super::paragraphs::newer_lines;
use super::{ArticleDiff, BlockDiff, Change, FieldChange, FieldDiff, LineOp, Node, Op, TextPiece, line};
use crate::document::{Block, Document, Inline};
use crate::{Article, Error, Result};

impl ArticleDiff {
    /// Returns the newer story, given the older one that the difference was made from.
    ///
    /// # Errors
    /// [`Error::DocumentInvalid`] where the difference was made from another story.
    pub fn apply(&self, before: &Article) -> Result<Article> {
        let mut article = before.clone();
        for field in &self.fields {
            apply_field(&mut article, field)?;
        }
        let body = NodeRef::blocks(&before.body.content);
        let nodes = children(&body, &body, &self.blocks)?;
        article.body = Document::new(blocks(nodes));
        Ok(article)
    }
}

fn foreign() -> Error {
    Error::DocumentInvalid { reason: "the difference belongs to another story".to_owned() }
}

fn apply_field(article: &mut Article, field: &FieldDiff) -> Result<()> {
    let name = field.field.as_str();
    match &field.change {
        FieldChange::Text { pieces, .. } => {
            let place = match name {
                "headline" => &mut article.headline,
                "standfirst" => &mut article.standfirst,
                "kicker" => &mut article.kicker,
                "dateline" => &mut article.dateline,
                "section" => &mut article.section,
                "language" => &mut article.language,
                "slug" => &mut article.slug,
                "seo_title" => &mut article.seo_title,
                "seo_description" => &mut article.seo_description,
                "canonical_url" => &mut article.canonical_url,
                "notes" => &mut article.notes,
                _ => {
                    let key = name.strip_prefix(EXTRA).ok_or_else(foreign)?;
                    article.extra.insert(key.to_owned(), Value::String(newer(pieces).collect()));
                    return Ok(());
                }
            };
            *place = newer(pieces).collect();
        }
        FieldChange::List { items, .. } => match name {
            "byline" => article.byline = newer(items).map(str::to_owned).collect(),
            "tags" => article.tags = newer(items).map(str::to_owned).collect(),
            _ => {
                let key = name.strip_prefix(EXTRA).ok_or_else(foreign)?;
                article.extra.insert(key.to_owned(), newer(items).collect());
            }
        },
        FieldChange::Value { after, .. } => match name {
            "lead_image" => article.lead_image = read(after)?,
            "corrections" => article.corrections = read(after)?,
            "published_at" => article.published_at = read(after)?,
            "updated_at" => article.updated_at = read(after)?,
            "extra" => article.extra = read(after)?,
            SOURCE => article.source = read(after)?,
            _ => {
                let key = name.strip_prefix(EXTRA).ok_or_else(foreign)?;
                if after.is_null() {
                    article.extra.shift_remove(key);
                } else {
                    article.extra.insert(key.to_owned(), after.clone());
                }
            }
        },
    }
    Ok(())
}

fn newer(pieces: &[TextPiece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter(|piece| piece.op != Op::Delete).map(|piece| piece.text.as_str())
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    serde_json::from_value(value.clone()).map_err(|_| foreign())
}

/// Returns the newer siblings; `body` is the whole older body, from which some came.
fn children(body: &[NodeRef<'_>], before: &[NodeRef<'_>], diffs: &[BlockDiff]) -> Result<Vec<Node>> {
    let mut out = Vec::with_capacity(diffs.len());
    for diff in diffs {
        let older = || match &diff.origin {
            Some(path) => at_path(body, path).ok_or_else(foreign),
            None => diff.from.and_then(|from| before.get(from)).copied().ok_or_else(foreign),
        };
        match diff.change {
            Change::Deleted | Change::Departed => {}
            Change::Same => out.push(older()?.to_node()),
            Change::Replaced => out.push(diff.after.clone().ok_or_else(foreign)?),
            Change::Inserted if diff.children.is_empty() => out.push(diff.after.clone().ok_or_else(foreign)?),
            Change::Inserted | Change::Wrapped => {
                let shell = diff.after.as_ref().ok_or_else(foreign)?.as_ref();
                out.push(Node::build(&named(shell.attrs()), Vec::new(), children(body, &[], &diff.children)?));
            }
            Change::Unwrapped => out.extend(children(body, &[], &diff.children)?),
            Change::Split | Change::Joined | Change::Reflowed => {
                let older = older()?;
                out.extend(newer_lines(&diff.pieces).into_iter().map(|line| match older {
                    NodeRef::Item(_) => {
                        Node::build(&named(older.attrs()), Vec::new(), vec![Node::Block(Block::Paragraph { content: line })])
                    }
                    _ => Node::build(&named(older.attrs()), line, Vec::new()),
                }));
            }
            Change::Edited | Change::Formatted => {
                let older = older()?;
                let mut attrs = named(older.attrs());
                attrs.extend(diff.attrs.iter().map(|attr| (attr.name.clone(), attr.after.clone())));
                out.push(Node::build(&attrs, newer_line(diff)?, children(body, &older.children(), &diff.children)?));
            }
        }
    }
    Ok(out)
}

fn named(attrs: Vec<(&'static str, Value)>) -> Map<String, Value> {
    attrs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Returns the newer line of a block, footnotes from the older ones and what changed in them.
fn newer_line(diff: &BlockDiff) -> Result<Vec<Inline>> {
    let mut line: Vec<Inline> = Vec::new();
    for piece in diff.pieces.iter().filter(|piece| piece.op != LineOp::Delete) {
        match (piece.op, piece.before.as_slice(), piece.content.as_slice()) {
            (LineOp::Note, [Inline::Footnote { content, .. }], [Inline::Footnote { marks, .. }]) => {
                let body = NodeRef::blocks(content);
                let nodes = children(&body, &body, &piece.children)?;
                line::join(&mut line, vec![Inline::Footnote { content: blocks(nodes), marks: marks.clone() }]);
            }
            _ => line::join(&mut line, piece.content.clone()),
        }
    }
    Ok(line)
}

fn blocks(nodes: Vec<Node>) -> Vec<Block> {
    nodes.into_iter().filter_map(|node| if let Node::Block(block) = node { Some(block) } else { None }).collect()
}
