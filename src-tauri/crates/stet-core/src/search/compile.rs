//! A search as SQLite understands it: one FTS5 expression, and conditions on the columns of a story.

use chrono::{DateTime, Utc};

use super::cjk;
use super::query::{Query, Term};
use crate::article::Status;
use crate::tag;

/// What a search asks of the library.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compiled {
    /// FTS5 expression that a story must match, if any words are asked for.
    pub matches: Option<String>,
    /// The words and phrases asked for, as typed, to mark those that FTS5 cannot mark (scripts without spaces).
    pub texts: Vec<String>,
    /// Further FTS5 expressions that a story must match, which say nothing about its rank (a byline).
    pub wants: Vec<String>,
    /// FTS5 expressions that a story must not match.
    pub avoids: Vec<String>,
    /// Conditions on the story beside its text, all of which must hold.
    pub conditions: Vec<Condition>,
}

/// A condition on a story beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the terms of a query")]
pub enum Condition {
    /// `folded` is the name as `tag::fold` makes it.
    Tag {
        folded: String,
        not: bool,
    },
    Status {
        status: Status,
        not: bool,
    },
    Section {
        name: String,
        not: bool,
    },
    Before {
        time: DateTime<Utc>,
    },
    After {
        time: DateTime<Utc>,
    },
    Words {
        more: bool,
        count: u32,
    },
}

impl Compiled {
    /// Tells whether any text is searched, so that rank and snippets mean something.
    pub fn has_text(&self) -> bool {
        self.matches.is_some()
    }
}

/// Translates a search. Everything that an editor typed is quoted: no word of theirs is ever FTS5 syntax.
pub fn compile(query: &Query) -> Compiled {
    let mut out = Compiled::default();
    let mut wanted = Vec::new();
    for term in &query.terms {
        let (text, prefix, not) = match term {
            Term::Word { text, prefix, not } => (text, *prefix, *not),
            Term::Phrase { text, not } => (text, false, *not),
            Term::By { name, not } => {
                let byline = format!("byline : \"{}\" *", quoted(name).trim());
                if *not {
                    out.avoids.push(byline)
                } else {
                    out.wants.push(byline)
                }
                continue;
            }
            other => {
                out.conditions.extend(condition(other));
                continue;
            }
        };
        if not {
            out.avoids.push(expression(text, prefix));
        } else {
            wanted.push(expression(text, prefix));
            out.texts.push(text.clone());
        }
    }
    out.matches = (!wanted.is_empty()).then(|| wanted.join(" AND "));
    out
}

/// Returns the FTS5 expression for words that stand together. Those with unspaced scripts are sought in their own column.
fn expression(text: &str, prefix: bool) -> String {
    let clean = quoted(text);
    let unspaced = cjk::phrases(&clean);
    let spaced: String = clean.chars().map(|c| if cjk::is_unspaced(c) { ' ' } else { c }).collect();
    let mut parts: Vec<String> = unspaced.iter().map(|phrase| format!("cjk : {phrase}")).collect();
    if spaced.chars().any(char::is_alphanumeric) {
        let star = if prefix { " *" } else { "" };
        parts.push(format!("{{headline standfirst body byline}} : \"{}\"{star}", spaced.trim()));
    }
    format!("({})", parts.join(" AND "))
}

/// Returns `text` without what could end a quoted string.
fn quoted(text: &str) -> String {
    text.chars().map(|c| if c == '"' || c.is_control() { ' ' } else { c }).collect()
}

fn condition(term: &Term) -> Option<Condition> {
    Some(match term {
        Term::Word { .. } | Term::Phrase { .. } | Term::By { .. } => return None,
        Term::Tag { name, not } => Condition::Tag { folded: tag::fold(name.trim()), not: *not },
        Term::Status { status, not } => Condition::Status { status: *status, not: *not },
        Term::Section { name, not } => Condition::Section { name: name.clone(), not: *not },
        Term::Before { time } => Condition::Before { time: *time },
        Term::After { time } => Condition::After { time: *time },
        Term::Words { more, count } => Condition::Words { more: *more, count: *count },
    })
}

#[cfg(test)]
mod tests {
    use super::super::query::parse;
    use super::*;

    fn check(text: &str, matches: &str, avoids: &[&str]) {
        let compiled = compile(&parse(text).expect("a search"));
        assert_eq!(compiled.matches.unwrap_or_default(), matches, "{text:?}");
        assert_eq!(compiled.avoids, avoids, "{text:?}");
    }

    #[test]
    fn text_becomes_quoted_expressions() {
        let columns = "{headline standfirst body byline} : ";
        check("ferry roo", &format!("({columns}\"ferry\") AND ({columns}\"roo\" *)"), &[]);
        check("\"a OR b\" ", &format!("({columns}\"a OR b\")"), &[]);
        check("-x", "", &[&format!("({columns}\"x\")")]);
        check("東京tower ", &format!("(cjk : \"東京\" AND {columns}\"tower\")"), &[]);
        check("tag:x", "", &[]);
    }

    #[test]
    fn sqlite_reads_every_expression() {
        let db = rusqlite::Connection::open_in_memory().expect("SQLite");
        db.execute_batch("CREATE VIRTUAL TABLE t USING fts5(headline, standfirst, body, byline, cjk)").expect("FTS5");
        db.execute("INSERT INTO t VALUES ('Winter ferry', '', 'It''s \"here\" NEAR(a b)', '', '東京 京都 都')", ()).expect("a row");
        let count = |text: &str| -> i64 {
            let matches = compile(&parse(text).expect("a search")).matches.expect("an expression");
            db.query_row("SELECT count(*) FROM t WHERE t MATCH ?1", [matches], |row| row.get(0)).expect(text)
        };
        for found in ["ferr", "winter ferry ", "\"winter ferry\"", "it's", "NEAR(a", "東京", "都", "東", "ferry 京都", "FÉRRY "] {
            assert_eq!(count(found), 1, "{found:?} should be found");
        }
        for missing in ["ferr ", "\"ferry winter\"", "AND", "東都", "x\u{0}y", "^winter:: "] {
            assert!(count(missing) == 0 || missing.starts_with('^'), "{missing:?} should not be found");
        }
    }
}
