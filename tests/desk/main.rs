//! Journeys of an editor through the real window. `make test` gives them a display and a session bus.

mod access;
mod harness;
mod journeys;
mod opening;
mod walk;
