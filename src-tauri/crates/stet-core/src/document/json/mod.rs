//! ProseMirror JSON to typed document and back. Reading is strict: whatever the schema does not name is refused,
//! with the path of the fault, so that a document that was read can be written again without loss.

mod read;
mod write;

use super::Mark;

/// Why a document was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct DocumentError {
    /// The place, e.g. `content[3].attrs.level`.
    pub path: String,
    /// What is wrong there.
    pub reason: String,
}

type Parsed<T> = Result<T, DocumentError>;

/// Returns the mark's place in the schema's order.
pub(in crate::document) fn rank(mark: &Mark) -> u8 {
    match mark {
        Mark::Link { .. } => 0,
        Mark::Em => 1,
        Mark::Strong => 2,
        Mark::Underline => 3,
        Mark::Strike => 4,
        Mark::Highlight => 5,
        Mark::Superscript => 6,
        Mark::Subscript => 7,
        Mark::Code => 8,
        Mark::Insertion(_) => 9,
        Mark::Deletion(_) => 10,
        Mark::Modification(_) => 11,
        Mark::Comment { .. } => 12,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::document::{Block, Document, Inline, Mark};

    fn check(value: &Value, expected: &str) {
        let error = Document::from_json(value).expect_err("should be refused");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_refusal_names_the_place_and_the_reason() {
        check(&json!({ "type": "doc", "content": [] }), "doc: doc needs at least one block");
        check(
            &json!({ "type": "doc", "content": [{ "type": "paragraph" }, { "type": "heading", "attrs": { "level": 9 } }] }),
            "doc.content[1].attrs.level: expected a whole number from 1 to 6",
        );
        check(
            &json!({ "type": "doc", "content": [{ "type": "bullet_list", "content": [{ "type": "list_item", "content": [{ "type": "horizontal_rule" }] }] }] }),
            "doc.content[0].content[0]: a list item begins with a paragraph",
        );
        check(
            &json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "x", "marks": [{ "type": "link", "attrs": { "href": "javascript:x" } }] }] }] }),
            "doc.content[0].content[0].marks[0].attrs.href: not an address that a story may point at",
        );
    }

    #[test]
    fn a_document_is_written_as_the_same_bytes_either_way() {
        let text = |text: &str, marks| Inline::Text { text: text.into(), marks };
        let link = Mark::Link { href: "https://a.example".into(), title: "\"t\"".into() };
        let note = Inline::Footnote { content: vec![Block::paragraph("a\u{1}\u{2028}b")], marks: vec![] };
        let line =
            vec![text("plain \u{7f}", vec![]), text("both", vec![link, Mark::Strong]), Inline::HardBreak { marks: vec![Mark::Em] }, note];
        let document = Document::new(vec![
            Block::Paragraph { content: line.clone() },
            Block::Paragraph { content: Vec::new() },
            Block::Blockquote { content: vec![Block::Paragraph { content: line }] },
        ]);
        assert_eq!(serde_json::to_string(&document).expect("JSON"), document.to_json().to_string());
    }

    #[test]
    fn a_line_reads_and_writes_by_itself() {
        let line = json!([{ "type": "text", "marks": [{ "type": "em" }], "text": "a" }, { "type": "hard_break" }]);
        let read = Inline::line_from_json(&line).expect("a line");
        assert_eq!(Inline::line_to_json(&read), line);
        assert_eq!(Inline::line_from_json(&json!([])), Ok(Vec::new()));
        assert!(Inline::line_from_json(&json!([{ "type": "paragraph" }])).is_err());
    }
}
