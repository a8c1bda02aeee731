//! What an editor should look at before a story goes out: gaps around it and slips inside it.
//!
//! Owns the rules and their stable codes; the words for people belong to the window, and so does putting things right. It
//! refuses to change anything and to know the library: where links lead is asked of the caller ([`crate::Library::check_story`]).
//! It is quiet where a language does what another would not: scripts without spaces repeat no words, Hebrew writes gershayim.

use serde::Serialize;
use ts_rs::TS;
use unicode_segmentation::UnicodeSegmentation;

use crate::Article;
use crate::document::{Block, Inline, Mark, story_link, text};

/// Headlines beyond this many characters are cut by search engines and crowd a page.
pub const LONG_HEADLINE: usize = 90;
/// Sentences beyond this many words are hard to follow.
pub const LONG_SENTENCE: u32 = 45;
/// As [`LONG_SENTENCE`], in ideographs and kana, of which each counts as a word elsewhere.
const LONG_IDEOGRAPHIC_SENTENCE: u32 = 130;

/// Something to look at before a story goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Check {
    /// A stable name: `headline_missing`, `alt_missing`, `doubled_word`, `unclosed_quote` …
    pub code: String,
    /// `look` (worth a look) or `must` (before publishing).
    pub level: CheckLevel,
    /// What it is about, e.g. the doubled word; may be empty.
    pub about: String,
    /// The place: a field's name, or the index of a block of the body.
    pub field: Option<String>,
    /// The index of the block in the body.
    pub block: Option<u32>,
}

/// How much a check matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckLevel {
    /// Worth a look.
    Look,
    /// Before publishing.
    Must,
}

/// Where a link to another story leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Led {
    /// To a story that readers can see.
    Published,
    /// To one that they cannot see yet.
    Unpublished,
    /// To one that was thrown away.
    Spiked,
    /// To none, or to more than one.
    Nowhere,
}

/// Returns everything worth a look in a story, fields first, then block by block. `led` is asked for each address `stet:…`.
pub fn story_checks(article: &Article, led: &mut dyn FnMut(&str) -> Led) -> Vec<Check> {
    let primary = article.language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let keeps_straight = matches!(primary.as_str(), "he" | "yi" | "ja" | "zh");
    let mut checks = Checks { found: Vec::new(), block: None, keeps_straight, led };
    checks.fields(article);
    for (at, block) in article.body.content.iter().enumerate() {
        checks.block = u32::try_from(at).ok();
        checks.block(block);
    }
    checks.found
}

struct Checks<'a> {
    found: Vec<Check>,
    /// The block of the body that is being looked at.
    block: Option<u32>,
    /// Whether the story's language writes signs of its own as straight quotation marks, or takes its marks from elsewhere.
    keeps_straight: bool,
    led: &'a mut dyn FnMut(&str) -> Led,
}

