//! Footnotes as word processors and plain pages write them: two links that lead to each other, a note's number and the way back.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use markup5ever_rcdom::{Handle, Node};

use super::tree::{attr, attr_text, find_all, parent, tag};

/// The notes of a page that only their links tell.
#[derive(Default)]
pub(super) struct Pairs {
    /// The note's block by the link that refers to it.
    notes: HashMap<*const Node, Handle>,
    /// What is read where it is referred to, and so nowhere else: the blocks of notes, and their ways back.
    set_aside: HashSet<*const Node>,
}

impl Pairs {
    pub(super) fn of(root: &Handle) -> Self {
        let mut pairs = Self::default();
        let anchors = find_all(root, &|node| tag(node) == "a" && attr(node, "href").is_some_and(|href| href.starts_with('#')));
        if anchors.len() < 2 {
            return pairs;
        }
        let mut places: HashMap<String, (usize, Handle)> = HashMap::new();
        let mut order: HashMap<*const Node, usize> = HashMap::new();
        for (at, node) in find_all(root, &|_| true).into_iter().enumerate() {
            order.insert(Rc::as_ptr(&node), at);
            for name in [attr(&node, "id"), attr(&node, "name").filter(|_| tag(&node) == "a")].into_iter().flatten() {
                places.entry(name).or_insert_with(|| (at, node.clone()));
            }
        }
        let target = |anchor: &Handle| places.get(&decoded(attr_text(anchor, "href").trim_start_matches('#')));
        for from in &anchors {
            let here = order.get(&Rc::as_ptr(from)).copied().unwrap_or(0);
            let Some((there, place)) = target(from).filter(|(there, _)| *there > here) else { continue };
            if pairs.set_aside.contains(&Rc::as_ptr(from)) {
                continue;
            }
            let is_link = |node: &Handle| tag(node) == "a" && attr(node, "href").is_some_and(|href| href.starts_with('#'));
            let within = if is_link(place) { vec![place.clone()] } else { find_all(place, &is_link) };
            let leads_back =
                |link: &&Handle| target(link).is_some_and(|(_, back)| Rc::ptr_eq(back, from) || holds(back, from) || holds(from, back));
            let Some(back) = within.iter().find(leads_back).cloned() else { continue };
            let block = block_of(place);
            if holds(&block, from) || *there < here || tag(&block) == "body" {
                continue;
            }
            pairs.set_aside.insert(Rc::as_ptr(&back));
            pairs.set_aside.insert(Rc::as_ptr(&block));
            pairs.notes.insert(Rc::as_ptr(from), block);
        }
        pairs
    }

    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Returns the block of the note that this link refers to.
    pub(super) fn note(&self, anchor: &Handle) -> Option<&Handle> {
        self.notes.get(&Rc::as_ptr(anchor))
    }

    pub(super) fn is_set_aside(&self, node: &Handle) -> bool {
        self.set_aside.contains(&Rc::as_ptr(node))
    }
}

/// Returns the element that is the note: Word's and LibreOffice's own, an item of a list, or else a paragraph.
fn block_of(place: &Handle) -> Handle {
    let chain = || std::iter::successors(Some(place.clone()), parent);
    let is_note = |node: &Handle| {
        let (style, id) = (attr_text(node, "style").to_ascii_lowercase().replace(' ', ""), attr_text(node, "id"));
        style.contains("mso-element:footnote")
            || style.contains("mso-element:endnote")
            || id.starts_with("sdfootnote")
            || id.starts_with("sdendnote")
    };
    chain()
        .find(|node| is_note(node) || matches!(tag(node), "li" | "dd"))
        .or_else(|| chain().find(|node| matches!(tag(node), "p" | "div")))
        .unwrap_or_else(|| place.clone())
}

fn holds(outer: &Handle, inner: &Handle) -> bool {
    std::iter::successors(parent(inner), parent).any(|node| Rc::ptr_eq(&node, outer))
}

fn decoded(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
}
