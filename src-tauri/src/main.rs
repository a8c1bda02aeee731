//! The desk's process: everything is in the library `stet_desk`, so that tests can reach it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

/// Documents are many small pieces; the system’s allocator takes a fifth of the time of what is done with them (ADR 14).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    stet_desk::run()
}
