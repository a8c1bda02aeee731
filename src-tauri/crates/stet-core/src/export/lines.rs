//! A line of inlines as Markdown, escaped so that nothing in it means more than it says.

use super::blocks::Writer;
use super::body::{attribute, element};
use super::nesting::Nesting;
use super::presets::Dialect;
use crate::document::{Inline, Mark};

/// Where a line stands, and how its marks are to be written.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// Emphasis as HTML tags: for lines where asterisks would be misread.
    pub(super) tags: bool,
    /// Line breaks as `<br>`, for what must stay on one line.
    pub(super) one_line: bool,
    /// In a table, a bar must be escaped.
    pub(super) in_table: bool,
    /// A picture alone must say that it is part of a line.
    pub(super) keeps_picture: bool,
    /// What the reader understands.
    pub(super) dialect: &'static Dialect,
}

impl<'a> Writer<'a> {
    pub(super) fn line(&mut self, line: &'a [Inline], setting: Setting) -> String {
        let mut out = String::new();
        let mut nesting = Nesting::new(line, true);
        for (at, inline) in line.iter().enumerate() {
            let step = nesting.step(at);
            step.close.iter().for_each(|mark| out.push_str(&close(mark, setting)));
            step.open.iter().for_each(|mark| out.push_str(&begin(mark, setting)));
            let at_start = out.is_empty() || out.ends_with('\n');
            let at_end = matches!(line.get(at + 1), None | Some(Inline::HardBreak { .. }));
            match inline {
                Inline::Text { text, marks } if marks.contains(&Mark::Code) => out.push_str(&code(text, setting)),
                Inline::Text { text, .. } => {
                    let before = out.chars().next_back();
                    out.push_str(&escape(text, at_start, at_end, before, setting));
                }
                Inline::HardBreak { .. }
                    if setting.one_line || at_start || line[at + 1..].iter().all(|next| matches!(next, Inline::HardBreak { .. })) =>
                {
                    out.push_str(if setting.dialect.html { "<br>" } else { " " });
                }
                Inline::HardBreak { .. } => out.push_str("\\\n"),
                Inline::Image { asset, src, alt, title, .. } => {
                    let is_alone = setting.keeps_picture && line.len() == 1 && setting.dialect.html;
                    out.push_str(&self.picture(asset, src, alt, title, is_alone, setting));
                }
                Inline::Footnote { content, .. } => {
                    let number = self.note(content);
                    if setting.dialect.notes {
                        out.push_str(&format!("[^{number}]"));
                    } else {
                        out.push_str(&format!("<sup class=\"footnote-ref\"><a href=\"#fn-{number}\">{number}</a></sup>"));
                    }
                }
            }
        }
        nesting.step(line.len()).close.iter().for_each(|mark| out.push_str(&close(mark, setting)));
        // One break at the end of a block shows nothing; the second makes the first one count.
        if matches!(line.last(), Some(Inline::HardBreak { .. })) && setting.dialect.html {
            out.push_str("<br>");
        }
        out
    }

    /// Returns a picture; one that is both in the library and elsewhere, or alone in its line, as HTML.
    pub(super) fn picture(&mut self, asset: &str, src: &str, alt: &str, title: &str, is_alone: bool, setting: Setting) -> String {
        let address = if src.is_empty() { format!("stet-asset:{asset}") } else { src.to_owned() };
        if is_alone || (!src.is_empty() && !asset.is_empty()) {
            let class = if is_alone { "class=\"inline\" " } else { "" };
            let asset = if src.is_empty() || asset.is_empty() { String::new() } else { format!(" data-asset=\"{}\"", attribute(asset)) };
            let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(title)) };
            return format!("<img {class}src=\"{}\"{asset} alt=\"{}\"{title}>", attribute(&address), attribute(alt));
        }
        let alt = escape(alt, false, true, None, setting);
        format!("![{alt}]({}{})", destination(&address, setting), title_text(title, setting))
    }
}

fn begin(mark: &Mark, setting: Setting) -> String {
    match mark {
        Mark::Link { .. } => "[".to_owned(),
        Mark::Em if !setting.tags => "*".to_owned(),
        Mark::Strong if !setting.tags => "**".to_owned(),
        Mark::Strike if !setting.tags && setting.dialect.strike => "~~".to_owned(),
        other => format!("<{}>", element(other)),
    }
}

fn close(mark: &Mark, setting: Setting) -> String {
    match mark {
        Mark::Link { href, title } => format!("]({}{})", destination(href, setting), title_text(title, setting)),
        Mark::Em if !setting.tags => "*".to_owned(),
        Mark::Strong if !setting.tags => "**".to_owned(),
        Mark::Strike if !setting.tags && setting.dialect.strike => "~~".to_owned(),
        other => format!("</{}>", element(other)),
    }
}

/// Returns an address as a link's destination. Addresses in a story hold no white space and no backslash.
fn destination(address: &str, setting: Setting) -> String {
    let mut out = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        let begins_entity = c == '&' && address[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#');
        if begins_entity || matches!(c, '<' | '>' | '*' | '_' | '`' | '[' | ']') {
            match c {
                '_' | '*' | '[' | ']' if !address.contains(['<', '>', '`']) => out.push(c),
                '&' => out.push_str("&amp;"),
                c => {
                    out.push('\\');
                    out.push(c);
                }
            }
        } else {
            out.push(c);
        }
    }
    out = parted(out, setting);
    if address.contains(['(', ')', '<', '>']) || address.is_empty() { format!("<{out}>") } else { out }
}

