//! Which of the older siblings is which of the newer ones, and which of them moved.
//!
//! Equal content first (a histogram diff over hashes keeps the order, leftovers of equal hash have moved), then what faces
//! each other and begins and ends alike, then, in the gaps, the heaviest chain of similar pairs; then similar pairs far apart, which moved and were edited; then what
//! stands alone opposite something alike. As few as possible move: a longest increasing subsequence stands still.
//! Similarity is Dice's coefficient over words weighted by rarity, in thousandths. All of it counts steps, not time.

use std::borrow::Cow;
use std::ops::Range;

use imara_diff::Token;
use rustc_hash::FxHashMap;

use super::blocks::SIDE_BY_SIDE;
use super::cores::fill;
use super::node::NodeRef;
use super::sequence::{Edit, edits, heaviest_chain};
use super::words::segment;
use crate::ends::{common_end, common_start};

/// From this likeness on, two blocks in the same gap are one block that was edited.
const ALIKE: u32 = 300;
/// From this likeness on, two blocks far apart are one block that moved and was edited.
const ALIKE_AFAR: u32 = 600;
/// A block that was edited counts as moved only with this many words.
const WORDS_TO_MOVE: usize = 5;
/// Texts shorter than this many bytes may begin and end alike by chance.
const MIN_PLAIN: usize = 24;
/// So many bytes from the middle of what differs are looked for in the other text.
const PROBE: usize = 32;
/// In gaps up to this many pairs every pair is tried; in larger ones only those that share rare words.
const SMALL_GAP: usize = 1_024;
/// A word in more blocks than this is no lead to a partner.
const RARE: usize = 12;
/// So many partners are tried for a block.
const PARTNERS: usize = 6;

/// An older sibling and the newer one that it became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether it stands still; otherwise it moved.
    pub(super) stands: bool,
}

