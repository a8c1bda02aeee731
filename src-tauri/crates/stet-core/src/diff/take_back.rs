//! One block of an older story put back into a newer one, with all else left as it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::blocks::siblings;
use super::node::NodeRef;
use super::{BlockDiff, Budget, Change, Node, across};
use crate::document::{Block, Document, Inline};
use crate::{Article, Error, Result};

/// A block of a comparison: by its path in the older or in the newer story. A path counts from 0: a block of the body, then what
/// is inside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "side", rename_all = "snake_case")]
pub enum BlockAt {
    /// A block that the older story has.
    Older {
        /// Its path there.
        path: Vec<usize>,
    },
    /// A block that the newer story has.
    Newer {
        /// Its path there.
        path: Vec<usize>,
    },
}

/// Returns `after` with one block as it was in `before`: in place where it is still there, back in its place where it moved, beside
/// its old neighbours where it is gone, and not at all where it was not there before. What was split, joined or wrapped comes back
/// together.
///
/// # Errors
/// [`Error::FieldInvalid`] where there is no such block, or what held it is gone or new.
pub fn take_back(before: &Article, after: &Article, block: &BlockAt, budget: Budget) -> Result<Article> {
    let (old, new) = (NodeRef::blocks(&before.body.content), NodeRef::blocks(&after.body.content));
    let mut steps = budget.steps;
    let mut diffs = siblings(&old, &new, &mut steps);
    across::follow(&mut diffs, &old, &new, &mut steps);
    let mut work = Work { old: &old, new: &new, target: None, is_back: false };
    work.find(&diffs, block, &Place::default());
    if work.target.is_none() {
        return Err(refuse("there is no such block"));
    }
    let nodes = work.siblings(&diffs, &Place::default());
    if !work.is_back {
        return Err(refuse("what holds it is not in both; take that back first"));
    }
    let blocks = nodes.into_iter().filter_map(|node| if let Node::Block(block) = node { Some(block) } else { None });
    Ok(Article { body: Document::new(blocks.collect::<Vec<Block>>()), ..after.clone() })
}

fn refuse(reason: &str) -> Error {
    Error::FieldInvalid { field: "block", reason: reason.to_owned() }
}

/// Where siblings stand in both bodies; none where what holds them is in one alone.
#[derive(Clone, Default)]
struct Place {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Place {
    /// Returns the paths of a block among these siblings.
    fn of(&self, diff: &BlockDiff) -> (Option<Vec<usize>>, Option<Vec<usize>>) {
        let old = diff.from.map(|from| [self.old.as_slice(), &[from]].concat());
        let new = diff.to.map(|to| [self.new.as_slice(), &[to]].concat());
        (diff.origin.clone().or(old), new)
    }

    /// Returns where the children of a block stand.
    fn inside(&self, diff: &BlockDiff) -> Self {
        let (old, new) = self.of(diff);
        match diff.change {
            // Its children stand where it stood.
            Change::Unwrapped => Self { old: old.unwrap_or_default(), new: self.new.clone() },
            _ => Self { old: old.unwrap_or_default(), new: new.unwrap_or_default() },
        }
    }
}

/// A block's path in the older and in the newer document, where it stands in each.
type BothPaths = (Option<Vec<usize>>, Option<Vec<usize>>);

struct Work<'w, 'a> {
    old: &'w [NodeRef<'a>],
    new: &'w [NodeRef<'a>],
    /// The block to be taken back, by its paths.
    target: Option<BothPaths>,
    /// Whether it was.
    is_back: bool,
}

