//! The text of a copied web page: furniture out, headline, standfirst, byline, date and body kept.
//!
//! Works by rules that hold for news pages in general: names of icons, menus, players and share buttons are short and
//! carry no sentences; a headline is repeated, or stands before the date or the byline; the body is long sentences. A text
//! that shows too little furniture is taken as plain text, and loses nothing.

mod line;

use line::{Kind, Line, is_byline, mark_captions, parts};

use super::{Imported, Warning, dates, front_matter, text};
use crate::Article;
use crate::document::{Block, Document, Inline};

/// A page's head is looked for in this many lines.
const HEAD: usize = 80;

/// Reads plain text; the text of a copied web page is recognised and cleaned.
pub fn read(name: &str, text: &str) -> Imported {
    let mut lines: Vec<Line> = text.lines().map(clean).filter(|line| !line.is_empty()).map(Line::of).collect();
    mark_captions(&mut lines);
    match Page::find(&lines) {
        Some(page) => page.story(&lines, name),
        None => plain(name, text),
    }
}

fn clean(line: &str) -> String {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}').to_owned()
}

/// Reads ordinary text: a first line that stands alone and ends no sentence is the headline.
fn plain(name: &str, text: &str) -> Imported {
    let text = text.trim_start_matches('\u{feff}').trim_start_matches('\n');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let title = first.trim();
    let stands_alone = rest.starts_with('\n') || rest.trim_start_matches([' ', '\t']).starts_with('\n');
    let is_title = stands_alone
        && !rest.trim().is_empty()
        && title.chars().count() <= 120
        && title.chars().any(char::is_alphabetic)
        && !title.ends_with(['.', ',', ';', ':'])
        && dates::read(title).is_none();
    let mut article = Article::default();
    if is_title {
        article.headline = title.to_owned();
        article.body = text::paragraphs(rest);
    } else {
        article.body = text::paragraphs(text);
    }
    super::name_fallbacks(name, false, &mut article);
    Imported { article, warnings: Vec::new() }
}

/// Where things stand in a page.
struct Page {
    headline: usize,
    /// The text of the headline, without a site's name behind it.
    title: String,
    standfirst: Option<usize>,
    body: usize,
    end: usize,
}

impl Page {
    /// Finds the story in a page, or `None` where the text shows too little of a page to be one.
    fn find(lines: &[Line]) -> Option<Self> {
        let prose = lines.iter().filter(|line| line.kind == Kind::Prose).count();
        if prose < 2 {
            return None;
        }
        let repeated = repeated_headline(lines);
        if evidence(lines, repeated.is_some()) < 3 {
            return None;
        }
        let mut page = match repeated {
            Some((first, last)) => Self::around_repeated(lines, first, last),
            None => Self::around_meta(lines)?,
        };
        page.end = tail(lines, page.body);
        (page.end > page.body).then_some(page)
    }

    fn around_repeated(lines: &[Line], first: usize, last: usize) -> Self {
        let between: Vec<usize> = (first + 1..last).filter(|at| lines[*at].is_content()).collect();
        let mut standfirst = match between.as_slice() {
            [one] => Some(*one),
            [.., one] if lines[*one].words() >= 6 => Some(*one),
            _ => None,
        };
        let mut body = last + 1;
        if standfirst.is_none() {
            let next = (last + 1..lines.len().min(last + 8)).find(|at| lines[*at].is_content());
            if let Some(next) = next.filter(|next| is_apart(lines, *next)) {
                standfirst = Some(next);
                body = next + 1;
            }
        }
        let title = shorter(&lines[first].text, &lines[last].text);
        Self { headline: last, title, standfirst, body: skip_head(lines, body), end: lines.len() }
    }