/// Aligns siblings; the result is in the order of the newer ones. Takes what it costs from `steps`.
pub(super) fn align(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Vec<Pair> {
    if let ([NodeRef::Cell(_), ..], _) | (_, [NodeRef::Cell(_), ..]) = (before, after) {
        return align_cells(before, after, steps);
    }
    let mut state = State::new(before, after);
    state.equal_content(steps);
    state.settle();
    state.plain_edits(steps);
    state.similar(steps);
    state.opposite();
    state.settle();
    state.pairs.sort_unstable_by_key(|pair| pair.to);
    state.pairs
}

/// Returns which nodes of anywhere are alike enough to be the same nodes, moved and edited; the likest first.
pub(super) fn alike_afar(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Vec<(usize, usize)> {
    let mut state = State::new(before, after);
    let profiles = Profiles::of(&state, steps);
    if profiles.is_empty() {
        return Vec::new();
    }
    let mut found = FxHashMap::default();
    if before.len() * after.len() <= SMALL_GAP {
        (0..before.len())
            .flat_map(|i| (0..after.len()).map(move |j| (i, j)))
            .for_each(|(i, j)| profiles.likeness(&state, i, j, steps, &mut found));
    } else {
        profiles.leads(steps).into_iter().for_each(|(i, j)| profiles.likeness(&state, i, j, steps, &mut found));
    }
    state.pair_afar(&profiles, found.into_iter().map(|((i, j), score)| (i, j, score)).collect());
    state.pairs.into_iter().map(|pair| (pair.from, pair.to)).collect()
}

/// Cells keep their columns: none moves, and where columns came or went, equal content says which.
fn align_cells(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Vec<Pair> {
    if before.len() == after.len() {
        return (0..before.len()).map(|at| Pair { from: at, to: at, stands: true }).collect();
    }
    let mut pairs = Vec::new();
    let (mut from, mut to) = (0, 0);
    for hunk in equal_runs(&hashes(before), &hashes(after), steps) {
        let (a, b) = (hunk.before, hunk.after);
        pairs.extend((from..a.start).zip(to..b.start));
        pairs.extend(a.clone().zip(b.clone()));
        (from, to) = (a.end, b.end);
    }
    pairs.extend((from..before.len()).zip(to..after.len()));
    pairs.into_iter().map(|(from, to)| Pair { from, to, stands: true }).collect()
}

fn hashes(nodes: &[NodeRef<'_>]) -> Vec<u64> {
    nodes.iter().map(|node| node.content_hash()).collect()
}

/// Returns the hashes of two lists of siblings, one list after the other.
fn hashes_of(before: &[NodeRef<'_>], after: &[NodeRef<'_>]) -> Vec<u64> {
    if before.len().min(after.len()) < SIDE_BY_SIDE {
        return before.iter().chain(after).map(|node| node.content_hash()).collect();
    }
    let mut hashes = vec![0; before.len() + after.len()];
    fill(&mut hashes, SIDE_BY_SIDE, |at| before.get(at).unwrap_or_else(|| &after[at - before.len()]).content_hash());
    hashes
}

fn equal_runs(before: &[u64], after: &[u64], steps: &mut u64) -> Vec<Edit> {
    let mut ids: FxHashMap<u64, u32> = FxHashMap::default();
    let mut tokens = |hashes: &[u64]| -> Vec<Token> {
        let mut id = |hash: &u64| {
            let next = ids.len() as u32;
            Token(*ids.entry(*hash).or_insert(next))
        };
        hashes.iter().map(&mut id).collect()
    };
    let (a, b) = (tokens(before), tokens(after));
    edits(&a, &b, ids.len() as u32, steps).edits
}

struct State<'n, 'a> {
    before: &'n [NodeRef<'a>],
    after: &'n [NodeRef<'a>],
    pairs: Vec<Pair>,
    /// Whether an older, a newer sibling has a partner.
    taken: [Vec<bool>; 2],
}

impl<'n, 'a> State<'n, 'a> {
    fn new(before: &'n [NodeRef<'a>], after: &'n [NodeRef<'a>]) -> Self {
        Self { before, after, pairs: Vec::new(), taken: [vec![false; before.len()], vec![false; after.len()]] }
    }

    fn pair(&mut self, from: usize, to: usize) {
        self.taken[0][from] = true;
        self.taken[1][to] = true;
        self.pairs.push(Pair { from, to, stands: true });
    }

    fn free(&self, side: usize) -> impl Iterator<Item = usize> {
        self.taken[side].iter().enumerate().filter(|(_, taken)| !**taken).map(|(at, _)| at)
    }

    /// Pairs what is the same in both: in order, and then what has moved.
    fn equal_content(&mut self, steps: &mut u64) {
        let (mut from, mut to) = (0, 0);
        let hashes = hashes_of(self.before, self.after);
        let (old, new) = hashes.split_at(self.before.len());
        let runs = equal_runs(old, new, steps);
        let (end_old, end_new) = (self.before.len(), self.after.len());
        let last = Edit { before: end_old..end_old, after: end_new..end_new };
        for Edit { before: a, after: b } in runs.into_iter().chain([last]) {
            for (from, to) in (from..a.start).zip(to..b.start) {
                if self.before[from] == self.after[to] {
                    self.pair(from, to);
                }
            }
            (from, to) = (a.end, b.end);
        }
        let mut left: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
        for to in self.free(1) {
            left.entry(new[to]).or_default().push(to);
        }
        for from in self.free(0).collect::<Vec<_>>() {
            let node = self.before[from];
            let Some(places) = left.get_mut(&old[from]) else { continue };
            if !places.is_empty() && self.after[places[0]] == node && says_something(node) {
                let to = places.remove(0);
                self.pair(from, to);
            }
        }
    }

    /// Says of each pair whether it stands or moved: the fewest move, and of equal choices the smallest.
    fn settle(&mut self) {
        self.pairs.sort_unstable_by_key(|pair| pair.from);
        if self.pairs.is_sorted_by(|a, b| a.to < b.to) {
            return self.pairs.iter_mut().for_each(|pair| pair.stands = true);
        }
        let links: Vec<(usize, usize, u64)> =
            self.pairs.iter().map(|pair| (pair.from, pair.to, (1 << 32) + u64::from(size(self.after[pair.to])))).collect();
        let stands = heaviest_chain(&links, self.after.len());
        self.pairs.iter_mut().for_each(|pair| pair.stands = false);
        stands.into_iter().for_each(|at| self.pairs[at].stands = true);
    }

    /// Returns the stretches between pairs that stand, on both sides. Pairs must be sorted by `from`.
    fn gaps(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let (mut from, mut to) = (0, 0);
        let mut gaps = Vec::new();
        for pair in self.pairs.iter().filter(|pair| pair.stands) {
            gaps.push((from..pair.from, to..pair.to));
            (from, to) = (pair.from + 1, pair.to + 1);
        }
        gaps.push((from..self.before.len(), to..self.after.len()));
        gaps
    }

    /// Pairs what faces each other in a gap and is plainly the same text with a few edits. Saves counting words.
    fn plain_edits(&mut self, steps: &mut u64) {
        for (a, b) in self.gaps() {
            let old: Vec<usize> = a.filter(|at| !self.taken[0][*at]).collect();
            let new: Vec<usize> = b.filter(|at| !self.taken[1][*at]).collect();
            if old.len() != new.len() {
                continue;
            }
            for (i, j) in old.into_iter().zip(new) {
                if self.before[i].name() == self.after[j].name() && plainly_alike(self.before[i], self.after[j], steps) {
                    self.pair(i, j);
                }
            }
        }
        self.settle();
    }

    /// Pairs what is alike: first in order inside the gaps, then far apart.
    fn similar(&mut self, steps: &mut u64) {
        let profiles = Profiles::of(self, steps);
        if profiles.is_empty() {
            return;
        }
        let gaps = self.gaps();
        let mut gap_of = [vec![0usize; self.before.len()], vec![0usize; self.after.len()]];
        for (at, (a, b)) in gaps.iter().enumerate() {
            gap_of[0][a.clone()].fill(at);
            gap_of[1][b.clone()].fill(at);
        }
        let mut found: FxHashMap<(usize, usize), u32> = FxHashMap::default();
        for (a, b) in &gaps {
            let old: Vec<usize> = a.clone().filter(|at| !self.taken[0][*at]).collect();
            let new: Vec<usize> = b.clone().filter(|at| !self.taken[1][*at]).collect();
            if old.len() * new.len() > SMALL_GAP {
                continue;
            }
            for &i in &old {
                for &j in &new {
                    profiles.likeness(self, i, j, steps, &mut found);
                }
            }
        }
        for (i, j) in profiles.leads(steps) {
            profiles.likeness(self, i, j, steps, &mut found);
        }
        let mut links: Vec<(usize, usize, u32)> =
            found.into_iter().filter(|(_, score)| *score >= ALIKE).map(|((i, j), s)| (i, j, s)).collect();
        links.sort_unstable();
        let near: Vec<(usize, usize, u64)> =
            links.iter().filter(|(i, j, _)| gap_of[0][*i] == gap_of[1][*j]).map(|(i, j, score)| (*i, *j, u64::from(*score))).collect();
        // Gaps follow each other on both sides, so one chain over all of them is a chain in each.
        for at in heaviest_chain(&near, self.after.len()) {
            self.pair(near[at].0, near[at].1);
        }
        self.pair_afar(&profiles, links);
    }

    fn pair_afar(&mut self, profiles: &Profiles, links: Vec<(usize, usize, u32)>) {
        let mut afar: Vec<(usize, usize, u32)> = links.into_iter().filter(|(_, _, score)| *score >= ALIKE_AFAR).collect();
        afar.sort_unstable_by_key(|(i, j, score)| (std::cmp::Reverse(*score), *i, *j));
        for (i, j, _) in afar {
            if !self.taken[0][i] && !self.taken[1][j] && profiles.words(i) >= WORDS_TO_MOVE {
                self.pair(i, j);
            }
        }
    }

    /// Pairs what is left in a gap, where as many are left on both sides and each faces one of its kind.
    fn opposite(&mut self) {
        self.settle();
        for (a, b) in self.gaps() {
            let old: Vec<usize> = a.filter(|at| !self.taken[0][*at]).collect();
            let new: Vec<usize> = b.filter(|at| !self.taken[1][*at]).collect();
            if old.len() == new.len() && old.iter().zip(&new).all(|(i, j)| self.before[*i].is_akin(self.after[*j])) {
                old.into_iter().zip(new).for_each(|(i, j)| self.pair(i, j));
                continue;
            }
            // An empty paragraph was written into, or is what was left when all was taken out.
            if let (Some(i), Some(j)) = (old.first().copied(), new.first().copied())
                && (old.len() == 1 && !says_something(self.before[i]) || new.len() == 1 && !says_something(self.after[j]))
                && self.before[i].name() == "paragraph"
                && self.after[j].name() == "paragraph"
            {
                self.pair(i, j);
            }
        }
    }
}