impl Checks<'_> {
    fn field(&mut self, code: &str, level: CheckLevel, field: &str, about: impl Into<String>) {
        self.found.push(Check { code: code.to_owned(), level, about: about.into(), field: Some(field.to_owned()), block: None });
    }

    fn here(&mut self, code: &str, level: CheckLevel, about: impl Into<String>) {
        let check = Check { code: code.to_owned(), level, about: about.into(), field: None, block: self.block };
        if !self.found.contains(&check) {
            self.found.push(check);
        }
    }

    fn fields(&mut self, article: &Article) {
        use CheckLevel::{Look, Must};
        if article.headline.trim().is_empty() {
            self.field("headline_missing", Must, "headline", "");
        } else if article.headline.graphemes(true).count() > LONG_HEADLINE {
            self.field("headline_long", Look, "headline", article.headline.graphemes(true).count().to_string());
        }
        for (field, text) in [("headline", &article.headline), ("standfirst", &article.standfirst)] {
            if let Some(word) = doubled_word(text) {
                self.field("doubled_word", Look, field, word);
            }
            if !self.keeps_straight && has_straight_quotes(text) {
                self.field("straight_quotes", Look, field, "");
            }
            let (quote, bracket) = unclosed(text, !self.keeps_straight);
            if quote {
                self.field("unclosed_quote", Look, field, "");
            }
            if bracket {
                self.field("unclosed_bracket", Look, field, "");
            }
        }
        if article.standfirst.trim().is_empty() {
            self.field("standfirst_missing", Look, "standfirst", "");
        }
        if article.section.trim().is_empty() {
            self.field("section_missing", Look, "section", "");
        }
        if article.tags.is_empty() {
            self.field("tags_missing", Look, "tags", "");
        }
        if let Some(image) = &article.lead_image {
            if image.alt.trim().is_empty() {
                self.field("lead_alt_missing", Must, "lead_image", "");
            }
            if image.credit.trim().is_empty() {
                self.field("credit_missing", Look, "lead_image", "");
            }
        }
        if article.words() == 0 {
            self.field("body_missing", Must, "body", "");
        }
    }

    fn block(&mut self, block: &Block) {
        use CheckLevel::{Look, Must};
        match block {
            Block::Paragraph { content } | Block::PullQuote { content, .. } => self.line(content),
            Block::Heading { content, .. } => {
                if text::line_text(content).trim().is_empty() {
                    self.here("heading_empty", Look, "");
                }
                self.line(content);
            }
            Block::Figure(figure) => {
                if figure.alt.trim().is_empty() {
                    self.here("alt_missing", Must, figure.src.as_str());
                }
                if figure.credit.trim().is_empty() {
                    self.here("credit_missing", Look, figure.src.as_str());
                }
                self.line(&figure.caption);
            }
            Block::Blockquote { content } | Block::FactBox { content, .. } => self.blocks(content),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter().for_each(|item| self.blocks(&item.content))
            }
            Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).for_each(|cell| self.blocks(&cell.content)),
            Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => {}
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn line(&mut self, line: &[Inline]) {
        use CheckLevel::{Look, Must};
        for inline in line {
            match inline {
                Inline::Image { alt, src, .. } if alt.trim().is_empty() => self.here("alt_missing", Must, src.as_str()),
                Inline::Footnote { content, .. } => self.blocks(content),
                _ => {}
            }
            for mark in inline.marks() {
                match mark {
                    Mark::Comment { .. } => self.here("comment_open", Look, ""),
                    mark if mark.is_review() => self.here("suggestion_open", Look, ""),
                    _ => {}
                }
            }
        }
        self.links(line);
        let prose = prose(line);
        if let Some(word) = doubled_word(&prose) {
            self.here("doubled_word", Look, word);
        }
        if !self.keeps_straight && has_straight_quotes(&prose) {
            self.here("straight_quotes", Look, "");
        }
        let (quote, bracket) = unclosed(&prose, !self.keeps_straight);
        if quote {
            self.here("unclosed_quote", Look, "");
        }
        if bracket {
            self.here("unclosed_bracket", Look, "");
        }
        if let Some(opening) = long_sentence(&prose) {
            self.here("sentence_long", Look, opening);
        }
    }

    /// Looks for links that a reader cannot see or follow: neighbours with the same address are one link.
    fn links(&mut self, line: &[Inline]) {
        use CheckLevel::{Look, Must};
        fn address(inline: &Inline) -> Option<&str> {
            inline.marks().iter().find_map(|mark| if let Mark::Link { href, .. } = mark { Some(href.as_str()) } else { None })
        }
        for run in line.chunk_by(|a, b| address(a) == address(b)) {
            let Some(href) = run.first().and_then(address) else { continue };
            let words = text::line_text(run);
            if words.trim().is_empty() {
                self.here("link_text_missing", Must, href);
            }
            if story_link(href).is_some() {
                let about = opening(&words);
                match (self.led)(href) {
                    Led::Published => {}
                    Led::Unpublished => self.here("link_unpublished", Look, about),
                    Led::Spiked => self.here("link_spiked", Must, about),
                    Led::Nowhere => self.here("link_dead", Must, about),
                }
            }
        }
    }
}

/// Returns the text that is prose: code, pictures and notes are one sign that is no word.
fn prose(line: &[Inline]) -> String {
    let mut out = String::new();
    for inline in line {
        match inline {
            Inline::Text { text, marks } if !marks.contains(&Mark::Code) => out.push_str(text),
            Inline::HardBreak { .. } => out.push('\n'),
            _ => out.push('\u{FFFC}'),
        }
    }
    out
}

