//! The query language and what it becomes: an FTS5 expression and conditions on stories.
//!
//! Owns the words of a search ([`query`]), their translation ([`compile`]) the bigrams that make Chinese, Japanese
//! and Thai findable ([`cjk`]), and a search over what no index holds any more ([`past`]). Refuses to run anything: the library does that.

pub mod cjk;
pub mod compile;
pub mod past;
pub mod query;

pub use compile::{Compiled, Condition, compile};
pub use query::{Query, Term, parse};
