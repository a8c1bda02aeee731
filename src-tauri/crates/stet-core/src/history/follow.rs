//! A passage or a block followed through the layers of a story, backwards to where it came and forwards to where it went.

use std::ops::Range;

use super::lineage::{FIELDS, Lineage};
use super::origin::{Span, units};
use crate::library::{BlameRun, PassageChange, PassageEvent, Spot};
use crate::{Error, Result};

/// A passage is the same one, edited, while at least this share of it is found again, in hundredths.
const SAME: u32 = 40;

/// A stretch of a piece in a layer: its place, and offsets in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) place: usize,
    pub(crate) range: Range<u32>,
}

/// Returns the place of a spot in a layer. Errors: FieldInvalid where there is none.
pub(crate) fn place_of(lineage: &Lineage, layer: usize, spot: &Spot) -> Result<usize> {
    let none = |reason: &str| Error::FieldInvalid { field: "place", reason: reason.to_owned() };
    match spot {
        Spot::Field { name } => FIELDS
            .iter()
            .position(|field| field == name)
            .ok_or_else(|| none("only headline, standfirst and body are followed word by word")),
        Spot::Block { index } => {
            let place = index.saturating_add(FIELDS.len());
            (place < lineage.at(layer).len()).then_some(place).ok_or_else(|| none("the text has no such block"))
        }
    }
}

fn spot_of(place: usize) -> Spot {
    match FIELDS.get(place) {
        Some(name) => Spot::Field { name: (*name).to_owned() },
        None => Spot::Block { index: place - FIELDS.len() },
    }
}

/// Returns where each stretch of a piece came: for each run of its text the layer that brought it.
pub(crate) fn blame(lineage: &Lineage, layer: usize) -> Vec<Vec<BlameRun>> {
    // What still looks for its origin: where it stands in the answer, and where in the layer that the walk has come to.
    struct Open {
        answer: (usize, u32),
        at: Stretch,
    }
    let ids = lineage.at(layer);
    let mut answers: Vec<Vec<BlameRun>> = vec![Vec::new(); ids.len()];
    let mut open: Vec<Open> = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        let length = units(lineage.piece(*id).text());
        if length > 0 {
            open.push(Open { answer: (place, 0), at: Stretch { place, range: 0..length } });
        }
    }
    for newer in (0..=layer).rev() {
        let revision = lineage.numbers[newer];
        let mut settle = |answer: (usize, u32), length: u32| {
            answers[answer.0].push(BlameRun { from: answer.1, to: answer.1 + length, revision });
        };
        let Some(transition) = newer.checked_sub(1).map(|older| &lineage.transitions[older]) else {
            open.drain(..).for_each(|rest| settle(rest.answer, rest.at.range.end - rest.at.range.start));
            break;
        };
        let (start, end) = (transition.start, transition.start + transition.new.len());
        let mut next = Vec::with_capacity(open.len());
        for Open { answer, at } in open {
            if at.place < start {
                next.push(Open { answer, at });
            } else if at.place >= end {
                next.push(Open { answer, at: Stretch { place: at.place - end + start + transition.old.len(), range: at.range } });
            } else {
                let origin = &lineage.step(newer - 1).0[at.place - start];
                let mut done = at.range.start;
                for (part, old) in overlap(&origin.spans, &at.range) {
                    if part.start > done {
                        settle((answer.0, answer.1 + done - at.range.start), part.start - done);
                    }
                    let range = old.1..old.1 + (part.end - part.start);
                    next.push(Open {
                        answer: (answer.0, answer.1 + part.start - at.range.start),
                        at: Stretch { place: start + old.0, range },
                    });
                    done = part.end;
                }
                if done < at.range.end {
                    settle((answer.0, answer.1 + done - at.range.start), at.range.end - done);
                }
            }
        }
        open = next;
        if open.is_empty() {
            break;
        }
    }
    for runs in &mut answers {
        runs.sort_unstable_by_key(|run| run.from);
        runs.dedup_by(|next, run| {
            let joins = run.to == next.from && run.revision == next.revision;
            if joins {
                run.to = next.to;
            }
            joins
        });
    }
    answers
}