/// Returns the first word that stands twice with only white space between.
fn doubled_word(text: &str) -> Option<String> {
    let mut last: Option<String> = None;
    for token in text.split_word_bounds() {
        if token.chars().all(char::is_whitespace) {
            continue;
        }
        let is_word = token.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’')) && !token.chars().any(is_ideographic);
        let folded = token.to_lowercase();
        if is_word && folded.chars().count() > 1 && last.as_ref() == Some(&folded) {
            return Some(token.to_owned());
        }
        last = is_word.then_some(folded);
    }
    None
}

/// Tells whether a quotation, and whether a bracket, is opened and not closed. `has_straight` says whether `"` is a mark.
fn unclosed(text: &str, has_straight: bool) -> (bool, bool) {
    let count = |signs: &[char]| text.chars().filter(|c| signs.contains(c)).count();
    // “ closes what „ opened (German, Czech); elsewhere it opens.
    let low = count(&['„', '‟']);
    let curly = if low > 0 { low > count(&['“', '”']) } else { count(&['“']) > count(&['”']) };
    let other = count(&['«']) != count(&['»']) || count(&['「']) > count(&['」']) || count(&['『']) > count(&['』']);
    // A straight sign after a digit means inches or seconds.
    let mut before = ' ';
    let mut straight = 0;
    for c in text.chars() {
        straight += usize::from(c == '"' && has_straight && !before.is_ascii_digit());
        before = c;
    }
    // A closing bracket alone is a numbered point or a smile.
    let bracket = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')].iter().any(|(open, close)| count(&[*open]) > count(&[*close]));
    // A quotation that goes on in the next paragraph is opened anew there and closed only at its end.
    let goes_on = text.trim_start().starts_with(['“', '"']) && count(&['“', '"']) == 1 && count(&['”']) == 0;
    ((curly || other || straight % 2 == 1) && !goes_on, bracket)
}

/// Returns the first words of the first sentence that is too long.
fn long_sentence(text: &str) -> Option<String> {
    text.unicode_sentences().find_map(|sentence| {
        let limit = if sentence.chars().any(is_ideographic) { LONG_IDEOGRAPHIC_SENTENCE } else { LONG_SENTENCE };
        if text::count_words(sentence) <= limit {
            return None;
        }
        Some(opening(sentence))
    })
}

/// Returns the first words, with an ellipsis where there are more.
fn opening(text: &str) -> String {
    let text = text.trim();
    let opening: String = text.chars().take(40).collect();
    if opening.len() == text.len() {
        return opening;
    }
    let whole_words = opening.rfind(char::is_whitespace).map_or(opening.as_str(), |end| &opening[..end]);
    format!("{}…", whole_words.trim_end())
}

/// Tells whether there are straight quotation marks or apostrophes; feet, inches, minutes and seconds are none.
fn has_straight_quotes(text: &str) -> bool {
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let measures = before.is_ascii_digit() && !signs.peek().is_some_and(|next| next.is_alphabetic());
        if matches!(sign, '"' | '\'') && !measures {
            return true;
        }
        before = sign;
    }
    false
}

