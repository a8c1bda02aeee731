//! How the blocks of a story came down through its revisions: what a passage, a blame and the dots of the timeline are read from.
//!
//! Each different block is kept once; of each revision only what differs from the next is noted, so ten thousand revisions take
//! a few megabytes, and most steps of a walk touch nothing. Owns no file: it is built in one pass along the deltas, newest first,
//! and grows as revisions are added. A revision that cannot be read is passed over and noted; what came in it counts for the next.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use rusqlite::Connection;

use super::canonical;
use super::origin::Step;
use super::snapshots::Walk;
use crate::diff::Lines;
use crate::document::{Block, Document};
use crate::store::articles::ArticleRow;
use crate::store::revisions::{self, Stratum};
use crate::{Error, Result, RevisionNumber};

/// Places of a layer before the first block: headline and standfirst.
pub(crate) const FIELDS: [&str; 2] = ["headline", "standfirst"];

/// Stands for a break, a picture or a footnote in a block's text.
pub(crate) const UNIT: char = '\u{FFFC}';

/// A block, or the text of a field, that some revision holds.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Canonical JSON.
    raw: Box<[u8]>,
    text: OnceLock<String>,
}

/// What differs between a layer and the one before it.
#[derive(Debug)]
pub(crate) struct Transition {
    /// Where it begins, on both sides.
    pub(crate) start: usize,
    pub(crate) old: Box<[u32]>,
    pub(crate) new: Box<[u32]>,
    pub(crate) step: OnceLock<Step>,
}

/// The layers of a story, oldest first: its revisions, and the working copy on top where that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Lineage {
    pieces: Vec<Piece>,
    known: HashMap<Box<[u8]>, u32>,
    /// The newest layer.
    pub(crate) top: Vec<u32>,
    /// `transitions[n]` leads from layer n to layer n + 1.
    pub(crate) transitions: Vec<Transition>,
    /// The revision that each layer is; none for the working copy.
    pub(crate) numbers: Vec<Option<RevisionNumber>>,
    /// Revisions that are no layer because they cannot be read, in any order; those that were thinned out are not among them.
    pub(crate) damaged: Vec<RevisionNumber>,
    /// The newest revision that is in it, and how many there are up to it.
    upto: Option<Stratum>,
    count: u32,
}

impl Piece {
    /// Makes a piece of canonical JSON: a block, a text, or a list of texts.
    pub(crate) fn of(raw: &[u8]) -> Self {
        Self { raw: raw.into(), text: OnceLock::new() }
    }

    /// Returns the block; `None` for a field.
    pub(crate) fn block(&self) -> Option<Block> {
        if self.raw.first() != Some(&b'{') {
            return None;
        }
        let mut json = br#"{"type":"doc","content":["#.to_vec();
        json.extend_from_slice(&self.raw);
        json.extend_from_slice(b"]}");
        serde_json::from_slice::<Document>(&json).ok()?.content.pop()
    }

    /// Returns the text as offsets count it: the lines as [`Lines`] has them, with a line end between; one [`UNIT`] for each break,
    /// picture and footnote.
    pub(crate) fn text(&self) -> &str {
        self.text.get_or_init(|| match self.raw.first() {
            Some(b'"') => serde_json::from_slice::<String>(&self.raw).unwrap_or_default(),
            Some(b'[') => serde_json::from_slice::<Vec<String>>(&self.raw).unwrap_or_default().join(", "),
            _ => {
                let body = Document { content: self.block().into_iter().collect() };
                Lines::of(&body).lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
            }
        })
    }

    /// Returns all that can be read in it, footnotes and credits too.
    pub(crate) fn plain(&self) -> String {
        match self.block() {
            Some(block) => Document { content: vec![block] }.plain_text(),
            None => self.text().to_owned(),
        }
    }
}

