//! Random sequences against plain models.

mod differences;
mod history;
mod round_trips;
