//! Where each word of a newer body stood in an older one: what blame and the history of a passage are built on.
//!
//! Follows words through edits, moves, splits, joins and new containers; says nothing of form. Cheap where little changed: a
//! line that stayed is found by its hash and never cut into words. Owns no story: walking the revisions is the caller's.

use std::collections::HashMap;
use std::ops::Range;

use super::align::align;
use super::line;
use super::node::NodeRef;
use super::tokens::Line;
use super::{Budget, words};
use crate::document::{Block, Document, Inline};

/// So many words in a row, left over on both sides, are the same words at another place.
const RUN: usize = 4;

/// The lines of a body in reading order: paragraphs, headings, captions, cells, items, code, titles of embeds; a footnote's lines
/// follow the line that refers to it. [`carry`] numbers lines and their words as they stand here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<TextLine>,
}

/// A line of a body and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// Its place: a block of the body, counted from 0, then what is inside it. Inside a line the number of the inline that is a
    /// footnote, then the block in it.
    pub path: Vec<usize>,
    /// Its text; U+FFFC for each inline that is not text.
    pub text: String,
    /// Its words, as ranges of bytes in `text`, in order. Spaces and signs are no words.
    pub words: Vec<Range<usize>>,
}

/// Where the words of a line stood before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The line has the text of an older line (its form or place may differ), so each word is that line's word of the same number.
    Same {
        /// The older line.
        line: usize,
    },
    /// The line is new or was edited.
    Words {
        /// The older line that it continues, if it does.
        line: Option<usize>,
        /// For each word of the newer line: the older line and the word in it, or none where the word is new.
        words: Vec<Option<(usize, usize)>>,
    },
}

/// Where the words of a newer body stood in an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// An origin for each line of the newer body, as [`Lines`] counts them.
    pub lines: Vec<Origin>,
}

impl Lines {
    /// Returns the lines of a body.
    pub fn of(document: &Document) -> Self {
        let cut = |leaf: Leaf<'_>| {
            let content = content(leaf.node);
            let line = Line::new(&content);
            let words = words_of(&line).map(|token| line.tokens[token].clone()).collect();
            TextLine { words, text: line.text.into_owned(), path: leaf.path }
        };
        Self { lines: leaves(document).into_iter().map(cut).collect() }
    }
}

