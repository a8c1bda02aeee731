//! Blocks that went from one container to another: into a list, a quotation or a box, out of one, or between two.
//!
//! Works on a difference in which siblings are compared: what was deleted in one place and inserted in another becomes a move, and
//! a container that came around blocks where they stood (or went from around them) becomes one change of form.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::align::alike_afar;
use super::blocks::compare;
use super::node::NodeRef;
use super::{Across, BlockDiff, Change, Moved, Parts};

/// A text that occurs more than once counts as moved only with this many words.
const WORDS_TO_MOVE: u32 = 3;
/// More candidates than this on a side are not looked at: so much is another story.
const MOST: usize = 50_000;

/// Finds moves between containers in `blocks`, and fills in the paths of all moves.
pub(super) fn follow(blocks: &mut Vec<BlockDiff>, before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) {
    let (mut gone, mut came) = (Side::default(), Side::default());
    gather(blocks, (before, after), (&mut Vec::new(), &mut Vec::new()), (&mut gone, &mut came));
    let pairs = if worth_while(&gone, &came) { matches(&mut gone, &mut came, steps) } else { Vec::new() };
    if !pairs.is_empty() {
        let names = |nodes: &[NodeRef<'_>], path: &[usize]| holder(nodes, path).to_owned();
        let moves = pairs.iter().map(|(from, to)| {
            let across = Across { out_of: names(before, from), into: names(after, to) };
            let ends = (from.last().copied().unwrap_or(0), to.last().copied().unwrap_or(0));
            let by = if to < from { -1 } else { 1 };
            Moved { from: ends.0, to: ends.1, by, from_path: from.clone(), to_path: to.clone(), across: Some(across) }
        });
        let moves: Vec<Moved> = moves.collect();
        let index = |path: fn(&Moved) -> &Vec<usize>| moves.iter().map(|moved| (path(moved).clone(), moved)).collect();
        let rewrite = Rewrite { old: index(|moved| &moved.from_path), new: index(|moved| &moved.to_path), before };
        *blocks = rewrite.siblings(std::mem::take(blocks), (before, after), (&mut Vec::new(), &mut Vec::new()), steps);
    }
    paths(blocks, &mut Vec::new(), &mut Vec::new());
}

/// Candidates of one side, in reading order, each before what is inside it.
#[derive(Default)]
struct Side<'a> {
    nodes: Vec<NodeRef<'a>>,
    paths: Vec<Vec<usize>>,
    /// Where the candidates inside each end.
    ends: Vec<usize>,
    taken: Vec<bool>,
}

impl<'a> Side<'a> {
    fn add(&mut self, node: NodeRef<'a>, path: &mut Vec<usize>) {
        let holds_words = matches!(node, NodeRef::Block(_) | NodeRef::Item(_)) && node.words() > 0;
        let at = self.nodes.len();
        if holds_words {
            self.nodes.push(node);
            self.paths.push(path.clone());
            self.ends.push(at + 1);
            self.taken.push(false);
        }
        for (place, child) in node.children().into_iter().enumerate() {
            path.push(place);
            self.add(child, path);
            path.pop();
        }
        if holds_words {
            self.ends[at] = self.nodes.len();
        }
    }

    fn take(&mut self, at: usize) {
        self.taken[at..self.ends[at]].fill(true);
    }

    fn leaves(&self) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|at| !self.taken[*at] && self.ends[*at] == at + 1 && matches!(self.nodes[*at], NodeRef::Block(_)))
            .collect()
    }
}

type Nodes<'n, 'a> = (&'n [NodeRef<'a>], &'n [NodeRef<'a>]);
type Paths<'p> = (&'p mut Vec<usize>, &'p mut Vec<usize>);

