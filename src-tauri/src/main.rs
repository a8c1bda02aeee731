//! The desk's process: everything is in the library `stet_desk`, so that tests can reach it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

/// Documents are many small pieces; an allocator made for that does what is done with them sooner (ADR 14).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    stet_desk::run()
}