/// Says for each word of `after` where it stood in `before`. Costs about as much as cutting the edited lines into words;
/// where `budget` runs out, words of edited lines count as new.
pub fn carry(before: &Document, after: &Document, budget: Budget) -> Carried {
    let mut steps = budget.steps;
    let (old, new) = (leaves(before), leaves(after));
    let (a, b) = (nodes_of(&old), nodes_of(&new));
    let mut source = vec![None; new.len()];
    let mut continued = vec![false; old.len()];
    let mut lines: Vec<Origin> = vec![Origin::Words { line: None, words: Vec::new() }; new.len()];
    for pair in align(&a, &b, &mut steps) {
        if a[pair.from] == b[pair.to] || content(a[pair.from]) == content(b[pair.to]) {
            lines[pair.to] = Origin::Same { line: pair.from };
            continued[pair.from] = true;
        } else {
            source[pair.to] = Some(pair.from);
        }
    }
    let mut left = Leftovers::default();
    let mut went: Vec<Option<Vec<usize>>> = vec![None; old.len()];
    let contents = |nodes: &[NodeRef<'_>], at: usize| content(nodes[at]).into_owned();
    let mut edited: Vec<(usize, Vec<Inline>)> = Vec::new();
    for to in (0..new.len()).filter(|to| !matches!(lines[*to], Origin::Same { .. })) {
        edited.push((to, contents(&b, to)));
    }
    let older: Vec<(usize, Vec<Inline>)> = (0..old.len()).filter(|from| !continued[*from]).map(|from| (from, contents(&a, from))).collect();
    let older: HashMap<usize, Line<'_>> = older.iter().map(|(from, content)| (*from, Line::new(content))).collect();
    let newer: Vec<(usize, Line<'_>)> = edited.iter().map(|(to, content)| (*to, Line::new(content))).collect();
    for (to, line) in &newer {
        let mut origins = vec![None; words_of(line).count()];
        if let Some((from, edits)) =
            source[*to].and_then(|from| older.get(&from).and_then(|older| Some((from, line::edits(older, line, (0, 0), &mut steps)?))))
        {
            let older = &older[&from];
            let (old_words, new_words) = (numbers(older), numbers(line));
            let mut stays = vec![true; old_words.len()];
            let (mut x, mut y) = (0, 0);
            let ends = (older.tokens.len()..older.tokens.len(), line.tokens.len()..line.tokens.len());
            for (before, after) in edits.edits.into_iter().map(|edit| (edit.before, edit.after)).chain([ends]) {
                for (i, j) in (x..before.start).zip(y..after.start) {
                    if let (Some(word), Some(place)) = (old_words[i], new_words[j]) {
                        origins[place] = Some((from, word));
                    }
                }
                stays[before.clone()].fill(false);
                (x, y) = (before.end, after.end);
            }
            went[from] = Some((0..stays.len()).filter(|token| !stays[*token]).collect());
        }
        lines[*to] = Origin::Words { line: source[*to], words: origins };
    }
    let mut from: Vec<_> = older.iter().collect();
    from.sort_unstable_by_key(|(at, _)| **at);
    for (at, line) in from {
        let gone = went[*at].take();
        left.older(*at, line, gone.as_deref());
    }
    left.find(&newer, &mut lines, &mut steps);
    Carried { lines }
}

/// Words of older lines that no newer line has taken.
#[derive(Default)]
struct Leftovers<'l> {
    ids: HashMap<&'l str, u32>,
    /// Line, word and its id, in reading order.
    words: Vec<(usize, usize, u32)>,
    taken: Vec<bool>,
}

impl<'l> Leftovers<'l> {
    fn id(&mut self, word: &'l str) -> u32 {
        let next = self.ids.len() as u32;
        *self.ids.entry(word).or_insert(next)
    }

    /// Adds the words of a line that went: those among the tokens `gone`, or all.
    fn older(&mut self, at: usize, line: &'l Line<'_>, gone: Option<&[usize]>) {
        for (word, token) in words_of(line).enumerate() {
            if gone.is_none_or(|gone| gone.binary_search(&token).is_ok()) {
                let id = self.id(&line.text[line.tokens[token].clone()]);
                self.words.push((at, word, id));
                self.taken.push(false);
            }
        }
    }

    /// Finds runs of them among the new words of newer lines, and says in `lines` where those stood.
    fn find(&mut self, newer: &'l [(usize, Line<'_>)], lines: &mut [Origin], steps: &mut u64) {
        let mut places: HashMap<[u32; RUN], usize> = HashMap::new();
        for at in (0..(self.words.len() + 1).saturating_sub(RUN)).rev() {
            places.insert(std::array::from_fn(|next| self.words[at + next].2), at);
        }
        if places.is_empty() {
            return;
        }
        for (to, line) in newer {
            let Origin::Words { words: origins, .. } = &mut lines[*to] else { continue };
            let ids: Vec<u32> = words_of(line).map(|token| self.id(&line.text[line.tokens[token].clone()])).collect();
            *steps = steps.saturating_sub(ids.len() as u64);
            let mut at = 0;
            while at + RUN <= ids.len() {
                let free = |place: usize| origins[place].is_none();
                let key: [u32; RUN] = std::array::from_fn(|next| ids[at + next]);
                let Some(&start) = places.get(&key).filter(|_| (at..at + RUN).all(free)) else {
                    at += 1;
                    continue;
                };
                let length = ids[at..]
                    .iter()
                    .zip(&self.words[start..])
                    .zip(&origins[at..])
                    .zip(&self.taken[start..])
                    .take_while(|(((id, word), origin), taken)| **id == word.2 && origin.is_none() && !**taken)
                    .count();
                if length < RUN {
                    at += 1;
                    continue;
                }
                for next in 0..length {
                    let (line, word, _) = self.words[start + next];
                    origins[at + next] = Some((line, word));
                    self.taken[start + next] = true;
                }
                at += length;
            }
        }
    }
}

/// A node with a line of its own.
struct Leaf<'a> {
    node: NodeRef<'a>,
    path: Vec<usize>,
}

fn nodes_of<'a>(leaves: &[Leaf<'a>]) -> Vec<NodeRef<'a>> {
    leaves.iter().map(|leaf| leaf.node).collect()
}

fn leaves(document: &Document) -> Vec<Leaf<'_>> {
    let mut out = Vec::new();
    let mut path = Vec::new();
    gather(&NodeRef::blocks(&document.content), &mut path, &mut out);
    out
}

fn gather<'a>(nodes: &[NodeRef<'a>], path: &mut Vec<usize>, out: &mut Vec<Leaf<'a>>) {
    for (at, node) in nodes.iter().enumerate() {
        path.push(at);
        match node {
            NodeRef::Block(Block::HorizontalRule) => {}
            NodeRef::Block(block @ (Block::CodeBlock { .. } | Block::Embed { .. })) => {
                out.push(Leaf { node: NodeRef::Block(block), path: path.clone() });
            }
            NodeRef::Block(block) if block.inlines().is_some() => {
                out.push(Leaf { node: *node, path: path.clone() });
                for (place, inline) in block.inlines().unwrap_or_default().iter().enumerate() {
                    if let Inline::Footnote { content, .. } = inline {
                        path.push(place);
                        gather(&NodeRef::blocks(content), path, out);
                        path.pop();
                    }
                }
            }
            _ => gather(&node.children(), path, out),
        }
        path.pop();
    }
}