    fn around_meta(lines: &[Line]) -> Option<Self> {
        let head = lines.len().min(HEAD);
        // The body begins with the first of two pieces of prose that follow each other, or where a line opens as agencies do.
        let is_begin = |at: &usize| lines[*at].kind == Kind::Prose && (opens_body(&lines[*at].text) || !is_apart(lines, *at));
        let begin = (0..head).find(is_begin)?;
        let content: Vec<usize> = (0..begin).filter(|at| lines[*at].is_content()).collect();
        // What stands after the date or the byline is captions; but a date may stand above all.
        let meta = (0..begin).find(|at| matches!(lines[*at].kind, Kind::Date | Kind::Byline)).unwrap_or(begin);
        let before: Vec<usize> = content.iter().copied().filter(|at| *at < meta).collect();
        let content = if before.is_empty() { content } else { before };
        let (headline, standfirst) = match content.as_slice() {
            [] => return None,
            [one] => (*one, None),
            [.., a, b] if lines[*b].kind == Kind::Prose || lines[*b].text.len() > lines[*a].text.len() => (*a, Some(*b)),
            [.., b] => (*b, None),
        };
        let title = lines[headline].text.clone();
        Some(Self { headline, title, standfirst, body: begin, end: lines.len() })
    }

    fn story(&self, lines: &[Line], name: &str) -> Imported {
        let mut article = Article { headline: self.title.clone(), ..Article::default() };
        let mut warnings = Vec::new();
        let mut left_out: Vec<&str> = Vec::new();
        if let Some(at) = self.standfirst {
            article.standfirst = lines[at].text.clone();
        }
        let mut blocks = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if at == self.headline || Some(at) == self.standfirst || (at < self.body && is_same_title(&line.text, &self.title)) {
                continue;
            }
            let in_body = (self.body..self.end).contains(&at);
            match line.kind {
                Kind::Date if at < self.end => take_meta(&line.text, &mut article, &mut warnings),
                Kind::Byline if !in_body || article.byline.is_empty() => take_meta(&line.text, &mut article, &mut warnings),
                Kind::Prose | Kind::Phrase | Kind::Word | Kind::Byline if in_body => blocks.push(self.block(lines, at)),
                _ => left_out.push(&line.text),
            }
        }
        article.body = Document::new(blocks);
        if !left_out.is_empty() {
            let shown: Vec<String> =
                left_out.iter().take(4).map(|text| format!("“{}”", text.chars().take(40).collect::<String>())).collect();
            let detail = format!("Left out {} lines of the page around the story: {}.", left_out.len(), shown.join(", "));
            warnings.push(Warning { code: "furniture".into(), detail });
        }
        super::name_fallbacks(name, true, &mut article);
        Imported { article, warnings }
    }

    /// Makes a paragraph, or a heading of a short line that ends no sentence and that prose follows.
    fn block(&self, lines: &[Line], at: usize) -> Block {
        let line = &lines[at];
        let heads = lines[at + 1..self.end].first().is_some_and(|next| next.kind == Kind::Prose);
        let is_heading = at > self.body && heads && line.kind != Kind::Prose && line.words() <= 12 && line.text.chars().count() <= 90;
        let quoted = line.text.starts_with(['“', '"', '‘', '-', '–', '—', '•']);
        if is_heading && !quoted && !line.text.ends_with([':', ',', ';']) {
            return Block::Heading { level: 2, content: Inline::plain(line.text.clone()) };
        }
        Block::paragraph(line.text.clone())
    }
}

/// Weighs how much of the text is a page's furniture; three is enough.
fn evidence(lines: &[Line], repeats: bool) -> usize {
    let count = |kind: Kind| lines.iter().filter(|line| line.kind == kind).count();
    let labels: std::collections::HashSet<String> =
        lines.iter().filter(|line| matches!(line.kind, Kind::Label | Kind::TailLabel)).map(|line| line.text.to_lowercase()).collect();
    let mut weight = labels.len().min(3);
    if count(Kind::Sprite) > 0 {
        weight += 2;
    }
    if count(Kind::Clock) > 1 {
        weight += 1;
    }
    if lines.iter().take(HEAD).any(|line| line.kind == Kind::Date) {
        weight += 1;
    }
    if repeats {
        weight += 1;
    }
    // Furniture is what makes a page; a letter has a date and a poem repeats itself.
    if labels.is_empty() && count(Kind::Sprite) == 0 { 0 } else { weight }
}

/// Finds a short line that stands twice near the top, perhaps with the site's name behind it once.
fn repeated_headline(lines: &[Line]) -> Option<(usize, usize)> {
    let head = lines.len().min(HEAD);
    let is_candidate = |line: &Line| {
        (3..=40).contains(&line.words()) && matches!(line.kind, Kind::Phrase | Kind::Prose | Kind::Word) && line.text.len() <= 250
    };
    for first in 0..head {
        if !is_candidate(&lines[first]) {
            continue;
        }
        let last = (first + 1..head.min(first + 40))
            .rev()
            .find(|at| is_candidate(&lines[*at]) && is_same_title(&lines[first].text, &lines[*at].text));
        if let Some(last) = last {
            return Some((first, last));
        }
    }
    None
}

