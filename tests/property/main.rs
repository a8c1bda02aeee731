//! Random sequences against plain models.

mod history;
mod round_trips;
