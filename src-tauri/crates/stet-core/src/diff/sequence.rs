//! The difference of two sequences of tokens, with a bound on what it may cost.
//!
//! `imara-diff` does the work where the worst case is small. Longer sequences are first cut at tokens that occur once in
//! both (patience); where there are none, the stretch is one change. So a text of few different words, in which any two
//! places look alike, gives a coarser result and never a long wait.

use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, Token};
use rustc_hash::FxHashMap;

/// Up to this many pairs of tokens two stretches are compared directly, which takes some milliseconds at worst.
const DIRECT: u64 = 6_000_000;
/// Stretches between anchors are cut again at most so often.
const DEEPEST: u32 = 12;

/// A stretch of tokens that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

/// What differs between two sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// In order and with something equal between.
    pub(super) edits: Vec<Edit>,
    /// Whether a stretch is given whole because looking into it would have cost too much.
    pub(super) coarse: bool,
}

/// Returns what differs. `tokens` is how many different ones there are.
/// What it costs is taken from `steps`; where they run out, stretches are coarser.
pub(super) fn edits(before: &[Token], after: &[Token], tokens: u32, steps: &mut u64) -> Found {
    let mut work = Work { tokens, steps, found: Vec::new(), coarse: false };
    work.stretch(before, after, (0, 0), 0);
    Found { edits: work.found, coarse: work.coarse }
}

/// So many steps may aligning two texts by their blocks cost.
const STEPS: u64 = 10_000_000;

/// Returns where each of `before` stands in `after`, if it does: what is equal and in the same order.
pub(crate) fn places<T: Eq + Hash>(before: &[T], after: &[T]) -> Vec<Option<usize>> {
    let mut numbers: FxHashMap<&T, u32> = FxHashMap::default();
    let mut number = |one| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        Token(*numbers.entry(one).or_insert(next))
    };
    let (x, y): (Vec<Token>, Vec<Token>) = (before.iter().map(&mut number).collect(), after.iter().map(&mut number).collect());
    let found = edits(&x, &y, u32::try_from(numbers.len()).unwrap_or(u32::MAX), &mut { STEPS });
    let mut places = vec![None; before.len()];
    let (mut from, mut to) = (0, 0);
    for Edit { before: gone, after: come } in found.edits.into_iter().chain([Edit { before: x.len()..x.len(), after: y.len()..y.len() }]) {
        for (place, at) in places[from..gone.start].iter_mut().zip(to..) {
            *place = Some(at);
        }
        (from, to) = (gone.end, come.end);
    }
    places
}

struct Work<'s> {
    tokens: u32,
    steps: &'s mut u64,
    found: Vec<Edit>,
    coarse: bool,
}

impl Work<'_> {
    /// Takes what is affordable of `cost`; tells whether it was.
    fn afford(&mut self, cost: u64) -> bool {
        let affordable = *self.steps >= cost;
        if affordable {
            *self.steps -= cost;
        }
        affordable
    }

    fn stretch(&mut self, x: &[Token], y: &[Token], at: (usize, usize), depth: u32) {
        let start = x.iter().zip(y).take_while(|(x, y)| x == y).count();
        let (x, y, at) = (&x[start..], &y[start..], (at.0 + start, at.1 + start));
        let end = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
        let (x, y) = (&x[..x.len() - end], &y[..y.len() - end]);
        if x.is_empty() && y.is_empty() {
            return;
        }
        let pairs = x.len() as u64 * y.len() as u64;
        if pairs > DIRECT && depth < DEEPEST && self.afford((x.len() + y.len()) as u64) {
            let anchors = anchors(x, y);
            if !anchors.is_empty() {
                let (mut from, mut to) = (0, 0);
                for (i, j) in anchors.into_iter().chain([(x.len(), y.len())]) {
                    self.stretch(&x[from..i], &y[to..j], (at.0 + from, at.1 + to), depth + 1);
                    (from, to) = ((i + 1).min(x.len()), (j + 1).min(y.len()));
                }
                return;
            }
        }
        if pairs == 0 || pairs > DIRECT || !self.afford(pairs / 4) {
            self.coarse |= pairs > 0;
            self.found.push(Edit { before: at.0..at.0 + x.len(), after: at.1..at.1 + y.len() });
            return;
        }
        let mut diff = Diff::default();
        // The histogram lays its anchors on rare words and so reads best; its tables do not pay in short stretches.
        let algorithm = if pairs < 1_000 && depth > 0 { Algorithm::Myers } else { Algorithm::Histogram };
        diff.compute_with(algorithm, x, y, self.tokens);
        let range = |range: Range<u32>, at: usize| at + range.start as usize..at + range.end as usize;
        self.found.extend(diff.hunks().map(|Hunk { before, after }| Edit { before: range(before, at.0), after: range(after, at.1) }));
    }
}

