//! One block of an older story put back into a newer one, with all else left as it is.

use super::blocks::siblings;
use super::node::NodeRef;
use super::{Budget, Node};
use crate::document::{Block, Document, Inline};
use crate::{Article, Error, Result};

/// Returns `after` with the block at `path` of `before` as it was: in place where the block is still there, and beside
/// its old neighbours where it is gone. A path counts from 0: a block of the body, then what is inside it.
///
/// # Errors
/// [`Error::FieldInvalid`] where `before` has no such block, or what held it is gone.
pub fn take_back(before: &Article, after: &Article, path: &[usize], budget: Budget) -> Result<Article> {
    let (old, new) = (NodeRef::blocks(&before.body.content), NodeRef::blocks(&after.body.content));
    let nodes = put(&old, &new, path, &mut { budget.steps })?;
    let blocks = nodes.into_iter().filter_map(|node| if let Node::Block(block) = node { Some(block) } else { None });
    Ok(Article { body: Document::new(blocks.collect::<Vec<Block>>()), ..after.clone() })
}

fn refuse(reason: &str) -> Error {
    Error::FieldInvalid { field: "block", reason: reason.to_owned() }
}

/// Returns the newer siblings with the older one at `path` put back.
fn put(before: &[NodeRef<'_>], after: &[NodeRef<'_>], path: &[usize], steps: &mut u64) -> Result<Vec<Node>> {
    let ([at, inner @ ..], Some(older)) = (path, path.first().and_then(|at| before.get(*at))) else {
        return Err(refuse("there is no such block in that revision"));
    };
    let diffs = siblings(before, after, steps);
    // A block that moved stands in the list twice; where it arrived is where it is.
    let place = diffs.iter().rposition(|diff| diff.from == Some(*at) && (diff.to.is_some() || diff.moved.is_none()));
    let place = place.ok_or_else(|| refuse("there is no such block in that revision"))?;
    let mut nodes: Vec<Node> = after.iter().map(|node| node.to_node()).collect();
    match (diffs[place].to, inner) {
        (Some(to), []) => nodes[to] = older.to_node(),
        (Some(to), inner) => {
            let newer = after[to];
            let children = put(&older.children(), &newer.children(), inner, steps)?;
            let attrs = newer.attrs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let line: Vec<Inline> = newer.line().map(|line| line.into_owned()).unwrap_or_default();
            nodes[to] = Node::build(&attrs, line, children);
        }
        (None, []) => {
            let above = diffs[..place].iter().rev().find_map(|diff| diff.to).map_or(0, |to| to + 1);
            nodes.insert(above, older.to_node());
        }
        (None, _) => return Err(refuse("what held it is gone; take that back first")),
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
        let found = take_back(&story("old", before), &story("new", after), &[at], Budget::default()).expect("a block");
        assert_eq!(found, story("new", expected));
    }

    #[test]
    fn a_block_comes_back_and_all_else_stays() {
        let edited = TWO.replace("Tuesday", "Monday");
        check(&[ONE, TWO, THREE], &[ONE, &edited, "New."], 1, &[ONE, TWO, "New."]);
        check(&[ONE, TWO, THREE], &[ONE, THREE, "New."], 1, &[ONE, TWO, THREE, "New."]);
        check(&[ONE, TWO, THREE], &[THREE, &edited, ONE], 1, &[THREE, TWO, ONE]);
        check(&[ONE, TWO], &[TWO], 0, &[ONE, TWO]);
    }

    #[test]
    fn an_item_comes_back_into_its_list() {
        let list = |items: &[&str]| {
            let item = |text: &&str| ListItem { checked: None, content: vec![Block::paragraph(*text)] };
            Article { body: Document::new(vec![Block::BulletList { content: items.iter().map(item).collect() }]), ..Article::default() }
        };
        let found = take_back(&list(&[ONE, TWO]), &list(&[TWO, THREE]), &[0, 0], Budget::default()).expect("an item");
        assert_eq!(found, list(&[ONE, TWO, THREE]));
    }

    #[test]
    fn a_block_that_was_never_there_is_refused() {
        let a = story("", &[ONE]);
        for path in [&[][..], &[7], &[0, 0]] {
            assert!(take_back(&a, &a, path, Budget::default()).is_err(), "{path:?}");
        }
    }
}