/// Returns the parts of spans that lie in `range`, with where each begins in the older pieces.
fn overlap<'s>(spans: &'s [Span], range: &'s Range<u32>) -> impl Iterator<Item = (Range<u32>, (usize, u32))> + 's {
    spans.iter().filter_map(|span| {
        let part = span.new.start.max(range.start)..span.new.end.min(range.end);
        (!part.is_empty()).then(|| (part.clone(), (span.old.0, span.old.1 + part.start - span.new.start)))
    })
}

/// Returns the layers in which the piece at `place` of `layer` came, changed or went, newest first.
pub(crate) fn block(lineage: &Lineage, layer: usize, place: usize) -> Vec<usize> {
    let mut changed = Vec::new();
    let mut at = place;
    for newer in layer + 1..lineage.numbers.len() {
        let transition = &lineage.transitions[newer - 1];
        let (start, end) = (transition.start, transition.start + transition.old.len());
        if at < start {
            continue;
        }
        if at >= end {
            at = at - end + start + transition.new.len();
            continue;
        }
        let origins = &lineage.step(newer - 1).0;
        // Of the parts of one that was split, the one that took most of it goes on.
        let heirs = origins.iter().enumerate().filter(|(_, origin)| origin.parent == Some(at - start));
        let share = |spans: &[Span]| spans.iter().filter(|span| span.old.0 == at - start).map(|span| span.new.len()).sum::<usize>();
        let Some((heir, _)) = heirs.max_by_key(|(place, origin)| (share(&origin.spans), usize::MAX - place)) else {
            changed.push(newer);
            break;
        };
        if transition.new[heir] != transition.old[at - start] {
            changed.push(newer);
        }
        at = start + heir;
    }
    changed.reverse();
    at = place;
    for newer in (1..=layer).rev() {
        let transition = &lineage.transitions[newer - 1];
        let (start, end) = (transition.start, transition.start + transition.new.len());
        if at < start {
            continue;
        }
        if at >= end {
            at = at - end + start + transition.old.len();
            continue;
        }
        let Some(parent) = lineage.step(newer - 1).0[at - start].parent else {
            changed.push(newer);
            return changed;
        };
        if transition.old[parent] != transition.new[at - start] {
            changed.push(newer);
        }
        at = start + parent;
    }
    changed.push(0);
    changed
}

/// An event, by the layer in which it happened.
type Happened = (usize, PassageChange, String, Option<Spot>);

/// Follows a stretch of `layer` both ways; returns what happened to it, newest first, and the layers in which it stands.
pub(crate) fn passage(lineage: &Lineage, layer: usize, stretch: &Stretch) -> (Vec<Happened>, Range<usize>) {
    let mut events = Vec::new();
    let mut until = lineage.numbers.len();
    let mut text = cut(lineage, lineage.at(layer)[stretch.place], &stretch.range);
    let mut at = stretch.clone();
    for newer in layer + 1..lineage.numbers.len() {
        match forward(lineage, newer, &at) {
            Some((next, id)) => {
                if let Some(id) = id {
                    let now = cut(lineage, id, &next.range);
                    if now != text {
                        events.push((newer, PassageChange::Changed, now.clone(), Some(spot_of(next.place))));
                    }
                    text = now;
                }
                at = next;
            }
            None => {
                events.push((newer, PassageChange::Went, text.clone(), None));
                until = newer;
                break;
            }
        }
    }
    events.reverse();
    text = cut(lineage, lineage.at(layer)[stretch.place], &stretch.range);
    at = stretch.clone();
    for newer in (1..=layer).rev() {
        match backward(lineage, newer, &at) {
            Some((next, id)) => {
                if let Some(id) = id {
                    let then = cut(lineage, id, &next.range);
                    if then != text {
                        events.push((newer, PassageChange::Changed, text, Some(spot_of(at.place))));
                    }
                    text = then;
                }
                at = next;
            }
            None => {
                events.push((newer, PassageChange::Came, text, Some(spot_of(at.place))));
                return (events, newer..until);
            }
        }
    }
    events.push((0, PassageChange::Came, text, Some(spot_of(at.place))));
    (events, 0..until)
}