/// Returns places of tokens that occur once on each side, the longest series in which both rise.
fn anchors(x: &[Token], y: &[Token]) -> Vec<(usize, usize)> {
    let mut seen: FxHashMap<u32, [(u32, usize); 2]> = FxHashMap::with_capacity_and_hasher(x.len(), Default::default());
    for (side, tokens) in [x, y].into_iter().enumerate() {
        for (at, token) in tokens.iter().enumerate() {
            let (count, place) = &mut seen.entry(token.0).or_default()[side];
            (*count, *place) = (*count + 1, at);
        }
    }
    let once = seen.into_values().filter(|[old, new]| old.0 == 1 && new.0 == 1);
    let mut links: Vec<(usize, usize, u64)> = once.map(|[old, new]| (old.1, new.1, 1)).collect();
    links.sort_unstable();
    heaviest_chain(&links, y.len()).into_iter().map(|at| (links[at].0, links[at].1)).collect()
}

/// Returns the places of the links `(from, to, weight)`, sorted by `from`, that form the heaviest chain in which both rise.
pub(super) fn heaviest_chain(links: &[(usize, usize, u64)], width: usize) -> Vec<usize> {
    // A Fenwick tree over `to` that keeps the best chain ending at or before a place.
    let mut best: Vec<(u64, usize)> = vec![(0, usize::MAX); width + 1];
    let mut chains: Vec<(u64, usize)> = Vec::with_capacity(links.len());
    let mut at = 0;
    while at < links.len() {
        let same = links[at..].iter().take_while(|link| link.0 == links[at].0).count();
        for (_, to, weight) in &links[at..at + same] {
            let (mut place, mut top) = (*to, (0, usize::MAX));
            while place > 0 {
                if best[place].0 > top.0 {
                    top = best[place];
                }
                place &= place - 1;
            }
            chains.push((top.0 + weight, top.1));
        }
        for link in at..at + same {
            let mut place = links[link].1 + 1;
            while place <= width {
                if chains[link].0 > best[place].0 {
                    best[place] = (chains[link].0, link);
                }
                place += place & place.wrapping_neg();
            }
        }
        at += same;
    }
    let mut end = (0..chains.len()).rev().max_by_key(|at| chains[*at].0);
    let mut chain = Vec::new();
    while let Some(at) = end {
        chain.push(at);
        end = Some(chains[at].1).filter(|at| *at != usize::MAX);
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares sequences of `length` tokens and checks that what is not in an edit is equal.
    fn check(length: usize, old: impl Fn(usize) -> usize, new: impl Fn(usize) -> usize, steps: u64) -> Vec<Edit> {
        let tokens = |f: &dyn Fn(usize) -> usize| (0..length).map(|at| Token(f(at) as u32)).collect::<Vec<_>>();
        let (x, y) = (tokens(&old), tokens(&new));
        let found = edits(&x, &y, length as u32 * 2, &mut { steps }).edits;
        let (mut from, mut to) = (0, 0);
        for edit in &found {
            assert_eq!(x[from..edit.before.start], y[to..edit.after.start]);
            (from, to) = (edit.before.end, edit.after.end);
        }
        assert_eq!(x[from..], y[to..]);
        found
    }

    #[test]
    fn long_sequences_are_cut_at_what_occurs_once() {
        let found = check(20_000, |at| at, |at| if at % 1_000 == 7 { 30_000 } else { at }, 10_000_000);
        assert_eq!(found.len(), 20);
    }

    #[test]
    fn few_different_tokens_give_one_change_and_no_long_wait() {
        let found = check(20_000, |at| at * at % 5, |at| at * at % 7, 50_000_000);
        assert_eq!(found.len(), 1);
        let short = check(1_000, |at| at * at % 5, |at| at * at % 7, 50_000_000);
        assert!(short.len() > 10, "short ones are compared all the same");
    }

    #[test]
    fn what_is_equal_has_its_place_on_the_other_side() {
        assert_eq!(places(&["a", "b", "c", "d"], &["x", "a", "c", "d"]), [Some(1), None, Some(2), Some(3)]);
        assert_eq!(places(&["a", "a"], &["a", "b", "a"]), [Some(0), Some(2)]);
        assert_eq!(places::<&str>(&[], &["a"]), []);
        assert_eq!(places(&["a"], &[]), [None]);
    }

    #[test]
    fn spent_steps_give_one_change() {
        assert_eq!(check(100, |at| at, |at| if at == 3 || at == 90 { 777 } else { at }, 0).len(), 1);
    }
}
