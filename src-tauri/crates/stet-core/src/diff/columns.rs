//! Which column of an older table is which of a newer one, so that a column that came or went is one in every row.

use std::collections::HashMap;

use super::align::Pair;
use super::node::NodeRef;

/// Wider tables are compared row by row.
const WIDEST: usize = 64;

/// Columns of two tables, paired in order.
pub(super) struct Columns {
    pairs: Vec<Pair>,
}

impl Columns {
    /// Pairs the columns of two tables; none where a table has rows of several widths or cells that cover several columns, or where
    /// the columns are too many for what is left of `steps`.
    pub(super) fn of(before: &[NodeRef<'_>], after: &[NodeRef<'_>], steps: &mut u64) -> Option<Self> {
        let (old, new) = (width(before)?, width(after)?);
        let cost = (before.len() * old + after.len() * new) as u64;
        if old > WIDEST || new > WIDEST || *steps < cost {
            return None;
        }
        *steps -= cost;
        let (x, y) = (contents(before, old), contents(after, new));
        // What two columns have in common: cells of the same content, those of the first row, which is their name, three times.
        let likeness = |i: usize, j: usize| -> u32 {
            let cells: u32 = x[i].iter().map(|(cell, count)| (*count).min(y[j].get(cell).copied().unwrap_or(0))).sum();
            let heads = before.first().zip(after.first()).is_some_and(|(a, b)| a.children()[i] == b.children()[j]);
            2 * cells + 4 * u32::from(heads)
        };
        let scores: Vec<Vec<u32>> = (0..old).map(|i| (0..new).map(|j| likeness(i, j)).collect()).collect();
        let mut best = vec![vec![0u32; new + 1]; old + 1];
        for i in (0..old).rev() {
            for j in (0..new).rev() {
                best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(scores[i][j] + best[i + 1][j + 1]);
            }
        }
        let straight: u32 = (0..old.min(new)).map(|at| scores[at][at]).sum();
        if old == new && best[0][0] <= straight + before.len().min(after.len()) as u32 {
            return Some(Self { pairs: (0..old).map(|at| Pair { from: at, to: at, stands: true }).collect() });
        }
        let mut found = Vec::new();
        let (mut i, mut j) = (0, 0);
        while i < old && j < new {
            if scores[i][j] > 0 && best[i][j] == scores[i][j] + best[i + 1][j + 1] {
                found.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if best[i][j] == best[i + 1][j] {
                i += 1;
            } else {
                j += 1;
            }
        }
        // Columns between those, as many on both sides, were rewritten.
        let mut pairs = Vec::new();
        let (mut from, mut to) = (0, 0);
        for (i, j) in found.into_iter().chain([(old, new)]) {
            if i - from == j - to {
                pairs.extend((from..i).zip(to..j));
            }
            if i < old {
                pairs.push((i, j));
            }
            (from, to) = (i + 1, j + 1);
        }
        Some(Self { pairs: pairs.into_iter().map(|(from, to)| Pair { from, to, stands: true }).collect() })
    }

    /// Returns the pairs of cells of any row.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        self.pairs.clone()
    }
}

/// Returns how many columns the rows have, if all have as many.
fn width(rows: &[NodeRef<'_>]) -> Option<usize> {
    let mut widths = rows.iter().map(|row| {
        let cells = row.children();
        let plain = cells.iter().all(|cell| matches!(cell, NodeRef::Cell(cell) if cell.colspan == 1 && cell.rowspan == 1));
        plain.then_some(cells.len())
    });
    let first = widths.next()??;
    widths.all(|width| width == Some(first)).then_some(first)
}

/// Counts what stands in each column.
fn contents(rows: &[NodeRef<'_>], width: usize) -> Vec<HashMap<u64, u32>> {
    let mut columns = vec![HashMap::new(); width];
    for row in rows {
        for (at, cell) in row.children().into_iter().enumerate().filter(|(_, cell)| cell.words() > 0) {
            *columns[at].entry(cell.content_hash()).or_insert(0) += 1;
        }
    }
    columns
}
