//! Random sequences against plain models.

#![allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]

mod differences;
mod history;
mod mutation;
mod round_trips;