fn gather<'a>(blocks: &[BlockDiff], (old, new): Nodes<'_, 'a>, (op, np): Paths<'_>, (gone, came): (&mut Side<'a>, &mut Side<'a>)) {
    for block in blocks {
        let (from, to) = (block.from, block.to);
        if let Some(from) = from.filter(|_| matches!(block.change, Change::Deleted | Change::Replaced) && block.moved.is_none()) {
            op.push(from);
            gone.add(old[from], op);
            op.pop();
        }
        if let Some(to) = to.filter(|_| matches!(block.change, Change::Inserted | Change::Replaced) && block.moved.is_none()) {
            np.push(to);
            came.add(new[to], np);
            np.pop();
        }
        if let (Some(from), Some(to), Change::Edited | Change::Formatted) = (from, to, block.change) {
            op.push(from);
            np.push(to);
            gather(&block.children, (&old[from].children(), &new[to].children()), (op, np), (gone, came));
            op.pop();
            np.pop();
        }
    }
}

/// Siblings of one list were aligned already; there is something to find only where there are containers.
fn worth_while(gone: &Side<'_>, came: &Side<'_>) -> bool {
    let most = gone.nodes.len().max(came.nodes.len());
    let least = gone.nodes.len().min(came.nodes.len());
    let is_flat = |side: &Side<'_>| side.paths.iter().all(|path| path.len() == 1);
    least > 0 && most <= MOST && !(is_flat(gone) && is_flat(came))
}

/// Returns paths of nodes that are the same nodes in another container.
fn matches(gone: &mut Side<'_>, came: &mut Side<'_>, steps: &mut u64) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut pairs = Vec::new();
    let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, node) in came.nodes.iter().enumerate().rev() {
        places.entry(node.content_hash()).or_default().push(at);
    }
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    let hashes: Vec<u64> = gone.nodes.iter().map(|node| node.content_hash()).collect();
    hashes.iter().for_each(|hash| *counts.entry(*hash).or_default() += 1);
    *steps = steps.saturating_sub((gone.nodes.len() + came.nodes.len()) as u64);
    // A container stands before what is inside it, so the largest node that moved whole is found first.
    for at in 0..gone.nodes.len() {
        let Some(found) = places.get_mut(&hashes[at]).filter(|_| !gone.taken[at]) else { continue };
        let is_only = counts[&hashes[at]] == 1 && found.len() == 1;
        found.retain(|to| !came.taken[*to]);
        let Some(&to) = found.last() else { continue };
        if gone.nodes[at] == came.nodes[to] && (is_only || gone.nodes[at].words() >= WORDS_TO_MOVE) {
            found.pop();
            gone.take(at);
            came.take(to);
            pairs.push((gone.paths[at].clone(), came.paths[to].clone()));
        }
    }
    let (old, new) = (gone.leaves(), came.leaves());
    for (i, j) in alike_afar(&nodes_at(gone, &old), &nodes_at(came, &new), steps) {
        pairs.push((gone.paths[old[i]].clone(), came.paths[new[j]].clone()));
    }
    pairs
}

fn nodes_at<'a>(side: &Side<'a>, places: &[usize]) -> Vec<NodeRef<'a>> {
    places.iter().map(|at| side.nodes[*at]).collect()
}

