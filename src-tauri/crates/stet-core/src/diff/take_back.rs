//! One block of an older story put back into a newer one, with all else left as it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::blocks::siblings;
use super::node::NodeRef;
use super::{Budget, Node};
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
/// its old neighbours where it is gone, and not at all where it was not there before.
///
/// # Errors
/// [`Error::FieldInvalid`] where there is no such block, or what held it is gone or new.
pub fn take_back(before: &Article, after: &Article, block: &BlockAt, budget: Budget) -> Result<Article> {
    let (old, new) = (NodeRef::blocks(&before.body.content), NodeRef::blocks(&after.body.content));
    let nodes = put(&old, &new, block, 0, &mut { budget.steps })?;
    let blocks = nodes.into_iter().filter_map(|node| if let Node::Block(block) = node { Some(block) } else { None });
    Ok(Article { body: Document::new(blocks.collect::<Vec<Block>>()), ..after.clone() })
}

fn refuse(reason: &str) -> Error {
    Error::FieldInvalid { field: "block", reason: reason.to_owned() }
}

/// Returns the newer siblings with the block at `path`, from its `depth` on, taken back.
fn put(before: &[NodeRef<'_>], after: &[NodeRef<'_>], block: &BlockAt, depth: usize, steps: &mut u64) -> Result<Vec<Node>> {
    let none = || refuse("there is no such block");
    let (BlockAt::Older { path } | BlockAt::Newer { path }) = block;
    let at = *path.get(depth).ok_or_else(none)?;
    let is_last = path.len() == depth + 1;
    let diffs = siblings(before, after, steps);
    let place = match block {
        // A block that moved stands in the list twice; where it arrived is where it is.
        BlockAt::Older { .. } => diffs.iter().rposition(|diff| diff.from == Some(at) && (diff.to.is_some() || diff.moved.is_none())),
        BlockAt::Newer { .. } => diffs.iter().position(|diff| diff.to == Some(at)),
    };
    let found = &diffs[place.ok_or_else(none)?];
    let node = |to: usize| after[to].to_node();
    let mut nodes: Vec<Node> = Vec::with_capacity(after.len() + 1);
    match (found.from, found.to) {
        (Some(from), Some(to)) if !is_last => {
            let newer = after[to];
            let children = put(&before[from].children(), &newer.children(), block, depth + 1, steps)?;
            let attrs = newer.attrs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let line: Vec<Inline> = newer.line().map(|line| line.into_owned()).unwrap_or_default();
            nodes.extend((0..after.len()).map(node));
            nodes[to] = Node::build(&attrs, line, children);
        }
        _ if !is_last => return Err(refuse("what holds it is not in both; take that back first")),
        (Some(from), Some(to)) if found.moved.is_none() => {
            nodes.extend((0..after.len()).map(node));
            nodes[to] = before[from].to_node();
        }
        // Moved, gone or new: the list is walked in the order of reading, and the block stands where it was.
        (from, to) => {
            for diff in &diffs {
                match diff.to {
                    Some(other) if Some(other) != to => nodes.push(node(other)),
                    None if diff.from.is_some() && diff.from == from => nodes.push(before[diff.from.unwrap_or_default()].to_node()),
                    _ => {}
                }
            }
        }
    }
    Ok(nodes)
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
    fn a_block_that_was_never_there_is_refused() {
        let a = story("", &[ONE]);
        for path in [&[][..], &[7], &[0, 0]] {
            for block in [BlockAt::Older { path: path.to_vec() }, BlockAt::Newer { path: path.to_vec() }] {
                assert!(take_back(&a, &a, &block, Budget::default()).is_err(), "{block:?}");
            }
        }
    }
}
