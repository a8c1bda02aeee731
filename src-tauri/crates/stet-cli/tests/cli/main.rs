//! The real `stet` on libraries of its own: every command once, and every way to hold it wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod bad_input;
mod commands;
mod harness;
#[cfg(unix)]
mod interrupted;
mod together;