/// Returns the line of a leaf; an embed's is its title.
fn content(node: NodeRef<'_>) -> std::borrow::Cow<'_, [Inline]> {
    match node {
        NodeRef::Block(Block::Embed { title, .. }) => std::borrow::Cow::Owned(Inline::plain(title.as_str())),
        _ => node.line().unwrap_or_default(),
    }
}

/// Returns which tokens of a line are words.
fn words_of<'l>(line: &'l Line<'_>) -> impl Iterator<Item = usize> + 'l {
    (0..line.tokens.len()).filter(|token| words::letters(&line.text[line.tokens[*token].clone()]) > 0)
}

/// Returns for each token which word it is.
fn numbers(line: &Line<'_>) -> Vec<Option<usize>> {
    let mut numbers = vec![None; line.tokens.len()];
    words_of(line).enumerate().for_each(|(word, token)| numbers[token] = Some(word));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::ListItem;

    const FERRY: &str = "The ferry to Hestray sails at nine every morning, even in winter.";
    const COUNCIL: &str = "Councillors voted on Tuesday to keep the subsidy for another year.";
    const FISH: &str = "Fishermen had warned that without it the harbour would close.";

    fn body(texts: &[&str]) -> Document {
        Document::new(texts.iter().map(|text| Block::paragraph(*text)).collect())
    }

    /// Checks the newer body with the words that are new in braces; every other word must come from the same word before.
    #[track_caller]
    fn check(before: &Document, after: &Document, expected: &[&str]) {
        let carried = carry(before, after, Budget::default());
        let (old, new) = (Lines::of(before), Lines::of(after));
        let word = |lines: &Lines, line: usize, word: usize| lines.lines[line].text[lines.lines[line].words[word].clone()].to_owned();
        let mut found = Vec::new();
        for (at, (line, origin)) in new.lines.iter().zip(&carried.lines).enumerate() {
            let mut words = Vec::new();
            for place in 0..line.words.len() {
                let from = match origin {
                    Origin::Same { line } => Some((*line, place)),
                    Origin::Words { words, .. } => words[place],
                };
                let text = word(&new, at, place);
                if let Some((line, place)) = from {
                    assert_eq!(word(&old, line, place), text);
                    words.push(text);
                } else {
                    words.push(format!("{{{text}}}"));
                }
            }
            found.push(words.join(" "));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn words_keep_their_place_through_edits_and_moves() {
        check(
            &body(&[FERRY, COUNCIL, FISH]),
            &body(&[FISH, &FERRY.replace("nine", "ten"), "New.", COUNCIL]),
            &[
                "Fishermen had warned that without it the harbour would close",
                "The ferry to Hestray sails at {ten} every morning even in winter",
                "{New}",
                "Councillors voted on Tuesday to keep the subsidy for another year",
            ],
        );
    }

    #[test]
    fn words_are_followed_through_splits_joins_and_new_containers() {
        let (one, two) = ("The ferry to Hestray sails at nine", "every morning even in winter");
        check(&body(&[&format!("{one} {two}")]), &body(&[one, two]), &[one, two]);
        check(&body(&[one, two]), &body(&[&format!("{one} {two}")]), &[&format!("{one} {two}")]);
        let list =
            Document::new(vec![Block::BulletList { content: vec![ListItem { checked: None, content: vec![Block::paragraph(one)] }] }]);
        check(&body(&[one]), &list, &[one]);
    }

    #[test]
    fn a_footnote_has_lines_of_its_own_and_paths_lead_there() {
        let note = |text: &str| Inline::Footnote { content: vec![Block::paragraph(text)], marks: Vec::new() };
        let story =
            |said: &str, noted: &str| Document::new(vec![Block::Paragraph { content: [Inline::plain(said), vec![note(noted)]].concat() }]);
        check(
            &story("It was said so", "In the log of nine"),
            &story("It was not said so", "In the log of ten"),
            &["It was {not} said so", "In the log of {ten}"],
        );
        let paths: Vec<_> = Lines::of(&story("So", "Log")).lines.into_iter().map(|line| line.path).collect();
        assert_eq!(paths, [vec![0], vec![0, 1, 0]]);
    }

    #[test]
    fn a_spent_budget_counts_edited_words_as_new() {
        let (a, b) = (body(&["One two three four", FISH]), body(&["One two three five", FISH]));
        let carried = carry(&a, &b, Budget { steps: 0 });
        assert_eq!(carried.lines[1], Origin::Same { line: 1 });
    }
}