/// Returns where a stretch of the layer before `newer` is in it, and the piece if its words may differ; none where it went.
fn forward(lineage: &Lineage, newer: usize, at: &Stretch) -> Option<(Stretch, Option<u32>)> {
    let transition = &lineage.transitions[newer - 1];
    let (start, end) = (transition.start, transition.start + transition.old.len());
    if at.place < start {
        return Some((at.clone(), None));
    }
    if at.place >= end {
        return Some((Stretch { place: at.place - end + start + transition.new.len(), range: at.range.clone() }, None));
    }
    let from = at.place - start;
    let mut best: Option<(u32, usize, Range<u32>)> = None;
    for (to, origin) in lineage.step(newer - 1).0.iter().enumerate() {
        let mut found: Found = None;
        for span in origin.spans.iter().filter(|span| span.old.0 == from) {
            let length = span.new.end - span.new.start;
            let part = span.old.1.max(at.range.start)..(span.old.1 + length).min(at.range.end);
            if !part.is_empty() {
                let begin = span.new.start + part.start - span.old.1;
                widen(&mut found, begin..begin + (part.end - part.start));
            }
        }
        if let Some((kept, range)) = found
            && best.as_ref().is_none_or(|best| kept > best.0)
        {
            best = Some((kept, to, range));
        }
    }
    let (kept, to, range) = best?;
    is_same(kept, &at.range).then(|| (Stretch { place: start + to, range }, Some(transition.new[to])))
}

/// Returns where a stretch of `newer` is in the layer before it, and the piece if its words may differ; none where it came.
fn backward(lineage: &Lineage, newer: usize, at: &Stretch) -> Option<(Stretch, Option<u32>)> {
    let transition = &lineage.transitions[newer - 1];
    let (start, end) = (transition.start, transition.start + transition.new.len());
    if at.place < start {
        return Some((at.clone(), None));
    }
    if at.place >= end {
        return Some((Stretch { place: at.place - end + start + transition.old.len(), range: at.range.clone() }, None));
    }
    let mut found: Vec<(usize, Found)> = Vec::new();
    for (part, old) in overlap(&lineage.step(newer - 1).0[at.place - start].spans, &at.range) {
        let at = found.iter().position(|(from, _)| *from == old.0).unwrap_or_else(|| {
            found.push((old.0, None));
            found.len() - 1
        });
        widen(&mut found[at].1, old.1..old.1 + (part.end - part.start));
    }
    let best = found.into_iter().filter_map(|(from, found)| found.map(|(kept, range)| (kept, from, range))).max_by_key(|(kept, ..)| *kept);
    let (kept, from, range) = best?;
    is_same(kept, &at.range).then(|| (Stretch { place: start + from, range }, Some(transition.old[from])))
}

/// How much of a stretch was found, and from where to where.
type Found = Option<(u32, Range<u32>)>;

fn widen(found: &mut Found, part: Range<u32>) {
    let length = part.end - part.start;
    *found = Some(match found.take() {
        Some((kept, range)) => (kept + length, range.start.min(part.start)..range.end.max(part.end)),
        None => (length, part),
    });
}

fn is_same(kept: u32, range: &Range<u32>) -> bool {
    u64::from(kept) * 100 >= u64::from(range.end - range.start) * u64::from(SAME)
}

/// Returns the text of a stretch.
fn cut(lineage: &Lineage, id: u32, range: &Range<u32>) -> String {
    let mut at = 0;
    let inside = |c: &char| {
        let here = at;
        at += c.len_utf16() as u32;
        range.contains(&here)
    };
    lineage.piece(id).text().chars().filter(inside).collect()
}

