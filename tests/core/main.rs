//! The façade on a temporary library, without any shell: every use case, and every way in which it can fail.

#![allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]

mod file;
mod kill;
mod lists;
mod packs;
mod past;
mod pictures;
mod recover;
mod retention;
mod stories;
