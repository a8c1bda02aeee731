//! Plain text in: its encoding, and its paragraphs.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Warning;
use crate::document::{Block, Document, Inline};
use crate::{Error, Result};

/// Decodes bytes: by byte order mark, else what the text declares (HTML `meta`, XML declaration), else UTF-8, else
/// windows-1252 with a warning that says so. The byte order mark is left out.
///
/// # Errors
/// [`Error::ImportBinary`] for what is no text; [`Error::ImportEncoding`] where a byte order mark promises what is not so.
pub fn decode(name: &str, bytes: &[u8]) -> Result<(String, Vec<Warning>)> {
    let wrong = |encoding: &'static Encoding| Error::ImportEncoding { name: name.to_owned(), encoding: encoding.name().to_owned() };
    let binary = || Error::ImportBinary { name: name.to_owned() };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text =
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[length..]).ok_or_else(|| wrong(encoding))?.into_owned();
        let said = encoding != UTF_8;
        if is_binary(text.as_bytes()) {
            return Err(binary());
        }
        let warnings = if said { vec![warning(encoding, "its byte order mark says so")] } else { Vec::new() };
        return Ok((text, warnings));
    }
    if let Some(encoding) = bare_utf16(bytes)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return Ok((text.into_owned(), vec![warning(encoding, "every other byte is zero")]));
    }
    if is_binary(bytes) {
        return Err(binary());
    }
    if let Some(encoding) = declared(bytes) {
        if encoding == UTF_8 && std::str::from_utf8(bytes).is_ok() {
            return Ok((String::from_utf8_lossy(bytes).into_owned(), Vec::new()));
        }
        if encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE {
            // A page that was saved as UTF-8 often still declares what it once was.
            if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
                let detail = format!("{name} declares {}, but is UTF-8, and was read as such.", encoding.name());
                return Ok((String::from_utf8_lossy(bytes).into_owned(), vec![Warning { code: "encoding".into(), detail }]));
            }
            let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
            let mut warnings = if bytes.is_ascii() { Vec::new() } else { vec![warning(encoding, "it declares so")] };
            if had_errors {
                let detail = format!("{name} says that it is {}, but some bytes are not; they became \u{fffd}.", encoding.name());
                warnings.push(Warning { code: "encoding".into(), detail });
            }
            return Ok((text.into_owned(), warnings));
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Vec::new())),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            Ok((text.into_owned(), vec![warning(WINDOWS_1252, "it is not UTF-8 and declares nothing")]))
        }
    }
}

fn warning(encoding: &'static Encoding, why: &str) -> Warning {
    Warning { code: "encoding".into(), detail: format!("Read as {}: {why}.", encoding.name()) }
}

/// Tells whether the bytes are no text: a NUL byte, or control characters for more than a tenth.
fn is_binary(bytes: &[u8]) -> bool {
    if memchr::memchr(0, bytes).is_some() || bytes.starts_with(b"%PDF-") {
        return true;
    }
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let control = sample.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b)).count();
    control * 10 > sample.len()
}

/// Recognises UTF-16 without a byte order mark by its zero bytes, as Windows' own tools write it.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let half = sample.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= half * 7 && even * 20 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns the encoding that the first kilobyte declares: `<meta charset=…>`, `content="…; charset=…"`, or an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let trimmed = head.trim_start();
    let label = if trimmed.starts_with("<?xml") {
        trimmed.split("?>").next().and_then(|declaration| declaration.split("encoding=").nth(1))
    } else {
        head.split("<meta").skip(1).find_map(|meta| meta.split('>').next().and_then(|meta| meta.split("charset=").nth(1)))
    }?;
    let label: String =
        label.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Encoding::for_label(label.as_bytes())
}

/// Returns plain text as paragraphs: blank lines part them, single line ends stay as breaks.
///
/// Where every line is long and no blank line parts them, each line is a paragraph. Where lines are of one width, as in
/// mail and old files, they are joined.
pub fn paragraphs(text: &str) -> Document {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches([' ', '\t', '\r', '\u{feff}', '\u{c}'])).collect();
    let mut blocks = Vec::new();
    for group in lines.split(|line| line.is_empty()).filter(|group| !group.is_empty()) {
        if group.len() > 1 && group.iter().all(|line| line.chars().count() > 100) {
            blocks.extend(group.iter().map(|line| Block::paragraph(*line)));
            continue;
        }
        let mut content: Vec<Inline> = Vec::new();
        let is_wrapped = is_wrapped(group);
        for (i, line) in group.iter().enumerate() {
            if i > 0 {
                if is_wrapped {
                    content.extend(Inline::plain(" "));
                } else {
                    content.push(Inline::HardBreak { marks: Vec::new() });
                }
            }
            content.extend(Inline::plain(*line));
        }
        blocks.push(Block::Paragraph { content });
    }
    Document::new(blocks)
}

/// Tells whether lines were broken by a program at a width between 55 and 100: none but the last is much shorter.
fn is_wrapped(lines: &[&str]) -> bool {
    let Some((_, before)) = lines.split_last() else { return false };
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    before.len() > 1 && (55..=100).contains(&widest) && before.iter().all(|line| line.chars().count() + 20 > widest)
}