/// Returns the name of the list, quotation, box or table that holds the node at `path`; `doc` for the body.
fn holder(nodes: &[NodeRef<'_>], path: &[usize]) -> &'static str {
    let mut name = "doc";
    let mut nodes = nodes.to_vec();
    for at in &path[..path.len().saturating_sub(1)] {
        let Some(node) = nodes.get(*at).copied() else { break };
        if let NodeRef::Block(block) = node {
            name = block.name();
        }
        nodes = node.children();
    }
    name
}

struct Rewrite<'r, 'a> {
    /// Moves by where they began.
    old: BTreeMap<Vec<usize>, &'r Moved>,
    /// Moves by where they ended.
    new: BTreeMap<Vec<usize>, &'r Moved>,
    before: &'r [NodeRef<'a>],
}

fn is_inside(moves: &BTreeMap<Vec<usize>, &Moved>, path: &[usize]) -> bool {
    moves.range(path.to_vec()..).next().is_some_and(|(found, _)| found.starts_with(path))
}

impl Rewrite<'_, '_> {
    fn siblings(&self, blocks: Vec<BlockDiff>, (old, new): Nodes<'_, '_>, (op, np): Paths<'_>, steps: &mut u64) -> Vec<BlockDiff> {
        let mut out = Vec::with_capacity(blocks.len());
        for mut block in blocks {
            let (from, to) = (block.from, block.to);
            let unmoved = block.moved.is_none();
            match (block.change, from, to) {
                (Change::Deleted, Some(from), _) => out.push(self.gone(old[from], from, op)),
                (Change::Inserted, _, Some(to)) => out.push(self.came(new[to], to, np, steps)),
                (Change::Replaced, Some(from), Some(to)) if unmoved && self.touches((op, from), (np, to)) => {
                    out.push(self.gone(old[from], from, op));
                    out.push(self.came(new[to], to, np, steps));
                }
                (Change::Edited | Change::Formatted, Some(from), Some(to)) if !block.children.is_empty() => {
                    op.push(from);
                    np.push(to);
                    let (old, new) = (old[from].children(), new[to].children());
                    let children = std::mem::take(&mut block.children);
                    block.children = self.siblings(children, (&old, &new), (op, np), steps);
                    op.pop();
                    np.pop();
                    out.push(block);
                }
                _ => out.push(block),
            }
        }
        let out = wrap(out, old, op);
        unwrap(out, new, np)
    }

    fn touches(&self, (op, from): (&[usize], usize), (np, to): (&[usize], usize)) -> bool {
        is_inside(&self.old, &[op, &[from]].concat()) || is_inside(&self.new, &[np, &[to]].concat())
    }

    fn gone(&self, node: NodeRef<'_>, from: usize, path: &mut Vec<usize>) -> BlockDiff {
        path.push(from);
        let mut block = BlockDiff { change: Change::Deleted, from: Some(from), before: Some(node.to_node()), ..BlockDiff::default() };
        if let Some(moved) = self.old.get(path) {
            (block.change, block.moved) = (Change::Departed, Some((*moved).clone()));
        } else if is_inside(&self.old, path) {
            block.children = node.children().into_iter().enumerate().map(|(at, child)| self.gone(child, at, path)).collect();
        }
        path.pop();
        block
    }

    fn came(&self, node: NodeRef<'_>, to: usize, path: &mut Vec<usize>, steps: &mut u64) -> BlockDiff {
        path.push(to);
        let block = BlockDiff { change: Change::Inserted, to: Some(to), after: Some(node.to_node()), ..BlockDiff::default() };
        let found = self.new.get(path).and_then(|moved| Some((*moved, at_path(self.before, &moved.from_path)?)));
        let block = match found {
            Some((moved, older)) => {
                let origin = Some(moved.from_path.clone());
                BlockDiff { from: None, to: Some(to), moved: Some(moved.clone()), origin, ..compare(older, node, steps) }
            }
            None if is_inside(&self.new, path) => {
                let children = node.children().into_iter().enumerate().map(|(at, child)| self.came(child, at, path, steps));
                BlockDiff { children: children.collect(), ..block }
            }
            None => block,
        };
        path.pop();
        block
    }
}

/// Returns the node at a path.
pub(super) fn at_path<'a>(nodes: &[NodeRef<'a>], path: &[usize]) -> Option<NodeRef<'a>> {
    let (at, inner) = path.split_first()?;
    let node = *nodes.get(*at)?;
    if inner.is_empty() { Some(node) } else { at_path(&node.children(), inner) }
}

fn stands(block: &BlockDiff) -> bool {
    block.from.is_some() && block.to.is_some() && block.moved.is_none()
}

/// Returns the stretch of entries around `at` between two that stand.
fn gap(blocks: &[BlockDiff], at: usize) -> Range<usize> {
    let start = blocks[..at].iter().rposition(stands).map_or(0, |place| place + 1);
    let end = blocks[at..].iter().position(stands).map_or(blocks.len(), |place| at + place);
    start..end
}