impl Work<'_, '_> {
    /// Finds the change that a block belongs to.
    fn find(&mut self, diffs: &[BlockDiff], block: &BlockAt, place: &Place) {
        for diff in diffs {
            let (old, new) = place.of(diff);
            let (path, own, count) = match block {
                BlockAt::Older { path } => (path, &old, diff.parts.as_ref().map_or(1, |parts| parts.before.len())),
                BlockAt::Newer { path } => (path, &new, diff.parts.as_ref().map_or(1, |parts| parts.after.len())),
            };
            let is_here = own.as_ref().is_some_and(|own| match (own.split_last(), path.split_last()) {
                (Some((first, above)), Some((at, same))) => above == same && (*first..first + count).contains(at),
                _ => false,
            });
            if is_here {
                self.target = match (diff.change, &diff.moved) {
                    // Where it arrived is where it is.
                    (Change::Departed, Some(moved)) => Some((Some(moved.from_path.clone()), Some(moved.to_path.clone()))),
                    _ => Some((old, new)),
                };
            } else {
                self.find(&diff.children, block, &place.inside(diff));
            }
            if self.target.is_some() {
                return;
            }
        }
    }

    /// Returns the newer siblings, the target taken back.
    fn siblings(&mut self, diffs: &[BlockDiff], place: &Place) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(diffs.len());
        for diff in diffs {
            let (old, new) = place.of(diff);
            let is_target = self.is_target(diff, place);
            let holds = |work: &Self| work.holds(&diff.children, &place.inside(diff));
            let older = || old.as_ref().and_then(|path| across::at_path(self.old, path)).map(NodeRef::to_node);
            match diff.change {
                Change::Deleted | Change::Departed => {
                    if is_target {
                        nodes.extend(older());
                        self.is_back = true;
                    }
                }
                // What moved stands again where it was, and what is new goes.
                Change::Inserted if is_target => self.is_back = true,
                _ if is_target && diff.moved.is_some() => {}
                _ if is_target => {
                    match &diff.parts {
                        Some(parts) => nodes.extend(parts.before.iter().cloned()),
                        None => nodes.extend(older()),
                    }
                    self.is_back = true;
                }
                Change::Unwrapped if holds(self) => nodes.extend(self.siblings(&diff.children, &place.inside(diff))),
                _ if holds(self) => {
                    let children = self.siblings(&diff.children, &place.inside(diff));
                    let newer = new.as_ref().and_then(|path| across::at_path(self.new, path));
                    let Some(newer) = newer.filter(|_| !children.is_empty()) else { continue };
                    let attrs = newer.attrs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                    let line: Vec<Inline> = newer.line().map(|line| line.into_owned()).unwrap_or_default();
                    nodes.push(Node::build(&attrs, line, children));
                }
                _ => match (&diff.parts, &new) {
                    (Some(parts), _) => nodes.extend(parts.after.iter().cloned()),
                    (None, Some(path)) => nodes.extend(across::at_path(self.new, path).map(NodeRef::to_node)),
                    (None, None) => {}
                },
            }
        }
        nodes
    }

    /// Tells whether a change is the target, or one of its ends.
    fn is_target(&self, diff: &BlockDiff, place: &Place) -> bool {
        let (old, new) = place.of(diff);
        self.target.as_ref().is_some_and(|(before, after)| match diff.change {
            Change::Departed | Change::Deleted => *before == old,
            _ => *before == old && *after == new,
        })
    }

    fn holds(&self, diffs: &[BlockDiff], place: &Place) -> bool {
        diffs.iter().any(|diff| self.is_target(diff, place) || self.holds(&diff.children, &place.inside(diff)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::story;
    use crate::document::ListItem;

    const ONE: &str = "The ferry to Hestray sails at nine every morning, even in winter.";
    const TWO: &str = "Councillors voted on Tuesday to keep the subsidy for another year.";
    const THREE: &str = "Fishermen had warned that the harbour would close for good.";

    #[track_caller]
    fn check(before: &[&str], after: &[&str], at: usize, expected: &[&str]) {
        let found =
            take_back(&story("old", before), &story("new", after), &BlockAt::Older { path: vec![at] }, Budget::default()).expect("a block");
        assert_eq!(found, story("new", expected));
    }

    #[test]
    fn a_block_comes_back_and_all_else_stays() {
        let edited = TWO.replace("Tuesday", "Monday");
        check(&[ONE, TWO, THREE], &[ONE, &edited, "New."], 1, &[ONE, TWO, "New."]);
        check(&[ONE, TWO, THREE], &[ONE, THREE, "New."], 1, &[ONE, TWO, THREE, "New."]);
        check(&[ONE, TWO, THREE], &[THREE, ONE, &edited], 1, &[THREE, ONE, TWO]);
        check(&[ONE, TWO], &[TWO], 0, &[ONE, TWO]);
    }

    #[test]
    fn a_block_of_the_newer_text_becomes_what_it_was() {
        #[track_caller]
        fn check(before: &[&str], after: &[&str], at: usize, expected: &[&str]) {
            let block = BlockAt::Newer { path: vec![at] };
            let found = take_back(&story("old", before), &story("new", after), &block, Budget::default()).expect("a block");
            assert_eq!(found, story("new", expected));
        }
        check(&[ONE, TWO], &[ONE, "New.", TWO], 1, &[ONE, TWO]);
        check(&[ONE, TWO, THREE], &[TWO, THREE, ONE], 2, &[ONE, TWO, THREE]);
        check(&[ONE, TWO, THREE], &["New.", TWO, THREE, &ONE.replace("nine", "ten")], 3, &[ONE, "New.", TWO, THREE]);
        check(&[ONE], &[&ONE.replace("nine", "ten")], 0, &[ONE]);
        check(&[], &["All new."], 0, &[]);
    }

    #[test]
    fn an_item_comes_back_into_its_list() {
        let list = |items: &[&str]| {
            let item = |text: &&str| ListItem { checked: None, content: vec![Block::paragraph(*text)] };
            Article { body: Document::new(vec![Block::BulletList { content: items.iter().map(item).collect() }]), ..Article::default() }
        };
        let found =
            take_back(&list(&[ONE, TWO]), &list(&[TWO, THREE]), &BlockAt::Older { path: vec![0, 0] }, Budget::default()).expect("an item");
        assert_eq!(found, list(&[ONE, TWO, THREE]));
    }

    #[test]
    fn what_was_cut_joined_or_moved_across_comes_back_whole() {
        let block = |side: &str, path: &[usize]| match side {
            "older" => BlockAt::Older { path: path.to_vec() },
            _ => BlockAt::Newer { path: path.to_vec() },
        };
        #[track_caller]
        fn check(before: &Article, after: &Article, block: &BlockAt, expected: &Article) {
            assert_eq!(&take_back(before, after, block, Budget::default()).expect("a block"), expected);
        }
        let (whole, cut) = (story("", &[&format!("{ONE} {TWO}"), THREE]), story("", &[ONE, TWO, "New.", THREE]));
        for at in [block("older", &[0]), block("newer", &[0]), block("newer", &[1])] {
            check(&whole, &cut, &at, &story("", &[&format!("{ONE} {TWO}"), "New.", THREE]));
        }
        check(&cut, &whole, &block("newer", &[0]), &story("", &[ONE, TWO, THREE]));
        let boxed =
            |texts: &[&str]| Block::FactBox { title: String::new(), content: texts.iter().map(|text| Block::paragraph(*text)).collect() };
        let body = |blocks: Vec<Block>| Article { body: Document::new(blocks), ..Article::default() };
        let before = body(vec![Block::paragraph(ONE), Block::paragraph(TWO), boxed(&[THREE])]);
        let after = body(vec![Block::paragraph(TWO), boxed(&[THREE, &ONE.replace("nine", "ten")])]);
        check(&before, &after, &block("newer", &[1, 1]), &before);
        check(&before, &after, &block("older", &[0]), &before);
        let quoted = body(vec![Block::Blockquote { content: vec![Block::paragraph(ONE)] }, Block::paragraph(TWO), boxed(&[THREE])]);
        check(&before, &quoted, &block("newer", &[0]), &before);
        check(&quoted, &before, &block("newer", &[0]), &quoted);
    }

    #[test]
    fn a_block_that_was_never_there_is_refused() {
        let a = story("", &[ONE]);
        for path in [&[][..], &[7], &[0, 0]] {
            for block in [BlockAt::Older { path: path.to_vec() }, BlockAt::Newer { path: path.to_vec() }] {
                assert!(take_back(&a, &a, &block, Budget::default()).is_err(), "{block:?}");
            }
        }
    }
}
