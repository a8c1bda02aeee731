//! What an inline element or its style means: marks, hidden parts, preserved white space.

use markup5ever_rcdom::Handle;

use super::tree::{attr, tag};
use crate::document::Mark;

/// The declarations of a `style` attribute, names and values in lower case.
pub(super) struct Style(Vec<(String, String)>);

impl Style {
    pub(super) fn of(node: &Handle) -> Self {
        let text = attr(node, "style").unwrap_or_default();
        let pairs = text.split(';').filter_map(|pair| pair.split_once(':'));
        Self(pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase())).collect())
    }

    /// Returns the value of `name`, the last one that is given.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.get("display") == Some("none") || self.get("visibility") == Some("hidden") || self.get("mso-hide") == Some("all")
    }

    pub(super) fn keeps_white_space(&self) -> bool {
        self.get("white-space").is_some_and(|value| value.starts_with("pre") && value != "pre-line")
    }
}

/// Adds to `marks` what the element and its style say; takes away what its style undoes (Google Docs wraps a whole
/// document in `<b style="font-weight:normal">`).
pub(super) fn add_marks(node: &Handle, style: &Style, marks: &mut Vec<Mark>) {
    let own = match tag(node) {
        "em" | "i" | "cite" | "dfn" | "var" => Some(Mark::Em),
        "strong" | "b" => Some(Mark::Strong),
        "u" | "ins" => Some(Mark::Underline),
        "s" | "del" | "strike" => Some(Mark::Strike),
        "mark" => Some(Mark::Highlight),
        "sup" => Some(Mark::Superscript),
        "sub" => Some(Mark::Subscript),
        "code" | "kbd" | "samp" | "tt" => Some(Mark::Code),
        _ => None,
    };
    if let Some(mark) = own {
        set(marks, mark, true);
    }
    if let Some(weight) = style.get("font-weight") {
        match weight.parse::<u32>() {
            Ok(weight) => set(marks, Mark::Strong, weight >= 600),
            Err(_) if weight.starts_with("bold") => set(marks, Mark::Strong, true),
            Err(_) if weight == "normal" || weight == "lighter" => set(marks, Mark::Strong, false),
            Err(_) => {}
        }
    }
    match style.get("font-style") {
        Some("italic" | "oblique") => set(marks, Mark::Em, true),
        Some("normal") => set(marks, Mark::Em, false),
        _ => {}
    }
    let is_link = marks.iter().any(|mark| matches!(mark, Mark::Link { .. }));
    if let Some(line) = style.get("text-decoration").or_else(|| style.get("text-decoration-line")) {
        if line.contains("line-through") {
            set(marks, Mark::Strike, true);
        }
        if line.contains("underline") && !is_link && tag(node) != "a" {
            set(marks, Mark::Underline, true);
        }
    }
    match style.get("vertical-align") {
        Some("super") => set(marks, Mark::Superscript, true),
        Some("sub") => set(marks, Mark::Subscript, true),
        _ => {}
    }
}

/// Adds or removes a mark; the later of superscript and subscript wins.
fn set(marks: &mut Vec<Mark>, mark: Mark, on: bool) {
    marks.retain(|own| *own != mark);
    if on {
        match mark {
            Mark::Superscript => marks.retain(|own| *own != Mark::Subscript),
            Mark::Subscript => marks.retain(|own| *own != Mark::Superscript),
            _ => {}
        }
        marks.push(mark);
    }
}