/// Counts what comes with no children of its own, and what of it has moved.
fn ends<'b>(block: &'b BlockDiff, found: &mut Vec<&'b Moved>) -> usize {
    if let Some(moved) = block.moved.as_ref().filter(|moved| moved.across.is_some()) {
        found.push(moved);
        return 1;
    }
    if block.children.is_empty() { 1 } else { block.children.iter().map(|child| ends(child, found)).sum() }
}

/// Tells whether `path` is that of a sibling at `parent`, and which.
fn place_in(path: &[usize], parent: &[usize]) -> Option<usize> {
    (path.len() == parent.len() + 1 && path.starts_with(parent)).then(|| path[parent.len()])
}

fn unmove(block: &mut BlockDiff) {
    block.moved = None;
    block.children.iter_mut().for_each(unmove_across);
}

fn unmove_across(block: &mut BlockDiff) {
    if block.moved.as_ref().is_none_or(|moved| moved.across.is_some()) {
        block.moved = None;
    }
    block.children.iter_mut().for_each(unmove_across);
}

/// Makes one change of a container that came, and of the siblings that stood there and are inside it now.
fn wrap(mut blocks: Vec<BlockDiff>, old: &[NodeRef<'_>], parent: &[usize]) -> Vec<BlockDiff> {
    let mut at = 0;
    while at < blocks.len() {
        let holder = &blocks[at];
        let mut moves = Vec::new();
        if holder.change != Change::Inserted || holder.children.is_empty() || !matches!(holder.after, Some(super::Node::Block(_))) {
            at += 1;
            continue;
        }
        let all = ends(holder, &mut moves);
        let places: Option<Vec<usize>> = moves.iter().map(|moved| place_in(&moved.from_path, parent)).collect();
        let Some((places, low, high)) = places.and_then(|p| Some((p.clone(), *p.iter().min()?, *p.iter().max()?))) else {
            at += 1;
            continue;
        };
        let gap = gap(&blocks, at);
        let inner = |block: &BlockDiff| block.from.is_some_and(|from| (low..=high).contains(&from));
        let is_ours = |block: &BlockDiff| match block.change {
            Change::Departed => {
                block.from.is_some_and(|from| places.contains(&from)) && block.moved.as_ref().is_some_and(|m| m.across.is_some())
            }
            Change::Deleted => true,
            _ => false,
        };
        let covered = blocks[gap.clone()].iter().filter(|block| inner(block) && is_ours(block)).count();
        if covered != high - low + 1 || moves.len() * 2 < all {
            at += 1;
            continue;
        }
        let mut holder = blocks.remove(at);
        let mut lost = Vec::new();
        let mut kept = Vec::with_capacity(blocks.len());
        for (index, block) in blocks.into_iter().enumerate() {
            let ours = gap.start <= index && index + 1 < gap.end && inner(&block) && is_ours(&block);
            match (ours, block.change) {
                (false, _) => kept.push(block),
                (true, Change::Deleted) => lost.push(block),
                (true, _) => {}
            }
        }
        blocks = kept;
        for block in lost.into_iter().rev() {
            let before = |child: &BlockDiff| {
                let mut moves = Vec::new();
                ends(child, &mut moves);
                moves.iter().any(|moved| moved.from_path.last() > block.from.as_ref())
            };
            let place = holder.children.iter().position(before).unwrap_or(holder.children.len());
            holder.children.insert(place, BlockDiff { from: None, ..block });
        }
        unmove(&mut holder);
        let nodes: Vec<_> = old[low..=high].iter().map(|node| node.to_node()).collect();
        holder.change = Change::Wrapped;
        holder.from = Some(low);
        holder.before = nodes.first().cloned();
        holder.parts = Some(Parts { before: nodes, after: holder.after.iter().cloned().collect() });
        let place = blocks.iter().position(|block| block.to.is_some() && block.to > holder.to).unwrap_or(blocks.len());
        blocks.insert(place, holder);
        at = place + 1;
    }
    blocks
}

/// Makes one change of a container that went, and of what was inside it and stands there now.
fn unwrap(mut blocks: Vec<BlockDiff>, new: &[NodeRef<'_>], parent: &[usize]) -> Vec<BlockDiff> {
    let mut at = 0;
    while at < blocks.len() {
        let holder = &blocks[at];
        let mut moves = Vec::new();
        if holder.change != Change::Deleted || holder.children.is_empty() || !matches!(holder.before, Some(super::Node::Block(_))) {
            at += 1;
            continue;
        }
        let all = ends(holder, &mut moves);
        let places: Option<Vec<usize>> = moves.iter().map(|moved| place_in(&moved.to_path, parent)).collect();
        let Some((places, low, high)) = places.and_then(|p| Some((p.clone(), *p.iter().min()?, *p.iter().max()?))) else {
            at += 1;
            continue;
        };
        let gap = gap(&blocks, at);
        let ours = |block: &BlockDiff| {
            let Some(to) = block.to.filter(|to| (low..=high).contains(to)) else { return false };
            block.change == Change::Inserted || places.contains(&to) && block.moved.as_ref().is_some_and(|moved| moved.across.is_some())
        };
        let covered: Vec<usize> = gap.clone().filter(|place| ours(&blocks[*place])).collect();
        if covered.len() != high - low + 1 || moves.len() * 2 < all {
            at += 1;
            continue;
        }
        let mut children = Vec::new();
        for place in covered.iter().rev() {
            let mut child = blocks.remove(*place);
            unmove(&mut child);
            children.push(child);
        }
        children.reverse();
        let at_now = at - covered.iter().filter(|place| **place < at).count();
        let holder = &mut blocks[at_now];
        // What was in the container and did not stay is still told.
        let mut lost = Vec::new();
        std::mem::take(&mut holder.children).into_iter().for_each(|child| deleted(child, &mut lost));
        children.extend(lost);
        holder.children = children;
        holder.change = Change::Unwrapped;
        holder.to = Some(low);
        let nodes: Vec<_> = new[low..=high].iter().map(|node| node.to_node()).collect();
        holder.after = nodes.first().cloned();
        holder.parts = Some(Parts { before: holder.before.iter().cloned().collect(), after: nodes });
        // It stands where its blocks stand now: after what is above them.
        let holder = blocks.remove(at_now);
        let place = blocks.iter().position(|block| block.to.is_some() && block.to > holder.to).unwrap_or(blocks.len());
        blocks.insert(place, holder);
        at = place + 1;
    }
    blocks
}

/// Collects blocks of a container that went and have gone with it.
fn deleted(block: BlockDiff, lost: &mut Vec<BlockDiff>) {
    match (block.change, block.children.is_empty()) {
        (Change::Departed, _) => {}
        (_, false) => block.children.into_iter().for_each(|child| deleted(child, lost)),
        (_, true) => lost.push(BlockDiff { from: None, ..block }),
    }
}

/// Fills in the paths of moves among siblings.
fn paths(blocks: &mut [BlockDiff], op: &mut Vec<usize>, np: &mut Vec<usize>) {
    for block in blocks {
        if let Some(moved) = block.moved.as_mut().filter(|moved| moved.across.is_none()) {
            moved.from_path = [op.as_slice(), &[moved.from]].concat();
            moved.to_path = [np.as_slice(), &[moved.to]].concat();
        }
        if block.children.is_empty() {
            continue;
        }
        let old: Vec<usize> =
            block.origin.clone().unwrap_or_else(|| block.from.map_or_else(Vec::new, |from| [op.as_slice(), &[from]].concat()));
        let new: Vec<usize> = match (block.change, block.to) {
            (Change::Unwrapped, _) => np.clone(),
            (_, to) => to.map_or_else(Vec::new, |to| [np.as_slice(), &[to]].concat()),
        };
        paths(&mut block.children, &mut old.clone(), &mut new.clone());
    }
}
