//! Journeys of an editor through the real window. `make test` gives them a display and a session bus.

mod access;
mod checks;
mod exporting;
mod gestures;
#[allow(dead_code, reason = "the tour uses all of it, the journeys a part")]
mod harness;
mod history;
mod importing;
mod journeys;
mod neighbour;
mod opening;
mod page;
mod past;
mod pasting;
mod pictures;
mod revisions;
mod spelling;
mod typing;
mod walk;
