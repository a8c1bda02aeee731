//! Journeys of an editor through the real window. Each window has a screen and a session bus of its own.

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
mod screen;
mod spelling;
mod themes;
mod typing;
mod walk;