impl Lineage {
    /// Brings the lineage up to the newest revision of `row`, and puts the working copy on top with `draft`. `go_on` is asked now
    /// and then. Errors: Cancelled.
    pub(crate) fn update(
        &mut self,
        connection: &Connection,
        row: &ArticleRow,
        draft: Option<&[u8]>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<()> {
        self.drop_draft();
        let strata = revisions::strata(connection, row.key)?;
        let known = strata.iter().position(|stratum| Some(stratum) == self.upto.as_ref()).filter(|at| *at + 1 == self.count as usize);
        if known.is_none() {
            *self = Self::default();
        }
        let fresh = &strata[known.map_or(0, |at| at + 1)..];
        // Newest first: along the deltas every content is one small step from the one before.
        let mut walk = Walk::default();
        let mut layers = Vec::with_capacity(fresh.len());
        for (at, stratum) in fresh.iter().enumerate().rev() {
            if at % 64 == 0 && !go_on() {
                *self = Self::default();
                return Err(Error::Cancelled);
            }
            match walk.get(connection, stratum.snapshot, stratum.number) {
                Ok(content) => layers.push((Some(stratum.number), self.cut(content))),
                Err(Error::RevisionDamaged { .. }) => self.damaged.push(stratum.number),
                Err(Error::RevisionThinned { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        for (number, layer) in layers.into_iter().rev() {
            self.push(number, layer);
        }
        self.upto = strata.last().cloned();
        self.count = u32::try_from(strata.len()).unwrap_or(u32::MAX);
        if let Some(content) = draft {
            let layer = self.cut(content);
            self.push(None, layer);
        }
        Ok(())
    }

    /// Returns the layer that a revision is, the newest for none. Errors: RevisionUnknown, RevisionDamaged.
    pub(crate) fn layer(&self, number: Option<RevisionNumber>, head: RevisionNumber) -> Result<usize> {
        if let Some(at) = self.numbers.iter().rposition(|other| *other == number) {
            return Ok(at);
        }
        match number {
            Some(number) if (1..=head).contains(&number) => {
                Err(Error::RevisionDamaged { number, reason: "its content cannot be read".to_owned() })
            }
            number => Err(Error::RevisionUnknown { number: number.unwrap_or(0), head }),
        }
    }

    /// Returns the pieces of a layer.
    pub(crate) fn at(&self, layer: usize) -> Vec<u32> {
        let mut ids = self.top.clone();
        for transition in self.transitions[layer..].iter().rev() {
            let end = transition.start + transition.new.len();
            ids.splice(transition.start..end, transition.old.iter().copied());
        }
        ids
    }

    /// Returns a piece.
    pub(crate) fn piece(&self, id: u32) -> &Piece {
        &self.pieces[id as usize]
    }

    /// Returns all pieces, by id.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Returns where the words of a transition's newer side came from.
    pub(crate) fn step(&self, transition: usize) -> &Step {
        let transition = &self.transitions[transition];
        transition.step.get_or_init(|| Step::of(self, transition))
    }

    /// Cuts a story's bytes into pieces: fields first, then the blocks of the body.
    fn cut(&mut self, content: &[u8]) -> Vec<u32> {
        let whole = |range: &Range<usize>| content[range.clone()].into();
        match canonical::cut(content, &FIELDS) {
            Some(ranges) => ranges.iter().map(|range| self.intern(whole(range))).collect(),
            None => vec![self.intern((*b"\"\"").into()), self.intern((*b"\"\"").into())],
        }
    }

    fn intern(&mut self, raw: Box<[u8]>) -> u32 {
        if let Some(id) = self.known.get(&raw) {
            return *id;
        }
        let id = u32::try_from(self.pieces.len()).unwrap_or(u32::MAX);
        self.pieces.push(Piece::of(&raw));
        self.known.insert(raw, id);
        id
    }

    fn push(&mut self, number: Option<RevisionNumber>, layer: Vec<u32>) {
        if !self.numbers.is_empty() {
            let start = self.top.iter().zip(&layer).take_while(|(old, new)| old == new).count();
            let (old, new) = (&self.top[start..], &layer[start..]);
            let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
            let (old, new) = (old[..old.len() - end].into(), new[..new.len() - end].into());
            self.transitions.push(Transition { start, old, new, step: OnceLock::new() });
        }
        self.numbers.push(number);
        self.top = layer;
    }

    fn drop_draft(&mut self) {
        if self.numbers.last() == Some(&None) {
            self.numbers.pop();
            match self.transitions.pop() {
                Some(last) => drop(self.top.splice(last.start..last.start + last.new.len(), last.old.iter().copied())),
                None => self.top.clear(),
            }
        }
    }
}
