//! The façade on a temporary library, without any shell: every use case, and every way in which it can fail.

mod file;
mod kill;
mod lists;
mod recover;
mod stories;