/// Returns what happened to every occurrence of `text` through the layers, newest first. Case, white space and the form of quotes
/// do not matter; small edits do not end it.
pub(crate) fn find(lineage: &Lineage, text: &str) -> Vec<PassageEvent> {
    let needle = Folded::of(text).text;
    if needle.is_empty() || lineage.numbers.is_empty() {
        return Vec::new();
    }
    let holds: Vec<Option<Range<u32>>> = lineage.pieces().iter().map(|piece| Folded::of(piece.text()).find(&needle)).collect();
    if holds.iter().all(Option::is_none) {
        return across(lineage, &needle, text);
    }
    let mut happened: Vec<Happened> = Vec::new();
    let mut covered = vec![false; lineage.numbers.len()];
    let mut ids = lineage.top.clone();
    let last = lineage.numbers.len() - 1;
    let mut look = (0..ids.len()).collect::<Vec<_>>();
    for layer in (0..=last).rev() {
        if layer < last {
            let transition = &lineage.transitions[layer];
            ids.splice(transition.start..transition.start + transition.new.len(), transition.old.iter().copied());
            look = (transition.start..transition.start + transition.old.len()).collect();
        }
        // What stood here before is known already, unless it is new on this walk; then it is looked at once.
        let place = look.iter().copied().find(|place| holds[ids[*place] as usize].is_some());
        if let Some((place, range)) = place.and_then(|place| Some((place, holds[ids[place] as usize].clone()?)))
            && !covered[layer]
        {
            let (events, layers) = passage(lineage, layer, &Stretch { place, range });
            covered[layers].fill(true);
            happened.extend(events);
        }
    }
    let mut events: Vec<Happened> = Vec::new();
    happened.sort_by_key(|event| (std::cmp::Reverse(event.0), event.1 == PassageChange::Came));
    for event in happened {
        if !events.iter().rev().take_while(|other| other.0 == event.0).any(|other| other.1 == event.1) {
            events.push(event);
        }
    }
    told(lineage, events)
}

/// Gives each event its revision.
pub(crate) fn told(lineage: &Lineage, events: Vec<Happened>) -> Vec<PassageEvent> {
    let tell = |(layer, change, text, place): Happened| PassageEvent { revision: lineage.numbers[layer], change, text, place };
    events.into_iter().map(tell).collect()
}

/// A passage that no single block holds: in a footnote or a credit, or over the end of a paragraph. It comes and goes.
fn across(lineage: &Lineage, needle: &str, text: &str) -> Vec<PassageEvent> {
    let plain: Vec<String> = lineage.pieces().iter().map(|piece| Folded::of(&piece.plain()).text).collect();
    let mut ids = lineage.top.clone();
    let mut there: Vec<bool> = Vec::with_capacity(lineage.numbers.len());
    for layer in (0..lineage.numbers.len()).rev() {
        if let Some(transition) = lineage.transitions.get(layer) {
            ids.splice(transition.start..transition.start + transition.new.len(), transition.old.iter().copied());
        }
        let whole: Vec<&str> = ids.iter().map(|id| plain[*id as usize].as_str()).filter(|text| !text.is_empty()).collect();
        there.push(whole.join(" ").contains(needle));
    }
    there.reverse();
    let mut events = Vec::new();
    for (layer, is_there) in there.iter().enumerate() {
        let was_there = layer.checked_sub(1).is_some_and(|before| there[before]);
        if *is_there != was_there {
            let change = if *is_there { PassageChange::Came } else { PassageChange::Went };
            events.push((layer, change, text.split_whitespace().collect::<Vec<_>>().join(" "), None));
        }
    }
    events.reverse();
    told(lineage, events)
}

/// A text as a passage is looked for: in lower case, every run of white space one space, straight quotes; and where each byte of
/// it stands in the text, in UTF-16 units.
struct Folded {
    text: String,
    at: Vec<u32>,
    end: u32,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), at: Vec::with_capacity(text.len()), end: 0 };
        let mut gap = None;
        for c in text.chars() {
            let here = folded.end;
            folded.end += c.len_utf16() as u32;
            if c.is_whitespace() || c == super::lineage::UNIT {
                gap = gap.or(Some(here));
                continue;
            }
            if let Some(gap) = gap.take().filter(|_| !folded.text.is_empty()) {
                folded.add(' ', gap);
            }
            match c {
                '‘' | '’' | 'ʼ' => folded.add('\'', here),
                '“' | '”' => folded.add('"', here),
                _ => c.to_lowercase().for_each(|c| folded.add(c, here)),
            }
        }
        folded
    }

    fn add(&mut self, c: char, at: u32) {
        self.text.push(c);
        self.at.resize(self.text.len(), at);
    }

    /// Returns where `needle` stands first, in units of the text as it was.
    fn find(&self, needle: &str) -> Option<Range<u32>> {
        let start = self.text.find(needle)?;
        let after = self.text[start + needle.len()..].chars().next();
        let end = after.map_or(self.end, |_| self.at[start + needle.len()]);
        Some(self.at[start]..end)
    }
}
