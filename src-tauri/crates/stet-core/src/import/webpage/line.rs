//! What a line of a copied web page looks like by itself: a sentence, a headline, a date, or furniture.

use crate::import::dates;

/// What a line looks like by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names of icons and the like: many lower-case words, again and again, and no sentence.
    Sprite,
    /// A time of a player, a count, a lone mark.
    Clock,
    /// A word of the page about itself: Share, Subscribe, Advertisement.
    Label,
    /// A label that begins what follows a story: Related, Most read.
    TailLabel,
    /// A date and nothing else.
    Date,
    /// `By` and names.
    Byline,
    /// One to three words without the end of a sentence: a menu, a section, a name.
    Word,
    /// A headline, a subheading, a caption: some words and no end of a sentence.
    Phrase,
    /// A sentence or more.
    Prose,
}

pub(super) struct Line {
    pub(super) text: String,
    pub(super) kind: Kind,
}

impl Line {
    pub(super) fn of(text: String) -> Self {
        Self { kind: kind(&text), text }
    }

    pub(super) fn is_content(&self) -> bool {
        matches!(self.kind, Kind::Phrase | Kind::Prose)
    }

    pub(super) fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }
}

fn kind(text: &str) -> Kind {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if is_clock(text) {
        return Kind::Clock;
    }
    if dates::read(text).is_some() || parts(text).any(|part| dates::read(part).is_some()) && parts(text).all(is_meta) {
        return Kind::Date;
    }
    if is_sprite(&words) {
        return Kind::Sprite;
    }
    if TAIL_LABELS.contains(&bare) || TAIL_STARTS.iter().any(|start| bare.starts_with(start)) && words.len() <= 8 {
        return Kind::TailLabel;
    }
    if is_label(bare, &words) {
        return Kind::Label;
    }
    if is_byline(text) {
        return Kind::Byline;
    }
    let ends = text.trim_end_matches(['”', '"', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', '。']);
    match words.len() {
        0..=3 if !ends || words.len() == 1 => Kind::Word,
        count if ends && (count >= 6 || text.chars().count() >= 40) => Kind::Prose,
        count if count >= 45 => Kind::Prose,
        _ => Kind::Phrase,
    }
}

/// What follows `Image caption,` is one, and so furniture: the picture did not come along.
pub(super) fn mark_captions(lines: &mut [Line]) {
    for at in 1..lines.len() {
        let before = lines[at - 1].text.to_lowercase();
        if ["image caption", "media caption", "figure caption"].contains(&before.trim_matches(|c: char| !c.is_alphanumeric())) {
            lines[at].kind = Kind::Label;
        }
    }
}

/// Parts a line at the bars and dots that pages put between byline, date and reading time.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['|', '•', '·']).map(str::trim).filter(|part| !part.is_empty())
}

fn is_meta(part: &str) -> bool {
    let bare = part.to_lowercase();
    let words: Vec<&str> = part.split_whitespace().collect();
    dates::read(part).is_some()
        || is_byline(part)
        || is_label(bare.trim_matches(|c: char| !c.is_alphanumeric()), &words)
        || words.len() <= 3
}

/// Tells whether a line is a player's clock, a count or a mark: no letters, and few characters.
fn is_clock(text: &str) -> bool {
    text.chars().count() <= 20 && !text.chars().any(char::is_alphabetic)
}

/// Tells whether words are those of an icon set or a run of labels: at least twelve, nearly all in lower case, no
/// punctuation of sentences, and one of them, or one ending, again and again.
fn is_sprite(words: &[&str]) -> bool {
    if words.len() < 12 || words.iter().any(|word| word.len() > 2 && word.ends_with(['.', ',', ';', '!', '?'])) {
        return false;
    }
    let is_lower = |word: &&&str| word.chars().all(|c| c.is_lowercase() || c == '-' || c == '_' || c.is_ascii_digit());
    if words.iter().filter(is_lower).count() * 10 < words.len() * 9 {
        return false;
    }
    let ending = |word: &str| word.chars().rev().take(4).collect::<String>();
    let most = words.iter().map(|word| words.iter().filter(|other| ending(other) == ending(word)).count()).max().unwrap_or(0);
    most >= 4 && most * 4 >= words.len()
}

const LABELS: &[&str] = &[
    "share",
    "save",
    "print",
    "email",
    "e-mail",
    "copy link",
    "link copied",
    "copied",
    "tweet",
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "linkedin",
    "telegram",
    "reddit",
    "pinterest",
    "instagram",
    "youtube",
    "tiktok",
    "bluesky",
    "threads",
    "rss",
    "menu",
    "search",
    "home",
    "sign in",
    "log in",
    "login",
    "sign up",
    "register",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "my account",
    "account",
    "newsletter",
    "newsletters",
    "podcast",
    "podcasts",
    "listen",
    "listen to this article",
    "listen to this story",
    "watch live",
    "live",
    "play",
    "pause",
    "mute",
    "unmute",
    "download",
    "advertisement",
    "ad",
    "advert",
    "sponsored",
    "skip to content",
    "skip to main content",
    "skip navigation",
    "jump to content",
    "close",
    "open menu",
    "close menu",
    "more",
    "more menu",
    "read more",
    "show more",
    "load more",
    "continue reading",
    "view comments",
    "comments",
    "comment",
    "leave a comment",
    "add a comment",
    "join the conversation",
    "follow",
    "follow us",
    "cookies",
    "accept",
    "accept all",
    "accept cookies",
    "back to top",
    "top",
    "next",
    "previous",
    "loading",
    "skip ad",
    "report an error",
    "gift this article",
    "give this article",
    "bookmark",
    "add to bookmarks",
    "toggle navigation",
    "donate",
    "support us",
    "image source",
    "image caption",
    "media caption",
    "figure caption",
    "published",
    "updated",
    "weather",
    "contact us",
    "about us",
    "share this",
];

const TAIL_LABELS: &[&str] = &[
    "related",
    "related stories",
    "related articles",
    "related topics",
    "related content",
    "more on this story",
    "more from",
    "most read",
    "most popular",
    "trending",
    "trending now",
    "read next",
    "up next",
    "you may also like",
    "you might also like",
    "recommended",
    "recommended for you",
    "top stories",
    "more stories",
    "latest news",
    "latest",
    "also read",
    "see also",
    "tags",
    "topics",
    "about the author",
    "terms of use",
    "terms and conditions",
    "privacy policy",
    "all rights reserved",
    "editor's picks",
    "editors’ picks",
    "editor’s picks",
    "popular",
    "elsewhere",
    "more news",
    "share this story",
    "share this article",
    "sign up for our newsletter",
    "around the web",
    "from the archive",
    "explore more",
];

const TAIL_STARTS: &[&str] =
    &["©", "copyright", "more from ", "more on ", "related:", "sign up to our", "follow us on", "all rights reserved"];

fn is_label(bare: &str, words: &[&str]) -> bool {
    if bare.is_empty() || LABELS.contains(&bare) {
        return true;
    }
    if words.len() > 8 {
        return false;
    }
    let starts = [
        "share on ",
        "share this ",
        "follow us",
        "subscribe to",
        "sign up for",
        "listen to ",
        "posted in",
        "filed under",
        "photo:",
        "image source",
        "image credit",
        "photograph:",
        "getty images",
    ];
    let ends = [
        " min read",
        " minute read",
        " minutes read",
        " minutes ago",
        " hours ago",
        " hour ago",
        " days ago",
        " day ago",
        " comments",
        " shares",
        " views",
    ];
    starts.iter().any(|start| bare.starts_with(start)) || ends.iter().any(|end| bare.ends_with(end))
}

pub(super) fn is_byline(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")) else { return false };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            || matches!(*word, "and" | "&" | "de" | "van" | "von" | "der" | "la" | "bin" | "al")
    };
    (1..=14).contains(&words.len()) && !text.ends_with('.') && words.iter().take(2).all(is_name)
}
