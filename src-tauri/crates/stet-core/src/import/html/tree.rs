//! Parses HTML into a tree that is never deep enough to overflow a stack, in time linear in the input.
//!
//! html5ever follows the standard, which sets no limit to nesting and walks the open elements for many a tag: a page of
//! nested lists costs quadratic time and a deep tree. So a filter stands between its tokeniser and its tree builder and
//! leaves out elements beyond [`MAX_OPEN`]; their content stays.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// This many elements may be open at once, those that close each other (paragraphs, items, cells) not counted.
const MAX_OPEN: usize = 120;

/// A parsed page.
pub(super) struct Tree {
    /// The document node.
    pub(super) root: Handle,
    /// Whether elements were left out because they were nested too deep.
    pub(super) flattened: bool,
}

/// Parses a page or a fragment; a fragment becomes the body of a page.
pub(super) fn parse(html: &str) -> Tree {
    let builder = TreeBuilder::new(RcDom::default(), TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() });
    let filter = Filter { builder, open: RefCell::new(Open::default()) };
    let tokenizer = Tokenizer::new(filter, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let flattened = tokenizer.sink.open.borrow().flattened;
    Tree { root: tokenizer.sink.builder.sink.document.clone(), flattened }
}

#[derive(Default)]
struct Open {
    names: Vec<String>,
    left_out: HashMap<String, usize>,
    flattened: bool,
}

struct Filter {
    builder: TreeBuilder<Handle, RcDom>,
    open: RefCell<Open>,
}

impl TokenSink for Filter {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if let Token::TagToken(tag) = &token
            && !self.open.borrow_mut().passes(tag)
        {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Open {
    fn passes(&mut self, tag: &Tag) -> bool {
        let name: &str = &tag.name;
        if !is_counted(name) {
            return true;
        }
        match tag.kind {
            TagKind::StartTag if self.names.len() >= MAX_OPEN => {
                self.flattened = true;
                *self.left_out.entry(name.to_owned()).or_default() += 1;
                false
            }
            TagKind::StartTag => {
                self.names.push(name.to_owned());
                true
            }
            TagKind::EndTag => {
                if let Some(count) = self.left_out.get_mut(name).filter(|count| **count > 0) {
                    *count -= 1;
                    return false;
                }
                if let Some(at) = self.names.iter().rposition(|open| open == name) {
                    self.names.truncate(at);
                }
                true
            }
        }
    }
}

/// Tells whether an element adds to the depth: not those without content, those that close each other, nor those that
/// switch the tokeniser to raw text, which must always reach the builder.
fn is_counted(name: &str) -> bool {
    !matches!(
        name,
        "html" | "head" | "body" | "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot"
    ) && !matches!(name, "colgroup" | "rp" | "rt" | "rb" | "rtc" | "caption" | "frameset")
        && !matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" | "noscript")
        && !is_void(name)
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
    )
}

/// Returns the element's name in lower case, or an empty one for what is not an element.
pub(super) fn tag(node: &Handle) -> &str {
    match &node.data {
        NodeData::Element { name, .. } => &name.local,
        _ => "",
    }
}

/// Returns an attribute's value.
pub(super) fn attr(node: &Handle, key: &str) -> Option<String> {
    match &node.data {
        NodeData::Element { attrs, .. } => {
            attrs.borrow().iter().find(|attr| attr.name.local.eq_str_ignore_ascii_case(key)).map(|attr| attr.value.to_string())
        }
        _ => None,
    }
}

/// Returns an attribute's value, or empty text.
pub(super) fn attr_text(node: &Handle, key: &str) -> String {
    attr(node, key).unwrap_or_default()
}

/// Tells whether one of the element's classes is, ignoring case, one of `names`.
pub(super) fn has_class(node: &Handle, names: &[&str]) -> bool {
    attr(node, "class")
        .is_some_and(|class| class.split_ascii_whitespace().any(|own| names.iter().any(|name| own.eq_ignore_ascii_case(name))))
}

/// Returns the element's children.
pub(super) fn children(node: &Handle) -> Vec<Handle> {
    node.children.borrow().clone()
}

/// Returns the node that holds `node`.
pub(super) fn parent(node: &Handle) -> Option<Handle> {
    let weak = node.parent.take();
    let parent = weak.as_ref().and_then(std::rc::Weak::upgrade);
    node.parent.set(weak);
    parent
}

/// Returns all descendants of `node` that are elements and that `wanted` takes, in document order.
pub(super) fn find_all(node: &Handle, wanted: &dyn Fn(&Handle) -> bool) -> Vec<Handle> {
    let mut found = Vec::new();
    let mut stack: Vec<Handle> = children(node).into_iter().rev().collect();
    while let Some(next) = stack.pop() {
        if !tag(&next).is_empty() && wanted(&next) {
            found.push(next.clone());
        }
        stack.extend(children(&next).into_iter().rev());
    }
    found
}

/// Returns the first descendant that is called one of `names`.
pub(super) fn find(node: &Handle, names: &[&str]) -> Option<Handle> {
    find_all(node, &|node| names.contains(&tag(node))).into_iter().next()
}

/// Returns all text under `node` as it stands; a `br` is a newline.
pub(super) fn raw_text(node: &Handle) -> String {
    let mut text = String::new();
    let mut stack = vec![node.clone()];
    while let Some(next) = stack.pop() {
        match &next.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { .. } if tag(&next) == "br" => text.push('\n'),
            _ => stack.extend(children(&next).into_iter().rev()),
        }
    }
    text
}

/// Returns the text under `node` with its white space collapsed.
pub(super) fn clean_text(node: &Handle) -> String {
    raw_text(node).split_whitespace().collect::<Vec<_>>().join(" ")
}
