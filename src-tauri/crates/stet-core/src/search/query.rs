//! The words of a search as an editor types them: `ferry "winter sailing" -budget tag:ferries before:2024-05`.

use chrono::{DateTime, NaiveDate, Utc};

use crate::article::Status;
use crate::{Error, Result};

/// A search, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Its terms, all of which must hold.
    pub terms: Vec<Term>,
}

/// One term of a search. `not` turns it round.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant says what it is")]
pub enum Term {
    /// A word in the text. `prefix` also finds longer words that begin so.
    Word { text: String, prefix: bool, not: bool },
    /// Words that stand together, in this order.
    Phrase { text: String, not: bool },
    /// Carries this tag, or one under it.
    Tag { name: String, not: bool },
    /// Has this status.
    Status { status: Status, not: bool },
    /// A byline that contains this.
    By { name: String, not: bool },
    /// A section that is this.
    Section { name: String, not: bool },
    /// Last changed before this moment.
    Before { time: DateTime<Utc> },
    /// Last changed at or after this moment.
    After { time: DateTime<Utc> },
    /// A body of more (or fewer) words than this.
    Words { more: bool, count: u32 },
}

/// Reads a search. An operator without a value yet (`tag:`), as it stands while it is being typed, says nothing. The last
/// bare word, when no space follows it, is a prefix: it is still being typed.
///
/// # Errors
/// [`Error::QueryInvalid`] for an unknown status, a date that is none, or a count that is none.
pub fn parse(text: &str) -> Result<Query> {
    let mut terms = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(Query { terms });
        }
        let (not, body) = match rest.strip_prefix('-') {
            Some(body) if !body.is_empty() && !body.starts_with(char::is_whitespace) => (true, body),
            _ => (false, rest),
        };
        let piece = Piece::take(body);
        rest = piece.rest;
        if let Some(term) = piece.term(not)? {
            terms.push(term);
        }
    }
}

/// One piece of the text: an operator's name if there is one, its value, whether that stood in quotes.
struct Piece<'a> {
    operator: Option<&'a str>,
    value: &'a str,
    quoted: bool,
    rest: &'a str,
}

const OPERATORS: [&str; 7] = ["tag", "status", "by", "section", "before", "after", "words"];

impl<'a> Piece<'a> {
    fn take(text: &'a str) -> Self {
        let operator =
            text.split_once(':').map(|(name, _)| name).filter(|name| OPERATORS.iter().any(|known| known.eq_ignore_ascii_case(name)));
        let value = operator.map_or(text, |name| &text[name.len() + 1..]);
        for (open, close) in [('"', '"'), ('“', '”')] {
            if let Some(inner) = value.strip_prefix(open) {
                let end = inner.find(close);
                let (value, rest) = end.map_or((inner, ""), |end| (&inner[..end], &inner[end + close.len_utf8()..]));
                return Self { operator, value, quoted: true, rest };
            }
        }
        let end = value.find(char::is_whitespace).unwrap_or(value.len());
        Self { operator, value: &value[..end], quoted: false, rest: &value[end..] }
    }

    fn term(&self, not: bool) -> Result<Option<Term>> {
        let value = self.value.trim();
        if !value.chars().any(char::is_alphanumeric) {
            return Ok(None);
        }
        let text = value.to_owned();
        let Some(operator) = self.operator else {
            if self.quoted {
                return Ok(Some(Term::Phrase { text, not }));
            }
            let starred = text.ends_with('*');
            let prefix = starred || (self.rest.is_empty() && !not);
            return Ok(Some(Term::Word { text: text.trim_end_matches('*').to_owned(), prefix, not }));
        };
        Ok(Some(match operator.to_ascii_lowercase().as_str() {
            "tag" => Term::Tag { name: text, not },
            "by" => Term::By { name: text, not },
            "section" => Term::Section { name: text, not },
            "status" => Term::Status { status: status(value)?, not },
            "before" => Term::Before { time: date(value)? },
            "after" => Term::After { time: date(value)? },
            _ => words(value)?,
        }))
    }
}

fn status(value: &str) -> Result<Status> {
    let value = value.to_lowercase();
    let unknown =
        || Error::QueryInvalid { reason: format!("there is no status {value:?}; there are draft, review, ready, published and spiked") };
    Status::parse(&value).ok_or_else(unknown)
}