fn is_same_title(a: &str, b: &str) -> bool {
    let fold = |text: &str| text.to_lowercase().replace(['‘', '’'], "'").replace(['“', '”'], "\"");
    let (a, b) = (fold(a), fold(b));
    let (long, short) = if a.len() >= b.len() { (&a, &b) } else { (&b, &a) };
    long == short
        || long
            .strip_prefix(short.as_str())
            .is_some_and(|rest| [" - ", " | ", " – ", " — ", " · ", " :: "].iter().any(|bar| rest.starts_with(bar)))
}

/// Returns the shorter of two titles that are the same but for a site's name; the second where they are not.
fn shorter(a: &str, b: &str) -> String {
    if is_same_title(a, b) && a.len() < b.len() { a.to_owned() } else { b.to_owned() }
}

/// Tells whether something of the page, not of the story, stands between this line and the next piece of the story.
fn is_apart(lines: &[Line], at: usize) -> bool {
    match lines.get(at + 1) {
        Some(next) => !next.is_content() && next.kind != Kind::Word && next.kind != Kind::TailLabel && lines[at].words() <= 60,
        None => false,
    }
}

/// Tells whether prose opens with a place in capitals and a dash, as reports of agencies do.
fn opens_body(text: &str) -> bool {
    let Some(dash) = text
        .char_indices()
        .take(80)
        .find(|(_, c)| matches!(c, '–' | '—'))
        .map(|(at, _)| at)
        .or_else(|| text.find(" - ").filter(|at| *at < 80))
    else {
        return false;
    };
    let place = text[..dash].split([',', '(']).next().unwrap_or_default().trim();
    place.chars().count() >= 3 && place.chars().any(char::is_uppercase) && !place.chars().any(char::is_lowercase)
}

/// Moves on over what stands between the head and the first words of the body.
fn skip_head(lines: &[Line], mut at: usize) -> usize {
    while at < lines.len() && lines[at].kind != Kind::Prose {
        let is_story = lines[at].kind == Kind::Phrase && lines.get(at + 1).is_some_and(|next| next.kind == Kind::Prose);
        if is_story {
            break;
        }
        at += 1;
    }
    at
}

/// Returns where the story ends: at a label that begins what follows stories, if no more than a little prose comes after
/// it, and before trailing furniture.
fn tail(lines: &[Line], body: usize) -> usize {
    let mut end = lines.len();
    let total = lines[body..].iter().filter(|line| line.kind == Kind::Prose).count();
    for at in body + 1..lines.len() {
        let after = lines[at + 1..].iter().filter(|line| line.kind == Kind::Prose).count();
        let before = total - after;
        let is_end = lines[at].kind == Kind::TailLabel || lines[at].kind == Kind::Label && after == 0;
        if is_end && before >= 2 && after <= before {
            end = at;
            break;
        }
    }
    while end > body && !matches!(lines[end - 1].kind, Kind::Prose | Kind::Phrase) {
        end -= 1;
    }
    end
}

/// Takes dates and names out of a line about the story.
fn take_meta(text: &str, article: &mut Article, warnings: &mut Vec<Warning>) {
    let pieces: Vec<&str> = if dates::read(text).is_some() { vec![text] } else { parts(text).collect() };
    for piece in pieces {
        if let Some(read) = dates::read(piece) {
            let lower = piece.to_lowercase();
            let is_update = ["updated", "last updated", "last modified", "modified"].iter().any(|start| lower.starts_with(start));
            let slot = if is_update { &mut article.updated_at } else { &mut article.published_at };
            if slot.is_none() {
                *slot = Some(read.time);
                warnings.extend(front_matter::date_warnings(piece, read));
            }
        } else if is_byline(piece) && article.byline.is_empty() {
            let names = piece.split(',').next().unwrap_or(piece);
            article.byline = front_matter::split_names(&names.replacen("BY ", "By ", 1));
        }
    }
}