/// Tells whether at least half of the longer text is the same from the start, from the end or around the middle of what is between.
fn plainly_alike(a: NodeRef<'_>, b: NodeRef<'_>, steps: &mut u64) -> bool {
    let (a, b) = (whole_text(a), whole_text(b));
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    if short < MIN_PLAIN || *steps < long as u64 / 8 {
        return false;
    }
    *steps -= long as u64 / 8;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = common_start(a, b);
    let (a, b) = (&a[start..], &b[start..]);
    let end = common_end(a, b);
    let same = start + end;
    2 * same >= long || 2 * (same + common_middle(&a[..a.len() - end], &b[..b.len() - end])) >= long
}

/// Returns how long the stretch around the middle of `a` is that stands somewhere in `b`, in bytes.
fn common_middle(a: &[u8], b: &[u8]) -> usize {
    let from = a.len().saturating_sub(PROBE) / 2;
    let Some(probe) = a.get(from..from + PROBE) else { return 0 };
    let Some(at) = memchr::memmem::find(b, probe) else { return 0 };
    common_end(&a[..from], &b[..at]) + PROBE + common_start(&a[from + PROBE..], &b[at + PROBE..])
}

fn whole_text(node: NodeRef<'_>) -> Cow<'_, str> {
    let mut out = Cow::Borrowed("");
    node.each_text(&mut |text| if out.is_empty() { out = Cow::Borrowed(text) } else { out.to_mut().push_str(text) });
    out
}

/// An empty paragraph or a rule elsewhere is another one, not the same one moved.
fn says_something(node: NodeRef<'_>) -> bool {
    size(node) > 0
}

fn size(node: NodeRef<'_>) -> u32 {
    let mut bytes = 0usize;
    node.each_text(&mut |text| bytes += text.len());
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The words of the siblings that have no partner yet.
struct Profiles {
    /// Sorted word ids by sibling, older and newer.
    words: [FxHashMap<usize, Vec<u32>>; 2],
    /// Weight of a word by its id: rare ones tell more.
    weights: Vec<u32>,
    /// Sum of weights by sibling.
    totals: [FxHashMap<usize, u32>; 2],
}

impl Profiles {
    fn of(state: &State<'_, '_>, steps: &mut u64) -> Self {
        let free: [Vec<usize>; 2] = [state.free(0).collect(), state.free(1).collect()];
        let mut profiles = Self { words: Default::default(), weights: Vec::new(), totals: Default::default() };
        if free.iter().any(Vec::is_empty) {
            return profiles;
        }
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let mut counts: [Vec<u32>; 2] = Default::default();
        for side in 0..2 {
            for &at in &free[side] {
                let mut words = Vec::new();
                let node = if side == 0 { state.before[at] } else { state.after[at] };
                node.each_text(&mut |text| {
                    segment(text, 0, &mut |token, letters| {
                        *steps = steps.saturating_sub(1);
                        if letters == 0 {
                            return;
                        }
                        let next = ids.len() as u32;
                        let id = *ids.entry(&text[token]).or_insert(next);
                        words.push(id);
                        if counts[side].len() <= id as usize {
                            counts[side].resize(id as usize + 1, 0);
                        }
                        counts[side][id as usize] += 1;
                    });
                });
                words.sort_unstable();
                profiles.words[side].insert(at, words);
            }
        }
        let count = |side: usize, id: usize| counts[side].get(id).copied().unwrap_or(0);
        profiles.weights = (0..ids.len()).map(|id| 16 / (1 + count(0, id).max(count(1, id)).max(1).ilog2())).map(|w| w.max(1)).collect();
        for side in 0..2 {
            let total = |words: &Vec<u32>| words.iter().map(|id| profiles.weights[*id as usize]).sum();
            profiles.totals[side] = profiles.words[side].iter().map(|(at, words)| (*at, total(words))).collect();
        }
        profiles
    }

    fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    fn words(&self, from: usize) -> usize {
        self.words[0].get(&from).map_or(0, Vec::len)
    }

    /// Adds the likeness of two siblings to `found`, unless it is there or the steps ran out.
    fn likeness(&self, state: &State<'_, '_>, i: usize, j: usize, steps: &mut u64, found: &mut FxHashMap<(usize, usize), u32>) {
        let (Some(a), Some(b)) = (self.words[0].get(&i), self.words[1].get(&j)) else { return };
        let cost = (a.len() + b.len()) as u64;
        if *steps < cost || found.contains_key(&(i, j)) || !state.before[i].is_akin(state.after[j]) {
            return;
        }
        *steps -= cost;
        let (mut x, mut y, mut common) = (0, 0, 0u64);
        while x < a.len() && y < b.len() {
            match a[x].cmp(&b[y]) {
                std::cmp::Ordering::Less => x += 1,
                std::cmp::Ordering::Greater => y += 1,
                std::cmp::Ordering::Equal => {
                    common += u64::from(self.weights[a[x] as usize]);
                    (x, y) = (x + 1, y + 1);
                }
            }
        }
        let total = u64::from(self.totals[0][&i]) + u64::from(self.totals[1][&j]);
        let mut score = (2_000 * common).checked_div(total).unwrap_or(0) as u32;
        if state.before[i].name() != state.after[j].name() {
            score = score * 7 / 8;
        }
        found.insert((i, j), score);
    }

    /// Returns pairs that share rare words, the most promising of each older sibling.
    fn leads(&self, steps: &mut u64) -> Vec<(usize, usize)> {
        let mut holders: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (at, words) in &self.words[1] {
            for id in distinct(words) {
                holders.entry(id).or_default().push(*at);
            }
        }
        let mut leads = Vec::new();
        let mut shared: FxHashMap<usize, u32> = FxHashMap::default();
        let mut old: Vec<_> = self.words[0].iter().collect();
        old.sort_unstable_by_key(|(at, _)| **at);
        for (from, words) in old {
            shared.clear();
            for id in distinct(words) {
                let Some(places) = holders.get(&id).filter(|places| places.len() <= RARE) else { continue };
                *steps = steps.saturating_sub(places.len() as u64);
                places.iter().for_each(|to| *shared.entry(*to).or_default() += self.weights[id as usize]);
            }
            let mut ranked: Vec<(std::cmp::Reverse<u32>, usize)> =
                shared.iter().map(|(to, weight)| (std::cmp::Reverse(*weight), *to)).collect();
            ranked.sort_unstable();
            leads.extend(ranked.into_iter().take(PARTNERS).map(|(_, to)| (*from, to)));
        }
        leads
    }
}

fn distinct(sorted: &[u32]) -> impl Iterator<Item = u32> {
    sorted.iter().enumerate().filter(|(at, id)| *at == 0 || sorted[at - 1] != **id).map(|(_, id)| *id)
}