fn title_text(title: &str, setting: Setting) -> String {
    if title.is_empty() {
        return String::new();
    }
    let escaped =
        title.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "\\&").replace('\n', "&#10;").replace('`', "\\`").replace('<', "\\<");
    format!(" \"{}\"", parted(escaped, setting))
}

/// Parts the signs in which a generator's templates begin.
fn parted(mut text: String, setting: Setting) -> String {
    for sign in setting.dialect.templates {
        if text.contains(sign) {
            text = text.replace(sign, &format!("{}\\{}", &sign[..1], &sign[1..]));
        }
    }
    text
}

/// Returns code between as many backticks as it needs.
fn code(text: &str, setting: Setting) -> String {
    let has_bar = (setting.in_table || setting.dialect.kramdown) && text.contains('|');
    if has_bar && !setting.dialect.html {
        return code_span(&text.replace('|', "\\|"));
    }
    if text.contains(['\n', '\r', '\t']) || has_bar || text.trim().is_empty() {
        return format!("<code>{}</code>", to_the_letter(&super::body::text_html(text, true, true)));
    }
    code_span(text)
}

/// Writes every sign of the text in `html` that could begin Markdown as a reference: in an element inside a line Markdown goes on.
fn to_the_letter(html: &str) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut until = None;
    for c in html.chars() {
        match (until, c) {
            (Some(end), _) => {
                until = (c != end).then_some(end);
                out.push(c);
            }
            (None, '<' | '&') => {
                until = Some(if c == '<' { '>' } else { ';' });
                out.push(c);
            }
            (None, _) if c.is_ascii_punctuation() => out.push_str(&format!("&#{};", u32::from(c))),
            (None, _) => out.push(c),
        }
    }
    out
}

fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pads = text.starts_with('`') || text.ends_with('`') || (text.starts_with(' ') && text.ends_with(' '));
    let pad = if pads { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Escapes text. `before` is the character before it on the line.
pub(super) fn escape(text: &str, at_start: bool, at_end: bool, before: Option<char>, setting: Setting) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = before;
    let body = text.trim_end_matches(' ');
    let (body, spaces) = if at_end { (body, text.len() - body.len()) } else { (text, 0) };
    let mut rest = body;
    if at_start {
        let (start, length) = line_start(body);
        out.push_str(&start);
        previous = body[..length].chars().next_back().or(before);
        rest = &body[length..];
    }
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let begins_template = |sign: &&&str| sign.starts_with(c) && sign.chars().nth(1) == next;
        if setting.dialect.templates.iter().any(|sign| begins_template(&sign)) {
            // The second sign is looked at by itself: it may begin another (`{{%`).
            out.extend([c, '\\']);
            previous = Some(c);
            continue;
        }
        let kramdown = setting.dialect.kramdown;
        match c {
            '|' if kramdown => out.push_str("\\|"),
            '&' if kramdown => out.push_str("&amp;"),
            '{' if kramdown && next == Some(':') => out.push_str("\\{"),
            '$' if kramdown && next == Some('$') => out.push_str("\\$"),
            // At the start of a link's text, kramdown takes it for a footnote.
            '^' if kramdown && out.is_empty() && before == Some('[') => out.push_str("&#94;"),
            '\\' | '`' | '*' | '[' | ']' | '~' => {
                out.push('\\');
                out.push(c);
            }
            // Inside a word an underscore is only itself.
            '_' => {
                let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                if !(is_word(previous) && is_word(next)) {
                    out.push('\\');
                }
                out.push(c);
            }
            '<' if next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')) => out.push_str("\\<"),
            '&' if next.is_none_or(|next| next.is_ascii_alphanumeric() || next == '#') => out.push_str("\\&"),
            '!' if next.is_none() => out.push_str("\\!"),
            '|' if setting.in_table => out.push_str("\\|"),
            '#' if setting.one_line && !setting.in_table => out.push_str("\\#"),
            // At the edge of a block, parsers take it for white space that means nothing.
            c if c.is_whitespace() && !c.is_control() && c != ' ' && ((at_start && out.is_empty()) || (at_end && next.is_none())) => {
                out.push_str(&if c == '\u{a0}' { "&nbsp;".to_owned() } else { format!("&#{};", u32::from(c)) });
            }
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{c}' => out.push_str("&#12;"),
            c => out.push(c),
        }
        previous = Some(c);
    }
    // An exclamation mark at the very end of a block is no picture's.
    if at_end && out.ends_with("\\!") {
        out.truncate(out.len() - 2);
        out.push('!');
    }
    out.push_str(&"&#32;".repeat(spaces));
    out
}

/// Returns what the start of a line becomes so that no block begins there, and how many bytes of the text that is.
fn line_start(text: &str) -> (String, usize) {
    let spaces = text.len() - text.trim_start_matches(' ').len();
    if spaces > 0 {
        return ("&#32;".repeat(spaces), spaces);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) {
        let rest = &text[digits..];
        if rest.starts_with(['.', ')']) && (rest.len() == 1 || rest[1..].starts_with([' ', '\t'])) {
            return (format!("{}\\{}", &text[..digits], &rest[..1]), digits + 1);
        }
        return (String::new(), 0);
    }
    let Some(first) = text.chars().next() else { return (String::new(), 0) };
    let second = text.chars().nth(1);
    let is_spaced = second.is_none_or(|c| matches!(c, ' ' | '\t'));
    let begins_block = match first {
        '>' | '=' | '|' | ':' => true,
        '#' => is_spaced || second == Some('#'),
        '+' => is_spaced,
        '-' => is_spaced || second == Some('-'),
        _ => false,
    };
    if begins_block { (format!("\\{first}"), first.len_utf8()) } else { (String::new(), 0) }
}