fn is_ideographic(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use crate::article::LeadImage;
    use crate::document::Figure;

    fn sound() -> Article {
        Article {
            headline: "Winter ferry stays".into(),
            standfirst: "The council pays for another year.".into(),
            section: "News".into(),
            tags: vec!["ferry".into()],
            body: Document::new(vec![Block::paragraph("It sails at nine.")]),
            ..Article::default()
        }
    }

    #[track_caller]
    fn check(article: &Article, expected: &[&str]) {
        let mut led = |href: &str| match href {
            "stet:out" => Led::Published,
            "stet:draft" => Led::Unpublished,
            "stet:bin" => Led::Spiked,
            _ => Led::Nowhere,
        };
        let found: Vec<String> = story_checks(article, &mut led)
            .into_iter()
            .map(|check| {
                let place = check.field.or(check.block.map(|block| block.to_string())).unwrap_or_default();
                format!("{} {} {}", check.code, place, check.about).trim_end().to_owned()
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn prose(text: &str, expected: &[&str]) {
        check(&Article { body: Document::new(vec![Block::paragraph(text)]), ..sound() }, expected);
    }

    #[test]
    fn a_sound_story_has_nothing_to_look_at() {
        check(&sound(), &[]);
    }

    #[test]
    fn what_is_missing_is_named() {
        check(
            &Article::default(),
            &[
                "headline_missing headline",
                "standfirst_missing standfirst",
                "section_missing section",
                "tags_missing tags",
                "body_missing body",
            ],
        );
        let lead_image = Some(LeadImage { src: "a.jpg".into(), ..LeadImage::default() });
        check(&Article { lead_image, ..sound() }, &["lead_alt_missing lead_image", "credit_missing lead_image"]);
        let figure = Block::Figure(Figure { src: "b.jpg".into(), ..Figure::default() });
        let body = Document::new(vec![Block::paragraph("One."), Block::Blockquote { content: vec![figure] }]);
        check(&Article { body, ..sound() }, &["alt_missing 1 b.jpg", "credit_missing 1 b.jpg"]);
        check(&Article { headline: "x".repeat(91), ..sound() }, &["headline_long headline 91"]);
    }

    #[test]
    fn slips_are_found_in_prose() {
        prose("It was the the best.", &["doubled_word 0 the"]);
        prose("It was The\nthe best.", &["doubled_word 0 the"]);
        let note = Inline::Footnote { content: vec![Block::paragraph("A note.")], marks: Vec::new() };
        let noted = [Inline::plain("It was the"), vec![note], Inline::plain(" the best.")].concat();
        check(&Article { body: Document::new(vec![Block::Paragraph { content: noted }]), ..sound() }, &[]);
        prose("“So he said, and left.” (Or did he?", &["unclosed_bracket 0"]);
        prose("He said “so, and left.", &["unclosed_quote 0"]);
        prose("It's \"so\".", &["straight_quotes 0"]);
        let long = format!("{}end.", "word and ".repeat(24));
        prose(&long, &["sentence_long 0 word and word and word and word and…"]);
        let link = Inline::Text { text: " ".into(), marks: vec![Mark::Link { href: "https://a.example".into(), title: String::new() }] };
        let body = Document::new(vec![Block::Paragraph { content: vec![Inline::plain("See")[0].clone(), link] }]);
        check(&Article { body, ..sound() }, &["link_text_missing 0 https://a.example"]);
    }

    #[test]
    fn headline_and_standfirst_are_looked_over_as_prose_is() {
        let article = Article { headline: "So (it it \"goes".into(), standfirst: "It’s “so.".into(), ..sound() };
        check(
            &article,
            &[
                "doubled_word headline it",
                "straight_quotes headline",
                "unclosed_quote headline",
                "unclosed_bracket headline",
                "unclosed_quote standfirst",
            ],
        );
    }

    #[test]
    fn links_to_stories_that_readers_cannot_follow_are_named() {
        let link = |href: &str, words: &str| Inline::Text {
            text: words.into(),
            marks: vec![Mark::Link { href: href.into(), title: String::new() }],
        };
        let body = Document::new(vec![
            Block::Paragraph { content: vec![link("stet:out", "one"), link("https://example.org", "two"), link("stet:draft", "three")] },
            Block::Blockquote { content: vec![Block::Paragraph { content: vec![link("stet:bin", "four"), link("STET:gone", "five")] }] },
        ]);
        check(&Article { body, ..sound() }, &["link_unpublished 0 three", "link_spiked 1 four", "link_dead 1 five"]);
    }

    #[test]
    fn what_other_languages_do_is_left_alone() {
        prose("谢谢谢谢,人人都知道这件事情。", &[]);
        prose("「東京」に行く。", &[]);
        prose("Er sagte: „Ja“, und ging.", &[]);
        prose("«Oui», dit-il.", &[]);
        prose("“A quotation that goes on in the next paragraph.", &[]);
        prose("1) first 2) second :) 7 7", &[]);
        prose("A plank of 6' 2\" lies there.", &[]);
        let hebrew = Document::new(vec![Block::paragraph("צה\"ל הודיע.")]);
        check(&Article { body: hebrew, language: "he-IL".into(), ..sound() }, &[]);
        prose(&format!("{}。", "记者今天在现场看到".repeat(9)), &[]);
    }
}
