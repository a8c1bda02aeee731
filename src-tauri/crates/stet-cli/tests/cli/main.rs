//! The real `stet` on libraries of its own: every command once, and every way to hold it wrong.

mod bad_input;
mod commands;
mod harness;
mod together;