/// Reads `2024`, `2024-05` or `2024-05-31` as the moment (UTC) that it begins.
fn date(value: &str) -> Result<DateTime<Utc>> {
    let wrong = || Error::QueryInvalid { reason: format!("{value:?} is not a date; write 2024, 2024-05 or 2024-05-31") };
    let mut parts = value.split('-');
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| year.parse().ok()).ok_or_else(wrong)?;
    let mut next = || parts.next().map_or(Ok(1), |part| part.parse::<u32>().map_err(|_| wrong()));
    let (month, day) = (next()?, next()?);
    let midnight = NaiveDate::from_ymd_opt(year, month, day).and_then(|date| date.and_hms_opt(0, 0, 0));
    midnight.filter(|_| parts.next().is_none()).map(|time| time.and_utc()).ok_or_else(wrong)
}

fn words(value: &str) -> Result<Term> {
    let (more, digits) = match (value.strip_prefix('>'), value.strip_prefix('<')) {
        (Some(digits), _) => (true, digits),
        (_, Some(digits)) => (false, digits),
        _ => (true, value),
    };
    let count =
        digits.parse().map_err(|_| Error::QueryInvalid { reason: format!("{value:?} is not a count; write words:>1000 or words:<300") })?;
    Ok(Term::Words { more, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    fn terms(text: &str) -> Vec<Term> {
        parse(text).expect("a search that can be read").terms
    }

    fn word(text: &str, prefix: bool, not: bool) -> Term {
        Term::Word { text: text.into(), prefix, not }
    }

    #[test]
    fn words_phrases_and_their_opposites() {
        assert_eq!(terms("ferry roof"), [word("ferry", false, false), word("roof", true, false)]);
        assert_eq!(terms("ferry roof "), [word("ferry", false, false), word("roof", false, false)], "a space ends the last word");
        assert_eq!(terms("-budget sail*  x"), [word("budget", false, true), word("sail", true, false), word("x", true, false)]);
        assert_eq!(
            terms("\"winter sailing\" -“the roof”"),
            [Term::Phrase { text: "winter sailing".into(), not: false }, Term::Phrase { text: "the roof".into(), not: true },]
        );
        assert_eq!(terms("\"unclosed phrase"), [Term::Phrase { text: "unclosed phrase".into(), not: false }]);
    }

    #[test]
    fn operators_take_bare_and_quoted_values() {
        assert_eq!(
            terms("tag:\"Town council\" TAG:x -tag:y"),
            [
                Term::Tag { name: "Town council".into(), not: false },
                Term::Tag { name: "x".into(), not: false },
                Term::Tag { name: "y".into(), not: true },
            ]
        );
        assert_eq!(
            terms("status:draft by:ilse section:News"),
            [
                Term::Status { status: Status::Draft, not: false },
                Term::By { name: "ilse".into(), not: false },
                Term::Section { name: "News".into(), not: false },
            ]
        );
        assert_eq!(terms("words:>1000 words:<5"), [Term::Words { more: true, count: 1000 }, Term::Words { more: false, count: 5 }]);
        assert_eq!(terms("10:30"), [word("10:30", true, false)], "a colon alone makes no operator");
    }

    #[test]
    fn dates_are_the_beginning_of_what_they_name() {
        let begin = |text: &str| match &terms(text)[..] {
            [Term::Before { time } | Term::After { time }] => time.to_rfc3339(),
            other => format!("{other:?}"),
        };
        assert_eq!(begin("before:2024"), "2024-01-01T00:00:00+00:00");
        assert_eq!(begin("after:2024-05"), "2024-05-01T00:00:00+00:00");
        assert_eq!(begin("before:2024-05-31"), "2024-05-31T00:00:00+00:00");
    }

    #[test]
    fn half_typed_operators_and_punctuation_say_nothing() {
        for text in ["", "   ", "tag:", "status: ", "\"", "-", "- -", "*", "…", "tag:\"\""] {
            assert_eq!(terms(text), [], "{text:?} should say nothing");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for text in ["status:gone", "before:yesterday", "after:2024-13", "after:2024-05-40", "before:2024-1-1-1", "words:many"] {
            assert_eq!(parse(text).expect_err(text).code(), ErrorCode::QueryInvalid);
        }
    }
}
